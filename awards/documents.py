"""What does a certificate look like on paper? Plain values in, HTML and a tagged PDF out.

A pure room beside ``codes``: it knows no database, no person and no clock, so the same ``CertificateInput``
always gives the same bytes and a stored input can be drawn again and compared. Level styling follows the
level's rank and the number of levels; no level, programme or scale is named here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby

import segno
from django.template.loader import get_template

from charter.kit import pdf

TEMPLATE = "documents/certificate.html"
STYLESHEET = "certificate.css"
TONES = 4  # The palettes of certificate.css, from the first level's to the highest's.
MOST_CHEVRONS = 6
QR_MARGIN = 4
QR_MASK = 2
LONGEST_TEXT = 400
MOST_PARTIES = 12

LINE_WIDTH = 565  # Points: the 196 mm that names may take, and 2% because the widths are rounded up.
SIGNATORIES_WIDTH = 380  # Points.
PLAIN_LINE = LINE_WIDTH * 1.1  # The same measure for the plainer, narrower font.

# (size in points, lines at most). The steps below 18 are for joint awards of many parties: a name is made
# smaller before it is ever cut.
NAME_STEPS = ((27, 2), (24, 3), (21, 4), (18, 4), (14, 6), (11, 9), (8, 12))
SERVICE_STEPS = ((14, 2), (12, 3), (10, 5), (8, 9))
LEVEL_STEPS = ((22, 1), (16, 1), (11, 2), (8, 5))
SIGNATORY_STEPS = ((12, 1), (10, 2), (8, 3), (6, 6))
REASON_STEPS = ((14, 1), (12, 1), (10, 2), (8, 3))


# Widths in ems of the heavier, wider font (Fraunces 600), rounded up to groups.
LETTER_WIDTHS = {
    letter: width
    for width, letters in (
        (0.23, " "),
        (0.29, ".,:;'’|"),
        (0.36, 'ijl!()[]"'),
        (0.41, "ftI-"),
        (0.5, "rsz1/"),
        (0.54, "ceJ7?"),
        (0.58, "agvxy+=3"),
        (0.61, "o5S"),
        (0.65, "bdhknpquFLZ24689*£"),
        (0.7, "EYPTCB0#"),
        (0.76, "AUVXR"),
        (0.8, "GKN%"),
        (0.86, "DHOQw"),
        (0.99, "mM&@"),
        (1.06, "W"),
    )
    for letter in letters
}


@dataclass(frozen=True)
class CertificateInput:
    """Everything that is printed, as plain values.

    ``holders`` in the order the parties chose; ``level_rank`` counts from 1, the lowest award, to
    ``level_count``; ``reason`` is up to two lines, best under 90 characters each; ``signatories`` are up to two
    (name, role); ``verify_url`` is absolute and goes into the QR.
    Raises ``ValueError`` for a text over 400 characters, more than 12 holders or services, a rank outside the
    levels, an end before the start, or nobody to name.
    """

    programme_name: str
    operator_name: str
    brand_line: str
    holders: tuple[str, ...]
    services: tuple[str, ...]
    level_name: str
    level_rank: int
    level_count: int
    reason: tuple[str, ...]
    awarded_on: date
    valid_until: date
    signatories: tuple[tuple[str, str], ...]
    code: str
    verify_url: str
    lang: str = "en-GB"

    def __post_init__(self) -> None:
        for text in self._texts():
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"A text on a certificate has at most {LONGEST_TEXT} characters: {text[:40]!r}…")
        if not self.holders or not all(_plain(name) for name in self.holders):
            raise ValueError("A certificate names at least one organisation, and none without letters.")
        if max(len(self.holders), len(self.services)) > MOST_PARTIES:
            raise ValueError(f"A certificate names at most {MOST_PARTIES} organisations and {MOST_PARTIES} services.")
        if not 1 <= self.level_rank <= self.level_count:
            raise ValueError(f"Rank {self.level_rank} is not between 1 and {self.level_count}.")
        if self.valid_until < self.awarded_on:
            raise ValueError("A certificate may not end before it starts.")
        if len(self.reason) > 2 or len(self.signatories) > 2:
            raise ValueError("A certificate has room for two lines of reason and two signatories.")

    def _texts(self) -> list[str]:
        """Every piece of text that will be printed."""
        values = [getattr(self, field.name) for field in fields(self)]
        return [text for value in values for text in _flattened(value)]


def _flattened(value: object) -> list[str]:
    """The strings inside a string or nested tuples."""
    if isinstance(value, tuple):
        return [text for part in value for text in _flattened(part)]
    return [value] if isinstance(value, str) else []


def certificate_html(value: CertificateInput) -> str:
    """The certificate as one HTML page for ``pdf.render``; every text in it is escaped by the template."""
    holders = [_plain(name) for name in value.holders]
    services = [_plain(name) for name in value.services]
    level = _plain(value.level_name)
    signatories = [(_plain(name), _plain(role)) for name, role in value.signatories]
    qr_path, qr_side = _qr(value.verify_url)
    reason = [_plain(line) for line in value.reason]
    return get_template(TEMPLATE).render(
        {
            "certificate": value,
            "title": certificate_title(value),
            "programme_name": _plain(value.programme_name),
            "operator_name": _plain(value.operator_name),
            "brand_line": _plain(value.brand_line),
            "holders": holders,
            "holders_size": _holders_size(holders),
            "services": services,
            "services_size": _size([_joined(services)], SERVICE_STEPS, PLAIN_LINE),
            "level_name": level,
            "level_size": _size([level], LEVEL_STEPS, LINE_WIDTH * 0.6),
            "reason": reason,
            "reason_size": min((_size([line], REASON_STEPS, PLAIN_LINE) for line in reason), default=14),
            "signatories": signatories,
            "signatories_size": _signatories_size(signatories),
            "tone": tone(value.level_rank, value.level_count),
            "chevrons": list(range(min(value.level_rank - 1, MOST_CHEVRONS))),
            "qr_path": qr_path,
            "qr_side": qr_side,
            "verify_address": value.verify_url.partition("://")[2].rstrip("/"),
        }
    )


def certificate_title(value: CertificateInput) -> str:
    """The document's title, which readers' software shows and speaks first."""
    holders = _joined([_plain(name) for name in value.holders])
    return f"Certificate of award {value.code}: {holders}, {_plain(value.level_name)}"


def certificate_pdf(value: CertificateInput) -> bytes:
    """The certificate's bytes, unsealed. The same value gives the same bytes."""
    return pdf.render(
        certificate_html(value), stylesheets=(STYLESHEET,), title=certificate_title(value), lang=value.lang
    )


def tone(rank: int, count: int) -> int:
    """Which palette a level wears: 1 for the lowest of several, 4 for the highest and for an only one."""
    if count == 1:
        return TONES
    return 1 + round((rank - 1) * (TONES - 1) / (count - 1))


def _plain(text: str) -> str:
    """Composed letters and single spaces, without what no font of ours can print honestly.

    Marks that turn a line of text around could make one name look like another; emoji are pictures and not
    letters of a name, and a PDF/UA document may not hold a sign without a glyph.
    """
    kept = (
        " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in {"Cf", "Cs", "Co", "Cn"} and not _is_pictograph(character)
    )
    return " ".join("".join(kept).split())


def _is_pictograph(character: str) -> bool:
    """Emoji, dingbats, their skin tones and presentation selectors; not ©, ® or °."""
    category = unicodedata.category(character)
    selector = 0xFE00 <= ord(character) <= 0xFE0F or 0x20D0 <= ord(character) <= 0x20FF
    return selector or (ord(character) >= 0x2190 and category == "So") or 0x1F3FB <= ord(character) <= 0x1F3FF


def _joined(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``: as the template joins them."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _holders_size(holders: list[str]) -> int:
    """The point size of the organisations' names; an only name is smaller rather than broken in two."""
    if len(holders) == 1 and _lines(holders, 27, LINE_WIDTH) == 2 and _lines(holders, 24, LINE_WIDTH) == 1:
        return 24
    joined = [f"{name} and" for name in holders[:-1]] + holders[-1:]
    return _size(joined, NAME_STEPS)


def holder_lines(name: str) -> tuple[int, list[str]]:
    """How an only organisation's name is set: the point size, and its lines as wide as the certificate's own."""
    plain = _plain(name)
    size = _holders_size([plain])
    lines: list[str] = []
    for word in plain.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer) * size <= LINE_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return size, lines


def _signatories_size(signatories: list[tuple[str, str]]) -> int:
    """One size for all signatories: each has an equal share of what the dates leave of the foot."""
    line = SIGNATORIES_WIDTH / max(len(signatories), 1)
    texts = [text for pair in signatories for text in pair]
    return min((_size([text], SIGNATORY_STEPS, line) for text in texts), default=12)


def _size(pieces: list[str], steps: tuple[tuple[int, int], ...], line: float = LINE_WIDTH) -> int:
    """The first step whose lines hold the pieces; the last step takes whatever is left."""
    return next((size for size, most in steps if _lines(pieces, size, line) <= most), steps[-1][0])


def _lines(pieces: list[str], size: int, line: float) -> int:
    """How many lines the pieces take: each stays together when it fits on one line, as the page sets them."""
    lines, used = 1, 0.0
    for piece in pieces:
        width = _width(piece) * size
        if used and used + width > line:
            lines, used = lines + 1, 0.0
        # Broken lines are ragged: words leave about a tenth of each line empty.
        full = int(width // line)
        lines += full if width <= line else int(width // (line * 0.9))
        used += width - full * line + 0.25 * size
    return lines


def _width(text: str) -> float:
    """A text's width in ems in the certificate's wider font."""
    return sum(_letter_width(character) for character in text)


def _letter_width(character: str) -> float:
    """One letter's width in ems; an accented letter is as wide as its plain one."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return LETTER_WIDTHS.get(unicodedata.normalize("NFD", character)[0], 0.8)


def _qr(address: str) -> tuple[str, int]:
    """The QR's dark modules as one SVG path of horizontal strokes, and its width in modules.

    The width holds the four-module margin that readers need.
    """
    # Every mask can be read; trying all eight to find the prettiest takes longer than the rest of the page.
    code = segno.make(address, error="m", mask=QR_MASK, micro=False)
    strokes = []
    for y, row in enumerate(code.matrix_iter(border=QR_MARGIN)):
        end = 0
        strokes.append(f"M0 {y}.5")
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"m{end} 0h{length}")
                end = 0
            else:
                end += length
    return "".join(strokes), len(code.matrix) + 2 * QR_MARGIN
