"""How is a private file taken in, kept and given back?

``accept`` decides what an upload is by its content and refuses with a sentence; ``store`` keeps bytes under a
name of our own making; ``download_response`` serves them so that they stay inert in a browser. The caller
asks the permission: every byte passes a permission-checked view, and no address of the storage is given out.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.http import FileResponse, HttpResponse

from charter.kit import apart, file_types
from charter.kit.access import Refused
from charter.kit.file_types import (
    FILE_TYPES,
    PICTURES,
    FileType,
    HasMacros,
    Locked,
    NotThisKind,
    TooLargeInside,
    blocks,
)

MEGABYTE = 1024 * 1024
LONGEST_NAME = 180
ALLOWED_WORDS = "a PDF, Word, Excel, PowerPoint, ODF, text, JPG or PNG file"
# A second extension of this kind before the last one is there to deceive.
_PROGRAMS = (
    "apk app bat bin cmd com cpl dll docm exe hta htm html jar js jse lnk msi php pif pl pptm ps1 py reg scr"
    " sh svg vbe vbs wsf xhtml xlsm xml"
)
PROGRAM_EXTENSIONS = frozenset(f".{word}" for word in _PROGRAMS.split())
AREA = re.compile(r"[a-z][a-z-]{1,30}")
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
UNKNOWN_TYPE = "application/octet-stream"
INLINE_TYPES = frozenset(row.content_type for row in FILE_TYPES if row.may_show_inline)
SERVED_TYPES = frozenset(row.content_type for row in FILE_TYPES)


@dataclass(frozen=True)
class Limits:
    """How much one upload may weigh, in bytes."""

    most_bytes: int = 25 * MEGABYTE


@dataclass(frozen=True)
class Accepted:
    """What an upload is: ``extension`` has its dot, ``sha256`` is hexadecimal, ``size`` is in bytes.

    ``content`` are the bytes to keep, of which digest and size are told: the upload itself, or a picture written
    anew, without the place where it was taken.
    """

    kind: str
    content_type: str
    extension: str
    size: int
    sha256: str
    original_name: str
    content: File = field(compare=False, repr=False)


def accept(upload: File, *, limits: Limits | None = None) -> Accepted:
    """Decide whether an upload may be kept, from its content and its size.

    The file is left at its start. Documents and pictures are read in a child with limits, and pictures written
    anew. Refuses with a sentence for the person: an empty file, one over the limit, a kind outside ``FILE_TYPES``,
    content that is not what the name says, a password, macros, or content that would grow beyond bounds when opened.
    """
    limits = limits or Limits(settings.UPLOAD_LIMIT_BYTES)
    name = clean_name(upload.name or "")
    size = upload.size
    if not size:
        raise Refused(f"{name} is empty. Choose a file that has something in it.")
    if size > limits.most_bytes:
        most, much = limits.most_bytes // MEGABYTE, -(-size // MEGABYTE)
        raise Refused(f"{name} must be smaller than {most}MB. It is {much}MB.")
    file = cast(BinaryIO, upload)
    sha256 = digest(file)
    row, anew = _proven(_claimed(name), file, name, sha256)
    file.seek(0)
    content = upload if anew is None else ContentFile(anew, name=name)
    return Accepted(
        kind=row.kind,
        content_type=row.content_type,
        extension=row.extensions[0],
        size=content.size,
        sha256=sha256 if anew is None else hashlib.sha256(anew).hexdigest(),
        original_name=name,
        content=content,
    )


def clean_name(raw: str) -> str:
    """A file name to show and to give back: no folder, no invisible or turning marks, at most 180 characters.

    The extension is kept; a name with nothing left becomes ``file``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    name = " ".join(visible(last).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        return name[:LONGEST_NAME].rstrip() or "file"
    return stem[: LONGEST_NAME - len(extension) - 1].rstrip() + dot + extension


def visible(text: str) -> str:
    """The text without what nobody can see: controls, marks that turn it round, signs without width."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")


def extensions_of(extension: str) -> tuple[str, ...]:
    """All extensions of the kind that is stored under this one."""
    return next((row.extensions for row in FILE_TYPES if extension in row.extensions), (extension,))


def _claimed(name: str) -> FileType:
    """The kind that the name's extension claims."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    last = suffixes[-1] if suffixes else ""
    row = next((row for row in FILE_TYPES if last in row.extensions), None)
    if row is None or any(suffix in PROGRAM_EXTENSIONS for suffix in suffixes[:-1]):
        raise Refused(f"{name} must be {ALLOWED_WORDS}.")
    return row


def _proven(claimed: FileType, file: BinaryIO, name: str, sha256: str) -> tuple[FileType, bytes | None]:
    """The row whose proof the content passes, and a picture's bytes written anew.

    A PNG that is named as a JPG is still a picture. Plain text is read here; everything else in a child.
    """
    kinds = tuple(sorted(PICTURES)) if claimed.kind in PICTURES else (claimed.kind,)
    try:
        if claimed.signature:
            found = apart.look(kinds, file, sha256)
            return next(row for row in FILE_TYPES if row.kind == found.kind), found.cleaned
        file_types.proven(list(kinds), file)
        return claimed, None
    except Locked:
        raise Refused(f"{name} has a password. Upload a copy without one.") from None
    except HasMacros:
        raise Refused(f"{name} contains macros. Upload a copy without them.") from None
    except TooLargeInside:
        raise Refused(f"{name} is too large once it is opened. Upload a smaller version.") from None
    except NotThisKind:
        raise Refused(
            f"{name} is damaged or is not {_article(claimed.label)} file. Save it again, then upload it."
        ) from None


def _article(label: str) -> str:
    """``a PDF``, ``an Excel``."""
    return f"{'an' if label[0] in 'AEIO' else 'a'} {label}"


# Keeping ------------------------------------------------------------------------------------------------


def _storage() -> Storage:
    """The private storage: a folder under ``DATA_DIR``, or what ``FILES_STORAGE`` names."""
    return storages["private"]


def digest(file: BinaryIO) -> str:
    """The SHA-256 of a seekable file, in hexadecimal; leaves the file at its end."""
    total = hashlib.sha256()
    for block in blocks(file):
        total.update(block)
    return total.hexdigest()


def store(content: bytes | File, *, area: str, sha256: str, suffix: str) -> str:
    """Keep bytes under ``area`` with a random name of ours and answer that name.

    ``sha256`` is what the bytes must be; what was written is read back and compared, and removed if it
    differs. ``suffix`` is an extension with its dot. Raises ``ValueError`` for a wrong area, suffix, digest.
    """
    if not AREA.fullmatch(area) or not SUFFIX.fullmatch(suffix):
        raise ValueError(f"{area!r} with {suffix!r} is not a place for files.")
    file = ContentFile(content) if isinstance(content, bytes) else content
    file.seek(0)
    random = secrets.token_hex(16)
    name = _storage().save(f"{area}/{random[:2]}/{random[2:]}{suffix}", file)
    if not matches(name, sha256):
        _storage().delete(name)
        raise ValueError("The bytes to keep are not those that were announced.")
    return name


def open(name: str) -> File:
    """The stored file, open for reading. Raises ``FileNotFoundError`` when it is gone."""
    return _storage().open(name, "rb")


def remove(name: str) -> None:
    """Delete the stored bytes; nothing happens when they are gone already."""
    _storage().delete(name)


def matches(name: str, sha256: str) -> bool:
    """Whether the stored bytes are still those of ``sha256``; false when they are gone."""
    try:
        with open(name) as file:
            return secrets.compare_digest(digest(cast(BinaryIO, file)), sha256)
    except FileNotFoundError:
        return False


# Giving back ------------------------------------------------------------------------------------------------


def download_response(name: str, filename: str, content_type: str, inline: bool = False) -> HttpResponse:
    """The stored file as an inert download; the caller has asked the permission.

    ``inline`` shows PDFs and pictures in the browser, sandboxed; other types stay downloads. With
    ``FILES_ACCEL_LOCATION`` the web server in front sends the bytes; the headers are the same in both ways.
    Raises ``FileNotFoundError`` when the bytes are gone.
    """
    served_type = content_type if content_type in SERVED_TYPES else UNKNOWN_TYPE
    response: HttpResponse | FileResponse
    if location := settings.FILES_ACCEL_LOCATION:
        if not _storage().exists(name):
            raise FileNotFoundError(name)
        response = HttpResponse(content_type=served_type)
        response["X-Accel-Redirect"] = f"{location.rstrip('/')}/{quote(name)}"
    else:
        response = FileResponse(open(name), content_type=served_type)
    disposition = "inline" if inline and served_type in INLINE_TYPES else "attachment"
    response["Content-Disposition"] = f"{disposition}; {_filename_parameters(clean_name(filename))}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)


def _filename_parameters(name: str) -> str:
    """Both forms of the name: plain letters for old programs, UTF-8 for the rest."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", plain).strip() or "file"
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
