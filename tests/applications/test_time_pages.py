"""Do the pages about time do what they say, keep what was typed, and show each person only their own part?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import evidence, extensions, lapsing, returns, withdrawal
from applications.models import Application, EvidenceUse, Extension, Return
from applications.selectors import sent_file
from charter.actions import memberships
from charter.enums import Role
from charter.kit import clock
from tests.applications.test_pages import client_of
from tests.applications.test_time import again, give_back, send


def texts(response):
    return " ".join(unescape(response.content.decode()).split())


def local(days):
    return f"{(clock.now() + timedelta(days=days)).astimezone(clock.LONDON):%Y-%m-%dT17:00}"


def test_an_officer_returns_an_application_and_its_people_see_what_is_asked(place):
    application = place.sent()
    first, second = place.standards[:2]
    officer, writer = client_of(place.officer), client_of(place.oak.contributor)
    page = place.url(f"staff/apply/{application.reference}/return/")
    typed = {"request": "Tell us more.", "due_at": local(6), f"comment_{first.code}": "How many?"}

    slip = officer.post(page, typed)
    astray = officer.post(page, {**typed, "standards": [second.code]})
    done = officer.post(page, {**typed, "standards": [first.code]})

    assert (slip.status_code, astray.status_code, done.status_code) == (422, 422, 302)
    assert "Select at least one standard." in texts(slip)
    assert "How many?" in texts(slip)
    assert f"Tick {first.code} too, or take your words about it out." in texts(astray)
    assert Return.objects.get(application=application).standards.get().comment == "How many?"
    tasks = texts(writer.get(place.url(f"apply/{application.reference}/")))
    answer = texts(writer.get(place.url(f"apply/{application.reference}/evidence/{first.code.lower()}/")))
    shut = texts(writer.get(place.url(f"apply/{application.reference}/evidence/{second.code.lower()}/")))
    for shown in (tasks, answer):
        assert "Tell us more." in shown
        assert "How many?" in shown
    assert f"{second.code} was not returned, so it stays as you sent it." in shut
    assert "<textarea" not in shut


def test_more_time_is_asked_for_on_one_page_and_given_on_another(place):
    application = place.draft()
    lead, officer = client_of(place.oak.lead), client_of(place.officer)
    asks = place.url(f"apply/{application.reference}/extension/")
    answers = place.url(f"staff/apply/{application.reference}/extension/")

    assert lead.post(asks, {"reason": " "}).status_code == 422
    assert lead.post(asks, {"reason": "Half of the team is new."}).status_code == 302
    assert "We have not answered yet" in texts(lead.get(asks))
    assert "Half of the team is new." in texts(officer.get(answers))
    assert "request for more time to answer" in texts(officer.get(place.url("staff/")))
    night = f"{local(15)[:10]}T01:00"
    assert "never between midnight and 3am" in texts(officer.post(answers, {"answer": "grant", "until": night}))
    assert "Enter a reason." in texts(officer.post(answers, {"answer": "decline", "until": ""}))
    assert officer.post(answers, {"answer": "grant", "until": local(15)}).status_code == 302

    assert Extension.objects.get(application=application).state == "granted"
    assert f"{Application.objects.get(pk=application.pk).due_at:%Y-%m-%d}" == local(15)[:10]
    assert "Time until" in texts(lead.get(asks))


def read(person, path):
    return b"".join(client_of(person).get(path))


def test_whoever_reads_an_earlier_sending_opens_its_files(place):
    application = place.ready()
    standard, by = place.standards[0], place.oak.contributor
    old = evidence.add_file(
        application, standard=standard, upload=SimpleUploadedFile("old.txt", b"The first policy."), by=by
    )
    send(place, application)
    give_back(place, application, standard)
    evidence.remove(EvidenceUse.objects.select_related("application", "standard").get(evidence=old), by=by)
    # Still what was sent last, although its people have taken it away since.
    staff = place.url(f"staff/apply/{application.reference}/files/{old.uuid}/")
    assert read(place.officer, staff) == b"The first policy."
    place.declare(again(application))
    send(place, again(application))

    own = place.url(f"apply/{application.reference}/files/{old.uuid}/")
    assert read(place.oak.viewer, own) == read(place.officer, staff) == b"The first policy."
    assert f"/files/{old.uuid}/" in texts(
        client_of(place.officer).get(place.url(f"staff/apply/{application.reference}/sent/1/"))
    )
    assert client_of(place.ash.lead).get(own).status_code == 404
    # The panel reads the newest sending; what was taken away is named there and not opened.
    assert (sent_file(application, old.uuid), sent_file(application, old.uuid, ever=True)) == (None, old)


def test_a_deadline_that_has_passed_is_moved_only_by_somebody_who_has_just_shown_who_they_are(place):
    application = place.ready()
    asked = extensions.ask(application, reason="The network was down.", by=place.oak.lead)
    url = place.url(f"staff/apply/{application.reference}/extension/")

    def stale(person):
        client = client_of(person)
        session = client.session
        session["proof"] = {**session["proof"], "at": session["proof"]["at"] - 3600}
        session.save()
        return client

    Application.objects.filter(pk=application.pk).update(due_at=clock.now() - timedelta(hours=1))
    assert stale(place.officer).post(url, {"answer": "grant", "until": local(3)}).url == url.replace("extension/", "")
    second = stale(place.programme_lead)
    assert second.get(url).status_code == 200
    assert second.post(url, {"answer": "confirm"}).url.startswith("/account/prove/?")
    asked.refresh_from_db()
    assert asked.state == "proposed"
    assert client_of(place.programme_lead).post(url, {"answer": "confirm"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "granted"


def test_an_old_press_never_says_that_what_was_withdrawn_or_lapsed_is_sent(place):
    application = place.sent()
    client, own = client_of(place.oak.lead), place.url(f"apply/{application.reference}/")
    press = {"key": str(uuid4()), "digest": "0" * 64}
    assert "has been sent already" in texts(client.post(f"{own}send/", press, follow=True))
    for _ in range(2):
        assert client.post(f"{own}withdraw/").status_code == 302
    gone = client.post(f"{own}send/", press)
    withdrawal.restore(application, reason="It was a slip.", by=place.officer)
    told = {place.standards[0]: ""}
    due_at = clock.now() + timedelta(days=5)
    returned = returns.send_back(application, standards=told, request="More.", due_at=due_at, by=place.officer)
    asked = texts(client.get(f"{own}receipt/"))

    with clock.at(returned.due_at + timedelta(hours=1)):
        assert lapsing.lapse(application, by=place.system)
        later = client_of(place.oak.lead)
        late = later.post(f"{own}send/", press)
        receipt = texts(later.get(f"{own}receipt/"))

    assert (gone.status_code, late.status_code) == (422, 422)
    assert f"{application.reference} was withdrawn, so it cannot be sent." in texts(gone)
    assert f"The time to send {application.reference} ended" in texts(late)
    assert "This is what you sent before." in asked
    assert "was not sent again in time" in receipt
    for wrong in ("Your application is sent", "What happens next"):
        assert wrong not in asked + receipt


def test_staff_who_belong_to_a_party_decide_nothing_about_its_application(place):
    sent, draft, interest = place.sent(), place.draft("Second"), place.interest(place.oak, "Third")
    own = {"programme": place.programme, "organisation": place.oak.organisation}
    memberships.grant(place.officer, role=Role.ORGANISATION_LEAD, by=place.oak.lead, **own)
    officer = client_of(place.officer)
    asked = place.url(f"apply/{draft.reference}/extension/")
    assert officer.post(asked, {"reason": "I need longer."}).status_code == 302
    pages = [f"{sent.reference}/{page}/" for page in ("accept", "return", "late")]
    pages += [f"{draft.reference}/extension/", f"{draft.reference}/parties/", f"{interest.reference}/interest/"]

    refused = [
        officer.post(place.url(f"staff/apply/{page}"), {"answer": "grant", "until": local(15)}) for page in pages
    ]

    assert [answer.status_code for answer in refused] == [403] * len(pages)
    for answer in refused:
        assert "You belong to an organisation of this application" in texts(answer)
    assert Extension.objects.get(application=draft).state == "asked"
    assert client_of(place.programme_lead).get(place.url(f"staff/apply/{pages[3]}")).status_code == 200


def test_a_withdrawn_application_comes_back_by_a_page(place):
    application = place.sent()
    client_of(place.oak.lead).post(place.url(f"apply/{application.reference}/withdraw/"))
    officer = client_of(place.officer)
    page = place.url(f"staff/apply/{application.reference}/restore/")

    assert "Enter a reason." in texts(officer.post(page, {"reason": ""}))
    assert officer.post(page, {"reason": "It was a slip."}).status_code == 302

    assert Application.objects.get(pk=application.pk).state == "sent"
    timeline = texts(client_of(place.oak.viewer).get(place.url(f"apply/{application.reference}/timeline/")))
    assert "It was brought back" in timeline
    assert "It was a slip." not in timeline


@pytest.mark.parametrize("path", ["timeline/", "sent/1/", "sent/1/copy/", "extension/", "receipt/"])
def test_another_organisation_finds_nothing_there(place, path):
    application = place.sent()

    assert client_of(place.oak.viewer).get(place.url(f"apply/{application.reference}/{path}")).status_code == 200
    for person in (place.ash.lead, place.ash.viewer):
        assert client_of(person).get(place.url(f"apply/{application.reference}/{path}")).status_code == 404


def test_a_partners_people_see_the_application_and_nothing_else_of_its_lead(place):
    joint, own = place.joint(), place.draft("Second")
    partner = client_of(place.ash.viewer)

    assert partner.get(place.url(f"apply/{joint.reference}/timeline/")).status_code == 200
    for path in (
        f"apply/{own.reference}/",
        f"apply/{own.reference}/timeline/",
        f"org/{place.oak.organisation.slug}/",
    ):
        assert partner.get(place.url(path)).status_code == 404
