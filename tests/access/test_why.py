"""Does "why can this person see this?" answer as the real rules do, and tell nobody more than they may see?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from applications.models import Application
from assessment.actions import conflicts
from awards.models import Award
from charter.desk import why
from charter.kit import tenancy
from charter.kit.tenancy import Hat
from tests.access.test_matrix import signed_in


@pytest.fixture
def side(world):
    return world.sides[0]


def ask(side, asker, person, about):
    asker = side.people[asker]
    with tenancy.acting(asker, side.programme):
        return why.explain(asker, person, side.programme, about)


def reasons(found, hat):
    [answer] = [answer for answer in found.answers if answer.hat == hat]
    return answer.sees, " ".join(answer.reasons)


def everybody(side):
    return {**side.people, **side.houses[0].people, "other lead": side.houses[1].people["lead"]}


@pytest.mark.parametrize("stage", ["draft", "sent", "assessing", "moderating"])
def test_answers_are_those_of_the_real_rules(side, stage):
    application = side.houses[0].applications[stage]
    wrong = []
    for name, person in everybody(side).items():
        found = ask(side, "officer", person, application.reference)
        for answer in found.answers:
            with tenancy.acting(person, side.programme):
                real = Application.objects.visible_to(person, side.programme, answer.hat).filter(pk=application.pk)
                if real.exists() != answer.sees:
                    wrong.append((name, answer))
            if not answer.reasons:
                wrong.append((name, answer))

    assert wrong == []


def test_panel_member_is_told_of_seat_and_loan(side):
    found = ask(side, "officer", side.people["assessor"], side.houses[0].applications["assessing"].reference)

    sees, told = reasons(found, Hat.ASSESSOR)

    assert sees
    assert "a panel member of the programme" in told
    assert "seat on the panel of First cohort" in told
    assert "lent to them to read" in told


def test_connection_is_named(side):
    found = ask(side, "officer", side.people["conflicted"], side.houses[0].applications["assessing"].reference)

    sees, told = reasons(found, Hat.ASSESSOR)

    assert not sees
    assert why.HIDES in told


def test_party_is_named_and_a_stranger_is_told_why_not(side):
    reference = side.houses[0].applications["draft"].reference

    assert reasons(ask(side, "officer", side.houses[0].people["viewer"], reference), Hat.APPLICANT) == (
        True,
        "They are a viewer of Oak Trust: Reads along.",
    )
    assert reasons(ask(side, "officer", side.houses[1].people["lead"], reference), Hat.APPLICANT) == (
        False,
        "None of their organisations stands behind it.",
    )


def test_award_and_organisation_can_be_asked_about(side):
    award = Award.objects.get(application=side.houses[0].applications["released"])
    lead = side.houses[0].people["lead"]

    assert reasons(ask(side, "officer", lead, award.code), Hat.APPLICANT)[0]
    assert reasons(ask(side, "officer", lead, "Oak Trust"), Hat.APPLICANT)[0]
    assert reasons(ask(side, "officer", lead, "ash-trust"), Hat.APPLICANT) == (
        False,
        "They hold no role in Ash Trust.",
    )
    assert not ask(side, "officer", side.people["commissioner"], "oak-trust").sees


def test_whoever_has_a_connection_learns_nothing(side):
    hidden = side.houses[0].applications["assessing"]
    with tenancy.acting(side.people["programme_lead"], side.programme):
        conflicts.set_by_staff(hidden, person=side.people["officer"], by=side.people["programme_lead"])

    assert ask(side, "officer", side.people["assessor"], hidden.reference) is None
    assert ask(side, "programme_lead", side.people["assessor"], hidden.reference).sees


def test_another_programmes_things_do_not_exist(world, side):
    other = world.sides[1].houses[0]

    assert ask(side, "officer", side.people["assessor"], other.applications["sent"].reference) is None
    assert ask(side, "officer", side.people["assessor"], other.organisation.name) is None


def test_page_asks_and_answers(side):
    person = side.people["assessor"]
    address = reverse("desk:why", kwargs={"programme": side.programme.slug, "who": person.uuid})
    browser = signed_in(side.people["officer"])
    reference = side.houses[0].applications["assessing"].reference

    answered = browser.get(address, {"about": reference}).content.decode()
    nothing = browser.get(address, {"about": "zebra"}).content.decode()

    assert f"assessor of oakland can see {reference} of Oak Trust" in answered
    assert "Panel member: can" in answered and "cannot, because" in answered
    assert "Nothing with this name" in nothing


def test_suspended_person_sees_nothing(side):
    person = side.people["assessor"]
    person.is_active = False
    person.save()

    found = ask(side, "officer", person, side.houses[0].applications["assessing"].reference)

    assert {answer.reasons for answer in found.answers} == {("Their account is closed or suspended.",)}
