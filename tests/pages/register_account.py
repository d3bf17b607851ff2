"""The pages of signing in and of one's account."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

from tests.pages.states import PageState, fill, opened, press


def _wrong_password(page: Any, seed: dict[str, Any]) -> None:
    opened(page, seed)
    page.locator("input[name=login]").fill("x@example.org")
    page.locator("input[name=password]").fill("wrong")
    press("Sign in with your password")(page, seed)


def _code_asked(page: Any, seed: dict[str, Any]) -> None:
    """Ask for a sign-in code, which leads to the page where it is typed."""
    page.goto(reverse("account_request_login_code"))
    if page.locator("main input[name=code]").count():
        # This visitor has a code on its way already.
        return
    page.locator("main input[name=email]").fill("nobody@nowhere.example.org")
    press("Email me a sign-in code")(page, seed)


def _wrong_code(page: Any, seed: dict[str, Any]) -> None:
    _code_asked(page, seed)
    page.locator("main input[name=code]").fill("000000")
    press("Continue")(page, seed)


def _signed_up(page: Any, seed: dict[str, Any]) -> None:
    """Create an account, which leads to the page where the address is confirmed."""
    page.goto(reverse("account_signup"))
    page.locator("main input[name=email]").fill(f"{uuid4().hex}@nowhere.example.org")
    page.locator("main input[name=name]").fill("Newcomer")
    press("Create an account")(page, seed)


def _wrong_new_code(page: Any, seed: dict[str, Any]) -> None:
    _signed_up(page, seed)
    page.locator("main input[name=code]").fill("000000")
    press("Continue")(page, seed)


def _second_step(page: Any, seed: dict[str, Any]) -> None:
    """Sign in with a password, which leads to the page of the second step."""
    page.goto(reverse("account_login"))
    opened(page, seed)
    page.locator("input[name=login]").fill(seed["second_step"]["email"])
    page.locator("input[name=password]").fill(seed["password"])
    press("Sign in with your password")(page, seed)


def _wrong_second_step(page: Any, seed: dict[str, Any]) -> None:
    _second_step(page, seed)
    page.locator("main input[name=code]").fill("000000")
    press("Continue")(page, seed)


def _held(page: Any, seed: dict[str, Any]) -> None:
    """The seed left something sent in this session, as if it had ended and begun again."""
    page.goto(reverse("account_carry_on"))


def _new_address(page: Any, seed: dict[str, Any]) -> None:
    """Ask for another address, which leads to the page where its code is typed."""
    page.goto(reverse("account_confirm_email_change"))
    if page.locator("main input[name=code]").count():
        return
    page.locator("main input[name=email]").fill("elsewhere@nowhere.example.org")
    press("Send a code there")(page, seed)


def _wrong_address_code(page: Any, seed: dict[str, Any]) -> None:
    _new_address(page, seed)
    page.locator("main input[name=code]").fill("1")
    press("Use this address")(page, seed)


def _code_mailed(page: Any, seed: dict[str, Any]) -> None:
    page.goto(reverse("account_prove"))
    if not page.locator("main input[name=code]").count():
        press("Email me a code")(page, seed)


def _wrong_proof(page: Any, seed: dict[str, Any]) -> None:
    _code_mailed(page, seed)
    press("Continue")(page, seed)


ACCOUNT: tuple[PageState, ...] = (
    PageState("account_login"),
    PageState(
        "account_login",
        "error",
        prepare=_wrong_password,
        status=422,
    ),
    PageState("account_request_login_code"),
    PageState("account_request_login_code", "error", prepare=press("code"), status=422),
    PageState("account_confirm_login_code", "typical", prepare=_code_asked),
    PageState("account_confirm_login_code", "error", prepare=_wrong_code, status=422),
    PageState("account_logout", person="lead@oak"),
    PageState("account_inactive"),
    PageState("account_signup"),
    PageState("account_signup", "error", prepare=press("account"), status=422),
    PageState("account_email_verification_sent", prepare=_signed_up),
    PageState("account_email_verification_sent", "error", prepare=_wrong_new_code, status=422),
    PageState("account_change_password", person="lead@oak"),
    PageState("account_change_password", "error", "lead@oak", prepare=press("Change your password"), status=422),
    PageState("account_set_password", person="viewer@oak"),
    PageState("account_set_password", "error", "viewer@oak", prepare=press("Save your password"), status=422),
    PageState("account_reset_password"),
    PageState("account_reset_password", "error", prepare=press(""), status=422),
    PageState("account_reset_password_done"),
    PageState("account_reset_password_from_key_done"),
    PageState(
        "account_reset_password_from_key",
        words={"uidb36": lambda seed: seed["reset"]["uidb36"], "key": lambda seed: seed["reset"]["key"]},
    ),
    PageState(
        "account_reset_password_from_key",
        "error",
        words={"uidb36": lambda seed: seed["reset"]["uidb36"], "key": lambda seed: seed["reset"]["key"]},
        prepare=press("Save"),
        status=422,
    ),
    PageState("account_reset_password_from_key", "gone", words={"uidb36": "1", "key": "gone"}),
    PageState("mfa_authenticate", prepare=_second_step),
    PageState("mfa_authenticate", "error", prepare=_wrong_second_step, status=422),
    PageState("account_security", person="lead@oak"),
    PageState("account_security", "empty", "stranger@nowhere"),
    PageState("account_security", "full", "secured@oakland"),
    PageState("account_security", "needed", "unproven@oakland"),
    PageState("account_add_passkey", person="lead@oak"),
    PageState("account_passkey", person="secured@oakland", words={"passkey": lambda seed: seed["passkey"]}),
    PageState(
        "account_passkey",
        "error",
        "secured@oakland",
        words={"passkey": lambda seed: seed["passkey"]},
        prepare=fill({"main input[name=name]": ""}, "Save the name"),
        status=422,
    ),
    PageState("account_app", person="lead@oak"),
    PageState("account_app", "error", "lead@oak", prepare=press("Add this app"), status=422),
    PageState("account_app", "added", "secured@oakland"),
    PageState("account_recovery_codes", person="secured@oakland"),
    PageState("account_recovery_codes", "made", "secured@oakland", prepare=press("Make ten recovery codes")),
    PageState("account_recovery_codes", "too-early", "stranger@nowhere"),
    PageState("account_prove", person="secured@oakland"),
    PageState("account_prove", "password", "lead@oak"),
    PageState("account_prove", "mailed", "lead@oak", prepare=_code_mailed),
    PageState("account_prove", "error", "viewer@oak", prepare=_wrong_proof, status=422),
    PageState("account_carry_on", person="held@oak", prepare=_held),
    PageState("account_change_email", person="lead@oak"),
    PageState("account_change_email", "error", "lead@oak", prepare=press("Send a code there"), status=422),
    PageState("account_confirm_email_change", person="contributor@oak", prepare=_new_address),
    PageState("account_confirm_email_change", "error", "contributor@oak", prepare=_wrong_address_code, status=422),
    PageState("account_email", person="lead@oak"),
    PageState("account_email", "without-password", "viewer@oak"),
    PageState("charter:own_data", person="assessor@oakland"),
    PageState("charter:own_data", "part", "assessor@oakland", query="?part=17"),
    PageState("charter:own_data", "looked-as", "viewer@oak", prepare=opened),
    PageState("charter:own_data", "closing", "contributor@oak"),
    PageState("charter:own_data", "empty", "stranger@nowhere"),
    PageState("charter:preferences", person="lead@oak"),
    PageState("charter:preferences", "largest", "reader@oak"),
    PageState("charter:access_needs", person="contributor@oak"),
    PageState("charter:access_needs", "empty", "lead@oak"),
    PageState("charter:notifications", person="officer@oakland"),
    PageState("charter:notifications", "empty", "stranger@nowhere"),
    PageState("assessment:moderations", "observer", "observer@oakland"),
    PageState("home:start", person="several@oak"),
    PageState("home:start", "empty", "stranger@nowhere"),
)
