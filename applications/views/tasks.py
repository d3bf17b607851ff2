"""How does somebody see what is left, what is theirs, and who writes what?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import selectors, workflow
from applications.actions import sections
from applications.enums import WRITABLE
from applications.loaders import load_answered, load_application
from applications.models import Application
from applications.permissions import (
    INVITE_PARTNER,
    SEND_APPLICATION,
    SHARE_OUT,
    VIEW_APPLICATION,
    WITHDRAW_APPLICATION,
    WRITE_ANSWER,
)
from applications.task_forms import ShareOutForm
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires
from charter.kit.jinja import plural
from charter.kit.transitions import allows
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.permissions import VIEW_ORGANISATION


@require_safe
@requires(VIEW_APPLICATION, load_application)
def application(request: HttpRequest, application: Application) -> HttpResponse:
    """The task list: what is left, until when, and the one thing to do next."""
    wear_own_organisation(request, application)
    context = {
        "shown": selectors.application_page(application, request.user),
        "application": application,
        "may_send": SEND_APPLICATION.check(request.user, application),
        "may_share_out": SHARE_OUT.check(request.user, application),
        "may_invite_partner": INVITE_PARTNER.check(request.user, application),
        "may_withdraw": WITHDRAW_APPLICATION.check(request.user, application)
        and allows(workflow.WITHDRAW, application.state),
    }
    return render(request, "applications/application_tasks.html", context)


@require_safe
@requires(VIEW_APPLICATION, load_answered)
def theme(request: HttpRequest, application: Application, theme: str) -> HttpResponse:
    """One theme: its standards, how far they are, and every file and link that is shown for them."""
    wear_own_organisation(request, application)
    shown = selectors.theme_page(application, theme, request.user)
    if shown is None:
        raise Http404
    context = {
        "application": application,
        "shown": shown,
        "may_write": WRITE_ANSWER.check(request.user, application),
        "waits": application.state in WRITABLE and not shown.opened,
    }
    return render(request, "applications/theme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_application, to_change=SHARE_OUT)
def share_out(request: HttpRequest, application: Application) -> HttpResponse:
    """Who writes which standard; a lead chooses some and gives them to somebody, several at once."""
    wear_own_organisation(request, application)
    tasks = selectors.task_list(application)
    form = ShareOutForm(
        request.POST if request.method == "POST" else None,
        standards=[row.standard for row in tasks.standards if row.open],
        writers=selectors.writers(application),
        joint=len(application.parties.all()) > 1,
    )
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        try:
            changed = sections.share_out(
                application, owners=dict.fromkeys(form.cleaned_data["standards"], owner), by=request.user
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            whose = f"{owner} writes" if owner else "Nobody in particular writes"
            messages.success(request, f"{whose} {plural(len(changed), 'more standard')} now.")
            return redirect(request.path)
    context = {
        "application": application,
        "tasks": tasks,
        "form": form,
        "hints": {row.standard.code.lower(): _whose(row) for row in tasks.standards},
        "may_share_out": SHARE_OUT.check(request.user, application),
    }
    return render(request, "applications/share_out.html", context, status=422 if form.errors else 200)


def _whose(task: selectors.StandardTask) -> str:
    """Who writes it now, and how far it is."""
    return f"{task.owner or 'Nobody in particular'}. {task.status}"


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def my_tasks(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Only what is this person's, due first."""
    context = {
        "organisation": organisation,
        "tasks": selectors.my_tasks(organisation, request.user),
        "applications": selectors.live_applications(organisation),
    }
    return render(request, "applications/my_tasks.html", context)
