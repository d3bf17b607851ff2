"""How does a framework file become a framework version, and when is it frozen?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from charter import framework_file, framework_gaps
from charter.framework_form import Framework as FrameworkForm
from charter.json_document import Fault
from charter.kit import audit, clock
from charter.kit.access import Refused
from charter.models import Framework, Level, Programme, Standard, Theme, Value


@transaction.atomic
def load(programme: Programme, *, document: dict[str, Any], by: Any) -> Framework:
    """Make a framework version of ``programme`` from a document of the form in ``docs/level-rules.md``.

    Refuses, naming the place, a document that is not one, and a version the programme has already.
    """
    try:
        form = framework_file.parse(document)
    except Fault as fault:
        raise Refused(str(fault)) from fault
    if Framework.objects.filter(programme=programme, version=form.version).exists():
        raise Refused(f"{programme} has a version {form.version} already. Give the file the next number.")
    framework = Framework.objects.create(
        programme=programme, version=form.version, title=form.title, document=document
    )
    _make_parts(framework, form)
    audit.record("framework:loaded", framework, by=by)
    return framework


def _make_parts(framework: Framework, form: FrameworkForm) -> None:
    """The rows that answers, scores and awards point to."""
    own = {"programme_id": framework.programme_id, "framework": framework}
    values = [
        Value(**own, code=row.code, name=row.name, statement=row.statement, position=place)
        for place, row in enumerate(form.values)
    ]
    themes = [Theme(**own, code=row.code, name=row.name, position=place) for place, row in enumerate(form.themes)]
    Value.objects.bulk_create(values)
    Theme.objects.bulk_create(themes)
    value_of, theme_of = {row.code: row for row in values}, {row.code: row for row in themes}
    Standard.objects.bulk_create(
        Standard(
            **own,
            code=row.code,
            name=row.title,
            position=place,
            theme=theme_of[row.theme],
            value=value_of[row.value],
            key=row.key,
            guidance=row.guidance,
            descriptors=list(row.descriptors),
            evidence_examples=list(row.evidence_examples),
        )
        for place, row in enumerate(form.standards)
    )
    Level.objects.bulk_create(
        Level(
            **own,
            code=row.code,
            name=row.name,
            position=place,
            rank=row.rank,
            # A file may be silent about validity; publishing is refused until it is said.
            valid_months=row.valid_months or 1,
        )
        for place, row in enumerate(form.levels)
    )


@transaction.atomic
def publish(framework: Framework, *, by: Any) -> Framework:
    """Freeze a framework version for use; refuses with everything that is missing for its pages."""
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    missing = framework_gaps.gaps(framework_file.parse(locked.document))
    if missing:
        raise Refused(" ".join(missing))
    if locked.published_at is None:
        locked.published_at = clock.now()
        locked.save(update_fields=["published_at"])
        audit.record("framework:published", locked, by=by)
    return locked
