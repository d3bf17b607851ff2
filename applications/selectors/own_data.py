"""What do applications keep about a person?"""

from __future__ import annotations

from typing import Any

from applications import mentions
from applications.models import (
    Answer,
    Comment,
    Declaration,
    Evidence,
    Extension,
    ImprovementStep,
    Pledge,
    SelfReview,
    SelfScore,
    SetAsideText,
)
from applications.models import Section as Piece
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
        _asked_for(person),
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
        *_team_part(person),
        Section(
            "Evidence you added",
            [
                {"Title": row.title, "For": row.organisation.name, "Added": row.added_at, "Removed": row.removed_at}
                for row in added
            ],
        ),
    ]


def _team_part(person: Person) -> list[Section]:
    """What they said to their team, what is theirs to write, and their words that were not accepted.

    Whom a comment of theirs names is about somebody else, so the names are left out.
    """
    said = Comment.objects.filter(written_by=person).select_related("application", "standard").order_by("-pk")
    named = Comment.objects.filter(text__contains=f"@[{person.uuid}]").exclude(written_by=person)
    named = named.select_related("application", "standard").order_by("-pk")
    theirs = Piece.objects.filter(owner=person).select_related("application", "standard")
    aside = SetAsideText.objects.filter(written_by=person).select_related("application", "standard").order_by("-pk")
    words = [{**_where(row), "Written": row.written_at, "Words": mentions.without_names(row.text)} for row in said]
    return [
        Section("Comments you wrote", words),
        Section("Comments that name you", [{**_where(row), "Written": row.written_at} for row in named]),
        Section("Standards that are yours to write", [_where(row) for row in theirs.order_by("pk")]),
        Section(
            "Words of yours that were not accepted",
            [{**_where(row), "Written": row.written_at, "Words": row.text} for row in aside],
        ),
    ]


def _where(row: Any) -> dict[str, Any]:
    return {"Application": row.application.reference, "Standard": row.standard.code}


def _asked_for(person: Person) -> Section:
    """The requests for more time that they wrote."""
    rows = Extension.objects.filter(asked_by=person).select_related("application").order_by("-pk")
    return Section(
        "More time you asked for",
        [{"Application": row.application.reference, "Reason": row.reason, "Asked": row.asked_at} for row in rows],
    )
