"""What did somebody type about an organisation, its team or its registration, and does it have the right shape?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from charter.enums import OrganisationKind, Region, Role
from charter.forms import InvitedForm
from charter.models import Organisation
from charter.selectors import Member

_NAME = {
    "required": "Enter the name of your organisation.",
    "max_length": "The name must be 200 characters or fewer.",
}


def _ods_code() -> forms.RegexField:
    return forms.RegexField(
        r"^[A-Za-z0-9]{3,10}$",
        label="ODS code, if you have one",
        required=False,
        error_messages={"invalid": "An ODS code is 3 to 10 letters and numbers, such as RX1."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What kind of organisation is it?",
        choices=[("", "Choose one"), *OrganisationKind.choices],
        error_messages={
            "required": "Select what kind of organisation it is.",
            "invalid_choice": "Select one of the kinds in the list.",
        },
    )


def _region() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Where do you work?",
        choices=[("", "Choose one"), *Region.choices],
        error_messages={
            "required": "Select the region you work in.",
            "invalid_choice": "Select one of the regions in the list.",
        },
    )


def _services() -> forms.CharField:
    return forms.CharField(
        label="Services, teams or sites that take part",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter at least one service, team or site."},
    )


def names_in(text: str) -> list[str]:
    """The lines of a text that hold something, without spaces at their ends."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _clean_services(text: str) -> str:
    """The text as it was typed; refuses a line that is too long for a service's name."""
    if any(len(name) > 160 for name in names_in(text)):
        raise forms.ValidationError("Each service must be 160 characters or fewer.")
    if not names_in(text):
        raise forms.ValidationError("Enter at least one service, team or site.")
    return text


class EligibleForm(forms.Form):
    """Registration, first page: may this organisation take part, and may this person speak for it?"""

    YES, NO = "yes", "no"
    eligible = forms.ChoiceField(
        label="Does this describe you?",
        choices=[(YES, "Yes, all of it"), (NO, "No, or I am not sure")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes or no.", "invalid_choice": "Select yes or no."},
    )


class NameForm(forms.Form):
    """Registration, second page: what it is called."""

    name = forms.CharField(
        label="Name of your organisation",
        max_length=200,
        error_messages=_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    ods_code = _ods_code()

    def clean_name(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["name"].split())


class KindForm(forms.Form):
    """Registration, third page: what and where it is."""

    kind = _kind()
    region = _region()


class ServicesForm(forms.Form):
    """Registration, fourth page: who of it takes part, and with whom."""

    services = _services()
    about = forms.CharField(
        label="Partner organisations, or anything else we should know",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "This must be 2,000 characters or fewer."},
    )

    def clean_services(self) -> str:
        """One service a line."""
        return _clean_services(self.cleaned_data["services"])


class YouForm(forms.Form):
    """Registration, fifth page: who leads it."""

    your_name = forms.CharField(
        label="Your name",
        max_length=120,
        error_messages={
            "required": "Enter your name.",
            "max_length": "Your name must be 120 characters or fewer.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class MakeForm(NameForm):
    """An organisation that staff register for its people, and whom they invite to lead it."""

    kind = _kind()
    region = _region()
    services = _services()
    lead_email = forms.EmailField(
        label="Email address of its first lead",
        error_messages={
            "required": "Enter the address of the person who will lead it.",
            "invalid": "Enter an email address in the form name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_services(self) -> list[str]:
        """One service a line."""
        return names_in(_clean_services(self.cleaned_data["services"]))


class JoinForm(forms.Form):
    """A request to join an organisation that is registered already."""

    note = forms.CharField(
        label="What do you do there?",
        required=False,
        max_length=300,
        error_messages={"max_length": "This must be 300 characters or fewer."},
    )


class ApprovalForm(forms.Form):
    """An officer's answer to a registration."""

    APPROVE, ASK, NOTE, DECLINE = "approve", "ask", "note", "decline"
    answer = forms.ChoiceField(
        label="What do you want to do?",
        choices=[
            (APPROVE, "Approve it"),
            (ASK, "Ask its leads a question"),
            (DECLINE, "Decline it"),
            (NOTE, "Keep a note among staff"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what you want to do.",
            "invalid_choice": "Select what you want to do.",
        },
    )
    text = forms.CharField(
        label="Your question, reason or note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "This must be 2,000 characters or fewer."},
    )
    _EMPTY = {
        ASK: "Enter your question. The leads will read it.",
        DECLINE: "Enter a reason. The organisation will read it.",
        NOTE: "Enter your note.",
    }

    def clean(self) -> dict[str, Any]:
        """Everything but an approval needs words."""
        given = super().clean() or {}
        missing = self._EMPTY.get(given.get("answer", ""))
        if missing and not given.get("text", "").strip():
            self.add_error("text", missing)
        return given


class ReplyForm(forms.Form):
    """What the organisation writes back."""

    text = forms.CharField(
        label="Write to the programme team",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter what you want to say.",
            "max_length": "This must be 2,000 characters or fewer.",
        },
    )


class DetailsForm(forms.Form):
    """What is known of an organisation."""

    name = forms.CharField(
        label="Name of your organisation",
        max_length=200,
        error_messages=_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    certificate_name = forms.CharField(
        label="Name on certificates",
        max_length=120,
        required=False,
        error_messages={"max_length": "The name on a certificate must be 120 characters or fewer."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = _kind()
    region = _region()
    ods_code = _ods_code()

    @classmethod
    def of(cls, organisation: Organisation) -> dict[str, str]:
        """The present values."""
        return {field: getattr(organisation, field) for field in cls.base_fields}


class ServiceNameForm(forms.Form):
    """Another name for a service."""

    name = forms.CharField(
        label="Name of the service, team or site",
        max_length=160,
        error_messages={
            "required": "Enter the name of the service.",
            "max_length": "The name must be 160 characters or fewer.",
        },
    )


class TeamInviteForm(InvitedForm):
    """Somebody to invite to the team, and the roles to offer them."""

    roles = forms.MultipleChoiceField(
        label="What will they do?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select what they will do.",
            "invalid_choice": "Select roles from the list.",
        },
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """``roles`` are those that may be given here."""
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who leads from now on, and what the one who hands over goes on with."""

    to = forms.TypedChoiceField(
        label="Who will lead?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select who will lead.",
            "invalid_choice": "Select somebody of your team.",
        },
    )
    keep = forms.ChoiceField(
        label="What will you do afterwards?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select one of the roles in the list."},
    )

    def __init__(self, *args: Any, members: Iterable[Member], roles: Iterable[Role], **kwargs: Any) -> None:
        """``members`` may lead; ``roles`` may be kept by the one who hands over."""
        super().__init__(*args, **kwargs)
        people = [(one.person.pk, str(one.person)) for one in members]
        self.fields["to"].choices = people  # type: ignore[attr-defined]
        kept = [("", "Nothing more in this team"), *((role.value, role.label) for role in roles)]
        self.fields["keep"].choices = kept  # type: ignore[attr-defined]


class StaffHandOverForm(forms.Form):
    """Whom staff make lead, whose lead ends, and why."""

    to = forms.TypedChoiceField(
        label="Who will lead?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who will lead.", "invalid_choice": "Select somebody of the team."},
    )
    end = forms.TypedMultipleChoiceField(
        label="Whose lead ends?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select people who lead now."},
    )
    reason = forms.CharField(
        label="Why do you do it for them?",
        max_length=500,
        error_messages={
            "required": "Enter a reason. It is kept in the record.",
            "max_length": "The reason must be 500 characters or fewer.",
        },
    )

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        """``members`` are the team."""
        super().__init__(*args, **kwargs)
        rows = list(members)
        leads = [(one.person.pk, str(one.person)) for one in rows if Role.ORGANISATION_LEAD in one.roles]
        self.fields["to"].choices = [(one.person.pk, str(one.person)) for one in rows]  # type: ignore[attr-defined]
        self.fields["end"].choices = leads  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """What somebody wants to be called who accepts an invitation."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        error_messages={
            "required": "Enter your name.",
            "max_length": "Your name must be 120 characters or fewer.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
