"""What are people told about files?"""

from __future__ import annotations

from applications.models import (
    Evidence,
    EvidenceUse,
)
from applications.notifications.reach import organisations_of, page_of, staff_of
from charter import selectors as charter
from charter.kit import messages


def virus_found(evidence: Evidence) -> None:
    """Whoever brought the file, and every officer, learn that it is deleted and what to do."""
    use = evidence.uses.select_related("application__cohort", "standard").order_by("-pk").first()
    told = {"title": evidence.title, "organisation_name": evidence.organisation.name}
    page = f"/{evidence.programme.slug}/org/{evidence.organisation.slug}/"
    if use is not None:
        page = f"{page_of(use.application)}evidence/{use.standard.code.lower()}/"
        for person in staff_of(use.application):
            messages.send(
                "applications.virus_found_staff",
                to=person,
                context={**told, "reference": use.application.reference},
                link=f"/{evidence.programme.slug}/staff/apply/{use.application.reference}/",
                key=f"virus_found_staff:{evidence.pk}:{person.pk}",
                programme=evidence.programme,
            )
    messages.send(
        "applications.virus_found",
        to=evidence.added_by,
        context=told,
        link=page,
        key=f"virus_found:{evidence.pk}",
        programme=evidence.programme,
        organisation=evidence.organisation,
    )


def evidence_attached(use: EvidenceUse) -> None:
    """The leads of every party learn what staff attached to what they sent, under which label and why."""
    for organisation in organisations_of(use.application):
        for person in charter.leads_of(organisation):
            messages.send(
                "applications.evidence_attached",
                to=person,
                context={
                    "reference": use.application.reference,
                    "organisation_name": organisation.name,
                    "title": use.evidence.title,
                    "standard": f"{use.standard.code} {use.standard.name}",
                    "label": use.label,
                    "reason": use.reason,
                },
                link=f"{page_of(use.application)}evidence/{use.standard.code.lower()}/",
                key=f"evidence_attached:{use.pk}:{organisation.pk}:{person.pk}",
                programme=use.application.programme,
                organisation=organisation,
            )
