"""The web pages of a drill that kills their processes: everything is loaded before the fork, as a busy one has it."""

from __future__ import annotations

from django.template.loader import get_template
from django.urls import get_resolver

from charter.wsgi import application  # noqa: F401 - what gunicorn looks for.

get_resolver().url_patterns  # noqa: B018 - imports every view.
for _kind in ("sent", "arrived"):
    for _part in ("subject.txt", "body.txt", "body.html"):
        get_template(f"emails/applications/{_kind}/{_part}")
