"""Which standards does somebody give, and to whom?"""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from applications.selectors import Colleague
from charter.models import Person, Standard


class ShareOutForm(forms.Form):
    """Some of the standards, and one person who writes them; or nobody in particular."""

    NOBODY = "nobody"
    standards = forms.MultipleChoiceField(
        label="Which standards?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one standard.",
            "invalid_choice": "Select standards from the list.",
        },
    )
    owner = forms.ChoiceField(
        label="Who writes them?",
        error_messages={
            "required": "Select who writes them.",
            "invalid_choice": "Select somebody who can write in this application.",
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        standards: Iterable[Standard],
        writers: Iterable[Colleague],
        joint: bool,
    ) -> None:
        """``standards`` may be given now; ``writers`` are the parties', named with theirs in a joint application."""
        super().__init__(data)
        self.named = {row.code.lower(): row for row in standards}
        self.people = {str(one.person.uuid): one for one in writers}
        self.fields["standards"].choices = [(key, f"{row.code} {row.name}") for key, row in self.named.items()]  # type: ignore[attr-defined]
        told = [
            (key, f"{one.name}, {one.organisation_name}" if joint else one.name) for key, one in self.people.items()
        ]
        self.fields["owner"].choices = [("", "Choose"), *told, (self.NOBODY, "Nobody in particular")]  # type: ignore[attr-defined]

    def clean_standards(self) -> list[Standard]:
        """The standards themselves."""
        return [self.named[key] for key in self.cleaned_data["standards"]]

    def clean_owner(self) -> Person | None:
        """The person, or None for nobody in particular."""
        found = self.people.get(self.cleaned_data["owner"])
        return found.person if found else None
