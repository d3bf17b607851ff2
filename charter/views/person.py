"""What can staff do about one person: read and give roles, let them go, see what they need, look as them?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import navigation, people, selectors, standing
from charter.actions import acting, leaving, privacy, programme_roles
from charter.kit.access import Refused, requires
from charter.kit.standing_in import SESSION_KEY
from charter.loaders import load_member, load_programme
from charter.models import Membership, Programme
from charter.people_forms import ActForm, LeaveForm, RoleForm
from charter.permissions import (
    ACT_AS,
    ALLOW_ACTING,
    CLOSE_ACCOUNTS,
    INVITE_TO_PROGRAMME,
    LET_GO,
    VIEW_ACCESS_NEEDS,
    VIEW_STAFF_PAGES,
    roles_to_give,
)

UNPROCESSABLE = 422


def _back(member: Membership) -> HttpResponse:
    return redirect("charter:person", programme=member.programme.slug, who=member.person.uuid)


def _role_form(request: HttpRequest, member: Membership, data: Any = None) -> RoleForm:
    """A form of the roles that may be given and are not held yet."""
    held = standing.of(member.person).in_programme(member.programme_id)
    free = [role for role in roles_to_give(request.user, member.programme) if role not in held]
    return RoleForm(data, roles=free)


def _page(request: HttpRequest, member: Membership, form: forms.Form) -> HttpResponse:
    context = {
        "one": people.person_page(member.person, member.programme),
        "form": form,
        "may_close": CLOSE_ACCOUNTS.check(request.user, member.programme),
        "why_not_act": acting.why_not(member.person, member.programme, by=request.user),
    }
    return render(request, "charter/person.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@requires(VIEW_STAFF_PAGES, load_member)
def person(request: HttpRequest, member: Membership) -> HttpResponse:
    """One person's roles here, now and before, and what can be done about them."""
    return _page(request, member, _role_form(request, member))


@require_POST
@requires(INVITE_TO_PROGRAMME, load_member, fresh=True)
def give_role(request: HttpRequest, member: Membership) -> HttpResponse:
    """Give the person one more role of the programme."""
    form = _role_form(request, member, request.POST)
    if form.is_valid():
        try:
            given = programme_roles.give(
                member.person, role=form.cleaned_data["role"], programme=member.programme, by=request.user
            )
        except Refused as refused:
            form.add_error("role", refused.sentence)
        else:
            messages.success(
                request, f"{member.person} is now {given.get_role_display().lower()}. We have told them."
            )
            return _back(member)
    return _page(request, member, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(LET_GO, load_member, fresh=True)
def let_go(request: HttpRequest, member: Membership) -> HttpResponse:
    """Say what ends when this person leaves, and end it all with a reason."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            left = leaving.let_go(
                member.person, programme=member.programme, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            told = [f"{member.person} has left, and is signed out everywhere.", *left.done]
            messages.success(request, " ".join(told))
            return _back(member)
    context = {"one": people.person_page(member.person, member.programme), "form": form}
    return render(request, "charter/person_leave.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@never_cache
@requires(VIEW_ACCESS_NEEDS, load_member)
def access_needs(request: HttpRequest, member: Membership) -> HttpResponse:
    """What the person needs to take part; that somebody looked is on record."""
    needs = privacy.read_needs(member.person, programme=member.programme, by=request.user)
    return render(request, "charter/person_needs.html", {"member": member, "needs": needs})


@require_POST
@requires(CLOSE_ACCOUNTS, load_member, fresh=True)
def close_account(request: HttpRequest, member: Membership) -> HttpResponse:
    """Carry out what the person asked for: let them go, and forget them when this was the last programme."""
    request_of = people.person_page(member.person, member.programme).closure
    if request_of is None:
        raise Http404
    name = str(member.person)
    try:
        is_closed = privacy.carry_out(request_of, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _back(member)
    if is_closed:
        messages.success(request, f"The account of {name} is closed. Their name and address are gone.")
        return redirect("charter:people", programme=member.programme.slug)
    messages.success(
        request, f"{name} has left this programme. Their account is closed when the others have done the same."
    )
    return _back(member)


# Looking at pages as somebody else -------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ACT_AS, load_member, fresh=True)
def act_as(request: HttpRequest, member: Membership) -> HttpResponse:
    """Ask why, then begin; the pages that follow are the other person's, to read only."""
    form = ActForm(request.POST if request.method == "POST" else None)
    why_not = acting.why_not(member.person, member.programme, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = acting.begin(
                member.person, programme=member.programme, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            request.session[SESSION_KEY] = row.pk
            return redirect(_first_page(member))
    context = {"member": member, "form": form, "why_not": why_not}
    return render(request, "charter/person_act.html", context, status=UNPROCESSABLE if form.errors else 200)


def _first_page(member: Membership) -> str:
    """Where the person's work in this programme begins."""
    here = [row for row in selectors.hats_of(member.person) if row.programme.pk == member.programme_id]
    words = navigation.words_for(here[0].programme, here[0].organisation)
    return reverse(navigation.FIRST[here[0].hat], kwargs=words)


@require_POST
@requires(ALLOW_ACTING, load_programme, fresh=True)
def allow_acting(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Say whether staff of the programme may look at its pages as somebody else."""
    allowed = request.POST.get("allowed") == "yes"
    acting.allow(programme, allowed=allowed, by=request.user)
    told = (
        "Staff may now look at pages as somebody else."
        if allowed
        else "Nobody can look at pages as somebody else now."
    )
    messages.success(request, told)
    return redirect("charter:people", programme=programme.slug)
