"""Which award, release or revocation does an address name, for these eyes? Unseen and absent look the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from applications.models import Application
from awards import codes
from awards.enums import PUBLIC
from awards.models import Award, Release, Revocation
from awards.selectors import releases
from charter.kit.access import Unseen
from charter.kit.tenancy import Hat
from charter.loaders import load_cohort
from charter.models import Programme


def load_organisation_award(
    person: Any, programme: Programme, hat: Hat | None, *, organisation: str, code: str
) -> Award:
    """A released award that names the organisation of the address among its parties."""
    rows = Award.objects.visible_to(person, programme, hat).filter(
        application__parties__organisation__slug=organisation
    )
    return _one(rows, code)


def load_award(person: Any, programme: Programme, hat: Hat | None, *, code: str) -> Award:
    """An award as staff see it; one under embargo stays hidden from somebody with a conflict."""
    applications = Application.objects.visible_to(person, programme, hat)
    rows = Award.objects.visible_to(person, programme, hat).filter(
        Q(state__in=PUBLIC) | Q(application__in=applications.values("pk"))
    )
    return _one(rows, code)


def _one(rows: Any, code: str) -> Award:
    """The award with ``code`` among ``rows``, with its parties."""
    award = (
        rows.filter(code=codes.normalise(code))
        .for_pages()
        .prefetch_related("application__parties__organisation")
        .first()
    )
    if award is None:
        raise Unseen
    return award


def load_revocation(person: Any, programme: Programme, hat: Hat | None, *, code: str) -> Revocation:
    """The open proposal to revoke an award."""
    award = load_award(person, programme, hat, code=code)
    revocation = (
        Revocation.objects.filter(award=award, approved_at__isnull=True).select_related("proposed_by").first()
    )
    if revocation is None:
        raise Unseen
    revocation.award = award
    return revocation


def load_release(person: Any, programme: Programme, hat: Hat | None, *, cohort: str) -> Release:
    """The open release of the cohort with the slug ``cohort``."""
    release = releases.open_release(load_cohort(person, programme, hat, cohort=cohort))
    if release is None:
        raise Unseen
    return release
