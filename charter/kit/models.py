"""Which rows does the machinery itself keep? Bare ids to programme and organisation, no foreign keys upward."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from charter.kit.walls import OWN_OR_NO_PROGRAMME, STAFF, either, every, mine, walls

_OF_ME = either(mine("actor_id"), mine("on_behalf_of_id"))


class CurrentTransaction(models.Func):
    """PostgreSQL's number of the present transaction: what was written together carries the same one."""

    function = "txid_current"
    arity = 0
    output_field = models.BigIntegerField()


class RandomUUID(models.Func):
    """A random UUID made by PostgreSQL, for rows that anybody may add."""

    function = "gen_random_uuid"
    arity = 0
    output_field = models.UUIDField()


class AuditEvent(models.Model):
    """One thing that happened. Added, never changed: the application's role has no grant to do otherwise.

    ``at`` is the transaction's instant; ``written_at`` is the database's own clock, which nothing travels.
    ``request_id`` names the request, or the outbox row whose job it was (``outbox:17``). ``about`` is the reference
    of the application it is about, whatever the target is. ``only_once`` is a key for what is told once a person,
    object and hour.
    """

    uuid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
    written_at = models.DateTimeField(db_default=Now())
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction())
    request_id = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    on_behalf_of_name = models.CharField(max_length=200, blank=True)
    system_reason = models.CharField(max_length=200, blank=True)
    programme_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    target_type = models.CharField(max_length=80)
    target_id = models.BigIntegerField(null=True)
    target_name = models.CharField(max_length=200)
    about = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    only_once = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # NULL is "as often as it is"

    class Meta:
        ordering = ["-id"]
        constraints = [
            walls(
                "kit_auditevent",
                read=either(_OF_ME, every("programme_id IS NOT NULL", STAFF)),
                add=OWN_OR_NO_PROGRAMME,
                wall=OWN_OR_NO_PROGRAMME,
                # What somebody did, and what was done in their place, they read in every programme.
                read_wall=either(OWN_OR_NO_PROGRAMME, _OF_ME),
                reader="sealer",
            )
        ]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="kit_auditevent_target"),
            models.Index(fields=["programme_id", "-id"], name="kit_auditevent_programme"),
            models.Index(fields=["organisation_id", "-id"], name="kit_auditevent_organisation"),
            models.Index(
                fields=["programme_id", "about", "-id"], name="kit_auditevent_about", condition=~Q(about="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_name}"


class AuditSeal(models.Model):
    """One link of the chain over the audit events. Written by the sealer's own role and by nobody else.

    ``hash`` = SHA-256(hash before ‖ seq ‖ header ‖ payload digest), see ``charter/kit/sealing.py``.
    """

    seq = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    payload_digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"Seal {self.seq}"


class OutboxRow(models.Model):
    """A background effect that is owed: written in the business transaction, done by a worker.

    ``attempts`` counts tries, ``dispatches`` how often the broker was given the row. ``due_at`` is planned anew
    when a try begins, so a try that never ends costs its wait and no more.
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    programme_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    ids = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    dispatches = models.PositiveIntegerField(default=0)
    queued_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            walls("kit_outboxrow", read=STAFF, add=OWN_OR_NO_PROGRAMME, change=STAFF, wall=OWN_OR_NO_PROGRAMME),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dead_at__isnull=True), name="kit_outboxrow_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="kit_outboxrow_open",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class CanaryResult(models.Model):
    """What one look across the wall found: ``programme_id`` looked into ``other_id`` as ``actor_id``.

    ``tables`` were tried, ``marked`` of them hold rows of the other programme; ``rows_seen`` of these were seen
    and ``writes_through`` writes went through, each named in ``findings``. Both are 0 while the wall stands.
    """

    at = models.DateTimeField()
    programme_id = models.BigIntegerField()
    other_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    tables = models.PositiveIntegerField(default=0)
    marked = models.PositiveIntegerField(default=0)
    rows_seen = models.PositiveBigIntegerField(default=0)
    writes_tried = models.PositiveIntegerField(default=0)
    writes_through = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    ok = models.BooleanField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            walls("kit_canaryresult", read=STAFF),
            models.CheckConstraint(
                condition=Q(ok=False) | Q(rows_seen=0, writes_through=0), name="kit_canaryresult_ok_saw_nothing"
            ),
        ]
        indexes = [models.Index(fields=["programme_id", "-at"], name="kit_canaryresult_programme")]

    def __str__(self) -> str:
        return f"Canary of programme {self.programme_id}: {'nothing got across' if self.ok else 'breach'}"


class Message(models.Model):
    """An e-mail as it was written: merged text first, then queued, then sent.

    ``link`` is the path it leads to; a secret letter keeps none. ``settled_at`` is when its recipient said that
    there is nothing left to do about it.
    """

    class State(models.TextChoices):
        """draft → queued → sent | failed ; draft → cancelled."""

        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not delivered"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    programme_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    to_address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    link = models.CharField(max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            walls(
                "kit_message",
                read=either(mine("person_id"), STAFF),
                add=OWN_OR_NO_PROGRAMME,
                change=STAFF,
                wall=OWN_OR_NO_PROGRAMME,
                # People read what was written to them in every programme.
                read_wall=either(OWN_OR_NO_PROGRAMME, mine("person_id")),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "queued", "sent", "failed", "cancelled"]),
                name="kit_message_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="kit_message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="kit_message_organisation"),
            models.Index(fields=["person_id", "-id"], name="kit_message_person"),
        ]

    def __str__(self) -> str:
        return self.subject
