"""How does an earlier version of an answer come back?"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.actions import answers
from applications.models import Answer, Application
from applications.selectors import versions
from charter.kit import audit
from charter.kit.access import Refused
from charter.models import Standard


@transaction.atomic
def restore(application: Application, *, standard: Standard, mark: str, version: int, by: Any) -> Answer:
    """Make the text that ``mark`` names the answer again, as a new version; what stands now stays in the history.

    ``mark`` is the number of a version or the uuid of a text that was set aside; ``version`` is the present one as
    the page showed it. What stands already is not brought back again. Refuses a mark that this answer does not have,
    and whatever saving refuses.
    """
    answers.lock(application)
    wanted = versions.version_named(application, standard, mark)
    if wanted is None:
        raise Refused("This version is not one of this answer. Choose one from its history.")
    before = versions.current_version(application, standard)
    answer = answers.save(application, standard=standard, text=wanted.text, version=version, by=by)
    if answer.version == before:
        return answer
    told = {"standard": standard.code, "application": application.reference, "which": wanted.name}
    audit.record("answer:restored", answer, by=by, **told)
    return answer
