"""What does an organisation read about its awards, and how does it get its certificates?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from awards.loaders import load_organisation_award
from awards.models import Award
from awards.permissions import VIEW_AWARDS
from awards.selectors import holders
from charter.kit import files
from charter.kit.access import requires
from charter.kit.htmx import render
from charter.loaders import load_organisation
from charter.models import Organisation


@require_safe
@requires(VIEW_AWARDS, load_organisation)
def organisation_awards(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Every released award that names the organisation, and results without a level."""
    context = {"organisation": organisation, "awards": holders.awards_of(organisation, request.user)}
    return render(request, "awards/organisation_awards.html", context)


@require_safe
@requires(VIEW_AWARDS, load_organisation_award)
def certificate(request: HttpRequest, award: Award) -> HttpResponse:
    """The certificate's PDF."""
    return give_certificate(award)


def give_certificate(award: Award) -> HttpResponse:
    """The PDF of an award as a download, under its code."""
    issued = holders.certificate_of(award)
    return files.download_response(issued.storage_name, f"certificate-{award.code}.pdf", "application/pdf")
