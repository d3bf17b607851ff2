"""How is a certificate made exactly once, and how does one that was never issued go away?"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from awards import certificate_content, documents
from awards.enums import AwardState
from awards.models import Award, Certificate
from awards.selectors import levels
from charter.kit import audit, clock, files
from charter.kit.access import Refused

AREA = "certificates"


@transaction.atomic
def render(award: Award, *, by: Any) -> Certificate:
    """The award's certificate: the one that stands, or one drawn, stored and hashed now.

    The award's row stays locked meanwhile, so that two workers make one certificate and a release that is being
    cancelled waits. Refuses an award without dates. Raises what the drawing raises.
    """
    locked = (
        Award.objects.select_for_update(of=("self",))
        .select_related("programme", "level", "application__framework")
        .defer("application__framework__document")
        .get(pk=award.pk)
    )
    made = Certificate.objects.filter(award=locked).first()
    if made is not None:
        return made
    if locked.awarded_on is None:
        raise Refused("A certificate is made when the release of its award has been approved.")
    content = certificate_content.content_of(locked, levels.place_of(locked.level))
    pdf = documents.certificate_pdf(certificate_content.drawing_of(content))
    digest = hashlib.sha256(pdf).hexdigest()
    name = files.store(pdf, area=AREA, sha256=digest, suffix=".pdf")
    try:
        return _keep(locked, content, name, digest, len(pdf), by)
    except BaseException:
        # The row will not stand, so nobody would ever find these bytes again.
        files.remove(name)
        raise


def _keep(award: Award, content: dict[str, Any], name: str, digest: str, size: int, by: Any) -> Certificate:
    """The certificate's row, with its record."""
    with transaction.atomic():
        certificate = Certificate.objects.create(
            programme_id=award.programme_id,
            organisation_id=award.organisation_id,
            award=award,
            content=content,
            storage_name=name,
            sha256=digest,
            size=size,
            made_at=clock.now(),
        )
        audit.record("certificate:made", award, by=by, sha256=digest)
    return certificate


def discard(certificate: Certificate, *, by: Any) -> None:
    """Throw away a certificate that was never issued, because its release was cancelled; its bytes go on commit.

    Refuses one of an award that has been released: what was issued is never unmade.
    """
    award = certificate.award
    if award.state != AwardState.SCHEDULED:
        raise Refused("This certificate has been issued, so it stays.")
    audit.record("certificate:discarded", award, by=by, sha256=certificate.sha256)
    name = certificate.storage_name
    certificate.delete()
    transaction.on_commit(lambda: files.remove(name))
