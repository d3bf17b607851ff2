"""Who works on an organisation's part in the Charter: list, invite, give roles, remove, leave, hand over?"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import joining, selectors
from charter.actions import invitations, join_requests, teams
from charter.enums import ORGANISATION_ROLES, Role
from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation
from charter.models import Invitation, Organisation, Person
from charter.organisation_forms import HandOverForm, TeamInviteForm
from charter.permissions import INVITE_TO_ORGANISATION, VIEW_ORGANISATION
from charter.roles import ROLES
from charter.views.buttons import chosen

TEAM_ROLES = tuple(role for role in Role if role in ORGANISATION_ROLES)


def _team(organisation: Organisation) -> HttpResponse:
    return redirect("charter:team", programme=organisation.programme.slug, organisation=organisation.slug)


def _member(request: HttpRequest, organisation: Organisation) -> Person:
    """The member a pressed button stands for."""
    held = selectors.people_of(organisation).filter(person=chosen(request, "person")).first()
    if held is None:
        raise Http404
    return held.person


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do what a button asks for; the page that follows tells how it went."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence)
        return False
    messages.success(request, done)
    return True


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def team(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Everybody with their roles, who waits for an invitation or an answer, and what can be done about them."""
    may_invite = INVITE_TO_ORGANISATION.check(request.user, organisation)
    context = {
        "organisation": organisation,
        "members": selectors.team_of(organisation),
        "roles": [(role, ROLES[role].sentence) for role in TEAM_ROLES],
        "invitations": list(selectors.invitations_open(organisation.programme, organisation)),
        "requests": list(joining.requests_open(organisation)) if may_invite else [],
        "may_invite": may_invite,
        "now": clock.now(),
    }
    return render(request, "charter/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(INVITE_TO_ORGANISATION, load_organisation)
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite an address to one or more roles of the organisation."""
    return invite_page(request, organisation, done=_team)


def invite_page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    done: Callable[[Organisation], HttpResponse],
    is_staff: bool = False,
) -> HttpResponse:
    """The page by which a lead, or staff, invites to a team; ``done`` is where a sent invitation leads."""
    form = TeamInviteForm(request.POST if request.method == "POST" else None, roles=TEAM_ROLES)
    if request.method == "POST" and form.is_valid():
        first, *more = form.cleaned_data["roles"]
        try:
            invitation = invitations.invite(
                organisation.programme,
                email=form.cleaned_data["email"],
                role=first,
                more_roles=more,
                organisation=organisation,
                by=request.user,
            )
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(request, f"We have invited {invitation.email}. The invitation lasts 14 days.")
            return done(organisation)
    sentences = {role.value: ROLES[role].sentence for role in TEAM_ROLES}
    context = {"organisation": organisation, "form": form, "sentences": sentences, "is_staff": is_staff}
    return render(request, "charter/team_invite.html", context, status=422 if form.errors else 200)


def _invitation(request: HttpRequest, organisation: Organisation) -> Invitation:
    """The waiting invitation a pressed button stands for."""
    waiting = selectors.invitations_open(organisation.programme, organisation)
    invitation = waiting.filter(pk=chosen(request, "invitation")).first()
    if invitation is None:
        raise Http404
    return invitation


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def revoke_invitation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take an invitation of the organisation back."""
    invitation = _invitation(request, organisation)
    done = f"The invitation to {invitation.email} is taken back."
    _try(request, lambda: invitations.revoke(invitation, by=request.user), done)
    return _team(organisation)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def resend_invitation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Send a new link to the same address; the old one ends."""
    invitation = _invitation(request, organisation)
    done = f"We have sent a new link to {invitation.email}. The old one no longer works."
    _try(request, lambda: invitations.resend(invitation, by=request.user), done)
    return _team(organisation)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def set_roles(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Give a member exactly the ticked roles."""
    person, roles = _member(request, organisation), request.POST.getlist("roles")
    if not set(roles) <= set(ORGANISATION_ROLES):
        raise Http404
    done = f"The roles of {person} are saved."
    _try(request, lambda: teams.set_roles(organisation, person=person, roles=roles, by=request.user), done)
    return _team(organisation)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def remove_member(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """End every role of a member."""
    person = _member(request, organisation)
    done = f"{person} is no longer in your team."
    went = _try(request, lambda: teams.remove(organisation, person=person, by=request.user), done)
    return redirect("home:start") if went and person == request.user else _team(organisation)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation)
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Say what leaving means, and leave."""
    if request.method == "POST":
        done = f"You have left {organisation}."
        went = _try(request, lambda: teams.leave(organisation, by=request.user), done)  # type: ignore[arg-type]
        return redirect("home:start") if went else redirect(request.path)
    members = selectors.team_of(organisation)
    leads = [one.person.pk for one in members if Role.ORGANISATION_LEAD in one.roles]
    context = {
        "organisation": organisation,
        "is_last_lead": leads == [request.user.pk],
        "is_alone": len(members) == 1,
    }
    return render(request, "charter/team_leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(INVITE_TO_ORGANISATION, load_organisation)
def hand_over(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make somebody else of the team lead, and say what one does oneself afterwards."""
    others = [one for one in selectors.team_of(organisation) if one.person != request.user]
    kept = [role for role in TEAM_ROLES if role != Role.ORGANISATION_LEAD]
    form = HandOverForm(request.POST if request.method == "POST" else None, members=others, roles=kept)
    if request.method == "POST" and form.is_valid():
        to = next(one.person for one in others if one.person.pk == form.cleaned_data["to"])
        keep = form.cleaned_data["keep"]
        try:
            teams.hand_over(organisation, to=to, keep=keep, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error("to", refused.sentence)
        else:
            messages.success(request, f"{to} leads {organisation} now.")
            stays = selectors.people_of(organisation).filter(person=request.user.pk).exists()
            return _team(organisation) if stays else redirect("home:start")
    context = {"organisation": organisation, "form": form, "others": others}
    return render(request, "charter/team_hand_over.html", context, status=422 if form.errors else 200)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def answer_request(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Let somebody in who asks to join, with the ticked roles, or not."""
    asked = joining.requests_open(organisation).filter(pk=chosen(request, "request")).first()
    if asked is None:
        raise Http404
    if request.POST.get("answer") == "decline":
        done = f"{asked.person} has been told that the answer is no."
        _try(request, lambda: join_requests.decline(asked, by=request.user), done)  # type: ignore[arg-type]
        return _team(organisation)
    roles = [role for role in request.POST.getlist("roles") if role in ORGANISATION_ROLES]
    done = f"{asked.person} is in your team now."
    _try(request, lambda: join_requests.accept(asked, roles=roles, by=request.user), done)  # type: ignore[arg-type]
    return _team(organisation)
