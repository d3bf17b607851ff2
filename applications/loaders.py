"""Which application does an address name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.models import Programme


def load_application(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """The application with this reference, in any case of letters, with its parties and their services."""
    rows = Application.objects.visible_to(person, programme, hat)
    row = rows.filter(reference__iexact=reference).for_pages().first()
    if row is None:
        raise Unseen
    return row
