"""AUD-3: does each named thing leave exactly one whole event, and a broken request none but its failure?"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db.models import Max
from django.urls import reverse
from gunicorn.config import Config

from applications.models import Answer
from charter import selectors
from charter.actions import invitations
from charter.kit import audit, clock, tenancy
from charter.kit.masking import RequestFilter, masked
from charter.kit.models import AuditEvent
from charter.kit.web_log import MaskedLogger
from charter.models import Membership
from tests.access import words
from tests.access.routes import all_routes
from tests.access.test_matrix import signed_in

PASSWORD = "four plain words here"
ADDRESS = "192.0.2.7"


@dataclass(frozen=True)
class Named:
    """A thing that is done: who does it by which request, and which event it leaves."""

    verb: str
    who: str
    route: str
    stage: str = ""
    method: str = "get"
    data: dict[str, Any] | Callable[[Any, Any], dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    reason: str = ""
    again: int = 1
    before_after: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        return f"{self.verb} {self.route} {self.who}"


def viewer(side, house):
    return {"person": Membership.objects.get(organisation=house.organisation, role="viewer").person_id}


def invitation(side, house):
    made = invitations.invite(
        organisation=house.organisation,
        programme=side.programme,
        email="new@example.org",
        role="viewer",
        by=house.people["lead"],
    )
    return {"invitation": made.pk}


NAMED = (
    Named("evidence:opened", "officer", "applications:staff_file", "sent", again=2),
    Named("evidence:opened", "assessor", "assessment:file", "assessing", again=2),
    Named("application:viewed", "officer", "applications:staff_application", "sent"),
    Named("application:viewed", "programme_lead", "assessment:decision", "proposed"),
    Named("application:viewed", "assessor", "assessment:review", "assessing"),
    Named("application:viewed", "chair", "assessment:moderation", "moderating"),
    Named("answer:viewed", "assessor", "assessment:score", "assessing"),
    Named("answer:viewed", "chair", "assessment:agree", "moderating"),
    Named("access:refused", "officer", "charter:create_cohort", status=403, again=2),
    Named("access:refused", "assessor", "assessment:review", "sent", status=404),
    Named("access:refused", "stranger", "charter:cohorts", status=404),
    Named("membership:ended", "lead", "charter:remove_member", method="post", data=viewer, status=302),
    Named(
        "invitation:sent",
        "lead",
        "charter:invite_member",
        method="post",
        data={"email": "somebody.new@example.org", "roles": ["viewer"]},
        status=302,
    ),
    Named("invitation:revoked", "lead", "charter:revoke_invitation", method="post", data=invitation, status=302),
    Named(
        "application:accepted",
        "officer",
        "applications:accept",
        "sent",
        "post",
        status=302,
        before_after=("sent", "accepted"),
    ),
    Named("decision:confirmed", "programme_lead", "assessment:confirm", "proposed", "post", status=302),
    Named(
        "application:decided",
        "programme_lead",
        "assessment:confirm",
        "proposed",
        "post",
        status=302,
        before_after=("proposed", "decided"),
    ),
    Named(
        "application:proposal-refused",
        "programme_lead",
        "assessment:refuse",
        "proposed",
        "post",
        data={"reason": "Look at A1 again."},
        status=302,
        before_after=("proposed", "moderating"),
    ),
    Named("release:cancelled", "officer", "awards:cancel_release", method="post", status=302),
    Named(
        "award:revoked",
        "programme_lead",
        "awards:approve_revocation",
        "released",
        "post",
        status=302,
        reason="mk-oak-revocation",
        before_after=("active", "revoked"),
    ),
    Named("revocation:dropped", "officer", "awards:drop_revocation", "released", "post", status=302),
)
EVERY_FIELD = ("verb", "actor_name", "target_type", "target_name", "request_id", "transaction_id", "written_at")


def person_of(world, name):
    side, house = world.sides[0], world.sides[0].houses[0]
    return {**side.people, **house.people, "stranger": world.stranger}[name]


def request_for(world, named):
    """The client, the path and the form of a named thing."""
    side, house = world.sides[0], world.sides[0].houses[0]
    row = type("Row", (), {"stage": named.stage, "route": named.route})
    path = reverse(named.route, kwargs=words.fill(all_routes()[named.route], row, side, house))
    data = named.data(side, house) if callable(named.data) else dict(named.data)
    client = signed_in(person_of(world, named.who))
    client.defaults["REMOTE_ADDR"] = ADDRESS
    return client, path, data


def read(response):
    """The response, its file read to the end."""
    if response.streaming:
        b"".join(response)
    return response


def last_id():
    return AuditEvent.objects.aggregate(last=Max("id"))["last"] or 0


def events_since(before, verb):
    return list(AuditEvent.objects.filter(id__gt=before, verb=verb).order_by("id"))


@pytest.mark.parametrize("named", NAMED, ids=lambda named: named.id)
def test_it_leaves_one_whole_event(world, named):
    client, path, data = request_for(world, named)
    before = last_id()

    response = read(getattr(client, named.method)(path, data))

    assert response.status_code == named.status, path
    [event] = events_since(before, named.verb)
    person = person_of(world, named.who)
    assert (event.actor_id, event.actor_name, event.address) == (person.pk, str(person), ADDRESS)
    assert (event.on_behalf_of_id, event.programme_id) == (None, world.sides[0].programme.pk)
    assert event.at.utcoffset() == timedelta(0) == clock.now().astimezone(UTC).utcoffset()
    assert str(event.request_id) == response["X-Request-ID"] == str(uuid.UUID(response["X-Request-ID"]))
    assert [name for name in EVERY_FIELD if getattr(event, name) in (None, "")] == []
    assert event.target_id is not None
    if named.reason:
        assert event.reason == named.reason
    if named.status >= 400:
        assert event.reason.endswith(".")
    if named.before_after:
        assert (event.detail["before"], event.detail["after"]) == named.before_after
    assert "(" not in audit.sentence(event).replace(f"({event.reason})", "")


@pytest.mark.parametrize("named", [n for n in NAMED if n.method == "get"], ids=lambda named: named.id)
def test_a_page_is_told_once_an_hour_and_a_download_each_time(world, named):
    client, path, _ = request_for(world, named)
    before = last_id()

    read(client.get(path))
    read(client.get(path))

    assert len(events_since(before, named.verb)) == named.again


def test_an_hour_later_a_page_is_told_again(world):
    named = next(n for n in NAMED if n.verb == "application:viewed")
    client, path, _ = request_for(world, named)
    before = last_id()

    client.get(path)
    with clock.at(clock.now() + timedelta(hours=1)):
        # The session of an hour ago has ended by itself; they have signed in again.
        request_for(world, named)[0].get(path)

    assert len(events_since(before, "application:viewed")) == 2


def member(world):
    """Somebody with a password and a confirmed address."""
    person = world.sides[0].houses[0].people["viewer"]
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def test_signing_in_and_out_leave_one_event_each(world):
    person, client, before = member(world), signed_in(None), last_id()

    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    response = client.post("/account/logout/")

    [came] = events_since(before, "person:signed-in")
    [went] = events_since(before, "person:signed-out")
    assert {came.actor_id, came.target_id, went.actor_id, went.target_id} == {person.pk}
    assert str(went.request_id) == response["X-Request-ID"]


@pytest.mark.parametrize("known", [True, False])
def test_failing_to_sign_in_leaves_one_event_without_what_was_typed(world, known):
    person, client, before = member(world), signed_in(None), last_id()
    typed = person.email if known else "Tr0ub4dor@example.org"

    response = client.post("/account/login/", {"login": typed, "password": "the wrong words here"})

    assert response.status_code == 422
    [event] = events_since(before, "person:sign-in-refused")
    assert (event.actor_id, event.target_id) == (None, person.pk if known else None)
    kept = json.dumps([event.detail, event.reason, event.target_name, event.actor_name, event.only_once])
    assert "wrong words" not in kept and "Tr0ub4dor" not in kept


def test_writing_is_told_once_an_hour_without_the_words(world):
    side, house = world.sides[0], world.sides[0].houses[0]
    application, lead = house.applications["draft"], house.people["lead"]
    standard = selectors.standards_of(application.framework)[1]
    answer = Answer.objects.filter(application=application, standard=standard).first()
    path = reverse(
        "applications:answer",
        kwargs={
            "programme": side.programme.slug,
            "reference": application.reference,
            "standard": standard.code.lower(),
        },
    )
    client, before = signed_in(lead), last_id()

    for number in range(3):
        version = answer.version + number if answer else number
        client.post(path, {"text": f"Our secret story, part {number}.", "version": version})

    [event] = events_since(before, "answer:saved")
    assert event.actor_id == lead.pk
    assert not any("secret story" in json.dumps(row.detail) + row.reason for row in AuditEvent.objects.all())


def test_a_break_after_the_write_leaves_neither_change_nor_event_but_its_failure(world, monkeypatch, caplog):
    named = next(n for n in NAMED if n.verb == "application:accepted")
    client, path, _ = request_for(world, named)
    application = world.sides[0].houses[0].applications["sent"]
    before = last_id()

    def breaks(*args, **kwargs):
        raise RuntimeError("A fault that was planted, with mk-oak-secret in it.")

    monkeypatch.setattr("applications.views.staff._own_page", breaks)
    response = client.post(path)

    assert response.status_code == 500
    application.refresh_from_db()
    assert (application.state, events_since(before, "application:accepted")) == ("sent", [])
    [event] = events_since(before, "request:failed")
    assert (event.actor_id, event.address) == (person_of(world, "officer").pk, ADDRESS)
    assert str(event.request_id) == response["X-Request-ID"]
    assert event.detail == {
        "path": path,
        "method": "POST",
        "error": "RuntimeError",
        "reference": application.reference,
    }
    assert any(record.levelname == "ERROR" and record.name == "django.request" for record in caplog.records)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/invite/s3cret-token/", "/invite/…/"),
        ("/invite/s3cret-token/new/", "/invite/…/new/"),
        ("/invite/partner/s3cret-token/", "/invite/partner/…/"),
        ("/demo/eyJw.s3cret/", "/demo/…/"),
        ("/account/password/reset/key/1-s3cret/", "/account/password/reset/key/…/"),
        ("/account/password/reset/key/done/", "/account/password/reset/key/done/"),
        ("/oakland/staff/", "/oakland/staff/"),
        ("/oakland/staff/people/?q=ana+smith&role=chair", "/oakland/staff/people/?q=…&role=chair"),
        ("/oakland/staff/audit/?noun=x&person=ana%20smith", "/oakland/staff/audit/?noun=x&person=…"),
    ],
)
def test_no_token_comes_into_event_or_log(world, path, shown):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Not Found: %s", (path,), None)
    person = world.stranger

    with tenancy.acting(person, request_id=str(uuid.uuid4())) as context:
        assert RequestFilter().filter(record)
        assert record.request_id == context.request_id

    assert masked(path) == shown
    assert record.getMessage() == f"Not Found: {shown}"


def test_every_line_of_the_log_carries_its_requests_id(settings):
    handler = settings.LOGGING["handlers"]["stderr"]

    assert (handler["filters"], "{request_id}" in settings.LOGGING["formatters"]["line"]["format"]) == (
        ["request"],
        True,
    )


def test_the_web_servers_own_line_holds_no_token():
    logger = MaskedLogger(Config())
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/invite/s3cret-token/", "SERVER_PROTOCOL": "HTTP/1.1"}
    environ |= {"PATH_INFO": "/invite/s3cret-token/", "HTTP_REFERER": "http://localhost/invite/s3cret-token/"}
    response = type("Response", (), {"status": "200 OK", "sent": 1, "headers": []})()
    request = type("Request", (), {"headers": []})()

    pieces = logger.atoms(response, request, environ, timedelta(seconds=1))

    assert pieces["r"] == "GET /invite/…/ HTTP/1.1"
    assert not any("s3cret" in str(piece) for piece in pieces.values())
