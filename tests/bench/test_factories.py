"""Do the bench's set-based factories give the rows that the actions give?"""

from __future__ import annotations

import json
import re

import pytest
from django.db import models, transaction

from applications import canonical
from applications.models import Application, Evidence, Snapshot
from awards import codes
from awards.models import Award, Release, ReleaseItem
from charter.kit.models import AuditEvent, Message, OutboxRow
from charter.models import Organisation, Person
from tests.bench import units
from tests.bench.factories import TOKEN, Unit, copy, soft, targets, unit_of
from training.models import Session

# Random by nature, or made from ids.
LEFT_OUT = {
    "Comment": {"uuid"},
    "Evidence": {"uuid", "storage_name", "sha256"},
    "ImprovementStep": {"uuid"},
    "SetAsideText": {"uuid"},
    "Snapshot": {"key", "sha256", "receipt"},
    "Certificate": {"storage_name", "sha256", "size"},
    "Person": {"password"},
    "Invitation": {"token_digest"},
    "Message": {"key", "message_id"},
    "OutboxRow": {"key"},
    "Award": {"serial"},
}
PATTERNS = [
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "UUID"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
    (r"LEC-[0-9A-Z]{4}-[0-9A-Z]{4}", "CODE"),
    (r"LEC-\d{4,}", "REFERENCE"),
    (r"\d{4}-\d\d-\d\dT[\d:.+]+", "INSTANT"),
    (r"/invite/\S+/", "INVITATION"),
]


def plain(text: str, token: int) -> str:
    """A text without what differs between two units."""
    text = text.replace(str(token), "TOKEN")
    for pattern, word in PATTERNS:
        text = re.sub(pattern, word, text)
    return text


def described(unit: Unit, token: int) -> dict[str, list[tuple]]:
    """Every row of a unit in order, pointers into the unit as places, instants left out."""
    told = {}
    for model, ids in unit.ids.items():
        names, pointers = LEFT_OUT.get(model.__name__, set()), targets(model)
        told[model._meta.label] = [
            tuple(
                (column.name, _value(unit, row, column, pointers.get(column.attname), token))
                for column in model._meta.concrete_fields
                if not column.primary_key
                and column.name not in names
                and not isinstance(column, models.DateTimeField)
            )
            for row in model._default_manager.filter(pk__in=ids).order_by("pk")
        ]
    return told


def _value(unit: Unit, row, column, target, token: int):
    value = getattr(row, column.attname)
    if isinstance(row, AuditEvent) and column.name in ("uuid", "only_once", "request_id", "transaction_id"):
        return "each row's own"
    if isinstance(row, Person) and column.name == "uuid":
        return "each row's own"
    if isinstance(row, AuditEvent | Message):
        bare = {"actor_id": Person, "person_id": Person, "organisation_id": Organisation}
        target = bare.get(column.name, target)
        if column.name == "target_id":
            target = next(model for model in unit.ids if model._meta.label == row.target_type)
    if target in (Session, Release):
        return "shared by all copies"
    if target is not None:
        place = unit.place(target, value)
        return ("elsewhere", value) if place is None else ("place", place)
    if isinstance(row, OutboxRow) and column.name == "ids":
        return [(name, soft(unit, name, pk)) for name, pk in value.items()]
    if isinstance(row, AuditEvent) and column.name == "target_name":
        value = re.sub(r"\b\d{1,5}\b", "ID", plain(value, token))
    if isinstance(value, str):
        return plain(value, token)
    return plain(json.dumps(value, sort_keys=True), token) if isinstance(value, dict | list) else value


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A small unit by the actions, another by the actions, and the second copy of the first."""
    houses = (("released",), ("draft",))
    with django_db_blocker.unblock(), transaction.atomic():
        with units.acting():
            side = units.make_side()
            first = units.make_unit(side, TOKEN, houses)
            second = units.make_unit(side, TOKEN + 7, houses)
        # The list of an approved release is closed to the application's role; the owner, who seeds, may add to it.
        for unit in (first.unit, second.unit):
            unit.ids.pop(ReleaseItem, None)
        copy(first.unit, first=1, times=2, using="default")
        organisations = Organisation.objects.filter(name__contains=str(TOKEN + 2))
        people = Person.objects.filter(email__contains=str(TOKEN + 2))
        copied = unit_of(
            list(organisations.values_list("pk", flat=True)), list(people.values_list("pk", flat=True)), "default"
        )
        yield first, second, copied
        transaction.set_rollback(True)


def test_copies_are_the_rows_that_the_actions_give(made):
    _, second, copied = made

    by_actions, by_factory = described(second.unit, TOKEN + 7), described(copied, TOKEN + 2)

    assert {label: len(rows) for label, rows in by_factory.items()} == {
        label: len(rows) for label, rows in by_actions.items()
    }
    for label, rows in by_actions.items():
        assert by_factory[label] == rows, label


def test_copies_hold_what_the_journey_promises(made):
    first, _, copied = made

    sent = Snapshot.objects.filter(pk__in=copied.ids[Snapshot]).select_related("application")
    awards = Award.objects.filter(pk__in=copied.ids[Award])
    files = Evidence.objects.filter(pk__in=copied.ids[Evidence])

    assert sent.count() == len(first.unit.ids[Snapshot]) > 0
    for snapshot in sent:
        assert snapshot.sha256 == canonical.digest(snapshot.content)
        assert snapshot.receipt == f"{snapshot.application.reference}-S1"
        assert snapshot.content["reference"] == snapshot.application.reference
        named = {item["uuid"] for item in snapshot.content["evidence"]}
        assert named == {str(row.uuid) for row in files.filter(uses__application=snapshot.application)}
    assert [codes.is_well_formed(award.code) for award in awards] == [True]
    references = Application.objects.values_list("reference", flat=True)
    assert len(set(references)) == len(references)
