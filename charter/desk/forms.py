"""What may the board be narrowed by?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from applications.enums import State
from charter.models import Cohort


class BoardForm(forms.Form):
    """The board's filters; each may stay empty."""

    q = forms.CharField(label="Reference, organisation or service", required=False, max_length=100)
    cohort = forms.ChoiceField(label="Cohort", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Every state"), *State.choices])

    def __init__(self, *args: Any, cohorts: Iterable[Cohort] = (), **kwargs: Any) -> None:
        """``cohorts`` are the programme's own."""
        super().__init__(*args, **kwargs)
        choices = [("", "Every cohort"), *((row.slug, row.name) for row in cohorts)]
        self.fields["cohort"].choices = choices  # type: ignore[attr-defined]
