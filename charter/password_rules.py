"""Which passwords are too easy to guess here? Those made of the words that everybody in the programme knows.

Django's own list of 20,000 common passwords stands beside this one (settings). There are no rules about kinds of
characters and no end date (security.md AUT-8, after the NCSC).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

from charter import selectors, standing

# Words of this service, its programmes and the world they work in; names of organisations come beside them.
WORDS = (
    "charter lived experience employing people with employment employer inclusive"
    " award awards certificate panel assessor officer lead nhs england health justice trust council programme"
    " career matters careermatters birmingham password passwort letmein welcome admin login secret qwerty spring"
    " summer autumn winter january february march april may june july august september october november december"
).split()
# What is left besides the known words must have at least so many letters or signs.
MOST_LEFT = 5
SENTENCE = "This password is made of words that others here would guess. Choose other words."


def is_guessable(password: str, words: list[str]) -> bool:
    """Whether little is left of ``password`` once known words, figures and signs are taken out."""
    whole = rest = _plain(password)
    for word in sorted({_plain(word) for word in words}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, " ")
    # What holds none of the words is judged by the list of common passwords, not here.
    return rest != whole and sum(len(part) for part in rest.split()) < MOST_LEFT


def _names_around(user: Any) -> list[str]:
    """What the programmes and the person's own organisations are called."""
    programmes = [f"{one.name} {one.prefix} {one.operator_name}" for one in selectors.programmes()]
    held = standing.of(user) if getattr(user, "pk", None) else standing.NOBODY
    return [*programmes, *(place.name for place in held.organisations)]


def _plain(text: str) -> str:
    """Letters only, in small; what people write for letters is read as them."""
    swapped = unicodedata.normalize("NFKC", text).casefold().translate(str.maketrans("013457@$!", "oieastasi"))
    return re.sub(r"[\W\d_]+", "", swapped)


class KnownWordsValidator:
    """Refuses a password of the programme's, the organisations' and the season's words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise the sentence when ``password`` is guessable for somebody who knows where its owner works."""
        if is_guessable(password, [*WORDS, *re.findall(r"\w+", " ".join(_names_around(user)))]):
            raise ValidationError(SENTENCE, code="password_of_known_words")

    def get_help_text(self) -> str:
        """What the rule asks for."""
        return "Your password must not be made of words that others here would guess."
