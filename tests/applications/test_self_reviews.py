"""Who says where they stand, who reads it, what comes of it, and what happens when somebody leaves?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from applications.actions import partners, plans, pledges, sections, self_reviews, sending
from applications.models import ImprovementStep, PartyInvitation, Pledge, SelfScore
from applications.selectors import my_tasks, plan_of, self_review_page, signings, situation, values_page
from charter.actions import memberships, teams
from charter.enums import Role
from charter.kit import audit, clock, outbox
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.models import Membership
from tests.applications import places
from tests.applications.test_pages import client_of, page


def say(place, application, score, number=0, *, note="", version=0, by=None):
    return self_reviews.save(
        application,
        standard=place.standards[number],
        score=score,
        note=note,
        version=version,
        by=by or place.oak.contributor,
    )


def test_saving_judges_nothing_and_overwrites_nothing(place):
    application = place.draft()

    first = say(place, application, None)
    said = say(place, application, 2, note="Half of it.\r\n")
    same = say(place, application, 2, note="Half of it.\n", version=0, by=place.oak.lead)
    with pytest.raises(self_reviews.Conflicted, match="contributor of oak-lec saved a newer version at"):
        say(place, application, 3, version=0, by=place.oak.lead)
    changed = say(place, application, None, version=1, by=place.oak.lead)

    assert (first.version, first.pk) == (0, None)
    assert (said.version, same.version, changed.version) == (1, 1, 2)
    assert list(SelfScore.objects.values_list("score", "note", "saved_by")) == [(None, "", place.oak.lead.pk)]
    told = AuditEvent.objects.filter(verb="self-review:saved")
    assert sorted(told.values_list("actor_id", flat=True)) == sorted([place.oak.contributor.pk, place.oak.lead.pk])


@pytest.mark.parametrize(
    ("score", "who", "sentence"),
    [
        (4, "contributor", "Select one of the descriptions"),
        (-1, "contributor", "Select one of the descriptions"),
        (1, "viewer", "Only an applicant lead or a contributor can do this"),
        (1, "signatory", "Only an applicant lead or a contributor can do this"),
    ],
)
def test_saving_refuses_what_is_not_on_the_scale_and_who_only_reads(place, score, who, sentence):
    with pytest.raises(Refused, match=sentence):
        say(place, place.draft(), score, by=getattr(place.oak, who))


def test_a_self_review_is_open_from_the_first_interest_until_sending(place):
    waiting = place.interest(None, "Second")
    say(place, waiting, 1)
    application = place.sent()

    with pytest.raises(Refused, match="has been sent, so its self-review stays as it is"):
        say(place, application, 1)


def test_nothing_said_counts_as_the_lowest_and_the_next_level_is_explained(place):
    application = place.draft()
    empty = self_review_page(application)
    for number in range(len(place.standards)):
        say(place, application, 2 if number else 1, number)
    full = self_review_page(application)

    assert (empty.answered, empty.reached, empty.next_name) == (0, "", "Working towards")
    assert empty.first_open.standard == place.standards[0]
    assert (full.answered, full.reached, full.next_name) == (18, "Bronze", "Silver")
    (only,) = full.moves
    assert (only.standard.code, only.now, only.to) == ("PO1", "Started", "In place")
    assert only.sentence == "This alone would bring you to Silver."
    assert [(need.name, need.is_held) for need in full.levels] == [
        ("Working towards", True),
        ("Bronze", True),
        ("Silver", False),
        ("Gold", False),
    ]
    gold = self_review_page(application, "gold")
    assert gold.chosen.name == "Gold" and gold.steps_to_go(gold.rows[0]) == 2
    assert gold.moves == full.moves


def test_sharing_is_a_leads_and_recorded(place):
    application = place.draft()

    with pytest.raises(Refused, match="Only an applicant lead can do this"):
        self_reviews.share(application, shared=True, by=place.oak.contributor)
    for wish in (True, True, False):
        self_reviews.share(application, shared=wish, by=place.oak.lead)

    verbs = AuditEvent.objects.filter(verb__startswith="self-review:").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["self-review:shared", "self-review:kept-private"]


# The plan -----------------------------------------------------------------------------------------


def step_of(place, application, **wish):
    goals = {place.standards[0]: 2}
    (step,) = plans.choose(application, organisation=place.oak.organisation, goals=goals, by=place.oak.lead)
    return step


def wished(**given):
    return plans.Wish(**{"owner": None, "due_on": None, "note": "", "done": False, **given})


def test_a_gap_becomes_a_step_that_is_owned_dated_and_done(place):
    application = place.draft()
    step = step_of(place, application)
    again = plans.choose(
        application,
        organisation=place.oak.organisation,
        goals={place.standards[0]: 3, place.standards[1]: None},
        by=place.oak.contributor,
    )
    due = clock.today() + timedelta(days=5)
    plans.change(step, wish=wished(owner=place.oak.viewer, due_on=due), version=1, by=place.oak.lead)
    with pytest.raises(plans.Conflicted, match="lead of oak-lec changed this step"):
        plans.change(step, wish=wished(note="Mine"), version=1, by=place.oak.contributor)
    with pytest.raises(Refused, match="Select somebody of your team"):
        plans.change(step, wish=wished(owner=place.ash.viewer), version=2, by=place.oak.lead)
    with pytest.raises(Refused, match="Only an applicant lead or a contributor"):
        plans.change(step, wish=wished(done=True), version=2, by=place.oak.viewer)
    mine = my_tasks(place.oak.organisation, place.oak.viewer)
    done = plans.change(
        step, wish=wished(owner=place.oak.viewer, due_on=due, done=True), version=2, by=place.oak.lead
    )

    assert [row.standard.code for row in again] == ["PO2"]
    assert [(task.title.split()[0], task.due) for task in mine] == [("PO1", due)]
    assert (done.done_by, done.version) == (place.oak.lead, 3)
    shown = plan_of(place.oak.organisation)
    assert ([row.step.standard.code for row in shown.open], [row.goal for row in shown.done]) == (
        ["PO2"],
        ["In place"],
    )
    assert my_tasks(place.oak.organisation, place.oak.viewer) == []


def test_a_step_taken_out_twice_is_out(place):
    application = place.draft()
    [step] = plans.choose(
        application, organisation=place.oak.organisation, goals={place.standards[0]: 1}, by=place.oak.lead
    )
    client, url = client_of(place.oak.lead), place.url(f"org/{place.oak.organisation.slug}/plan/{step.uuid}/")

    pressed = [client.post(url, {"what": "remove"}, follow=True) for _ in range(2)]

    assert [answer.status_code for answer in pressed] == [200, 200]
    assert "This step is not in your plan any more." in pressed[1].content.decode()
    assert not ImprovementStep.objects.exists()


def test_a_plan_takes_only_a_partys_own_standards_and_scores(place):
    application = place.draft()
    ours = {"organisation": place.oak.organisation, "by": place.oak.lead}

    with pytest.raises(Refused, match="is not a party"):
        plans.choose(
            application, organisation=place.ash.organisation, goals={place.standards[0]: 1}, by=place.ash.lead
        )
    with pytest.raises(Refused, match="Select standards from the list"):
        plans.choose(application, goals={place.standards[0]: 9}, **ours)
    with pytest.raises(Refused, match="at least one"):
        plans.choose(application, goals={}, **ours)
    assert not ImprovementStep.objects.exists()


# Somebody leaves ----------------------------------------------------------------------------------


def test_a_signatory_who_leaves_is_asked_after_and_the_old_signature_stays(place):
    application = place.ready()
    second = places.person("second", "oak-lec")
    oak = place.oak.organisation
    memberships.grant(second, role=Role.SIGNATORY, programme=place.programme, organisation=oak, by=place.oak.lead)
    teams.remove(oak, person=place.oak.signatory, by=place.oak.lead)

    old = Pledge.objects.get(organisation=oak)
    assert old.asked_again_at is not None and values_page(oak).again == old
    assert situation(application, second).step.text == "Sign the values again for Oak Trust"
    assert "Oak Trust was asked to sign the values again" in _told("pledge:asked-again")
    asked = Message.objects.get(kind="applications.values_again")
    assert (asked.person_id, asked.link.endswith(f"/org/{oak.slug}/values/")) == (second.pk, True)
    # It counts on: the promise is the organisation's, so nothing is held up.
    snapshot = sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
    new = pledges.sign(
        oak, framework=place.cohort.framework, signed_name="New Signer", signed_role="Chair", by=second
    )

    old.refresh_from_db()
    assert (old.signed_name, old.replaced_at is not None, new.replaced_at) == ("Sig Natory", True, None)
    assert snapshot.content["pledges"][0]["signed_name"] == "Sig Natory"
    assert signings(application)[0].pledge.signed_name == "New Signer"
    with pytest.raises(Refused, match="signed these values already"):
        pledges.sign(oak, framework=place.cohort.framework, signed_name="A", signed_role="B", by=second)
    shown = page(client_of(second), place.url(f"org/{oak.slug}/values/"))
    assert "New Signer" in shown and "Sig Natory" in shown


def test_without_another_signatory_the_leads_are_asked_for_one(place):
    place.sign_values()
    teams.remove(place.oak.organisation, person=place.oak.signatory, by=place.oak.lead)

    assert Message.objects.get(kind="applications.signatory_needed").person_id == place.oak.lead.pk
    assert not Message.objects.filter(kind="applications.values_again").exists()


def test_signatories_are_written_to_once_when_there_is_something_to_sign(place, mailoutbox):
    place.draft("First")
    place.draft("Second")
    outbox.run_due()

    (letter,) = [mail for mail in mailoutbox if mail.subject == "Sign the values for Oak Trust"]
    assert letter.to == [place.oak.signatory.email]
    assert f"/org/{place.oak.organisation.slug}/values/" in letter.body
    address = place.url(f"org/{place.oak.organisation.slug}/values/")
    first = Client().get(address)
    assert (first.status_code, first.url) == (302, f"/account/login/?next={address}")


def test_what_a_leaver_sent_and_owned_goes_with_them(place):
    application = place.draft()
    second = places.person("second", "oak-lec")
    oak = place.oak.organisation
    memberships.grant(
        second, role=Role.ORGANISATION_LEAD, programme=place.programme, organisation=oak, by=place.oak.lead
    )
    partners.invite(application, partner_name="Ash", email="lead@ash.example.org", by=second)
    kept = partners.invite(application, partner_name="Elm", email="lead@elm.example.org", by=place.oak.lead)
    step = step_of(place, application)
    plans.change(step, wish=wished(owner=second), version=1, by=place.oak.lead)
    teams.set_roles(oak, person=second, roles=[Role.VIEWER], by=place.oak.lead)

    step.refresh_from_db()
    assert step.owner == second
    assert list(PartyInvitation.objects.filter(revoked_at__isnull=True)) == [kept]
    teams.leave(oak, by=second)
    step.refresh_from_db()
    assert (step.owner, step.version) == (None, 3)
    assert not Membership.objects.current().filter(person=second).exists()


def test_a_lead_shares_standards_out_from_one_page(place):
    application = place.draft()
    place.sign_values()
    url = place.url(f"apply/{application.reference}/share-out/")
    lead = client_of(place.oak.lead)
    ash = {"standards": ["po1"], "owner": str(place.ash.contributor.uuid)}

    assert client_of(place.oak.contributor).post(url, ash).status_code == 403
    assert lead.post(url, {}).status_code == 422
    assert lead.post(url, ash).status_code == 422
    chosen = {"standards": ["po1", "cu2"], "owner": str(place.oak.contributor.uuid)}
    assert lead.post(url, chosen).status_code == 302

    mine = my_tasks(place.oak.organisation, place.oak.contributor)
    assert [task.title.split()[0] for task in mine] == ["CU2", "PO1"]
    assert situation(application, place.oak.contributor).step.kwargs == {"standard": "po1"}
    sections.give(application, standard=place.standards[0], owner=None, by=place.oak.lead)
    listed = page(client_of(place.oak.contributor), place.url(f"org/{place.oak.organisation.slug}/my-tasks/"))
    assert "CU2" in listed and "PO1" not in listed


def _told(verb):
    return audit.sentence(AuditEvent.objects.filter(verb=verb).latest("pk"))
