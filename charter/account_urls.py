"""Which of allauth's pages are open, each behind a door of ours?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.mfa.webauthn import views as passkey_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path

from charter import mailed_codes
from charter.home.views import account
from charter.kit import clock
from charter.kit.access import freshly_signed_in, public, signed_in, too_many_tries
from charter.views import addresses, proving, second_step, security

UNPROCESSABLE = 422


def _honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form that was refused is answered with 422, as on every page of ours; allauth would say 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None)
        names = ("form", "change_form", "webauthn_form")
        forms = [form for form in (context.get(name) for name in names) if form is not None] if context else []
        refused = [form for form in forms if request.method == "POST" and form.is_bound and form.errors]
        if any(_says(form, "too_many_login_attempts") for form in refused):
            return too_many_tries(request)
        if refused:
            response.status_code = UNPROCESSABLE
        return response

    return answer


def _slowly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Another sign-in code is sent at the earliest half a minute after the last, whoever asked for it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        instant = clock.now().timestamp()
        is_too_soon = instant - request.session.get("code_sent", 0) < mailed_codes.RESEND_SECONDS
        if request.POST.get("action") == "resend" and is_too_soon:
            messages.error(request, mailed_codes.TOO_SOON)
            return redirect(request.get_full_path())
        response = view(request, *args, **kwargs)
        asks = request.resolver_match and request.resolver_match.url_name == "account_request_login_code"
        if request.method == "POST" and (asks or request.POST.get("action") == "resend"):
            request.session["code_sent"] = instant
        return response

    return answer


def _says(form: Any, code: str) -> bool:
    """Whether one of the form's errors has this code."""
    return any(error.code == code for errors in form.errors.as_data().values() for error in errors)


urlpatterns = [
    path("login/", public(_honest(allauth_views.login)), name="account_login"),
    path(
        "login/code/", public(_slowly(_honest(allauth_views.request_login_code))), name="account_request_login_code"
    ),
    path(
        "login/code/confirm/",
        public(_slowly(_honest(allauth_views.confirm_login_code))),
        name="account_confirm_login_code",
    ),
    path("logout/", public(allauth_views.logout), name="account_logout"),
    path("inactive/", public(allauth_views.account_inactive), name="account_inactive"),
    path("signup/", public(_honest(allauth_views.signup)), name="account_signup"),
    path(
        "confirm-email/",
        public(_honest(allauth_views.email_verification_sent)),
        name="account_email_verification_sent",
    ),
    path(
        "password/change/",
        signed_in(_honest(allauth_views.password_change)),
        name="account_change_password",
    ),
    path("password/set/", freshly_signed_in(_honest(allauth_views.password_set)), name="account_set_password"),
    path("password/reset/", public(_honest(allauth_views.password_reset)), name="account_reset_password"),
    path(
        "password/reset/done/",
        public(allauth_views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        public(allauth_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(_honest(allauth_views.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path("login/passkey/", public(passkey_views.login_webauthn), name="mfa_login_webauthn"),
    path("login/second-step/", public(_honest(second_step.second_step)), name="mfa_authenticate"),
    path("prove/", proving.prove, name="account_prove"),
    path("carry-on/", proving.carry_on, name="account_carry_on"),
    path("stay/", proving.stay, name="account_stay"),
    path("security/", security.security, name="account_security"),
    path("security/passkeys/add/", security.add_passkey, name="account_add_passkey"),
    path("security/passkeys/<int:passkey>/", security.passkey, name="account_passkey"),
    path("security/app/", security.app, name="account_app"),
    path("security/recovery-codes/", security.recovery_codes, name="account_recovery_codes"),
    path("security/sessions/end/", security.end_session, name="account_end_session"),
    path("email/change/", addresses.change, name="account_change_email"),
    path("email/confirm/", addresses.confirm, name="account_confirm_email_change"),
    # allauth sends people here who have nothing to confirm; the page is ours.
    path("email/", account.your_account, name="account_email"),
]
