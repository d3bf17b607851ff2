"""Which files do the people of a journey carry, and what do they find in a certificate?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import zxingcpp

from charter.desk.demo import documents

FRAMEWORK = Path(__file__).resolve().parents[2] / "charter" / "data" / "framework-lec-1.json"
PRINT = 300 / 72


def framework() -> dict:
    """The framework file as it is read from a disk."""
    return json.loads(FRAMEWORK.read_text(encoding="utf-8"))


def short_framework(folder: Path) -> Path:
    """The same framework with the standards of two values only, as another programme might have it."""
    whole = framework()
    values = {row["value"] for row in whole["standards"] if row.get("key")}
    whole["values"] = [row for row in whole["values"] if row["code"] in values]
    whole["standards"] = [row for row in whole["standards"] if row["value"] in values]
    path = folder / "framework.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def titles() -> list[str]:
    """Every standard as pages name it, in order."""
    return [f"{row['code']} {row['title']}" for row in framework()["standards"]]


def evidence(folder: Path, organisation: str) -> dict[str, Path]:
    """Real documents on a disk by what they are: one a format, a photograph that tells its place, a big one and
    one with accents in a name of 180 characters."""
    made = {}
    for document in _documents(organisation):
        path = folder / document.name
        path.write_bytes(document.content)
        made[path.suffix.lstrip(".")] = path
    for kind, document in (("big", documents.big_document()), ("long", documents.long_named_document())):
        made[kind] = folder / document.name
        made[kind].write_bytes(document.content)
    return made


def one_file(folder: Path, organisation: str) -> Path:
    """One PDF on a disk."""
    document = next(_documents(organisation))
    path = folder / document.name
    path.write_bytes(document.content)
    return path


def _documents(organisation: str) -> Iterator[documents.Document]:
    return documents.documents(organisation, 7, framework()["standards"][0]["title"])


def words_of(pdf: bytes) -> str:
    """All text of a PDF with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    return " ".join(" ".join(texts).split())


def code_of(pdf: bytes) -> str:
    """What a telephone reads from the certificate's square, on a picture of 300 dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=PRINT).to_pil()
    document.close()
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, found
    return found[0].text
