"""What does a certificate say? From an award to the stored content, and from the content to its drawing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings

from awards.documents import CertificateInput
from awards.models import Award

# Raised when the stored form changes, so that an old content is still read as it was meant.
FORM = 1


def content_of(award: Award, level_place: tuple[int, int]) -> dict[str, Any]:
    """The certificate of a dated award as JSON values; ``level_place`` is (place from the lowest, of how many).

    Reads the award's programme and level and its application's framework, so load them with it. Raises
    ``ValueError`` for what cannot be printed (see ``CertificateInput``).
    """
    programme = award.programme
    if award.awarded_on is None or award.valid_until is None:
        raise ValueError("An award gets its dates with the approval of its release.")
    value = CertificateInput(
        programme_name=programme.name,
        operator_name=programme.operator_name,
        brand_line=programme.brand_line,
        holders=tuple(award.holders),
        services=tuple(award.services),
        level_name=award.level.name,
        level_rank=level_place[0],
        level_count=level_place[1],
        reason=(
            "A panel read the evidence and agreed this level",
            f"under the {award.application.framework}.",
        ),
        awarded_on=award.awarded_on,
        valid_until=award.valid_until,
        signatories=_pairs(programme.certificate_signatories),
        code=award.code,
        verify_url=settings.SITE_URL + award.get_absolute_url(),
    )
    content = asdict(value)
    content.update(form=FORM, awarded_on=value.awarded_on.isoformat(), valid_until=value.valid_until.isoformat())
    # Through JSON once, so that what is returned is what the database gives back: lists for tuples.
    return json.loads(json.dumps(content))


def drawing_of(content: dict[str, Any]) -> CertificateInput:
    """The content as the document's input; the same content gives the same drawing."""
    texts = {name: value for name, value in content.items() if name != "form"}
    return CertificateInput(
        **{
            **texts,
            "holders": tuple(content["holders"]),
            "services": tuple(content["services"]),
            "reason": tuple(content["reason"]),
            "signatories": _pairs(content["signatories"]),
            "awarded_on": date.fromisoformat(content["awarded_on"]),
            "valid_until": date.fromisoformat(content["valid_until"]),
        }
    )


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    """Those who sign for the programme, as (name, role)."""
    return tuple((name, role) for name, role in rows)
