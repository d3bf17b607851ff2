"""How does a signatory read the values one at a time, and sign them once at the end?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from applications import documents, selectors
from applications.actions import pledges
from applications.forms import ValuesForm
from applications.permissions import SIGN_PLEDGE
from charter.kit import limits
from charter.kit.access import Refused, TooManyTries, requires
from charter.loaders import load_organisation
from charter.models import Framework, Organisation
from charter.permissions import VIEW_ORGANISATION
from charter.selectors import framework_form

SIGNED = "Your organisation has signed these values already."
# Which values a person has said yes to on the way to their signature, by organisation and framework. Nothing rests
# on it: the signature at the end stands under all of them, so it may go with the session.
ON_THE_WAY = "values_agreed"
POSTERS, POSTERS_SECONDS = 60, 600


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def values(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Where signing begins and goes on, or who signed which words, and when."""
    page = selectors.values_page(organisation)
    agreed = _agreed(request, organisation, page.framework)
    rows = framework_form(page.framework).values if page.framework is not None else ()
    context = {
        "organisation": organisation,
        "values_page": page,
        "values": rows,
        "agreed": agreed,
        "next": _next_number(rows, agreed),
        "may_sign": SIGN_PLEDGE.check(request.user, organisation),
        "signatories": selectors.signatories_of(organisation),
    }
    return render(request, "applications/values.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=SIGN_PLEDGE)
def value(request: HttpRequest, organisation: Organisation, number: int) -> HttpResponse:
    """One value in plain words with examples; a signatory says yes and goes on to the next."""
    page = selectors.values_page(organisation)
    shown = selectors.value_page(page, number)
    if shown is None:
        raise Http404
    place = (organisation.programme.slug, organisation.slug)
    agreed = _agreed(request, organisation, page.framework)
    if request.method == "POST":
        if page.framework is None:
            raise Refused(SIGNED)
        _keep(request, organisation, page.framework, agreed | {shown.value.code})
        if number < shown.total:
            return redirect("applications:value", *place, number + 1)
        return redirect("applications:sign_values", *place)
    context = {
        "organisation": organisation,
        "shown": shown,
        "is_agreed": shown.value.code in agreed,
        "may_sign": shown.to_sign and SIGN_PLEDGE.check(request.user, organisation),
    }
    return render(request, "applications/value.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=SIGN_PLEDGE)
def sign_values(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The words in full and the signature under them; who may not sign is led to where they are read."""
    page = selectors.values_page(organisation)
    if request.method == "POST" and page.framework is None:
        raise Refused(SIGNED)
    if page.framework is None or not SIGN_PLEDGE.check(request.user, organisation):
        return redirect("applications:values", organisation.programme.slug, organisation.slug)
    form = ValuesForm(
        request.POST if request.method == "POST" else None,
        agreement=f"I agree to all of these values for {organisation.name}, and I may sign for it.",
        initial={"version": page.framework.version, "signed_name": getattr(request.user, "name", "")},
    )
    if request.method == "POST" and _signed(request, organisation, page.framework, form):
        messages.success(request, f"You signed the values for {organisation.name}.")
        return redirect("applications:values", organisation.programme.slug, organisation.slug)
    rows = framework_form(page.framework).values
    agreed = _agreed(request, organisation, page.framework)
    context = {
        "organisation": organisation,
        "values_page": page,
        "values": rows,
        "unread": [number for number, row in enumerate(rows, 1) if row.code not in agreed],
        "form": form,
    }
    return render(request, "applications/values_sign.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest, organisation: Organisation, framework: Framework, form: ValuesForm) -> bool:
    """Sign what the person read; says on the form why not."""
    if not form.is_valid():
        return False
    if form.cleaned_data["version"] != framework.version:
        form.add_error(None, "The values changed since you opened this page. Read them again, then sign.")
        form.data = {**form.data.dict(), "version": framework.version}  # type: ignore[attr-defined]
        return False
    try:
        pledges.sign(
            organisation,
            framework=framework,
            signed_name=form.cleaned_data["signed_name"],
            signed_role=form.cleaned_data["signed_role"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    request.session.pop(ON_THE_WAY, None)
    return True


@require_safe
@requires(VIEW_ORGANISATION, load_organisation)
def values_poster(request: HttpRequest, organisation: Organisation, version: int) -> HttpResponse:
    """The signed values as a poster to print."""
    pledge = selectors.standing_pledge(organisation, version)
    if pledge is None:
        raise Http404
    if limits.is_over(request, "poster", most=POSTERS, seconds=POSTERS_SECONDS):
        raise TooManyTries
    response = HttpResponse(documents.poster_of(pledge), content_type="application/pdf")
    name = f"Values, {slugify(organisation.name)[:80] or organisation.slug}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _agreed(request: HttpRequest, organisation: Organisation, framework: Framework | None) -> set[str]:
    """The codes of the values that this person said yes to, since they signed in."""
    if framework is None:
        return set()
    return set(request.session.get(ON_THE_WAY, {}).get(_mark(organisation, framework), []))


def _keep(request: HttpRequest, organisation: Organisation, framework: Framework, agreed: set[str]) -> None:
    kept = request.session.get(ON_THE_WAY, {})
    request.session[ON_THE_WAY] = {**kept, _mark(organisation, framework): sorted(agreed)}


def _mark(organisation: Organisation, framework: Framework) -> str:
    return f"{organisation.pk}:{framework.pk}"


def _next_number(rows: tuple, agreed: set[str]) -> int | None:
    """The place of the first value without a yes; None when only the signature is left."""
    return next((number for number, row in enumerate(rows, 1) if row.code not in agreed), None)
