"""How is an application checked, declared to be true, and sent?"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import selectors
from applications.actions import declarations, sending
from applications.enums import WRITABLE
from applications.forms import DeclarationForm, SendForm
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import SEND_APPLICATION, SIGN_DECLARATION, VIEW_APPLICATION
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires


@require_safe
@requires(VIEW_APPLICATION, load_application)
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything in order, what is missing at the top, and the button that sends exactly this."""
    return check_page(request, application)


def check_page(
    request: HttpRequest,
    application: Application,
    *,
    problem: str = "",
    since: Sequence[selectors.Since] = (),
    status: int = 200,
) -> HttpResponse:
    """Draw the check page; each drawing has a key of its own for one press of its button.

    ``since`` is what changed since the page was drawn for whoever pressed it.
    """
    wear_own_organisation(request, application)
    shown = selectors.check_page(application, request.user)
    problems = [{"text": problem, "href": "#main-content"}] if problem else []
    context = {
        "application": application,
        "shown": shown,
        "form": SendForm(initial={"key": uuid.uuid4(), "digest": shown.digest, "seen": shown.marks}),
        "problems": problems + [{"text": row.sentence, "href": f"#{row.anchor}"} for row in since],
        "since": {row.standard.code: row for row in since if row.standard is not None},
        "has_errors": bool(problem),
        "is_writable": application.state in WRITABLE,
        "may_send": SEND_APPLICATION.check(request.user, application),
        "signs_for": [
            row.organisation
            for row in shown.signed
            if row.declaration is None and declarations.signs_for(request.user, row.organisation.pk)
        ],
    }
    return render(request, "applications/application_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SEND_APPLICATION, load_application)
def send(request: HttpRequest, application: Application) -> HttpResponse:
    """Send what was checked. The same press twice finds the same receipt."""
    if request.method != "POST":
        return redirect("applications:check", programme=application.programme.slug, reference=application.reference)
    form = SendForm(request.POST)
    if not form.is_valid():
        return check_page(request, application, problem="Check the application again, then send it.", status=422)
    try:
        sending.send(application, by=request.user, **form.press)
    except sending.SentAlready as already:
        messages.info(request, already.sentence)
    except (sending.KeyUsed, sending.Changed) as clash:
        since = selectors.changed_since(application, form.cleaned_data["seen"])
        return check_page(request, application, problem=clash.sentence, since=since, status=409)
    except Refused as refused:
        return check_page(request, application, problem=refused.sentence, status=422)
    return redirect("applications:receipt", programme=application.programme.slug, reference=application.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_application, to_change=SIGN_DECLARATION)
def declare(request: HttpRequest, application: Application) -> HttpResponse:
    """A short page for a signatory: what is sent, the words, and a signature."""
    wear_own_organisation(request, application)
    signed = selectors.signings(application)
    mine = [
        row.organisation
        for row in signed
        if row.declaration is None and declarations.signs_for(request.user, row.organisation.pk)
    ]
    form = DeclarationForm(
        request.POST if request.method == "POST" else None,
        organisations=mine,
        agreement="I sign this declaration.",
        initial={"signed_name": getattr(request.user, "name", "")},
    )
    if request.method == "POST" and form.is_valid() and _declared(request, application, form, mine):
        return redirect(application)
    context: dict[str, Any] = {
        "application": application,
        "signed": signed,
        "mine": mine,
        "form": form if mine else None,
        "statement": declarations.STATEMENT,
        "tasks": selectors.task_list(application),
        "is_writable": application.state in WRITABLE,
    }
    return render(request, "applications/declaration_sign.html", context, status=422 if form.errors else 200)


def _declared(request: HttpRequest, application: Application, form: DeclarationForm, mine: list[Any]) -> bool:
    """Sign for the chosen organisation; says on the form why not."""
    organisation = next(row for row in mine if row.slug == form.cleaned_data["organisation"])
    try:
        declarations.sign(
            application,
            organisation=organisation,
            signed_name=form.cleaned_data["signed_name"],
            signed_role=form.cleaned_data["signed_role"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    messages.success(request, f"You signed the declaration for {organisation.name}.")
    return True
