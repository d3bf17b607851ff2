"""What did somebody type about time: a return with its date, more time, and an application that comes back?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from applications.actions.extensions import LONGEST
from applications.actions.returns import LONGEST as LONGEST_REQUEST
from applications.canonical import clean
from charter.kit.instants import InstantsForm, usual_time, wall_time
from charter.models import Standard


def _long_text(label: str, empty: str, *, most: int, hint: str = "", rows: int = 5, needed: bool = True) -> Any:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=needed,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": empty, "max_length": f"Write {most:,} characters or fewer."},
    )


class ExtensionForm(forms.Form):
    """Why somebody needs more time."""

    reason = _long_text(
        "Why do you need more time?",
        "Write a reason. One sentence is enough, without personal details.",
        most=LONGEST,
        hint="One sentence is enough. Leave out anything personal, such as somebody’s health. We do not need it.",
    )


class ExtensionAnswerForm(InstantsForm):
    """An officer's answer to a request for more time; a proposal is confirmed or declined."""

    DEADLINES = ("until",)
    GRANT, CONFIRM, DECLINE = "grant", "confirm", "decline"

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer.", "invalid_choice": "Select an answer from the list."},
    )
    until = wall_time("New deadline for this application", "Enter the new deadline.", required=False)
    reason = _long_text(
        "Reason, if you decline",
        "",
        most=LONGEST,
        hint="The organisation’s lead reads this in a message.",
        rows=4,
        needed=False,
    )

    def __init__(self, *args: Any, proposed: bool, **kwargs: Any) -> None:
        """What was ``proposed`` already has its date."""
        super().__init__(*args, **kwargs)
        give = (self.CONFIRM, "Confirm it") if proposed else (self.GRANT, "Give more time")
        self.fields["answer"].choices = [give, (self.DECLINE, "Decline")]  # type: ignore[attr-defined]
        self.initial.setdefault("until", usual_time(7))

    def clean(self) -> dict[str, Any]:
        """Granting needs a date, declining a reason that can be read."""
        given = super().clean()
        if given.get("answer") == self.GRANT and not given.get("until") and "until" not in self.errors:
            self.add_error("until", "Enter the new deadline.")
        if given.get("answer") == self.DECLINE:
            self.errors.pop("until", None)
            if not given.get("reason"):
                self.add_error("reason", "Enter a reason. The organisation will read it.")
        return given


class ReturnForm(InstantsForm):
    """The standards that reopen, what is asked for, and until when."""

    DEADLINES = ("due_at",)

    request = _long_text(
        "What do you ask for?",
        "Write what you ask for. The organisation will read it.",
        most=LONGEST_REQUEST,
        hint="One text for the whole application. Every party reads it as you write it.",
    )
    due_at = wall_time("Send again by", "Enter the date by which it must be sent again.")
    standards = forms.MultipleChoiceField(
        label="Which standards do you return?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one standard.",
            "invalid_choice": "Select standards from the list.",
        },
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        """``standards`` are those of the application's framework, in order."""
        super().__init__(*args, **kwargs)
        self.rows = list(standards)
        self.fields["standards"].choices = [(row.code, f"{row.code} {row.name}") for row in self.rows]  # type: ignore[attr-defined]
        for row in self.rows:
            self.fields[f"comment_{row.code}"] = _long_text(
                f"What do you ask about {row.code}? You can leave this empty.",
                "",
                most=LONGEST_REQUEST,
                rows=3,
                needed=False,
            )
        self.initial.setdefault("due_at", usual_time(14))

    def clean(self) -> dict[str, Any]:
        """A comment on a standard that is not ticked would be lost, so it is asked about."""
        given = super().clean()
        chosen = given.get("standards") or []
        for row in self.rows:
            if given.get(f"comment_{row.code}") and "standards" not in self.errors and row.code not in chosen:
                self.add_error(f"comment_{row.code}", f"Tick {row.code} too, or take your words about it out.")
        return given

    def listed(self) -> list[tuple[Standard, bool, BoundField]]:
        """Each standard with whether it is ticked and the field for words about it."""
        ticked = {str(code) for code in self["standards"].value() or []}
        return [(row, row.code in ticked, self[f"comment_{row.code}"]) for row in self.rows]

    def values(self) -> dict[str, Any]:
        """What the action takes, of a valid form."""
        given = self.cleaned_data
        chosen = set(given["standards"])
        due_at: datetime = given["due_at"]
        return {
            "standards": {
                row: clean(given.get(f"comment_{row.code}", "")) for row in self.rows if row.code in chosen
            },
            "request": clean(given["request"]),
            "due_at": due_at,
        }


class RestoreForm(forms.Form):
    """Why a withdrawn application comes back."""

    reason = _long_text(
        "Why do you bring it back?",
        "Enter a reason. It goes on record.",
        most=2000,
        hint="For example, the lead withdrew it by mistake and asked us on the telephone. It goes on record.",
        rows=4,
    )
