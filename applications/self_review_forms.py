"""What did somebody say about where they stand and what they mean to do, and does it have the right shape?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from applications.canonical import clean
from charter.framework_form import ScalePoint
from charter.kit.fields import DayField
from charter.models import Person

LOST = "Part of this page did not reach us, so nothing was saved. Copy your words, then load the page again."


class SelfScoreForm(forms.Form):
    """One of the scale's scores, or not sure; a note; and the version they started from. Nothing is asked for."""

    UNSURE = "unsure"
    score = forms.ChoiceField(
        label="Which is nearest to where you are now?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select one of the descriptions, or that you are not sure."},
    )
    note = forms.CharField(
        label="Note, if you like",
        help_text="What you thought of, or what is missing. Only your team sees it, unless you share it.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, scale: Iterable[ScalePoint], **kwargs: Any) -> None:
        """``scale`` is the framework's, from the lowest score up."""
        super().__init__(*args, **kwargs)
        named = [(str(point.score), point.name) for point in scale]
        self.fields["score"].choices = [*named, (self.UNSURE, "Not sure yet")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a form of which a part was lost on its way."""
        given = super().clean() or {}
        arrived = isinstance(self.data, QueryDict) and "note" in self.data
        if not arrived or given.get("version") is None:
            raise forms.ValidationError(LOST)
        return given

    def clean_score(self) -> int | None:
        """The score, or None for not sure and for nothing chosen."""
        chosen = self.cleaned_data["score"]
        return None if chosen in ("", self.UNSURE) else int(chosen)

    def clean_note(self) -> str:
        """Line ends as they are kept."""
        return clean(self.cleaned_data["note"])


class SharingForm(forms.Form):
    """Whether the programme team may read a self-review."""

    shared = forms.TypedChoiceField(
        label="Who can read your self-review?",
        choices=[("no", "Only our team"), ("yes", "Our team and the programme team")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who can read it.", "invalid_choice": "Select who can read it."},
    )


class PlanStepForm(forms.Form):
    """Who closes a gap, until when, and how; all of it may wait."""

    NOBODY = "nobody"
    owner = forms.ChoiceField(
        label="Who does it?",
        error_messages={
            "required": "Select who does it, or nobody yet.",
            "invalid_choice": "Select somebody of your team.",
        },
    )
    due_on = DayField(label="Until when?", required=False)
    note = forms.CharField(
        label="What will you do?",
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": "This note is too long to save. Make it shorter."},
    )
    done = forms.BooleanField(label="This is done", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": LOST, "invalid": LOST})

    def __init__(self, *args: Any, owners: Iterable[Person], **kwargs: Any) -> None:
        """``owners`` are the organisation's people."""
        super().__init__(*args, **kwargs)
        self.owners = {str(person.uuid): person for person in owners}
        named = [(key, str(person)) for key, person in self.owners.items()]
        self.fields["owner"].choices = [(self.NOBODY, "Nobody yet"), *named]  # type: ignore[attr-defined]

    def clean_owner(self) -> Person | None:
        """The person of the team; None for nobody yet."""
        return self.owners.get(self.cleaned_data["owner"])
