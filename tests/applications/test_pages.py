"""Does every page of the applicant's side open for those who may, in every state, and hold its promises?"""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications import canonical
from applications.actions import answers, evidence, interest
from applications.enums import State
from applications.models import Answer, Application, EvidenceUse, Pledge, Snapshot
from applications.selectors import content_of, sections_of
from charter.kit import clock, secrecy
from charter.kit.models import AuditEvent


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client, url, status=200, **more):
    response = client.get(url, **more)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_values_are_read_one_by_one_and_signed_by_the_signatory(place):
    url = place.url(f"org/{place.oak.organisation.slug}/values/")
    words = {"signed_name": "Ann Signer", "signed_role": "Director", "version": 1}
    lead, signer = client_of(place.oak.lead), client_of(place.oak.signatory)

    assert "In Oak Trust this is signatory of oak-lec" in page(lead, url)
    assert "Yes, we promise this" not in page(lead, url + "1/")
    assert lead.get(url + "sign/").url == url
    for address in ("sign/", "1/"):
        assert lead.post(url + address, {**words, "agreed": "on"}).status_code == 403
    first = page(signer, url + "1/")
    assert "Value 1 of 6" in first and "In plain words" in first and place.programme.contact_name in first
    assert [signer.post(url + f"{number}/").url for number in (1, 2)] == [url + "2/", url + "3/"]
    # Whoever stops here finds their place again.
    assert "Go on with value 3" in page(signer, url)
    assert "Read value 1" in page(client_of(place.oak.signatory), url)
    assert "You have not said yes to" in page(signer, url + "sign/")
    for number in (3, 4, 5, 6):
        last = signer.post(url + f"{number}/").url
    assert last == url + "sign/" and "You have not said yes" not in page(signer, last)
    assert signer.post(url + "sign/", words).status_code == 422
    assert not Pledge.objects.filter(programme=place.programme).exists()

    done = signer.post(url + "sign/", {**words, "agreed": "on"})

    assert (done.status_code, done.url) == (302, url)
    shown = page(signer, url)
    assert "Ann Signer" in shown and "has signed" in shown
    pledge = Pledge.objects.get(programme=place.programme)
    assert [row["code"] for row in pledge.statements] == ["V1", "V2", "V3", "V4", "V5", "V6"]
    assert signer.post(url + "sign/", {**words, "agreed": "on"}).status_code == 403
    assert signer.get(url + "sign/").url == url
    assert "Value 6 of 6" in page(lead, url + "6/") and lead.get(url + "7/").status_code == 404


def test_express_interest_makes_an_application(place):
    url = place.url(f"org/{place.oak.organisation.slug}/interest/")
    service = place.oak.services("First")[0]
    client = client_of(place.oak.lead)

    page(client, url)
    assert client.post(url, {"cohort": "spring"}).status_code == 422
    done = client.post(url, {"cohort": "spring", "services": [service.pk]})

    application = Application.objects.get(programme=place.programme)
    assert done.url == place.url(f"apply/{application.reference}/")
    assert application.state == State.INTEREST
    page(client, done.url)


@pytest.mark.parametrize("state", ["interest", "waitlisted", "declined", "draft", "ready", "sent", "joint"])
def test_task_list_opens_in_every_state(place, state):
    application = {
        "interest": place.interest,
        "waitlisted": lambda: interest.waitlist(place.interest(), by=place.officer),
        "declined": lambda: interest.decline(place.interest(), reason="Full.", by=place.officer),
        "draft": place.draft,
        "ready": place.ready,
        "sent": place.sent,
        "joint": place.joint,
    }[state]()

    for person in place.oak.people.values():
        shown = page(client_of(person), place.url(f"apply/{application.reference}/"))
        assert application.reference in shown


def answer_url(place, application, code="po1"):
    return place.url(f"apply/{application.reference}/evidence/{code}/")


def test_answer_page_is_locked_until_values_are_signed(place):
    application = place.draft()

    shown = page(client_of(place.oak.contributor), answer_url(place, application))

    assert "Evidence opens when Oak Trust has signed the values." in shown
    assert "<textarea" not in shown


def autosave(client, url, **fields):
    return client.post(url, fields, headers={"HX-Request": "true", "Accept": "application/json"})


def test_answer_sent_as_the_session_ended_is_kept_for_whoever_signs_in_again(place):
    application = place.draft()
    place.sign_values()
    client, url = client_of(place.oak.contributor), answer_url(place, application)

    with clock.at(clock.now() + timedelta(minutes=61)):
        asked = client.post(url, {"text": "Typed over a very long lunch.", "version": 0})
        assert asked["Location"] == "/account/login/?next=/account/carry-on/"
        client.force_login(place.oak.contributor, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Typed over a very long lunch." in page(client, "/account/carry-on/")
        kept = client.session["held"]
        client.post(kept["path"], dict(json.loads(secrecy.unseal(kept["sealed"]))))

    assert Answer.objects.get(programme=place.programme).text == "Typed over a very long lunch."


def test_autosave_answers_in_json(place):
    application = place.draft()
    place.sign_values()
    url = answer_url(place, application)
    client = client_of(place.oak.contributor)
    page(client, url)

    first = autosave(client, url, text="One", version=0)
    second = autosave(client, url, text="One two", version=1)
    stale = autosave(client, url, text="Other", version=1)

    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert (second.status_code, second.json()["version"]) == (200, 2)
    assert stale.status_code == 409
    told = stale.json()
    assert (told["theirs"], told["version"], told["saved_by"], told["url"]) == (
        "One two",
        2,
        "You",
        url,
    )
    assert set(told) == {"message", "theirs", "version", "saved_by", "saved_at", "url"}
    assert Answer.objects.get(programme=place.programme).text == "One two"


@pytest.mark.parametrize("fields", [{}, {"text": "x"}, {"version": "0"}, {"text": "x", "version": "soon"}])
def test_a_missing_field_is_refused_and_never_taken_for_empty(place, fields):
    application = place.draft()
    place.sign_values()
    url = answer_url(place, application)
    client = client_of(place.oak.contributor)
    autosave(client, url, text="Kept", version=0)

    by_machine = autosave(client, url, **fields)
    by_hand = client.post(url, fields)

    assert by_machine.status_code == 422
    assert list(by_machine.json()) == ["message"]
    assert by_hand.status_code == 422
    assert Answer.objects.get(programme=place.programme).text == "Kept"


def test_two_versions_are_shown_with_one_choice(place):
    application = place.draft()
    place.sign_values()
    url = answer_url(place, application)
    client, other = client_of(place.oak.contributor), client_of(place.oak.lead)
    autosave(client, url, text="First", version=0)

    clash = other.post(url, {"text": "Mine & more", "version": 0})
    shown = clash.content.decode()
    theirs = other.post(url, {"text": "Mine & more", "version": 1, "keep": "theirs", "then": "stay"})
    after_theirs = Answer.objects.get(programme=place.programme).text
    mine = other.post(url, {"text": "Mine & more", "version": 1, "keep": "mine", "then": "stay"})

    assert clash.status_code == 409
    assert "Mine &amp; more" in shown and ">First<" in shown
    assert (theirs.status_code, after_theirs) == (302, "First")
    assert (mine.status_code, Answer.objects.get(programme=place.programme).text) == (302, "Mine & more")


def test_good_files_are_kept_beside_a_bad_one(place):
    application = place.draft()
    place.sign_values()
    client = client_of(place.oak.contributor)
    good = SimpleUploadedFile("policy.txt", b"We ask late.", "text/plain")
    bad = SimpleUploadedFile("tool.exe", b"MZ", "application/octet-stream")

    response = client.post(
        answer_url(place, application) + "files/", {"text": "Words", "version": 0, "files": [good, bad]}
    )

    shown = response.content.decode()
    assert response.status_code == 200
    assert "tool.exe must be a PDF" in shown and "policy.txt" in shown and "1 file added." in shown
    assert [use.evidence.title for use in EvidenceUse.objects.filter(programme=place.programme)] == ["policy.txt"]
    assert Answer.objects.get(programme=place.programme).text == "Words"


def test_a_bad_file_does_not_undo_the_mark_that_came_with_it(place):
    application = place.draft()
    place.sign_values()
    client, standard = client_of(place.oak.contributor), place.standards[0]
    answers.save(application, standard=standard, text="Words", version=0, by=place.oak.contributor)
    bad = SimpleUploadedFile("tool.exe", b"MZ", "application/octet-stream")
    typed = {"text": "Words", "version": 1, "completed": "yes", "completed_before": "no", "files": [bad]}

    response = client.post(answer_url(place, application) + "files/", typed)

    assert (response.status_code, "tool.exe must be a PDF" in response.content.decode()) == (200, True)
    assert sections_of(application)[standard.pk].completed_at is not None


def test_a_lone_bad_file_changes_nothing(place):
    application = place.draft()
    place.sign_values()
    client = client_of(place.oak.contributor)

    response = client.post(
        answer_url(place, application) + "files/",
        {"text": "", "version": 0, "files": SimpleUploadedFile("a.pdf", b"no pdf", "application/pdf")},
    )

    assert response.status_code == 422
    assert EvidenceUse.objects.filter(programme=place.programme).count() == 0


def test_files_are_served_inert_to_their_people_and_recorded_for_staff(place):
    application = place.ready()
    found = evidence.add_file(
        application,
        standard=place.standards[0],
        upload=SimpleUploadedFile("policy.txt", b"We ask late.", "text/plain"),
        by=place.oak.contributor,
    )
    mine = place.url(f"apply/{application.reference}/files/{found.uuid}/")
    staff = place.url(f"staff/apply/{application.reference}/files/{found.uuid}/")

    before = client_of(place.officer).get(staff)
    response = client_of(place.oak.viewer).get(mine)
    sent = client_of(place.oak.lead).post(
        place.url(f"apply/{application.reference}/send/"),
        {
            "key": str(uuid.uuid4()),
            "digest": _digest(application),
        },
    )
    opened = client_of(place.officer).get(staff)

    inside = b"".join(response.streaming_content)
    assert b"".join(opened.streaming_content) == inside
    assert before.status_code == 404
    assert sent.status_code == 302
    assert inside == b"We ask late."
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert opened.status_code == 200
    assert [
        event.actor_id for event in AuditEvent.objects.filter(verb="evidence:opened", programme_id=place.programme.pk)
    ] == [place.officer.pk]
    assert client_of(place.ash.lead).get(mine).status_code == 404


def _digest(application):
    return canonical.digest(content_of(application))


def test_links_are_added_and_removed(place):
    application = place.draft()
    place.sign_values()
    client = client_of(place.oak.contributor)
    url = answer_url(place, application)

    page(client, url + "links/")
    bad = client.post(url + "links/", {"url": "javascript:alert(1)", "title": "X"})
    good = client.post(url + "links/", {"url": "https://example.org/policy", "title": "Our policy"})
    use = EvidenceUse.objects.select_related("evidence").get(programme=place.programme)
    shown = page(client, url)
    gone = client.post(url + f"{use.evidence.uuid}/remove/")
    again = client.post(url + f"{use.evidence.uuid}/remove/")

    assert (bad.status_code, good.status_code, gone.status_code, again.status_code) == (422, 302, 302, 302)
    assert "Our policy" in shown
    assert EvidenceUse.objects.filter(programme=place.programme).count() == 0


def test_check_page_lists_every_gap_with_its_page(place):
    application = place.draft()
    place.sign_values()

    shown = page(client_of(place.oak.lead), place.url(f"apply/{application.reference}/check/"))

    assert "20 things before you can send" in shown
    assert "Send your application" not in shown


def test_declaration_page_signs_for_the_own_party(place):
    application = place.joint()
    url = place.url(f"apply/{application.reference}/declare/")
    signer = client_of(place.ash.signatory)

    page(client_of(place.oak.viewer), url)
    shown = page(signer, url)
    form = {"signed_name": "Ash Signer", "signed_role": "Chief executive", "agreed": "on"}
    wrong = signer.post(url, {**form, "organisation": place.oak.organisation.slug})
    done = signer.post(url, {**form, "organisation": place.ash.organisation.slug})
    refused = client_of(place.oak.lead).post(url, form)

    assert "Sign the declaration" in shown
    assert (wrong.status_code, done.status_code, refused.status_code) == (422, 302, 403)
    assert [row.organisation for row in application.declarations.all()] == [place.ash.organisation]


def test_the_same_press_twice_finds_one_receipt(place):
    application = place.ready()
    client = client_of(place.oak.lead)
    page(client, place.url(f"apply/{application.reference}/check/"))
    send = place.url(f"apply/{application.reference}/send/")
    key, digest = str(uuid.uuid4()), _digest(application)

    first = client.post(send, {"key": key, "digest": digest})
    second = client.post(send, {"key": key, "digest": digest})
    other_body = client.post(send, {"key": key, "digest": "0" * 64})
    other_tab = client.post(send, {"key": str(uuid.uuid4()), "digest": digest}, follow=True)

    receipt = place.url(f"apply/{application.reference}/receipt/")
    assert (first.url, second.url) == (receipt, receipt)
    assert other_body.status_code == 409
    assert "has been sent already" in other_tab.content.decode()
    assert Snapshot.objects.filter(programme=place.programme).count() == 1
    assert Snapshot.objects.get(programme=place.programme).receipt in page(client_of(place.oak.viewer), receipt)


def test_what_changed_since_somebody_checked_is_named_and_looked_at_before_it_is_sent(place):
    application, by = place.ready(), place.oak.contributor
    lead, first, third = client_of(place.oak.lead), place.standards[0], place.standards[2]
    check, send = (place.url(f"apply/{application.reference}/{name}/") for name in ("check", "send"))

    def asked(shown):
        kept = {
            name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', shown)[1] for name in ("key", "digest", "seen")
        }
        return {name: unescape(value) for name, value in kept.items()}

    mine = asked(page(lead, check))
    answers.save(application, standard=first, text="New words.", version=1, by=by)
    evidence.add_link(application, standard=third, title="Policy", url="https://example.org/p", by=by)
    refused = lead.post(send, mine)
    shown = unescape(refused.content.decode())

    assert refused.status_code == 409
    assert "Something changed since you checked, so nothing is sent." in shown
    changed = re.findall(r'<a href="(#standard-[^"]+)">([^<]+)</a>', shown)
    assert [(place, " at ".join(told.split(" at ")[:-1]) or told) for place, told in changed] == [
        (f"#standard-{first.code}", f"{first.code} {first.name}: the answer was changed by {by}"),
        (f"#standard-{third.code}", f"{third.code} {third.name}: its files or links changed."),
    ]
    assert shown.count("Changed since you checked.") == 2
    assert f'/evidence/{first.code.lower()}/history/">See what changed' in shown
    assert Snapshot.objects.filter(programme=place.programme).count() == 0

    # What the page shows now is exactly what is sent; marks that make no sense only say less.
    for nonsense in ("", "[]", '{"a": 1}', "{" * 10_000):
        assert lead.post(send, mine | {"key": str(uuid.uuid4()), "seen": nonsense}).status_code == 409
    now = asked(shown)
    assert now["digest"] in shown.split("Digest of what is on this page")[1]
    assert lead.post(send, now).status_code == 302
    sent = Snapshot.objects.get(programme=place.programme)
    assert (sent.sha256, sent.content["answers"][first.code]) == (now["digest"], "New words.")


def test_both_parties_see_who_signed_the_application_that_they_share(place):
    application = place.joint()
    place.declare(application, place.oak, place.ash)

    for person in (place.oak.lead, place.ash.viewer):
        tasks = page(client_of(person), place.url(f"apply/{application.reference}/"))
        check = page(client_of(person), place.url(f"apply/{application.reference}/check/"))
        assert (tasks.count("Signed by Sig Natory on"), check.count("signed by Sig Natory, Director")) == (4, 4)


def test_staff_answer_interest_add_a_partner_and_accept(place):
    officer = client_of(place.officer)
    application = place.interest()
    one = place.url(f"staff/apply/{application.reference}/")
    page(officer, one)
    assert application.reference in page(officer, place.url("staff/interests/"))
    page(officer, one + "interest/")
    assert officer.post(one + "interest/", {"answer": "decline"}).status_code == 422
    assert officer.post(one + "interest/", {"answer": "select"}).status_code == 302
    page(officer, one + "parties/")
    ash = place.ash.organisation
    page(officer, one + f"parties/?organisation={ash.slug}")
    service = place.ash.services("First")[0]
    assert officer.post(one + "parties/", {"organisation": ash.slug}).status_code == 422
    assert officer.post(one + "parties/", {"organisation": ash.slug, "services": [service.pk]}).status_code == 302
    page(client_of(place.ash.lead), place.url(f"apply/{application.reference}/"))
    assert officer.post(one + "accept/").status_code == 403
    page(officer, place.url("staff/interests/"))

    assert [party.organisation for party in application.parties.all()] == [place.oak.organisation, ash]


def test_staff_accept_what_was_sent(place):
    application = place.sent()
    officer = client_of(place.officer)
    one = place.url(f"staff/apply/{application.reference}/")

    assert "Accept this application" in page(officer, one)
    assert officer.post(one + "accept/").status_code == 302

    application.refresh_from_db()
    assert application.state == State.ACCEPTED
    assert "Accept this application" not in page(officer, one)


def test_withdrawing_says_what_it_does_first(place):
    application = place.draft()
    url = place.url(f"apply/{application.reference}/withdraw/")

    assert client_of(place.oak.contributor).get(url).status_code == 403
    page(client_of(place.oak.lead), url)
    assert client_of(place.oak.lead).post(url).status_code == 302

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    page(client_of(place.oak.lead), url)


def test_words_typed_while_a_colleague_sent_stay_on_the_page(place):
    application = place.sent()
    client = client_of(place.oak.contributor)
    url = answer_url(place, application)

    by_hand = client.post(url, {"text": "Typed meanwhile.", "version": 1})
    by_machine = autosave(client, url, text="Typed meanwhile.", version=1)

    assert (by_hand.status_code, by_machine.status_code) == (403, 403)
    assert "Typed meanwhile." in by_hand.content.decode()
    assert by_machine.json() == {"message": "This application has been sent, so it can no longer be changed."}
    assert set(Answer.objects.filter(application=application).values_list("version", flat=True)) == {1}
