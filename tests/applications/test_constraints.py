"""Does PostgreSQL itself refuse every row that may never be?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction

from applications.actions import (
    evidence,
    extensions,
    panel,
    partners,
    plans,
    returns,
    sections,
    self_reviews,
    sending,
)
from applications.models import (
    Answer,
    Application,
    ApplicationParty,
    Declaration,
    Evidence,
    EvidenceUse,
    Extension,
    ImprovementStep,
    PartyService,
    Pledge,
    Recusal,
    Return,
    ReturnedStandard,
    SelfReview,
    SelfScore,
    Snapshot,
    WithdrawalRequest,
)
from charter.kit import clock, grants, tenancy
from charter.kit.keys import CompositeForeignKey
from tests import forced
from tests.applications import places


@pytest.fixture(scope="module")
def worlds(built, django_db_blocker):
    """Two programmes, each with an application that has a row of every kind, built once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            other = places.build("ele", "ELE", "framework-ele-1.json")
            made = [(built, fill(built)), (other, fill(other))]
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def place(worlds, django_db_blocker):
    """The first programme, for one test."""
    with django_db_blocker.unblock(), transaction.atomic():
        with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
            yield worlds[0][0]
        transaction.set_rollback(True)


@pytest.fixture
def full(worlds, place):
    """Its application."""
    return worlds[0][1]


def fill(place) -> Application:
    application = place.draft()
    place.sign_values()
    place.train()
    place.write(application)
    evidence.add_file(
        application,
        standard=place.standards[0],
        upload=SimpleUploadedFile("policy.txt", f"Of {place.programme.slug}.".encode(), "text/plain"),
        by=place.oak.contributor,
    )
    place.declare(application)
    first = place.standards[0]
    sections.give(application, standard=first, owner=place.oak.contributor, by=place.oak.lead)
    self_reviews.save(application, standard=first, score=1, note="", version=0, by=place.oak.lead)
    self_reviews.share(application, shared=True, by=place.oak.lead)
    plans.choose(application, organisation=place.oak.organisation, goals={first: 2}, by=place.oak.lead)
    partners.invite(application, partner_name="Ash", email="ash@example.org", by=place.oak.lead)
    sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
    asked = {place.standards[0]: "Show the numbers."}
    soon = clock.now() + timedelta(days=5)
    returns.send_back(application, standards=asked, request="Show more.", due_at=soon, by=place.officer)
    extensions.ask(application, reason="We moved house.", by=place.oak.lead)
    panel.recuse(application, person=place.officer, by=place.officer)
    grants.lend(place.officer, "view_application", application)
    WithdrawalRequest.objects.create(
        programme=place.programme,
        organisation=place.oak.organisation,
        application=application,
        requested_by=place.oak.lead,
        requested_at=application.state_at,
    )
    return application


def refused(name, act):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert name in str(caught.value)


def again(row, **changes):
    """The same row once more, with changes."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


ONCE = {
    "applications_party_once": (ApplicationParty, {"position": 9}),
    "applications_party_order": (ApplicationParty, {"organisation": "ash"}),
    "applications_partyservice_once": (PartyService, {}),
    "applications_recusal_once": (Recusal, {}),
    "applications_answer_once": (Answer, {}),
    "applications_evidenceuse_once": (EvidenceUse, {}),
    "applications_pledge_once": (Pledge, {}),
    "applications_declaration_once": (Declaration, {}),
    "applications_snapshot_number": (Snapshot, {"key": uuid4(), "receipt": "other"}),
    "applications_return_number": (Return, {}),
    "applications_returnedstandard_once": (ReturnedStandard, {}),
    "applications_extension_one_open": (Extension, {}),
    "applications_withdrawalrequest_once": (WithdrawalRequest, {}),
    "applications_snapshot_key": (Snapshot, {"number": 2, "receipt": "other"}),
    "applications_snapshot_receipt": (Snapshot, {"number": 2, "key": uuid4()}),
    "applications_application_reference": (Application, {}),
    "applications_evidence_uuid": (Evidence, {}),
    "applications_selfscore_once": (SelfScore, {}),
    "applications_improvementstep_once": (ImprovementStep, {"uuid": uuid4()}),
    "applications_selfreview_application_id_key": (SelfReview, {}),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_is_once_is_once(place, full, name):
    model, changes = ONCE[name]
    if changes.get("organisation") == "ash":
        changes = {"organisation": place.ash.organisation}

    refused(name, lambda: again(model.objects.filter(programme=place.programme).first(), **changes))


def test_a_lifted_recusal_leaves_room_for_another(place, full):
    panel.lift_recusal(full, person=place.officer, by=place.officer)

    panel.recuse(full, person=place.officer, by=place.officer)

    assert Recusal.objects.filter(application=full).count() == 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("applications_application_known_state", {"state": "lost"}),
        ("applications_application_sent_has_time", {"state": "accepted", "sent_at": None}),
    ],
)
def test_an_application_is_never_in_an_unknown_or_undated_state(full, name, changes):
    refused(name, lambda: forced.put(full, **changes))


@pytest.mark.parametrize(
    ("name", "model", "changes"),
    [
        ("applications_selfreview_shared_by_somebody", SelfReview, {"shared_by": None}),
        ("applications_improvementstep_done_by_somebody", ImprovementStep, {"done_at": datetime.now(UTC)}),
        ("applications_pledge_replaced_when_asked", Pledge, {"replaced_at": datetime.now(UTC)}),
    ],
)
def test_what_somebody_did_has_their_name_and_time(place, full, name, model, changes):
    refused(name, lambda: model.objects.filter(programme=place.programme).update(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://example.org/"},
        {"sha256": ""},
        {"sha256": "X" * 64},
        {"storage_name": ""},
        {"kind": "link"},
        {"kind": "link", "storage_name": "", "sha256": ""},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_evidence_is_a_file_or_a_link(full, changes):
    rows = Evidence.objects.filter(programme_id=full.programme_id)

    refused("applications_evidence_file_or_link", lambda: rows.update(**changes))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("applications_extension_known_state", {"state": "lost"}),
        ("applications_extension_granted_until", {"state": "granted", "until": None}),
        ("applications_extension_two_people", {"state": "granted", "proposed_by_id": 0, "answered_by_id": 0}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_more_time_is_granted_until_an_instant_and_by_two_where_one_proposed(place, full, name, changes):
    ids = {key: place.officer.pk for key in changes if key.endswith("_id")}
    until = {"until": clock.now()} if "until" not in changes else {}

    refused(name, lambda: forced.put(Extension.objects.get(application=full), **{**changes, **until, **ids}))


def composites():
    for app in ("applications", "training"):
        for model in apps.get_app_config(app).get_models():
            for rule in model._meta.constraints:
                if isinstance(rule, CompositeForeignKey):
                    yield pytest.param(model, rule, id=rule.name)


@pytest.mark.parametrize(("model", "rule"), list(composites()))
def test_no_row_points_into_another_programme(place, worlds, model, rule):
    row = model.objects.filter(programme=place.programme).first()
    theirs = apps.get_model(rule.to).objects.filter(programme=worlds[1][0].programme).first()

    def act():
        if model is SelfReview:
            # An application has one at most, so that of the other programme would refuse first.
            SelfReview.objects.exclude(pk=row.pk).delete()
        if model is Snapshot:
            again(row, number=7, key=uuid4(), receipt="R", **{rule.column: theirs.pk})
        elif model in (Return, ReturnedStandard):
            again(row, **({"number": 7} if model is Return else {}), **{rule.column: theirs.pk})
        else:
            apart = {
                "ApplicationParty": {"position": 9},
                "Session": {"title": "Another"},
                "Extension": {"state": "declined"},
            }.get(model.__name__, {})
            model.objects.filter(pk=row.pk).update(**{rule.column: theirs.pk}, **apart)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused(rule.name, act)


def test_what_was_sent_can_never_be_changed(full):
    for act in (lambda: Snapshot.objects.update(sha256="0" * 64), lambda: Snapshot.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()
