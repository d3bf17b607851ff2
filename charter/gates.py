"""What stands between somebody who is signed in and the pages of a privileged hat? A second step (AUT-1).

Whoever may wear the hat is led to their security page before anything is looked for. Whoever may not is told, as
ever, that there is nothing here; and should a page be found for them all the same, it stays closed too.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from charter import standing
from charter.kit import htmx, proof
from charter.kit.access import stand_before
from charter.kit.session_clock import PRIVILEGED


@stand_before
def second_step(request: HttpRequest, found: bool) -> HttpResponse | None:
    """Lead to the security page unless this session has shown a second step; applicants' pages need none."""
    hat = request.hat  # type: ignore[attr-defined]
    if hat not in PRIVILEGED or proof.has_second_step(request):
        return None
    if found or standing.of(request.user).wears(hat, request.programme.pk):  # type: ignore[attr-defined]
        return htmx.redirect(request, f"{settings.SECOND_STEP_URL}?{urlencode({'next': request.get_full_path()})}")
    return None
