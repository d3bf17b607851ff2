"""What lies in the session of somebody who signed in just now and showed a second step, or did not?"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, user_logged_in
from django.contrib.sessions.backends.db import SessionStore

from charter.kit import clock, proof

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def data_of(person, *, second=True, backend=BACKEND, at=None) -> dict:
    """The whole of a session in which ``person`` has signed in, by a second step too unless told otherwise."""
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: backend,
        HASH_SESSION_KEY: person.get_session_auth_hash(),
        **proof.notes(person.pk, second=second, at=at or clock.now()),
    }


def key_of(person, *, more=None, browser="", **how) -> str:
    """The key of a new session in the store with :func:`data_of` in it, known as one of the person's."""
    session = SessionStore()
    session.update({**data_of(person, **how), **(more or {})})
    session.create()
    UserSession.objects.create(user=person, session_key=session.session_key, ip="127.0.0.1", user_agent=browser)
    return session.session_key


def _forced(sender, request, user, **kwargs):
    # ``Client.force_login`` asks no page, so its request has no path; a person who signs in asks one.
    if not request.path:
        proof.show(request.session, user.pk, second=True)


def count_forced_ones_as_shown() -> None:
    """Let ``Client.force_login`` stand for somebody who has shown a second step."""
    user_logged_in.connect(_forced, dispatch_uid="tests.sessions.forced")
