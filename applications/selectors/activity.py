"""What happened last in an organisation's applications, as its own people may read it?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from applications.models import Application
from applications.selectors import timeline
from applications.selectors.timeline import Happening
from charter.kit import tenancy
from charter.kit.jinja import LONDON
from charter.kit.models import AuditEvent
from charter.models import Organisation

# What a team does in an application; everybody who is let in to see it may read this on its pages, too.
OF_APPLICATION = {
    "answer:saved": "{actor} worked on the answer to {standard}",
    "answer:restored": "{actor} brought an earlier version of {standard} back",
    "answer:copied": "{actor} copied an earlier answer into {standard}",
    "comment:written": "{actor} wrote a comment on {standard}",
    "comment:resolved": "{actor} settled a comment on {standard}",
    "section:given": "{actor} gave {standard} to {who}",
    "section:completed": "{actor} marked {standard} as completed",
    "section:reopened": "{actor} opened {standard} again",
    "evidence:added": "{actor} added evidence to {standard}",
    "evidence:removed": "{actor} took evidence out of {standard}",
    "self-review:saved": "{actor} worked on the self-review",
    "self-review:shared": "{actor} shared the self-review with the programme team",
    "self-review:kept-private": "{actor} stopped sharing the self-review",
}
# What belongs to one organisation alone; a partner never reads it.
OF_ORGANISATION = {
    "pledge:signed": "{actor} signed the values for {who}",
    "pledge:asked-again": "{who} was asked to sign the values again",
    "plan:step-added": "{actor} added a step to the improvement plan",
    "plan:step-changed": "{actor} changed a step of the improvement plan",
    "plan:step-done": "{actor} finished a step of the improvement plan",
    "plan:step-reopened": "{actor} opened a step of the improvement plan again",
    "plan:step-removed": "{actor} took a step out of the improvement plan",
}
MOST, LOOKED_AT = 5, 60


def activity(organisation: Organisation, applications: Iterable[Application]) -> list[Happening]:
    """The last five things, newest first: in ``applications``, which the reader may see, and of the organisation.

    The same thing by the same person is told once a day. The record is the staff's, so it is read as Charter itself
    and only the verbs named here and in the timeline are shown. One query.
    """
    references = [row.reference for row in applications]
    told = [*OF_APPLICATION, *timeline.TOLD]
    with tenancy.as_system("an organisation's own people read what happened in its applications"):
        rows = list(
            AuditEvent.objects.filter(
                Q(about__in=references, verb__in=told)
                | Q(organisation_id=organisation.pk, verb__in=list(OF_ORGANISATION)),
                programme_id=organisation.programme_id,
            ).order_by("-at", "-id")[:LOOKED_AT]
        )
    found: dict[tuple[object, ...], Happening] = {}
    for row in rows:
        one = _said(row, organisation.programme.operator_name)
        found.setdefault((one.title, one.who, one.text, one.when.astimezone(LONDON).date()), one)
    return list(found.values())[:MOST]


def _said(event: AuditEvent, team: str) -> Happening:
    """One event in a sentence; what somebody of the team did in another's place is the team's."""
    form = OF_APPLICATION.get(event.verb) or OF_ORGANISATION.get(event.verb)
    if form is None:
        one = timeline.told(event, team)
        return Happening(one.title, one.when, one.who, event.about)
    actor = team if event.on_behalf_of_id is not None else event.actor_name or "Somebody"
    return Happening(timeline.filled(form, event, actor=actor), event.at, "", event.about)
