"""How is an application withdrawn, alone and jointly?"""

from __future__ import annotations

import pytest

from applications.actions import withdrawal
from charter.kit.access import Refused
from charter.kit.models import Message


def test_withdrawing_a_joint_application_needs_every_party(place):
    application = place.joint()

    first = withdrawal.withdraw(application, by=place.oak.lead)
    again_ = withdrawal.withdraw(application, by=place.oak.lead)
    last = withdrawal.withdraw(application, by=place.ash.lead)

    assert (first.state, again_.state, last.state) == ("draft", "draft", "withdrawn")
    assert list(application.withdrawal_requests.values_list("requested_by", flat=True).order_by("pk")) == [
        place.oak.lead.pk,
        place.ash.lead.pk,
    ]


def test_each_party_and_officer_is_told(place):
    application = place.joint()

    withdrawal.withdraw(application, by=place.oak.lead)
    sent = Message.objects.filter(programme_id=place.programme.pk)
    asked = set(sent.filter(kind="applications.withdrawal_asked").values_list("to_address", flat=True))
    withdrawal.withdraw(application, by=place.ash.lead)

    assert asked == {place.ash.lead.email}
    told = sent.filter(kind="applications.withdrawal_arrived").values_list("to_address", flat=True)
    assert set(told) == {place.officer.email}
    told = sent.filter(kind="applications.withdrawn").values_list("to_address", flat=True)
    assert set(told) == {place.oak.lead.email, place.ash.lead.email}


def test_only_a_lead_of_a_party_withdraws(place):
    application = place.draft()

    with pytest.raises(Refused, match="Only an applicant lead can do this"):
        withdrawal.withdraw(application, by=place.oak.contributor)
    with pytest.raises(Refused, match="Only an applicant lead can do this"):
        withdrawal.withdraw(application, by=place.ash.lead)
