"""What did somebody type about awards, and does it have the right shape?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from awards import codes
from charter.kit import local_time


class CodeForm(forms.Form):
    """The code of a certificate, as it was typed."""

    code = forms.CharField(
        label="Code of the certificate",
        max_length=codes.LONGEST_TYPED,
        error_messages={
            "required": "Enter the code from the certificate.",
            "max_length": "That is longer than a code. Type only the code, such as LEC-7Q4K-92MD.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code in its printed form; refuses what cannot be one and says which kind of slip it is."""
        code = codes.normalise(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                "A code has some letters, then eight letters and numbers, such as LEC-7Q4K-92MD. Type it again."
            )
        if not codes.is_well_formed(code):
            raise forms.ValidationError(
                "The last character does not fit the others, so there is a slip in the code."
                " Compare it with the certificate, one character after the other."
            )
        return code


class ReleaseForm(forms.Form):
    """The day and time, on a London clock, at which results become visible."""

    day = forms.DateField(
        label="Day",
        error_messages={"required": "Enter the day.", "invalid": "Enter a real date, such as 27 4 2027."},
        widget=forms.DateInput(),
    )
    time = forms.TimeField(
        label="Time",
        error_messages={"required": "Enter the time.", "invalid": "Enter a time, such as 14:00."},
        widget=forms.TimeInput(),
    )

    def clean(self) -> dict[str, Any]:
        """Adds ``at``, the instant; refuses a time that the clocks skip or show twice on that day."""
        data = super().clean() or {}
        if data.get("day") is None or data.get("time") is None:
            return data
        try:
            data["at"] = local_time.instant(data["day"], data["time"])
        except local_time.NoSuchTime:
            self.add_error("time", "The clocks go forward that night and skip this time. Choose another time.")
        except local_time.TwiceSuchTime:
            self.add_error("time", "The clocks go back that night and show this time twice. Choose another time.")
        except OverflowError:
            self.add_error("day", "Enter a real date, such as 27 4 2027.")
        return data

    @property
    def at(self) -> datetime:
        """The instant, UTC, of a valid form."""
        return self.cleaned_data["at"]


class RevocationForm(forms.Form):
    """Why an award should be revoked."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        error_messages={
            "required": "Enter the reason.",
            "max_length": "The reason must be 2,000 characters or fewer.",
        },
        widget=forms.Textarea(),
    )


class RegisterForm(forms.Form):
    """What to look for in the register; a word that nobody offered is left out and said so."""

    q = forms.CharField(label="Organisation or service", max_length=100, required=False)
    level = forms.ChoiceField(label="Level", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    kind = forms.ChoiceField(label="Kind of organisation", required=False)
    show = forms.ChoiceField(
        label="Which awards",
        required=False,
        choices=[("", "Current awards"), ("all", "Current and ended awards")],
    )

    def __init__(
        self,
        *args: Any,
        levels: list[tuple[str, str]],
        regions: list[tuple[str, str]],
        kinds: list[tuple[str, str]],
        **options: Any,
    ) -> None:
        """Offer these choices, each a list of (value, words)."""
        super().__init__(*args, **options)
        self.fields["level"].choices = [("", "All levels"), *levels]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "All regions"), *regions]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "All kinds"), *kinds]  # type: ignore[attr-defined]

    def ignored(self) -> list[str]:
        """Labels of the filters whose word was not one of those offered; call after ``is_valid``."""
        return [str(self.fields[name].label).lower() for name in self.errors]

    def chosen(self) -> list[tuple[str, str, str]]:
        """(field, value, words) of each filter that narrows the list."""
        rows = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name, "")
            if value:
                offered = list(getattr(field, "choices", []))
                words = next((words for choice, words in offered if choice == value), f"“{value}”")
                rows.append((name, value, str(words)))
        return rows
