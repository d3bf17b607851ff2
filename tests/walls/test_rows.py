"""Does PostgreSQL refuse by itself? Every tenant table, asked as the application's role (security.md ISO-3)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from charter.kit import tenancy
from tests.walls import catalogue

TABLES = sorted(catalogue.tenant_tables())
# What the world of tests/world.py leaves without a row.
EMPTY = {"applications_withdrawalrequest", "applications_scan"}
# Released awards are public, and with them whose they are.
PUBLIC = {"awards_award", "awards_certificate", "applications_applicationparty", "charter_service"}


def count(table: str, where: str = "true", values=()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {where}', values)
        return cursor.fetchone()[0]


def refused(sql: str, values=()) -> str:
    """``0`` when nothing was changed, else the error's SQLSTATE; fails when a row was changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            changed = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return error.__cause__.sqlstate
    assert changed == 0, sql
    return "0"


def columns(table: str) -> str:
    names = [f.column for f in catalogue.tenant_tables()[table]._meta.concrete_fields if f.column != "id"]
    return ", ".join(f'"{name}"' for name in names)


@pytest.fixture(params=["oak", "officer", "chair", "assessor", "nobody"])
def actor(request, world):
    """Somebody of the first programme, or nobody, and the second programme."""
    here, there = world.sides
    people = {**here.people, "oak": here.houses[0].people["lead"], "nobody": None}
    return people[request.param], here.programme, there.programme


def test_every_table_has_rows_to_hide(world):
    with tenancy.alone("a test counts"):
        empty = {
            table
            for table in TABLES
            for side in world.sides
            if not count(table, "programme_id = %s", [side.programme.pk])
        }

    assert empty - {t for t in TABLES if t.startswith("kit_")} <= EMPTY


@pytest.mark.parametrize("table", TABLES)
def test_no_context_shows_and_takes_nothing(world, table):
    with tenancy.acting(None):
        shown = count(table)
        changed = refused(f'UPDATE "{table}" SET programme_id = programme_id')
        removed = refused(f'DELETE FROM "{table}"')

    assert shown == 0
    assert {changed, removed} <= {"0", "42501"}


def test_another_programmes_rows_are_never_seen_nor_touched(world, actor):
    person, here, there = actor
    wrong = []
    for table in TABLES:
        with tenancy.acting(person, here):
            seen = count(table, "programme_id = %s", [there.pk])
            changed = refused(f'UPDATE "{table}" SET programme_id = %s WHERE programme_id = %s', [here.pk, there.pk])
            removed = refused(f'DELETE FROM "{table}" WHERE programme_id = %s', [there.pk])
            moved = refused(f'UPDATE "{table}" SET programme_id = %s', [there.pk])
        if (
            seen
            or changed not in ("0", "42501")
            or removed not in ("0", "42501")
            or moved not in ("0", "42501", "23514")
        ):
            wrong.append((table, seen, changed, removed, moved))

    assert wrong == []


def test_a_row_of_another_programme_cannot_be_added(world, actor):
    person, here, there = actor
    wrong = []
    for table in TABLES:
        with tenancy.alone("a test copies a row"):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT {columns(table)} FROM "{table}" WHERE programme_id = %s LIMIT 1', [there.pk])
                row = cursor.fetchone()
        if row is None:
            continue
        places = ", ".join(["%s"] * len(row))
        values = [_plain(value) for value in row]
        with tenancy.acting(person, here):
            answer = refused(f'INSERT INTO "{table}" ({columns(table)}) VALUES ({places})', values)
        if answer != "42501":
            wrong.append((table, answer))

    assert wrong == []


def _plain(value):
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict | list) else value


def test_another_organisations_rows_are_seen_only_where_they_are_public(world):
    house, other = world.sides[0].houses
    with tenancy.acting(house.people["lead"], world.sides[0].programme):
        seen = {
            table: count(table, "organisation_id = %s", [other.organisation.pk])
            for table, model in catalogue.tenant_tables().items()
            if any(field.column == "organisation_id" for field in model._meta.concrete_fields)
        }

    assert {table for table, rows in seen.items() if rows} <= PUBLIC


def test_own_organisations_rows_are_seen_to_the_last_one(world):
    house = world.sides[0].houses[0]
    tables = ["applications_answer", "applications_evidence", "applications_snapshot", "applications_declaration"]
    own = [house.organisation.pk]
    with tenancy.alone("a test counts"):
        wanted = {table: count(table, "organisation_id = %s", own) for table in tables}
    with tenancy.acting(house.people["lead"], world.sides[0].programme):
        seen = {table: count(table) for table in tables}

    assert seen == wanted
    assert all(wanted.values())


def test_an_assessor_sees_the_content_of_what_is_lent_and_no_other(world):
    side = world.sides[0]
    with tenancy.acting(side.people["unassigned"], side.programme):
        nothing = [
            count(table) for table in ("applications_answer", "applications_evidence", "applications_snapshot")
        ]
    with tenancy.acting(side.people["conflicted"], side.programme):
        hidden = [count(table) for table in ("applications_answer", "applications_evidence", "applications_snapshot")]
    with tenancy.acting(side.people["assessor"], side.programme):
        scores = count("assessment_score", "review_id <> ALL ((SELECT app.my_reviews())::bigint[])")
        lent = count("applications_answer")

    assert nothing == hidden == [0, 0, 0]
    assert scores == 0
    assert lent > 0
