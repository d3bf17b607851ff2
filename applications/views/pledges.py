"""How does a signatory read and sign the values?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from applications import selectors
from applications.actions import pledges
from applications.forms import ValuesForm
from applications.permissions import SIGN_PLEDGE
from charter.kit.access import Refused, requires
from charter.loaders import load_organisation
from charter.models import Organisation
from charter.permissions import VIEW_ORGANISATION
from charter.selectors import values_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_ORGANISATION, load_organisation, to_change=SIGN_PLEDGE)
def values(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The values in full: to sign, or with who signed them and when."""
    page = selectors.values_page(organisation)
    form = None
    if page.framework is not None:
        form = ValuesForm(
            request.POST if request.method == "POST" else None,
            agreement=f"I agree to all of these values for {organisation.name}, and I may sign for it.",
            initial={"version": page.framework.version, "signed_name": getattr(request.user, "name", "")},
        )
    if request.method == "POST" and _signed(request, organisation, page, form):
        messages.success(request, f"You signed the values for {organisation.name}.")
        return redirect(request.path)
    context = {
        "organisation": organisation,
        "values_page": page,
        "values": list(values_of(page.framework)) if page.framework is not None else [],
        "form": form,
        "may_sign": SIGN_PLEDGE.check(request.user, organisation),
        "signatories": selectors.signatories_of(organisation),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "applications/pledge_sign.html", context, status=status)


def _signed(
    request: HttpRequest, organisation: Organisation, page: selectors.ValuesPage, form: ValuesForm | None
) -> bool:
    """Sign what the person read; says on the form why not."""
    if form is None or page.framework is None:
        raise Refused("Your organisation has signed these values already.")
    if not form.is_valid():
        return False
    if form.cleaned_data["version"] != page.framework.version:
        form.add_error(None, "The values changed since you opened this page. Read them again, then sign.")
        form.data = {**form.data.dict(), "version": page.framework.version}  # type: ignore[attr-defined]
        return False
    try:
        pledges.sign(
            organisation,
            framework=page.framework,
            signed_name=form.cleaned_data["signed_name"],
            signed_role=form.cleaned_data["signed_role"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True
