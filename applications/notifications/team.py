"""What does a team tell its own people while it writes?"""

from __future__ import annotations

from typing import Any

from applications.models import (
    Application,
    Comment,
)
from applications.notifications.reach import page_of, staff_of
from applications.selectors.people import Colleague
from charter.kit import clock, messages
from charter.models import Organisation, Standard


def section_given(application: Application, standards: list[Standard], to: Colleague, *, by: Any) -> None:
    """Somebody of a party learns which standards are theirs to write now, and by when; once for this instant."""
    first = standards[0]
    messages.send(
        "applications.section_given",
        to=to.person,
        context={
            "reference": application.reference,
            "cohort": application.cohort.name,
            "given_by": str(by),
            "standards": [f"{standard.code} {standard.name}" for standard in standards],
            "organisation_name": to.organisation_name,
            "closes_at": application.deadline.at,
        },
        link=page_of(application) + (f"evidence/{first.code.lower()}/" if len(standards) == 1 else ""),
        key=f"section_given:{application.pk}:{to.person.pk}:{first.pk}:{clock.now().isoformat()}",
        programme=application.programme,
        organisation=_party_of(application, to),
    )


def comment_named(application: Application, comment: Comment, to: Colleague, *, by: Any) -> None:
    """Somebody of a party learns that a comment waits for them; its words stay behind the door."""
    code = comment.standard.code
    messages.send(
        "applications.comment_named",
        to=to.person,
        context={
            "reference": application.reference,
            "written_by": str(by),
            "standard": f"{code} {comment.standard.name}",
            "organisation_name": to.organisation_name,
        },
        link=f"{page_of(application)}evidence/{code.lower()}/comments/",
        key=f"comment_named:{comment.uuid}:{to.person.pk}",
        programme=application.programme,
        organisation=_party_of(application, to),
    )


def comments_opened(application: Application, *, by: Any) -> None:
    """Every officer from whom no conflict hides the application learns that its people invite staff to talk."""
    programme = application.programme
    for person in staff_of(application):
        messages.send(
            "applications.comments_opened",
            to=person,
            context={
                "reference": application.reference,
                "lead_name": application.organisation.name,
                "invited_by": str(by),
            },
            link=f"/{programme.slug}/staff/apply/{application.reference}/comments/",
            key=f"comments_opened:{application.pk}:{person.pk}:{clock.now().isoformat()}",
            programme=programme,
        )


def _party_of(application: Application, colleague: Colleague) -> Organisation:
    """The party through which somebody takes part."""
    parties = {party.organisation_id: party.organisation for party in application.parties.all()}
    return parties[colleague.organisation_id]
