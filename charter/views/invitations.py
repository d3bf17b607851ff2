"""What does somebody see who follows an invitation's link, and what happens when they accept?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from charter import navigation, sign_in_limits, standing
from charter.actions import invitations
from charter.enums import Role
from charter.kit import clock, limits
from charter.kit.access import Refused, TooManyTries, Unseen, public
from charter.loaders import invitation_by_token
from charter.models import Invitation, Membership
from charter.roles import ROLES

GONE = 410


def _stands(request: HttpRequest, invitation: Invitation) -> str:
    """How the invitation stands for whoever looks: used, taken_back, too_old, sign_in, other or open."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "taken_back"
    if clock.now() > invitation.expires_at:
        return "too_old"
    if not request.user.is_authenticated:
        return "sign_in"
    return "open" if request.user.email == invitation.email else "other"


def _place(membership: Membership) -> str:
    """Where the new role's work begins; a chair may score too, but was asked to chair."""
    hat = [hat for hat, roles in standing.HAT_ROLES.items() if membership.role in roles][-1]
    words = navigation.words_for(membership.programme, membership.organisation)
    return reverse(navigation.FIRST[hat], kwargs=words)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET says who invites to what, and until when; POST by the invited person accepts."""
    try:
        found = invitation_by_token(token)
    except Unseen:
        most, seconds = sign_in_limits.UNKNOWN_INVITATIONS
        if limits.is_over(request, "unknown-invitation", most=most, seconds=seconds):
            raise TooManyTries from None
        raise Http404 from None
    # The address names no programme; the page wears the invitation's, with its contact.
    request.programme = found.programme  # type: ignore[attr-defined]
    state = _stands(request, found)
    if request.method == "POST" and state == "sign_in":
        return redirect_to_login(request.path)
    if request.method == "POST" and state == "open":
        assert request.user.is_authenticated
        try:
            membership = invitations.accept(found, by=request.user)
        except Refused as refused:
            # Somebody was quicker; the page tells how it stands now.
            return _page(request, invitation_by_token(token), refused.sentence)
        messages.success(request, f"You are now {membership.get_role_display().lower()} of {_where(found)}.")
        return redirect(_place(membership))
    return _page(request, found)


def _where(found: Invitation) -> str:
    return str(found.organisation or found.programme)


def _page(request: HttpRequest, found: Invitation, sentence: str = "") -> HttpResponse:
    """The page for how the invitation stands now; one that can no longer be used is gone."""
    state = _stands(request, found)
    context = {
        "invitation": found,
        "where": _where(found),
        "state": state,
        "sentence": sentence,
        "role_sentence": ROLES[Role(found.role)].sentence,
        # Signing in, out or up leads back here; a new account is offered the address that was invited.
        "back": urlencode({"next": request.path}),
        "back_new": urlencode({"next": request.path, "email": found.email}),
    }
    if state in ("used", "taken_back", "too_old"):
        return render(request, "charter/invitation_gone.html", context, status=GONE)
    refused = sentence or (request.method == "POST" and state == "other")
    return render(request, "charter/invitation.html", context, status=403 if refused else 200)
