"""How does the lead organisation invite a partner, and how does the partner join?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from applications import selectors
from applications.actions import partners as actions
from applications.enums import State
from applications.forms import PartnerInviteForm, PartyForm
from applications.loaders import load_application, party_invitation_by_token
from applications.models import Application, PartyInvitation
from applications.permissions import INVITE_PARTNER, VIEW_APPLICATION
from applications.views.application import wear_own_organisation
from charter import standing
from charter.enums import OrganisationState, Role
from charter.kit import clock, tenancy
from charter.kit.access import Refused, Unseen, public, requires
from charter.models import Organisation

GONE = 410
PAGE = "applications/partner_invitation.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_application, to_change=INVITE_PARTNER)
def partners(request: HttpRequest, application: Application) -> HttpResponse:
    """Who takes part, who is invited, and a form that invites one more."""
    wear_own_organisation(request, application)
    form = PartnerInviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(application, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"We have written to {invitation.email}. The invitation lasts 14 days.")
            return redirect(request.path)
    context = {
        "application": application,
        "invited": selectors.partners_invited(application),
        "form": form,
        "may_invite": INVITE_PARTNER.check(request.user, application),
        "is_draft": application.state == State.DRAFT,
        "now": clock.now(),
    }
    return render(request, "applications/partners.html", context, status=422 if form.errors else 200)


@require_POST
@requires(INVITE_PARTNER, load_application)
def revoke(request: HttpRequest, application: Application) -> HttpResponse:
    """Take the invitation of a partner back."""
    pressed = request.POST.get("invitation", "")
    invitation = next((row for row in selectors.partners_invited(application) if str(row.pk) == pressed), None)
    if invitation is None:
        raise Http404
    actions.revoke(invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.partner_name} is taken back.")
    return redirect("applications:partners", programme=application.programme.slug, reference=application.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What a partner is asked, and, for a lead of an approved organisation, the way to join."""
    try:
        found = party_invitation_by_token(token)
    except Unseen:
        raise Http404 from None
    # The address names no programme; the page wears the invitation's, with its contact.
    request.programme = found.programme  # type: ignore[attr-defined]
    state = _stands(request, found)
    if request.method == "POST" and state == "sign_in":
        return redirect_to_login(request.path)
    context: dict[str, Any] = {"invitation": found, "state": state, "back": urlencode({"next": request.path})}
    if state in ("used", "taken_back", "too_old"):
        return render(request, PAGE, {**context, "is_gone": True}, status=GONE)
    if state != "open":
        return render(request, PAGE, context, status=403 if request.method == "POST" else 200)
    with tenancy.entering(found.programme):
        return _join(request, found, context)


def _stands(request: HttpRequest, found: PartyInvitation) -> str:
    """How the invitation stands for whoever looks: used, taken_back, too_old, sign_in, other or open."""
    if found.used_at is not None:
        return "used"
    if found.revoked_at is not None:
        return "taken_back"
    if clock.now() > found.expires_at:
        return "too_old"
    if not request.user.is_authenticated:
        return "sign_in"
    return "open" if request.user.email == found.email else "other"


def _led(person: Any, found: PartyInvitation) -> list[Organisation]:
    """The organisations of the invitation's programme that the person leads, by name."""
    worn = standing.of(person)
    ids = [
        pk
        for pk in worn.organisation_ids(found.programme_id)
        if Role.ORGANISATION_LEAD in worn.in_organisation(pk) and pk != found.organisation_id
    ]
    return list(Organisation.objects.filter(pk__in=ids).order_by("name"))


def _join(request: HttpRequest, found: PartyInvitation, context: dict[str, Any]) -> HttpResponse:
    """The page for the invited person: choose an organisation and its services, or learn what comes first."""
    led = _led(request.user, found)
    own = [row for row in led if row.state == OrganisationState.APPROVED]
    slug = (request.POST if request.method == "POST" else request.GET).get("organisation", "")
    chosen = next((row for row in own if row.slug == slug), own[0] if len(own) == 1 and not slug else None)
    if request.method == "POST" and chosen is None:
        raise Http404
    services = selectors.free_services(chosen, [found.application.cohort]) if chosen is not None else []
    form = PartyForm(request.POST if request.method == "POST" else None, services=services)
    if request.method == "POST" and chosen is not None and form.is_valid():
        named = {row.pk: row for row in services}
        picked = [named[key] for key in form.cleaned_data["services"]]
        try:
            actions.join(found, organisation=chosen, services=picked, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{chosen} is a partner in {found.application.reference} now.")
            return redirect(found.application)
    waiting = [row for row in led if row.state == OrganisationState.PENDING]
    context = {**context, "own": own, "chosen": chosen, "waiting": waiting, "form": form if chosen else None}
    return render(request, PAGE, context, status=422 if request.method == "POST" else 200)
