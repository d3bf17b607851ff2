"""What do staff do for an organisation: answer or make its registration, invite people, hand its lead over?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import joining, selectors
from charter.actions import invitations, organisations, teams
from charter.enums import OrganisationState
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation, load_programme
from charter.models import Organisation, Programme
from charter.organisation_forms import ApprovalForm, MakeForm, StaffHandOverForm
from charter.permissions import APPROVE_ORGANISATIONS, HAND_OVER_LEAD
from charter.views.buttons import chosen
from charter.views.team import invite_page


@require_safe
@requires(APPROVE_ORGANISATIONS, load_programme)
def approvals(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Registrations that wait, oldest first, and requests to join that wait for a lead."""
    return render(request, "charter/approvals.html", {"shown": joining.approvals(programme)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(APPROVE_ORGANISATIONS, load_organisation)
def approval(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One registration: what was typed, what looks alike, what was written; approve, ask, note or decline."""
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _answer(form, organisation, request)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, done)
            stays = form.cleaned_data["answer"] in (form.ASK, form.NOTE)
            to = request.path if stays else "charter:approvals"
            return redirect(to) if stays else redirect(to, programme=organisation.programme.slug)
    context = {
        "organisation": organisation,
        "shown": joining.waiting(organisation),
        "notes": list(joining.notes_of(organisation)),
        "is_pending": organisation.state == OrganisationState.PENDING,
        "form": form,
    }
    return render(request, "charter/approval.html", context, status=422 if form.errors else 200)


def _answer(form: ApprovalForm, organisation: Organisation, request: HttpRequest) -> str:
    """Carry out what was chosen; gives the sentence that says so."""
    chosen, text = form.cleaned_data["answer"], form.cleaned_data["text"]
    if chosen == form.APPROVE:
        organisations.approve(organisation, by=request.user)
        return f"{organisation} is approved. Its leads have been told."
    if chosen == form.DECLINE:
        organisations.decline(organisation, reason=text, by=request.user)
        return f"{organisation} is declined. Its leads have been told why."
    if chosen == form.ASK:
        organisations.ask(organisation, text=text, by=request.user)
        return f"Your question is on its way to the leads of {organisation}."
    organisations.note(organisation, text=text, by=request.user)
    return "Your note is kept. Only staff can read it."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(APPROVE_ORGANISATIONS, load_programme)
def make_organisation(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Register an organisation for its people and invite its first lead; it is approved at once."""
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = organisations.make(programme, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"{organisation} is registered, and its lead is invited.")
            return _record(organisation)
    return render(request, "charter/organisation_make.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(HAND_OVER_LEAD, load_organisation, fresh=True)
def hand_over_for_staff(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make somebody of the team lead where the team cannot do it itself, with a reason that is kept."""
    members = selectors.team_of(organisation)
    form = StaffHandOverForm(request.POST if request.method == "POST" else None, members=members)
    if request.method == "POST" and form.is_valid():
        people = {one.person.pk: one.person for one in members}
        try:
            teams.hand_over_by_staff(
                organisation,
                to=people[form.cleaned_data["to"]],
                end=[people[pk] for pk in form.cleaned_data["end"]],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error("to", refused.sentence)
        else:
            messages.success(
                request, f"{people[form.cleaned_data['to']]} leads {organisation} now, and has been told."
            )
            return _record(organisation)
    context = {"organisation": organisation, "form": form, "members": members}
    return render(request, "charter/organisation_hand_over.html", context, status=422 if form.errors else 200)


def _record(organisation: Organisation) -> HttpResponse:
    return redirect("desk:organisation_record", programme=organisation.programme.slug, organisation=organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(APPROVE_ORGANISATIONS, load_organisation, fresh=True)
def invite_for_staff(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite somebody to the team of an organisation, as when its only lead has gone or never came."""
    return invite_page(request, organisation, done=_record, is_staff=True)


@require_POST
@requires(APPROVE_ORGANISATIONS, load_organisation)
def invitation_for_staff(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Send an organisation's invitation again, or take it back, by the button that was pressed."""
    waiting = selectors.invitations_open(organisation.programme, organisation)
    invitation = waiting.filter(pk=chosen(request, "invitation")).first()
    if invitation is None:
        raise Http404
    if request.POST.get("what") == "revoke":
        invitations.revoke(invitation, by=request.user)
        messages.success(request, f"The invitation to {invitation.email} is taken back.")
    else:
        invitations.resend(invitation, by=request.user)
        messages.success(request, f"We have sent a new link to {invitation.email}. The old one no longer works.")
    return _record(organisation)
