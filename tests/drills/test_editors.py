"""D13: is no accepted save lost and no refused text gone, whatever four editors and two browsers do to each other?"""

from __future__ import annotations

import json
import logging
import os
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import expect

from applications.actions import answers, interest
from applications.models import Answer, AnswerHistory, SetAsideText, Snapshot
from charter.actions import memberships, organisations
from charter.enums import Role
from charter.kit import clock, tenancy
from tests import sessions
from tests.applications import committed, places
from tests.drills import editors, frame
from tests.journeys import organisation
from tests.journeys.people import Somebody
from tests.site import Site

pytestmark = pytest.mark.drill
ROUNDS, STEPS, HANDS = int(os.environ.get("DRILL_EDITORS", "200")), 26, 4
CODES = ("po1", "po2")
BROWSER_ROUNDS = 16


class Stage:
    """One programme with many drafts that lack two answers, and four people who are signed in."""

    def __init__(self) -> None:
        self.place = committed.elsewhere(committed.build)
        self.hands = ThreadPoolExecutor(HANDS)
        self.people = committed.elsewhere(self._team)
        self.clients = committed.elsewhere(self._ready)

    def _team(self) -> list:
        oak, programme = self.place.oak, self.place.programme
        with tenancy.alone("a drill sets the scene"):
            more = [places.person(f"editor-{number}", programme.slug) for number in range(2)]
            for person in more:
                memberships.grant(
                    person, role=Role.CONTRIBUTOR, programme=programme, organisation=oak.organisation, by=oak.lead
                )
        return [oak.lead, oak.contributor, *more]

    def _ready(self) -> list[Client]:
        with tenancy.alone("a drill sets the scene"):
            self.place.sign_values()
            self.place.train()
            return [_client(sessions.key_of(person)) for person in self.people]

    def draft(self, number: int):
        """One more application, written but for two standards, and signed."""
        return committed.elsewhere(lambda: self._draft(number))

    def _draft(self, number: int):
        place, standards = self.place, self.place.standards
        with tenancy.alone("a drill sets the scene"):
            service = organisations.add_service(place.oak.organisation, name=f"Team {number}", by=place.oak.lead)
            application = interest.express(
                place.cohort, organisation=place.oak.organisation, services=[service], by=place.oak.lead
            )
            interest.select(application, by=place.officer)
            row = {
                "programme_id": application.programme_id,
                "organisation_id": application.organisation_id,
                "application": application,
                "saved_by": place.oak.lead,
                "saved_at": clock.now(),
            }
            Answer.objects.bulk_create(Answer(**row, standard=one, text="We do.") for one in standards[2:])
            place.declare(application)
        return application

    def together(self, *acts) -> list:
        """Several requests at once, each on a connection of its own."""
        return [done.result() for done in [self.hands.submit(act) for act in acts]]

    def close(self) -> None:
        # Each thread waits for the others, so that every one of them closes its own connection.
        every = threading.Barrier(HANDS)

        def leave() -> None:
            every.wait(30)
            connections.close_all()

        self.together(*[leave] * HANDS)
        self.hands.shutdown()
        committed.elsewhere(lambda: committed.take_away(self.place))


def _client(key: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = key
    return client


class Round:
    """One random interleaving on one application, and what must be true of it afterwards."""

    def __init__(self, stage: Stage, number: int) -> None:
        self.stage, self.chance = stage, random.Random(number)
        self.application = stage.draft(number)
        base = stage.place.url(f"apply/{self.application.reference}/")
        self.check_url, self.send_url, self.withdraw_url = base + "check/", base + "send/", base + "withdraw/"
        self.tabs = [
            editors.Tab(
                client, stage.people[who].pk, code, f"{base}evidence/{code}/", f"{number}-{who}-{code}", self.chance
            )
            for who, client in enumerate(stage.clients)
            for code in (CODES if who < 2 else [self.chance.choice(CODES)])
        ]
        self.saves: list[editors.Save] = []
        self.typed: list[tuple[str, str, int]] = []
        self.previews: list[str] = []
        self.acts: Counter = Counter()
        self.words = 0

    def _tab(self, who: int, code: str, base: str) -> editors.Tab:
        client, person = self.stage.clients[who], self.stage.people[who].pk
        return editors.Tab(client, person, code, f"{base}evidence/{code}/", f"{base}{who}{code}"[-30:], self.chance)

    def run(self) -> None:
        for _ in range(STEPS):
            self.step()
        self.deliver([tab for tab in self.tabs if tab.waiting], everything=True)

    def step(self) -> None:
        tab = self.chance.choice(self.tabs)
        act = self.chance.choices(
            ["edit", "deliver", "reload", "send", "withdraw", "rest"], [10, 6, 1.0, 0.4, 0.1, 0.5]
        )[0]
        if tab.clash is not None and self.chance.random() < 0.7:
            self.acts["conflict"] += 1
            self.typed.append((tab.standard, *tab.choose()))
        elif act == "edit":
            self.words += 1
            self.acts["edit"] += 1
            tab.type(f"w{self.words}")
            if self.chance.random() < 0.8:
                self.acts["autosave"] += 1
                tab.autosave()
        elif act == "deliver":
            self.deliver(self.chance.sample(self.tabs, 3))
        elif act == "reload":
            self.acts["reload"] += 1
            tab.load()
        elif act == "send":
            self.send()
        elif act == "withdraw":
            self.acts["withdraw"] += 1
            self.stage.together(lambda: self.stage.clients[0].post(self.withdraw_url))

    def deliver(self, tabs, everything: bool = False) -> None:
        """Some of what is on its way arrives at once; one answer in six is lost on the way back."""
        while True:
            flying = []
            for tab in tabs:
                if tab.waiting:
                    flying.append((tab, tab.waiting.pop(self.chance.randrange(len(tab.waiting)))))
            done = self.stage.together(*(lambda t=t, s=s: t.deliver(s) for t, s in flying))
            for (tab, _), save in zip(flying, done, strict=True):
                self.saves.append(save)
                if self.chance.random() > 0.17:
                    tab.hear(save)
            if not everything or not any(tab.waiting for tab in tabs):
                return

    def send(self) -> None:
        """The lead reads the check page; others save before and while the button is pressed."""
        self.acts["send"] += 1
        shown = editors.preview(self.stage.clients[0], self.check_url)
        if shown is None:
            return
        if self.chance.random() < 0.5:
            self.deliver(self.chance.sample(self.tabs, 2))
        assert shown["digest"] == shown["shown"]
        fields = {"key": shown["key"], "digest": shown["digest"]}
        late = [tab for tab in self.tabs if tab.waiting][:2]
        flying = [(tab, tab.waiting.pop()) for tab in late]
        press = lambda: self.stage.clients[0].post(self.send_url, fields)  # noqa: E731
        answer, *done = self.stage.together(press, *(lambda t=t, s=s: t.deliver(s) for t, s in flying))
        self.saves += done
        if answer.status_code == 302:
            self.previews.append(shown["shown"])

    # What must be true --------------------------------------------------------------------------------

    def judge(self) -> Counter:
        return committed.elsewhere(self._judge)

    def _judge(self) -> Counter:
        found: Counter = Counter(self.acts)
        with tenancy.alone("a drill counts"):
            for standard in self.stage.place.standards[:2]:
                self._judge_one(standard, found)
            sent = list(Snapshot.objects.filter(application=self.application).order_by("number"))
        found["sent"] = len(sent)
        found["sent_otherwise"] = sum(row.sha256 not in self.previews for row in sent) + max(0, len(sent) - 1)
        return found

    def _judge_one(self, standard, found: Counter) -> None:
        code = standard.code.lower()
        rows = list(
            AnswerHistory.objects.filter(application_id=self.application.pk, standard_id=standard.pk).order_by(
                "history_id"
            )
        )
        versions = {row.version: row for row in rows}
        final = Answer.objects.filter(application=self.application, standard=standard).first()
        kept = set(
            SetAsideText.objects.filter(application=self.application, standard=standard).values_list(
                "text", flat=True
            )
        )
        texts = kept | {row.text for row in rows}
        found["versions"] += len(rows)
        found["doubled"] += len(rows) - len(versions)
        found["lost"] += [*versions] != list(range(1, len(rows) + 1))
        found["lost"] += (final.text if final else "") != (rows[-1].text if rows else "")
        for save in (save for save in self.saves if save.standard == code):
            self._judge_save(save, versions, texts, found)
        for _, text, status in (row for row in self.typed if row[0] == code and row[1]):
            found["accepted" if status == 302 else "refused"] += 1
            found["lost" if status == 302 else "gone"] += unescape(text) not in texts and bool(text.split())

    def _judge_save(self, save: editors.Save, versions: dict, texts: set[str], found: Counter) -> None:
        if save.status != 200:
            found["refused"] += 1
            found["broken"] += save.status >= 500
            found["gone"] += save.text not in texts
            return
        row = versions.get(save.told["version"])
        if save.told.get("late"):
            found["late"] += 1
            found["lost"] += row is None or (row.tab, row.tab_seq > save.seq) != (save.tab, True)
            return
        found["accepted"] += 1
        found["lost"] += row is None or row.text != save.text
        if row is None or (row.tab, row.tab_seq) != (save.tab, save.seq):
            return  # The same words were there already.
        between = [versions[number] for number in range(save.version + 1, row.version)]
        found["overwritten"] += any((one.tab, one.saved_by_id) != (save.tab, save.who) for one in between)


@pytest.fixture(autouse=True)
def quiet():
    """A refusal is what is asked for, thousands of times."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def stage(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Stage()
        try:
            yield made
        finally:
            made.close()


def test_no_accepted_save_is_lost_and_no_refused_text_is_gone(stage, monkeypatch):
    if frame.planted("D13"):
        monkeypatch.setattr(
            answers.Typing, "is_of", lambda self, answer, by: self.seq > answer.tab_seq or self.tab != answer.tab
        )
    began, total = time.monotonic(), Counter()

    for number in range(ROUNDS):
        one = Round(stage, number)
        one.run()
        total += one.judge()

    bad = {name: total[name] for name in ("lost", "overwritten", "doubled", "gone", "broken", "sent_otherwise")}
    figures = {
        "rounds": ROUNDS,
        **{name: total[name] for name in ("edit", "autosave", "conflict", "reload", "send", "withdraw")},
        **{name: total[name] for name in ("accepted", "refused", "late", "versions", "sent")},
        **bad,
        "seconds": round(time.monotonic() - began),
    }
    enough = total["refused"] > ROUNDS / 2 and total["late"] > ROUNDS / 20 and total["sent"] > ROUNDS / 20
    frame.report("D13", figures, not any(bad.values()) and enough)


# Two browsers -----------------------------------------------------------------------------------------------

TEXTS = """
SELECT h.text FROM applications_answerhistory h JOIN applications_application a ON a.id = h.application_id
JOIN charter_standard s ON s.id = h.standard_id WHERE a.reference = %s AND s.code = 'PO4' ORDER BY h.history_id
"""
ASIDE = """
SELECT t.text FROM applications_setasidetext t JOIN applications_application a ON a.id = t.application_id
WHERE a.reference = %s
"""
SETTLED = re.compile(r"^Saved at|saved a newer version at")


@pytest.fixture
def scene(django_db_setup, chromium):
    name = f"drill_{os.getpid()}_editors"
    site = Site.make(Path(settings.DATA_DIR) / name, name)
    try:
        site.start("web")
        told = json.loads(site.python("from tests.journeys import scene; scene.main()").splitlines()[-1])
        yield site, told
    finally:
        site.stop()


def test_two_browsers_lose_nothing_of_each_other(scene, chromium):
    site, told = scene
    reference, chance = told["references"]["writing"], random.Random(13)
    pair = [Somebody(site, chromium, name.title()) for name in ("ravi", "asha")]
    for person in pair:
        person.carry_session(told["sessions"][person.name.lower()])
        person.open(f"/lec/apply/{reference}/evidence/po4/")
    counted, shown = Counter(), set()
    for number in range(BROWSER_ROUNDS):
        person = chance.choice(pair)
        word = f"{person.name}{number}"
        box = person.field(organisation.QUESTION)
        with person.page.expect_response("**/evidence/po4/"):
            box.fill(f"{box.input_value()} {word}")
            box.blur()
        shown.add(box.input_value())
        status = person.page.locator("[data-save-words]")
        expect(status).to_have_text(SETTLED)
        if "newer version" not in status.inner_text():
            counted["accepted"] += 1
            continue
        counted["conflicts"] += 1
        person.press("Compare the two versions")
        keep = chance.choice(["Mine", "Both, put together by me"])
        person.choose(keep)
        person.press("Keep this version")
    for person in pair:
        person.leave()

    versions = [row[0] for row in site.rows(TEXTS, reference)]
    kept = {*versions, *(row[0] for row in site.rows(ASIDE, reference))}
    lost = len(shown - kept)
    words = {f"{person.name}{number}" for person in pair for number in range(BROWSER_ROUNDS)}
    final = sum(word in versions[-1].split() for word in words)
    figures = {"rounds": BROWSER_ROUNDS, **counted, "versions": len(versions), "words": final, "lost": lost}
    frame.report("D13-BROWSERS", figures, not lost and counted["conflicts"] > 0)
