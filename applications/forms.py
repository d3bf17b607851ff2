"""What did somebody type or choose on the applicant's side, and does it have the right shape?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from applications.canonical import clean
from charter.models import Cohort, Organisation, Service


class SignatureForm(forms.Form):
    """A name, a role and the tick that makes it a signature."""

    signed_name = forms.CharField(
        label="Your full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name."},
    )
    signed_role = forms.CharField(
        label="Your role in the organisation",
        help_text="For example, chief executive or director of people.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": "Enter your role in the organisation."},
    )
    agreed = forms.BooleanField(error_messages={"required": "Tick the box to sign."})

    def __init__(self, *args: Any, agreement: str, **kwargs: Any) -> None:
        """``agreement`` is what the tick says."""
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = agreement


class ValuesForm(SignatureForm):
    """A signature under the values of one framework version."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Load this page again, so that you sign what you read.",
            "invalid": "Load this page again, so that you sign what you read.",
        },
    )


class DeclarationForm(SignatureForm):
    """A signature under the declaration of one party."""

    organisation = forms.ChoiceField(
        label="Which organisation do you sign for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the organisation you sign for.",
            "invalid_choice": "Select the organisation you sign for.",
        },
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        """``organisations`` are the parties the person still has to sign for; one alone is not asked about."""
        super().__init__(*args, **kwargs)
        rows = list(organisations)
        self.fields["organisation"].choices = [(row.slug, row.name) for row in rows]  # type: ignore[attr-defined]
        if len(rows) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial.setdefault("organisation", rows[0].slug)


class InterestForm(forms.Form):
    """A cohort and the services that would take part in it together."""

    cohort = forms.ChoiceField(
        label="Which cohort?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a cohort.", "invalid_choice": "Select a cohort that is open."},
    )
    services = forms.TypedMultipleChoiceField(
        label="Which services take part in this application?",
        help_text="Services in one application share one award. Express interest again for a separate award.",
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={
            "required": "Select at least one service.",
            "invalid_choice": "Select services from the list.",
        },
    )

    def __init__(self, *args: Any, cohorts: Iterable[Cohort], services: Iterable[Service], **kwargs: Any) -> None:
        """``cohorts`` take interest now; ``services`` are the organisation's own."""
        super().__init__(*args, **kwargs)
        rows = list(cohorts)
        self.fields["cohort"].choices = [(row.slug, row.name) for row in rows]  # type: ignore[attr-defined]
        self.fields["services"].choices = [(row.pk, row.name) for row in services]  # type: ignore[attr-defined]
        if len(rows) == 1:
            self.initial.setdefault("cohort", rows[0].slug)


class TypedField(forms.CharField):
    """Long text as it is kept: line ends are single marks, and NUL, which no database takes, is left out."""

    def to_python(self, value: Any) -> str:
        """Clean before anything is judged."""
        return clean(super().to_python(value) or "")


class AnswerForm(forms.Form):
    """The words for one standard and the version they started from.

    A field that did not arrive is an error, never an empty text.
    """

    COMPLETED, OPEN = "yes", "no"
    MINE, BOTH, THEIRS = "mine", "both", "theirs"
    text = TypedField(
        label="Tell us what you do, and what difference it makes",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    # Which page in the browser saves, and which save of it this is; empty without a script.
    tab = forms.CharField(max_length=36, required=False)
    seq = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    completed = forms.ChoiceField(
        label="Have you completed this section?",
        help_text="It tells your team that you are done. You can still change the answer.",
        choices=[(COMPLETED, "Yes, it is completed"), (OPEN, "No, there is more to do")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Select whether you have completed this section."},
    )
    # What somebody chose who was shown two versions, and the text they made of both.
    keep = forms.ChoiceField(choices=[(MINE, MINE), (BOTH, BOTH), (THEIRS, THEIRS)], required=False)
    both = TypedField(required=False, strip=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Refuse a form of which a part was lost on its way."""
        given = super().clean() or {}
        arrived = isinstance(self.data, QueryDict) and "text" in self.data
        if not arrived or given.get("version") is None:
            raise forms.ValidationError(
                "Part of this page did not reach us, so nothing was saved. Copy your words, then load the page again."
            )
        if given.get("keep") == self.BOTH and "both" in self.data:
            given["text"] = given["both"]
        return given

    def typing(self) -> dict[str, Any]:
        """What the page says of this save, as :func:`applications.actions.answers.save` asks for it."""
        given = self.cleaned_data
        return {"version": given["version"], "tab": given.get("tab") or "", "seq": given.get("seq") or 0}


class SectionForm(forms.Form):
    """Who writes one standard: somebody who may, or nobody in particular."""

    NOBODY = "nobody"
    owner = forms.ChoiceField(
        label="Who writes this?",
        error_messages={
            "required": "Choose somebody, or nobody yet.",
            "invalid_choice": "Choose somebody who can write in this application.",
        },
    )

    def __init__(self, *args: Any, writers: Iterable[Any], **kwargs: Any) -> None:
        """``writers`` are the colleagues who may, each with a person."""
        super().__init__(*args, **kwargs)
        self.people = {str(row.person.uuid): row.person for row in writers}
        rows = [(key, str(person)) for key, person in self.people.items()]
        self.fields["owner"].choices = [(self.NOBODY, "Nobody yet"), *rows]  # type: ignore[attr-defined]

    def chosen(self) -> Any:
        """The person who was chosen, or None."""
        return self.people.get(self.cleaned_data["owner"])


class CommentForm(forms.Form):
    """A comment, or an answer in a thread."""

    text = TypedField(
        label="Your comment",
        help_text="Write @ and a name to tell somebody.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinkForm(forms.Form):
    """A web page that shows something."""

    url = forms.URLField(
        label="Web address",
        help_text="For example, https://www.example.org/policy. The panel must be able to open it.",
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter a web address.",
            "invalid": "Enter a web address, such as https://www.example.org/policy.",
        },
    )
    title = forms.CharField(
        label="What is it?",
        help_text="For example, our recruitment policy.",
        max_length=200,
        error_messages={"required": "Enter what the link shows."},
    )

    def clean_url(self) -> str:
        """Only addresses of web pages."""
        url = self.cleaned_data["url"]
        if not url.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter a web address that starts with https://.")
        return url


class SendForm(forms.Form):
    """One press of the send button: its key and the digest of what was checked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    # What the page showed, part by part; it only helps to say what changed since.
    seen = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)

    @property
    def press(self) -> dict[str, Any]:
        """What sending needs of it: ``key`` and ``digest``."""
        return {name: self.cleaned_data[name] for name in ("key", "digest")}


class InterestAnswerForm(forms.Form):
    """An officer's answer to one expression of interest."""

    SELECT, WAITLIST, DECLINE = "select", "waitlist", "decline"
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[
            (SELECT, "Give it a place"),
            (WAITLIST, "Put it on the waiting list"),
            (DECLINE, "Decline it"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer.", "invalid_choice": "Select an answer from the list."},
    )
    reason = forms.CharField(
        label="Reason, if you decline it",
        help_text="The organisation’s lead reads this in a message.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, waitlisted: bool, **kwargs: Any) -> None:
        """One that is on the waiting list cannot be put there again."""
        super().__init__(*args, **kwargs)
        if waitlisted:
            choices = self.fields["answer"].choices  # type: ignore[attr-defined]
            self.fields["answer"].choices = [row for row in choices if row[0] != self.WAITLIST]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Declining needs a reason that can be read."""
        given = super().clean() or {}
        if given.get("answer") == self.DECLINE and not given.get("reason"):
            self.add_error("reason", "Enter a reason. The organisation will read it.")
        return given


class PartyForm(forms.Form):
    """A partner organisation's services in a joint application."""

    services = forms.TypedMultipleChoiceField(
        label="Which of its services take part?",
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={
            "required": "Select at least one service.",
            "invalid_choice": "Select services from the list.",
        },
    )

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        """``services`` are the partner's."""
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(row.pk, row.name) for row in services]  # type: ignore[attr-defined]


class PartnerInviteForm(forms.Form):
    """A partner organisation, and somebody there to write to."""

    partner_name = forms.CharField(
        label="Name of the partner organisation",
        max_length=200,
        error_messages={
            "required": "Enter the name of the partner organisation.",
            "max_length": "The name must be 200 characters or fewer.",
        },
    )
    email = forms.EmailField(
        label="Email address of somebody who leads there",
        error_messages={
            "required": "Enter the address of somebody at the partner organisation.",
            "invalid": "Enter an email address in the form name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
