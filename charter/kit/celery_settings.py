"""How do Celery and its broker behave? Chosen so that a killed process never loses a job."""

from __future__ import annotations

from django.conf import settings

broker_url = settings.CELERY_BROKER_URL
broker_connection_retry_on_startup = True
broker_transport_options = {
    "global_keyprefix": settings.BROKER_PREFIX,
    # Longer than any job may take, so that a slow job is not delivered to a second worker meanwhile.
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "socket_timeout": settings.BROKER_SECONDS,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "retry_on_timeout": True,
}
task_serializer = "json"
accept_content = ["json"]
result_backend = None
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
task_acks_on_failure = True
task_acks_on_timeout = True
# First the job is told to stop, then its process is ended; either way the row's next try is planned already.
task_time_limit = settings.JOB_SECONDS
task_soft_time_limit = settings.JOB_SECONDS - min(30, settings.JOB_SECONDS // 3)
task_publish_retry = False
worker_prefetch_multiplier = 1
worker_max_tasks_per_child = 500
worker_hijack_root_logger = False
worker_send_task_events = False
worker_enable_remote_control = True
timezone = "UTC"
enable_utc = True
beat_schedule = {"outbox-tick": {"task": "outbox.tick", "schedule": 5.0, "options": {"expires": 30}}}
beat_schedule_filename = str(settings.DATA_DIR / "beat-schedule")
