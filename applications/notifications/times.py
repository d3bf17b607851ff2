"""What are people told about returns, deadlines and more time?"""

from __future__ import annotations

from typing import Any

from applications.models import (
    Application,
    Extension,
    Return,
)
from applications.notifications.reach import organisations_of, page_of, to_leads, to_officers
from charter.enums import STAFF_ROLES


def returned(application: Application, returned: Return) -> None:
    """Every party reads what is asked for, on which standards, and until when."""
    rows = returned.standards.select_related("standard").order_by("standard__position")
    to_leads(
        "returned",
        application,
        organisations_of(application),
        page_of(application),
        request=returned.request,
        standards=[{"code": row.standard.code, "name": row.standard.name, "comment": row.comment} for row in rows],
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def lapsed(application: Application) -> None:
    """Every party learns that the application was not sent in time, and whom it can ask."""
    to_leads(
        "lapsed",
        application,
        organisations_of(application),
        page_of(application),
        closed_at=application.deadline.last_moment,
        contact=application.programme.contact_name,
    )


def restored(application: Application) -> None:
    """Every party learns that staff brought the application back."""
    to_leads("restored", application, organisations_of(application), page_of(application))


def extension_asked(application: Application, extension: Extension) -> None:
    """Every officer learns that somebody asks for more time."""
    to_officers(
        "extension_asked",
        application,
        page="extension/",
        asked_by=extension.organisation.name,
        closes_at=application.deadline.at,
    )


def extension_waits(application: Application, extension: Extension, by: Any) -> None:
    """The others of the team learn that a second person must confirm more time after the deadline."""
    to_officers(
        "extension_waits",
        application,
        roles=STAFF_ROLES,
        but=by,
        page="extension/",
        proposed_by=str(by),
        until=extension.until,
    )


def extension_granted(application: Application, extension: Extension) -> None:
    """Every party learns the new deadline of this application."""
    to_leads(
        "extension_granted",
        application,
        organisations_of(application),
        page_of(application),
        closes_at=application.deadline.at,
        grace_minutes=application.deadline.grace_minutes,
    )


def extension_declined(application: Application, extension: Extension) -> None:
    """The party that asked reads the answer and when the deadline is."""
    to_leads(
        "extension_declined",
        application,
        [extension.organisation],
        page_of(application),
        answer=extension.answer,
        closes_at=application.deadline.at,
    )
