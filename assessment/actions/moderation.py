"""How are scores revealed to the panel, and how does it agree on one score a standard?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import panel as applications_panel
from applications.models import Application
from assessment.actions import locks
from assessment.enums import SeatKind
from assessment.models import AgreedScore, Moderation, Review
from assessment.permissions import MODERATE, REVEAL
from assessment.selectors import panel
from charter.kit import audit, clock, tenancy
from charter.kit.access import Refused
from charter.models import Standard
from charter.selectors import framework_form


def demand_chair(application: Application, *, by: Any) -> None:
    """Refuse anybody who has a connection, or no chair's seat on the cohort's panel."""
    if panel.has_conflict(by, application):
        raise Refused("You have a connection to this application, so another chair has to run its moderation.")
    if not panel.holds_seat(by, SeatKind.CHAIR, application.cohort):
        raise Refused("You do not have a chair’s seat on this cohort’s panel. Ask a programme officer.")


@transaction.atomic
def reveal(application: Application, *, by: Any) -> Moderation:
    """Open all scores to the panel at once; from here on no review changes.

    Refuses a chair with a connection, and until every review that counts is finished, with the quorum and the
    lived experience seats of the framework's policy. The sentences tell a chair nothing about who is late or
    who holds which seat.
    """
    held = locks.hold_application(application)
    REVEAL.demand(by, held)
    demand_chair(held, by=by)
    with tenancy.as_system("the reveal judges the whole panel, of which a chair may see nothing yet"):
        list(Review.objects.counted().filter(application=held).select_for_update().order_by("pk"))
        if not panel.all_are_locked(held):
            raise Refused("The panel is not ready. Scores are revealed when everybody has finished.")
        if not panel.quorum_is_met(held):
            policy = framework_form(held.framework).policy
            raise Refused(
                f"The panel has no quorum: at least {policy.quorum_scored} finished reviews,"
                f" {policy.lived_experience_seats_minimum} of them from a lived experience seat."
                " Ask a programme officer to complete it."
            )
        moderation = Moderation.objects.create(
            programme_id=held.programme_id, application=held, revealed_by=by, revealed_at=clock.now()
        )
        applications_panel.start_moderating(held, by=by)
    audit.record("moderation:revealed", moderation, by=by, reference=held.reference)
    return moderation


@transaction.atomic
def agree(moderation: Moderation, *, standard: Standard, points: int, note: str = "", by: Any) -> AgreedScore:
    """Record what the panel agreed for one standard; agreeing again replaces it, the originals stay.

    Refuses outside moderation, a chair with a connection, and points that are not on the framework's scale.
    """
    held = locks.hold_application(moderation.application)
    MODERATE.demand(by, held)
    demand_chair(held, by=by)
    if standard.framework_id != held.framework_id:
        raise Refused("This standard belongs to another framework.")
    if points not in framework_form(held.framework).scores:
        raise Refused("Choose one of the scores on the page.")
    agreed, created = AgreedScore.objects.get_or_create(
        moderation=moderation,
        standard=standard,
        defaults={
            "programme_id": held.programme_id,
            "points": points,
            "note": note,
            "agreed_by": by,
            "agreed_at": clock.now(),
        },
    )
    before = None if created else agreed.points
    if not created:
        agreed.points, agreed.note, agreed.agreed_by, agreed.agreed_at = points, note, by, clock.now()
        agreed.save(update_fields=["points", "note", "agreed_by", "agreed_at"])
    audit.record(
        "standard:agreed",
        agreed,
        by=by,
        reference=held.reference,
        standard=standard.code,
        before=before,
        after=points,
    )
    return agreed
