"""What did somebody type about people, cohorts and frameworks, and does it have the right shape?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from charter import json_document
from charter.enums import Role
from charter.kit.instants import InstantsForm, usual_time, wall_time
from charter.models import Cohort, Framework

FRAMEWORK_BYTES = 2 * 1024 * 1024


class InviteForm(forms.Form):
    """Somebody to invite, and the role to offer them."""

    email = forms.EmailField(
        label="Their email address",
        error_messages={
            "required": "Enter the address of the person you want to invite.",
            "invalid": "Enter an email address in the form name@example.org.",
        },
        # An address typed for somebody else is not the browser's to fill in.
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label="What will they do?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what they will do.",
            "invalid_choice": "Select one of the roles in the list.",
        },
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """``roles`` are those that may be given here."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class CohortForm(InstantsForm):
    """A cohort's name, framework and dates."""

    DEADLINES = ("closes_at",)
    # How long a cohort is usually open for writing; the form begins with a date that far away.
    USUAL_DAYS = 56

    name = forms.CharField(
        label="Name of the cohort",
        max_length=60,
        error_messages={
            "required": "Enter a name for the cohort.",
            "max_length": "The name must be 60 characters or fewer.",
        },
    )
    framework = forms.ModelChoiceField(
        label="Framework version",
        queryset=Framework.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Select a framework version.",
            "invalid_choice": "Select one of the versions in the list.",
        },
    )
    evidence_opens_at = wall_time("Evidence opens", "Enter when evidence opens.")
    closes_at = wall_time("Send by", "Enter when sending closes.")
    grace_minutes = forms.IntegerField(
        label="Minutes of grace after that",
        initial=10,
        min_value=0,
        max_value=1440,
        error_messages={
            "required": "Enter the minutes of grace, or 0.",
            "invalid": "Enter the minutes of grace as a number.",
            "min_value": "Enter 0 or more minutes.",
            "max_value": "Enter 1,440 minutes or fewer; that is one day.",
        },
    )
    return_rounds = forms.IntegerField(
        label="How often one application may be returned for more",
        initial=2,
        min_value=0,
        max_value=9,
        error_messages={
            "required": "Enter how often, or 0 for never.",
            "invalid": "Enter how often as a number.",
            "min_value": "Enter 0 or more.",
            "max_value": "Enter 9 or fewer.",
        },
    )
    scores_due_at = wall_time("Scores are due", "Enter when scores are due.")
    decisions_by = wall_time("Decisions are made by", "Enter when decisions are made by.")
    training_needed = forms.BooleanField(
        label="An organisation comes to the training day before it can send", required=False, initial=True
    )

    def __init__(self, *args: Any, frameworks: Iterable[Framework], **kwargs: Any) -> None:
        """``frameworks`` are the versions to choose from."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("closes_at", usual_time(self.USUAL_DAYS))
        field: Any = self.fields["framework"]
        field.queryset = frameworks
        field.label_from_instance = lambda row: f"{row}" if row.published_at else f"{row} (not published yet)"

    def clean_name(self) -> str:
        """One line, and something that an address can be made of."""
        name = " ".join(self.cleaned_data["name"].split())
        if slugify(name) in ("", "new"):
            raise forms.ValidationError("Choose a name that tells this cohort from others, such as Spring 2027.")
        return name

    def values(self) -> dict[str, Any]:
        """The fields of a cohort, its address made from its name."""
        longest = Cohort._meta.get_field("slug").max_length
        return {**self.cleaned_data, "slug": slugify(self.cleaned_data["name"])[:longest].strip("-")}


class FrameworkForm(forms.Form):
    """A framework file."""

    file = forms.FileField(
        label="Framework file",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": "Choose a framework file.",
            "empty": "This file is empty. Choose another one.",
            "invalid": "Choose a framework file.",
        },
    )

    def clean_file(self) -> dict[str, Any]:
        """The document in the file; says the place of whatever keeps it from being one."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > FRAMEWORK_BYTES:
            raise forms.ValidationError("A framework file must be smaller than 2MB.")
        try:
            text = upload.read().decode("utf-8-sig")
            json_document.loads(text)
        except UnicodeDecodeError:
            raise forms.ValidationError("This is not UTF-8 text. Save the file as UTF-8.") from None
        except json_document.Fault as fault:
            raise forms.ValidationError(str(fault)) from None
        document = json.loads(text)
        if not isinstance(document, dict):
            raise forms.ValidationError("Write one JSON object, {…}, in the file.")
        return document
