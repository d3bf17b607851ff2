"""Which kinds of file may be kept, and is this one really of its kind?

Content decides, never what the browser says. Each kind has its leading bytes, a second opinion from puremagic
and a check of its structure that reads directories and headers without unpacking, so that a bomb is refused
before it goes off. Checks work on a seekable binary file and never read it whole into memory.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

MOST_PIXELS = 60_000_000
MOST_PAGES = 5_000
MOST_PARTS = 5_000
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_PART_RATIO = 200
SMALL_PART_BYTES = 4 * 1024 * 1024
LONGEST_MANIFEST_BYTES = 4 * 1024 * 1024
BLOCK = 256 * 1024


class NotThisKind(Exception):
    """The content is not what the name says."""


class Locked(Exception):
    """The content is encrypted."""


class HasMacros(Exception):
    """The content carries programs."""


class TooLargeInside(Exception):
    """The content would grow beyond what a reader's machine should be asked to open."""


REFUSALS = (NotThisKind, Locked, HasMacros, TooLargeInside)
# Kinds that are told apart by content alone, whichever of their names a file bears.
PICTURES = frozenset({"jpg", "png"})


@dataclass(frozen=True)
class FileType:
    """One row of the policy: the kind's name, its extensions (the first is the one stored) and its proof."""

    kind: str
    label: str
    extensions: tuple[str, ...]
    content_type: str
    signature: bytes
    magic: frozenset[str]
    check: Callable[[BinaryIO], None]
    may_show_inline: bool = False


def blocks(file: BinaryIO, overlap: int = 0) -> Iterator[bytes]:
    """The file from its start in blocks, each beginning with the last ``overlap`` bytes of the one before."""
    file.seek(0)
    tail = b""
    while block := file.read(BLOCK):
        yield tail + block
        tail = block[-overlap:] if overlap else b""


# Portable documents ---------------------------------------------------------------------------------

# A page, where it lies open in the file; those in packed streams are counted by ``file_insides``.
_PAGE = re.compile(rb"/Type\s*/Page[^s]")
_ENCRYPTED_PDF = re.compile(rb"/Encrypt(\s+\d+\s+\d+\s+R|\s*<<)")


def check_pdf(file: BinaryIO) -> None:
    """A version at the start, an end mark in the last 2 KB, no encryption, not more pages than people read."""
    file.seek(0)
    if not re.match(rb"%PDF-[12]\.\d", file.read(8)):
        raise NotThisKind
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    tail = file.read()
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise NotThisKind
    pages = 0
    for block in blocks(file, overlap=64):
        if _ENCRYPTED_PDF.search(block):
            raise Locked
        pages += len(_PAGE.findall(block))
    if pages > 2 * MOST_PAGES:
        raise TooLargeInside


# Pictures ---------------------------------------------------------------------------------------------


def check_png(file: BinaryIO) -> None:
    """Whole chunks from IHDR to IEND, and a size that can be opened."""
    file.seek(8)
    name = b""
    first = True
    while name != b"IEND":
        header = file.read(8)
        if len(header) < 8:
            raise NotThisKind
        length, name = struct.unpack(">I4s", header)
        if first:
            if name != b"IHDR" or length != 13:
                raise NotThisKind
            _check_pixels(*struct.unpack(">II", file.read(8)))
            file.seek(-8, 1)
            first = False
        file.seek(length, 1)
        if len(file.read(4)) < 4:
            raise NotThisKind


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset(range(0xD0, 0xD8)) | {0x01}


def check_jpeg(file: BinaryIO) -> None:
    """Whole segments up to the picture's data, a size that can be opened, and an end mark after the data.

    Telephones append their own data after the end mark, so the end mark need not be the last two bytes.
    """
    file.seek(2)
    has_frame = False
    while True:
        start = file.read(1)
        if start != b"\xff":
            raise NotThisKind
        while (marker := file.read(1)) == b"\xff":
            continue
        if not marker or marker[0] == 0xD9:
            raise NotThisKind
        if marker[0] in _BARE_MARKERS:
            continue
        header = file.read(2)
        if len(header) < 2 or (length := struct.unpack(">H", header)[0]) < 2:
            raise NotThisKind
        body = file.read(length - 2)
        if len(body) < length - 2:
            raise NotThisKind
        if marker[0] in _FRAMES:
            if len(body) < 5:
                raise NotThisKind
            height, width = struct.unpack(">HH", body[1:5])
            _check_pixels(width, height)
            has_frame = True
        if marker[0] == 0xDA:
            break
    if not has_frame or not _has_end_mark(file):
        raise NotThisKind


def _has_end_mark(file: BinaryIO) -> bool:
    """Whether FF D9 stands anywhere after the file's present place."""
    tail = b""
    while block := file.read(BLOCK):
        if b"\xff\xd9" in tail + block:
            return True
        tail = block[-1:]
    return False


def _check_pixels(width: int, height: int) -> None:
    """Refuse an empty picture and one too large to open."""
    if not width or not height:
        raise NotThisKind
    if width * height > MOST_PIXELS:
        raise TooLargeInside


# Office documents: zip files with a known table of contents -----------------------------------------------


def opened_zip(file: BinaryIO) -> zipfile.ZipFile:
    """The zip's table of contents, judged without unpacking anything."""
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise NotThisKind from error
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if not parts or len(set(names)) < len(names) or min(part.header_offset for part in parts) != 0:
        raise NotThisKind
    if any("\\" in name or name.startswith("/") or ".." in name.split("/") for name in names):
        raise NotThisKind
    if any(part.flag_bits & 0x1 for part in parts):
        raise Locked
    swollen = (
        part.file_size > SMALL_PART_BYTES and part.file_size > MOST_PART_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED_BYTES or any(swollen):
        raise TooLargeInside
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One small part unpacked; its declared size is not believed."""
    try:
        with archive.open(name) as part:
            content = part.read(LONGEST_MANIFEST_BYTES + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise NotThisKind from error
    except Exception as error:  # A broken stream raises whatever its decompressor raises.
        raise NotThisKind from error
    if len(content) > LONGEST_MANIFEST_BYTES:
        raise TooLargeInside
    return content


def office_check(main_part: str, main_type: bytes) -> Callable[[BinaryIO], None]:
    """A check for Word, Excel or PowerPoint files, told by the part and the content type they must have."""

    def check(file: BinaryIO) -> None:
        archive = opened_zip(file)
        names = archive.namelist()
        types = _part(archive, "[Content_Types].xml")
        programs = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
        if any(program in f"/{name.lower()}" for name in names for program in programs):
            raise HasMacros
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise HasMacros
        if main_part not in names or main_type not in types:
            raise NotThisKind

    return check


def open_document_check(mimetype: bytes) -> Callable[[BinaryIO], None]:
    """A check for OpenDocument files, told by the ``mimetype`` that must be their first part."""

    def check(file: BinaryIO) -> None:
        archive = opened_zip(file)
        names = archive.namelist()
        if names[0] != "mimetype" or _part(archive, "mimetype").strip() != mimetype:
            raise NotThisKind
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise Locked
        if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
            raise HasMacros
        if "content.xml" not in names:
            raise NotThisKind

    return check


# Plain text ---------------------------------------------------------------------------------------------

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PROGRAMS_AND_PAGES = re.compile(
    rb"\s*(<!doctype|<html|<head|<body|<svg|<script|<iframe|<\?xml|<\?php|#!|%pdf-|\{\\rtf|mime-version:)",
    re.I,
)
SURE = 0.8


def check_text(file: BinaryIO) -> None:
    """UTF-8 or Latin letters with no control characters, and nothing that a browser would take for a page."""
    file.seek(0)
    head = file.read(4096).removeprefix(b"\xef\xbb\xbf")
    if _PROGRAMS_AND_PAGES.match(head) or any(sure for _, sure in guesses(head) if sure >= SURE):
        raise NotThisKind
    if any(_CONTROLS.search(block) for block in blocks(file)):
        raise NotThisKind


def guesses(head: bytes) -> list[tuple[str, float]]:
    """puremagic's opinions of the first bytes: (extension, confidence)."""
    try:
        return [(match.extension, match.confidence) for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return []


# The policy -----------------------------------------------------------------------------------------------

_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def _office(kind: str, label: str, main_part: str, family: str) -> FileType:
    """A row for one of Microsoft's formats."""
    check = office_check(main_part, f"{_OFFICE}{family}.main+xml".encode())
    return FileType(kind, label, (f".{kind}",), _OFFICE + family, _ZIP, frozenset({f".{kind}", ".zip"}), check)


def _open_document(kind: str, family: str) -> FileType:
    """A row for one of the OpenDocument formats."""
    content_type = _OPEN_DOCUMENT + family
    check = open_document_check(content_type.encode())
    return FileType(kind, "ODF", (f".{kind}",), content_type, _ZIP, frozenset({f".{kind}", ".zip"}), check)


FILE_TYPES: tuple[FileType, ...] = (
    FileType("pdf", "PDF", (".pdf",), "application/pdf", b"%PDF-", frozenset({".pdf"}), check_pdf, True),
    _office("docx", "Word", "word/document.xml", "wordprocessingml.document"),
    _office("xlsx", "Excel", "xl/workbook.xml", "spreadsheetml.sheet"),
    _office("pptx", "PowerPoint", "ppt/presentation.xml", "presentationml.presentation"),
    _open_document("odt", "text"),
    _open_document("ods", "spreadsheet"),
    _open_document("odp", "presentation"),
    FileType("txt", "text", (".txt",), "text/plain", b"", frozenset(), check_text),
    FileType("csv", "text", (".csv",), "text/csv", b"", frozenset(), check_text),
    FileType(
        "jpg",
        "JPG",
        (".jpg", ".jpeg"),
        "image/jpeg",
        b"\xff\xd8\xff",
        frozenset({".jpg", ".jpeg"}),
        check_jpeg,
        True,
    ),
    FileType("png", "PNG", (".png",), "image/png", b"\x89PNG\r\n\x1a\n", frozenset({".png"}), check_png, True),
)


def proven(kinds: list[str], file: BinaryIO) -> str:
    """The first of ``kinds`` whose leading bytes and structure the content has.

    Raises :class:`NotThisKind` and its kin; :class:`Locked` also for an office document locked by a password, which
    is another format altogether.
    """
    for row in (row for row in FILE_TYPES if row.kind in kinds):
        if _has_signature(row, file):
            row.check(file)
            if row.signature and not row.signature.startswith(b"PK"):
                _refuse_hidden_archive(file)
            return row.kind
    file.seek(0)
    if file.read(8) == _OLE and _holds_encrypted_package(file):
        raise Locked
    raise NotThisKind


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _has_signature(row: FileType, file: BinaryIO) -> bool:
    """Whether the leading bytes are the row's, by our table and by puremagic's."""
    file.seek(0)
    head = file.read(4096)
    if not row.signature:
        return True
    return head.startswith(row.signature) and any(extension in row.magic for extension, _ in guesses(head))


def _refuse_hidden_archive(file: BinaryIO) -> None:
    """Refuse a document or picture that is a zip file as well."""
    try:
        file.seek(0)
        if zipfile.ZipFile(file).infolist():
            raise NotThisKind
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return


def _holds_encrypted_package(file: BinaryIO) -> bool:
    """Whether an OLE container holds an office document locked by a password."""
    mark = "EncryptedPackage".encode("utf-16-le")
    return any(mark in block for block in blocks(file, overlap=len(mark)))
