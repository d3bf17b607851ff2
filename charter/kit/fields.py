"""What does a GOV.UK component need to know to draw one field of a Django form?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from charter.kit import field_errors

# Which macro draws which widget; the first match wins, so narrower classes stand first.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.MultipleHiddenInput, "hidden"),
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.widgets.Input, "input"),
)
# Attributes that the browser would judge by itself are left out: the server judges, in our words.
UNWANTED = frozenset(
    {
        "required",
        "class",
        "id",
        "maxlength",
        "minlength",
        "min",
        "max",
        "pattern",
        "rows",
        "cols",
        "placeholder",
    }
    | {"aria-describedby", "aria-invalid"}
)
# Attributes that the input macro takes as parameters of its own.
NAMED = ("autocomplete", "inputmode", "autocapitalize", "spellcheck")


class DayWidget(forms.MultiWidget):
    """Three boxes, day, month and year, for dates that people know."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput, forms.TextInput, forms.TextInput], attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """The boxes' contents for a stored day."""
        return [value.day, value.month, value.year] if value else [None, None, None]


# Nobody plans or trained in other years: 27 is 2027 typed in a hurry, and 9999 is a slip.
YEARS = range(1900, 2200)


class DayField(forms.MultiValueField):
    """A day typed in three boxes; the month may be a number, a name or its first three letters."""

    widget = DayWidget
    default_error_messages = {
        "required": "Enter a date.",
        "incomplete": "Enter a day, a month and a year.",
        "unreal": "Enter a real date, such as 12 3 2027.",
        "year": "Enter the year with four digits, such as 2027.",
    }

    def __init__(self, **options: Any) -> None:
        parts = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(fields=parts, require_all_fields=False, **options)

    def clean(self, value: list[str] | None) -> date | None:
        """The day; refuses a part left out and a date that no calendar has."""
        parts = [str(part or "").strip() for part in (value or [])]
        if any(parts) and not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return super().clean(value)

    def compress(self, data_list: list[str]) -> date | None:
        """The day that three typed parts make."""
        if not data_list or not any(data_list):
            return None
        try:
            day = date(int(data_list[2]), _month(data_list[1]), int(data_list[0]))
        except ValueError as impossible:
            raise forms.ValidationError(self.error_messages["unreal"], code="unreal") from impossible
        if day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


def _month(typed: str) -> int:
    """The number of a month given as a number or by at least three letters of its name."""
    text = typed.strip().lower()
    if text.isdigit():
        return int(text)
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return names.index(text[:3]) + 1


def kind(bound: BoundField) -> str:
    """The name of the component that draws this field."""
    if isinstance(bound.field.widget, DayWidget):
        return "day"
    for widget, name in KINDS:
        if isinstance(bound.field.widget, widget):
            return name
    return "plain"


def params(bound: BoundField, item_hints: dict[Any, str] | None = None) -> dict[str, Any]:
    """Everything the ``field`` macro needs, as plain values: every one is text and is escaped when drawn.

    ``item_hints`` maps a choice's value to a line shown under it.
    """
    widget = bound.field.widget
    what = kind(bound)
    identity = bound.auto_id or bound.html_name
    given = {**widget.attrs, **bound.build_widget_attrs({}, widget)}
    attributes = {
        name: value
        for name, value in given.items()
        if name not in UNWANTED and name not in NAMED and value is not False
    }
    errors = field_errors.sentences(bound)
    answer: dict[str, Any] = {
        "kind": what,
        "id": identity,
        "name": bound.html_name,
        "label": str(bound.label or ""),
        "hint": str(bound.help_text or ""),
        "errors": errors,
        "attributes": attributes,
        "rows": given.get("rows"),
        "disabled": bound.field.disabled,
        **{name: given.get(name) for name in NAMED},
    }
    if what == "input":
        answer["type"] = _input_type(widget)
    if what in ("radios", "checkboxes", "select"):
        answer["items"] = _choices(bound, item_hints or {})
        if what == "select" and getattr(widget, "allow_multiple_selected", False):
            attributes["multiple"] = ""
    elif what == "checkbox":
        answer["checked"] = bool(bound.value())
    elif what == "day":
        answer["parts"] = _day_parts(bound)
    elif what == "hidden":
        answer["values"] = _hidden_values(bound)
    elif what not in ("file", "password"):
        answer["value"] = _text(bound, widget)
    return answer


def _input_type(widget: forms.Widget) -> str:
    """The HTML type: native pickers for dates and times, text for numbers (which have no use for arrows)."""
    if isinstance(widget, forms.DateTimeInput):
        return "datetime-local"
    if isinstance(widget, forms.DateInput):
        return "date"
    if isinstance(widget, forms.TimeInput):
        return "time"
    return str(getattr(widget, "input_type", "text"))


def _text(bound: BoundField, widget: forms.Widget) -> str:
    """The field's present value as the browser's control wants it."""
    value = bound.value()
    if value is None:
        return ""
    if isinstance(widget, forms.DateTimeInput) and hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%dT%H:%M"))
    if isinstance(widget, forms.DateInput) and hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(widget, forms.TimeInput) and hasattr(value, "strftime"):
        return str(value.strftime("%H:%M"))
    return str(widget.format_value(value) or "")


def _choices(bound: BoundField, item_hints: dict[Any, str]) -> list[dict[str, Any]]:
    """One row a choice, with whether it is chosen; groups of a select are flattened to one list."""
    chosen = bound.value()
    values = {str(one) for one in chosen} if isinstance(chosen, (list, tuple, set)) else {_plain(chosen)}
    hints = {str(key): text for key, text in item_hints.items()}
    rows = []
    for value, label in _flat(bound.field.widget.choices):
        key = _plain(value)
        rows.append({"value": key, "text": str(label), "selected": key in values, "hint": hints.get(key, "")})
    return rows


def _plain(value: Any) -> str:
    """A choice's value as it travels: nothing is the empty text."""
    return "" if value is None else str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield value, label


def _day_parts(bound: BoundField) -> list[dict[str, str]]:
    """The three boxes with what was typed or stored in each."""
    value = bound.value()
    if not isinstance(value, (list, tuple)):
        value = bound.field.widget.decompress(value)
    names = (("Day", "2"), ("Month", "2"), ("Year", "4"))
    return [
        {
            "label": label,
            "id": f"{bound.auto_id or bound.html_name}_{index}",
            "name": f"{bound.html_name}_{index}",
            "value": _plain(value[index]) if index < len(value) else "",
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if bound.errors else ""),
        }
        for index, (label, width) in enumerate(names)
    ]


def _hidden_values(bound: BoundField) -> list[str]:
    """The values a hidden field carries: one, or several for a list."""
    value = bound.value()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return [_plain(value)]


def first_control(bound: BoundField) -> str:
    """The id an error summary links to: the first box of a date, else the control itself."""
    identity = bound.auto_id or bound.html_name
    return f"{identity}_0" if kind(bound) == "day" else identity


def error_links(source: Any) -> list[dict[str, str]]:
    """Every error of a form, a formset, or a list of them, as ``{"text", "href"}`` in the order of the page.

    A list that already holds such dictionaries is passed through, for pages without a form.
    """
    if source is None:
        return []
    if isinstance(source, forms.BaseForm):
        whole = field_errors.whole_form_sentences(source)
        links = [{"text": sentence, "href": "#main-content"} for sentence in whole]
        for bound in source:
            said = field_errors.sentences(bound)
            links += [{"text": sentence, "href": f"#{first_control(bound)}"} for sentence in said]
        return links
    if isinstance(source, forms.BaseFormSet):
        of_the_set = [{"text": str(error), "href": "#main-content"} for error in source.non_form_errors()]
        return of_the_set + [link for form in source.forms for link in error_links(form)]
    if isinstance(source, dict):
        return [dict(source)]
    return [link for one in source for link in error_links(one)]
