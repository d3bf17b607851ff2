"""ISO-8: is looking at pages as somebody else named, read-only, short, and blind to what either may not see?"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessment.actions import conflicts
from charter.actions import acting, memberships
from charter.enums import Role
from charter.kit import clock, standing_in, tenancy
from charter.kit.access import PERMISSIONS, Refused
from charter.kit.models import AuditEvent, Message
from charter.models import ActingAs, Membership
from tests.access import words
from tests.access.matrix import rows
from tests.access.routes import all_routes
from tests.access.test_matrix import signed_in

WHY = "They cannot find their answers."


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def side(world):
    return world.sides[0]


def page_of(side, person, page="act_as"):
    return reverse(f"charter:{page}", kwargs={"programme": side.programme.slug, "who": person.uuid})


def begun(side, as_person, by):
    """A browser of ``by`` that looks as ``as_person``."""
    browser = signed_in(by)
    response = browser.post(page_of(side, as_person), {"reason": WHY})
    assert response.status_code == 302, response.content.decode()
    return browser


def dashboard(side, house):
    return reverse(
        "desk:organisation", kwargs={"programme": side.programme.slug, "organisation": house.organisation.slug}
    )


def test_begins_with_a_reason_and_shows_the_banner_with_a_way_to_stop(side):
    house = side.houses[0]
    officer = side.people["officer"]
    browser = begun(side, house.people["lead"], officer)

    shown = browser.get(dashboard(side, house))

    assert shown.status_code == 200
    text = shown.content.decode()
    assert "You look at pages as <strong>lead of oak</strong>" in text
    assert reverse("charter:stop_acting") in text
    assert text.index("acting-banner") < text.index("site-header")

    stopped = browser.post(reverse("charter:stop_acting"))

    assert stopped.url == page_of(side, house.people["lead"], "person")
    assert browser.get(dashboard(side, house)).status_code == 404
    assert ActingAs.objects.get(person=officer).ended_at is not None


def test_without_a_reason_it_is_refused(side):
    response = signed_in(side.people["officer"]).post(page_of(side, side.houses[0].people["lead"]), {"reason": "  "})

    assert response.status_code == 422
    assert "Enter why you need to see what they see" in response.content.decode()
    with tenancy.acting(side.people["officer"], side.programme), pytest.raises(Refused, match="Enter why"):
        acting.begin(side.houses[0].people["lead"], programme=side.programme, reason="  ", by=side.people["officer"])


def test_a_programme_that_has_not_agreed_refuses(side):
    officer, lead = side.people["officer"], side.people["programme_lead"]
    browser = begun(side, side.houses[0].people["lead"], officer)
    signed_in(lead).post(
        reverse("charter:allow_acting", kwargs={"programme": side.programme.slug}), {"allowed": "no"}
    )

    # What has begun ends, and nothing new begins.
    assert "You are yourself again" in browser.get(dashboard(side, side.houses[0])).content.decode()
    refused = signed_in(officer).post(page_of(side, side.houses[0].people["lead"]), {"reason": WHY})
    assert refused.status_code == 422
    assert "does not let its staff" in refused.content.decode()


def test_ends_after_thirty_minutes_by_the_databases_clock(side):
    house = side.houses[0]
    browser = begun(side, house.people["lead"], side.people["officer"])
    row = ActingAs.objects.get(person=side.people["officer"])

    assert row.ends_at - row.began_at == timedelta(minutes=30)
    assert browser.get(dashboard(side, house)).status_code == 200
    with clock.at(row.ends_at):
        over = browser.get(dashboard(side, house))
        after = browser.get(dashboard(side, house))

    assert (over.status_code, after.status_code) == (403, 404)
    assert "You are yourself again" in over.content.decode()


@pytest.mark.parametrize("who", ["officer", "lead", "assessor", "commissioner"])
def test_ends_with_the_right_to_it(side, who):
    """Whoever loses the role, and whoever is looked as and leaves: the next request knows."""
    officer, house = side.people["officer"], side.houses[0]
    target = house.people["lead"] if who == "officer" else {**side.people, **house.people}[who]
    browser = begun(side, target, officer)
    with tenancy.acting(None), tenancy.as_system("a test ends a role"):
        gone = officer if who == "officer" else target
        Membership.objects.filter(person=gone).update(ended_at=clock.now())

    response = browser.get(dashboard(side, house))

    assert response.status_code == 403
    assert "You are yourself again" in response.content.decode()


def test_every_write_is_refused_with_a_page(side):
    house = side.houses[0]
    browser = begun(side, house.people["lead"], side.people["officer"])
    for row in rows():
        route = all_routes()[row.route]
        if "POST" not in row.methods or row.route in ("charter:stop_acting", "home:demo_people"):
            continue
        path = reverse(row.route, kwargs=words.fill(route, row, side, house))
        with transaction.atomic():
            response = browser.post(path, words.data(row, side, house))
            transaction.set_rollback(True)
        assert response.status_code == 403, path
        assert "Stop first, then do it as yourself" in response.content.decode(), path


def test_postgresql_itself_refuses_to_write(side):
    """The wall behind the page: the transaction is read-only, whatever a view would do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            side.programme.save()
        transaction.set_rollback(True)
    assert refused.value.__cause__.sqlstate == "25006"


def test_a_view_that_writes_breaks_on_the_wall(side, monkeypatch):
    from charter.desk import selectors

    def writes(person, organisation):
        organisation.save()

    house = side.houses[0]
    browser = begun(side, house.people["lead"], side.people["officer"])
    monkeypatch.setattr(selectors, "dashboard", writes)

    response = browser.get(dashboard(side, house))

    assert response.status_code == 500
    assert AuditEvent.objects.filter(verb="request:failed", detail__error="InternalError").exists()


OWN = {name for name, permission in PERMISSIONS.items() if permission.own_hand}


def test_own_hand_is_everything_that_scores_signs_sends_and_decides():
    assert {
        "applications.accept_application",
        "applications.answer_extension",
        "applications.answer_interest",
        "applications.ask_extension",
        "applications.attach_evidence",
        "applications.remind_signatory",
        "applications.restore_application",
        "applications.return_application",
        "applications.send_application",
        "applications.share_self_review",
        "applications.sign_declaration",
        "applications.sign_pledge",
        "applications.withdraw_application",
        "assessment.answer_conflict",
        "assessment.confirm_level",
        "assessment.moderate",
        "assessment.propose_level",
        "assessment.reveal",
        "assessment.score",
        "assessment.view_review",
        "awards.approve_release",
        "awards.approve_revocation",
        "awards.propose_revocation",
    } == OWN


@pytest.mark.parametrize("who", ["lead", "signatory", "assessor", "chair", "observer", "commissioner", "officer"])
def test_every_page_answers_or_refuses_and_none_breaks(world, side, who):
    house = side.houses[0]
    person = {**side.people, **house.people}[who]
    browser = begun(side, person, side.people["programme_lead"])
    opened, own_hand = [], []
    for row in rows():
        route = all_routes()[row.route]
        if "GET" not in row.methods or row.route in ("home:readyz", "home:healthz"):
            continue
        path = reverse(row.route, kwargs=words.fill(route, row, side, house))
        response = browser.get(path)
        if response.streaming:
            b"".join(response)
        assert response.status_code < 500, path
        door = route.door
        asks = {p.name for p in (door.permission, door.to_change) if p is not None}
        if response.status_code == 200:
            opened.append(row.route)
            assert not asks & OWN, path
            assert door.kind == "public" or path.startswith(f"/{side.programme.slug}/"), path
        elif asks & OWN and "own hand" in response.content.decode():
            own_hand.append(row.route)
        if path.startswith("/account/") and door.kind == "signed_in":
            assert response.status_code == 403, path
    assert own_hand
    # Another programme's pages are refused or not there, whoever has roles in them.
    other = world.sides[1]
    elsewhere = browser.get(reverse("desk:today", kwargs={"programme": other.programme.slug}))
    assert elsewhere.status_code == 403
    assert opened


@pytest.mark.parametrize("who", ["officer", "programme_lead"])
def test_an_officer_looks_as_no_officer_and_no_lead(side, who):
    other = memberships_of(side, "Second officer", Role.OFFICER) if who == "officer" else side.people[who]
    response = signed_in(side.people["officer"]).post(page_of(side, other), {"reason": WHY})

    assert response.status_code == 422
    assert "Only a programme lead" in response.content.decode()


def memberships_of(side, name, role):
    from tests.world import person

    made = person(name.lower().replace(" ", "_"), "oakland")
    with tenancy.acting(None), tenancy.as_system("a test gives a role"):
        memberships.grant(made, role=role, programme=side.programme, by=side.people["programme_lead"])
    return made


def test_nobody_looks_as_a_superuser_as_themself_or_as_a_stranger(world, side):
    officer, lead = side.people["officer"], side.houses[0].people["lead"]
    lead.is_superuser = True
    lead.save()

    assert signed_in(officer).post(page_of(side, lead), {"reason": WHY}).status_code == 422
    assert signed_in(officer).post(page_of(side, officer), {"reason": WHY}).status_code == 422
    assert signed_in(officer).post(page_of(side, world.stranger), {"reason": WHY}).status_code == 404
    foreign = world.sides[1].houses[0].people["lead"]
    assert signed_in(officer).post(page_of(side, foreign), {"reason": WHY}).status_code == 404
    assert signed_in(officer).post(page_of(world.sides[1], foreign), {"reason": WHY}).status_code == 404


def test_what_a_connection_hides_from_the_real_person_stays_hidden(side):
    """The officer has a connection; through the lead's, the chair's and another officer's eyes it is not there."""
    house, lead = side.houses[0], side.people["programme_lead"]
    hidden = house.applications["moderating"]
    with tenancy.acting(side.people["officer"], side.programme):
        conflicts.set_by_staff(hidden, person=lead, by=side.people["officer"])
    paths = []
    for row in rows():
        route = all_routes()[row.route]
        if "GET" not in row.methods or not route.words or "programme" not in route.words:
            continue
        kwargs = words.fill(route, row, side, house)
        if "reference" in kwargs:
            kwargs["reference"] = hidden.reference
        # Rows of several stages come to one address, since all look at the same application.
        paths.append((reverse(row.route, kwargs=kwargs), row.route))
    for who in ("lead", "chair", "officer"):
        browser = begun(side, {**side.people, **house.people}[who], lead)
        seen = []
        for path, name in dict(paths).items():
            response = browser.get(path)
            body = b"".join(response) if response.streaming else response.content
            if response.status_code == 200 and hidden.reference.encode() in body:
                seen.append(name)
        assert seen == [], who
        browser.post(reverse("charter:stop_acting"))


def test_postgresql_hides_it_too(side):
    house, lead = side.houses[0], side.people["programme_lead"]
    hidden = house.applications["moderating"]
    with tenancy.acting(side.people["officer"], side.programme):
        conflicts.set_by_staff(hidden, person=lead, by=side.people["officer"])
    tables = ("applications_answer", "applications_evidenceuse", "applications_snapshot", "assessment_moderation")

    def counted(behind):
        found = {}
        with tenancy.acting(house.people["lead"], side.programme), connection.cursor() as cursor:
            if behind is not None:
                cursor.execute("SELECT set_config('app.behind', %s, true)", [str(behind.pk)])
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE application_id = %s", [hidden.pk])
                found[table] = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('app.behind', '', true)")
        return found

    assert counted(None)["applications_answer"] > 0
    assert set(counted(lead).values()) == {0}


def test_blocks_of_the_person_looked_as_are_inherited(side):
    """What a connection hides from the panel member is hidden from whoever looks as them."""
    house = side.houses[0]
    browser = begun(side, side.people["conflicted"], side.people["officer"])
    hidden = house.applications["assessing"]

    listed = browser.get(reverse("assessment:my_reviews", kwargs={"programme": side.programme.slug}))

    assert listed.status_code == 200
    assert hidden.reference not in listed.content.decode()


def test_record_says_who_looked_as_whom_and_the_person_reads_it(side):
    house, officer = side.houses[0], side.people["officer"]
    application = house.applications["sent"]
    browser = begun(side, side.people["chair"], officer)
    seen = house.applications["moderating"]
    address = reverse("assessment:moderation", kwargs={"programme": side.programme.slug, "reference": seen.reference})

    assert browser.get(address).status_code == 200
    assert application.reference

    [event] = AuditEvent.objects.filter(verb="application:viewed", on_behalf_of_id=side.people["chair"].pk)
    assert (event.actor_id, event.about) == (officer.pk, seen.reference)
    [began] = AuditEvent.objects.filter(verb="acting:began", actor_id=officer.pk)
    assert (began.target_id, began.reason) == (side.people["chair"].pk, WHY)
    own = signed_in(side.people["chair"]).get(reverse("charter:own_data")).content.decode()
    assert "Who looked at pages as you" in own and WHY in own and str(officer) in own
    [letter] = Message.objects.filter(kind="charter.acted_as", person_id=side.people["chair"].pk)
    assert WHY in letter.text and str(officer) in letter.text


def test_the_persons_own_look_in_the_same_hour_is_still_recorded(side):
    chair, officer = side.people["chair"], side.people["officer"]
    seen = side.houses[0].applications["moderating"]
    address = reverse("assessment:moderation", kwargs={"programme": side.programme.slug, "reference": seen.reference})
    begun(side, chair, officer).get(address)

    signed_in(chair).get(address)

    events = AuditEvent.objects.filter(verb="application:viewed", about=seen.reference)
    assert {officer.pk, chair.pk} <= set(events.values_list("actor_id", flat=True))


def test_it_cannot_be_handed_on_or_taken_over(side):
    """The row in the session is the officer's own; in anybody else's session it is nothing."""
    begun(side, side.houses[0].people["lead"], side.people["officer"])
    row = ActingAs.objects.get(person=side.people["officer"])
    stranger = signed_in(side.people["assessor"])
    session = stranger.session
    session[standing_in.SESSION_KEY] = row.pk
    session.save()

    response = stranger.get(dashboard(side, side.houses[0]))

    assert response.status_code == 403
    assert stranger.get(dashboard(side, side.houses[0])).status_code == 404


def test_other_programmes_of_the_person_are_not_told(world, side):
    lead = side.houses[0].people["lead"]
    with tenancy.acting(None), tenancy.as_system("a test gives a role"):
        memberships.grant(
            lead, role=Role.OBSERVER, programme=world.sides[1].programme, by=side.people["programme_lead"]
        )
    browser = begun(side, lead, side.people["officer"])

    text = browser.get(dashboard(side, side.houses[0])).content.decode()

    assert world.sides[1].programme.slug not in text
