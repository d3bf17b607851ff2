"""What happens when two people, or two tabs, do the same thing at the same instant?"""

from __future__ import annotations

from uuid import uuid4

from applications.actions import answers, interest, pledges, sending
from applications.models import Answer, Application, Pledge, Snapshot
from charter.kit import tenancy
from charter.kit.access import Refused
from charter.kit.models import AuditEvent, Message
from tests.applications.committed import at_once, elsewhere


def acting(place, person, act):
    """``act`` as a request of ``person``'s would do it: in a transaction of its own."""

    def run():
        with tenancy.acting(person, place.programme):
            return act()

    return run


def scene(place, act):
    """``act`` as Charter itself, to set the scene."""

    def run():
        with tenancy.alone("a test sets the scene", place.programme):
            return act()

    return run


def test_two_tabs_send_once(committed_place):
    place = committed_place
    application = elsewhere(scene(place, place.ready))

    answers_ = at_once(
        *[
            acting(
                place, place.oak.lead, lambda: sending.send(application, key=uuid4(), digest=None, by=place.oak.lead)
            )
            for _ in range(3)
        ]
    )

    sent = [one for one in answers_ if isinstance(one, Snapshot)]
    told = [one for one in answers_ if isinstance(one, sending.SentAlready)]
    assert (len(sent), len(told)) == (1, 2), answers_
    assert {str(one) for one in told} == {
        f"This application has been sent already. Its receipt number is {sent[0].receipt}."
    }
    count = elsewhere(
        lambda: (
            Snapshot.objects.filter(application=application).count(),
            AuditEvent.objects.filter(verb="application:sent", target_id=application.pk).count(),
            Message.objects.filter(kind="applications.sent", programme_id=place.programme.pk).count(),
        )
    )
    assert count == (1, 1, 1)


def test_one_press_that_arrives_many_times_gives_one_receipt(committed_place):
    place = committed_place
    application = elsewhere(scene(place, place.ready))
    key = uuid4()

    answers_ = at_once(
        *[
            acting(place, place.oak.lead, lambda: sending.send(application, key=key, digest=None, by=place.oak.lead))
            for _ in range(4)
        ]
    )

    assert len({one.receipt for one in answers_}) == 1, answers_


def test_two_editors_at_once_never_overwrite_each_other(committed_place):
    place = committed_place

    def begin():
        application = place.draft()
        place.sign_values()
        answers.save(application, standard=place.standards[0], text="Start", version=0, by=place.oak.lead)
        return application

    application = elsewhere(scene(place, begin))
    standard = elsewhere(lambda: place.standards[0])

    def save(person, text):
        return acting(
            place, person, lambda: answers.save(application, standard=standard, text=text, version=1, by=person)
        )

    answers_ = at_once(save(place.oak.lead, "Lead's"), save(place.oak.contributor, "Contributor's"))

    kept = [one for one in answers_ if isinstance(one, Answer)]
    refused = [one for one in answers_ if isinstance(one, answers.Conflicted)]
    assert (len(kept), len(refused)) == (1, 1), answers_
    assert refused[0].answer.text == kept[0].text
    assert elsewhere(lambda: Answer.objects.get(application=application).text) == kept[0].text


def test_two_first_saves_at_once_make_one_answer(committed_place):
    place = committed_place

    def begin():
        application = place.draft()
        place.sign_values()
        return application

    application = elsewhere(scene(place, begin))
    standard = elsewhere(lambda: place.standards[0])

    answers_ = at_once(
        *[
            acting(
                place,
                person,
                lambda person=person: answers.save(
                    application, standard=standard, text=f"{person} wrote", version=0, by=person
                ),
            )
            for person in (place.oak.lead, place.oak.contributor)
        ]
    )

    assert sorted(type(one).__name__ for one in answers_) == ["Answer", "Conflicted"], answers_


def test_the_values_are_signed_once_and_a_service_joins_once(committed_place):
    place = committed_place
    framework = place.cohort.framework

    def sign():
        return pledges.sign(
            place.oak.organisation, framework=framework, signed_name="A", signed_role="B", by=place.oak.signatory
        )

    signed = at_once(*[acting(place, place.oak.signatory, sign) for _ in range(2)])
    asked = at_once(*[acting(place, place.oak.lead, lambda: place.interest(place.oak, "First")) for _ in range(2)])

    assert sorted(type(one).__name__ for one in signed) == ["Pledge", "Refused"], signed
    assert sorted(type(one).__name__ for one in asked) == ["Application", "Refused"], asked
    assert elsewhere(lambda: Pledge.objects.filter(programme=place.programme).count()) == 1
    assert elsewhere(lambda: Application.objects.filter(programme=place.programme).count()) == 1


def test_an_interest_is_answered_once(committed_place):
    place = committed_place
    application = elsewhere(scene(place, place.interest))

    answers_ = at_once(
        acting(place, place.officer, lambda: interest.select(application, by=place.officer)),
        acting(place, place.programme_lead, lambda: interest.decline(application, reason="Full.", by=place.officer)),
    )

    assert sorted(isinstance(one, Refused) for one in answers_) == [False, True], answers_
