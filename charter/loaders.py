"""Which row does an address name, for these eyes? Through ``visible_to``; unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from charter import standing
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.models import Cohort, Organisation, Programme


def load_programme(person: Any, programme: Programme, hat: Hat | None) -> Programme:
    """The programme of the address, for somebody who may wear the hat the address stands for."""
    if not standing.of(person).wears(hat, programme.pk):
        raise Unseen
    return programme


def load_organisation(person: Any, programme: Programme, hat: Hat | None, *, organisation: str) -> Organisation:
    """The organisation with the slug ``organisation``."""
    row = (
        Organisation.objects.visible_to(person, programme, hat)
        .filter(slug=organisation)
        .select_related("programme")
        .first()
    )
    if row is None:
        raise Unseen
    return row


def load_cohort(person: Any, programme: Programme, hat: Hat | None, *, cohort: str) -> Cohort:
    """The programme's cohort with the slug ``cohort``, for somebody who may wear the hat."""
    load_programme(person, programme, hat)
    row = Cohort.objects.filter(programme=programme, slug=cohort).select_related("programme", "framework").first()
    if row is None:
        raise Unseen
    return row
