"""How is a day and a time on a London clock typed, and what is asked when the clocks show it twice or never?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import get_format

from charter.kit import clock, local_time
from charter.kit.jinja import clock_time, day

# A deadline is at five unless somebody says otherwise, and never while people sleep (security.md 4.7).
USUAL = time(17)
NIGHT_ENDS = time(3)
FIRST, SECOND = "first", "second"
UNREAL = "Enter a real date and time, such as 12 March 2027, 5pm."


class WallTimeField(forms.DateTimeField):
    """What a clock on the wall shows: a naive day and time. A day alone is that day at five."""

    def to_python(self, value: Any) -> datetime | None:
        """Read the browser's own form, or a day and time as people type them."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            plain = parse_date(text)
            found = parse_datetime(text) if plain is None else None
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if plain is not None:
            return datetime.combine(plain, USUAL)
        if found is None:
            found = _typed(text)
        if found is None or found.tzinfo is not None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def _typed(text: str) -> datetime | None:
    """A day and time in one of the forms that Django knows."""
    for form in get_format("DATETIME_INPUT_FORMATS"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # A clock on the wall has no zone.
        except ValueError:
            continue
    return None


def wall_time(label: str, empty: str, **options: Any) -> WallTimeField:
    """A field for a day and time; ``empty`` is said when nothing was typed."""
    return WallTimeField(
        label=label, widget=forms.DateTimeInput(), error_messages={"required": empty, "invalid": UNREAL}, **options
    )


def usual_time(days: int) -> datetime:
    """Five o'clock in London, that many days from today; what a form about a deadline begins with."""
    return datetime.combine(clock.today() + timedelta(days=days), USUAL, clock.LONDON)


class InstantsForm(forms.Form):
    """A form whose wall times become instants, UTC, when it is clean.

    A time that the clocks skip is refused. One that they show twice is asked about: the form then has a radio
    ``<name>_which`` to draw (``asks(name)``). Those named in ``DEADLINES`` are never between midnight and three.
    """

    DEADLINES: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a question to each wall time; it is drawn only where it is asked."""
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()
        for name in self._wall_times():
            self.fields[f"{name}_which"] = forms.ChoiceField(
                label="Which of the two do you mean?",
                choices=[(FIRST, "The first, in summer time"), (SECOND, "The second, an hour later, in winter time")],
                required=False,
                widget=forms.RadioSelect,
            )

    def _wall_times(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, WallTimeField)]

    def asks(self, name: str) -> bool:
        """Whether the person must say which of two instants they mean."""
        return name in self._asked or bool(self.data.get(f"{name}_which"))

    def clean(self) -> dict[str, Any]:
        """Turn each wall time into its instant, and take the answers to the questions out."""
        given = super().clean() or {}
        for name in self._wall_times():
            which = given.pop(f"{name}_which", "")
            typed = given.get(name)
            if typed is not None:
                given[name] = self._instant(name, typed, which)
        return given

    def _instant(self, name: str, typed: datetime, which: str) -> datetime | None:
        """The instant that was meant; says beside the field what keeps it from being one."""
        said = f"{clock_time(typed.time())} on {_day(typed)}"
        if name in self.DEADLINES and typed.time() < NIGHT_ENDS:
            self.add_error(
                name, "A deadline is never between midnight and 3am. Choose a time in the day, such as 5pm."
            )
            return None
        chosen = {FIRST: 0, SECOND: 1}.get(which)
        try:
            return local_time.instant(typed.date(), typed.time(), which=chosen)
        except local_time.NoSuchTime:
            self.add_error(
                name, f"There is no {said}: the clocks go forward and skip that time. Choose another time."
            )
        except local_time.TwiceSuchTime:
            self._asked.add(name)
            self.add_error(name, f"{said} happens twice, because the clocks go back. Select which one you mean.")
        except OverflowError:
            self.add_error(name, UNREAL)
        return None


def _day(typed: datetime) -> str:
    return day(date(typed.year, typed.month, typed.day))
