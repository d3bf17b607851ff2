"""How does every kind of letter of the applicant's side come to be written? By the actions, with any words in it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import notifications
from applications.actions import (
    acceptance,
    comments,
    evidence,
    extensions,
    interest,
    lapsing,
    late,
    leaving,
    partners,
    reminding,
    returns,
    sections,
    sending,
    withdrawal,
)
from applications.models import Application
from charter.actions import memberships
from charter.enums import Role
from charter.kit import clock
from charter.models import Cohort, Membership, Organisation, Person
from tests.applications.places import Place


def named(place: Place, text: str) -> None:
    """Everybody and everything whose name a letter carries is called ``text`` from now on, as far as it fits.

    The contributor keeps a name that a comment can tell.
    """
    people = Person.objects.filter(email__endswith=".example.org").exclude(pk=place.oak.contributor.pk)
    people.update(name=text[:120])
    for number, party in enumerate((place.oak, place.ash)):
        Organisation.objects.filter(pk=party.organisation.pk).update(name=f"{number}{text}"[:200])
        party.organisation.refresh_from_db()
        for person in party.people.values():
            person.refresh_from_db()
    Cohort.objects.filter(pk=place.cohort.pk).update(name=text[:120])
    for row in (place.cohort, place.officer, place.programme_lead):
        row.refresh_from_db()


def write(place: Place, text: str) -> None:
    """One journey after another, until every kind was written; ``text`` is what people type where they may."""
    oak, ash = place.oak, place.ash
    _interest(place, text)
    place.draft("Second")
    reminding.remind_of_values(oak.organisation, by=oak.lead)
    application = place.joint()
    partners.invite(application, partner_name=text[:200], email="somebody@partner.example.org", by=oak.lead)
    notifications.partner_joined(application, ash.organisation)
    first, second = place.standards[:2]
    sections.share_out(application, owners={first: oak.contributor, second: oak.contributor}, by=oak.lead)
    said = f"@{oak.contributor} {text}"
    comments.write(application, standard=first, text=said, by=oak.lead)
    comments.let_staff_in(application, allowed=True, by=oak.lead)
    upload = SimpleUploadedFile(f"{text[:300]}.txt".replace("/", ""), b"Some words.", "text/plain")
    added = evidence.add_file(application, standard=first, upload=upload, by=oak.contributor)
    notifications.virus_found(added)
    _more_time(place, application, text)
    place.train()
    place.write(application)
    application = Application.objects.for_pages().get(pk=application.pk)
    reminding.remind_of_declaration(application, organisation=oak.organisation, by=oak.lead)
    place.declare(application, oak, ash)
    sending.send(Application.objects.for_pages().get(pk=application.pk), key=uuid4(), digest=None, by=oak.lead)
    _after_sending(place, text)
    _withdraws(place, application)
    _lapses(place, text)
    _signatory_leaves(place)


def _interest(place: Place, text: str) -> None:
    waiting = place.interest(None, "Second")
    interest.waitlist(waiting, by=place.officer)
    interest.decline(waiting, reason=text or "Full.", by=place.officer)


def _more_time(place: Place, application: Application, text: str) -> None:
    asked = extensions.ask(application, reason=text, by=place.oak.lead)
    extensions.decline(asked, reason=text, by=place.officer)
    asked = extensions.ask(application, reason=text, by=place.oak.lead)
    extensions.grant(asked, until=clock.now() + timedelta(days=20), by=place.officer)


def _after_sending(place: Place, text: str) -> None:
    """Returned and attached to; accepted."""
    application = Application.objects.for_pages().get(parties__organisation=place.ash.organisation)
    first = place.standards[0]
    due = clock.now() + timedelta(days=5)
    returns.send_back(application, standards={first: text}, request=text, due_at=due, by=place.officer)
    place.declare(application, place.oak, place.ash)
    again = Application.objects.for_pages().get(pk=application.pk)
    sending.send(again, key=uuid4(), digest=None, by=place.oak.lead)
    upload = SimpleUploadedFile(f"{text[:300]}.txt".replace("/", ""), b"Some words.", "text/plain")
    again = Application.objects.for_pages().get(pk=application.pk)
    late.attach(again, standard=first, upload=upload, label=text, reason=text, by=place.officer)
    acceptance.accept(Application.objects.for_pages().get(pk=application.pk), by=place.officer)


def _withdraws(place: Place, application: Application) -> None:
    for lead in (place.oak.lead, place.ash.lead):
        withdrawal.withdraw(Application.objects.for_pages().get(pk=application.pk), by=lead)
    again = Application.objects.for_pages().get(pk=application.pk)
    withdrawal.restore(again, reason="By mistake.", by=place.officer)


def _lapses(place: Place, text: str) -> None:
    """A draft that nobody sends; more time after that needs two people."""
    draft = place.draft("Third")
    after = draft.deadline.last_moment + timedelta(hours=1)
    with clock.at(after):
        lapsing.lapse(draft, by=place.system)
        draft = Application.objects.for_pages().get(pk=draft.pk)
        asked = extensions.ask(draft, reason=text, by=place.oak.lead)
        extensions.grant(asked, until=after + timedelta(days=5), by=place.officer)


def _signatory_leaves(place: Place) -> None:
    """First with another one there, then with nobody."""
    for party, other in ((place.oak, True), (place.ash, False)):
        if other:
            memberships.grant(
                party.viewer,
                role=Role.SIGNATORY,
                programme=place.programme,
                organisation=party.organisation,
                by=party.lead,
            )
        held = Membership.objects.with_role(Role.SIGNATORY).get(person=party.signatory)
        memberships.end(held, by=party.lead)
        leaving.leave(party.signatory, place.programme, by=party.lead)
