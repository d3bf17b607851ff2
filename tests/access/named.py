"""Which form fields name an object, and whose do they hold in a scene? The rest hold words of a closed list.

``named()`` gives a case for each; ``WORDS`` says of every other hidden field, radio, checkbox, select and button
why it names nothing. A field in neither is found by ``test_named.py`` on the pages themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from applications.models import Answer, Comment, Evidence, PartyInvitation, SetAsideText
from assessment.models import Review, Seat
from charter.actions import join_requests, organisations
from charter.models import Cohort, Framework, Invitation, JoinRequest, Membership, Organisation
from tests import world as worlds
from tests.access.words import given_up
from training.models import Session

GONE = "987654321"
WORDS = {
    "version": "the version of one's own text",
    "started-from-": "the version that a browser's own words belong to; its name holds it, and it is not read",
    "then": "where to go after saving",
    "agreed": "a tick",
    "answer": "one of three answers",
    "standards": "codes of the application's own framework",
    "points": "a point of the scale",
    "score": "a point of the scale",
    "gap": "a standard of the application's own framework",
    "shared": "one of two answers",
    "done": "a tick",
    "connection": "one of three answers",
    "kind": "a kind from a closed list",
    "region": "a region from a closed list",
    "lived_experience": "a tick",
    "level": "a level of the application's own framework",
    "digest": "what was seen, compared with what is there",
    "key": "the form's own key",
    "training_needed": "a tick",
    "role": "a role from a closed list",
    "more": "a button that adds a line",
    "roles": "roles from a closed list",
    "completed": "yes or no",
    "completed_before": "yes or no",
    "keep": "what one keeps: a text, or a role from a closed list",
    "what": "which button was pressed",
    "preview": "which button was pressed",
    "action": "which button was pressed",
    "allowed": "yes or no",
    "eligible": "one of two answers",
    "way": "by which way one proves who one is",
    "mail": "which letters one wants",
    "text_size": "a size from a closed list",
    "less_motion": "a tick",
    "standard": "a standard of the application's own framework",
    "about_person": "a tick",
    "next": "where to go afterwards, within Charter",
}


@dataclass
class Named:
    """A form with a field that names an object: who sends it where, and what else is in it."""

    route: str
    stage: str
    who: str
    field: str
    own: str
    foreign: dict[str, str]
    rest: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.route}-{self.field}"


def _pk(rows: Any) -> str:
    return str(rows.order_by("pk").first().pk)


def named(world: Any) -> Iterator[Named]:
    """Every case, on the first side; what is foreign is the other organisation's and the other programme's."""
    here, there = world.sides
    oak, ash, elm = *here.houses, there.houses[0]
    yield from _of_organisations(here, there, oak, ash, elm)
    yield from _of_applications(here, there, oak, ash, elm)
    yield from _of_teams(here, there, oak, ash, elm)
    yield from _of_panels(here, there, oak, ash, elm)
    yield from _of_staff(here, there, oak, ash, elm)


def _of_organisations(here: Any, there: Any, oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    viewers = {name: str(house.people["viewer"].pk) for name, house in (("oak", oak), ("ash", ash), ("elm", elm))}
    others = {
        "another organisation": viewers["ash"],
        "another programme": viewers["elm"],
        "the programme itself": str(here.people["officer"].pk),
    }
    yield Named("charter:remove_member", "-", "lead", "person", viewers["oak"], others, {})
    roles = {"roles": ["viewer", "contributor"]}
    yield Named("charter:set_roles", "-", "lead", "person", viewers["oak"], others, roles)
    yield Named("charter:hand_over", "-", "lead", "to", viewers["oak"], others, {"keep": ""})
    invited = Invitation.objects.filter(used_at=None)
    foreign = {
        "another organisation": _pk(invited.filter(organisation=ash.organisation)),
        "another programme": _pk(invited.filter(organisation=elm.organisation)),
        "the programme itself": _pk(invited.filter(programme=here.programme, organisation=None)),
    }
    own = _pk(invited.filter(organisation=oak.organisation))
    yield Named("charter:revoke_invitation", "-", "lead", "invitation", own, foreign, {})
    yield Named("charter:resend_invitation", "-", "lead", "invitation", own, foreign, {})
    asked = {house.mark: _asked(house) for house in (oak, ash, elm)}
    yield Named(
        "charter:answer_request",
        "-",
        "lead",
        "request",
        asked["oak"],
        {"another organisation": asked["ash"], "another programme": asked["elm"]},
        {"roles": ["viewer"], "answer": "accept"},
    )
    services = {house.mark: _pk(house.organisation.services) for house in (oak, ash, elm)}
    foreign = {"another organisation": services["ash"], "another programme": services["elm"]}
    yield Named("charter:change_service", "-", "lead", "service", services["oak"], foreign, {"what": "end"})


def _asked(house: Any) -> str:
    """A request to join the house's organisation."""
    found = JoinRequest.objects.filter(organisation=house.organisation, answered_at=None).first()
    if found is None:
        found = join_requests.ask(house.organisation, note="", by=worlds.person("asks", house.mark))
    return str(found.pk)


def _of_applications(here: Any, there: Any, oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    services = {}
    for house in (oak, ash, elm):
        spare = organisations.add_service(house.organisation, name="Spare service", by=house.people["lead"])
        services[house.mark] = str(spare.pk)
    interest = {"cohort": here.cohort.slug, "services": services["oak"]}
    foreign_cohort = {"another programme": "second-programme-only"}
    Cohort.objects.filter(pk=there.cohort.pk).update(slug="second-programme-only")
    yield Named("applications:express_interest", "-", "lead", "cohort", here.cohort.slug, foreign_cohort, interest)
    foreign = {"another organisation": services["ash"], "another programme": services["elm"]}
    yield Named("applications:express_interest", "-", "lead", "services", services["oak"], foreign, interest)
    signature = {"signed_name": "Sam Signatory", "signed_role": "Director", "agreed": "on"}
    yield Named(
        "applications:declare",
        "draft",
        "signatory",
        "organisation",
        oak.organisation.slug,
        {"another organisation": ash.organisation.slug, "another programme": elm.organisation.slug},
        signature,
    )
    gap = {"note": "", "due_on_0": "", "due_on_1": "", "due_on_2": "", "version": 2}
    strangers = {
        "another organisation": str(ash.people["viewer"].uuid),
        "another programme": str(elm.people["viewer"].uuid),
        "the programme itself": str(here.people["officer"].uuid),
    }
    yield Named("applications:plan_step", "-", "lead", "owner", str(oak.people["viewer"].uuid), strangers, gap)
    given = {"standards": [here.cohort.framework.standards.first().code.lower()]}
    writers = {name: str(house.people["contributor"].uuid) for name, house in (("ash", ash), ("elm", elm))}
    strangers = {"another organisation": writers["ash"], "another programme": writers["elm"]}
    yield Named("applications:share_out", "draft", "lead", "owner", str(oak.people["lead"].uuid), strangers, given)
    party = {"organisation": ash.organisation.slug, "services": services["ash"]}
    yield Named(
        "applications:add_party",
        "draft",
        "officer",
        "organisation",
        ash.organisation.slug,
        {"another programme": elm.organisation.slug},
        party,
    )
    foreign = {"another organisation": services["oak"], "another programme": services["elm"]}
    yield Named("applications:add_party", "draft", "officer", "services", services["ash"], foreign, party)
    invited = PartyInvitation.objects.filter(used_at=None, revoked_at=None)
    yield Named(
        "applications:revoke_partner",
        "draft",
        "lead",
        "invitation",
        _pk(invited.filter(programme=here.programme)),
        {"another programme": _pk(invited.filter(programme=there.programme))},
        {},
    )

    yield from _used_again(oak, ash, elm)


def _used_again(oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    """What the organisation has brought and written for its other applications."""
    houses = {"oak": oak, "another organisation": ash, "another programme": elm}
    brought = {
        name: str(Evidence.objects.filter(uses__application=house.applications["sent"]).first().uuid)
        for name, house in houses.items()
    }
    own = brought.pop("oak")
    yield Named("applications:reuse", "draft", "contributor", "evidence", own, brought, {})
    written = {
        name: _pk(Answer.objects.filter(application=house.applications["sent"])) for name, house in houses.items()
    }
    own = written.pop("oak")
    version = Answer.objects.filter(application=oak.applications["draft"]).order_by("standard__position").first()
    rest = {"version": version.version if version else 0}
    yield Named("applications:copy_answer", "draft", "contributor", "source", own, written, rest)


def _of_teams(here: Any, there: Any, oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    """What stands around an answer: whose it is, its versions and its comments."""
    houses = {"another organisation": ash, "another programme": elm}
    foreign = {what: str(house.people["contributor"].uuid) for what, house in houses.items()}
    foreign["somebody who only reads"] = str(oak.people["viewer"].uuid)
    lead = str(oak.people["lead"].uuid)
    yield Named("applications:give_section", "draft", "lead", "owner", lead, foreign, {})
    rows = SetAsideText.objects.all()
    own = str(rows.get(organisation=oak.organisation).uuid)
    foreign = {what: str(rows.get(organisation=house.organisation).uuid) for what, house in houses.items()}
    yield Named("applications:restore_version", "draft", "lead", "mark", own, foreign, {"version": "1"})
    first = Comment.objects.filter(thread=None)
    own = str(first.get(application=oak.applications["draft"]).uuid)
    foreign = {what: str(first.get(application=h.applications["draft"]).uuid) for what, h in houses.items()}
    said = {"text": "Yes."}
    yield Named("applications:comments", "draft", "lead", "thread", own, foreign, said)
    settle = {"what": "resolve"}
    yield Named("applications:settle_comment", "draft", "lead", "thread", own, foreign, settle)
    yield Named("applications:staff_comments", "draft", "officer", "thread", own, foreign, said)


def _of_panels(here: Any, there: Any, oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    people, others = here.people, there.people
    seat = {"kind": "observer", "lived_experience": "", "trained_on": ""}
    foreign_people = {
        "another programme": str(others["unassigned"].pk),
        "an organisation": str(oak.people["viewer"].pk),
    }
    yield Named("assessment:give_seat", "-", "officer", "person", str(people["observer"].pk), foreign_people, seat)
    seats = Seat.objects.filter(ended_at=None)
    yield Named(
        "assessment:assign",
        "accepted",
        "officer",
        "seat",
        _pk(seats.filter(cohort=here.cohort, person=people["unassigned"])),
        {"another programme": _pk(seats.filter(cohort=there.cohort, person=others["unassigned"]))},
        {},
    )
    yield Named(
        "assessment:set_conflict",
        "assessing",
        "officer",
        "person",
        str(people["unassigned"].pk),
        {"another programme": str(others["unassigned"].pk)},
        {},
    )
    reviews = Review.objects.filter(assignment__seat__person__in=[people["assessor"], others["assessor"]])
    yield Named(
        "assessment:take_back",
        "assessing",
        "officer",
        "review",
        _pk(reviews.filter(application=oak.applications["assessing"])),
        {
            "another application": _pk(reviews.filter(application=oak.applications["scored"])),
            "another programme": _pk(reviews.filter(application=elm.applications["assessing"])),
        },
        {},
    )


def _of_staff(here: Any, there: Any, oak: Any, ash: Any, elm: Any) -> Iterator[Named]:
    member = Membership.objects.filter(role="observer", ended_at=None)
    yield Named(
        "charter:end_staff_role",
        "-",
        "programme_lead",
        "membership",
        _pk(member.filter(programme=here.programme)),
        {
            "another programme": _pk(member.filter(programme=there.programme)),
            "an organisation": _pk(Membership.objects.filter(organisation=oak.organisation, role="viewer")),
        },
        {},
    )
    invited = Invitation.objects.filter(used_at=None)
    yield Named(
        "charter:revoke_staff_invitation",
        "-",
        "programme_lead",
        "invitation",
        _pk(invited.filter(programme=here.programme, organisation=None)),
        {
            "another programme": _pk(invited.filter(programme=there.programme, organisation=None)),
            "an organisation": _pk(invited.filter(organisation=oak.organisation)),
        },
        {},
    )
    own = _pk(invited.filter(programme=here.programme, organisation=None))
    foreign = {
        "another programme": _pk(invited.filter(programme=there.programme, organisation=None)),
        "an organisation": _pk(invited.filter(organisation=oak.organisation)),
    }
    yield Named("charter:resend_staff_invitation", "-", "programme_lead", "invitation", own, foreign, {})
    own = _pk(invited.filter(organisation=oak.organisation))
    foreign = {
        "another organisation": _pk(invited.filter(organisation=ash.organisation)),
        "another programme": _pk(invited.filter(organisation=elm.organisation)),
    }
    again = {"what": "resend"}
    yield Named("charter:invitation_for_staff", "-", "officer", "invitation", own, foreign, again)
    to, lead = str(oak.people["viewer"].pk), str(oak.people["lead"].pk)
    foreign = {
        "another organisation": str(ash.people["viewer"].pk),
        "another programme": str(elm.people["viewer"].pk),
    }
    change = {"to": to, "end": lead, "reason": "They have left."}
    yield Named("charter:hand_over_for_staff", "-", "officer", "to", to, foreign, change)
    foreign = {"another organisation": str(ash.people["lead"].pk), "another programme": str(elm.people["lead"].pk)}
    yield Named("charter:hand_over_for_staff", "-", "officer", "end", lead, foreign, change)
    frameworks = Framework.objects.all()
    cohort = {
        "name": "Another cohort",
        "evidence_opens_at": "2030-03-12T09:00",
        "closes_at": "2030-04-12T17:00",
        "grace_minutes": "10",
        "return_rounds": "2",
        "scores_due_at": "2030-05-12T17:00",
        "decisions_by": "2030-06-12T17:00",
    }
    yield Named(
        "charter:create_cohort",
        "-",
        "programme_lead",
        "framework",
        _pk(frameworks.filter(programme=here.programme)),
        {"another programme": _pk(frameworks.filter(programme=there.programme))},
        cohort,
    )
    sessions = Session.objects.order_by("pk")
    partner = Organisation.objects.get(pk=ash.organisation.pk)
    first = str(sessions.filter(cohort=here.cohort).first().pk)
    attended = {"session": first, "organisations": partner.slug}
    yield Named(
        "training:mark_attendance",
        "-",
        "officer",
        "session",
        first,
        {"another programme": str(sessions.filter(cohort=there.cohort).first().pk)},
        attended,
    )
    yield Named(
        "training:mark_attendance",
        "-",
        "officer",
        "organisations",
        partner.slug,
        {"another programme": elm.organisation.slug},
        attended,
    )
    yield Named(
        "desk:retry",
        "-",
        "officer",
        "row",
        str(given_up(here.programme).pk),
        {"another programme": str(given_up(there.programme).pk)},
        {},
    )
