"""How do officers add sessions and mark who attended?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.kit.jinja import plural
from charter.loaders import load_cohort
from charter.models import Cohort
from training import actions, selectors
from training.forms import AttendanceForm, SessionForm
from training.permissions import MARK_ATTENDANCE


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MARK_ATTENDANCE, load_cohort)
def sessions(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The cohort's sessions with who attended, and a form for one more session."""
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.add_session(cohort, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{session.title} is added.")
            return _back(cohort)
    return _page(request, cohort, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MARK_ATTENDANCE, load_cohort)
def mark_attendance(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Mark every ticked organisation at one session; marking again changes nothing."""
    if request.method != "POST":
        return _back(cohort)
    rows = list(selectors.sessions_of(cohort))
    organisations = selectors.organisations_of(cohort.programme)
    form = AttendanceForm(request.POST, sessions=rows, organisations=organisations)
    if form.is_valid():
        session = next(row for row in rows if row.pk == form.cleaned_data["session"])
        chosen = [row for row in organisations if row.slug in form.cleaned_data["organisations"]]
        try:
            for organisation in chosen:
                actions.mark_attendance(session, organisation=organisation, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{plural(len(chosen), 'organisation')} marked at {session.title}.")
            return _back(cohort)
    return _page(request, cohort, SessionForm(), marking=form, status=422)


def _back(cohort: Cohort) -> HttpResponse:
    return redirect("training:sessions", programme=cohort.programme.slug, cohort=cohort.slug)


def _page(
    request: HttpRequest, cohort: Cohort, form: SessionForm, *, marking: AttendanceForm | None = None, status: int
) -> HttpResponse:
    """Draw the page; ``marking`` is a refused attendance form."""
    rows = selectors.sessions_page(cohort)
    tried = str(marking.data.get("session", "")) if marking is not None else ""
    attendance: dict[int, Any] = {
        row.session.pk: marking
        if marking is not None and tried == str(row.session.pk)
        else AttendanceForm(
            sessions=[row.session],
            organisations=row.missing,
            initial={"session": row.session.pk},
            auto_id=f"id_{row.session.pk}_%s",
        )
        for row in rows
    }
    context = {
        "cohort": cohort,
        "rows": rows,
        "attendance": attendance,
        "form": form,
        "marking": marking,
        "has_errors": marking is not None or bool(form.errors),
        "now": clock.now(),
    }
    return render(request, "training/session_list.html", context, status=status)
