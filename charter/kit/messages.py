"""How is a person told? A message is a row first, its text merged and stored; a worker then delivers it.

The recipient's right is checked again when it is sent. A message is written at most once for its key, which
names the occasion; its Message-ID is made from the key, so a doubtful second delivery is recognisable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives

from charter.kit import clock, letters, outbox
from charter.kit.added import add
from charter.kit.models import Message

State = Message.State


class EmptyMergeField(ValueError):
    """A letter with a hole in it is never written; names the kind and the field."""


class Purpose(Enum):
    """Why somebody is written to. Necessary mail can never be turned off."""

    NECESSARY = "necessary"
    ASKS = "asks"
    NEWS = "news"


@dataclass(frozen=True)
class Kind:
    """One kind of message. ``still_right`` is asked at delivery; ``secret`` text is wiped once sent.

    Of a ``last`` letter to somebody who is forgotten the address is wiped, too.
    """

    name: str
    still_right: Callable[[Message], bool]
    secret: bool = False
    purpose: Purpose = Purpose.NECESSARY
    last: bool = False


KINDS: dict[str, Kind] = {}
Wanted = Callable[[Message], bool]
_wanted: list[Wanted] = []
FORGOTTEN = "forgotten@erased.invalid"
NOT_WANTED = "They chose to read news on their notifications page."


def news_is_wanted_by(asked: Wanted) -> None:
    """``asked`` says at delivery whether the recipient of a piece of news wants it by e-mail."""
    _wanted[:] = [asked]


def recipient_is_active(message: Message) -> bool:
    """Whether the recipient, when it is a known person, may still sign in."""
    if message.person_id is None:
        return True
    return get_user_model().objects.filter(pk=message.person_id, is_active=True).exists()


def kind(
    name: str,
    *,
    still_right: Callable[[Message], bool] = recipient_is_active,
    secret: bool = False,
    purpose: Purpose = Purpose.NECESSARY,
    last: bool = False,
) -> None:
    """Register a kind ``app.name``; its templates are ``emails/app/name/{subject.txt,body.txt,body.html}``."""
    KINDS[name] = Kind(name, still_right, secret, purpose, last)


def send(
    name: str,
    *,
    to: Any,
    context: Mapping[str, Any],
    link: str,
    key: str,
    programme: Any = None,
    organisation: Any = None,
    address: str = "",
) -> bool:
    """Write one message and owe its delivery; False when this ``key`` was written before.

    ``to`` is a person or an address; ``address`` is another one of the same person, such as their earlier one.
    ``link`` is a path of ours; the full address is merged as ``link``.
    Raises :class:`EmptyMergeField` when a merge field is missing or blank.
    """
    if name not in KINDS:
        raise KeyError(f"The message kind {name} is not registered.")
    person = to if hasattr(to, "email") else None
    fields = _fields(name, context, person, programme, organisation, settings.SITE_URL + link)
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip(">")
    message = Message(
        kind=name,
        key=key,
        state=State.QUEUED,
        programme_id=programme.pk if programme is not None else None,
        organisation_id=organisation.pk if organisation is not None else None,
        person_id=person.pk if person is not None else None,
        to_address=address or (person.email if person is not None else to),
        reply_to=getattr(programme, "contact_email", "") or "",
        subject=letters.subject(_merged(name, "subject.txt", fields)),
        text=_merged(name, "body.txt", fields).strip() + "\n",
        html=_merged(name, "body.html", fields),
        message_id=f"<{digest}@{host}>",
        # The address in a secret letter is the secret.
        link="" if KINDS[name].secret else link[:300],
        created_at=clock.now(),
    )
    if not add(message):
        return False
    return outbox.enqueue(
        "kit.deliver_message", key=f"message:{digest}", programme=programme, message_id=message.message_id
    )


def _fields(
    name: str, context: Mapping[str, Any], person: Any, programme: Any, organisation: Any, link: str
) -> dict[str, Any]:
    """What the templates may ask for; a merge field that is empty stops the message."""
    optional = KINDS[name].purpose is Purpose.NEWS
    for field, value in context.items():
        if value is None or value == "":
            raise EmptyMergeField(f"{name}: the merge field {field} is empty.")
    return {
        **context,
        "link": letters.Ours(link),
        # Necessary letters cannot be turned off, and only whoever has an account chooses.
        "preferences": letters.Ours(settings.SITE_URL + "/account/preferences/" if person and optional else ""),
        "programme": programme,
        "organisation": organisation,
        "name": (person.name or "colleague") if person is not None else "colleague",
    }


def _merged(name: str, part: str, fields: Mapping[str, Any]) -> str:
    """One template of the kind, filled in; an unknown field is an error, never a blank."""
    longest = letters.LONGEST_IN_SUBJECT if part == "subject.txt" else letters.LONGEST_LINE
    return letters.environment(longest).get_template(f"emails/{name.replace('.', '/')}/{part}").render(dict(fields))


@outbox.job("kit.deliver_message", words="Send an e-mail")
def deliver_message(*, by: Any, message_id: str) -> None:
    """Hand one queued message to the mail server, if its recipient may still have it."""
    message = Message.objects.select_for_update().get(message_id=message_id)
    if message.state != State.QUEUED:
        return
    registered = KINDS[message.kind]
    if not registered.still_right(message):
        message.state, message.why_not = State.CANCELLED, "The recipient may no longer have this message."
        message.save(update_fields=["state", "why_not"])
        return
    if registered.purpose is Purpose.NEWS and not all(asked(message) for asked in _wanted):
        message.state, message.why_not = State.CANCELLED, NOT_WANTED
        message.save(update_fields=["state", "why_not"])
        return
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to_address],
        reply_to=[message.reply_to] if message.reply_to else None,
        # So that no machine's "I am away" answers a machine (RFC 3834).
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()
    message.state, message.sent_at = State.SENT, clock.now()
    if registered.secret:
        message.text = message.html = "This message held a code and was wiped when it was sent."
    if registered.last:
        message.to_address = FORGOTTEN
    message.save(update_fields=["state", "sent_at", "text", "html", "to_address"])
