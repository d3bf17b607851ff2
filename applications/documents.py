"""How do a sending and a pledge become PDFs? Pure functions of what was stored."""

from __future__ import annotations

from typing import Any

from django.template.loader import get_template

from applications.models import Pledge, Snapshot
from applications.selectors.returns import SentPage
from charter.kit import pdf
from charter.kit.access import Refused
from charter.models import Programme

LANG = "en-GB"
# About three hundred pages, ten times what the panel asks for; more would hold the site up for everybody.
MOST_CHARACTERS = 600_000
# A render names the signs it cannot show; without them the next one is whole.
MOST_TRIES, BOX = 3, "\u25a1"


def copy_of(shown: SentPage, programme: Programme) -> bytes:
    """The tagged PDF of one sending: everything in order, receipt and digest on top.

    The same snapshot gives the same bytes. Refuses what is too long to be made while somebody waits.
    """
    content = shown.snapshot.content
    length = sum(len(row.text) for row in shown.standards)
    if length > MOST_CHARACTERS:
        raise Refused("This is too long for a PDF. Open it as a page, then print the page.")
    context = _printable(
        {
            "title": copy_title(shown.snapshot),
            "programme": programme.name,
            "operator": programme.operator_name,
            "snapshot": {
                "receipt": shown.snapshot.receipt,
                "sha256": shown.snapshot.sha256,
                "sent_at": shown.snapshot.sent_at,
                "sent_by": str(shown.snapshot.sent_by),
            },
            "deadline": content.get("deadline"),
            "cohort": content["cohort"]["name"],
            "framework": content["framework"],
            "parties": content["parties"],
            "pledges": content["pledges"],
            "declarations": content["declarations"],
            "names": {row["organisation"]: row["name"] for row in content["parties"]},
            "standards": [
                {
                    "theme": row.standard.theme.name,
                    "code": row.standard.code,
                    "name": row.standard.name,
                    "paragraphs": [line for line in row.text.split("\n") if line.strip()],
                    "evidence": [
                        {"title": item.title, "size": item.size, "sha256": item.sha256, "url": item.url}
                        for item in row.evidence
                    ],
                }
                for row in shown.standards
            ],
        }
    )
    return _rendered("application", context)


def poster_of(pledge: Pledge) -> bytes:
    """The tagged PDF of the values that an organisation signed, to be hung up; always the same bytes."""
    programme = pledge.programme
    context = _printable(
        {
            "title": poster_title(pledge),
            "programme": programme.name,
            "operator": programme.operator_name,
            "organisation": pledge.organisation.name,
            "statements": [{"name": row["name"], "statement": row["statement"]} for row in pledge.statements],
            "signed_name": pledge.signed_name,
            "signed_role": pledge.signed_role,
            "signed_at": pledge.signed_at,
            "version": pledge.framework.version,
        }
    )
    return _rendered("values", context)


def poster_title(pledge: Pledge) -> str:
    """The poster's title, which readers' software shows and speaks first."""
    return f"The values that {pledge.organisation.name} signed"


def _rendered(name: str, context: dict[str, Any]) -> bytes:
    """The document; a sign that our fonts cannot show is printed as an empty box, and said so on the first page."""
    html, stylesheet = get_template(f"documents/{name}.html"), f"{name}.css"
    unshown: frozenset[str] = frozenset()
    for _ in range(MOST_TRIES):
        page = html.render({**_without(context, unshown), "unshown": bool(unshown)})
        try:
            return pdf.render(page, stylesheets=(stylesheet,), title=context["title"], lang=LANG)
        except pdf.NoGlyphs as missing:
            unshown |= missing.signs
            if not missing.signs:
                break
    raise Refused("This holds signs that a PDF cannot show. Open it as a page, then print the page.")


def _without(value: Any, signs: frozenset[str]) -> Any:
    """The same with a box in place of each of the signs."""
    if isinstance(value, str):
        return "".join(BOX if sign in signs else sign for sign in value) if signs else value
    if isinstance(value, dict):
        return {key: _without(one, signs) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, signs) for one in value]
    return value


def copy_title(snapshot: Snapshot) -> str:
    """The document's title, which readers' software shows and speaks first."""
    return f"Application {snapshot.content['reference']}, receipt {snapshot.receipt}"


def _printable(value: Any) -> Any:
    """The same without control characters, which no font has and no XML may hold."""
    if isinstance(value, str):
        return "".join(sign if sign == "\n" or (sign >= " " and sign not in _UNFIT) else " " for sign in value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return value


# Delete, C1 controls, half surrogates' place-holders and the marks that turn the writing direction around.
_UNFIT = frozenset(
    [chr(code) for code in (0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)]
)
