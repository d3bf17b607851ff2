"""D3: does anybody who follows every link, form, file and mail they are given ever meet a foreign mark?"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pypdfium2
import pytest
from django.db import transaction

from applications.models import Answer
from charter.kit import outbox
from charter.kit.models import Message
from charter.models import Person
from tests.access import marks
from tests.access.test_matrix import quiet, signed_in  # noqa: F401
from tests.drills import frame

pytestmark = pytest.mark.drill
PAGES = 300
# Following these ends the crawl of a person, or leads out of Charter.
NOT_FOLLOWED = ("/account/logout", "/static/")
# An old letter leads where something was to do; what was done since may be closed.
LETTERS = "/account/notifications/"
MARK = re.compile(r"mk-([a-z]+)-")


class Links(HTMLParser):
    """Addresses that a page gives: links, and forms that only ask."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.found.append(told["href"])
        elif tag == "form" and told.get("method", "get").lower() == "get" and told.get("action"):
            self.found.append(told["action"])


def words_of(response):
    """The readable words of an answer, whatever it is, and the addresses it gives."""
    body = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "").split(";")[0]
    if kind == "application/pdf":
        with pypdfium2.PdfDocument(body) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
            return "\n".join([*pages, *document.get_metadata_dict().values()]), []
    text = body.decode(errors="replace") + str(dict(response.headers))
    links = Links()
    if kind == "text/html":
        links.feed(text)
    return text, links.found


class Crawl:
    """What was fetched by everybody, and what should not have been there."""

    def __init__(self, scene):
        self.scene = scene
        self.kinds, self.foreign, self.dead, self.broken = Counter(), [], [], []
        self.from_letters = set()
        self.trusts = {f"{house.mark.title()} Trust": house.mark for side in scene.sides for house in side.houses}

    def follow(self, person, begin):
        """Breadth first from ``begin``, at most ``PAGES`` addresses; what a page records is undone."""
        client, known, waiting = signed_in(person), set(begin), list(begin)
        while waiting and len(known) <= PAGES:
            path = waiting.pop(0)
            with transaction.atomic():
                response = client.get(path)
                text, links = words_of(response)
                transaction.set_rollback(True)
            self.look(person, path, response, text)
            for link in [*links, response.get("Location", "")]:
                to = urlsplit(urljoin(f"http://testserver{path}", link))
                address = to.path + (f"?{to.query}" if to.query else "")
                is_ours = link and to.netloc == "testserver" and not to.path.startswith(NOT_FOLLOWED)
                if path.startswith(LETTERS):
                    self.from_letters.add(address)
                if is_ours and address not in known:
                    known.add(address)
                    waiting.append(address)

    def look(self, person, path, response, text):
        """Marks, dead links and broken pages."""
        kind = response.get("Content-Type", "").split(";")[0] or "none"
        self.kinds[kind] += 1
        self.compare(person, path, set(MARK.findall(text)))
        if kind == "application/pdf":
            # A certificate carries names, not marks: it may name nobody else's organisation.
            self.compare(person, path, {mark for name, mark in self.trusts.items() if name in text})
        if response.status_code == 404 and path not in self.from_letters:
            self.dead.append(f"{path} for {person}")
        if response.status_code >= 500 and "readyz" not in path:
            self.broken.append(f"{path} for {person}: {response.status_code}")

    def compare(self, person, where, seen):
        """Keep what ``person`` saw there and may not."""
        extra = seen - marks.allowed(self.scene, person)
        if extra:
            self.foreign.append(f"{where} shows {sorted(extra)} to {person}")

    def read_mail(self):
        """Every message that was written, as the person it went to."""
        people = {person.email: person for person in Person.objects.all()}
        for message in Message.objects.exclude(text=""):
            self.kinds["mail"] += 1
            person = people.get(message.to_address)
            told = f"{message.subject} {message.text} {message.html}"
            # An invitation carries the address it goes to, which bears a mark in this scene.
            invited = set(MARK.findall(message.to_address))
            self.compare(person, f"mail {message.kind}", set(MARK.findall(told)) - invited)


def people_of(scene):
    """(person, where they begin) for everybody, and nobody."""
    yield None, ["/", *(f"/{side.programme.slug}/" for side in scene.sides)]
    for person in (scene.stranger, scene.former):
        yield person, ["/start/", f"/{scene.sides[0].programme.slug}/"]
    for side in scene.sides:
        houses = [person for house in side.houses for person in house.people.values()]
        for person in [*side.people.values(), *houses]:
            yield person, ["/start/", f"/{side.programme.slug}/"]


def test_d3_nobody_meets_a_foreign_mark(world):
    outbox.run_due()
    if frame.planted("D3"):
        oak, elm = world.sides[0].houses[0], world.sides[1].houses[0]
        Answer.objects.filter(application=oak.applications["draft"]).update(text=elm.text("answer"))
    crawl, actors = Crawl(world), 0

    for person, begin in people_of(world):
        crawl.follow(person, begin)
        actors += 1
    crawl.read_mail()

    figures = {
        "actors": actors,
        "bodies": sum(crawl.kinds.values()),
        "pdfs": crawl.kinds["application/pdf"],
        "files": crawl.kinds["text/plain"],
        "mails": crawl.kinds["mail"],
        "foreign": len(crawl.foreign),
        "dead_links": len(crawl.dead),
        "http_500": len(crawl.broken),
    }
    with frame.uncaptured():
        print(*crawl.foreign[:20], *crawl.dead[:20], *crawl.broken[:20], dict(crawl.kinds), sep="\n")
    enough = figures["pdfs"] and figures["files"] and figures["mails"] and figures["bodies"] >= 1000
    frame.report("D3", figures, enough and not (crawl.foreign or crawl.dead or crawl.broken))
