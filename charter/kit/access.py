"""May this person do this to this noun, and how does every view say so once?

A :class:`Permission` is a named rule with a sentence for each refusal. A view has exactly one door:
``@public``, ``@signed_in`` or ``@requires(PERMISSION, load_noun)``. The loader fetches through ``visible_to``:
what may not be seen does not exist (404); what may be seen but not done is refused with its sentence (403).
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.utils.http import urlencode

from charter.kit import audit, held, htmx, proof, standing_in
from charter.kit.masking import masked

View = Callable[..., HttpResponse]
Loader = Callable[..., Any]
# What the project puts before its pages: ``(request, found)`` gives an answer, or None to go on. It is asked before
# the noun is looked for, and again once it is found.
Gate = Callable[[HttpRequest, bool], HttpResponse | None]
# Whether a change needs a fresh proof: always, never, or as what was sent says.
Fresh = bool | Callable[[HttpRequest], bool]


class Refused(Exception):
    """An action or a rule says no; ``sentence`` tells the person why and what to do next."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence for the page."""
        super().__init__(sentence)
        self.sentence = sentence


class TooManyTries(Exception):
    """Somebody tried a secret more often than people do; the answer is 429."""


class Unseen(LookupError):
    """What a loader raises for a row that is absent or not for these eyes; the two look the same."""


@dataclass(frozen=True)
class Verdict:
    """The answer to "may I?": true, or false with the sentence that says why not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        """Whether it is allowed."""
        return self.allowed


YES = Verdict(True)


@dataclass(frozen=True)
class Rule:
    """A predicate over (person, noun) that knows its refusal sentence; rules combine with ``&`` and ``|``."""

    judge: Callable[[Any, Any], Verdict]
    roles: frozenset[str] = frozenset()
    # What is said to those whom a condition refuses, in the order in which the conditions are asked.
    sentences: tuple[str, ...] = ()

    def __call__(self, person: Any, noun: Any) -> Verdict:
        """Judge one person and one noun."""
        return self.judge(person, noun)

    def __and__(self, other: Rule) -> Rule:
        """Both must allow; the first refusal speaks."""
        return Rule(
            lambda p, n: self(p, n) and other(p, n), self.roles | other.roles, self.sentences + other.sentences
        )

    def __or__(self, other: Rule) -> Rule:
        """Either may allow; the last refusal speaks."""
        return Rule(
            lambda p, n: self(p, n) or other(p, n), self.roles | other.roles, self.sentences + other.sentences
        )


def rule(sentence: str) -> Callable[[Callable[[Any, Any], bool]], Rule]:
    """Turn a predicate ``(person, noun) -> bool`` into a rule that refuses with ``sentence``."""

    def wrap(predicate: Callable[[Any, Any], bool]) -> Rule:
        return Rule(
            lambda person, noun: YES if predicate(person, noun) else Verdict(False, sentence), sentences=(sentence,)
        )

    return wrap


PERMISSIONS: dict[str, Permission] = {}


@dataclass(frozen=True)
class Permission:
    """A named right: ``app.verb_noun``, what it lets one do in the person's words, and its rule.

    ``own_hand`` is for scoring, signing, sending and deciding: whoever acts as somebody else never has it.
    """

    name: str
    label: str
    rule: Rule = field(compare=False)
    own_hand: bool = False

    def __post_init__(self) -> None:
        """Register, so that the "who may do what" page and the tests can list every permission."""
        if self.name in PERMISSIONS:
            raise ValueError(f"The permission {self.name} is declared twice.")
        PERMISSIONS[self.name] = self

    def check(self, person: Any, noun: Any) -> Verdict:
        """May ``person`` do this to ``noun``? Says why not."""
        return self.rule(person, noun)

    def demand(self, person: Any, noun: Any) -> None:
        """Raise :class:`Refused` with the rule's sentence unless it is allowed."""
        verdict = self.check(person, noun)
        if not verdict:
            raise Refused(verdict.reason)


@dataclass(frozen=True)
class Door:
    """How a view is entered; tests read it from ``view.door``."""

    kind: str
    permission: Permission | None = None
    to_change: Permission | None = None
    load: Loader | None = None
    fresh: Fresh = False


_gates: list[Gate] = []


def stand_before(gate: Gate) -> Gate:
    """Put ``gate`` before every page behind ``@requires``; told once, when the project starts."""
    _gates.append(gate)
    return gate


def _stopped(request: HttpRequest, *, found: bool) -> HttpResponse | None:
    """The first gate's answer, or None."""
    return next(filter(None, (gate(request, found) for gate in _gates)), None)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, and lead back; what was sent as a session ended is kept for the person whose it was."""
    ended = getattr(request, "ended_person", None)
    by_script = htmx.wants_fragment(request)
    if ended is not None and not by_script and held.hold(request, ended):
        return redirect_to_login(settings.CARRY_ON_URL)
    return redirect_to_login(request.get_full_path())


def to_prove(request: HttpRequest) -> HttpResponse:
    """Ask to show again who one is; what was sent goes on afterwards, once."""
    if request.method == "POST":
        once = held.hold(request, request.user.pk)
        return htmx.redirect(request, f"{settings.PROVE_URL}?{urlencode({'held': once})}")
    return htmx.redirect(request, f"{settings.PROVE_URL}?{urlencode({'next': request.get_full_path()})}")


def _without_programme(request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The address's words without its programme, which must be one that exists."""
    if "programme" in kwargs:
        if request.programme is None:  # type: ignore[attr-defined]
            raise Http404
        kwargs = {name: word for name, word in kwargs.items() if name != "programme"}
    return kwargs


def public(view: View) -> View:
    """Anybody may come in, signed in or not."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **_without_programme(request, kwargs))

    door.door = Door("public")  # type: ignore[attr-defined]
    return door


def signed_in(view: View) -> View:
    """Anybody who is signed in may come in."""
    return _signed_in(view, fresh=False)


def freshly_signed_in(view: View) -> View:
    """Anybody who is signed in and has shown who they are in the last minutes may come in, also to read."""
    return _signed_in(view, fresh=True)


def _signed_in(view: View, *, fresh: bool) -> View:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if fresh and not proof.is_fresh(request):
            return to_prove(request)
        again = held.resume(request)
        if again is not None:
            return again
        return view(request, *args, **_without_programme(request, kwargs))

    door.door = Door("signed_in", fresh=fresh)  # type: ignore[attr-defined]
    return door


def requires(
    permission: Permission, load: Loader, *, to_change: Permission | None = None, fresh: Fresh = False
) -> Callable[[View], View]:
    """Come in with ``permission`` on the noun that ``load`` finds; changing it may need ``to_change``.

    With ``fresh`` whoever changes something must have shown who they are in the last minutes; else they are
    asked to, and what they sent goes on afterwards, once. ``load(person, programme, hat, *, words…)`` takes the
    words of the address it names and raises :class:`Unseen`; the view gets ``(request, noun, **the other words)``.
    """
    takes = [
        name
        for name, parameter in inspect.signature(load).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]

    def wrap(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            words = _without_programme(request, kwargs)
            stopped = _stopped(request, found=False)
            if stopped is not None:
                return stopped
            noun = _found(request, load, {name: words.pop(name) for name in takes})
            changes = request.method not in ("GET", "HEAD", "OPTIONS")
            stopped = _stopped(request, found=True)
            if stopped is not None:
                return stopped
            again = held.resume(request)
            if again is not None:
                return again
            (to_change if to_change is not None and changes else permission).demand(request.user, noun)
            needs_proof = fresh(request) if callable(fresh) else fresh
            if changes and needs_proof and not proof.is_fresh(request):
                return to_prove(request)
            return view(request, noun, **words)

        door.door = Door("requires", permission, to_change, load, fresh)  # type: ignore[attr-defined]
        return door

    return wrap


def _found(request: HttpRequest, load: Loader, words: dict[str, Any]) -> Any:
    """The noun the address is about, as this person may see it under this hat; else there is nothing here."""
    try:
        return load(request.user, request.programme, request.hat, **words)  # type: ignore[attr-defined]
    except Unseen:
        request.is_unseen = True  # type: ignore[attr-defined]
        raise Http404 from None


class DoorMiddleware:
    """Fails closed on a view without a door, and turns a refusal into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through; the work is in the two hooks."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse a view that nobody gave a door, and one that may not be opened as somebody else."""
        door = getattr(view, "door", None)
        if door is None:
            return HttpResponseForbidden("This page has no door.", content_type="text/plain")
        return standing_in.refusal(request, door)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view answered for is a 403 with its sentence; what went wrong is recorded afterwards.

        The request's own transaction is rolled back, so the record is written in the one that follows.
        """
        if isinstance(error, Refused):
            _afterwards(request, "access:refused", reason=error.sentence)
            return render(request, "errors/403.html", {"sentence": error.sentence}, status=403)
        if isinstance(error, TooManyTries):
            return too_many_tries(request)
        if getattr(request, "is_unseen", False):
            # Somebody who tries many addresses leaves one event for each and hour, not one for each try.
            key = f"access:unseen:{request.user.pk}:{hash_of(request.path)}:{audit.this_hour()}"
            _afterwards(request, "access:refused", reason="There is nothing here for this person.", only_once=key)
        elif not isinstance(error, (Http404, PermissionDenied, SuspiciousOperation)):
            _afterwards(request, "request:failed", reason="", error=type(error).__name__)
        return None


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429, and when to try again."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "300"
    return response


def hash_of(path: str) -> str:
    """A short digest of an address, for a key."""
    return hashlib.sha256(path.encode()).hexdigest()[:32]


def _afterwards(request: HttpRequest, verb: str, **detail: Any) -> None:
    """Record once the refused or broken request is rolled back; nobody who is not signed in is refused anything."""
    person = request.user if request.user.is_authenticated else None
    path = masked(request.path)[:200]
    named = request.resolver_match.kwargs.get("reference", "") if request.resolver_match else ""
    if named:
        # So that the record leaves it out for whom a connection hides the application.
        detail["reference"] = str(named).upper()
    programme = request.programme  # type: ignore[attr-defined]
    request.after_rollback = lambda: audit.record(  # type: ignore[attr-defined]
        verb, person, by=person, programme=programme, path=path, method=request.method, **detail
    )
