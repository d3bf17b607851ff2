"""Is what is stored still true: every hash, every count, every promise between the apps?

Each check is a function that yields a sentence for each finding and says, at the end, what it looked at. They
read only. ``manage.py verify_all`` runs them; so do tests and drills after every journey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from applications import canonical
from applications.enums import ENDED, ScanState, State
from applications.models import Application, ApplicationGrant, Evidence, Recusal, Scan, Snapshot
from assessment.enums import ReviewState
from assessment.models import Decision, Review
from awards import codes
from awards.enums import AwardState
from awards.models import Award, Certificate, Release
from charter import level_rules, selectors
from charter.kit import clock, files, sealing
from charter.kit.models import AuditEvent, Message, OutboxRow
from charter.models import Counter, Membership

LATE = timedelta(hours=1)
SENT_STATES = frozenset(State) - ENDED - {State.INTEREST, State.WAITLISTED, State.DRAFT}


@dataclass
class Check:
    """One check's result: how many it looked at and one sentence a finding."""

    name: str
    looked_at: int = 0
    findings: list[str] = field(default_factory=list)


Looker = Callable[[Check], Iterator[str]]
CHECKS: list[tuple[str, Looker]] = []


def check(name: str) -> Callable[[Looker], Looker]:
    """Register a check under the words it is reported with."""

    def register(look: Looker) -> Looker:
        CHECKS.append((name, look))
        return look

    return register


def verify() -> Iterator[Check]:
    """Run every check in turn."""
    for name, look in CHECKS:
        result = Check(name)
        result.findings = list(look(result))
        yield result


@check("evidence files")
def evidence_files(result: Check) -> Iterator[str]:
    """Every stored file has the bytes whose digest was kept; those of an infected one are gone."""
    for row in Evidence.objects.exclude(storage_name="").exclude(scan_state=ScanState.INFECTED).iterator():
        result.looked_at += 1
        if not files.matches(row.storage_name, row.sha256):
            yield f"Evidence {row.uuid} is missing or is not the file that was uploaded."


@check("scans of files")
def scans(result: Check) -> Iterator[str]:
    """Every file that is called clean, or infected, has a scan of exactly its digest that said so."""
    settled = Evidence.objects.filter(scan_state__in=[ScanState.CLEAN, ScanState.INFECTED])
    said = Scan.objects.filter(evidence=OuterRef("pk"), sha256=OuterRef("sha256"), result=OuterRef("scan_state"))
    for row in settled.annotate(was_said=Exists(said)).iterator():
        result.looked_at += 1
        if not row.was_said:
            yield f"Evidence {row.uuid} is called {row.scan_state}, and no scan of its bytes says so."


@check("snapshots")
def snapshots(result: Check) -> Iterator[str]:
    """Every snapshot still has its digest, and everything sent has one."""
    for row in Snapshot.objects.iterator():
        result.looked_at += 1
        if canonical.digest(row.content) != row.sha256:
            yield f"Snapshot {row.receipt} does not match its digest."
    for reference in Application.objects.filter(state__in=SENT_STATES, snapshots__isnull=True).values_list(
        "reference", flat=True
    ):
        yield f"{reference} was sent but has no snapshot."


@check("certificates")
def certificates(result: Check) -> Iterator[str]:
    """Every certificate has its bytes, and every released award has exactly one."""
    for row in Certificate.objects.select_related("award").iterator():
        result.looked_at += 1
        if not files.matches(row.storage_name, row.sha256):
            yield f"The certificate {row.award.code} is missing or is not the file that was issued."
    bare = Award.objects.exclude(state=AwardState.SCHEDULED).filter(certificate__isnull=True)
    for code in bare.values_list("code", flat=True):
        yield f"The award {code} is public but has no certificate."


@check("awards")
def awards(result: Check) -> Iterator[str]:
    """Awards and applications tell the same story; codes are whole; serials have no gap."""
    for award in Award.objects.select_related("application").iterator():
        result.looked_at += 1
        released = award.state != AwardState.SCHEDULED
        if released != (award.application.state == State.RELEASED):
            yield f"The award {award.code} and its application {award.application.reference} disagree."
        if not codes.is_well_formed(award.code):
            yield f"The code {award.code} has a wrong check character."
    spans = Award.objects.values("programme_id").annotate(n=Count("id"), low=Min("serial"), high=Max("serial"))
    counters = dict(Counter.objects.filter(name="award").values_list("programme_id", "value"))
    for span in spans:
        if span["low"] != 1 or span["high"] != span["n"] or counters.get(span["programme_id"]) != span["n"]:
            yield f"Serials of programme {span['programme_id']} have a gap: {span['n']} awards, up to {span['high']}."
    decided = Decision.objects.filter(confirmed_at__isnull=False, level__isnull=False, application__state="released")
    for reference in decided.exclude(application_id__in=Award.objects.values("application_id")).values_list(
        "application__reference", flat=True
    ):
        yield f"{reference} was released with a level but has no award."


@check("decisions")
def decisions(result: Check) -> Iterator[str]:
    """Every decision computes to the same level again, and two people made it."""
    rows = Decision.objects.select_related("application__framework", "computed_level", "level")
    for row in rows.iterator():
        result.looked_at += 1
        form = selectors.framework_form(row.application.framework)
        computed = level_rules.evaluate(form, row.scores).level
        stored = row.computed_level.code if row.computed_level else None
        if computed != stored:
            yield f"The decision on {row.application.reference} computes to {computed}, not {stored}."
        if row.level_id != row.computed_level_id and not row.override_reason.strip():
            yield f"The decision on {row.application.reference} departs from the rules without a reason."
        if row.confirmed_by_id is not None and row.confirmed_by_id == row.proposed_by_id:
            yield f"The decision on {row.application.reference} was made by one person."
    unmade = Application.objects.filter(state__in=[State.DECIDED, State.RELEASED]).exclude(
        pk__in=Decision.objects.filter(confirmed_at__isnull=False).values("application_id")
    )
    for reference in unmade.values_list("reference", flat=True):
        yield f"{reference} is decided but has no confirmed decision."


@check("reviews")
def reviews(result: Check) -> Iterator[str]:
    """Every locked review scores every standard."""
    rows = (
        Review.objects.filter(state=ReviewState.LOCKED)
        .select_related("application__framework")
        .annotate(scored=Count("scores", filter=Q(scores__points__isnull=False)))
    )
    for row in rows:
        result.looked_at += 1
        needed = len(selectors.framework_form(row.application.framework).standards)
        if row.scored != needed:
            yield f"Review {row.pk} of {row.application.reference} is locked with {row.scored} of {needed} scores."


@check("conflicts")
def conflicts(result: Check) -> Iterator[str]:
    """Nobody holds a grant on what a conflict hides from them."""
    recusals = Recusal.objects.filter(lifted_at__isnull=True)
    result.looked_at = recusals.count()
    for application_id, person_id in recusals.values_list("application_id", "person_id"):
        if ApplicationGrant.objects.filter(content_object_id=application_id, user_id=person_id).exists():
            yield f"Person {person_id} has a conflict with application {application_id} and still holds a grant."


@check("releases")
def releases(result: Check) -> Iterator[str]:
    """No release is overdue, and none was done by one person."""
    for row in Release.objects.all():
        result.looked_at += 1
        if row.approved_by_id is not None and row.approved_by_id == row.proposed_by_id:
            yield f"Release {row.pk} was approved by the person who planned it."


@check("leads")
def leads(result: Check) -> Iterator[str]:
    """Every organisation with people has a lead."""
    held = Membership.objects.current().filter(organisation__isnull=False)
    led = held.filter(role="organisation_lead").values("organisation_id")
    result.looked_at = held.values("organisation_id").distinct().count()
    for name in held.exclude(organisation_id__in=led).values_list("organisation__name", flat=True).distinct():
        yield f"{name} has people but no lead."


@check("audit")
def audit(result: Check) -> Iterator[str]:
    """What was sent, decided and released was recorded."""
    verbs = {
        "application:sent": SENT_STATES,
        "application:decided": {State.DECIDED, State.RELEASED},
        "application:released": {State.RELEASED},
    }
    result.looked_at = AuditEvent.objects.count()
    for verb, states in verbs.items():
        recorded = AuditEvent.objects.filter(verb=verb).values("target_id")
        silent = Application.objects.filter(state__in=states).exclude(pk__in=recorded)
        for reference in silent.values_list("reference", flat=True):
            yield f"{reference} has no record of {verb}."


@check("audit chain")
def audit_chain(result: Check) -> Iterator[str]:
    """Every sealed event is what was sealed, and the file of heads, where there is one here, says the same."""
    verification = sealing.Verification(settings.AUDIT_HEADS)
    with connection.chunked_cursor() as stream:
        yield from islice(verification.chain(stream), 20)
    result.looked_at = verification.looked_at


@check("outbox")
def outbox(result: Check) -> Iterator[str]:
    """Nothing owed is dead, and nothing due has waited an hour."""
    result.looked_at = OutboxRow.objects.count()
    for row in OutboxRow.objects.filter(dead_at__isnull=False)[:20]:
        yield f"{row.kind} ({row.key}) gave up after {row.attempts} tries: {row.last_error[:120]}"
    late = OutboxRow.objects.filter(done_at__isnull=True, dead_at__isnull=True)
    for row in late.filter(due_at__lt=clock.now() - LATE)[:20]:
        yield f"{row.kind} ({row.key}) has been due since {row.due_at:%d %B %H:%M} UTC."


@check("messages")
def messages(result: Check) -> Iterator[str]:
    """No message failed."""
    result.looked_at = Message.objects.count()
    for message in Message.objects.filter(state=Message.State.FAILED)[:20]:
        yield f"The message {message.key} was not delivered: {message.why_not}"
