"""What happened to an application so far, and what is happening now, as its own people may read it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from applications.enums import WITH_PANEL, State
from applications.models import Application
from applications.selectors.returns import asked
from charter.kit import tenancy
from charter.kit.jinja import london, plural, sentence_list, weekday_and_day
from charter.kit.models import AuditEvent
from charter.selectors import framework_form

# What applicants read of the record, each in words of its own. Nothing that gives away how the panel stands.
TOLD = {
    "application:interest-expressed": "You asked for a place in the cohort",
    "application:selected": "You got a place in the cohort",
    "application:waitlisted": "You were put on the waiting list",
    "application:declined": "This application was not selected",
    "application:party-added": "{who} joined the application",
    "application:sent": "The application was sent. Receipt {receipt}",
    "application:returned": "We asked for more on {standards}",
    "application:accepted": "We checked it: it is complete",
    "application:assessing-started": "The panel began to read",
    "application:withdrawal-asked": "{who} asked to withdraw it",
    "application:withdrawn": "It was withdrawn",
    "application:restored": "It was brought back",
    "application:lapsed": "It was not sent in time and was closed",
    "application:reopened": "It was opened again",
    "application:released": "Your result was released",
    "extension:asked": "You asked for more time",
    "extension:granted": "You got time until {until} London time",
    "extension:declined": "More time was declined",
    "declaration:signed": "The declaration was signed for {who}",
}
# Who did these is a person of a party, and named; all else is done by the programme's team.
BY_PARTIES = frozenset(
    {
        "application:interest-expressed",
        "application:sent",
        "application:withdrawal-asked",
        "application:withdrawn",
        "extension:asked",
        "declaration:signed",
    }
)
# Charter itself closes what was not sent in time; the others name an organisation in their own words.
NAMELESS = frozenset({"application:lapsed", "application:party-added", "declaration:signed"})
MOST = 200


@dataclass(frozen=True)
class Happening:
    """One event: what, when (UTC), and who, in words that a party may read."""

    title: str
    when: datetime
    who: str
    text: str = ""


@dataclass(frozen=True)
class Timeline:
    """What is happening now, in plain words, and every event, newest first."""

    now: str
    events: list[Happening]


def timeline_page(application: Application) -> Timeline:
    """Both, for a person of a party who was let in to see the application. Two queries, four while it is returned.

    The record is the staff's, so it is read as Charter itself and only the verbs of ``TOLD`` are shown.
    """
    with tenancy.as_system("an application's own people read what happened to it"):
        rows = list(
            AuditEvent.objects.filter(
                programme_id=application.programme_id, about=application.reference, verb__in=list(TOLD)
            ).order_by("-at", "-id")[:MOST]
        )
    team = application.programme.operator_name
    return Timeline(now=_now(application), events=[told(row, team) for row in rows])


def told(event: AuditEvent, team: str) -> Happening:
    """One event of ``TOLD`` in its words; what nobody in particular did, or the words say already, has no name."""
    who = event.actor_name if event.verb in BY_PARTIES else team
    if event.verb in NAMELESS:
        who = ""
    return Happening(filled(TOLD[event.verb], event), event.at, who)


def filled(form: str, event: AuditEvent, **more: str) -> str:
    """``form`` with the event's own words and ``more`` in its gaps."""
    detail = {name: value for name, value in event.detail.items() if isinstance(value, str)}
    return form.format_map(_Missing({**detail, **more}))


class _Missing(dict[str, str]):
    """A detail that an older event did not keep is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _now(application: Application) -> str:
    """One or two sentences: who has it, what they do, and until when."""
    state, cohort = State(application.state), application.cohort
    contact = application.programme.contact_name
    if state in WITH_PANEL:
        members = framework_form(application.framework).policy.assessors_minimum
        return (
            f"At least {plural(members, 'panel member')} read and score it, and then the panel meets."
            f" Decisions are made by {weekday_and_day(cohort.decisions_by)}."
        )
    returned = asked(application)
    if returned is not None:
        codes = sentence_list(row.standard.code for row in returned.standards)
        return f"It is with you again. We ask for more on {codes}. Send it by {london(application.deadline.at)}."
    scored = f"The panel finishes by {weekday_and_day(cohort.scores_due_at)}."
    return {
        State.INTEREST: "We look at who asks for a place. You will hear from us.",
        State.WAITLISTED: "You are on the waiting list. We tell you when a place is free.",
        State.DECLINED: f"This application is not in this cohort. Ask {contact} about the next one.",
        State.DRAFT: f"You are writing it. Send it by {london(application.deadline.at)}.",
        State.SENT: f"Our team checks that it is complete. {scored}",
        State.RETURNED: f"It is with you again. Send it by {london(application.deadline.at)}.",
        State.ACCEPTED: f"It is complete, and its panel is being set up. {scored}",
        State.RELEASED: "The result is out. You find it with your awards.",
        State.WITHDRAWN: f"It was withdrawn, so nobody reads it. {contact} can help if that was a mistake.",
        State.LAPSED: f"It was not sent in time. Ask {contact} what you can do next.",
    }[state]
