"""What did an officer type about a session, and whom did they tick?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from charter.models import Organisation
from training.models import Session


class SessionForm(forms.Form):
    """One session to add to a cohort. The time is a London clock's."""

    title = forms.CharField(
        label="Title",
        max_length=160,
        error_messages={"required": "Enter the title of the session."},
    )
    begins_at = forms.DateTimeField(
        label="When does it begin?",
        help_text="Time in Europe/London.",
        widget=forms.DateTimeInput(),
        error_messages={
            "required": "Enter when the session begins.",
            "invalid": "Enter a real date and time, such as 12 March 2027, 5pm.",
        },
    )
    place = forms.CharField(
        label="Where is it held?",
        help_text="A room and address, or online.",
        max_length=200,
        error_messages={"required": "Enter where the session is held."},
    )


class AttendanceForm(forms.Form):
    """Organisations that attended one session."""

    session = forms.TypedChoiceField(
        coerce=int,
        widget=forms.HiddenInput,
        error_messages={
            "required": "Load the page again, then mark who attended.",
            "invalid_choice": "Load the page again, then mark who attended.",
        },
    )
    organisations = forms.MultipleChoiceField(
        label="Who attended?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one organisation.",
            "invalid_choice": "Select organisations from the list.",
        },
    )

    def __init__(
        self, *args: Any, sessions: Iterable[Session], organisations: Iterable[Organisation], **kwargs: Any
    ) -> None:
        """``sessions`` are the cohort's; ``organisations`` are those that could be marked."""
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [(row.pk, row.title) for row in sessions]  # type: ignore[attr-defined]
        self.fields["organisations"].choices = [(row.slug, row.name) for row in organisations]  # type: ignore[attr-defined]
