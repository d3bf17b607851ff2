"""What do applications keep about a person?"""

from __future__ import annotations

from applications.models import (
    Answer,
    Declaration,
    Evidence,
    Extension,
    ImprovementStep,
    Pledge,
    SelfReview,
    SelfScore,
)
from charter.kit import duties
from charter.kit.duties import Section
from charter.models import Person


@duties.on_export
def self_reviews_part(person: Person) -> list[Section]:
    """Where they said an organisation stands, whom they let read it, and what they own in a plan."""
    scored = SelfScore.objects.filter(saved_by=person).select_related("application", "standard")
    shared = SelfReview.objects.filter(shared_by=person).select_related("application").order_by("application")
    owned = ImprovementStep.objects.filter(owner=person).select_related("application", "standard", "organisation")
    return [
        Section(
            "Self-reviews you worked on",
            [
                {"Application": row.application.reference, "Standard": row.standard.code, "Saved": row.saved_at}
                for row in scored.order_by("application__reference", "standard")
            ]
            + [{"Application": row.application.reference, "Shared with staff": row.shared_at} for row in shared],
        ),
        Section(
            "Steps of an improvement plan that are yours",
            [
                {
                    "For": row.organisation.name,
                    "Application": row.application.reference,
                    "Standard": row.standard.code,
                    "Until": row.due_on,
                    "Done": row.done_at,
                }
                for row in owned.order_by("pk")
            ],
        ),
    ]


@duties.on_export
def applicants_part(person: Person) -> list[Section]:
    """What they signed, and what they wrote or added last; the words themselves are their organisation's."""
    pledges = Pledge.objects.filter(signed_by=person).select_related("organisation", "framework").order_by("-pk")
    declared = Declaration.objects.filter(signed_by=person).select_related("organisation", "application")
    answers = Answer.objects.filter(saved_by=person).select_related("application", "standard")
    added = Evidence.objects.filter(added_by=person).select_related("organisation").order_by("-pk")
    return [
        _more_time(person),
        Section(
            "What you signed",
            [
                {
                    "Signed": f"The values, version {row.framework.version}",
                    "For": row.organisation.name,
                    "As": f"{row.signed_name}, {row.signed_role}",
                    "When": row.signed_at,
                }
                for row in pledges
            ]
            + [
                {
                    "Signed": f"The declaration of {row.application.reference}",
                    "For": row.organisation.name,
                    "As": f"{row.signed_name}, {row.signed_role}",
                    "When": row.signed_at,
                }
                for row in declared.order_by("-pk")
            ],
        ),
        Section(
            "Answers you saved last",
            [
                {"Application": row.application.reference, "Standard": row.standard.code, "Saved": row.saved_at}
                for row in answers.order_by("application__reference", "standard")
            ],
        ),
        Section(
            "Evidence you added",
            [
                {"Title": row.title, "For": row.organisation.name, "Added": row.added_at, "Removed": row.removed_at}
                for row in added
            ],
        ),
    ]


def _more_time(person: Person) -> Section:
    asked = Extension.objects.filter(asked_by=person).select_related("application").order_by("-pk")
    return Section(
        "More time you asked for",
        [{"Application": row.application.reference, "Reason": row.reason, "Asked": row.asked_at} for row in asked],
    )
