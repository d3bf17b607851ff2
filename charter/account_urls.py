"""Which of allauth's pages are open, each behind a door of ours?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from charter.home.views import account
from charter.kit.access import public, signed_in

UNPROCESSABLE = 422


def _honest(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form that was refused is answered with 422, as on every page of ours; allauth would say 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None)
        forms = [context.get(name) for name in ("form", "change_form")] if context else []
        if request.method == "POST" and any(form is not None and form.is_bound and form.errors for form in forms):
            response.status_code = UNPROCESSABLE
        return response

    return answer


urlpatterns = [
    path("login/", public(_honest(allauth_views.login)), name="account_login"),
    path("login/code/", public(_honest(allauth_views.request_login_code)), name="account_request_login_code"),
    path(
        "login/code/confirm/",
        public(_honest(allauth_views.confirm_login_code)),
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
    path("password/set/", signed_in(_honest(allauth_views.password_set)), name="account_set_password"),
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
    # allauth sends people here who have nothing to confirm; the page is ours.
    path("email/", account.your_account, name="account_email"),
]
