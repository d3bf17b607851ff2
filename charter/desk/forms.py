"""What may the board and the audit trail be narrowed by?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from applications.enums import State
from charter.desk import organisations, trail
from charter.enums import OrganisationKind, OrganisationState, Region
from charter.models import Cohort, Organisation


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


class OrganisationsForm(forms.Form):
    """The filters of the list of organisations; each may stay empty."""

    q = forms.CharField(label="Name, service or ODS code", required=False, max_length=100)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Every state"), *OrganisationState.choices]
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *OrganisationKind.choices])
    region = forms.ChoiceField(label="Region", required=False, choices=[("", "Every region"), *Region.choices])

    def filters(self) -> organisations.Filters:
        """What was asked for; what cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return organisations.Filters(
            search=" ".join(read.get("q", "").split()),
            state=read.get("state", ""),
            kind=read.get("kind", ""),
            region=read.get("region", ""),
        )


class WhyForm(forms.Form):
    """What somebody may or may not see."""

    about = forms.CharField(label="Application, award or organisation", required=False, max_length=200)


class TrailForm(forms.Form):
    """The audit trail's filters; each may stay empty, and one that cannot be read narrows nothing."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    person = forms.CharField(label="Who", required=False, max_length=100)
    what = forms.CharField(label="What happened", required=False, widget=forms.Select())
    noun = forms.CharField(label="To what", required=False, widget=forms.Select())
    organisation = forms.CharField(label="Organisation", required=False, widget=forms.Select())
    about = forms.CharField(label="Application", required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What can have happened is what the audit trail has sentences for."""
        super().__init__(*args, **kwargs)
        # A word of Python cannot be a field's name in a class.
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(),
                error_messages={"invalid": "Enter a day, such as 2027-03-12."},
            )
        self.fields["what"].widget.choices = [("", "Everything"), *trail.verbs()]
        self.fields["noun"].widget.choices = [("", "Everything"), *trail.nouns()]

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """``organisations`` are the programme's own, for the choice among them."""
        choices = [("", "Every organisation"), *((row.slug, row.name) for row in organisations)]
        self.fields["organisation"].widget.choices = choices

    def filters(self) -> trail.Filters:
        """What was asked for."""
        self.is_valid()
        read = self.cleaned_data
        return trail.Filters(
            words=read.get("q", ""),
            person=read.get("person", ""),
            what=read.get("what", ""),
            noun=read.get("noun", ""),
            organisation=read.get("organisation", ""),
            about=read.get("about", ""),
            first=read.get("from"),
            last=read.get("to"),
        )
