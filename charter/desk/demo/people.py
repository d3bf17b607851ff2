"""Whom can a newcomer be in the running demonstration, and what do they see first?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.core.files.storage import storages
from django.urls import reverse

from awards.enums import PUBLIC
from awards.models import Certificate, Release
from charter.desk.demo import cast
from charter.enums import Role
from charter.home import demo_links
from charter.kit import tenancy
from charter.models import Membership

# How long the announcement waits for the worker, and how often it looks, in seconds.
PATIENCE, LOOK_EVERY = 60, 0.5


@dataclass(frozen=True)
class Offer:
    """Somebody to sign in as in one programme; ``where`` has one place for each of ``roles``, in their order."""

    name: str
    email: str
    programme: str
    roles: list[str]
    where: list[str]
    link: str


def offers(base_url: str) -> list[Offer]:
    """The whole cast as it stands in the database, in the cast's order, each with a fresh one-time link."""
    by_person: dict[str, list[Membership]] = {}
    with tenancy.alone("the demonstration lists its people"):
        held = Membership.objects.current().select_related("person", "programme", "organisation").order_by("pk")
        for row in held:
            by_person.setdefault(row.person.email, []).append(row)
    found = []
    for character in cast.everybody():
        rows = by_person.get(character.email, [])
        for programme in dict.fromkeys(row.programme for row in rows):
            own = [row for row in rows if row.programme == programme]
            found.append(
                Offer(
                    name=character.name,
                    email=character.email,
                    programme=programme.slug,
                    roles=[str(Role(row.role).label) for row in own],
                    where=[str(row.organisation or row.programme) for row in own],
                    link=base_url + demo_links.path(own[0].person),
                )
            )
    return found


def as_json(base_url: str) -> list[dict[str, Any]]:
    """The offers as plain values."""
    return [asdict(offer) for offer in offers(base_url)]


def announce(base_url: str, write: Callable[[str], object] = print) -> None:
    """Tell where the demonstration is, whom to be there, and one certificate that the worker has made.

    Waits up to a minute for the last release, so that the certificate's verification page is public.
    """
    made = _newest_certificate()
    write(f"\nCharter is running at {base_url}/\n")
    write(
        f"Be anybody with one click at {base_url}{reverse('home:demo_people')}, or follow a link (each works once):\n"
    )
    about = {character.name: character.look_at for character in cast.everybody()}
    for offer in sorted(
        (offer for offer in offers(base_url) if offer.name in cast.SHOWN_FIRST),
        key=lambda offer: cast.SHOWN_FIRST.index(offer.name),
    ):
        roles = " and ".join(f"{role.lower()}, {where}" for role, where in zip(offer.roles, offer.where, strict=True))
        write(f"  {offer.name} ({roles})\n    {about[offer.name]}\n    {offer.link}")
    if made is None:
        write("\nThe worker has not finished the certificates yet; they appear on the register when it has.\n")
        return
    write(f"\nA certificate that the worker made: {_place(made)}")
    write(f"It is verified at {base_url}{made.award.get_absolute_url()}\n")


def _newest_certificate() -> Certificate | None:
    """The certificate made last of those anybody may see, once no approved release is waiting any more."""
    begun = time.monotonic()
    while _release_waits() and time.monotonic() - begun < PATIENCE:
        time.sleep(LOOK_EVERY)
    with tenancy.alone("the demonstration names a certificate"):
        public = Certificate.objects.filter(award__state__in=PUBLIC).select_related("award")
        return public.order_by("-made_at", "-pk").first()


def _release_waits() -> bool:
    """Whether a release that was approved is still to be carried out."""
    with tenancy.alone("the demonstration waits for its release"):
        waiting = Release.objects.filter(approved_at__isnull=False, done_at__isnull=True, cancelled_at__isnull=True)
        return waiting.exists()


def _place(certificate: Certificate) -> str:
    """The path of the PDF on this machine; its name in the storage where there is no path."""
    try:
        return storages["private"].path(certificate.storage_name)
    except NotImplementedError:
        return certificate.storage_name
