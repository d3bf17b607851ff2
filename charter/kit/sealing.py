"""How is the audit trail sealed, so that nobody can bend it without being found out?

A process with a role of its own numbers the committed events without a gap and chains them:

    hash = SHA-256(hash before ‖ seq as 8 bytes ‖ header ‖ payload digest)

The header says what happened, when, by whom, to what; the payload holds names and words, which may have to be
erased one day without breaking the chain. Every field is written with its length, so that none can pass for its
neighbour. After each pass the head of the chain goes into a file outside the database, with the first bytes of each
new hash, so that a chain that was made anew from some row on is found, and where it begins.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

logger = logging.getLogger(__name__)

GENESIS = hashlib.sha256(b"Charter audit trail, chain 1").digest()
# Two sealers at once would number twice; the second waits for its next pass.
LOCK = 7_301
BATCH = 5_000
# Rows that commit late have lower ids than the last sealed one; so far back each pass looks for them.
LOOK_BACK = 50_000
LINK_CHARACTERS = 8
UNSEALED_MINUTES = 5

_HEADER = (
    "e.id",
    "e.uuid",
    "(extract(epoch FROM e.at) * 1000000)::bigint",
    "(extract(epoch FROM e.written_at) * 1000000)::bigint",
    "e.transaction_id",
    "e.request_id",
    "e.verb",
    "e.actor_id",
    "e.on_behalf_of_id",
    "e.programme_id",
    "e.organisation_id",
    "e.target_type",
    "e.target_id",
    "e.about",
)
_PAYLOAD = (
    "e.actor_name",
    "e.on_behalf_of_name",
    "e.system_reason",
    "e.target_name",
    "e.reason",
    "e.detail",
    "host(e.address)",
    "e.only_once",
)
_FIELDS = ", ".join(f"({expression})::text" for expression in (*_HEADER, *_PAYLOAD))
_LAST = "SELECT seq, hash FROM kit_auditseal ORDER BY seq DESC LIMIT 1"
_UNSEALED = (
    f"SELECT {_FIELDS} FROM kit_auditevent e WHERE e.id > %s"  # noqa: S608  # our own words
    " AND NOT EXISTS (SELECT FROM kit_auditseal s WHERE s.event_id = e.id) ORDER BY e.id LIMIT %s"
)
_ADD = (
    "INSERT INTO kit_auditseal (seq, event_id, payload_digest, hash)"
    " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[])"
)
_CHAIN = (
    f"SELECT s.seq, s.event_id, s.payload_digest, s.hash, {_FIELDS}"  # noqa: S608  # our own words
    " FROM kit_auditseal s LEFT JOIN kit_auditevent e ON e.id = s.event_id ORDER BY s.seq"
)
_LATE = (
    "SELECT count(*), min(e.id) FROM kit_auditevent e"
    " WHERE e.written_at < now() - make_interval(mins => %s)"
    " AND NOT EXISTS (SELECT FROM kit_auditseal s WHERE s.event_id = e.id)"
)


def connect(url: str) -> psycopg.Connection:
    """The sealer's connection: each statement stands alone, but for the blocks that say otherwise."""
    return psycopg.connect(url, autocommit=True, connect_timeout=10)


class Bent(Exception):
    """The chain in the database is not the one that was sealed; its text names the place."""


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many rows, and the last one's hash (32 bytes)."""

    seq: int
    hash: bytes


def canonical(fields: Sequence[str | None]) -> bytes:
    """The fields in an unambiguous form: ``n`` for nothing, else the length in bytes, a colon and the bytes."""
    parts = []
    for field in fields:
        if field is None:
            parts.append(b"n")
        else:
            told = field.encode()
            parts.append(b"%d:%b" % (len(told), told))
    return b"".join(parts)


def link(before: bytes, seq: int, header: bytes, payload_digest: bytes) -> bytes:
    """The hash of one row (32 bytes), from the hash before it."""
    return hashlib.sha256(before + seq.to_bytes(8, "big") + header + payload_digest).digest()


def _digests(fields: Sequence[str | None]) -> tuple[bytes, bytes]:
    """The header and the payload's digest of one event, whose fields are as ``_FIELDS`` gives them."""
    cut = len(_HEADER)
    return canonical(fields[:cut]), hashlib.sha256(canonical(fields[cut:])).digest()


# Sealing -----------------------------------------------------------------------------------------


def seal(connection: psycopg.Connection, heads: Path, *, everywhere: bool = True) -> Head:
    """Seal what is committed and not sealed yet, write the head into the file, and give it.

    ``everywhere`` looks at every event; without it only at the newest, which is enough most times. Raises
    :class:`Bent` when the chain no longer has the row that the file ends with.
    """
    told = last_told(heads)
    _must_have(connection, told)
    while _seal_batch(connection, everywhere=everywhere) == BATCH:
        pass
    head = _head(connection)
    if head.seq > told.seq:
        _tell(connection, heads, told, head)
    return head


def _must_have(connection: psycopg.Connection, told: Head) -> None:
    """Refuse to go on with a chain that is not the one we left."""
    if told.seq:
        row = connection.execute("SELECT hash FROM kit_auditseal WHERE seq = %s", [told.seq]).fetchone()
        if row is None or bytes(row[0]) != told.hash:
            raise Bent(f"The audit trail no longer has the row {told.seq:,} that was sealed last.")


def _seal_batch(connection: psycopg.Connection, *, everywhere: bool) -> int:
    """Seal up to ``BATCH`` events in one transaction; how many it were."""
    with connection.transaction():
        [[alone]] = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not alone:
            return 0
        last = _head(connection)
        [[highest]] = connection.execute("SELECT coalesce(max(event_id), 0) FROM kit_auditseal")
        begin = 0 if everywhere else highest - LOOK_BACK
        rows = connection.execute(_UNSEALED, [begin, BATCH]).fetchall()
        seqs, ids, digests, hashes = [], [], [], []
        before = last.hash
        for seq, fields in enumerate(rows, last.seq + 1):
            header, digest = _digests(fields)
            before = link(before, seq, header, digest)
            seqs.append(seq)
            ids.append(int(fields[0]))
            digests.append(digest)
            hashes.append(before)
        if rows:
            connection.execute(_ADD, [seqs, ids, digests, hashes])
    return len(rows)


def _head(connection: psycopg.Connection) -> Head:
    row = connection.execute(_LAST).fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, GENESIS)


# The file of heads -------------------------------------------------------------------------------


def last_told(heads: Path) -> Head:
    """The head that the file ends with; the beginning of the chain when there is no file."""
    line = ""
    if heads.exists():
        with heads.open() as file:
            for line in file:  # noqa: B007  # the last one is wanted
                pass
    if not line:
        return Head(0, GENESIS)
    told = json.loads(line)
    return Head(told["seq"], bytes.fromhex(told["hash"]))


def _tell(connection: psycopg.Connection, heads: Path, told: Head, head: Head) -> None:
    """Append the new head, with the first characters of each hash since the one before, and log it."""
    [new] = connection.execute(
        "SELECT string_agg(left(encode(hash, 'hex'), %s), '' ORDER BY seq),"
        " to_char(max(sealed_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        " FROM kit_auditseal WHERE seq > %s AND seq <= %s",
        [LINK_CHARACTERS, told.seq, head.seq],
    ).fetchall()
    line = {
        "seq": head.seq,
        "hash": head.hash.hex(),
        "count": head.seq - told.seq,
        "at": new[1],
        "links": new[0],
    }
    heads.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with heads.open("a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    logger.info("Audit trail sealed up to %s: %s (%s new).", head.seq, head.hash.hex(), line["count"])


def _expected(heads: Path) -> Iterator[tuple[int, str, str | None]]:
    """What the file says of each row: (seq, the first characters of its hash, the whole hash at a head)."""
    seq = 0
    with heads.open() as file:
        for line in file:
            told = json.loads(line)
            links = told["links"]
            for place in range(0, len(links), LINK_CHARACTERS):
                seq += 1
                whole = told["hash"] if seq == told["seq"] else None
                yield seq, links[place : place + LINK_CHARACTERS], whole
            if seq != told["seq"]:
                raise ValueError(f"The line for {told['seq']:,} does not follow the one before it.")


# Verifying ---------------------------------------------------------------------------------------


class Verification:
    """Walks the whole chain once; ``looked_at`` counts its rows."""

    def __init__(self, heads: Path | None = None) -> None:
        """``heads`` is the file to compare with; without one the database can only be compared with itself."""
        self.looked_at = 0
        self._told = _expected(heads) if heads is not None and heads.exists() else iter(())
        self._coming = next(self._told, None)

    def chain(self, stream: Any) -> Iterator[str]:
        """One sentence for each bad row, the lowest sequence number first. ``stream`` is a server-side cursor.

        Each link is compared with its event, with the link before it and with the file. Once the file and the
        chain differ they differ to the end, so that is told once.
        """
        stream.execute(_CHAIN)
        before, wanted, remade = GENESIS, 1, False
        for seq, event_id, payload_digest, stored, *fields in stream:
            self.looked_at += 1
            stored = bytes(stored)
            if seq != wanted:
                yield _named(wanted, f"it is missing (the next one is {seq:,}).")
            fault = "" if seq != wanted else _fault(seq, event_id, bytes(payload_digest), stored, fields, before)
            if fault:
                yield _named(seq, fault)
            known = remade or self._knows(seq, stored)
            if not known:
                remade = True
                if seq == wanted and not fault:
                    yield _named(seq, "it is not the one that the file of heads knows.")
            before, wanted = stored, seq + 1
        if self._coming is not None and not remade and self._told_of(wanted) is not None:
            yield _named(wanted, "it is gone, with everything after it.")

    def _told_of(self, seq: int) -> tuple[int, str, str | None] | None:
        """What the file says of this row; None when it has not come so far."""
        while self._coming is not None and self._coming[0] < seq:
            self._coming = next(self._told, None)
        return self._coming

    def _knows(self, seq: int, stored: bytes) -> bool:
        """Whether the file knows this row by this hash, or has not come so far yet."""
        told = self._told_of(seq)
        if told is None:
            return True
        _, begin, whole = told
        return stored.hex().startswith(begin) and (whole is None or whole == stored.hex())


def late(cursor: Any) -> str:
    """A sentence when events wait for their seal for longer than they may; empty when none does."""
    cursor.execute(_LATE, [UNSEALED_MINUTES])
    count, first = cursor.fetchone()
    if not count:
        return ""
    return (
        f"{count:,} events are older than {UNSEALED_MINUTES} minutes and not sealed, from event {first:,} on."
        " Look whether the sealer runs."
    )


def _named(seq: int, fault: str) -> str:
    return f"Row {seq:,} of the audit trail: {fault}"


def _fault(
    seq: int, event_id: int, payload_digest: bytes, stored: bytes, fields: Sequence[str | None], before: bytes
) -> str:
    """What is wrong with one link; empty when nothing is."""
    if fields[0] is None:
        return f"its event {event_id:,} is gone."
    header, digest = _digests(fields)
    if digest != payload_digest:
        return f"the words of event {event_id:,} were changed."
    if link(before, seq, header, payload_digest) != stored:
        return f"event {event_id:,} is not what was sealed here."
    return ""
