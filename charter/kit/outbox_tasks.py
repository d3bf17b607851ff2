"""Which two tasks does Celery know? One row, and the tick that owes what is due and tops the queue up."""

from __future__ import annotations

import logging
from typing import Any

from amqp.exceptions import ChannelError
from celery.signals import worker_ready
from django.core.cache import cache

from charter.celery import app
from charter.kit import clock, outbox, schedule

logger = logging.getLogger(__name__)

# Beat ticked and a worker answered; and, by itself, that a worker is there.
HEARTBEAT = "worker-heartbeat"
HEARTBEAT_SECONDS = 60
WORKER = "worker-alive"
WORKER_EVERY = 20


@app.task(name="outbox.run_row")
def run_row(row_id: int) -> None:
    """Do one outbox row; may be delivered twice."""
    outbox.run(row_id)


@app.task(name="outbox.tick")
def tick() -> None:
    """Top the queue up and say that beat and a worker are alive."""
    cache.set(HEARTBEAT, clock.now().isoformat(), HEARTBEAT_SECONDS)
    schedule.SCHEDULER.owe()
    outbox.top_up(nothing_waits=waiting() == 0)


def waiting() -> int:
    """How many messages wait at the broker for a worker."""
    with app.connection_for_read() as broker:
        try:
            return int(broker.default_channel.queue_declare(app.conf.task_default_queue, passive=True).message_count)
        except ChannelError:
            # The broker keeps no empty list.
            return 0


def say_alive() -> None:
    """Tell the status page that a worker is there; what cannot be told now is told the next time."""
    try:
        cache.set(WORKER, True, HEARTBEAT_SECONDS)
    except Exception as error:
        logger.warning("The worker could not say that it is alive: %s", type(error).__name__)


@worker_ready.connect
def _keep_saying(sender: Any, **kwargs: Any) -> None:
    """The worker's own process says it every 20 seconds, beat or no beat."""
    say_alive()
    sender.timer.call_repeatedly(WORKER_EVERY, say_alive)
