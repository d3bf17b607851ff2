"""Can people get into their accounts, and can nobody learn from the pages who has one?"""

from __future__ import annotations

import itertools
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail  # noqa: TID251  # What was sent is read here.
from django.test import Client

from charter.kit import outbox
from charter.kit.models import Message
from charter.models import Person
from tests.charter import makers

PASSWORD = "four plain words here"
NUMBERS = itertools.count(1)
ADDRESSES = (f"10.9.{n // 250}.{n % 250 + 1}" for n in itertools.count())

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A browser at an address of its own, so that tests do not use up each other's tries."""
    return Client(REMOTE_ADDR=next(ADDRESSES))


def somebody(password=None) -> Person:
    """A person with an address nobody had before, so that tests do not use up each other's tries."""
    return makers.make_person(f"Somebody {next(NUMBERS)}", password)


def confirmed(password=PASSWORD) -> Person:
    """A person whose address was confirmed before."""
    person = somebody(password)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def words(response) -> str:
    return " ".join(response.content.decode().split())


def delivered():
    """The mails that are out after everything due is done."""
    outbox.run_due()
    return mail.outbox


def code_of(message) -> str:
    """The code in a mail's body: a line of its own."""
    return re.search(r"Your code is\s+(\S+)", message.body).group(1)


def sign_up(client, email="", **extra):
    address = email or f"new.person.{next(NUMBERS)}@example.org"
    return client.post("/account/signup/", {"name": "New Person", "email": address, **extra})


def test_sign_up_mails_a_code_and_the_code_opens_the_landing(client):
    response = sign_up(client, "new.person@example.org")
    assert response.url == "/account/confirm-email/"

    [sent] = delivered()
    assert sent.to == ["new.person@example.org"]
    response = client.post("/account/confirm-email/", {"code": code_of(sent)})

    assert response.url == "/start/"
    person = Person.objects.get(email="new.person@example.org")
    assert person.name == "New Person"
    assert EmailAddress.objects.get(user=person).verified
    assert "do not belong to an organisation" in words(client.get("/start/"))


def test_code_is_wiped_from_the_message_once_it_is_sent(client):
    sign_up(client)

    code = code_of(delivered()[0])

    message = Message.objects.get()
    assert message.state == Message.State.SENT
    assert code not in message.text + message.html


def test_sign_up_keeps_where_the_person_was_going(client):
    sign_up(client, next="/help/")

    response = client.post("/account/confirm-email/", {"code": code_of(delivered()[0])})

    assert response.url == "/help/"


def test_sign_up_with_a_known_address_looks_the_same_and_tells_only_its_owner(client):
    person = somebody()

    response = sign_up(client, person.email)

    assert response.url == "/account/confirm-email/"
    [sent] = delivered()
    assert "You have one already" in sent.body
    assert Person.objects.get(email=person.email).name == person.name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": "a@example.org"}, "Enter your name"),
        ({"name": "A", "email": ""}, "Enter your email address."),
        ({"name": "A", "email": "nonsense"}, "Enter an email address in the form name@example.org."),
    ],
)
def test_sign_up_says_what_is_missing_and_keeps_what_was_typed(client, typed, sentence):
    response = client.post("/account/signup/", typed)

    assert response.status_code == 422
    assert sentence in words(response)
    assert "Error: Create an account" in words(response)
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in words(response)


def test_sign_in_by_code(client):
    person = somebody()

    response = client.post("/account/login/code/", {"email": person.email.upper(), "next": "/help/"})
    response = client.post(response.url, {"code": code_of(delivered()[0])})

    assert response.url == "/help/"
    assert int(client.session["_auth_user_id"]) == person.pk


def test_first_code_takes_away_a_password_that_somebody_else_may_have_chosen(client):
    person = somebody(PASSWORD)
    response = client.post("/account/login/code/", {"email": person.email})
    client.post(response.url, {"code": code_of(delivered()[0])})

    person.refresh_from_db()
    assert not person.has_usable_password()


def test_code_leaves_the_password_of_whoever_came_in_before(client):
    person = confirmed()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/account/logout/")
    response = client.post("/account/login/code/", {"email": person.email})
    client.post(response.url, {"code": code_of(delivered()[-1])})

    assert int(client.session["_auth_user_id"]) == person.pk
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_sign_in_by_code_with_an_unknown_address_looks_the_same(client):
    person = somebody()
    known, unknown = client, Client(REMOTE_ADDR=next(ADDRESSES))

    answers = []
    for browser, email in ((known, person.email), (unknown, "no.account@example.org")):
        first = browser.post("/account/login/code/", {"email": email})
        page = words(browser.get(first.url)).replace(email, "")
        wrong = browser.post(first.url, {"code": "WRONG1"})
        answers.append(
            (first.url, re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page), wrong.status_code)
        )

    assert answers[0] == answers[1]
    to_unknown = [sent for sent in delivered() if sent.to == ["no.account@example.org"]]
    assert "We have no account for it" in to_unknown[0].body
    assert "/account/signup/" in to_unknown[0].body


def test_wrong_code_is_refused_and_only_three_tries_are_given(client):
    confirm = client.post("/account/login/code/", {"email": somebody().email}).url
    code = code_of(delivered()[0])

    first = client.post(confirm, {"code": "WRONG1"})
    assert first.status_code == 422
    assert "This is not the code we sent." in words(first)
    assert client.post(confirm, {"code": ""}).status_code == 422
    last = client.post(confirm, {"code": "WRONG3"})

    assert last.status_code == 302
    assert "That was a lot of tries." in words(client.get(last.url))
    client.post(confirm, {"code": code})
    assert "_auth_user_id" not in client.session


def test_sign_in_by_password(client):
    person = confirmed()

    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert response.url == "/start/"


def test_sign_in_by_password_asks_for_a_code_once_when_the_address_is_not_confirmed(client):
    person = somebody(PASSWORD)

    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.url == "/account/confirm-email/"
    response = client.post(response.url, {"code": code_of(delivered()[0])})

    assert response.url == "/start/"


def test_wrong_password_and_unknown_address_read_the_same(client):
    person = somebody(PASSWORD)

    answers = [
        client.post("/account/login/", {"login": email, "password": "not the password"})
        for email in (person.email, "unknown@example.org")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        assert "This address and password do not go together." in words(answer)


def test_guessing_a_password_is_bounded(client):
    person = confirmed()

    for _ in range(12):
        client.post("/account/login/", {"login": person.email, "password": "a wrong guess"})
    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert response.status_code == 429
    assert "That was a lot of tries" in words(response)


def test_asking_too_often_from_one_place_is_answered_with_429(client):
    answers = [client.get("/account/login/").status_code for _ in range(31)]
    posts = [client.post("/account/login/", {"login": "", "password": ""}) for _ in range(31)]

    assert set(answers) == {200}
    assert posts[-1].status_code == 429
    assert "That was a lot of tries" in words(posts[-1])
    assert posts[-1]["Retry-After"] == "300"


def test_reset_password_by_link(client):
    person = confirmed()

    assert client.post("/account/password/reset/", {"email": person.email}).url == "/account/password/reset/done/"
    link = re.search(r"http://\S+(/account/password/reset/key/\S+)", delivered()[0].body).group(1)
    form = client.get(link, follow=True)
    assert "Choose a new password" in words(form)
    new = "another four plain words"
    response = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert response.url == "/account/password/reset/key/done/"
    person.refresh_from_db()
    assert person.check_password(new)
    assert "was chosen or changed just now" in delivered()[-1].body
    assert "no longer works" in words(client.get(link))


def test_reset_password_of_an_unknown_address_looks_the_same(client):
    response = client.post("/account/password/reset/", {"email": "unknown@example.org"})

    assert response.url == "/account/password/reset/done/"
    assert "We have no account for it" in delivered()[0].body


def test_first_password_can_be_chosen_and_then_changed(client):
    person = somebody()
    client.force_login(person, backend=makers.BACKEND)
    assert client.get("/account/password/change/").url == "/account/password/set/"

    short = client.post("/account/password/set/", {"password1": "short", "password2": "short"})
    assert short.status_code == 422
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)

    client.force_login(person, backend=makers.BACKEND)
    new = "another four plain words"
    wrong = client.post("/account/password/change/", {"oldpassword": "no", "password1": new, "password2": new})
    assert "This is not your password now." in words(wrong)
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


def test_sign_out_is_a_post(client):
    client.force_login(somebody(), backend=makers.BACKEND)

    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/account/logout/")

    assert response.url == "/"
    assert "_auth_user_id" not in client.session


def test_closed_account_cannot_get_in(client):
    person = somebody(PASSWORD)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    client.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_your_account_shows_the_address_and_where_the_password_is(client):
    person = somebody()
    client.force_login(person, backend=makers.BACKEND)

    page = words(client.get("/account/email/"))

    assert person.email in page
    assert "/account/password/set/" in page
    assert client.get("/account/confirm-email/").url == "/account/email/"


@pytest.mark.parametrize("path", ["/account/email/", "/account/password/set/", "/start/"])
def test_pages_of_somebody_ask_to_sign_in_first(client, path):
    assert client.get(path).url == f"/account/login/?next={path}"
