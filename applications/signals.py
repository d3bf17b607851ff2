"""Which facts does this app announce to those above it? Receivers may only write an outbox row."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction when an application was withdrawn, or brought back. Keywords: application, withdrawn
# (False when it was brought back), by.
withdrawal_changed = Signal()

# Sent inside the transaction when an application has been sent. Keywords: application, snapshot, by.
application_sent = Signal()
