"""Who did what, when and from where? The programme's audit trail, which nobody can edit."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from charter.desk import permissions
from charter.desk import trail as trails
from charter.desk.forms import TrailForm
from charter.desk.loaders import load_event
from charter.kit import htmx
from charter.kit.access import requires
from charter.kit.models import AuditEvent
from charter.loaders import load_programme
from charter.models import Programme


@require_safe
@requires(permissions.VIEW_AUDIT, load_programme)
def trail(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The events, fifty a page; the filters live in the address."""
    form = TrailForm(request.GET)
    filters = form.filters()
    shown = trails.trail(request.user, programme, filters, _uuid(request.GET.get("before", "")))
    form.offer(shown.organisations)
    return htmx.render(request, "desk/audit.html", {"trail": shown, "filter_form": form})


@require_safe
@requires(permissions.VIEW_AUDIT, load_event)
def event(request: HttpRequest, event: AuditEvent) -> HttpResponse:
    """One event with what changed, and the versions of the row it is about."""
    return htmx.render(request, "desk/audit_event.html", {"one": trails.event_page(event)})


def _uuid(text: str) -> str:
    """The UUID in the text; empty when it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
