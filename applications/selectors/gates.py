"""What stands between an application and its next step?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F
from django.db.models import Value as V

from applications.enums import BEFORE_PANEL, ENDED, WRITABLE, State
from applications.models import (
    Answer,
    Application,
    ApplicationParty,
    Declaration,
    Pledge,
    ReturnedStandard,
)
from charter.kit import clock
from charter.kit.access import YES, Refused, Verdict
from charter.kit.jinja import moment
from charter.models import Organisation, Standard
from charter.selectors import frozen_standards
from training import selectors as training


@dataclass(frozen=True)
class Signature:
    """Who signed, in which role, and when."""

    signed_name: str
    signed_role: str
    signed_at: datetime
    # When another signatory was asked to sign anew, because this one no longer signs for the organisation.
    asked_again_at: datetime | None = None


@dataclass(frozen=True)
class PartySigning:
    """One party with what it has signed; ``pledge`` and ``declaration`` are None until then."""

    party: ApplicationParty
    pledge: Signature | None
    declaration: Signature | None

    @property
    def organisation(self) -> Organisation:
        """The party's organisation."""
        return self.party.organisation


@dataclass(frozen=True)
class Gap:
    """One thing that keeps an application from being sent, and the route where it is mended.

    ``organisation_id`` is whose people can mend it; None when any writer can. ``route`` is empty when it is
    not mended on a page of the applicant's.
    """

    sentence: str
    route: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    organisation_id: int | None = None


def signings(application: Application) -> list[PartySigning]:
    """Every party in order, with its pledge on the framework and its declaration of this round. One query."""
    return signings_of([application])[application.pk]


def signings_of(applications: list[Application]) -> dict[int, list[PartySigning]]:
    """The same for several applications of one programme, by their ids. One query for all of them."""
    parties = {row.pk: list(row.parties.all()) for row in applications}
    fields = ("organisation_id", "signed_name", "signed_role", "signed_at", "asked_again_at")
    pledges = Pledge.objects.filter(
        framework_id__in={row.framework_id for row in applications},
        organisation_id__in={party.organisation_id for found in parties.values() for party in found},
        replaced_at__isnull=True,
    )
    declared = Declaration.objects.filter(application_id__in=parties)
    rows = (
        pledges.annotate(what=V("pledge"), about=F("framework_id"), number=V(0))
        .values_list("what", "about", "number", *fields)
        .union(
            declared.annotate(
                what=V("declaration"),
                about=F("application_id"),
                number=F("round"),
                asked_again_at=V(None, output_field=DateTimeField()),
            ).values_list("what", "about", "number", *fields)
        )
    )
    signed = {(what, about, number, whose): Signature(*rest) for what, about, number, whose, *rest in rows}
    return {
        row.pk: [
            PartySigning(
                party,
                signed.get(("pledge", row.framework_id, 0, party.organisation_id)),
                signed.get(("declaration", row.pk, row.round, party.organisation_id)),
            )
            for party in parties[row.pk]
        ]
        for row in applications
    }


def evidence_is_open(application: Application, signed: list[PartySigning] | None = None) -> Verdict:
    """Whether evidence may be written now: state, the values signed by every party, and the cohort's dates.

    The instant is the transaction's; the last moment includes the grace that the page prints.
    """
    cohort, instant = application.cohort, clock.now()
    if application.state not in WRITABLE:
        sent = application.sent_at is not None and application.state not in ENDED
        state = "has been sent, so it can no longer be changed" if sent else "is not open for writing"
        return Verdict(False, f"This application {state}.")
    if application.deadline.has_passed(instant):
        return Verdict(False, closed_sentence(application))
    missing = _unsigned(application) if signed is None else [r.organisation.name for r in signed if r.pledge is None]
    if missing:
        return Verdict(False, f"Evidence opens when {_names(missing)} signed the values.")
    if cohort.opened_at is None or instant < cohort.evidence_opens_at:
        return Verdict(False, f"Evidence opens on {moment(cohort.evidence_opens_at)}.")
    return YES


def standard_is_open(
    application: Application, standard: Standard, signed: list[PartySigning] | None = None
) -> Verdict:
    """Whether the answer and the evidence of one standard may be changed now.

    All of them while the application is a draft; after a return only those that were named; else none.
    """
    opened = evidence_is_open(application, signed)
    if not opened or is_named(application, standard):
        return opened
    return Verdict(False, f"{standard.code} was not returned, so it stays as you sent it.")


def is_named(application: Application, standard: Standard) -> bool:
    """Whether the standard is one that is being written: of this framework, and after a return one of those named."""
    if standard.framework_id != application.framework_id:
        return False
    return application.state != State.RETURNED or standard.pk in returned_ids(application)


def was_open(application: Application, standard: Standard, instant: datetime) -> bool:
    """Whether the standard could be changed at ``instant``, although the application was sent or lapsed since.

    It looks at what is true of a deadline, a sending and a return; the newest round is the only one that counts.
    """
    cohort, state = application.cohort, application.state
    if cohort.opened_at is None or not cohort.evidence_opens_at <= instant < application.deadline.last_moment:
        return False
    if state in BEFORE_PANEL and not (application.sent_at and instant < application.sent_at):
        return False
    if state not in WRITABLE | BEFORE_PANEL | {State.LAPSED} or standard.framework_id != application.framework_id:
        return False
    named = ReturnedStandard.objects.filter(
        returned__application=application, returned__number=application.round - 1, standard=standard
    )
    return (application.round == 1 or named.exists()) and not _unsigned(application)


def demand_open(application: Application, standard: Standard) -> None:
    """Refuse with the sentence of :func:`standard_is_open`; every action that changes a standard asks it."""
    opened = standard_is_open(application, standard)
    if not opened:
        raise Refused(opened.reason)


def returned_ids(application: Application) -> frozenset[int]:
    """Ids of the standards that the present return reopens; none while nothing is returned. One query at most."""
    return returned_ids_of([application]).get(application.pk, frozenset())


def returned_ids_of(applications: list[Application]) -> dict[int, frozenset[int]]:
    """The same for several applications, by their ids; those that are not returned are not in it."""
    rounds = {row.pk: row.round - 1 for row in applications if row.state == State.RETURNED}
    if not rounds:
        return {}
    found: dict[int, set[int]] = {}
    rows = ReturnedStandard.objects.filter(returned__application_id__in=rounds)
    for key, number, standard in rows.values_list("returned__application_id", "returned__number", "standard_id"):
        if rounds[key] == number:
            found.setdefault(key, set()).add(standard)
    return {key: frozenset(standards) for key, standards in found.items()}


def _unsigned(application: Application) -> list[str]:
    """The names of parties that have not signed the values. One query."""
    parties = list(application.parties.all())
    pledged = set(
        Pledge.objects.filter(
            framework_id=application.framework_id,
            organisation_id__in=[party.organisation_id for party in parties],
            replaced_at__isnull=True,
        ).values_list("organisation_id", flat=True)
    )
    return [party.organisation.name for party in parties if party.organisation_id not in pledged]


def closed_sentence(application: Application) -> str:
    """When it was too late to send the application, and what that means."""
    ended = moment(application.deadline.last_moment)
    closed = f"{application.cohort.name} closed on {ended}."
    if application.due_at is not None:
        closed = f"The time to send {application.reference} ended on {ended}."
    return f"{closed} Everything you wrote is kept. Ask {application.programme.contact_name} what you can do next."


def _names(names: list[str]) -> str:
    """``A has``, ``A and B have``."""
    return f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'}"


def training_is_done(application: Application) -> bool:
    """Whether the lead organisation attended, or the cohort does not need it."""
    cohort = application.cohort
    return not cohort.training_needed or training.attended(application.organisation, cohort)


def answered_ids(application: Application) -> set[int]:
    """Ids of the standards that have words. One query."""
    texts = Answer.objects.filter(application=application).values_list("standard_id", "text")
    return {standard_id for standard_id, text in texts if text.strip()}


def gaps(
    application: Application,
    *,
    signed: list[PartySigning] | None = None,
    answered: set[int] | None = None,
    trained: bool | None = None,
) -> list[Gap]:
    """Everything that keeps the application from being sent now, in the order of the journey; empty when ready.

    What a page has asked already may be given: who signed, the ids of answered standards, whether the lead
    organisation was trained. The state is not a gap: sending refuses it by itself.
    """
    signed = signings(application) if signed is None else signed
    answered = answered_ids(application) if answered is None else answered
    trained = training_is_done(application) if trained is None else trained
    words = {"programme": application.programme.slug, "reference": application.reference}
    found = _date_gaps(application)
    for row in signed:
        if row.pledge is None:
            place = {"programme": words["programme"], "organisation": row.organisation.slug}
            sentence = f"{row.organisation.name} has not signed the values."
            found.append(Gap(sentence, "applications:values", place, row.organisation.pk))
    if not trained:
        found.append(Gap(f"Nobody of {application.organisation.name} has attended a training session."))
    for standard in standards(application):
        if standard.pk not in answered:
            place = {**words, "standard": standard.code.lower()}
            found.append(Gap(f"{standard.code} {standard.name} has no answer.", "applications:answer", place))
    for row in signed:
        if row.declaration is None:
            sentence = f"{row.organisation.name} has not signed the declaration."
            found.append(Gap(sentence, "applications:declare", words, row.organisation.pk))
    return found


def _date_gaps(application: Application) -> list[Gap]:
    """The cohort is not open: too early or too late."""
    instant = clock.now()
    cohort = application.cohort
    if application.deadline.has_passed(instant):
        return [Gap(closed_sentence(application))]
    if cohort.opened_at is None or instant < cohort.evidence_opens_at:
        return [Gap(f"Evidence opens on {moment(cohort.evidence_opens_at)}.")]
    return []


def standards(application: Application) -> tuple[Standard, ...]:
    """The standards of the application's framework in order, each with its theme and value.

    An application's framework is published, so it is frozen, and read once a process.
    """
    return frozen_standards(application.framework_id)
