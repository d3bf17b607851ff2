"""A worker that knows good jobs and bad ones, and a process that owes one of them and dies."""

from __future__ import annotations

import os
import signal
import time

import django
from celery.signals import worker_init

from charter.celery import app  # noqa: F401 - what `celery --app` looks for.
from tests.drills import planted_worker  # noqa: F401 - removes a guard when PLANT says so.


def _register():
    from charter.kit import outbox

    if "drill.good" in outbox.JOBS:
        return

    @outbox.job("drill.good")
    def good(*, by, number):
        pass

    @outbox.job("drill.raise")
    def break_down(*, by, number):
        raise RuntimeError("It broke.")

    @outbox.job("drill.kill")
    def kill(*, by, number):
        os.kill(os.getpid(), signal.SIGKILL)

    @outbox.job("drill.hang")
    def hang(*, by, number):
        while True:
            try:
                time.sleep(60)
            except Exception:
                pass  # Deaf to the first, soft limit, as a job stuck in a library is.


@worker_init.connect
def _know(**kwargs):
    django.setup()
    _register()


def owe(number, bad):
    """``number`` good jobs with the bad ones among them."""
    from charter.kit import outbox, tenancy

    _register()
    with tenancy.acting(None):
        for place in range(number):
            if place < len(bad):
                outbox.enqueue(f"drill.{bad[place]}", key=f"drill.{bad[place]}", number=place)
            outbox.enqueue("drill.good", key=f"drill.good:{place}", number=place)


def owe_and_die():
    """Owe one good job, and be killed between the commit and its poke."""
    from charter.kit import outbox, tenancy

    _register()
    outbox.top_up = lambda: os.kill(os.getpid(), signal.SIGKILL)
    with tenancy.acting(None):
        outbox.enqueue("drill.good", key="drill.lone", number=0)
