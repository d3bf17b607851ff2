"""In which words does a field say what is wrong, where the form itself gives none?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise

# A code of Django's or allauth's → our sentence. {thing} is the label as it stands in a sentence.
SENTENCES: dict[str, str] = {
    "invalid_choice": "Select one of the choices listed",
    "invalid_list": "Select one or more of the choices listed",
    "invalid_date": "Enter a real date, such as 12 March 2027",
    "invalid_time": "Enter a time, such as 3:14pm",
    "invalid_number": "Enter a number in figures, such as 12",
    "invalid_email": "Enter an email address in the form name@example.org",
    "invalid_url": "Enter a web address, such as https://example.org",
    "invalid_file": "Choose a file that can be opened",
    "invalid_other": "Check {thing} and enter it again",
    "max_length": "{Thing} must be {limit_value} characters or fewer. You have used {show_value}",
    "min_length": "{Thing} must be {limit_value} characters or more. You have used {show_value}",
    "min_value": "{Thing} must be {limit_value} or more",
    "max_value": "{Thing} must be {limit_value} or less",
    "empty": "The file is empty. Choose another one",
    "missing": "The file did not arrive. Choose it again",
    "null_characters_not_allowed": "{Thing} holds a sign that cannot be stored. Take it out and try again",
    "email_password_mismatch": "The address or the password is not right. Try again, or use a sign-in code",
    "incorrect_password": "That is not your password. Try again, or use a sign-in code",
    "incorrect_code": "That is not the code we sent. Look at the newest email and type its code",
    "too_many_login_attempts": "That was a lot of tries. Wait a few minutes, then try again",
    "rate_limited": "That was a lot of tries. Wait a few minutes, then try again",
    "email_taken": "There is an account with that address already. Sign in instead",
    "unknown_email": "We know no account with that address. Check it for a slip",
    "same_as_current": "That is the address you have now. Enter another one",
    "account_inactive": "This account is closed. Ask us if that surprises you",
    "password_mismatch": "The two passwords are not the same. Type them again",
    "password_too_short": "The password must be 12 characters or more",
    "password_too_common": "Many people use that password, so it is easy to guess. Choose another one",
    "password_too_similar": "The password is too much like your name or address. Choose another one",
    "password_entirely_numeric": "The password is all figures. Put some letters in too",
}
KINDS_OF_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateTimeField, "invalid_date"),
    (forms.DateField, "invalid_date"),
    (forms.TimeField, "invalid_time"),
    (forms.IntegerField, "invalid_number"),
    (forms.EmailField, "invalid_email"),
    (forms.URLField, "invalid_url"),
    (forms.FileField, "invalid_file"),
)
CHOSEN = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select)


def sentences(bound: BoundField) -> list[str]:
    """The field's errors as people read them.

    A sentence written in one of our forms is plain text and stays as it is. What Django and allauth bring is
    a lazy translation; those are said in our words, because they speak of "fields" that are "required".
    """
    collected = bound.form.errors.as_data().get(bound.name, [])
    return [sentence for error in collected for sentence in _said(bound, error)]


def whole_form_sentences(form: forms.BaseForm) -> list[str]:
    """The errors that belong to no single field, as people read them."""
    collected = form.errors.as_data().get(NON_FIELD_ERRORS, [])
    return [sentence for error in collected for sentence in _said(None, error)]


def _said(bound: BoundField | None, error: ValidationError) -> list[str]:
    """One error's sentence, in our words where the library gave its own."""
    if not isinstance(getattr(error, "message", None), Promise):
        return [str(text) for text in error.messages]
    code = str(error.code or "")
    if bound is not None and code in ("required", "incomplete"):
        return [_empty(bound)]
    if bound is not None and code == "invalid":
        code = next((name for kind, name in KINDS_OF_INVALID if isinstance(bound.field, kind)), "invalid_other")
    if code not in SENTENCES:
        return [str(text) for text in error.messages]
    return [SENTENCES[code].format_map(_words(bound, error.params))]


def _empty(bound: BoundField) -> str:
    """What to do about an empty field, by what it is."""
    widget = bound.field.widget
    label = str(bound.label or "")
    if isinstance(widget, forms.FileInput):
        return "Choose a file"
    if isinstance(widget, forms.CheckboxInput):
        return "Tick the box to go on"
    if isinstance(bound.field, forms.EmailField):
        return "Enter an email address"
    if isinstance(widget, forms.PasswordInput):
        return "Enter your password"
    verb = "Select" if isinstance(widget, CHOSEN) else "Enter"
    if not label or label.endswith("?"):
        return f"{verb} an answer"
    return f"{verb} {thing(label)}" if " " in label else f"{verb} the {thing(label)}"


def thing(label: str) -> str:
    """A label as it stands inside a sentence: its first letter small, unless it is a short form like CPD."""
    text = label.rstrip(".:")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


class _Words(dict[str, Any]):
    """Parameters of a sentence; one that the library did not give is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _words(bound: BoundField | None, given: Any) -> _Words:
    """The label in both forms, and whatever the library tells about the limit."""
    label = str((bound.label if bound is not None else "") or "Your answer")
    return _Words({**(given or {}), "thing": thing(label), "Thing": label})
