"""Who holds a role in a programme: list, invite, take back, end?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import people as people_of
from charter import selectors
from charter.actions import invitations, programme_roles
from charter.enums import Role
from charter.forms import InviteForm
from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.loaders import load_programme
from charter.models import Invitation, Programme
from charter.people_forms import PeopleForm
from charter.permissions import ALLOW_ACTING, INVITE_TO_PROGRAMME, VIEW_STAFF_PAGES, roles_to_give
from charter.roles import ROLES
from charter.views.buttons import chosen


def _demand(request: HttpRequest, programme: Programme, role: str) -> None:
    """Refuse unless this person may give and end ``role`` here."""
    if Role(role) not in roles_to_give(request.user, programme):
        raise Refused("Only a programme lead can do this.")


def _people(programme: Programme) -> HttpResponse:
    return redirect("charter:people", programme=programme.slug)


@require_safe
@requires(VIEW_STAFF_PAGES, load_programme)
def people(request: HttpRequest, programme: Programme) -> HttpResponse:
    """People by role, and invitations that wait; or whoever fits what was searched for, in organisations too."""
    asked = request.GET
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:100]
    role = asked.get("role", "") if asked.get("role") in Role.values else ""
    context = {
        "search": people_of.search(programme, words=words, role=role),
        "search_form": PeopleForm(initial={"q": words, "role": role}),
        "may_allow_acting": ALLOW_ACTING.check(request.user, programme),
        "groups": selectors.by_role(selectors.people_in(programme)),
        "sentences": {role: spec.sentence for role, spec in ROLES.items()},
        "invitations": selectors.invitations_open(programme, None),
        "now": clock.now(),
        "giveable": roles_to_give(request.user, programme),
    }
    return render(request, "charter/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(INVITE_TO_PROGRAMME, load_programme, fresh=True)
def invite(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Invite an address to a role of the programme that this person may give."""
    roles = roles_to_give(request.user, programme)
    form = InviteForm(request.POST if request.method == "POST" else None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(programme, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(request, f"We have invited {invitation.email}. The invitation lasts 14 days.")
            return _people(programme)
    context = {"form": form, "sentences": {role.value: ROLES[role].sentence for role in roles}}
    return render(request, "charter/people_invite.html", context, status=422 if form.errors else 200)


def _invitation(request: HttpRequest, programme: Programme) -> Invitation:
    """The waiting invitation a pressed button stands for, to a role that this person may give."""
    waiting = selectors.invitations_open(programme, None)
    invitation = waiting.filter(pk=chosen(request, "invitation")).first()
    if invitation is None:
        raise Http404
    _demand(request, programme, invitation.role)
    return invitation


@require_POST
@requires(INVITE_TO_PROGRAMME, load_programme)
def resend_invitation(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Send a new link to the same address; the old one ends."""
    invitation = _invitation(request, programme)
    invitations.resend(invitation, by=request.user)
    messages.success(request, f"We have sent a new link to {invitation.email}. The old one no longer works.")
    return _people(programme)


@require_POST
@requires(INVITE_TO_PROGRAMME, load_programme)
def revoke_invitation(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Take an invitation of the programme back."""
    invitation = _invitation(request, programme)
    invitations.revoke(invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.email} is taken back.")
    return _people(programme)


@require_POST
@requires(INVITE_TO_PROGRAMME, load_programme, fresh=True)
def end_role(request: HttpRequest, programme: Programme) -> HttpResponse:
    """End somebody's role in the programme."""
    membership = selectors.people_in(programme).filter(pk=chosen(request, "membership")).first()
    if membership is None:
        raise Http404
    _demand(request, programme, membership.role)
    try:
        programme_roles.end(membership, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _people(programme)
    messages.success(request, f"{membership.person} is no longer {membership.get_role_display().lower()}.")
    return redirect("home:start") if membership.person == request.user else _people(programme)
