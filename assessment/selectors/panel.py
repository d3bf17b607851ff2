"""Who sits on a panel, who has a conflict, and what does a panel still lack?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from applications.enums import WITH_PANEL, State
from applications.models import Application, Recusal
from assessment.enums import CONFLICTING, COUNTED, ReviewState, SeatKind
from assessment.models import Assignment, Conflict, Review, Seat
from charter import standing
from charter.enums import Role
from charter.framework_form import Framework
from charter.kit import clock, tenancy
from charter.kit.tenancy import Hat
from charter.models import Cohort, Membership, Person
from charter.selectors import framework_form, people_with_role

# A seat of either kind may score; an observer's may not.
SCORING_KINDS = frozenset({SeatKind.ASSESSOR, SeatKind.CHAIR})
# The roles that make a person eligible for each kind of seat.
ELIGIBLE: dict[str, tuple[str, ...]] = {
    SeatKind.ASSESSOR: (Role.ASSESSOR, Role.CHAIR),
    SeatKind.CHAIR: (Role.CHAIR,),
    SeatKind.OBSERVER: (Role.OBSERVER,),
}


def seats_of(cohort: Cohort) -> QuerySet[Seat]:
    """A cohort's current seats with their people and how many applications each reads, by name."""
    counted = Count("assignments", filter=Q(assignments__review__state__in=COUNTED))
    return (
        Seat.objects.filter(cohort=cohort, ended_at__isnull=True)
        .select_related("person")
        .annotate(load=counted)
        .order_by("person__name", "person__email", "kind")
    )


def holds_seat(person: Any, kind: str, cohort: Cohort) -> bool:
    """Whether the person has a current seat of ``kind`` on the cohort's panel."""
    return Seat.objects.filter(cohort=cohort, person=person, kind=kind, ended_at__isnull=True).exists()


def trained_since() -> date:
    """The first day of training that still counts today: 12 months ago (product.md §4, step 10)."""
    today = clock.today()
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def is_trained(seat: Seat) -> bool:
    """Whether the seat's person was trained in the last 12 months."""
    return seat.trained_on is not None and seat.trained_on >= trained_since()


def belongs_to_a_party(person: Any, application: Application) -> bool:
    """Whether the person holds a role in an organisation behind the application."""
    parties = application.parties.values("organisation_id")
    return Membership.objects.current().filter(person=person, organisation_id__in=parties).exists()


def has_conflict(person: Any, application: Application) -> bool:
    """Whether a declared, a set or a structural conflict keeps the person from the application."""
    declared = Conflict.objects.filter(
        application=application, person=person, connection__in=CONFLICTING, lifted_at__isnull=True
    )
    recused = Recusal.objects.filter(application=application, person=person, lifted_at__isnull=True)
    return declared.exists() or recused.exists() or belongs_to_a_party(person, application)


def counted_reviews(application: Application) -> QuerySet[Review]:
    """The application's reviews that are neither handed back nor set aside, with seat and person."""
    return (
        Review.objects.counted()
        .filter(application=application)
        .select_related("assignment__seat__person")
        .order_by("pk")
    )


def start_gaps(application: Application) -> list[str]:
    """What keeps the panel from starting, one sentence each; empty when the minimums are met."""
    return _start_gaps(framework_form(application.framework), list(counted_reviews(application)))


def _start_gaps(form: Framework, reviews: Sequence[Review]) -> list[str]:
    seats = [review.assignment.seat for review in reviews]
    return _short(
        len(seats),
        sum(seat.lived_experience for seat in seats),
        form.policy.assessors_minimum,
        form.policy.lived_experience_seats_minimum,
        "assessors",
    )


def _reveal_gaps(form: Framework, reviews: Sequence[Review]) -> list[str]:
    """What keeps scores from being revealed, for officers alone: it tells of progress and of seats."""
    policy = form.policy
    gaps = _short(
        len(reviews),
        sum(review.assignment.seat.lived_experience for review in reviews),
        policy.quorum_scored,
        policy.lived_experience_seats_minimum,
        "assessors",
    )
    waiting = sum(review.state != ReviewState.LOCKED for review in reviews)
    if waiting:
        gaps.insert(0, f"{waiting} of {len(reviews)} reviews are not finished.")
    return gaps


def quorum_is_met(application: Application) -> bool:
    """Whether enough finished reviews count, with the lived experience seats that the policy asks for."""
    policy = framework_form(application.framework).policy
    seats = [review.assignment.seat for review in counted_reviews(application) if review.state == ReviewState.LOCKED]
    enough = len(seats) >= policy.quorum_scored
    return enough and sum(seat.lived_experience for seat in seats) >= policy.lived_experience_seats_minimum


def all_are_locked(application: Application) -> bool:
    """Whether every review that counts is finished, and there is one."""
    states = set(counted_reviews(application).values_list("state", flat=True))
    return states == {ReviewState.LOCKED}


def _short(have: int, lived: int, wanted: int, lived_wanted: int, noun: str) -> list[str]:
    """Sentences for a number and a number of lived experience seats that are too low."""
    gaps = []
    if have < wanted:
        gaps.append(f"The panel needs at least {wanted} {noun}. It has {have}.")
    if lived < lived_wanted:
        seats = "seat" if lived_wanted == 1 else "seats"
        gaps.append(f"At least {lived_wanted} of them needs a lived experience {seats}. There is {lived or 'none'}.")
    return gaps


@dataclass(frozen=True)
class Progress:
    """How far one assessor is with one application; never what they scored."""

    review: Review
    scored: int
    standards: int

    @property
    def stage(self) -> str:
        """Where the reader stands, as an officer would say it."""
        told = {ReviewState.INVITED: "Has not answered yet", ReviewState.OPEN: "Scoring"}
        return told.get(ReviewState(self.review.state), "Finished")

    @property
    def words(self) -> str:
        """``8 of 18 scored``."""
        return f"{self.scored} of {self.standards} scored"


@dataclass(frozen=True)
class Candidate:
    """A seat that might read an application; ``reason`` says why not, ``hint`` what to think about first."""

    seat: Seat
    reason: str
    hint: str


@dataclass(frozen=True)
class AssignmentsPage:
    """The officer's page of one application's panel."""

    application: Application
    progress: tuple[Progress, ...]
    ended: tuple[Review, ...]
    candidates: tuple[Candidate, ...]
    gaps: tuple[str, ...]
    is_accepted: bool
    is_assessing: bool

    @property
    def free(self) -> tuple[Candidate, ...]:
        """Those who may be assigned."""
        return tuple(row for row in self.candidates if not row.reason)

    @property
    def barred(self) -> tuple[Candidate, ...]:
        """Those who may not, each with its reason."""
        return tuple(row for row in self.candidates if row.reason)


def assignments_page(application: Application) -> AssignmentsPage:
    """Who reads the application, how far they are, and who else could; a constant number of queries."""
    scored = Count("scores", filter=Q(scores__points__isnull=False))
    rows = Review.objects.filter(application=application).select_related("assignment__seat__person")
    with tenancy.as_system("officers see how far a review is, and never a score"):
        reviews = list(rows.annotate(scored=scored).order_by("pk"))
    form = framework_form(application.framework)
    standards = len(form.standards)
    counted = [review for review in reviews if review.state in COUNTED]
    accepted = application.state == State.ACCEPTED
    assessing = application.state == State.ASSESSING
    gaps = _start_gaps(form, counted) if accepted else _reveal_gaps(form, counted) if assessing else []
    return AssignmentsPage(
        application=application,
        progress=tuple(Progress(review, review.scored, standards) for review in counted),
        ended=tuple(review for review in reviews if review.state not in COUNTED),
        candidates=tuple(_candidates(application, reviews)) if accepted or assessing else (),
        gaps=tuple(gaps),
        is_accepted=accepted,
        is_assessing=assessing,
    )


def bar(seat: Seat, application: Application) -> str:
    """Why the seat's person may not read the application, as a sentence; empty when they may."""
    assigned = Assignment.objects.filter(application=application, seat__person=seat.person).exists()
    return _bar(seat, assigned, has_conflict(seat.person, application), _is_eligible(seat))


def _is_eligible(seat: Seat) -> bool:
    """Whether the person still holds the role that the seat asks for."""
    return bool(standing.of(seat.person).in_programme(seat.programme_id) & set(ELIGIBLE[seat.kind]))


def _bar(seat: Seat, assigned: bool, conflicted: bool, eligible: bool) -> str:
    """The first reason that holds."""
    person = seat.person
    if seat.kind not in SCORING_KINDS:
        return f"{person} has an observer’s seat, which does not score."
    if not eligible:
        return f"{person} is no longer a panel member."
    if conflicted:
        return f"{person} has a connection to this application. Choose somebody else."
    if assigned:
        return f"{person} has been assigned to this application already."
    if seat.trained_on is None:
        return f"{person} has no training on record. Record it before you assign."
    if not is_trained(seat):
        return f"{person} was trained more than 12 months ago. Choose somebody else or record new training."
    return ""


def _candidates(application: Application, reviews: Sequence[Review]) -> list[Candidate]:
    """Every scoring seat of the cohort with its bar and a hint; a fixed number of queries."""
    parties = [party.organisation_id for party in application.parties.all()]
    belonged = Membership.objects.filter(person=OuterRef("person_id"), organisation_id__in=parties)
    conflict = Conflict.objects.filter(
        application=application,
        person=OuterRef("person_id"),
        connection__in=CONFLICTING,
        lifted_at__isnull=True,
    )
    recusal = Recusal.objects.filter(application=application, person=OuterRef("person_id"), lifted_at__isnull=True)
    eligible = Membership.objects.with_role(Role.ASSESSOR, Role.CHAIR).filter(
        person=OuterRef("person_id"), programme_id=application.programme_id, organisation__isnull=True
    )
    seats = (
        seats_of(application.cohort)
        .filter(kind__in=SCORING_KINDS)
        .annotate(
            conflicted=Exists(belonged.filter(ended_at__isnull=True)) | Exists(conflict) | Exists(recusal),
            belonged=Exists(belonged),
            eligible=Exists(eligible),
        )
    )
    assigned = {review.assignment.seat.person_id for review in reviews}
    # Everybody of the operator itself shares its domain, which says nothing.
    domains = _party_domains(parties) - {_domain(application.programme.contact_email)}
    found = []
    for seat in seats:
        if seat.person_id in assigned:
            continue
        reason = _bar(seat, False, seat.conflicted, seat.eligible)
        found.append(Candidate(seat, reason, _hint(seat, domains)))
    return found


def _hint(seat: Any, domains: set[str]) -> str:
    """What an officer should think about before assigning; a person decides (product.md §6)."""
    if seat.belonged:
        return "They held a role in an organisation behind this application."
    domain = _domain(seat.person.email)
    return f"Their address ends like that of people there: {domain}." if domain in domains else ""


def _party_domains(organisation_ids: list[int]) -> set[str]:
    """The e-mail domains of the people of these organisations."""
    held = Membership.objects.filter(organisation_id__in=organisation_ids).values_list("person__email", flat=True)
    return {_domain(address) for address in held}


def _domain(address: str) -> str:
    """What stands after the at sign."""
    return address.rpartition("@")[2]


@dataclass(frozen=True)
class PanelApplication:
    """One application on the officer's panel page: how many read it, how many have finished."""

    application: Application
    reading: int
    finished: int


@dataclass(frozen=True)
class PanelPage:
    """A cohort's panel: seats with their load, and the applications it reads or will read."""

    seats: tuple[Seat, ...]
    applications: tuple[PanelApplication, ...]
    trained_since: date

    @property
    def lived_experience_seats(self) -> int:
        """How many seats are marked."""
        return sum(seat.lived_experience for seat in self.seats)


def panel_page(cohort: Cohort, person: Any) -> PanelPage:
    """Seats and applications of a cohort, for staff without a connection; a constant number of queries."""
    counted = (
        Review.objects.counted()
        .filter(application=OuterRef("pk"))
        .order_by()
        .values("application")
        .annotate(number=Count("pk"))
    )
    finished = counted.filter(state=ReviewState.LOCKED)
    own = standing.of(person).organisation_ids(cohort.programme_id)
    applications = (
        Application.objects.visible_to(person, cohort.programme, Hat.STAFF)
        .exclude(parties__organisation_id__in=own)
        .filter(cohort=cohort, state__in=[State.ACCEPTED, *WITH_PANEL])
        .select_related("organisation")
        .annotate(
            reading=Subquery(counted.values("number"), output_field=IntegerField()),
            finished=Subquery(finished.values("number"), output_field=IntegerField()),
        )
    )
    rows = tuple(PanelApplication(row, row.reading or 0, row.finished or 0) for row in applications)
    return PanelPage(tuple(seats_of(cohort)), rows, trained_since())


def eligible_people(cohort: Cohort) -> QuerySet[Person]:
    """Everybody who may be given a seat of some kind on the cohort's panel, by name."""
    return people_with_role(cohort.programme, Role.ASSESSOR, Role.CHAIR, Role.OBSERVER)


def people_of_panel(cohort: Cohort) -> list[Person]:
    """The people who hold a seat on the cohort's panel, each once, by name."""
    return list({seat.person_id: seat.person for seat in seats_of(cohort)}.values())


def review_by_id(application: Application, identity: str) -> Review | None:
    """The application's review that a button of the officer's page stands for, or None."""
    if not (identity.isascii() and identity.isdecimal() and len(identity) < 19):
        return None
    return counted_reviews(application).filter(pk=int(identity)).first()
