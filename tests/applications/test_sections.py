"""Whose is a standard, who is told, and what does the completed mark mean?"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import answers, describing, evidence, sections
from applications.models import Application, EvidenceUse, Section, SectionHistory
from applications.selectors import sections_of, writers
from charter.actions import leaving, teams
from charter.kit import audit, tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from tests.applications.test_pages import client_of, page


@pytest.fixture
def joint(place):
    return place.joint()


def letters():
    return {(row.to_address, row.subject) for row in Message.objects.filter(kind="applications.section_given")}


def test_writers_of_every_party_may_be_owners_and_nobody_else(place, joint):
    able = {one.person.email for one in writers(joint)}

    assert able == {p.email for party in (place.oak, place.ash) for p in (party.lead, party.contributor)}
    for person in (place.oak.viewer, place.oak.signatory, place.officer):
        with pytest.raises(Refused, match="who can write"):
            sections.give(joint, standard=place.standards[0], owner=person, by=place.oak.lead)
    assert not Section.objects.filter(application=joint).exists()


def test_the_teams_of_a_joint_application_know_each_other_as_themselves(place, joint):
    with tenancy.acting(place.ash.contributor, place.programme):
        seen = Application.objects.for_pages().get(pk=joint.pk)

        assert len(writers(seen)) == 4
        section = sections.give(seen, standard=place.standards[0], owner=place.oak.lead, by=place.ash.contributor)

    assert section.owner == place.oak.lead


def test_giving_is_told_recorded_and_kept(place, joint):
    first, second, third = place.standards[:3]
    owner, by = place.ash.contributor, place.oak.lead

    sections.give(joint, standard=first, owner=owner, by=by)
    sections.give(joint, standard=first, owner=owner, by=by)
    changed = sections.share_out(joint, owners={first: owner, second: owner, third: by}, by=by)
    freed = sections.give(joint, standard=first, owner=None, by=by)

    assert changed == [second, third]
    assert (freed.owner, {key: row.owner for key, row in sections_of(joint).items()}) == (
        None,
        {first.pk: None, second.pk: owner, third.pk: by},
    )
    assert letters() == {
        (owner.email, f"{first.code} {first.name} is yours to write in {joint.reference}"),
        (owner.email, f"{second.code} {second.name} is yours to write in {joint.reference}"),
    }
    verbs = AuditEvent.objects.filter(verb__startswith="section:", about=joint.reference).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["section:given"] * 3 + ["section:freed"]
    owners = SectionHistory.objects.filter(row_id=freed.pk).order_by("history_id").values_list("owner_id", flat=True)
    assert list(owners) == [owner.pk, None]


def test_the_mark_needs_words_and_locks_nothing(place, joint, django_assert_num_queries):
    standard, by = place.standards[0], place.oak.contributor
    with pytest.raises(Refused, match="Write your answer first"):
        sections.complete(joint, standard=standard, by=by)
    answers.save(joint, standard=standard, text="We do.", version=0, by=by)

    done = sections.complete(joint, standard=standard, by=by)
    again = sections.complete(joint, standard=standard, by=place.oak.lead)
    answers.save(joint, standard=standard, text="We do, still.", version=1, by=by)

    assert (done.completed_by, again.completed_by) == (by, by)
    with django_assert_num_queries(1):
        assert sections_of(joint)[standard.pk].completed_at == done.completed_at
    assert sections.reopen(joint, standard=standard, by=by).completed_at is None


def test_nothing_changes_once_it_is_sent(place):
    application = place.sent()
    for act in (
        lambda: sections.give(application, standard=place.standards[0], owner=place.oak.lead, by=place.oak.lead),
        lambda: sections.complete(application, standard=place.standards[0], by=place.oak.lead),
        lambda: sections.reopen(application, standard=place.standards[0], by=place.oak.lead),
    ):
        with pytest.raises(Refused, match="not being written"):
            act()


def _removed(place):
    teams.remove(place.oak.organisation, person=place.oak.contributor, by=place.oak.lead)


def _reads_along(place):
    teams.set_roles(place.oak.organisation, person=place.oak.contributor, roles=["viewer"], by=place.oak.lead)


def _went(place):
    teams.leave(place.oak.organisation, by=place.oak.contributor)


def _let_go(place):
    with tenancy.acting(place.programme_lead, place.programme):
        leaving.let_go(place.oak.contributor, programme=place.programme, reason="Left.", by=place.programme_lead)


@pytest.mark.parametrize("leave", [_removed, _reads_along, _went, _let_go])
def test_a_leavers_sections_are_nobodys(place, joint, leave):
    first, second = place.standards[:2]
    sections.give(joint, standard=first, owner=place.oak.contributor, by=place.oak.lead)
    sections.give(joint, standard=second, owner=place.ash.contributor, by=place.oak.lead)

    leave(place)

    assert {key: row.owner for key, row in sections_of(joint).items()} == {
        first.pk: None,
        second.pk: place.ash.contributor,
    }
    [event] = AuditEvent.objects.filter(verb="section:freed", about=joint.reference)
    assert event.detail["before"] == str(place.oak.contributor)


def test_theme_page_shows_its_own_standards_and_each_file_once(place):
    application = place.draft()
    place.sign_values()
    upload = SimpleUploadedFile("Policy.txt", b"Fair.", "text/plain")
    first, second = [row for row in place.standards if row.theme.code == "PO"][:2]
    item = evidence.add_file(application, standard=first, upload=upload, by=place.oak.contributor)
    words = {"title": "Policy", "content_note": "", "about_person": False, "agreed": False}
    use = EvidenceUse.objects.get(evidence=item)
    describing.describe(use, standards=[first, second], **words, by=place.oak.contributor)
    sections.give(application, standard=second, owner=place.oak.contributor, by=place.oak.lead)
    url = place.url(f"apply/{application.reference}/themes/po/")

    shown = page(client_of(place.oak.contributor), url)

    assert f"Continue: {second.code}" in shown
    assert "PO6" in shown and "CU1" not in shown and shown.count(">Policy.txt<") == 1
    assert f"Shown for {first.code} and {second.code}" in shown
    assert page(client_of(place.oak.contributor), place.url(f"apply/{application.reference}/themes/xx/"), 404)
    assert client_of(place.ash.lead).get(url).status_code == 404


def test_activity_tells_each_organisation_what_its_people_may_see(place, joint):
    alone = place.draft("Second")
    standard = place.standards[0]
    answers.save(joint, standard=standard, text="Ours.", version=0, by=place.oak.contributor)
    answers.save(alone, standard=standard, text="Alone.", version=0, by=place.oak.contributor)
    sections.give(joint, standard=standard, owner=place.ash.contributor, by=place.oak.lead)
    audit.record("application:viewed", joint, by=place.officer)

    told = {}
    for side in (place.oak, place.ash):
        for person in (side.lead, side.contributor, side.viewer):
            shown = page(client_of(person), place.url(f"org/{side.organisation.slug}/"))
            told[person] = shown[shown.index('id="activity"') :].split("</section>")[0]

    ours, theirs = told[place.oak.viewer], told[place.ash.viewer]
    assert f"{place.oak.contributor} worked on the answer to PO1" in ours
    assert f"{place.oak.lead} gave PO1 to {place.ash.contributor}" in theirs
    assert alone.reference in ours and alone.reference not in theirs
    assert all("Oak Trust signed" not in text and str(place.officer) not in text for text in told.values())
    assert len(set(told.values())) == 2
    assert all(text.count("activity__row") == 5 for text in (ours,))
