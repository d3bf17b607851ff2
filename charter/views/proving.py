"""How does somebody show again who they are, stay signed in, and go on with what they had sent?"""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from charter import mailed_codes, sign_in_limits
from charter.actions import factors
from charter.kit import audit, held, limits, proof
from charter.kit.access import Refused, TooManyTries, signed_in
from charter.security_forms import MailedCodeForm, ProveByCodeForm, ProveByPasskeyForm, ProveByPasswordForm
from charter.views.security import READ_AND_SEND, next_page

PURPOSE = "prove"


def _ways(request: HttpRequest) -> set[str]:
    """How this person may show who they are: by a second step when they have one, else as they sign in."""
    assert request.user.is_authenticated
    types = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if types - {factors.CODES}:
        return ({"passkey"} if factors.PASSKEY in types else set()) | (
            {"code"} if types - {factors.PASSKEY} else set()
        )
    return {"email"} | ({"password"} if request.user.has_usable_password() else set())


def _form(request: HttpRequest, way: str) -> Any:
    """The bound form of the way that was chosen."""
    if way == "passkey":
        return ProveByPasskeyForm(data=request.POST, user=request.user)
    if way == "password":
        return ProveByPasswordForm(data=request.POST, user=request.user)
    return MailedCodeForm(request.POST) if way == "email" else ProveByCodeForm(data=request.POST, user=request.user)


def _accept(request: HttpRequest, way: str, form: Any) -> None:
    """Note the proof; refuses a mailed code that is not the one."""
    assert request.user.is_authenticated
    if way == "email":
        mailed_codes.check(request, PURPOSE, form.cleaned_data["code"])
        proof.show(request.session, request.user.pk, second=False)
    elif way == "password":
        reauthenticate_by_password(request)
    else:
        form.save()
    audit.record("person:shown", request.user, by=request.user)


def _waiting(request: HttpRequest) -> dict[str, Any] | None:
    """What was sent and waits for this very proof; nothing that another page or tab has kept."""
    waiting = held.kept(request)
    return waiting if waiting is not None and waiting["once"] == request.GET.get("held") else None


def _go_on(request: HttpRequest) -> HttpResponse:
    """What was sent goes on, once; else the page they were going to."""
    waiting = _waiting(request)
    if waiting is not None:
        return held.send_on(waiting)
    return redirect(next_page(request) or "account_security")


def _try(request: HttpRequest, way: str) -> tuple[Any, HttpResponse | None]:
    """One try: the form with what was wrong, and the answer when nothing was."""
    most, seconds = sign_in_limits.PROOFS
    form = _form(request, way)
    if limits.guesses_are_over(PURPOSE, str(request.user.pk), most=most, seconds=seconds):
        raise TooManyTries
    if form.is_valid():
        try:
            _accept(request, way, form)
        except Refused as refused:
            form.add_error("code", refused.sentence)
        else:
            return form, _go_on(request)
    return form, None


@require_http_methods(READ_AND_SEND)
@never_cache
@signed_in
def prove(request: HttpRequest) -> HttpResponse:
    """Show again who you are; what you had sent then goes on by itself."""
    assert request.user.is_authenticated
    ways, form, status = _ways(request), None, 200
    way = request.POST.get("way", "")
    if request.method == "POST" and way in ways:
        form, answer = _try(request, way)
        if answer is not None:
            return answer
        status = 422
    elif request.method == "POST" and way == "mail" and "email" in ways:
        return _mail(request)
    waiting = _waiting(request)
    options = webauthn.begin_authentication(request.user) if "passkey" in ways else None
    context = {
        "ways": ways,
        "way": way,
        "form": form,
        "code_form": form if way in ("code", "email") and form else MailedCodeForm(),
        "password_form": form if way == "password" and form else ProveByPasswordForm(user=request.user),
        "mailed_to": mailed_codes.waiting(request, PURPOSE),
        "options": json.dumps(options) if options else "",
        "wanted": next_page(request),
        "held": waiting["once"] if waiting else "",
    }
    return render(request, "account/prove.html", context, status=status)


def _mail(request: HttpRequest) -> HttpResponse:
    """Mail a code to the person's own address."""
    assert request.user.is_authenticated
    person = request.user
    try:
        mailed_codes.send(request, PURPOSE, to=person, email=person.email, subject="Your code")
    except Refused as refused:
        messages.error(request, refused.sentence)
    told = {"next": next_page(request), "held": request.GET.get("held", "")}
    words = urlencode({name: value for name, value in told.items() if value})
    return redirect(f"{settings.PROVE_URL}?{words}" if words else settings.PROVE_URL)


@require_http_methods(READ_AND_SEND)
@never_cache
@signed_in
def carry_on(request: HttpRequest) -> HttpResponse:
    """What somebody had sent when their session was over: GET shows it, POST throws it away."""
    waiting = held.kept(request)
    if waiting is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.method == "POST":
        held.drop(request)
        messages.success(request, "It is thrown away. Nothing of it was kept.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    texts = [value for name, value in waiting["fields"] if len(value) > 20 and name != "key"]
    context = {"path": waiting["path"], "fields": waiting["fields"], "texts": texts}
    return render(request, "account/carry_on.html", context)


@require_POST
@signed_in
def stay(request: HttpRequest) -> HttpResponse:
    """Go on being signed in: the session's clock has noted this use already."""
    proof.seen(request.session)
    return HttpResponse(status=204)
