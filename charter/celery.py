"""Which settings do workers and beat run with? Celery carries outbox ids only (settled rule: a row first)."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "charter.settings")

app = Celery("charter")
app.config_from_object("charter.kit.celery_settings")
app.autodiscover_tasks(["charter.kit"], related_name="outbox_tasks")
