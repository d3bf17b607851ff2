"""Which facts does the panel's side announce?"""

from __future__ import annotations

from django.dispatch import Signal

# A second person has confirmed a level, or "not yet awarded". Sent inside the transaction with ``application``,
# ``decision`` and ``by``; a receiver may only write an outbox row.
decision_confirmed = Signal()
