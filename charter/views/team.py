"""Who works on an organisation's part in the Charter: list, invite, take back, end?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import selectors
from charter.actions import invitations, memberships
from charter.enums import ORGANISATION_ROLES, Role
from charter.forms import InviteForm
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.permissions import INVITE_TO_ORGANISATION, VIEW_ORGANISATION
from charter.roles import ROLES
from charter.views.buttons import chosen

TEAM_ROLES = tuple(role for role in Role if role in ORGANISATION_ROLES)


def _team(organisation: Organisation) -> HttpResponse:
    return redirect("charter:team", programme=organisation.programme.slug, organisation=organisation.slug)


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def team(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """People by role, and invitations that wait."""
    members = list(selectors.people_of(organisation))
    context = {
        "organisation": organisation,
        "people": len({membership.person_id for membership in members}),
        "groups": selectors.by_role(members),
        "sentences": {role: ROLES[role].sentence for role in TEAM_ROLES},
        "invitations": selectors.invitations_open(organisation.programme, organisation),
        "may_invite": INVITE_TO_ORGANISATION.check(request.user, organisation),
    }
    return render(request, "charter/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(INVITE_TO_ORGANISATION, load_organisation)
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite an address to a role of the organisation."""
    form = InviteForm(request.POST if request.method == "POST" else None, roles=TEAM_ROLES)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(
                organisation.programme, **form.cleaned_data, organisation=organisation, by=request.user
            )
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(request, f"We have invited {invitation.email}. The invitation lasts 14 days.")
            return _team(organisation)
    sentences = {role.value: ROLES[role].sentence for role in TEAM_ROLES}
    context = {"organisation": organisation, "form": form, "sentences": sentences}
    return render(request, "charter/team_invite.html", context, status=422 if form.errors else 200)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def revoke_invitation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take an invitation of the organisation back."""
    waiting = selectors.invitations_open(organisation.programme, organisation)
    invitation = waiting.filter(pk=chosen(request, "invitation")).first()
    if invitation is None:
        raise Http404
    invitations.revoke(invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.email} is taken back.")
    return _team(organisation)


@require_POST
@requires(INVITE_TO_ORGANISATION, load_organisation)
def end_membership(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """End somebody's role in the organisation."""
    membership = selectors.people_of(organisation).filter(pk=chosen(request, "membership")).first()
    if membership is None:
        raise Http404
    try:
        memberships.end(membership, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _team(organisation)
    messages.success(request, f"{membership.person} is no longer {membership.get_role_display().lower()}.")
    return redirect("home:start") if membership.person == request.user else _team(organisation)
