"""Is the page about rights made from the declared ones, all of them?"""

from __future__ import annotations

import ast
import html
from pathlib import Path

import pytest
from django.urls import reverse

from charter import who_may
from charter.enums import Role
from charter.kit.access import PERMISSIONS, Permission, rule
from charter.permissions import role_may
from charter.roles import ROLES
from tests.access.test_matrix import signed_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(world):
    side = world.sides[0]
    address = reverse("charter:who_may", kwargs={"programme": side.programme.slug})
    return html.unescape(signed_in(side.people["officer"]).get(address).content.decode())


def test_every_declared_permission_role_and_condition_is_on_the_page(page):
    wanted = [permission.label for permission in PERMISSIONS.values()]
    wanted += [sentence for permission in PERMISSIONS.values() for sentence in permission.rule.sentences]
    wanted += [str(role.label) for role in Role] + [ROLES[role].sentence for role in Role]

    assert [text for text in wanted if text not in page] == []
    assert len(PERMISSIONS) > 40


def test_rules_tell_their_conditions_and_roles():
    rights = {right.name: right for _, held in who_may.table() for right in held}

    assert set(rights) == set(PERMISSIONS)
    confirm = rights["assessment.confirm_level"]
    assert confirm.roles == ("Programme lead",)
    assert confirm.hats == ("Programme staff",)
    assert confirm.conditions == (
        "Only a proposed level can be confirmed or sent back.",
        "You proposed this level, so another programme lead has to confirm it.",
    )
    assert confirm.own_hand


def test_a_new_permission_appears_by_itself():
    @rule("Only on a Tuesday.")
    def is_tuesday(person, noun):
        return True

    Permission("charter.dance", "Dance", role_may("charter.dance") & is_tuesday)
    try:
        [right] = [right for _, held in who_may.table() for right in held if right.name == "charter.dance"]
    finally:
        del PERMISSIONS["charter.dance"]

    assert (right.label, right.roles, right.conditions) == ("Dance", (), ("Only on a Tuesday.",))


def test_template_names_no_permission_by_hand():
    template = (ROOT / "templates" / "charter" / "who_may.html").read_text()
    module = ast.parse((ROOT / "charter" / "who_may.py").read_text())
    literals = {
        node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert [p.name for p in PERMISSIONS.values() if p.label in template or p.name in literals] == []


def test_observer_lands_on_a_page_that_answers(world):
    side = world.sides[0]
    browser = signed_in(side.people["observer"])

    landed = browser.get(reverse("home:start"), follow=True)

    assert landed.status_code == 200
    text = landed.content.decode()
    assert "Nothing to observe yet" in text
    assert "You are here as an observer" in text
    assert "panel chair" not in text


def test_somebody_with_hats_in_two_programmes_switches_by_links(world):
    """The same person: applicant lead here, panel member here, officer there."""
    from charter.actions import memberships
    from charter.kit import tenancy

    here, there = world.sides
    person = here.houses[0].people["lead"]
    with tenancy.acting(None), tenancy.as_system("a test gives roles"):
        memberships.grant(person, role=Role.ASSESSOR, programme=here.programme, by=person)
        memberships.grant(person, role=Role.OFFICER, programme=there.programme, by=person)
    browser = signed_in(person)
    links = {
        "Oak Trust": "/oakland/org/oak-trust/",
        "Panel member, OAK": "/oakland/panel/",
        "Programme staff, ELM": "/elmham/staff/",
    }
    banners = {
        "Oak Trust": "You are working for your organisation",
        "Panel member, OAK": "You are working as a panel member",
        "Programme staff, ELM": "You are working as programme staff",
    }

    for worn, address in links.items():
        response = browser.get(address)
        text = response.content.decode()
        assert response.status_code == 200
        assert banners[worn] in text
        others = [other for name, other in links.items() if name != worn]
        assert [other for other in others if f'href="{other}"' not in text] == []
        assert f'aria-current="true">{worn}<' in text
    # A hat opens its own programme's pages, and no other's.
    assert browser.get("/oakland/staff/").status_code == 404
    assert browser.get("/elmham/panel/").status_code == 404
