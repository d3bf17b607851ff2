"""How do people see to their own account's security: second steps, recovery codes, and where they are signed in?"""

from __future__ import annotations

import json
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import own_security, standing
from charter.actions import factors, sessions
from charter.kit import proof
from charter.kit.access import Refused, freshly_signed_in, signed_in
from charter.kit.session_clock import PRIVILEGED
from charter.security_forms import AddAppForm, AddPasskeyForm, NamePasskeyForm
from charter.views.buttons import chosen

READ_AND_SEND = ["GET", "HEAD", "POST"]


def next_page(request: HttpRequest) -> str:
    """Where the person was going, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _own_factor(request: HttpRequest, type: str, **words: Any) -> Authenticator:
    row = Authenticator.objects.filter(user_id=request.user.pk, type=type, **words).first()
    if row is None:
        raise Http404
    return row


def needs_second_step(request: HttpRequest) -> bool:
    """Whether a hat of theirs asks for a second step."""
    held = standing.of(request.user)
    return any(held.wears(hat, programme) for programme in held.programme_ids() for hat in PRIVILEGED)


@require_safe
@never_cache
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Passkeys, app, recovery codes, password, sessions; and what is still missing for staff and panel pages."""
    assert request.user.is_authenticated
    shown = own_security.security_page(request.user, session_key=request.session.session_key)
    context = {
        "one": shown,
        "wanted": next_page(request),
        "is_proven": proof.has_second_step(request),
        "needs_second_step": needs_second_step(request),
    }
    return render(request, "account/security.html", context)


def _after_adding(request: HttpRequest) -> HttpResponse:
    """The second step was shown just now; codes come next when there are none, else where they were going."""
    proof.show(request.session, request.user.pk, second=True)
    if not Authenticator.objects.filter(user_id=request.user.pk, type=factors.CODES).exists():
        wanted = next_page(request)
        codes = reverse("account_recovery_codes")
        return redirect(f"{codes}?{urlencode({'next': wanted})}" if wanted else codes)
    return redirect(next_page(request) or "account_security")


@require_http_methods(READ_AND_SEND)
@never_cache
@freshly_signed_in
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a new passkey, and keep it under a name."""
    assert request.user.is_authenticated
    form = AddPasskeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        factors.add_passkey(
            request.user,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
            keep=request.session.session_key,
            by=request.user,
        )
        messages.success(request, "Your passkey is added. You can sign in with it from now on.")
        return _after_adding(request)
    options = webauthn.begin_registration(request.user, True)
    context = {"form": form, "options": json.dumps(options), "wanted": next_page(request)}
    return render(request, "account/passkey_add.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_AND_SEND)
@freshly_signed_in
def passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Give a passkey another name, or remove it."""
    assert request.user.is_authenticated
    row = _own_factor(request, factors.PASSKEY, pk=passkey)
    if request.POST.get("action") == "remove":
        return _removed(request, row)
    one = own_security.passkey_of(row)
    form = NamePasskeyForm(request.POST if request.method == "POST" else None, initial={"name": one.name})
    if form.is_bound and form.is_valid():
        factors.rename_passkey(request.user, row, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "The passkey has its new name.")
        return redirect("account_security")
    return render(request, "account/passkey.html", {"form": form, "one": one}, status=422 if form.errors else 200)


def _removed(request: HttpRequest, row: Authenticator) -> HttpResponse:
    assert request.user.is_authenticated
    try:
        left = factors.remove(request.user, row, keep=request.session.session_key, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("account_security")
    if not left:
        proof.withdraw_second(request.session, request.user.pk)
    messages.success(request, "It is removed. You can no longer sign in with it.")
    return redirect("account_security")


@require_http_methods(READ_AND_SEND)
@never_cache
@freshly_signed_in
def app(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app: scan or type its secret, then type its first code; or remove the one there is."""
    assert request.user.is_authenticated
    row = Authenticator.objects.filter(user_id=request.user.pk, type=factors.APP).first()
    if row is not None:
        if request.POST.get("action") == "remove":
            return _removed(request, row)
        return render(request, "account/app.html", {"added_at": row.created_at, "used_at": row.last_used_at})
    secret = totp.get_totp_secret(regenerate=request.method != "POST")
    form = AddAppForm(request.POST if request.method == "POST" else None, secret=secret)
    if form.is_bound and form.is_valid():
        key = request.session.session_key
        factors.add_app(request.user, secret=secret, counter=form.counter, keep=key, by=request.user)
        totp.clear_totp_secret(request)
        messages.success(request, "Your app is added. We will ask for its code when you sign in.")
        return _after_adding(request)
    picture = segno.make(get_adapter().build_totp_url(request.user, secret), error="m")
    context = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": picture.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
        "wanted": next_page(request),
    }
    return render(request, "account/app_add.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_AND_SEND)
@never_cache
@freshly_signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET says how many are left; POST makes ten new ones and shows them, this once."""
    assert request.user.is_authenticated
    shown = own_security.security_page(request.user, session_key=request.session.session_key)
    made: list[str] = []
    if request.method == "POST":
        key = request.session.session_key
        made = factors.new_recovery_codes(request.user, keep=key, by=request.user)
    context = {
        "codes": made,
        "left": shown.codes_left,
        "has_second_step": shown.has_second_step,
        "wanted": next_page(request),
    }
    return render(request, "account/recovery_codes.html", context)


@require_POST
@signed_in
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the person's own sessions, or all but this one."""
    assert request.user.is_authenticated
    reason = "Its owner ended it."
    if request.POST.get("session") == "others":
        keep = request.session.session_key
        ended = sessions.end_others(request.user, keep=keep, by=request.user, reason=reason)
    else:
        ended = sessions.end_one(request.user, session=chosen(request, "session"), by=request.user, reason=reason)
    messages.success(request, "You are signed out there." if ended else "That session had ended already.")
    return redirect("account_security")
