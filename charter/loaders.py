"""Which row does an address name, for these eyes? Through ``visible_to``; unseen and absent look the same."""

from __future__ import annotations

import uuid
from typing import Any

from charter import standing
from charter.kit import tenancy
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.kit.tokens import digest
from charter.models import Cohort, Framework, Invitation, Membership, Organisation, Programme


def load_programme(person: Any, programme: Programme, hat: Hat | None) -> Programme:
    """The programme of the address, for somebody who may wear the hat the address stands for."""
    if not standing.of(person).wears(hat, programme.pk):
        raise Unseen
    return programme


def load_organisation(person: Any, programme: Programme, hat: Hat | None, *, organisation: str) -> Organisation:
    """The organisation with the slug ``organisation``."""
    row = Organisation.objects.visible_to(person, programme, hat).filter(slug=organisation).first()
    if row is None:
        raise Unseen
    return row


def load_cohort(person: Any, programme: Programme, hat: Hat | None, *, cohort: str) -> Cohort:
    """The programme's cohort with the slug ``cohort``, for somebody who may wear the hat."""
    load_programme(person, programme, hat)
    row = Cohort.objects.filter(programme=programme, slug=cohort).first()
    if row is None:
        raise Unseen
    return row


def load_framework(person: Any, programme: Programme, hat: Hat | None, *, version: int) -> Framework:
    """The programme's framework of this version, published or not, for somebody who may wear the hat."""
    load_programme(person, programme, hat)
    row = Framework.objects.filter(programme=programme, version=version).first()
    if row is None:
        raise Unseen
    return row


def load_member(person: Any, programme: Programme, hat: Hat | None, *, who: uuid.UUID) -> Membership:
    """Somebody who holds or held a role in the programme, for its staff: their newest membership, with its person."""
    load_programme(person, programme, hat)
    rows = Membership.objects.filter(programme=programme, person__uuid=who, person__erased_at__isnull=True)
    row = rows.select_related("person", "organisation").order_by("-began_at", "-pk").first()
    if row is None or hat != Hat.STAFF:
        raise Unseen
    return row


def invitation_by_token(token: str) -> Invitation:
    """The invitation a secret link is for, used or not; raises :class:`Unseen` when there is none.

    Whoever holds the token may read what it offers, signed in or not: the token is the right.
    """
    with tenancy.as_system("an invitation is read by somebody who does not belong yet"):
        row = (
            Invitation.objects.filter(token_digest=digest(token))
            .select_related("programme", "organisation__programme", "invited_by")
            .first()
        )
    if row is None:
        raise Unseen
    return row
