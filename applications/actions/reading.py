"""How is it kept who of the staff and the panel has looked at an application? One event a person, object and hour."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.models import Application
from charter.kit import audit
from charter.models import Standard


@transaction.atomic
def record_page(application: Application, *, by: Any) -> None:
    """Record that somebody of the staff or the panel looked at a page about an application."""
    audit.record_view("application:viewed", application, by=by)


@transaction.atomic
def record_answer(application: Application, *, standard: Standard, by: Any) -> None:
    """Record that somebody of the panel read the answer to one standard."""
    audit.record_view("answer:viewed", application, by=by, standard=standard.code)
