"""What is anybody told about the certificate behind a code?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from awards import codes, validity
from awards.enums import Standing
from awards.models import Award
from awards.selectors import levels
from charter.kit import clock, tenancy
from charter.models import Programme


@dataclass(frozen=True)
class Verification:
    """A released award as it stands today; ``place`` is its level's, for the mark; ``sha256`` the issued file's."""

    award: Award
    standing: Standing
    place: int
    sha256: str
    replaced_by: str = ""

    @property
    def shape(self) -> str:
        """Which of the three verdicts it is: ``current``, ``past`` or ``stopped``."""
        if self.standing == Standing.CURRENT:
            return "current"
        return "stopped" if self.standing in (Standing.SUSPENDED, Standing.REVOKED) else "past"


def verification(typed: str) -> Verification | None:
    """The award with the code that was typed or scanned; None for unknown, embargoed and broken codes alike.

    The address belongs to no programme, so the code's prefix says which one is looked into.
    """
    code = codes.normalise(typed)
    programme = Programme.objects.filter(prefix=code.partition("-")[0]).order_by().first()
    if programme is None:
        return None
    with tenancy.entering(programme):
        return _verified(code)


def _verified(code: str) -> Verification | None:
    """What the present programme has to say of a code in its plain form."""
    award = (
        Award.objects.public()
        .filter(code=code)
        .select_related("programme", "level")
        .annotate(sha256=F("certificate__sha256"), replaced_by_code=F("replaced_by__code"))
        .order_by()
        .first()
    )
    if award is None:
        return None
    standing = validity.standing(award.state, award.valid_until, clock.today())
    if standing is None:
        return None
    return Verification(
        award=award,
        standing=standing,
        place=levels.place_of(award.level)[0],
        sha256=award.sha256 or "",
        replaced_by=award.replaced_by_code or "",
    )
