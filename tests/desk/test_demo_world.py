"""The demonstration world: whole, believable, told truly in its guide, and built only once."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import resolve

from applications.enums import State
from applications.models import Answer, Application, Evidence, Recusal
from assessment.enums import ReviewState
from assessment.models import Decision, Review
from awards.enums import AwardState
from awards.models import Award, Certificate
from awards.selectors.verification import verification
from charter import level_rules
from charter.desk import invariants
from charter.desk.demo import build, cast, guide, people, sessions, story, timeline, words
from charter.desk.demo.dates import Calendar
from charter.desk.demo.organisations import BY_KEY as EMPLOYERS
from charter.desk.demo.words import Voice
from charter.enums import Role
from charter.framework_file import read
from charter.kit import clock, outbox
from charter.kit.models import AuditEvent, Message
from charter.models import Cohort, Framework, Membership, Person, Programme
from training.models import Attendance, Session

ROOT = Path(__file__).resolve().parents[2]
FORMS = {name: read(ROOT / "charter" / "data" / f"framework-{name}-1.json") for name in ("lec", "ele")}


@dataclass
class Built:
    """What was seen when the builder had finished, before any worker ran."""

    said: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    awards: Counter = field(default_factory=Counter)
    certificates: int = 0
    owed: Counter = field(default_factory=Counter)
    verifiable: set[str] = field(default_factory=set)


def application_of(entry):
    """The application that an entry of the story became."""
    found = Application.objects.filter(
        cohort__programme__slug=story.BY_KEY[entry.round].programme,
        organisation__name=EMPLOYERS[entry.employer].name,
        parties__party_services__service__name=EMPLOYERS[entry.employer].services[entry.services[0]],
    )
    keys = [one.key for one in story.ENTRIES if (one.employer, one.services) == (entry.employer, entry.services)]
    return found.distinct().order_by("cohort__closes_at")[keys.index(entry.key)]


def entry_of(key):
    return next(entry for entry in story.ENTRIES if entry.key == key)


def states():
    return {entry.key: application_of(entry).state for entry in story.ENTRIES}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world in a transaction of its own, and what the worker then makes of what it is owed."""
    seen = Built()
    with django_db_blocker.unblock(), transaction.atomic():
        build.build_world(seen.said.append, small=True)
        seen.states = states()
        seen.awards = Counter(Award.objects.values_list("state", flat=True))
        seen.certificates = Certificate.objects.count()
        seen.owed = Counter(outbox.open_rows().values_list("kind", flat=True))
        seen.verifiable = {a.code for a in Award.objects.all() if verification(a.code)}
        timeline.do_what_is_due(clock.now() + timedelta(seconds=5))
        yield seen
        transaction.set_rollback(True)


# Before it is built -------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [e for e in story.ENTRIES if e.pattern], ids=lambda entry: entry.key)
def test_scores_of_the_story_make_the_level_it_tells_by_the_rules(entry):
    form = FORMS[story.BY_KEY[entry.round].programme]
    scores = {standard.code: entry.points(place) for place, standard in enumerate(form.standards)}

    level = level_rules.evaluate(form, scores).level

    assert len(story.PATTERNS[entry.pattern]) == len(form.standards)
    if entry.state in (State.PROPOSED, State.DECIDED, State.RELEASED):
        assert level == entry.level


def test_every_state_that_actions_can_reach_is_told():
    assert {entry.state for entry in story.ENTRIES} == set(State)


def test_addresses_are_of_example_org_and_belong_to_one_person_each():
    addresses = [person.email for person in cast.everybody()]

    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+@example\.org", address) for address in addresses)


@pytest.mark.parametrize("day", range(1, 15))
def test_calendar_keeps_to_working_days_in_order(day):
    calendar = Calendar(datetime(2027, 3, day, 4, tzinfo=UTC))

    days = [calendar.day(number) for number in range(-30, 0)]

    assert all(found.weekday() < 5 for found in days)
    assert days == sorted(days)
    assert all(later > earlier for earlier, later in zip(days, days[3:], strict=False))
    assert calendar.at(-200, 17).astimezone(clock.LONDON).hour == 17


def test_guide_is_what_the_world_is_made_of():
    text = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")

    _, _, rest = text.partition("<!-- made by: manage.py demo_people --markdown -->\n")
    tables, _, _ = rest.partition("<!-- end -->")

    assert tables.strip() == guide.markdown().strip()
    assert all(person.name in tables for person in cast.everybody())


# As the builder leaves it -------------------------------------------------------------------------------


def test_every_application_is_where_the_story_has_it(built):
    assert built.states == {entry.key: entry.state for entry in story.ENTRIES}


def test_last_batch_is_left_to_the_worker(built):
    batch = [entry for entry in story.ENTRIES if entry.last_batch]
    released = [entry for entry in story.ENTRIES if entry.state == State.RELEASED and entry.level]

    assert len(batch) >= 4
    assert built.owed == {"awards.render_certificate": len(batch), "awards.carry_out_release": 1}
    assert built.certificates == len(released)
    # One more is decided but in no release yet.
    assert built.awards[AwardState.SCHEDULED] == len(batch) + 1
    assert len(built.verifiable) == len(released)


def test_progress_is_told_with_counts_and_every_application(built):
    assert built.said[-1].lstrip().startswith(f"{len(built.said)} of {len(built.said)}  ")
    assert sum("Fenmarsh and Welland (Liaison and Diversion)" in line for line in built.said) == 3


# Once the worker has done its part ------------------------------------------------------------------------


def test_worker_releases_the_last_batch_with_one_certificate_each(built):
    expected = {e.key: State.RELEASED if e.last_batch else e.state for e in story.ENTRIES}

    assert states() == expected
    assert not outbox.open_rows().exists()
    released = [entry for entry in story.ENTRIES if expected[entry.key] == State.RELEASED and entry.level]
    assert Certificate.objects.count() == len(released)
    assert Award.objects.filter(certificate__isnull=True).count() == 1


@pytest.mark.parametrize("entry", [e for e in story.ENTRIES if e.level], ids=lambda entry: entry.key)
def test_award_is_of_the_level_the_rules_make_and_stands_as_told(built, entry):
    application = application_of(entry)

    decision = Decision.objects.get(application=application)

    assert (decision.level.code, decision.computed_level) == (entry.level, decision.level)
    award = Award.objects.filter(application=application).select_related("level").first()
    if entry.state == State.PROPOSED:
        assert award is None
        return
    assert award.level.code == entry.level
    told = verification(award.code)
    if entry.state == State.DECIDED and not entry.last_batch:
        assert told is None
    else:
        assert str(told.standing.label) == (entry.since or "Current")


def test_joint_award_names_both_trusts_in_their_order(built):
    award = Award.objects.get(application=application_of(entry_of("northmoor-tarnside")))

    assert award.holders == [EMPLOYERS["northmoor"].name, EMPLOYERS["tarnside"].name]


def test_an_award_ends_in_five_months(built):
    award = Award.objects.get(application=application_of(entry_of("secondgate-first")))

    assert 140 <= (award.valid_until - clock.today()).days <= 165


def test_every_invariant_holds(built):
    assert [(check.name, check.findings) for check in invariants.verify() if check.findings] == []


def test_open_cohort_is_open_and_closes_on_a_working_day_at_five(built):
    (cohort,) = [row for row in Cohort.objects.all() if row.is_open_at(clock.now())]

    closes = cohort.closes_at.astimezone(clock.LONDON)
    assert (closes.hour, closes.minute) == (17, 0)
    assert closes.weekday() < 5
    assert 54 <= (closes.date() - clock.today()).days <= 59


def test_every_person_holds_the_roles_of_the_cast(built):
    held = {
        (m.person.name, m.programme.slug, m.role, m.organisation.name if m.organisation else "")
        for m in Membership.objects.current().select_related("person", "programme", "organisation")
    }

    assert held == {
        (person.name, part.programme, part.role, EMPLOYERS[part.employer].name if part.employer else "")
        for person in cast.everybody()
        for part in person.parts
    }
    assert Person.objects.filter(email__endswith="@example.org").count() == len(cast.everybody())
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_programmes_have_frameworks_of_their_own(built):
    assert list(Programme.objects.order_by("slug").values_list("slug", flat=True)) == ["ele", "lec"]
    assert Framework.objects.filter(published_at__isnull=False).count() == 2
    assert Cohort.objects.filter(programme__slug="ele").count() == 1


def test_conflict_of_staff_hides_the_application_and_its_partners(built):
    keys = [entry.key for entry in story.ENTRIES if entry.conflicts]
    hidden = Recusal.objects.filter(person__name="Shabnam Calloway-Din", lifted_at__isnull=True)

    assert set(hidden.values_list("application_id", flat=True)) == {application_of(entry_of(key)).pk for key in keys}


def test_reviews_show_every_way_a_reader_can_be(built):
    assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState) - {ReviewState.HANDED_BACK}


def test_training_is_on_every_cohort_and_attended_before_sending(built):
    titles = {*sessions.SESSIONS_FOR_APPLICANTS, *sessions.SESSIONS_FOR_PANELS, sessions.SESSION_FOR_HOLDERS}

    assert set(Session.objects.values_list("title", flat=True)) == titles
    assert len(titles) == 14
    assert Attendance.objects.count() > 40


def test_answers_read_like_answers(built):
    lengths = [len(text.split()) for text in Answer.objects.values_list("text", flat=True)]

    assert min(lengths) >= 40
    assert max(lengths) <= 140
    assert not any(re.search(r"[{}]", text) for text in Answer.objects.values_list("text", flat=True))


def test_evidence_comes_in_several_formats_and_one_name_is_long(built):
    files = Evidence.objects.filter(kind="file")

    assert len(set(files.values_list("content_type", flat=True))) >= 4
    assert max(len(title) for title in files.values_list("title", flat=True)) == 180
    assert Evidence.objects.filter(kind="link").exists()


def test_trail_and_messages_come_in_order_and_none_from_the_future(built):
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))

    assert moments == sorted(moments)
    assert moments[-1] <= clock.now() + timedelta(seconds=5)
    assert list(Message.objects.exclude(state=Message.State.SENT).values_list("kind", "why_not")) == []


def test_second_build_changes_nothing(built):
    before = AuditEvent.objects.count(), Application.objects.count()
    said = []

    done = build.build_world(said.append)

    assert done is False
    assert said == ["The demonstration world is there already; nothing was changed."]
    assert (AuditEvent.objects.count(), Application.objects.count()) == before


def test_demo_people_lists_everybody_with_a_link(built, capsys):
    call_command("demo_people", "--json")

    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == {person.name for person in cast.everybody()}
    jaspreet = next(row for row in rows if row["name"] == "Jaspreet Winterlund")
    assert dict(zip(jaspreet["roles"], jaspreet["where"], strict=True)) == {
        str(Role.ASSESSOR.label): "Lived Experience Charter",
        str(Role.CONTRIBUTOR.label): "Ashcombe County Council",
    }
    match = resolve(jaspreet["link"].removeprefix("http://localhost:8000"))
    assert match.view_name == "home:demo_link"


def test_announcement_names_people_and_a_certificate_to_verify(built):
    lines = []

    people.announce("http://localhost:8000", write=lines.append)

    text = "\n".join(lines)
    assert all(name in text for name in cast.SHOWN_FIRST)
    path, code = re.search(r"made: (\S+\.pdf)\n.*/verify/(\S+)/", text).groups()
    assert Path(path).read_bytes().startswith(b"%PDF")
    assert Award.objects.get(code=code).state == AwardState.ACTIVE


@pytest.mark.django_db
def test_demo_people_without_a_world_says_what_to_do():
    with pytest.raises(CommandError, match=re.escape("Run make demo first.")):
        call_command("demo_people")


class FakeStandard:
    """A standard of another programme, whose value the phrases do not know."""

    code, name, position, evidence_examples, descriptors = "X9", "Something else", 40, [], ["None", "Some"]
    value = type("Value", (), {"name": "Another value", "code": "Z1"})


def test_words_are_found_for_a_framework_they_do_not_know():
    text = words.answer(Voice("seed", "Fenmarsh"), FakeStandard, points=3, maximum=3)

    assert 20 < len(text.split()) < 140
    assert words.reason("seed", FakeStandard, points=3, maximum=3)
