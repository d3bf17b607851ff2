"""Whose is each standard of an application, and which ones does its team call completed?"""

from __future__ import annotations

from applications.models import Application, Section


def sections_of(application: Application) -> dict[int, Section]:
    """Every section that was given or marked, by the standard's id, with its people. One query.

    A standard that is not in it is nobody's and not completed.
    """
    rows = Section.objects.filter(application=application).select_related("owner", "completed_by")
    return {row.standard_id: row for row in rows}
