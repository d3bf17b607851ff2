"""In which form are printed names searched and sorted? Without accents, case or doubled spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def search_form(*texts: str) -> str:
    """The texts as one searchable line: ``Tŷ Gwyn  Café`` → ``ty gwyn cafe``."""
    letters = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def award_text(holders: Iterable[str], services: Iterable[str]) -> str:
    """What the register searches and sorts an award by: its holders first, then its services."""
    return search_form(*holders, *services)
