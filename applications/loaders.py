"""Which application does an address name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.models import Programme


def load_application(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """The application with this reference, in any case of letters, with its parties and their services."""
    return _named(Application.objects.for_pages(), person, programme, hat, reference)


def load_answered(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """The same with its parties, but without their services, for a page that is asked for at each pause in typing."""
    return _named(Application.objects.with_parties(), person, programme, hat, reference)


def _named(rows: Any, person: Any, programme: Programme, hat: Hat | None, reference: str) -> Application:
    row = rows.visible_to(person, programme, hat).filter(reference=reference.upper()).order_by().first()
    if row is None:
        raise Unseen
    return row
