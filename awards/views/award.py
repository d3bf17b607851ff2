"""What do staff read about one award, and how do two of them revoke it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards import permissions, validity
from awards.actions import revoking
from awards.forms import RevocationForm
from awards.loaders import load_award, load_revocation
from awards.models import Award, Revocation
from awards.selectors import holders
from awards.views.organisation import give_certificate
from charter.kit import clock
from charter.kit.access import Refused, requires
from charter.kit.htmx import render


def _to_award(award: Award) -> HttpResponse:
    """Back to the award's page."""
    return redirect("awards:award", programme=award.programme.slug, code=award.code)


@require_safe
@requires(permissions.VIEW_AWARDS, load_award)
def award(request: HttpRequest, award: Award) -> HttpResponse:
    """One award: its facts, its certificate, what happened to it, and what can be done."""
    history = holders.history_of(award)
    proposal = history.proposal
    context = {
        "award": award,
        "history": history,
        "standing": validity.standing(award.state, award.valid_until, clock.today()),
        "may_propose": permissions.PROPOSE_REVOCATION.check(request.user, award),
        "may_approve": proposal and permissions.APPROVE_REVOCATION.check(request.user, proposal),
    }
    return render(request, "awards/award.html", context)


@require_safe
@requires(permissions.VIEW_AWARDS, load_award)
def staff_certificate(request: HttpRequest, award: Award) -> HttpResponse:
    """The certificate's PDF, as staff see it before its release too."""
    return give_certificate(award)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.PROPOSE_REVOCATION, load_award)
def propose_revocation(request: HttpRequest, award: Award) -> HttpResponse:
    """Say why the award should be revoked; another person decides."""
    form = RevocationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            revoking.propose(award, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "The revocation is proposed. Nothing changes until another person approves it.")
            return _to_award(award)
    context = {"award": award, "form": form}
    return render(request, "awards/revocation_propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.VIEW_AWARDS, load_revocation, to_change=permissions.APPROVE_REVOCATION, fresh=True)
def approve_revocation(request: HttpRequest, revocation: Revocation) -> HttpResponse:
    """What a proposed revocation would do; another person's approval."""
    if request.method == "POST":
        revoking.approve(revocation, by=request.user)
        messages.success(request, f"The award {revocation.award.code} is revoked. Its verification page says so now.")
        return _to_award(revocation.award)
    may = permissions.APPROVE_REVOCATION.check(request.user, revocation)
    context = {"revocation": revocation, "award": revocation.award, "may_approve": may}
    return render(request, "awards/revocation_approve.html", context)


@require_POST
@requires(permissions.VIEW_AWARDS, load_revocation, to_change=permissions.PROPOSE_REVOCATION)
def drop_revocation(request: HttpRequest, revocation: Revocation) -> HttpResponse:
    """Take the proposal back; the award stands as it did."""
    revoking.drop(revocation, by=request.user)
    messages.success(request, "The proposal is taken back. The award stands as it did.")
    return _to_award(revocation.award)
