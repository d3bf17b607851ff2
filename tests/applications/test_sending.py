"""Is an application sent exactly once, as it was checked, and in time?"""

from __future__ import annotations

from uuid import uuid4

from applications import canonical
from applications.actions import sending
from applications.enums import State
from applications.models import Snapshot
from applications.selectors import content_of
from charter.kit.models import AuditEvent, Message


def test_sending_freezes_what_was_checked(place):
    application = place.ready()
    frozen = content_of(application)

    snapshot = sending.send(application, key=uuid4(), digest=canonical.digest(frozen), by=place.oak.lead)

    application.refresh_from_db()
    assert application.state == State.SENT
    assert (snapshot.content, snapshot.sha256) == (frozen, canonical.digest(frozen))
    assert snapshot.receipt == f"{application.reference}-S1"
    assert Snapshot.objects.get() == snapshot
    assert AuditEvent.objects.filter(verb="application:sent", target_id=application.pk).count() == 1
    assert set(
        Message.objects.filter(kind__in=["applications.sent", "applications.arrived"]).values_list(
            "kind", "to_address"
        )
    ) == {
        ("applications.sent", place.oak.lead.email),
        ("applications.arrived", place.officer.email),
    }
