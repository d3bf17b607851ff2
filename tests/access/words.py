"""Which words fill an address so that it names something of one side and house, in one stage?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from applications.models import Answer, Comment, Evidence, ImprovementStep, PartyInvitation, SetAsideText
from awards.models import Award
from charter import selectors
from charter.kit import clock
from charter.kit.added import add
from charter.kit.models import AuditEvent, OutboxRow
from charter.models import Framework, Invitation, JoinRequest, Membership

CODE_STAGE = "released"


def fill(route: Any, row: Any, side: Any, house: Any) -> dict[str, Any]:
    """The keyword arguments of the route's address."""
    stage = row.stage if row.stage in house.applications else "draft"
    application = house.applications[stage]
    standard = selectors.standards_of(side.cohort.framework)[0]
    values: dict[str, Any] = {
        "programme": side.programme.slug,
        "organisation": house.organisation.slug,
        "cohort": side.cohort.slug,
        "reference": application.reference,
        "standard": standard.code.lower(),
        "theme": standard.theme.code.lower(),
    }
    for word in route.words:
        if word not in values:
            values[word] = SPECIAL[word](side, house, application)
    return {word: values[word] for word in route.words}


def data(row: Any, side: Any, house: Any) -> dict[str, Any]:
    """What a button's form names beside its address."""
    if row.route == "desk:retry":
        return {"row": given_up(side.programme).pk}
    found = _buttons(row.route, house) or _team(row, house)
    if found:
        return found
    if row.route == "charter:end_staff_role":
        return {"membership": Membership.objects.get(programme=side.programme, role="observer").pk}
    if row.route in ("charter:revoke_staff_invitation", "charter:resend_staff_invitation"):
        return {"invitation": Invitation.objects.get(programme=side.programme, organisation__isnull=True).pk}
    if row.route == "account_end_session":
        return {"session": "others"}
    return {}


def _buttons(route: str, house: Any) -> dict[str, Any]:
    """What the buttons of an organisation's own pages, and of its record, name."""
    place = house.organisation
    if route in ("charter:set_roles", "charter:remove_member"):
        viewer = Membership.objects.get(organisation=place, role="viewer")
        return {"person": viewer.person_id, "roles": ["viewer", "contributor"]}
    if route in ("charter:revoke_invitation", "charter:resend_invitation", "charter:invitation_for_staff"):
        return {"invitation": Invitation.objects.get(organisation=place).pk}
    if route == "charter:answer_request":
        return {"request": JoinRequest.objects.get(organisation=place).pk, "roles": ["viewer"]}
    if route == "charter:change_service":
        return {"service": place.services.first().pk, "what": "end"}
    if route == "applications:revoke_partner":
        return {"invitation": PartyInvitation.objects.get(organisation=place).pk}
    return {}


def _team(row: Any, house: Any) -> dict[str, Any]:
    """What the buttons around an answer name."""
    application = house.applications.get(row.stage, house.applications["draft"])
    if row.route == "applications:give_section":
        return {"owner": house.people["lead"].uuid}
    if row.route == "applications:restore_version":
        return {"mark": SetAsideText.objects.get(organisation=house.organisation).uuid, "version": 1}
    if row.route == "applications:copy_answer":
        return {"source": Answer.objects.filter(application=house.applications["sent"]).first().pk, "version": 1}
    if row.route in ("applications:settle_comment", "applications:staff_comments"):
        thread = Comment.objects.filter(application=application, thread=None).first()
        return {"thread": thread.uuid if thread else uuid4(), "what": "resolve"}
    return {}


def given_up(programme: Any, error: str = "TimeoutError: timed out") -> OutboxRow:
    """A letter that could not be handed over eight times."""
    now, key = clock.now(), f"given-up:{uuid4()}"
    row = OutboxRow(
        kind="kit.deliver_message",
        key=key,
        programme_id=programme.pk,
        ids={"message_id": "<none@example.org>"},
        created_at=now,
        due_at=now,
        attempts=8,
        dead_at=now,
        last_error=error,
    )
    add(row)
    return OutboxRow.objects.get(key=key)


def _evidence(side: Any, house: Any, application: Any) -> Any:
    return Evidence.objects.filter(uses__application=application).exclude(storage_name="").first().uuid


def _award(side: Any, house: Any, application: Any) -> str:
    return Award.objects.get(application=house.applications[CODE_STAGE]).code


def _event(side: Any, house: Any, application: Any) -> Any:
    return AuditEvent.objects.filter(programme_id=side.programme.pk, verb="decision:proposed").first().uuid


def _who(side: Any, house: Any, application: Any) -> Any:
    """The contributor, who wants to be forgotten."""
    return house.people["contributor"].uuid


SPECIAL = {
    "gap": lambda side, house, application: ImprovementStep.objects.get(organisation=house.organisation).uuid,
    "passkey": lambda side, house, application: 0,
    "who": _who,
    "event": _event,
    "uuid": _evidence,
    "identity": _evidence,
    "code": _award,
    "number": lambda side, house, application: 1,
    "step": lambda side, house, application: "name",
    "token": lambda side, house, application: "no-such-token",
    "uidb36": lambda side, house, application: "1",
    "key": lambda side, house, application: "none",
    "version": lambda side, house, application: Framework.objects.get(programme=side.programme).version,
}
