"""Can somebody sign in by code, passkey, app and recovery code, on a telephone and without a mouse?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.company import Company
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.browser

STAFF = "/lec/staff/"


@pytest.fixture
def company(site, chromium):
    made = Company(site, chromium)
    yield made
    made.leave()


# This device answers at once, so it would answer the email field's offer before a button is pressed.
NO_OFFER = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"


def with_authenticator(somebody):
    """Give the person's browser a device that keeps passkeys and always sees the right finger."""
    devtools = somebody.context.new_cdp_session(somebody.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    somebody.context.add_init_script(NO_OFFER)


def test_code_then_app_then_passkey_then_recovery_code_on_a_telephone(company, site):
    bea = company.first_lead("Bea Winscombe", "career-matters")
    bea.page.set_viewport_size({"width": 320, "height": 640})
    with_authenticator(bea)

    # An e-mailed code is enough to sign in, and not enough for staff pages.
    bea.sign_in_by_code()
    bea.fits()
    bea.adds_an_app()
    assert bea.page.url.endswith("/lec/staff/")

    # A passkey beside it.
    bea.open("/account/security/")
    bea.fits()
    bea.follow("Add a passkey")
    bea.fits()
    bea.fill("Name of this passkey", "My telephone")
    bea.press("Add a passkey")
    bea.sees("Your passkey is added", "My telephone")
    bea.sign_out()

    # The passkey alone opens staff pages.
    bea.open(f"/account/login/?next={STAFF}")
    bea.fits()
    bea.press("Use your passkey")
    assert bea.page.url.endswith(STAFF)
    assert site.rows("SELECT count(*) FROM kit_auditevent WHERE verb = 'person:signed-in'") == [(2,)]
    bea.sign_out()

    # A code by e-mail asks for a second step, and a recovery code answers once.
    bea.sign_in_by_code()
    bea.reads("Your second step")
    bea.fits()
    bea.fill("Code from your authenticator app", bea.recovery_codes[0])
    bea.press("Continue")
    bea.open(STAFF)
    assert bea.page.url.endswith(STAFF)
    bea.sign_out()
    bea.sign_in_by_code()
    bea.fill("Code from your authenticator app", bea.recovery_codes[0])
    bea.press("Continue")
    bea.sees("Each works once")
    bea.fill("Code from your authenticator app", bea.app_code())
    bea.press("Continue")
    bea.open(STAFF)
    assert bea.page.url.endswith(STAFF)

    # Where else they are signed in, ended with one button.
    bea.open("/account/security/")
    bea.sees("This device", "9 codes left")


def test_passkey_is_added_and_used_without_a_mouse(company):
    asha = company.somebody("Asha Lindqvist", "northmoor")
    asha.open("/account/signup/")
    asha.create_account()
    with_authenticator(asha)
    keys = Keyboard(asha)

    asha.open("/account/security/")
    keys.skip_to_content()
    keys.go_to("Add a passkey")
    keys.enter()
    keys.skip_to_content()
    keys.go_to("Add a passkey")
    keys.enter()
    asha.reads("Recovery codes")
    asha.sign_out()
    asha.open("/account/login/")
    keys.skip_to_content()
    keys.go_to("Use your passkey")
    keys.enter()

    assert "/start/" in asha.page.url


def test_browser_offers_the_passkey_by_itself(company):
    noor = company.somebody("Noor Haddad", "panel")
    noor.open("/account/signup/")
    noor.create_account()
    with_authenticator(noor)
    noor.open("/account/security/passkeys/add/")
    noor.press("Add a passkey")
    noor.sign_out()

    noor.context.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => true")
    noor.open("/account/login/")
    with noor.page.expect_navigation(url="**/start/"):
        noor.field("Your email address").focus()


def test_somebody_is_asked_before_the_session_ends_and_stays_with_one_button(company):
    asha = company.somebody("Tom Adair", "second-door")
    asha.open("/account/signup/")
    asha.create_account()
    asha.open("/account/security/")
    # Two minutes before the end, by the page's own clock.
    asha.page.clock.install()
    asha.page.reload()
    asha.page.clock.fast_forward("57:00")
    dialog = asha.page.locator("dialog")
    expect(dialog).not_to_be_visible()
    asha.page.clock.fast_forward("01:10")
    expect(dialog).to_be_visible()
    asha.page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()

    asha.page.clock.fast_forward("01:01:00")
    expect(dialog.get_by_role("link", name="Sign in again")).to_be_visible()
