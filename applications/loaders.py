"""Which application does an address name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from applications.models import Application, PartyInvitation
from charter.kit import tenancy
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.kit.tokens import digest
from charter.models import Programme


def load_application(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """The application with this reference, in any case of letters, with its parties and their services."""
    return _named(Application.objects.for_pages(), person, programme, hat, reference)


def load_answered(person: Any, programme: Programme, hat: Hat | None, *, reference: str) -> Application:
    """The same with its parties, but without their services, for a page that is asked for at each pause in typing."""
    return _named(Application.objects.with_parties(), person, programme, hat, reference)


def party_invitation_by_token(token: str) -> PartyInvitation:
    """The partner's invitation a secret link is for, used or not; raises :class:`Unseen` when there is none.

    Whoever holds the token may read what it offers; nothing of the application's content is loaded.
    """
    with tenancy.as_system("a partner's invitation is read by somebody who does not belong yet"):
        rows = PartyInvitation.objects.select_related(
            "programme", "organisation", "application__cohort", "invited_by"
        )
        row = rows.filter(token_digest=digest(token)).first()
    if row is None:
        raise Unseen
    return row


def _named(rows: Any, person: Any, programme: Programme, hat: Hat | None, reference: str) -> Application:
    row = rows.visible_to(person, programme, hat).filter(reference=reference.upper()).order_by().first()
    if row is None:
        raise Unseen
    return row
