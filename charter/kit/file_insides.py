"""What is inside a file that claims to be a document or a picture? Runs only in the child of ``file_child``.

The libraries here read what strangers made. They are imported by the child alone, under its limits, so that what
breaks or swells them ends a process that holds nothing else.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from typing import Any, BinaryIO

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from charter.kit import file_types
from charter.kit.file_types import MOST_PAGES, HasMacros, Locked, NotThisKind, TooLargeInside

# A picture is kept at no more points a side: a photographed page of A4 stays readable at twice the size.
LONGEST_SIDE = 6_000
JPEG_QUALITY = 88
PNG_EFFORT = 4
# A document may hold documents of these kinds (a chart brings its table), and those no further ones.
EMBEDDED = (".docx", ".xlsx", ".pptx")
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")
_DTD = (b"<!DOCTYPE", b"<!ENTITY")


def look(kind: str, file: BinaryIO, cleaned: BinaryIO) -> None:
    """Prove that ``file`` is what ``kind`` says all the way through; a picture is written anew to ``cleaned``.

    Raises what ``charter.kit.file_types`` raises.
    """
    file.seek(0)
    if kind == "pdf":
        _look_into_pdf(file)
    elif kind in ("jpg", "png"):
        _write_anew(kind, file, cleaned)
    elif kind in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        _look_into_zip(file, deeper=True)


def _look_into_pdf(file: BinaryIO) -> None:
    """It opens, without a password, and has a bearable number of pages."""
    try:
        with pikepdf.open(file, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise Locked
            pages = document.Root.Pages.get("/Count", 0)
            if int(pages) > MOST_PAGES:
                raise TooLargeInside
            if int(pages) < 1 or len(document.pages) < 1:
                raise NotThisKind
            if "/JavaScript" in document.Root.get("/Names", {}) or _launches(document):
                raise HasMacros
    except pikepdf.PasswordError:
        raise Locked from None
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError):
        raise NotThisKind from None


def _launches(document: pikepdf.Pdf) -> bool:
    """Whether opening the document would start a script or another program."""
    action = document.Root.get("/OpenAction")
    if not isinstance(action, pikepdf.Dictionary):
        return False
    return str(action.get("/S", "")) in ("/JavaScript", "/Launch")


def _write_anew(kind: str, file: BinaryIO, cleaned: BinaryIO) -> None:
    """The picture's points alone, turned as it was held: no place, no camera, no words, nothing after its end."""
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as opened:
            # A large JPEG is decoded at a fraction of its size, so that it never fills the memory.
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            picture = ImageOps.exif_transpose(opened)
        if max(picture.size) > LONGEST_SIDE:
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        kept: dict[str | tuple[int, int], Any] = {
            name: picture.info[name] for name in ("transparency",) if kind == "png" and name in picture.info
        }
        picture.info = kept
        if kind == "png":
            picture.save(cleaned, "PNG", compress_level=PNG_EFFORT)
        else:
            right = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
            right.info = {}
            right.save(cleaned, "JPEG", quality=JPEG_QUALITY, optimize=True)
    except (UnidentifiedImageError, SyntaxError, OSError, ValueError, KeyError, IndexError, EOFError):
        raise NotThisKind from None


def _look_into_zip(file: BinaryIO, *, deeper: bool, room: int = file_types.MOST_UNPACKED_BYTES) -> int:
    """Unpack every part once, a block at a time, and keep nothing; gives how many bytes came out.

    A part that is longer or other than its own directory says, a program, a zip file or a declaration of XML
    entities is refused. Office documents inside are looked into once more, not deeper.
    """
    archive = file_types.opened_zip(file)
    total = 0
    for part in archive.infolist():
        start = None
        try:
            with archive.open(part) as unpacked:
                while block := unpacked.read(file_types.BLOCK):
                    total += len(block)
                    if total > room:
                        raise TooLargeInside
                    if start is None:
                        start = block
                        _refuse_start(part.filename, start)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError):
            raise NotThisKind from None
        if start is not None and start.startswith(b"PK\x03\x04"):
            if not deeper or not part.filename.lower().endswith(EMBEDDED):
                raise NotThisKind
            total += _look_into_zip(io.BytesIO(archive.read(part)), deeper=False, room=room - total)
    return total


def _refuse_start(name: str, start: bytes) -> None:
    """Refuse a part that begins as a program does, and XML that declares entities."""
    if start.startswith(_PROGRAM_STARTS):
        raise NotThisKind
    if name.lower().endswith((".xml", ".rels")) and any(mark in start[:65536].upper() for mark in _DTD):
        raise NotThisKind
