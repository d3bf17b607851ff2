"""Does the catalogue lint find nothing, and would it find something? (security.md ISO-4)"""

from __future__ import annotations

import re

import pytest
from django.db import connections, transaction

from charter.enums import STAFF_ROLES, Role
from charter.kit import walls
from tests.walls import catalogue


@pytest.fixture
def owner(django_db_setup, django_db_blocker):
    """The owner's connection in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        with transaction.atomic(using="owner"):
            with connections["owner"].cursor() as cursor:
                yield cursor
            transaction.set_rollback(True, using="owner")


def test_catalogue_has_no_findings(owner):
    assert catalogue.findings() == []


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ("CREATE TABLE forgotten (id bigint)", "forgotten: no row-level security"),
        (
            "ALTER TABLE applications_answer NO FORCE ROW LEVEL SECURITY",
            "applications_answer: row-level security is not",
        ),
        ("ALTER TABLE applications_answer DISABLE ROW LEVEL SECURITY", "applications_answer: no row-level security"),
        (
            "CREATE POLICY open ON applications_answer TO app USING (true)",
            "applications_answer.open: a policy that lets",
        ),
        ("DROP POLICY wall_read ON charter_cohort", "charter_cohort: no programme's wall for SELECT"),
        ("CREATE POLICY slow ON charter_cohort FOR SELECT TO app USING (id = ANY (app.my_places()))", "once a row"),
        ("CREATE VIEW peek AS SELECT * FROM applications_answer", "peek: a view without security_invoker"),
        (
            "CREATE FUNCTION app.sly() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
            "app.sly(): a definer's function without",
        ),
        ("GRANT TRUNCATE ON applications_answer TO app", "applications_answer: the application may TRUNCATE"),
        (
            "ALTER TABLE applications_answer DROP CONSTRAINT applications_answer_application_same_programme",
            "applications_answer points to applications_application without its programme",
        ),
    ],
)
def test_catalogue_finds_a_planted_fault(owner, fault, finding):
    owner.execute(fault)

    assert any(finding in sentence for sentence in catalogue.findings()), catalogue.findings()


def test_policies_name_roles_that_exist(owner):
    named = {word for _, _, _, _, _, *texts in catalogue.asked(catalogue.POLICIES) for word in _roles_in(texts)}

    assert set(STAFF_ROLES) < named <= set(Role.values)
    assert walls.role(*sorted(STAFF_ROLES)) == walls.STAFF


def _roles_in(texts) -> set[str]:
    """The words of ``my_roles() && ARRAY['officer'::text, …]``."""
    lists = [match for text in filter(None, texts) for match in re.findall(r"my_roles\) && ARRAY\[([^\]]*)\]", text)]
    return {word for listed in lists for word in re.findall(r"'(\w+)'", listed)}
