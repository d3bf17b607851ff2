"""Does somebody read all that is kept about them and nothing else, say how they read, and go when they ask?"""

from __future__ import annotations

import json
import logging

import pytest
import redis
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse

from applications.models import Application, Declaration, Pledge
from assessment.models import Review
from charter.actions import addresses, invitations, privacy
from charter.enums import Mail, Role
from charter.kit import duties, messages, outbox, secrecy, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from charter.models import AccessNeeds, ClosureRequest, Membership, Person
from tests import world as worlds
from tests.access.test_matrix import signed_in

NEED = "canary-need-7f3a: a hearing loop"


@pytest.fixture
def side(world):
    return world.sides[0]


def texts():
    """Every text that any row of any table holds, as (table, column, text); Charter itself sees every row."""
    with tenancy.alone("a test searches everywhere"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND c.data_type NOT IN ('bigint', 'integer', 'boolean', 'timestamp with time zone', 'date', 'smallint')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            for (text,) in cursor.fetchall():
                yield table, column, text


def where(*canaries):
    return {(table, column) for table, column, text in texts() if any(c.lower() in text.lower() for c in canaries)}


# Access needs -------------------------------------------------------------------------------------


def test_needs_are_nowhere_in_the_clear(side, caplog, mailoutbox):
    person, officer = side.people["assessor"], side.people["officer"]
    with caplog.at_level(logging.DEBUG):
        told = signed_in(person).post(reverse("charter:access_needs"), {"text": NEED})
        read = signed_in(officer).get(_needs(side, person))
        signed_in(person).post(reverse("charter:access_needs"), {"text": NEED + " and a break"})
        outbox.run_due()

    assert told.status_code == 302
    assert NEED in read.content.decode()
    # The search can find: the person's name is there, and the sealed text itself.
    assert ("charter_person", "name") in where(str(person))
    assert ("charter_accessneeds", "sealed") in {(table, column) for table, column, _ in texts()}
    assert where("canary-need-7f3a") == set()
    assert "canary-need-7f3a" not in caplog.text
    assert "canary-need-7f3a" not in "".join(message.body for message in mailoutbox)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        held = [key for key in client.scan_iter() if b"canary-need-7f3a" in _value(client, key)]
    assert held == []


def _value(client, key) -> bytes:
    kind = client.type(key)
    if kind == b"string":
        return client.get(key) or b""
    if kind == b"list":
        return b"".join(client.lrange(key, 0, -1))
    return b"".join(client.hvals(key)) if kind == b"hash" else b""


def _needs(side, person):
    return reverse("charter:person_needs", kwargs={"programme": side.programme.slug, "who": person.uuid})


def test_each_look_at_needs_is_recorded(side):
    person, officer = side.people["assessor"], side.people["officer"]
    privacy.tell_needs(person, text=NEED, by=person)
    browser = signed_in(officer)

    browser.get(_needs(side, person))
    browser.get(_needs(side, person))

    seen = AuditEvent.objects.filter(verb="access-needs:viewed", actor_id=officer.pk, target_id=person.pk)
    assert seen.count() == 2


def test_needs_are_shown_to_staff_of_ones_own_programmes_only(world):
    side, other = world.sides
    person = side.people["assessor"]
    privacy.tell_needs(person, text=NEED, by=person)

    def seen(actor, programme):
        with tenancy.acting(actor, programme):
            return AccessNeeds.objects.filter(person=person).count()

    assert seen(person, None) == 1
    assert seen(side.people["officer"], side.programme) == 1
    assert [seen(side.people[who], side.programme) for who in ("chair", "second_assessor", "commissioner")] == [0] * 3
    assert seen(side.houses[0].people["lead"], side.programme) == 0
    assert seen(other.people["officer"], other.programme) == 0
    assert seen(None, None) == 0
    assert signed_in(side.people["chair"]).get(_needs(side, person)).status_code == 404
    with (
        tenancy.acting(side.people["chair"], side.programme),
        pytest.raises(Refused, match="Only a programme officer"),
    ):
        privacy.read_needs(person, programme=side.programme, by=side.people["chair"])


def test_needs_are_ones_own_to_tell(side):
    with pytest.raises(Refused, match="Only the person themself"):
        privacy.tell_needs(side.people["assessor"], text=NEED, by=side.people["officer"])


def test_empty_needs_are_taken_away(side):
    person = side.people["assessor"]
    browser = signed_in(person)
    browser.post(reverse("charter:access_needs"), {"text": NEED})
    browser.post(reverse("charter:access_needs"), {"text": "  "})

    assert not AccessNeeds.objects.filter(person=person).exists()
    assert AuditEvent.objects.filter(verb="access-needs:removed", actor_id=person.pk).exists()


def test_a_new_key_takes_over(side, settings):
    person = side.people["assessor"]
    privacy.tell_needs(person, text=NEED, by=person)
    old, new = settings.FIELD_KEY, Fernet.generate_key().decode()

    settings.FIELD_KEY = f"{new},{old}"
    assert privacy.own_needs(person) == NEED
    call_command("reseal", verbosity=0)
    settings.FIELD_KEY = new
    assert privacy.own_needs(person) == NEED
    settings.FIELD_KEY = old
    with pytest.raises(secrecy.NoKey, match="Put the key that wrote it back"):
        privacy.own_needs(person)
    settings.FIELD_KEY = ""
    with pytest.raises(secrecy.NoKey, match="Set FIELD_KEY"):
        secrecy.seal("x")


# Own data -----------------------------------------------------------------------------------------


def test_download_holds_what_is_kept_and_nobody_elses(side):
    person = side.people["assessor"]
    answer = signed_in(person).get(reverse("charter:download_data"))

    held = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert held["You"][0]["Email address"] == person.email
    assert held["Your roles"][0]["Role"] == "Panel member"
    assert len(held["Your scores"]) > 10
    assert {row["Reason"] for row in held["Your scores"]} == {"mk-oak-reason-assessor", "mk-ash-reason-assessor"}
    assert held["Your seats on panels"][0]["Marked as a lived experience seat"] == "Yes"
    text = answer.content.decode()
    others = [p for p in Person.objects.exclude(pk=person.pk) if p.email in text]
    assert others == []
    assert "reason-second_assessor" not in text and "-answer" not in text


def test_own_page_shows_every_part_and_says_when_nothing_is_kept(side):
    client, page = signed_in(side.houses[0].people["signatory"]), reverse("charter:own_data")
    text = client.get(page).content.decode()

    titles = [section.title for section in duties.export(side.houses[0].people["signatory"])]
    assert len(titles) == 25
    assert [title for title in titles if title not in text] == []
    assert "Nothing is kept." in text
    part = client.get(page, {"part": titles.index("What you signed") + 1}).content.decode()
    assert "The values, version 1" in part


def test_every_key_to_a_person_is_told_or_its_silence_explained():
    """A new column that points to people is either exported, or stands here with the reason."""
    told = {
        "charter.Membership.person",
        "charter.ActingAs.as_person",
        "charter.ClosureRequest.person",
        "charter.AccessNeeds.person",
        "charter.JoinRequest.person",
        "charter.RegistrationDraft.person",
        "applications.Pledge.signed_by",
        "applications.Declaration.signed_by",
        "applications.Answer.saved_by",
        "applications.Evidence.added_by",
        "applications.Comment.written_by",
        "applications.Section.owner",
        "applications.SetAsideText.written_by",
        "applications.SelfScore.saved_by",
        "applications.SelfReview.shared_by",
        "applications.ImprovementStep.owner",
        "applications.Extension.asked_by",
        "assessment.Seat.person",
        "assessment.Conflict.person",
    }
    # What somebody did as part of their work stands in the record of what they did, which is told whole.
    on_record = {
        "applications.Evidence.consent_by",
        "applications.EvidenceUse.attached_by",
        "applications.ApplicationGrant.user",
        "applications.Recusal.person",
        "applications.Snapshot.sent_by",
        "applications.ImprovementStep.changed_by",
        "applications.ImprovementStep.done_by",
        "applications.Return.returned_by",
        "applications.Extension.proposed_by",
        "applications.Extension.answered_by",
        "applications.WithdrawalRequest.requested_by",
        "assessment.AgreedScore.agreed_by",
        "assessment.Assignment.assigned_by",
        "assessment.Conflict.recorded_by",
        "assessment.Decision.confirmed_by",
        "assessment.Decision.proposed_by",
        "assessment.Decision.refused_by",
        "assessment.Moderation.revealed_by",
        "awards.Release.approved_by",
        "awards.Release.proposed_by",
        "awards.Release.cancelled_by",
        "awards.Revocation.approved_by",
        "awards.Revocation.proposed_by",
        "charter.ActingAs.person",
        "charter.JoinRequest.answered_by",
        "charter.RegistrationNote.written_by",
        "applications.Comment.resolved_by",
        "applications.Section.completed_by",
        "applications.PartyInvitation.invited_by",
        "applications.PartyInvitation.used_by",
        "charter.ClosureRequest.done_by",
        "charter.Invitation.invited_by",
        "charter.Invitation.used_by",
        "training.Attendance.marked_by",
    }
    ours = ("charter", "training", "applications", "assessment", "awards")
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }

    assert found - told - on_record == set()


# Preferences and notifications --------------------------------------------------------------------


def test_preferences_are_kept_and_shown_on_every_page(side):
    browser = signed_in(side.people["officer"])
    chosen = {"mail": "needs_me", "text_size": "largest", "reduced_motion": "on", "pronouns": "she/her"}

    saved = browser.post(reverse("charter:preferences"), chosen)
    wrong = browser.post(reverse("charter:preferences"), {"mail": "never", "text_size": "huge"})

    assert (saved.status_code, wrong.status_code) == (302, 422)
    page = browser.get(reverse("desk:today", kwargs={"programme": side.programme.slug})).content.decode()
    assert 'class="govuk-template text-largest keeps-still"' in page
    person = Person.objects.get(pk=side.people["officer"].pk)
    assert (person.mail, person.text_size, person.reduced_motion, person.pronouns) == (
        "needs_me",
        "largest",
        True,
        "she/her",
    )


@pytest.mark.parametrize("wants", Mail.values)
@pytest.mark.parametrize("kind", sorted(messages.KINDS))
def test_only_news_is_held_back_and_only_from_who_chose_so(side, kind, wants, monkeypatch):
    person = side.people["officer"]
    privacy.prefer(person, mail=wants, by=person)
    registered = messages.KINDS[kind]
    row = _letter(kind, person, side)
    monkeypatch.setitem(messages.KINDS, kind, _always_right(registered))

    outbox.run_due()

    row.refresh_from_db()
    held_back = wants == Mail.NEEDS_ME and registered.purpose is messages.Purpose.NEWS
    assert row.state == ("cancelled" if held_back else "sent")
    assert row.why_not == (messages.NOT_WANTED if held_back else "")


def _always_right(kind):
    from dataclasses import replace

    return replace(kind, still_right=lambda message: True)


def _letter(kind, person, side):
    with tenancy.alone("a test writes a letter"):
        row = Message.objects.create(
            kind=kind,
            key=f"test:{kind}",
            programme_id=side.programme.pk,
            person_id=person.pk,
            to_address=person.email,
            subject="A letter",
            text="Words",
            message_id=f"<{kind}@test>",
            link="/start/",
            created_at=Membership.objects.first().began_at,
        )
        outbox.enqueue("kit.deliver_message", key=f"test:{kind}", message_id=row.message_id)
    return row


def test_security_mail_and_decisions_are_never_news():
    necessary = {name for name, kind in messages.KINDS.items() if kind.purpose is messages.Purpose.NECESSARY}

    assert {
        "account.code",
        "account.notice",
        "charter.invitation",
        "charter.role_given",
        "charter.role_ended",
        "charter.left",
        "charter.acted_as",
        "charter.account_closed",
        "applications.declined",
        "awards.released",
        "awards.not_yet_awarded",
        "awards.revoked",
    } <= necessary


def test_notifications_put_what_needs_action_first_and_can_be_ticked_off(side, django_assert_num_queries):
    officer = side.people["officer"]
    address, browser = reverse("charter:notifications"), signed_in(officer)
    text = browser.get(address).content.decode()
    asks = list(Message.objects.filter(person_id=officer.pk, kind="applications.arrived"))

    assert asks and text.index("Needs you") < text.index(asks[0].subject)
    with django_assert_num_queries(8):
        browser.get(address)
    browser.post(address, {"notice": asks[0].pk})
    asks[0].refresh_from_db()
    assert asks[0].settled_at is not None
    foreign = Message.objects.exclude(person_id=officer.pk).filter(person_id__isnull=False).first()
    browser.post(address, {"notice": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.settled_at is None


def test_notifications_without_any_say_so(world):
    text = signed_in(world.stranger).get(reverse("charter:notifications")).content.decode()

    assert "You are up to date" in text


def test_secret_letters_keep_no_address(side):
    invitations.invite(side.programme, email="new@example.org", role=Role.CHAIR, by=side.people["programme_lead"])

    assert Message.objects.filter(kind="charter.invitation").exclude(link="").count() == 0


# Being forgotten ----------------------------------------------------------------------------------

NAME, ADDRESS = "Zebedee Canaryname", "zebedee.canary@oak.example.org"


@pytest.fixture
def leaver(side):
    """Somebody with a name found nowhere else, who signed, read, wrote, was invited and was told things."""
    house = side.houses[0]
    person = house.people["signatory"]
    Person.objects.filter(pk=person.pk).update(name=NAME, email=ADDRESS, pronouns="ze")
    person.refresh_from_db()
    with tenancy.acting(None), tenancy.as_system("a test sets the scene"):
        Pledge.objects.filter(signed_by=person).update(signed_name=NAME)
        Declaration.objects.filter(signed_by=person).update(signed_name=NAME)
        invitations.invite(side.programme, email=ADDRESS, role=Role.OBSERVER, by=side.people["programme_lead"])
    privacy.tell_needs(person, text=NEED, by=person)
    signed_in(person)
    messages.send(
        "charter.role_given",
        to=person,
        context={"role": "viewer", "sentence": "Reads along.", "given_by": "Somebody"},
        link="/start/",
        key="canary",
        programme=side.programme,
    )
    return person


def carry_out(side, person):
    lead = side.people["programme_lead"]
    address = reverse("charter:close_account", kwargs={"programme": side.programme.slug, "who": person.uuid})
    return signed_in(lead).post(address)


def test_forgotten_is_forgotten_but_for_what_is_kept_and_why(side, leaver):
    before = where(NAME, ADDRESS)
    assert {("charter_person", "name"), ("kit_message", "to_address"), ("charter_invitation", "email")} <= before

    signed_in(leaver).post(reverse("charter:ask_to_close"))
    response = carry_out(side, leaver)
    outbox.run_due()

    assert response.status_code == 302
    left = where(NAME, ADDRESS)
    assert left - set(duties.KEPT) == set()
    assert all(reason for reason in duties.KEPT.values())
    # The keep-list is true: nothing stands on it that could not happen.
    assert ("applications_pledge", "signed_name") in left
    leaver.refresh_from_db()
    assert (leaver.name, leaver.is_active, leaver.pronouns) == ("A former person", False, "")
    assert leaver.email == f"former-{leaver.uuid}@erased.invalid"
    assert not AccessNeeds.objects.filter(person=leaver).exists()


def test_forgotten_persons_signatures_stay_under_what_was_sent(side, leaver):
    declared = Declaration.objects.filter(signed_by=leaver, application__sent_at__isnull=False).count()
    assert declared
    signed_in(leaver).post(reverse("charter:ask_to_close"))
    carry_out(side, leaver)

    assert Declaration.objects.filter(signed_by=leaver, signed_name=NAME).count() == declared
    assert not Declaration.objects.filter(signed_name=NAME, application__sent_at__isnull=True).exists()


def test_forgotten_panel_member_leaves_locked_reviews_and_decisions(side):
    assessor = side.people["assessor"]
    locked = set(
        Review.objects.filter(assignment__seat__person=assessor, state="locked").values_list("pk", flat=True)
    )
    decided = side.houses[0].applications["decided"]
    signed_in(assessor).post(reverse("charter:ask_to_close"))

    carry_out(side, assessor)

    kept = Review.objects.filter(assignment__seat__person=assessor, state="locked")
    assert set(kept.values_list("pk", flat=True)) == locked != set()
    assert Application.objects.get(pk=decided.pk).state == "decided"


def test_forgotten_person_cannot_come_back_in(side, leaver):
    browser = signed_in(leaver)
    browser.post(reverse("charter:ask_to_close"))
    carry_out(side, leaver)

    assert browser.get(reverse("charter:own_data")).url.startswith("/account/login/")
    leaver.refresh_from_db()
    assert signed_in(leaver).get(reverse("charter:own_data")).url.startswith("/account/login/")
    assert not leaver.has_usable_password()


def test_account_is_closed_when_every_programme_has_let_go(world, leaver):
    side, other = world.sides
    with tenancy.acting(None), tenancy.as_system("a test gives a role"):
        Membership.objects.create(
            programme=other.programme, person=leaver, role=Role.CHAIR, began_at=Membership.objects.first().began_at
        )
    signed_in(leaver).post(reverse("charter:ask_to_close"))
    assert ClosureRequest.objects.filter(person=leaver).count() == 2

    carry_out(side, leaver)
    leaver.refresh_from_db()
    assert (leaver.name, leaver.is_active) == (NAME, True)

    carry_out(other, leaver)
    leaver.refresh_from_db()
    assert (leaver.name, leaver.is_active) == ("A former person", False)


def test_a_role_that_came_after_the_wish_is_asked_for_too(world, leaver):
    side, other = world.sides
    signed_in(leaver).post(reverse("charter:ask_to_close"))
    with tenancy.acting(None), tenancy.as_system("a test gives a role"):
        Membership.objects.create(
            programme=other.programme, person=leaver, role=Role.CHAIR, began_at=Membership.objects.first().began_at
        )

    carry_out(side, leaver)

    leaver.refresh_from_db()
    assert leaver.is_active
    assert ClosureRequest.objects.filter(person=leaver, programme=other.programme, done_at__isnull=True).exists()
    carry_out(other, leaver)
    leaver.refresh_from_db()
    assert (leaver.name, leaver.is_active) == ("A former person", False)


def test_earlier_addresses_are_forgotten_too(side, leaver, mailoutbox):
    with tenancy.acting(leaver):
        addresses.change(leaver, email="canary.after@example.org", keep=None, by=leaver)
    outbox.run_due()
    assert [letter.to for letter in mailoutbox[-2:]] == [[ADDRESS], ["canary.after@example.org"]]

    signed_in(leaver).post(reverse("charter:ask_to_close"))
    carry_out(side, leaver)
    outbox.run_due()

    assert where(ADDRESS, "canary.after@example.org") - set(duties.KEPT) == set()


def test_wish_is_told_to_leads_taken_back_and_asked_once(side):
    person, browser = side.people["chair"], signed_in(side.people["chair"])
    browser.post(reverse("charter:ask_to_close"))
    browser.post(reverse("charter:ask_to_close"))

    assert ClosureRequest.objects.filter(person=person).count() == 1
    told = Message.objects.filter(kind="charter.closure_asked", key__contains=":")
    assert side.people["programme_lead"].pk in set(told.values_list("person_id", flat=True))
    browser.post(reverse("charter:keep_account"))
    assert carry_out(side, person).status_code == 404


def test_whoever_belongs_nowhere_is_gone_at_once(world, mailoutbox):
    stranger = worlds.person("newcomer", "nowhere")
    browser = signed_in(stranger)

    response = browser.post(reverse("charter:ask_to_close"))

    assert response.url == "/"
    stranger.refresh_from_db()
    assert stranger.name == "A former person"
    outbox.run_due()
    assert any("Your account is closed" in letter.subject for letter in mailoutbox)
    assert where("newcomer@nowhere") == set()


def test_last_lead_is_not_forgotten_before_somebody_takes_over(side):
    lead = side.houses[0].people["lead"]
    signed_in(lead).post(reverse("charter:ask_to_close"))

    response = carry_out(side, lead)

    assert response.status_code == 302
    lead.refresh_from_db()
    assert lead.is_active
    assert Membership.objects.current().filter(person=lead).exists()
