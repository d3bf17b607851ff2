"""Who is told what about the panel's work? No message holds a score, a level or a reason.

A message's key is ``assessment.<kind>:<application>:<occasion>:<person>``, so that it can be asked again at
delivery whether its recipient may still hear of that application.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from applications.models import Application
from assessment.enums import SeatKind
from assessment.models import Decision, Review, Seat
from assessment.selectors import panel
from charter.enums import Role
from charter.kit import messages
from charter.kit.jinja import moment, sentence_list
from charter.kit.messages import Purpose
from charter.kit.models import Message
from charter.models import Person
from charter.selectors import people_with_role


def _may_still_hear(message: Message) -> bool:
    """Whether the recipient is active and no conflict has hidden the application from them since."""
    application = Application.objects.filter(pk=int(message.key.split(":")[1])).first()
    person = Person.objects.filter(pk=message.person_id or 0, is_active=True).first()
    return application is not None and person is not None and not panel.has_conflict(person, application)


def _still_reads(message: Message) -> bool:
    """Whether the recipient also still has a review of the application that counts."""
    review = Review.objects.counted().filter(pk=int(message.key.split(":")[2]))
    return review.exists() and _may_still_hear(message)


messages.kind("assessment.assigned", still_right=_still_reads, purpose=Purpose.ASKS)
for _name in ("withdrawn", "restored"):
    messages.kind(f"assessment.{_name}", still_right=_may_still_hear)
messages.kind("assessment.seat_freed", still_right=_may_still_hear, purpose=Purpose.ASKS)
messages.kind("assessment.panel_ready", still_right=_may_still_hear, purpose=Purpose.ASKS)
messages.kind("assessment.level_proposed", still_right=_may_still_hear, purpose=Purpose.ASKS)
messages.kind("assessment.proposal_refused", still_right=_may_still_hear, purpose=Purpose.ASKS)


def assigned(review: Review) -> None:
    """Tell an assessor that an application waits for their answer to the question about connections."""
    application = review.application
    _send(
        "assigned",
        [review.assignment.seat.person],
        application,
        occasion=str(review.pk),
        route="assessment:conflict",
        organisations=" and ".join(party.organisation.name for party in application.parties.all()),
        due=moment(application.cohort.scores_due_at),
    )


def left_or_back(application: Application, people: Iterable[Person], *, withdrawn: bool, at: datetime) -> None:
    """Tell the readers of an application that it was withdrawn, or that they can go on with it."""
    words = {"organisations": sentence_list(party.organisation.name for party in application.parties.all())}
    programme = application.programme
    for person in people:
        messages.send(
            "assessment.withdrawn" if withdrawn else "assessment.restored",
            to=person,
            context={
                "reference": application.reference,
                **words,
                **({} if withdrawn else {"due": moment(application.cohort.scores_due_at)}),
            },
            link=reverse("assessment:my_reviews", kwargs={"programme": programme.slug}),
            key=f"assessment.withdrawal:{application.pk}:{at.isoformat()}:{person.pk}",
            programme=programme,
        )


def seat_freed(review: Review) -> None:
    """Tell the officers that somebody else has to read an application; nobody is told why."""
    application = review.application
    officers = people_with_role(application.programme, Role.OFFICER)
    _send("seat_freed", officers, application, occasion=str(review.pk), route="assessment:assignments")


def panel_ready(application: Application, review: Review) -> None:
    """Tell the cohort's chairs that scores can be revealed; ``review`` is the one that was finished last."""
    seats = Seat.objects.filter(
        cohort_id=application.cohort_id, kind=SeatKind.CHAIR, ended_at__isnull=True
    ).select_related("person")
    chairs = [seat.person for seat in seats if not panel.has_conflict(seat.person, application)]
    _send("panel_ready", chairs, application, occasion=str(review.pk), route="assessment:moderation")


def level_proposed(decision: Decision) -> None:
    """Tell the programme leads, but not whoever proposed, that a decision waits for a second person."""
    application = decision.application
    leads = people_with_role(application.programme, Role.PROGRAMME_LEAD).exclude(pk=decision.proposed_by_id)
    _send("level_proposed", leads, application, occasion=str(decision.pk), route="assessment:decision")


def proposal_refused(decision: Decision) -> None:
    """Tell whoever proposed that the application is back in moderation."""
    _send(
        "proposal_refused",
        [decision.proposed_by],
        decision.application,
        occasion=str(decision.pk),
        route="assessment:moderation",
    )


def _send(
    kind: str, people: Iterable[Any], application: Application, *, occasion: str, route: str, **context: Any
) -> None:
    """One message a person, about one application."""
    words = {"programme": application.programme.slug, "reference": application.reference}
    for person in people:
        messages.send(
            f"assessment.{kind}",
            to=person,
            context={"reference": application.reference, **context},
            link=reverse(route, kwargs=words),
            key=f"assessment.{kind}:{application.pk}:{occasion}:{person.pk}",
            programme=application.programme,
        )
