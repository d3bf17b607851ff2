"""What did somebody say about a piece of evidence, and does it have the right shape?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.base import File

from applications.actions.describing import CONSENT
from applications.models import Answer, Evidence
from charter.models import Standard


class DescribeForm(forms.Form):
    """A name, a note for readers, whether it is about a person, and the standards that show it."""

    title = forms.CharField(
        label="What is it called?",
        max_length=200,
        error_messages={
            "required": "Enter a name for it.",
            "max_length": "The name must be 200 characters or fewer.",
        },
    )
    content_note = forms.CharField(
        label="Is something in it hard to read?",
        help_text="For example: self-harm, violence, abuse, substance use or a death. The panel reads this first.",
        required=False,
        max_length=300,
        error_messages={"max_length": "Your note must be 300 characters or fewer."},
    )
    about_person = forms.BooleanField(label="It tells about a person", required=False)
    agreed = forms.BooleanField(label=CONSENT, required=False)
    standards = forms.MultipleChoiceField(
        label="Under which standards is it shown?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one standard.",
            "invalid_choice": "Select standards from the list.",
        },
    )

    def __init__(
        self, *args: Any, evidence: Evidence, standards: Iterable[Standard], shown: Iterable[str], **kwargs: Any
    ) -> None:
        """``standards`` are the framework's; ``shown`` are the codes of those that show it now."""
        super().__init__(*args, **kwargs)
        self.rows = {row.code: row for row in standards}
        self.had_consent = evidence.consent_at is not None
        self.fields["standards"].choices = [(row.code, f"{row.code} {row.name}") for row in self.rows.values()]  # type: ignore[attr-defined]
        self.initial = {
            "title": evidence.title,
            "content_note": evidence.content_note,
            "about_person": evidence.about_person,
            "agreed": self.had_consent,
            "standards": list(shown),
        }

    def clean(self) -> dict[str, Any]:
        """Evidence about a person needs the confirmation, said beside its box."""
        given = super().clean() or {}
        if given.get("about_person") and not given.get("agreed"):
            self.add_error("agreed", "Confirm that they agreed, or that nobody can tell who they are.")
        return given

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {**given, "standards": [self.rows[code] for code in given["standards"]]}


class ReuseForm(forms.Form):
    """Which pieces of evidence to use again."""

    evidence = forms.ModelMultipleChoiceField(
        queryset=Evidence.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": "Select at least one file or link.",
            "invalid_choice": "Select files and links from the list.",
            "invalid_pk_value": "Select files and links from the list.",
        },
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        """``offered`` is the queryset of what may be used again."""
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = offered  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """Which earlier answer to copy, and the version of the present one as it was shown."""

    source = forms.ModelChoiceField(queryset=Answer.objects.none())
    version = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        """``offered`` is the queryset of answers that may be copied."""
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = offered  # type: ignore[attr-defined]


class LateForm(forms.Form):
    """A file that came after an application was sent, and why it is attached."""

    standard = forms.ChoiceField(
        label="Under which standard?",
        error_messages={"required": "Select a standard.", "invalid_choice": "Select a standard from the list."},
    )
    file = forms.FileField(
        label="File",
        help_text="PDF, Word, Excel, PowerPoint, ODF, text, JPG or PNG, up to 25MB.",
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty. Choose another.",
            "missing": "Choose a file.",
        },
    )
    label = forms.CharField(
        label="Label that the panel reads beside it",
        help_text="For example, received after sending.",
        max_length=120,
        error_messages={"required": "Enter a label.", "max_length": "The label must be 120 characters or fewer."},
    )
    reason = forms.CharField(
        label="Why do you attach it?",
        help_text="The applicants read this in a message, and it stays on record.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter a reason.", "max_length": "The reason must be 1,000 characters or fewer."},
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        """``standards`` are the framework's."""
        super().__init__(*args, **kwargs)
        self.rows = {row.code: row for row in standards}
        named = [(row.code, f"{row.code} {row.name}") for row in self.rows.values()]
        self.fields["standard"].choices = [("", "Select a standard"), *named]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        upload: File = given["file"]
        words = {"label": given["label"], "reason": given["reason"]}
        return {"standard": self.rows[given["standard"]], "upload": upload, **words}
