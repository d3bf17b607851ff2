"""What did somebody type about a seat, a connection, a score or a level?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from assessment.enums import Connection, SeatKind
from assessment.models import Seat
from assessment.selectors.reviews import Choice
from charter.framework_form import Level
from charter.kit.fields import DayField
from charter.models import Person

# No level has this code: the code of a level is letters, digits and single hyphens.
NOT_YET = "-"


class SeatForm(forms.Form):
    """A seat on a cohort's panel."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Select a person."})
    kind = forms.ChoiceField(
        label="Kind of seat",
        choices=SeatKind.choices,
        widget=forms.RadioSelect,
        initial=SeatKind.ASSESSOR,
        error_messages={"required": "Select a kind of seat."},
    )
    lived_experience = forms.BooleanField(label="This is a lived experience seat", required=False)
    trained_on = DayField(label="Trained on", required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [(key, f"{person} ({person.email})") for key, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {**cleaned, "person": self.people[cleaned["person"]]}


class AssignForm(forms.Form):
    """Which seat's person reads the application."""

    seat = forms.ChoiceField(
        label="Who reads it next?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a person.", "invalid_choice": "Select a person from the list."},
    )

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["seat"].choices = [(key, str(seat.person)) for key, seat in self.seats.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Seat:
        """The seat that was chosen."""
        return self.seats[self.cleaned_data["seat"]]


class PersonForm(forms.Form):
    """Which person has a connection to an application."""

    person = forms.ChoiceField(label="Who has a connection?", error_messages={"required": "Select a person."})

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [(key, str(person)) for key, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> Person:
        """The person who was chosen."""
        return self.people[self.cleaned_data["person"]]


class ConflictForm(forms.Form):
    """The question about connections; no detail is asked for."""

    connection = forms.ChoiceField(
        label="Do you have a connection with them?",
        choices=Connection.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you have a connection."},
    )


class ScoreForm(forms.Form):
    """A score and its reason, either of which may be left for later."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    points = forms.TypedChoiceField(
        label="How well does the evidence meet this standard?",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the scores on the page."},
    )
    reason = forms.CharField(
        label="Why?", required=False, strip=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = scale_choices(choices)  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """The score that the panel agreed, with a note for the record."""

    points = forms.TypedChoiceField(
        label="Agreed score",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the score that the panel agreed.",
            "invalid_choice": "Choose one of the scores on the page.",
        },
    )
    note = forms.CharField(
        label="Note for the record", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = scale_choices(choices)  # type: ignore[attr-defined]


def scale_choices(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """The scale as a form's choices: its names, with the points in brackets."""
    return [(str(choice.points), f"{choice.name} ({choice.points})") for choice in choices]


class ProposeForm(forms.Form):
    """The level to propose, with a reason when it differs from the rules."""

    level = forms.ChoiceField(
        label="Level to propose",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the level to propose.",
            "invalid_choice": "Choose one of the levels on the page.",
        },
    )
    override_reason = forms.CharField(
        label="If it differs from the rules, why?",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, levels: Iterable[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(level.code, level.name) for level in levels]
        self.fields["level"].choices = [*choices, (NOT_YET, "Not yet awarded")]  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    """Why a proposed level goes back to moderation."""

    reason = forms.CharField(
        label="Why do you send it back?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter why you send it back."},
    )
