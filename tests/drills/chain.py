"""What do the drill and the tests of the audit chain do to it? Each tampering is a superuser's, on a copy."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from charter.kit import sealing

EVENT = (
    "INSERT INTO kit_auditevent (at, request_id, verb, actor_id, actor_name, on_behalf_of_name, system_reason,"
    " programme_id, target_type, target_id, target_name, about, reason, detail)"
    " SELECT now(), '', 'application:viewed', %s, 'Asha', '', '', 1, 'applications.Application', n, 'LEC-' || n, '',"
    " '', jsonb_build_object('n', n, 'words', repeat('x', 80)) FROM generate_series(%s::bigint, %s::bigint) n"
)


def named(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def copy_of(name: str, *, of: str) -> Iterator[str]:
    """A database of its own, copied from ``of`` (to which nobody may be connected) and dropped afterwards."""
    owner = named(os.environ["DATABASE_OWNER_URL"], "postgres")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        _copy(connection, name, of)
    try:
        yield name
    finally:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(connection: psycopg.Connection, name: str, of: str) -> None:
    """PostgreSQL copies only what nobody is using; a server process that is just leaving counts as somebody."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(of))
    for tries_left in range(4, -1, -1):
        try:
            connection.execute(statement)
            return
        except psycopg.errors.ObjectInUse:
            if not tries_left:
                raise


def as_role(role: str, database: str) -> psycopg.Connection:
    """A connection as ``app``, ``owner`` or ``sealer``; the owner stands for whoever is above the grants."""
    name = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "sealer": "DATABASE_SEALER_URL"}[role]
    connection = psycopg.connect(named(os.environ[name], database))
    if role == "owner":
        # Row policies bind the owner too; whoever tampers would lift them first.
        for table in ("kit_auditevent", "kit_auditseal"):
            connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        connection.commit()
    return connection


def write(database: str, number: int, *, actor: int = 1, first: int = 1, role: str = "app") -> None:
    """``number`` events in one transaction, told as the system's."""
    with as_role(role, database) as connection:
        connection.execute("SELECT set_config('app.actor', 'system', true)")
        connection.execute(EVENT, [actor, first, first + number - 1])


def seal(database: str, heads: Path) -> sealing.Head:
    """One pass of the sealer."""
    with sealing.connect(named(os.environ["DATABASE_SEALER_URL"], database)) as connection:
        return sealing.seal(connection, heads)


def verify(database: str, heads: Path | None) -> tuple[int, list[str]]:
    """How many rows were looked at, and every finding about the chain."""
    verification = sealing.Verification(heads)
    with as_role("sealer", database) as connection, connection.cursor("chain") as stream:
        stream.itersize = 5_000
        found = list(verification.chain(stream))
    return verification.looked_at, found


def write_together(database: str, writers: int, each: int, then: Callable[[], object]) -> None:
    """``writers`` at once, ``each`` events a writer, five a transaction; ``then`` again and again meanwhile."""

    def work(actor: int) -> None:
        with as_role("app", database) as connection:
            for number in range(0, each, 5):
                with connection.transaction():
                    connection.execute("SELECT set_config('app.actor', 'system', true)")
                    connection.execute(EVENT, [actor, number, number + 4])
                    # Some commit late, so that ids are not in the order of their commits.
                    if number % 50 == actor * 5:
                        connection.execute("SELECT pg_sleep(0.02)")

    threads = [threading.Thread(target=work, args=(actor,)) for actor in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        then()
    for thread in threads:
        thread.join()


# Tamperings: each takes a superuser's connection and the row n -------------------------------------


def edit(connection: psycopg.Connection, n: int) -> None:
    connection.execute(
        "UPDATE kit_auditevent SET actor_id = 999 WHERE id = (SELECT event_id FROM kit_auditseal WHERE seq = %s)", [n]
    )


def delete(connection: psycopg.Connection, n: int) -> None:
    row = connection.execute("DELETE FROM kit_auditseal WHERE seq = %s RETURNING event_id", [n]).fetchone()
    connection.execute("DELETE FROM kit_auditevent WHERE id = %s", row)


def delete_the_tail(connection: psycopg.Connection, n: int) -> None:
    connection.execute(
        "DELETE FROM kit_auditevent WHERE id IN (SELECT event_id FROM kit_auditseal WHERE seq >= %s)", [n]
    )
    connection.execute("DELETE FROM kit_auditseal WHERE seq >= %s", [n])


def insert_in_the_middle(connection: psycopg.Connection, n: int) -> None:
    """A forged event at n with an honest link to the row before; the rows behind it move on by one."""
    rows = connection.execute("SELECT * FROM kit_auditseal WHERE seq >= %s ORDER BY seq DESC", [n]).fetchall()
    for row in rows:
        connection.execute("UPDATE kit_auditseal SET seq = seq + 1 WHERE seq = %s", [row[0]])
    [[forged]] = connection.execute(
        EVENT.replace("SELECT now()", "SELECT now() - interval '1 day'") + " RETURNING id", [7, 1, 1]
    )
    connection.execute(
        "INSERT INTO kit_auditseal (seq, event_id, payload_digest, hash) VALUES (%s, %s, '', '')", [n, forged]
    )
    _link_again(connection, n, n)


def swap(connection: psycopg.Connection, n: int) -> None:
    """Rows n and n + 3 change places."""
    pair = connection.execute("SELECT seq, event_id FROM kit_auditseal WHERE seq IN (%s, %s)", [n, n + 3]).fetchall()
    (one, first), (two, second) = pair
    connection.execute("UPDATE kit_auditseal SET event_id = -event_id WHERE seq IN (%s, %s)", [one, two])
    connection.execute("UPDATE kit_auditseal SET event_id = %s WHERE seq = %s", [second, one])
    connection.execute("UPDATE kit_auditseal SET event_id = %s WHERE seq = %s", [first, two])


def chain_again(connection: psycopg.Connection, n: int) -> None:
    """Row n is changed and everything from there on is linked again, so that the database agrees with itself."""
    edit(connection, n)
    [[last]] = connection.execute("SELECT max(seq) FROM kit_auditseal")
    _link_again(connection, n, last)


def _link_again(connection: psycopg.Connection, first: int, last: int) -> None:
    row = connection.execute("SELECT hash FROM kit_auditseal WHERE seq = %s", [first - 1]).fetchone()
    before = bytes(row[0]) if row else sealing.GENESIS
    for seq, _, _, _, *fields in connection.execute(sealing._CHAIN).fetchall():
        if first <= seq <= last:
            header, digest = sealing._digests(fields)
            before = sealing.link(before, seq, header, digest)
            connection.execute(
                "UPDATE kit_auditseal SET payload_digest = %s, hash = %s WHERE seq = %s", [digest, before, seq]
            )


TAMPERINGS: dict[str, Callable[[psycopg.Connection, int], None]] = {
    "edit": edit,
    "delete": delete,
    "delete the tail": delete_the_tail,
    "insert in the middle": insert_in_the_middle,
    "swap": swap,
    "chain again": chain_again,
}

# What the application's role may try; each must be refused.
ESCAPES: tuple[str, ...] = (
    "UPDATE kit_auditevent SET verb = 'x'",
    "DELETE FROM kit_auditevent",
    "TRUNCATE kit_auditevent",
    "ALTER TABLE kit_auditevent DISABLE TRIGGER ALL",
    "SELECT set_config('pgtrigger.ignore', '{x}', true); DELETE FROM kit_auditevent",
    "SET session_replication_role = replica",
    "ALTER TABLE kit_auditevent OWNER TO app",
    "DROP TABLE kit_auditevent",
    "INSERT INTO kit_auditseal (seq, event_id, payload_digest, hash) VALUES (0, 0, '', '')",
    "UPDATE kit_auditseal SET hash = ''",
    "DELETE FROM kit_auditseal",
    "SET ROLE owner",
    "UPDATE applications_answerhistory SET text = 'x'",
    "DELETE FROM assessment_scorehistory",
    "TRUNCATE charter_membershiphistory",
    "UPDATE assessment_decisionhistory SET scores = '{}'",
    "DELETE FROM assessment_agreedscorehistory",
    "DROP TRIGGER applications_answerhistory ON applications_answer",
    "ALTER TABLE applications_answer DISABLE TRIGGER applications_answerhistory",
    "CREATE OR REPLACE FUNCTION public.applications_answerhistory() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NULL; END $$",
    "SELECT pg_advisory_xact_lock(1); LOCK TABLE kit_auditevent IN ACCESS EXCLUSIVE MODE",
)


def refused(database: str, statement: str) -> bool:
    """Whether the application's role is refused, for want of a right."""
    with as_role("app", database) as connection:
        try:
            for part in statement.split("; ") if "$$" not in statement else [statement]:
                connection.execute(part)
        except psycopg.errors.InsufficientPrivilege:
            connection.rollback()
            return True
        connection.rollback()
        return False


def head_of(heads: Path) -> dict:
    """The file's last line."""
    return json.loads(heads.read_text().splitlines()[-1])
