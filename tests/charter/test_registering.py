"""How does an organisation come in: page by page, past what looks like it, to an officer's answer?"""

from __future__ import annotations

import pytest
from django.core import mail  # noqa: TID251  # What was sent is read here.

from charter import joining, near_names, ods_codes
from charter.actions import join_requests, memberships, organisations
from charter.enums import OrganisationKind, OrganisationState, Role
from charter.kit import outbox, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent
from charter.models import Invitation, JoinRequest, Membership, Organisation, RegistrationDraft, RegistrationNote
from tests.charter import makers
from tests.charter.makers import browser, words

JOIN = "/oakland/join/"
APPROVALS = "/oakland/staff/approvals/"
STEPS = {
    "": {"eligible": "yes"},
    "name/": {"name": "Oak Trust", "ods_code": "rx1"},
    "kind/": {"kind": "mental_health_trust", "region": "london"},
    "services/": {"services": "Court team\n\nPrison team\n", "about": "With Ash Trust."},
    "you/": {"your_name": "Priti Ashgrove"},
}


@pytest.fixture
def person(programme):
    return makers.make_person("Priti Ashgrove")


@pytest.fixture
def officer(programme):
    return makers.make_staff(programme, Role.OFFICER, "Hamza Officer")


def fill(client, **changed):
    """Type every page in its order; gives where each led."""
    return [client.post(JOIN + step, {**typed, **changed.get(step.strip("/"), {})}) for step, typed in STEPS.items()]


def pending(programme, name="Oak Trust", lead=None, **fields):
    """A registration that waits."""
    given = {"kind": OrganisationKind.CHARITY, "region": "london", "services": ["Court team"], **fields}
    return organisations.register(programme, name=name, by=lead or makers.make_person(f"Lead of {name}"), **given)


# The pages -----------------------------------------------------------------------------------------


def test_five_pages_lead_to_the_check_page_and_that_to_a_registration_that_waits(programme, person, officer):
    client = browser(person)

    led = [response.url for response in fill(client)]
    check = words(client.get(JOIN + "check/"))
    response = client.post(JOIN + "check/")

    assert led == [f"{JOIN}{step}" for step in ("name/", "kind/", "services/", "you/", "check/")]
    for said in ("Oak Trust", "RX1", "Mental health trust", "London", "Court team", "With Ash Trust.", "?from=check"):
        assert said in check
    organisation = Organisation.objects.get()
    assert response.url == "/oakland/org/oak-trust/welcome/"
    assert (organisation.state, organisation.ods_code) == (OrganisationState.PENDING, "RX1")
    assert sorted(organisation.services.values_list("name", flat=True)) == ["Court team", "Prison team"]
    assert [(row.person, row.role) for row in organisation.memberships.all()] == [(person, Role.ORGANISATION_LEAD)]
    assert not RegistrationDraft.objects.exists()
    outbox.run_due()
    assert [row.to for row in mail.outbox] == [[officer.email]]
    assert "What happens next" in words(client.get(response.url))


@pytest.mark.parametrize(
    ("step", "typed", "sentence"),
    [
        ("", {}, "Select yes or no."),
        ("name/", {"name": ""}, "Enter the name of your organisation."),
        ("name/", {"name": "x" * 201}, "The name must be 200 characters or fewer."),
        ("name/", {"name": "Oak", "ods_code": "A-1"}, "An ODS code is 3 to 10 letters and numbers, such as RX1."),
        ("kind/", {"region": "london"}, "Select what kind of organisation it is."),
        ("kind/", {"kind": "palace", "region": "london"}, "Select one of the kinds in the list."),
        ("kind/", {"kind": "charity"}, "Select the region you work in."),
        ("services/", {"services": " \n "}, "Enter at least one service, team or site."),
        ("services/", {"services": "x" * 161}, "Each service must be 160 characters or fewer."),
        ("you/", {"your_name": ""}, "Enter your name."),
    ],
)
def test_a_page_says_what_to_mend_and_keeps_what_was_typed(programme, person, step, typed, sentence):
    response = browser(person).post(JOIN + step, typed)

    page = words(response)
    assert response.status_code == 422
    assert page.count(sentence) == 2
    assert all(text in page for text in typed.values() if text.strip() and text != "palace")


def test_what_was_typed_is_there_when_somebody_comes_back_on_another_day(programme, person):
    fill(browser(person))

    again = browser(person)

    assert 'value="Oak Trust"' in again.get(JOIN + "name/").content.decode()
    assert "Prison team" in words(again.get(JOIN + "services/"))
    assert not Organisation.objects.exists()


def test_a_change_leads_back_to_the_check_page(programme, person):
    client = browser(person)
    fill(client)

    response = client.post(JOIN + "kind/?from=check", {"kind": "charity", "region": "south_west"})

    assert response.url == JOIN + "check/"
    assert "South West" in words(client.get(response.url))


def test_the_check_page_leads_to_the_first_page_that_is_missing(programme, person):
    client = browser(person)
    client.post(JOIN, STEPS[""])

    assert client.get(JOIN + "check/").url == JOIN + "name/"
    assert client.post(JOIN + "check/").url == JOIN + "name/"


def test_who_is_not_sure_is_given_somebody_to_talk_to(programme, person):
    response = browser(person).post(JOIN, {"eligible": "no"})

    assert "Talk to us first" in words(response)
    assert "contact@oakland.example.org" in words(response)


def test_a_draft_is_its_persons_alone(programme, person):
    fill(browser(person))
    other = makers.make_person("Somebody Else")

    assert "Oak Trust" not in words(browser(other).get(JOIN + "name/"))
    with tenancy.acting(other, programme):
        assert joining.draft_of(person, programme) == {}


@pytest.mark.parametrize("step", ["", "name/", "matches/", "check/", "ask/oak-trust/"])
def test_registering_asks_to_sign_in(programme, step):
    assert browser().get(JOIN + step).url == f"/account/login/?next={JOIN}{step}"


# What looks alike ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Oak Trust", "OAK  trust.", "same"),
        ("St. Mary’s & Co", "St Marys and Co", "same"),
        ("Fenmarsh and Welland NHS Foundation Trust", "Fenmarsh & Welland NHS Trust", "near"),
        ("Northmoor Community NHS Trust", "Northmoor Comunity NHS Trust", "near"),
        ("Second Gate Recovery", "Second Gate Recovery College", "near"),
        ("Ashcombe County Council", "Wyrebank Borough Council", "apart"),
        ("Oak Trust", "Ash Trust", "apart"),
        ("Team 1", "Team 11", "apart"),
    ],
)
def test_names_are_compared_by_what_tells_them_apart(one, other, verdict):
    assert near_names.compare(one, other) == near_names.compare(other, one) == verdict


@pytest.mark.parametrize(
    ("code", "kind", "look_twice"),
    [
        ("RX1", OrganisationKind.MENTAL_HEALTH_TRUST, False),
        ("", OrganisationKind.MENTAL_HEALTH_TRUST, True),
        ("", OrganisationKind.CHARITY, False),
        ("QWE", OrganisationKind.MENTAL_HEALTH_TRUST, True),
        ("ZZZZZZZZ", OrganisationKind.CHARITY, True),
        ("A1B2C", OrganisationKind.COMMUNITY_TRUST, False),
    ],
)
def test_the_form_of_an_ods_code_is_held_against_the_kind(code, kind, look_twice):
    assert ods_codes.check(code, kind).look_twice is look_twice


def test_a_registered_name_leads_to_asking_its_lead_and_shows_no_address(programme, person):
    lead = makers.make_person("Asha Khan")
    makers.make_organisation(programme, "Oak Trust", lead=lead)
    client = browser(person)

    led = fill(client)[1].url
    page = words(client.get(led))
    asked = client.post(JOIN + "ask/oak-trust/", {"note": "I run the court team."})
    outbox.run_due()

    assert led == JOIN + "matches/"
    assert "Asha Khan leads it." in page
    assert lead.email not in page + words(asked)
    request = JoinRequest.objects.get()
    assert (request.person, request.note) == (person, "I run the court team.")
    [letter] = [row for row in mail.outbox if "asks to join" in row.subject]
    assert letter.to == [lead.email]
    assert AuditEvent.objects.filter(verb="joining:asked", actor_id=person.pk).count() == 1


def test_a_near_name_lets_one_go_on(programme, person):
    makers.make_organisation(programme, "The Oak NHS Foundation Trust")
    client = browser(person)

    page = words(client.get(fill(client)[1].url))
    client.post(JOIN + "check/")

    assert "None of these, go on" in page
    assert Organisation.objects.filter(name="Oak Trust", state="pending").exists()


def test_the_same_ods_code_is_found_under_another_name(programme, person):
    other = makers.make_organisation(programme, "Elm Partnership")
    Organisation.objects.filter(pk=other.pk).update(ods_code="RX1")

    found = joining.matches(programme, name="Oak Trust", ods_code=" rx1 ")

    assert [(row.organisation, row.why) for row in found] == [(other, joining.SAME_CODE)]


def test_an_organisation_that_does_not_look_alike_cannot_be_asked(programme, person):
    makers.make_organisation(programme, "Elm Partnership")
    client = browser(person)
    fill(client)

    response = client.post(JOIN + "ask/elm-partnership/", {"note": ""})

    assert response.status_code == 302
    assert not JoinRequest.objects.exists()


def test_the_check_page_refuses_a_name_that_was_taken_meanwhile(programme, person):
    client = browser(person)
    fill(client)
    makers.make_organisation(programme, "Oak Trust")

    response = client.post(JOIN + "check/")

    assert response.status_code == 422
    assert "Ask a colleague there to invite you." in words(response)
    assert RegistrationDraft.objects.filter(person=person).exists()


# Requests to join ----------------------------------------------------------------------------------


@pytest.fixture
def request_to_join(programme, person):
    lead = makers.make_person("Asha Khan")
    organisation = makers.make_organisation(programme, "Oak Trust", lead=lead)
    with tenancy.acting(person, programme):
        return join_requests.ask(organisation, by=person)


def test_a_lead_lets_somebody_in_with_the_ticked_roles(programme, person, request_to_join):
    lead = Membership.objects.with_role(Role.ORGANISATION_LEAD).get().person
    client = browser(lead)

    page = words(client.get("/oakland/org/oak-trust/team/"))
    client.post(
        "/oakland/org/oak-trust/team/requests/",
        {"request": request_to_join.pk, "answer": "accept", "roles": [Role.CONTRIBUTOR, Role.SIGNATORY]},
    )
    outbox.run_due()

    assert "People who ask to join" in page
    held = Membership.objects.current().filter(person=person).values_list("role", flat=True)
    assert sorted(held) == [Role.CONTRIBUTOR, Role.SIGNATORY]
    assert [row.to for row in mail.outbox if "You belong to Oak Trust now" in row.subject] == [[person.email]]


def test_a_lead_declines_and_nothing_is_given(programme, person, request_to_join):
    lead = Membership.objects.with_role(Role.ORGANISATION_LEAD).get().person

    browser(lead).post("/oakland/org/oak-trust/team/requests/", {"request": request_to_join.pk, "answer": "decline"})
    with pytest.raises(Refused, match="answered this already"):
        join_requests.accept(request_to_join, roles=[Role.VIEWER], by=lead)

    request_to_join.refresh_from_db()
    assert request_to_join.accepted is False
    assert not Membership.objects.filter(person=person).exists()


def test_only_a_lead_answers(programme, person, request_to_join):
    viewer = makers.make_person("View Er")
    place = request_to_join.organisation
    memberships.grant(viewer, role=Role.VIEWER, programme=programme, organisation=place, by=viewer)
    typed = {"request": request_to_join.pk, "answer": "accept", "roles": [Role.VIEWER]}

    assert browser(viewer).post("/oakland/org/oak-trust/team/requests/", typed).status_code == 403
    assert "People who ask to join" not in words(browser(viewer).get("/oakland/org/oak-trust/team/"))


def test_a_request_is_seen_by_its_person_the_team_and_staff_only(programme, person, officer, request_to_join):
    other = makers.make_organisation(programme, "Ash Trust")
    stranger = Membership.objects.get(organisation=other).person
    lead = Membership.objects.get(organisation=request_to_join.organisation).person
    seen = {}
    for who in (person, lead, officer, stranger):
        with tenancy.acting(who, programme):
            seen[who.name] = JoinRequest.objects.count()

    assert seen == {"Priti Ashgrove": 1, "Asha Khan": 1, "Hamza Officer": 1, "Lead of Ash Trust": 0}


def test_asking_twice_is_asking_once_and_asking_everywhere_is_refused(programme, person):
    places = [makers.make_organisation(programme, name) for name in ("Oak", "Ash", "Elm", "Fir", "Yew", "Box")]
    with tenancy.acting(person, programme):
        first = join_requests.ask(places[0], by=person)
        again = join_requests.ask(places[0], by=person)
        for place in places[1:5]:
            join_requests.ask(place, by=person)
        with pytest.raises(Refused, match="Wait for their answers first"):
            join_requests.ask(places[5], by=person)

    assert first == again


# Approval ------------------------------------------------------------------------------------------


def test_an_officer_approves_and_the_leads_are_told(programme, person, officer):
    organisation = pending(programme, lead=person)

    response = browser(officer).post(APPROVALS + "oak-trust/", {"answer": "approve"})
    outbox.run_due()

    organisation.refresh_from_db()
    assert (response.url, organisation.state) == (APPROVALS, OrganisationState.APPROVED)
    assert [row.to for row in mail.outbox if "can take part" in row.subject] == [[person.email]]
    event = AuditEvent.objects.get(verb="organisation:approved")
    assert (event.actor_id, event.detail["before"], event.detail["after"]) == (officer.pk, "pending", "approved")


def test_an_officer_declines_with_a_reason_that_the_leads_read(programme, person, officer):
    organisation = pending(programme, lead=person)
    client = browser(officer)

    empty = client.post(APPROVALS + "oak-trust/", {"answer": "decline", "text": " "})
    client.post(APPROVALS + "oak-trust/", {"answer": "decline", "text": "You are not an employer."})
    outbox.run_due()

    assert (empty.status_code, "Enter a reason." in words(empty)) == (422, True)
    organisation.refresh_from_db()
    assert organisation.state == OrganisationState.DECLINED
    assert any("You are not an employer." in row.body and row.to == [person.email] for row in mail.outbox)
    assert "was not approved" in words(browser(person).get("/oakland/org/oak-trust/welcome/"))


def test_a_question_goes_to_the_leads_and_their_answer_to_who_asked(programme, person, officer):
    makers.make_staff(programme, Role.OFFICER, "Other Officer")
    pending(programme, lead=person)
    outbox.run_due()
    mail.outbox.clear()

    browser(officer).post(APPROVALS + "oak-trust/", {"answer": "ask", "text": "Which team?"})
    client = browser(person)
    page = words(client.get("/oakland/org/oak-trust/welcome/"))
    client.post("/oakland/org/oak-trust/welcome/", {"text": "The court team."})
    outbox.run_due()

    assert "Which team?" in page
    assert [row.to for row in mail.outbox] == [[person.email], [officer.email]]
    assert "The court team." in words(browser(officer).get(APPROVALS + "oak-trust/"))


def test_a_note_among_staff_is_never_shown_to_the_organisation(programme, person, officer):
    organisation = pending(programme, lead=person)

    browser(officer).post(APPROVALS + "oak-trust/", {"answer": "note", "text": "Ring the chief executive."})

    assert "Ring the chief executive." in words(browser(officer).get(APPROVALS + "oak-trust/"))
    assert "Ring the chief" not in words(browser(person).get("/oakland/org/oak-trust/welcome/"))
    with tenancy.acting(person, programme):
        assert not RegistrationNote.objects.filter(organisation=organisation).exists()


def test_the_list_names_duplicates_and_what_the_code_tells(programme, officer):
    makers.make_organisation(programme, "Oak NHS Foundation Trust")
    pending(programme, "The Oak Trust", kind=OrganisationKind.MENTAL_HEALTH_TRUST)

    page = words(browser(officer).get(APPROVALS))

    assert "Looks like Oak NHS Foundation Trust" in page
    assert "No code was given." in page


def test_answering_twice_is_refused_with_a_sentence(programme, officer):
    pending(programme)
    client = browser(officer)
    client.post(APPROVALS + "oak-trust/", {"answer": "approve"})

    again = client.post(APPROVALS + "oak-trust/", {"answer": "decline", "text": "Changed our mind."})

    assert again.status_code == 422
    assert "answered already" in words(again)
    assert Organisation.objects.get().state == OrganisationState.APPROVED


def test_an_officer_of_another_programme_finds_nothing(programme, officer):
    pending(programme)
    other = makers.make_staff(makers.make_programme("elmham", "ELM"), Role.OFFICER, "Other Officer")

    assert browser(other).post(APPROVALS + "oak-trust/", {"answer": "approve"}).status_code == 404
    assert browser(other).get("/elmham/staff/approvals/oak-trust/").status_code == 404
    assert Organisation.objects.get().state == OrganisationState.PENDING


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(programme, officer, count, django_assert_num_queries):
    for number in range(count):
        organisation = pending(programme, f"Place {number}")
        organisations.ask(organisation, text="Which team?", by=officer)
        join_requests.ask(
            makers.make_organisation(programme, f"Home {number}"), by=makers.make_person(f"Asker {number}")
        )
    client = browser(officer)

    with django_assert_num_queries(11):
        client.get(APPROVALS)


def test_staff_make_an_organisation_and_invite_its_first_lead(programme, officer):
    typed = {
        "name": "Oak Trust",
        "ods_code": "",
        "kind": "charity",
        "region": "london",
        "services": "Court team",
        "lead_email": "asha@example.org",
    }

    response = browser(officer).post("/oakland/staff/organisations/new/", typed)
    outbox.run_due()

    organisation = Organisation.objects.get()
    assert response.url == "/oakland/staff/organisations/oak-trust/"
    assert organisation.state == OrganisationState.APPROVED
    assert Invitation.objects.get().roles == (Role.ORGANISATION_LEAD,)
    assert not organisation.memberships.exists()
    assert [row.to for row in mail.outbox] == [["asha@example.org"]]
