"""Whose is a standard, who is told, and what does the completed mark mean?"""

from __future__ import annotations

import pytest

from applications.actions import answers, sections
from applications.models import Application, Section, SectionHistory
from applications.selectors import sections_of, writers
from charter.actions import leaving, teams
from charter.kit import tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message


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
