"""Who gets how much time: returns, extensions, lapsing, and what they may never change for anybody else?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import deadlines
from applications.actions import (
    acceptance,
    answers,
    declarations,
    evidence,
    extensions,
    lapsing,
    returns,
    sending,
    withdrawal,
)
from applications.enums import State
from applications.models import Application, Declaration, Extension, Return, Snapshot
from applications.selectors import asked, changes, gaps, standard_is_open, timeline_page
from applications.selectors import sending as sent_as
from charter.kit import clock, local_time, outbox
from charter.kit.access import Refused
from charter.kit.jinja import london
from charter.kit.models import Message
from charter.models import Cohort

LONDON = ZoneInfo("Europe/London")


def again(application):
    return Application.objects.for_pages().get(pk=application.pk)


def send(place, application, **more):
    return sending.send(application, by=place.oak.lead, **{"key": uuid4(), "digest": None, **more})


def give_back(place, application, *standards, days=5, **more):
    told = {standard: f"More on {standard.code}." for standard in standards}
    more = {"request": "Show what came of it.", "due_at": clock.now() + timedelta(days=days), **more}
    return returns.send_back(again(application), standards=told, by=place.officer, **more)


def letters(application, kind):
    rows = Message.objects.filter(kind=f"applications.{kind}", key__startswith=f"{kind}:{application.pk}:")
    return {row.to_address: row for row in rows}


# Return for more ------------------------------------------------------------------------------------


def test_only_the_named_standards_reopen_and_the_difference_is_shown(place):
    application = place.ready()
    first, second = place.standards[:2]
    before = send(place, application)

    returned = give_back(place, application, first)

    application = again(application)
    assert (application.state, application.round, application.due_at) == (State.RETURNED, 2, returned.due_at)
    assert standard_is_open(application, first)
    assert standard_is_open(application, second).reason == (
        f"{second.code} was not returned, so it stays as you sent it."
    )
    answers.save(
        application, standard=first, text="We do this every week, with proof.", version=1, by=place.oak.contributor
    )
    with pytest.raises(Refused, match="was not returned"):
        answers.save(application, standard=second, text="More.", version=1, by=place.oak.contributor)
    with pytest.raises(Refused, match="was not returned"):
        evidence.add_link(
            application, standard=second, title="A", url="https://example.org/a", by=place.oak.contributor
        )
    evidence.add_link(application, standard=first, title="Report", url="https://example.org/r", by=place.oak.lead)
    # What was declared stays with what was sent; what is added is declared anew.
    assert [gap.sentence for gap in gaps(again(application))] == ["Oak Trust has not signed the declaration."]
    place.declare(again(application))
    after = send(place, again(application))

    (change,) = changes(application, before, after)
    assert change.standard == first
    assert "".join(row.text for row in change.pieces if row.change.value != "added") == "We do this every day."
    assert [row.text for row in change.pieces if row.change.value == "added"] == ["week, with proof."]
    assert [item.title for item in change.added] == ["Report"]
    assert (before.number, after.number) == (1, 2)
    assert sent_as(application, 1).content["answers"][first.code] == "We do this every day."
    assert after.receipt == f"{application.reference}-S2"
    assert list(Declaration.objects.filter(application=application).values_list("round", flat=True)) == [1, 2]


def test_what_is_asked_reaches_every_party(place):
    application = place.joint()
    place.train()
    place.write(application)
    place.declare(application, place.oak, place.ash)
    send(place, application)

    give_back(place, application, *place.standards[:2])

    told = letters(application, "returned")
    assert set(told) == {place.oak.lead.email, place.ash.lead.email}
    deadline = again(application).deadline
    for row in told.values():
        for part in (row.text, row.html):
            assert london(deadline.at) in part
            assert "Show what came of it." in part
            assert f"More on {place.standards[1].code}." in part
    page = asked(again(application))
    assert [row.standard for row in page.standards] == place.standards[:2]
    assert asked(place.draft("Second")) is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"standards": 0}, "Select at least one standard."),
        ({"request": "  "}, "Write what you ask for."),
        ({"days": -1}, "Choose a date that has not passed."),
        ({"days": 300}, "scores are due on"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_return_that_nobody_could_answer_is_refused(place, wrong, sentence):
    application = place.sent()
    count = wrong.pop("standards", 1)

    with pytest.raises(Refused, match=sentence):
        give_back(place, application, *place.standards[:count], **wrong)

    assert again(application).state == State.SENT


def test_rounds_are_limited_and_only_what_was_sent_is_returned(place):
    Cohort.objects.filter(pk=place.cohort.pk).update(return_rounds=1)
    application = place.sent()
    give_back(place, application, place.standards[0])
    with pytest.raises(Refused, match="Only an application that was sent"):
        give_back(place, application, place.standards[0])
    place.declare(again(application))
    send(place, again(application))

    with pytest.raises(Refused, match="returned as often as its cohort allows"):
        give_back(place, application, place.standards[0])

    acceptance.accept(again(application), by=place.officer)
    with pytest.raises(Refused, match="not accepted yet"):
        give_back(place, application, place.standards[0])
    assert Return.objects.filter(application=application).count() == 1


# More time ------------------------------------------------------------------------------------------


def test_more_time_is_for_one_application_alone(place):
    application, other = place.draft("First"), place.draft("Second")
    extension = extensions.ask(application, reason="Our policy comes back from the printer late.", by=place.oak.lead)
    assert set(letters(application, "extension_asked")) == {place.officer.email}
    with pytest.raises(Refused, match="asked for more time already"):
        extensions.ask(application, reason="Again.", by=place.oak.lead)
    until = place.cohort.closes_at + timedelta(days=3)

    extensions.grant(extension, until=until, by=place.officer)

    assert again(application).deadline.at == until
    assert again(other).deadline.at == place.cohort.closes_at
    with clock.at(until + timedelta(minutes=9)):
        assert not again(application).deadline.has_passed(clock.now())
        assert again(other).deadline.has_passed(clock.now())
        assert [row.pk for row in lapsing.due().filter(programme=place.programme)] == [other.pk]
    (told,) = letters(application, "extension_granted").values()
    assert london(until) in told.text
    assert letters(other, "extension_granted") == {}
    assert f"You got time until {london(until)}" in [row.title for row in timeline_page(again(application)).events]


def test_more_time_after_the_deadline_takes_two_people_and_opens_what_lapsed(place):
    application = place.ready()
    late = place.cohort.closes_at + timedelta(hours=1)
    until = late + timedelta(days=2)
    with clock.at(late):
        assert lapsing.lapse_due(by=place.system) >= 1
        assert again(application).state == State.LAPSED
        assert lapsing.lapse_due(by=place.system) == 0
        extension = extensions.ask(again(application), reason="The network was down.", by=place.oak.lead)

        proposed = extensions.grant(extension, until=until, by=place.officer)

        assert (proposed.state, again(application).deadline.at) == ("proposed", place.cohort.closes_at)
        assert set(letters(application, "extension_waits")) == {place.programme_lead.email}
        with pytest.raises(Refused, match="Another person of the team confirms it"):
            extensions.confirm(extension, by=place.officer)
        extensions.confirm(extension, by=place.programme_lead)
        opened = again(application)
        assert (opened.state, opened.deadline.at) == (State.DRAFT, until)
        assert send(place, opened).content["deadline"]["at"] == until.isoformat()


@pytest.mark.parametrize(
    ("days", "sentence"), [(-20, "has not passed"), (5, "Its deadline is"), (300, "scores are due")]
)
def test_an_instant_that_gives_no_time_is_refused(place, days, sentence):
    extension = extensions.ask(place.draft(), reason="Busy.", by=place.oak.lead)

    with pytest.raises(Refused, match=sentence):
        extensions.grant(extension, until=clock.now() + timedelta(days=days), by=place.officer)

    assert Extension.objects.get(pk=extension.pk).state == "asked"


def test_declining_needs_a_reason_that_only_who_asked_reads(place):
    application = place.joint()
    extension = extensions.ask(application, reason="We need longer.", by=place.ash.lead)
    assert extension.organisation == place.ash.organisation
    with pytest.raises(Refused, match="Enter a reason"):
        extensions.decline(extension, reason=" ", by=place.officer)

    extensions.decline(extension, reason="The panel meets the week after.", by=place.officer)

    (told,) = letters(application, "extension_declined").values()
    assert (told.to_address, "The panel meets the week after." in told.text) == (place.ash.lead.email, True)
    with pytest.raises(Refused, match="answered already"):
        extensions.grant(extension, until=clock.now() + timedelta(days=11), by=place.officer)


def test_a_proposal_is_declined_and_what_is_answered_stays_answered(place):
    application = place.draft()
    extension = extensions.ask(application, reason="Our server is being moved.", by=place.oak.lead)
    with clock.at(application.deadline.last_moment):
        extensions.grant(extension, until=clock.now() + timedelta(days=2), by=place.officer)

        declined = extensions.decline(extension, reason="The panel has begun.", by=place.programme_lead)

        assert (declined.state, declined.until, again(application).due_at) == ("declined", None, None)
        with pytest.raises(Refused, match="answered already"):
            extensions.decline(extension, reason="Once more.", by=place.officer)
    assert len(letters(application, "extension_declined")) == 1


# Lapsing --------------------------------------------------------------------------------------------


def test_what_was_not_sent_lapses_after_grace_and_who_waits_for_an_answer_does_not(place):
    writing, waiting, sent = place.draft("First"), place.draft("Second"), place.draft("Third")
    place.sign_values()
    place.train()
    place.write(sent)
    place.declare(sent)
    send(place, sent)
    extensions.ask(waiting, reason="Our server is being moved.", by=place.oak.lead)
    last = writing.deadline.last_moment

    with clock.at(last + lapsing.IN_FLIGHT - timedelta(seconds=1)):
        lapsing.lapse_due(by=place.system)
        assert again(writing).state == State.DRAFT
    with clock.at(last + lapsing.IN_FLIGHT):
        outbox.enqueue("applications.lapse_due", key=f"lapse:{uuid4()}", period=clock.now().isoformat())
        outbox.run_due()

    assert [again(row).state for row in (writing, waiting, sent)] == [State.LAPSED, State.DRAFT, State.SENT]
    (told,) = letters(writing, "lapsed").values()
    assert (told.to_address, london(last) in told.text) == (place.oak.lead.email, True)


def test_a_return_that_is_not_answered_lapses_after_its_own_date(place):
    application = place.sent()
    returned = give_back(place, application, place.standards[0], days=2)

    with clock.at(returned.due_at + timedelta(minutes=15)):
        lapsing.lapse_due(by=place.system)

    assert again(application).state == State.LAPSED
    assert Snapshot.objects.filter(application=application).count() == 1


# Withdrawn and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DRAFT, State.SENT, State.ACCEPTED])
def test_staff_bring_a_withdrawn_application_back_to_where_it_was(place, state):
    application = place.draft() if state == State.DRAFT else place.sent()
    if state == State.ACCEPTED:
        acceptance.accept(application, by=place.officer)
    withdrawal.withdraw(again(application), by=place.oak.lead)
    with pytest.raises(Refused, match="Enter a reason"):
        withdrawal.restore(again(application), reason=" ", by=place.officer)

    withdrawal.restore(again(application), reason="They pressed the wrong button.", by=place.officer)

    assert (again(application).state, again(application).withdrawn_from) == (state, "")
    assert set(letters(application, "restored")) == {place.oak.lead.email}
    with pytest.raises(Refused, match="Only a withdrawn application"):
        withdrawal.restore(again(application), reason="Again.", by=place.officer)


def test_what_two_parties_withdrew_needs_both_again(place):
    application = place.joint()
    withdrawal.withdraw(again(application), by=place.oak.lead)
    withdrawal.withdraw(again(application), by=place.ash.lead)
    withdrawal.restore(again(application), reason="Both asked us to.", by=place.officer)

    withdrawal.withdraw(again(application), by=place.ash.lead)

    assert again(application).state == State.DRAFT
    assert [row.organisation for row in application.withdrawal_requests.all()] == [place.ash.organisation]


def test_nothing_comes_back_after_its_decision_or_onto_a_service_that_applied_again(place):
    application = place.draft("First")
    withdrawal.withdraw(again(application), by=place.oak.lead)
    with clock.at(place.cohort.decisions_by), pytest.raises(Refused, match="Its decision is over"):
        withdrawal.restore(again(application), reason="Late.", by=place.officer)
    newer = place.draft("First")

    with pytest.raises(Refused, match=f"First is in {newer.reference} already"):
        withdrawal.restore(again(application), reason="Mistake.", by=place.officer)


# Two trusts, one application ------------------------------------------------------------------------


def test_a_joint_application_is_signed_and_written_by_both_and_sent_by_one(place):
    application = place.joint()
    place.train()
    place.write(application)
    answers.save(
        application, standard=place.standards[0], text="Ash writes too.", version=1, by=place.ash.contributor
    )
    place.declare(application, place.oak)
    with pytest.raises(Refused, match=r"^Ash Trust has not signed the declaration\.$"):
        send(place, application)
    with pytest.raises(Refused, match="Only a signatory of Ash Trust"):
        declarations.sign(
            application,
            organisation=place.ash.organisation,
            signed_name="A",
            signed_role="B",
            by=place.oak.signatory,
        )
    place.declare(application, place.ash)

    snapshot = send(place, again(application))

    assert snapshot.content["answers"][place.standards[0].code] == "Ash writes too."
    assert [row["organisation"] for row in snapshot.content["declarations"]] == [
        place.oak.organisation.slug,
        place.ash.organisation.slug,
    ]


# Deadlines on any day -------------------------------------------------------------------------------

ZONE_DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31)) | st.sampled_from(
    [date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)]
)


class Cohortless:
    """What a deadline is made of, without a database."""

    def __init__(self, closes_at, grace, due_at):
        self.cohort = Cohort(closes_at=closes_at, grace_minutes=grace)
        self.due_at = due_at


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    day=ZONE_DAYS,
    at=st.times(time(3), time(23, 59)).map(lambda value: value.replace(microsecond=0)),
    grace=st.integers(0, 1440),
    more=st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=90)),
    late=st.timedeltas(timedelta(days=-2), timedelta(days=92)),
)
def test_a_deadline_means_the_same_instant_wherever_it_is_said(day, at, grace, more, late):
    closes = local_time.instant(day, at)
    own = closes + more if more is not None else None
    deadline = deadlines.of(Cohortless(closes, grace, own))

    # What was typed is what is printed, and from three in the morning on no clock shows a time twice or never.
    assert closes.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, at)
    assert closes.tzinfo == UTC
    assert deadline.at == (own or closes) >= closes
    assert deadline.last_moment - deadline.at == timedelta(minutes=grace)
    # Time passes evenly, whatever the clocks do in between.
    arrived = deadline.at + late
    assert deadline.has_passed(arrived) is (late >= timedelta(minutes=grace))
    assert deadline.has_passed(arrived.astimezone(LONDON)) is deadline.has_passed(arrived)
    assert london(deadline.at).startswith(f"{deadline.at.astimezone(LONDON):%A} ")
