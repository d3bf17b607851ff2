"""What did somebody type about a person, or about themselves, and does it have the right shape?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from charter.actions.privacy import LONGEST_NEEDS
from charter.enums import Mail, Role, TextSize

REASON = 500


class PeopleForm(forms.Form):
    """The list's filters; each may stay empty."""

    q = forms.CharField(label="Name or email address", required=False, max_length=100)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Every role"), *Role.choices])


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(
        label="Role to give",
        error_messages={"required": "Select a role.", "invalid_choice": "Select one of the roles in the list."},
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """``roles`` are those that may be given here and are not held yet."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Choose one"), *((r.value, r.label) for r in roles)]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Why somebody leaves."""

    reason = forms.CharField(
        label="Why do they leave?",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why this person leaves.",
            "max_length": f"The reason must be {REASON} characters or fewer.",
        },
    )


class ActForm(forms.Form):
    """Why somebody has to see what another person sees."""

    reason = forms.CharField(
        label="Why do you need to see what they see?",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why you need to see what they see. They will read it.",
            "max_length": f"The reason must be {REASON} characters or fewer.",
        },
    )


class PreferencesForm(forms.Form):
    """How somebody reads and what they are sent."""

    mail = forms.ChoiceField(
        label="Which emails do you want?",
        choices=Mail.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select which emails you want.", "invalid_choice": "Select one of the two."},
    )
    text_size = forms.ChoiceField(
        label="How large should the text be?",
        choices=TextSize.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a text size.", "invalid_choice": "Select one of the three."},
    )
    reduced_motion = forms.BooleanField(label="Keep everything still: no smooth movement", required=False)
    pronouns = forms.CharField(
        label="Your pronouns, if you want to tell them",
        required=False,
        max_length=40,
        error_messages={"max_length": "Your pronouns must be 40 characters or fewer."},
    )


class NeedsForm(forms.Form):
    """What somebody needs to take part."""

    text = forms.CharField(
        label="What do you need to take part?",
        required=False,
        max_length=LONGEST_NEEDS,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={"max_length": f"What you need must be {LONGEST_NEEDS:,} characters or fewer."},
    )
