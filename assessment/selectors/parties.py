"""Which organisations and services stand behind an application? Names only: all that may be told at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from applications.models import Application, ApplicationParty, PartyService

# What every page about an application joins; its programme and framework are at hand.
APPLICATION = ("organisation", "cohort")


def joined(prefix: str) -> list[str]:
    """``APPLICATION`` seen from a row that points to the application: ``application__organisation``…"""
    return [prefix + name for name in APPLICATION]


def party_prefetches(prefix: str = "", *, services: bool = True) -> list[Prefetch]:
    """Parties with their organisations, and their services when wanted: one query each."""
    parties = Prefetch(f"{prefix}parties", ApplicationParty.objects.select_related("organisation"))
    brought = PartyService.objects.select_related("service")
    return [parties, Prefetch(f"{prefix}parties__party_services", brought)] if services else [parties]


@dataclass(frozen=True)
class Party:
    """An organisation behind an application, with its services."""

    name: str
    services: tuple[str, ...]


def parties_of(application: Application) -> tuple[Party, ...]:
    """Every party in order; reads what ``party_prefetches`` has loaded."""
    return tuple(
        Party(party.organisation.name, tuple(row.service.name for row in party.party_services.all()))
        for party in application.parties.all()
    )


def names_of(application: Application) -> tuple[str, ...]:
    """The organisations' names in order; needs the parties, not their services."""
    return tuple(party.organisation.name for party in application.parties.all())
