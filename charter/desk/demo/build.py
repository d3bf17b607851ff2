"""How is the demonstration world built? Once, by the actions that the pages call, in one transaction.

A build that is interrupted leaves nothing of itself in the database, so the next one begins afresh; files and
mails that it had written already belong to nobody and are removed by ``make demo``.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from charter.desk.demo.dates import Calendar
from charter.desk.demo.organisations import LEC
from charter.desk.demo.shelf import Shelf
from charter.desk.demo.steps import applications, care, organisations, panel, plans, programmes, results
from charter.desk.demo.timeline import Timeline, World
from charter.kit import clock
from charter.models import Programme


def exists() -> bool:
    """Whether the world stands: it appears all at once, so its first programme is enough to know."""
    return Programme.objects.filter(slug=LEC).exists()


def build_world(progress: Callable[[str], object] = print, *, small: bool = False) -> bool:
    """Build the whole world around the present instant; False, and nothing changed, when it stands already.

    ``progress`` is told one sentence for each programme, cohort and application. ``small`` gives every
    employer the same few evidence files, which is quicker. The certificates of the last batch and its release
    are left as due rows to the worker that runs after this. Raises what an action refuses.
    """
    if exists():
        progress("The demonstration world is there already; nothing was changed.")
        return False
    with transaction.atomic():
        timeline = Timeline(Calendar(clock.now()))
        for noun in (programmes, organisations, applications, plans, panel, results, care):
            noun.gather(timeline)
        timeline.play(World(Shelf(small=small)), progress)
    return True
