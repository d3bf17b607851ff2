"""Which two tasks does Celery know? One row, and the tick that tops the queue up."""

from __future__ import annotations

from django.core.cache import cache

from charter.celery import app
from charter.kit import clock, outbox

HEARTBEAT = "worker-heartbeat"
HEARTBEAT_SECONDS = 60


@app.task(name="outbox.run_row")
def run_row(row_id: int) -> None:
    """Do one outbox row; may be delivered twice."""
    outbox.run(row_id)


@app.task(name="outbox.tick")
def tick() -> None:
    """Top the queue up and say that beat and a worker are alive."""
    cache.set(HEARTBEAT, clock.now().isoformat(), HEARTBEAT_SECONDS)
    outbox.top_up()
