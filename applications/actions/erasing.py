"""What of a forgotten person stays in applications? Signatures under what was sent; nothing else."""

from __future__ import annotations

from django.db.models import Q

from applications.models import Application, Declaration, Extension, PartyInvitation, Pledge
from charter.kit import duties
from charter.models import Person

NAME = "A former person"
_SIGNED = "who signed what was sent, for as long as what was sent is kept"


def forget_signatures(person: Person) -> None:
    """Take the person's name out of signatures under which nothing was ever sent, and their address out of links."""
    sent = Application.objects.filter(sent_at__isnull=False)
    unsent = Declaration.objects.filter(signed_by=person).exclude(application__in=sent)
    unsent.update(signed_name=NAME)
    idle = Pledge.objects.filter(signed_by=person).exclude(organisation__in=sent.values("parties__organisation"))
    idle.update(signed_name=NAME)
    Extension.objects.filter(asked_by=person).update(reason="Taken out, because whoever wrote it was forgotten.")
    PartyInvitation.objects.filter(Q(email=person.email) | Q(used_by=person)).update(
        email=f"former-{person.uuid}@erased.invalid"
    )


duties.on_erasure(
    forget_signatures,
    keeps={
        ("applications_pledge", "signed_name"): _SIGNED,
        ("applications_declaration", "signed_name"): _SIGNED,
        ("applications_snapshot", "content"): _SIGNED,
    },
)
