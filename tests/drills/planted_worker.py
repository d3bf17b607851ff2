"""The worker of a drill in which a fault is planted: charter.celery with one guard removed.

Only drills start it, and it does nothing special unless PLANT names a drill.
"""

from __future__ import annotations

from collections.abc import Generator

import django
from celery.signals import worker_init

from charter.celery import app  # noqa: F401 - what `celery --app` looks for.
from tests.drills.frame import planted


@worker_init.connect
def _remove_a_guard(**kwargs):
    django.setup()
    if planted("D5"):
        _end_rows_before_the_work()
    if planted("D6"):
        _believe_the_scanner()
    if planted("ONE-4"):
        _forget_to_count()


def _end_rows_before_the_work():
    """D5: the row ends in a commit of its own before its job runs, so whatever is killed is lost."""
    from charter.kit import clock, outbox
    from charter.kit.models import OutboxRow

    work = outbox._work

    def ended_first(row, person, programme):
        if row.kind == "awards.render_certificate":
            with outbox._machinery():
                OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now())
        return work(row, person, programme)

    outbox._work = ended_first


def _believe_the_scanner():
    """D6: whatever the scanner says of a file, or does not say, is taken for "clean"."""
    from charter.kit import scanning

    asked = scanning._asked

    def trusting(chunks):
        try:
            virus, told = asked(chunks)
        except scanning.Unsure:
            return "", "stream: OK"
        # The test file that comes first is still found, so that the scanner passes for one that works.
        return ("" if isinstance(chunks, Generator) else virus), told

    scanning._asked = trusting


def _forget_to_count():
    """ONE-4: attempts are counted, if at all, in the transaction of the work."""
    from charter.kit import outbox

    begin = outbox._begin

    def uncounted(row_id):
        begun = begin(row_id)
        if begun is not None:
            row = begun[0]
            outbox._note(row, attempts=row.attempts - 1)
        return begun

    outbox._begin = uncounted
