"""Is PostgreSQL told who acts where, for the transaction only, and can a row not point across programmes?"""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from charter import selectors
from charter.actions import frameworks, programmes
from charter.kit import tenancy
from charter.models import Cohort, Organisation, Person, Service
from charter.models.people import SYSTEM_EMAIL

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2] / "charter" / "data"


def told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.actor', true), current_setting('app.programme', true)")
        return tuple(value or "" for value in cursor.fetchone())


def programme(slug, prefix):
    return programmes.create(
        by=selectors.system_person(),
        slug=slug,
        prefix=prefix,
        name=slug,
        operator_name="Op",
        contact_name="Jo",
        contact_email="jo@example.org",
        contact_phone="1",
    )


def organisation(of, name):
    return Organisation.objects.create(
        programme=of,
        slug=name,
        name=name,
        certificate_name=name,
        kind="charity",
        region="london",
        registered_at="2026-01-01T00:00Z",
        state_at="2026-01-01T00:00Z",
    )


def test_acting_tells_actor_and_programme_and_takes_it_back():
    person, place = Person.objects.create_user("a@example.org"), programme("one", "ONE")

    with tenancy.acting(person, place):
        inside = told()
        with tenancy.acting(None):
            nobody = told()
        again = told()

    assert (inside, nobody, again) == ((str(person.pk), str(place.pk)), ("", ""), inside)
    assert told() == ("system", "")  # What a test of ours asks for outside every context (tests/settings.py).


def test_as_system_tells_system_and_keeps_the_person():
    person = Person.objects.create_user("a@example.org")

    with tenancy.acting(person):
        with tenancy.as_system("a test"):
            assert told()[0] == "system"
            assert tenancy.current().person == person
        assert told()[0] == str(person.pk)


def test_the_system_has_a_named_person_who_cannot_sign_in():
    assert (selectors.system_person().email, selectors.system_person().is_active) == (SYSTEM_EMAIL, False)


def test_the_application_connects_as_a_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
        )
        owned = cursor.fetchone()[0]

    assert (role, owned) == (("app", False, False), 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kit_auditevent SET verb = 'x'",
        "DELETE FROM kit_auditevent",
        "TRUNCATE kit_auditevent",
        "UPDATE applications_snapshot SET number = 9",
    ],
)
def test_the_application_may_not_change_what_is_only_added(statement):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_service_cannot_belong_to_another_programmes_organisation():
    one, two = programme("one", "ONE"), programme("two", "TWO")
    theirs = organisation(two, "theirs")

    with pytest.raises(IntegrityError, match="charter_service_organisation_same_programme"):
        Service.objects.create(programme=one, organisation=theirs, name="S")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_cohort_cannot_run_on_another_programmes_framework():
    one, two = programme("one", "ONE"), programme("two", "TWO")
    document = json.loads((DATA / "framework-lec-1.json").read_text())
    theirs = frameworks.load(two, document=document, by=selectors.system_person())

    with pytest.raises(IntegrityError, match="charter_cohort_framework_same_programme"):
        Cohort.objects.create(
            programme=one,
            slug="c",
            name="C",
            framework=theirs,
            evidence_opens_at="2026-01-01T00:00Z",
            closes_at="2026-02-01T00:00Z",
            scores_due_at="2026-03-01T00:00Z",
            decisions_by="2026-03-02T00:00Z",
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_tenant_table_has_its_key_and_every_tenant_link_is_composite():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'programme_id' AND table_schema = 'public'"
        )
        # Histories keep bare ids, like the kit's own tables: a version outlives what it pointed to.
        tenant = {
            name for (name,) in cursor.fetchall() if not name.startswith("kit_") and not name.endswith("history")
        }
        cursor.execute(
            "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, array_length(c.conkey, 1)"
            " FROM pg_constraint c WHERE c.contype = 'f'"
        )
        links = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint c WHERE contype = 'u' AND (SELECT array_agg("
            "attname::text ORDER BY attname) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey))"
            " = ARRAY['id', 'programme_id']"
        )
        keyed = {name for (name,) in cursor.fetchall()}

    single = {(a, b) for a, b, n in links if a in tenant and b in tenant and n == 1}
    double = {(a, b) for a, b, n in links if a in tenant and b in tenant and n == 2}
    assert len(tenant) > 20
    assert tenant - keyed == set()
    assert single - double == set()
