"""What does somebody see who follows an invitation's link, and what happens when they accept?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from charter import navigation, sign_in_limits, standing
from charter.actions import invitations
from charter.enums import Role
from charter.kit import clock, limits
from charter.kit.access import PERMISSIONS, Refused, TooManyTries, Unseen, public
from charter.loaders import invitation_by_token
from charter.models import Invitation, Membership
from charter.organisation_forms import AcceptForm
from charter.roles import ROLES

GONE = 410


def _stands(request: HttpRequest, invitation: Invitation) -> str:
    """How the invitation stands for whoever looks: used, taken_back, replaced, too_old, sign_in, other or open."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "taken_back" if invitation.successor_id is None else "replaced"
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
    """GET says who invites to what, and until when; POST by the invited person accepts.

    What is offered is what the row says; a role or an organisation in the form is not even read.
    """
    found = _found(request, token)
    state = _stands(request, found)
    if request.method == "POST" and state == "sign_in":
        return redirect_to_login(request.path)
    if request.method == "POST" and state == "open":
        assert request.user.is_authenticated
        form = AcceptForm(request.POST)
        if not form.is_valid():
            return _page(request, found, form=form)
        try:
            membership = invitations.accept(found, name=form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            # Somebody was quicker; the page tells how it stands now.
            return _page(request, invitation_by_token(token), refused.sentence)
        messages.success(request, f"You are now {_words(found)} of {_where(found)}.")
        return redirect(_place(membership))
    return _page(request, found)


@require_POST
@never_cache
@public
def ask_for_new(request: HttpRequest, token: str) -> HttpResponse:
    """Tell whoever invited that a link ran out; the new one goes to the same address, when they send it."""
    found = _found(request, token)
    if limits.is_over(request, "new-invitation", most=5, seconds=600):
        messages.error(request, "That was a lot of tries. Wait ten minutes, then ask again.")
        return redirect("charter:invitation", token=token)
    try:
        told = invitations.ask_for_new(found)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        done = "We have told them." if told else "We had told them already."
        messages.success(request, f"{done} A new link comes to the same address when they send it.")
    return redirect("charter:invitation", token=token)


def _found(request: HttpRequest, token: str) -> Invitation:
    """The invitation of this link; the page wears its programme, with its contact, for the address names none."""
    try:
        found = invitation_by_token(token)
    except Unseen:
        most, seconds = sign_in_limits.UNKNOWN_INVITATIONS
        if limits.is_over(request, "unknown-invitation", most=most, seconds=seconds):
            raise TooManyTries from None
        raise Http404 from None
    request.programme = found.programme  # type: ignore[attr-defined]
    return found


def _words(found: Invitation) -> str:
    """The roles in a sentence: ``applicant lead and signatory``."""
    return " and ".join(str(role.label).lower() for role in found.roles)


def _lets(found: Invitation) -> list[str]:
    """What the roles let one see and do, in the words of the table of roles."""
    named = {name for role in found.roles for name in ROLES[role].permissions}
    return [permission.label for name, permission in PERMISSIONS.items() if name in named]


def _where(found: Invitation) -> str:
    return str(found.organisation or found.programme)


def _page(
    request: HttpRequest, found: Invitation, sentence: str = "", form: AcceptForm | None = None
) -> HttpResponse:
    """The page for how the invitation stands now; one that can no longer be used is gone."""
    state = _stands(request, found)
    context = {
        "invitation": found,
        "where": _where(found),
        "state": state,
        "sentence": sentence,
        "role_sentences": [ROLES[Role(role)].sentence for role in found.roles],
        "lets": _lets(found),
        "form": form or AcceptForm(initial={"name": getattr(request.user, "name", "")}),
        # Signing in, out or up leads back here. Only its owner is told which address was invited.
        "back": urlencode({"next": request.path}),
    }
    if state in ("used", "taken_back", "replaced", "too_old"):
        context["token"] = request.resolver_match.kwargs["token"] if request.resolver_match else ""
        return render(request, "charter/invitation_gone.html", context, status=GONE)
    if form is not None:
        return render(request, "charter/invitation.html", context, status=422)
    refused = sentence or (request.method == "POST" and state == "other")
    return render(request, "charter/invitation.html", context, status=403 if refused else 200)
