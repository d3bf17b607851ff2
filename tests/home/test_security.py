"""Do second steps, fresh proofs and own sessions hold what the security page promises? (AUT-1, AUT-6, AUT-7)"""

from __future__ import annotations

import html
import itertools
import json
import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail  # noqa: TID251  # What was sent is read here.
from django.test import Client
from django.urls import reverse

from charter.actions import factors, sessions
from charter.enums import Role
from charter.kit import clock, outbox
from charter.kit.models import AuditEvent
from charter.models import Invitation
from tests import sessions as made
from tests.charter import makers
from tests.passkeys import Device

PASSWORD = "four plain words here"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NUMBERS = itertools.count(1)
ADDRESSES = (f"10.11.{n // 250}.{n % 250 + 1}" for n in itertools.count())
STAFF_PAGE = "/oakland/staff/people/"

pytestmark = pytest.mark.django_db


def browser(person=None, *, second=True, **how):
    """A browser of its own, where ``person`` signed in with or without a second step."""
    client = Client(REMOTE_ADDR=next(ADDRESSES), SERVER_NAME="localhost")
    if person is not None:
        client.cookies["sessionid"] = made.key_of(person, second=second, browser="Firefox/1 Windows", **how)
    return client


def words(response) -> str:
    return " ".join(response.content.decode().split())


def delivered(to):
    outbox.run_due()
    return [letter for letter in mail.outbox if letter.to == [to]]


def app_code(secret=SECRET, ahead=0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))


def with_app(person):
    """The person has an app with a known secret; none of its codes was used yet."""
    return factors.add_app(person, secret=SECRET, counter=0, keep=None, by=person)


@pytest.fixture
def officer(programme):
    person = makers.make_staff(programme, Role.PROGRAMME_LEAD, f"Officer {next(NUMBERS)}")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in_by_code(client, person):
    page = client.post("/account/login/code/", {"email": person.email}).url
    code = re.search(r"Your code is\s+(\d{6})\s", delivered(person.email)[-1].body).group(1)
    return client.post(page, {"code": code})


# A second step (AUT-1) --------------------------------------------------------------------------------


def test_staff_page_leads_to_the_security_page_until_an_app_is_added(officer):
    client = browser()
    assert sign_in_by_code(client, officer).url == "/start/"

    led = client.get(STAFF_PAGE)
    assert led.url == f"/account/security/?next={STAFF_PAGE.replace('/', '%2F')}"
    assert "Before you can open staff and panel pages, add a second step" in words(client.get(led.url))
    page = words(client.get("/account/security/app/"))
    secret = re.search(r"data-copy-text>([A-Z2-7 ]+)<", page).group(1).replace(" ", "")
    assert "data:image/svg+xml" in page
    wrong = client.post("/account/security/app/", {"code": "000000"})
    assert wrong.status_code == 422
    added = client.post("/account/security/app/", {"code": app_code(secret), "next": STAFF_PAGE})

    assert added.url.startswith(reverse("account_recovery_codes") + "?next=")
    assert f'href="{STAFF_PAGE}"' in words(client.post(added.url, {"next": STAFF_PAGE}))
    assert client.get(STAFF_PAGE).status_code == 200
    assert AuditEvent.objects.filter(verb="factor:added", target_id=officer.pk).exists()
    assert any("An authenticator app was added" in letter.body for letter in delivered(officer.email))


def test_secret_of_an_app_does_not_lie_open_in_the_database(officer):
    with_app(officer)

    assert SECRET not in str(Authenticator.objects.get(user=officer).data)


def test_sign_in_asks_for_the_second_step_and_a_code_counts_once(officer):
    with_app(officer)
    first, second = browser(), browser()
    assert sign_in_by_code(first, officer).url == "/account/login/second-step/"
    assert first.get("/start/").url.startswith("/account/login/")
    assert first.post("/account/login/second-step/", {"code": app_code()}).url == "/start/"
    assert first.get(STAFF_PAGE).status_code == 200

    sign_in_by_code(second, officer)
    again = second.post("/account/login/second-step/", {"code": app_code()})

    assert again.status_code == 422
    assert "Each works once" in words(again)
    assert "_auth_user_id" not in second.session


def test_used_app_code_is_refused_also_after_the_cache_has_forgotten_it(officer):
    app = with_app(officer)
    counter = int(time.time()) // 30

    assert factors.use_app_code(app, counter=counter)
    assert not factors.use_app_code(app, counter=counter)
    assert not factors.use_app_code(app, counter=counter - 1)


def test_recovery_codes_are_shown_once_and_each_works_once(officer):
    with_app(officer)
    client = browser(officer)
    assert "recovery-codes.txt" not in words(client.get("/account/security/recovery-codes/"))
    codes = re.findall(r"<code>(\d{8})</code>", words(client.post("/account/security/recovery-codes/")))
    assert len(set(codes)) == 10
    assert codes[0] not in words(client.get("/account/security/recovery-codes/"))

    answers = []
    for _ in range(2):
        other = browser()
        sign_in_by_code(other, officer)
        answers.append(other.post("/account/login/second-step/", {"code": codes[0]}).status_code)

    assert answers == [302, 422]


def test_new_password_by_link_leaves_the_second_step(officer):
    with_app(officer)
    client = browser()
    client.post("/account/password/reset/", {"email": officer.email})
    link = re.search(r"http://\S+(/account/password/reset/key/\S+)", delivered(officer.email)[-1].body).group(1)
    form = client.get(link, follow=True)
    new = "another four plain words"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    answer = client.post("/account/login/", {"login": officer.email, "password": new})

    assert answer.url == "/account/login/second-step/"
    assert client.get("/start/").url.startswith("/account/login/")


def test_applicants_page_stays_open_without_a_second_step(programme, officer):
    organisation = makers.make_organisation(programme, lead=officer)
    client = browser(officer, second=False)

    assert client.get(f"/oakland/org/{organisation.slug}/team/").status_code == 200
    assert client.get(STAFF_PAGE).status_code == 302


def test_removing_the_last_second_step_closes_staff_pages_and_drops_the_codes(officer):
    with_app(officer)
    factors.new_recovery_codes(officer, keep=None, by=officer)
    client, other = browser(officer), browser(officer)

    client.post("/account/security/app/", {"action": "remove"})

    assert not Authenticator.objects.filter(user=officer).exists()
    assert client.get(STAFF_PAGE).url.startswith("/account/security/")
    assert other.get("/start/").url.startswith("/account/login/")


# Passkeys ---------------------------------------------------------------------------------------------


def options_in(page) -> dict:
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page).group(1)))


def with_passkey(person, device, name="My phone"):
    client = browser(person, second=False)
    options = options_in(words(client.get("/account/security/passkeys/add/")))
    answer = client.post(
        "/account/security/passkeys/add/", {"name": name, "credential": json.dumps(device.make(options))}
    )
    return client, answer


def sign_in_by_passkey(client, device):
    options = client.get("/account/login/passkey/", headers={"Accept": "application/json"}).json()["request_options"]
    return client.post("/account/login/passkey/", {"credential": json.dumps(device.show(options))})


def test_passkey_is_added_and_signs_in_by_itself_as_both_steps(officer):
    device = Device()
    client, answer = with_passkey(officer, device)
    assert answer.url == "/account/security/recovery-codes/"
    assert client.get(STAFF_PAGE).status_code == 200

    fresh = browser()
    assert sign_in_by_passkey(fresh, device).url == "/start/"

    assert fresh.get(STAFF_PAGE).status_code == 200
    page = words(fresh.get("/account/security/"))
    assert "My phone" in page
    assert "Last used on" in page


def test_passkey_of_nobody_is_refused_in_one_sentence(officer):
    device, stranger = Device(), Device()
    with_passkey(officer, device)
    stranger.owner = device.owner
    client = browser()

    answer = sign_in_by_passkey(client, stranger)

    assert answer.url == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_passkey_that_asked_for_no_finger_face_or_pin_is_not_kept(officer):
    _, answer = with_passkey(officer, Device(verifies=False))

    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user=officer).exists()


def test_passkey_answers_for_the_second_step_and_for_a_fresh_proof(officer):
    device = Device()
    with_passkey(officer, device)
    client = browser()
    step = sign_in_by_code(client, officer)
    assert step.url == "/account/login/second-step/"
    options = options_in(words(client.get(step.url)))
    assert client.post(step.url, {"credential": json.dumps(device.show(options))}).url == "/start/"
    assert client.get(STAFF_PAGE).status_code == 200

    with clock.at(clock.now() + timedelta(minutes=20)):
        asked = client.get("/account/security/app/")
        options = options_in(words(client.get(asked.url)))
        client.post("/account/prove/", {"way": "passkey", "credential": json.dumps(device.show(options))})
        assert client.get("/account/security/app/").status_code == 200


def test_passkey_is_renamed_and_removed_by_its_owner_only(officer):
    device, other = Device(), makers.make_person(f"Other {next(NUMBERS)}")
    client, _ = with_passkey(officer, device)
    row = Authenticator.objects.get(user=officer)
    path = f"/account/security/passkeys/{row.pk}/"

    assert browser(other).get(path).status_code == 404
    assert client.post(path, {"name": ""}).status_code == 422
    client.post(path, {"name": "My new phone"})
    assert "My new phone" in words(client.get("/account/security/"))
    client.post(path, {"action": "remove"})

    assert not Authenticator.objects.filter(user=officer).exists()
    assert sign_in_by_passkey(browser(), device).url == "/account/login/"
    assert any("“My new phone” was removed" in letter.body for letter in delivered(officer.email))


# A fresh proof (AUT-7) --------------------------------------------------------------------------------


def test_old_proof_is_asked_for_again_and_the_same_action_goes_on_once(officer, programme):
    with_app(officer)
    observer = makers.make_staff(programme, Role.OBSERVER, "Olga Observer")
    role = observer.memberships.get()
    client = browser(officer)
    with clock.at(clock.now() + timedelta(minutes=16)):
        asked = client.post("/oakland/staff/people/end/", {"membership": role.pk})
        assert asked.url.startswith("/account/prove/?held=")
        assert "What you sent is kept" in words(client.get(asked.url))
        assert "What you sent is kept" not in words(client.get("/account/prove/?next=/start/"))
        assert client.post(asked.url, {"way": "code", "code": "000000"}).status_code == 422
        proven = client.post(asked.url, {"way": "code", "code": app_code()})
        assert proven.status_code == 307
        role.refresh_from_db()
        assert role.ended_at is None

        done = client.post(proven.url, {"way": "code", "code": "whatever the browser sends again"})
        again = client.post(proven.url, {"way": "code"})

    assert done.url == STAFF_PAGE
    role.refresh_from_db()
    assert role.ended_at is not None
    assert again.url == "/oakland/staff/people/end/"


def test_a_proof_for_something_else_never_sends_on_what_waited(officer, programme):
    with_app(officer)
    role = makers.make_staff(programme, Role.OBSERVER, "Olga Observer").memberships.get()
    client = browser(officer)
    with clock.at(clock.now() + timedelta(minutes=16)):
        client.post("/oakland/staff/people/end/", {"membership": role.pk})

        done = client.post("/account/prove/", {"way": "code", "code": app_code(), "next": "/account/security/"})

    assert done.url == "/account/security/"
    role.refresh_from_db()
    assert role.ended_at is None


def test_two_copies_of_what_goes_on_act_once_although_both_find_it_kept(officer, programme):
    with_app(officer)
    client = browser(officer)
    invited = {"email": "two.copies@example.org", "role": "observer"}
    with clock.at(clock.now() + timedelta(minutes=16)):
        asked = client.post("/oakland/staff/people/invite/", invited)
        kept = client.session["held"]
        proven = client.post(asked.url, {"way": "code", "code": app_code()})
        client.post(proven.url, {"way": "code"})
        # The second copy read its session before the first one wrote it.
        session = client.session
        session["held"] = kept
        session.save()

        second = client.post(proven.url, {"way": "code"})

    assert (second.status_code, second.url) == (302, "/oakland/staff/people/invite/")
    assert Invitation.objects.filter(email="two.copies@example.org").count() == 1


def test_own_data_of_somebody_with_staff_rights_wants_the_second_step(officer):
    client = browser()
    sign_in_by_code(client, officer)

    for path in ("/account/data/", "/account/data/download/"):
        assert client.get(path).url.startswith("/account/security/?next=")


def test_fresh_proof_goes_through_without_a_question(officer, programme):
    role = makers.make_staff(programme, Role.OBSERVER, "Olga Observer").memberships.get()
    client = browser(officer)

    with clock.at(clock.now() + timedelta(minutes=14)):
        client.post("/oakland/staff/people/end/", {"membership": role.pk})

    role.refresh_from_db()
    assert role.ended_at is not None


def test_form_filled_in_at_the_address_that_went_on_is_sent_as_it_is(officer):
    client = browser(officer)
    path = "/oakland/staff/people/invite/"

    answer = client.post(f"{path}?resume=long-gone", {"email": "nonsense", "role": "observer"})

    assert answer.status_code == 422
    assert 'value="nonsense"' in words(answer)


def test_what_somebody_else_had_sent_never_goes_on(officer, programme):
    role = makers.make_staff(programme, Role.OBSERVER, "Olga Observer").memberships.get()
    client = browser(officer)
    with clock.at(clock.now() + timedelta(minutes=16)):
        client.post("/oakland/staff/people/end/", {"membership": role.pk})
        held = client.session["held"]
        other = browser(makers.make_staff(programme, Role.PROGRAMME_LEAD, "Other Lead"), at=clock.now())
        session = other.session
        session["held"] = held
        session.save()

        answer = other.post(f"{held['path']}?resume={held['once']}", {"way": "code"})

    assert answer.url == held["path"]
    role.refresh_from_db()
    assert role.ended_at is None


def test_proof_by_mailed_code_for_somebody_without_a_second_step(officer):
    client = browser(officer, second=False)
    with clock.at(clock.now() + timedelta(minutes=20)):
        asked = client.get("/account/security/app/")
        assert asked.url == "/account/prove/?next=%2Faccount%2Fsecurity%2Fapp%2F"
        client.post("/account/prove/", {"way": "mail", "next": "/account/security/app/"})
        code = re.search(r"Your code is\s+(\d{6})\s", delivered(officer.email)[-1].body).group(1)
        assert client.post("/account/prove/", {"way": "email", "code": "1"}).status_code == 422
        done = client.post("/account/prove/", {"way": "email", "code": code, "next": "/account/security/app/"})

        assert done.url == "/account/security/app/"
        assert client.get("/account/security/app/").status_code == 200


def test_password_is_no_fresh_proof_for_somebody_with_a_second_step(officer):
    officer.set_password(PASSWORD)
    officer.save()
    with_app(officer)
    client = browser(officer)
    with clock.at(clock.now() + timedelta(minutes=20)):
        client.post("/account/prove/", {"way": "password", "password": PASSWORD})

        assert client.get("/account/security/app/").url.startswith("/account/prove/")


SENSITIVE = {
    "applications:answer_extension",
    "awards:approve_release",
    "awards:approve_revocation",
    "assessment:confirm",
    "assessment:propose",
    "charter:invite_staff",
    "charter:end_staff_role",
    "charter:give_role",
    "charter:let_go",
    "charter:act_as",
    "charter:allow_acting",
    "charter:close_account",
    "charter:ask_to_close",
    "charter:download_data",
    "charter:hand_over_for_staff",
    "charter:invite_for_staff",
    "account_add_passkey",
    "account_passkey",
    "account_app",
    "account_recovery_codes",
    "account_change_email",
    "account_confirm_email_change",
    "account_set_password",
}


def test_what_cannot_be_undone_asks_for_a_fresh_proof():
    from tests.access.routes import all_routes

    fresh = {name for name, route in all_routes().items() if route.door.fresh}

    assert fresh == SENSITIVE


# Sessions (AUT-6) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "page", "stays"),
    [
        (29, STAFF_PAGE, True),
        (31, STAFF_PAGE, False),
        (31, "/start/", True),
        (59, "/account/security/", True),
        (61, "/account/security/", False),
    ],
)
def test_session_ends_after_a_pause_sooner_on_staff_pages(officer, programme, minutes, page, stays):
    makers.make_organisation(programme, lead=officer)
    client = browser(officer)
    begun = clock.now()

    with clock.at(begun + timedelta(minutes=minutes)):
        answer = client.get(page)

    assert (answer.status_code == 200) == stays
    if not stays:
        assert answer.url.startswith("/account/login/?next=")


def test_long_pause_ends_staff_pages_also_when_an_applicants_page_was_opened_after_it(officer):
    client, begun = browser(officer), clock.now()
    with clock.at(begun + timedelta(minutes=40)):
        assert client.get("/account/security/").status_code == 200
    with clock.at(begun + timedelta(minutes=41)):
        assert client.get(STAFF_PAGE).url.startswith("/account/login/")


def test_session_that_is_always_used_ends_after_twelve_hours(officer):
    client, begun = browser(officer), clock.now()
    for minutes in range(25, 12 * 60, 25):
        with clock.at(begun + timedelta(minutes=minutes)):
            assert client.get(STAFF_PAGE).status_code == 200
    with clock.at(begun + timedelta(minutes=12 * 60 + 1)):
        assert client.get(STAFF_PAGE).url.startswith("/account/login/")
    assert AuditEvent.objects.filter(verb="session:ended", target_id=officer.pk).exists()


def test_what_was_sent_as_the_session_ended_is_kept_for_the_same_person(programme):
    lead = makers.make_person(f"Lead {next(NUMBERS)}")
    organisation = makers.make_organisation(programme, name="Elm Trust", lead=lead)
    path = f"/oakland/org/{organisation.slug}/services/"
    client, later = browser(lead), clock.now() + timedelta(minutes=70)
    with clock.at(later):
        asked = client.post(path, {"name": "A service with a long name"})
        assert asked.url == "/account/login/?next=/account/carry-on/"
        assert "_auth_user_id" not in client.session
        code_page = client.post("/account/login/code/", {"email": lead.email, "next": "/account/carry-on/"}).url
        code = re.search(r"Your code is\s+(\d{6})\s", delivered(lead.email)[-1].body).group(1)
        assert client.post(code_page, {"code": code}).url == "/account/carry-on/"
        page = words(client.get("/account/carry-on/"))

    assert "You were signed out before this reached us" in page
    assert f'action="{path}"' in page
    assert 'name="name" value="A service with a long name"' in page


def test_what_was_sent_is_not_shown_to_whoever_signs_in_next(programme):
    lead, other = makers.make_person(f"Lead {next(NUMBERS)}"), makers.make_person(f"Next {next(NUMBERS)}")
    organisation = makers.make_organisation(programme, name="Elm Trust", lead=lead)
    client = browser(lead)
    with clock.at(clock.now() + timedelta(minutes=70)):
        client.post(f"/oakland/org/{organisation.slug}/services/", {"name": "Secret words of the lead"})
        sign_in_by_code(client, other)

        assert client.get("/account/carry-on/").url == "/start/"
        assert "held" not in client.session


def test_key_changes_at_sign_in_and_the_old_cookie_opens_nothing_after_sign_out(officer):
    client = browser()
    client.get("/account/login/passkey/", headers={"Accept": "application/json"})
    before = client.session.session_key
    sign_in_by_code(client, officer)
    during = client.session.session_key
    client.post("/account/logout/")
    client.cookies["sessionid"] = during

    assert before != during
    assert client.get("/start/").url.startswith("/account/login/")


def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others(officer):
    here, there, elsewhere = browser(officer), browser(officer), browser(officer)
    page = words(here.get("/account/security/"))
    assert page.count("Sign out there") == 2
    assert "This device" in page

    row = UserSession.objects.get(session_key=there.cookies["sessionid"].value)
    here.post("/account/security/sessions/end/", {"session": row.pk})
    assert there.get("/start/").url.startswith("/account/login/")
    assert elsewhere.get("/account/security/").status_code == 200
    here.post("/account/security/sessions/end/", {"session": "others"})

    assert elsewhere.get("/start/").url.startswith("/account/login/")
    assert here.get("/account/security/").status_code == 200
    assert AuditEvent.objects.filter(verb="sessions:ended", target_id=officer.pk).count() == 2


def test_session_of_somebody_else_cannot_be_ended(officer):
    other = makers.make_person(f"Other {next(NUMBERS)}")
    client = browser(other)
    row = UserSession.objects.get(user=other)

    browser(officer).post("/account/security/sessions/end/", {"session": row.pk})

    assert client.get("/account/security/").status_code == 200


def test_ending_all_sessions_takes_them_out_of_the_store(officer):
    clients = [browser(officer), browser(officer)]

    assert sessions.end_all(officer, by=officer, reason="A test ends them.") == 2

    assert not Session.objects.filter(session_key__in=[c.cookies["sessionid"].value for c in clients]).exists()


def test_new_password_ends_other_sessions(officer):
    officer.set_password(PASSWORD)
    officer.save()
    here, there = browser(officer), browser(officer)

    new = "another four plain words"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert not Session.objects.filter(session_key=there.cookies["sessionid"].value).exists()
    assert there.get("/start/").url.startswith("/account/login/")
    assert here.get("/account/security/").status_code == 200


def test_staying_keeps_the_session(officer):
    client, begun = browser(officer), clock.now()
    with clock.at(begun + timedelta(minutes=28)):
        assert client.post("/account/stay/").status_code == 204
    with clock.at(begun + timedelta(minutes=55)):
        assert client.get(STAFF_PAGE).status_code == 200


def test_page_says_how_long_the_session_lasts(officer):
    client = browser(officer)

    assert 'data-session-end="1800"' in words(client.get(STAFF_PAGE))
    assert 'data-session-end="3600"' in words(client.get("/account/security/"))
    assert "data-session-end" not in words(browser().get("/account/login/"))


# Alerts and another address ---------------------------------------------------------------------------


def test_new_device_is_told_and_a_known_one_is_not(officer):
    first, second = browser(), browser()
    sign_in_by_code(first, officer)
    assert not any("new device" in letter.body for letter in delivered(officer.email))

    second.get("/account/login/")
    sign_in_by_code(second, officer)
    second.post("/account/logout/")
    sign_in_by_code(second, officer)

    assert sum("used on a new device" in letter.body for letter in delivered(officer.email)) == 1


def test_address_changes_only_when_the_new_one_is_shown_and_the_old_one_is_told(officer):
    old, new = officer.email, f"new.address.{next(NUMBERS)}@example.org"
    client, other = browser(officer), browser(officer)

    assert client.post("/account/email/change/", {"email": new.upper()}).url == "/account/email/confirm/"
    officer.refresh_from_db()
    assert officer.email == old
    code = re.search(r"Your code is\s+(\d{6})\s", delivered(new)[-1].body).group(1)
    assert client.post("/account/email/confirm/", {"code": "12"}).status_code == 422
    client.post("/account/email/confirm/", {"code": code})

    officer.refresh_from_db()
    assert officer.email == new
    assert [row.email for row in EmailAddress.objects.filter(user=officer)] == [new]
    assert any("email address of your account was changed" in letter.body for letter in delivered(old))
    assert other.get("/start/").url.startswith("/account/login/")


def test_asking_for_an_address_that_somebody_has_looks_the_same_and_tells_only_them(officer):
    taken = makers.make_person(f"Taken {next(NUMBERS)}").email
    free, client, other = f"free.{next(NUMBERS)}@example.org", browser(officer), browser(officer)

    pages = []
    for one, email in ((client, free), (other, taken)):
        answer = one.post("/account/email/change/", {"email": email})
        page = words(one.get(answer.url)).replace(email, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page))

    assert pages[0] == pages[1]
    assert "asked to use this address" in delivered(taken)[-1].body


def test_another_sign_in_code_is_sent_after_half_a_minute_and_not_before(officer):
    client, begun = browser(), clock.now()
    page = client.post("/account/login/code/", {"email": officer.email}).url
    assert "Send a new code" in words(client.get(page))

    soon = client.post(page, {"action": "resend"})
    assert "Wait half a minute" in words(client.get(soon.url))
    assert len(delivered(officer.email)) == 1
    with clock.at(begun + timedelta(seconds=31)):
        client.post(page, {"action": "resend"})
        code = re.search(r"Your code is\s+(\d{6})\s", delivered(officer.email)[1].body).group(1)

    assert client.post(page, {"code": code}).url == "/start/"
