"""Does the virus scanner know this file? Speaks clamd's INSTREAM to the scanner that ``CLAMD_URL`` names.

Only a scanner that read every byte, answered after the end mark in the words of its protocol, and has just found a
file made to be found, makes a file clean. Whatever else it does (silence, a limit, another answer, an answer before
it has the bytes) raises :class:`Unsure`; that nobody answers at all raises :class:`Away`.
"""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
PORT = 3310
# The file that every scanner finds (eicar.org), written in two parts so that no scanner finds this module.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_FOUND = re.compile(r"stream: (?P<name>[ -~]{1,200}) FOUND")
# What clamd "finds" when it gave up or could not look inside: not a virus, and no reason to call a file clean.
_NOT_LOOKED = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


class Away(Exception):
    """Nobody answers at the scanner's address; says why. To be tried again until somebody does."""


class Unsure(Exception):
    """The scanner did not say whether the file is clean; says what it did. ``final``: it would do it again."""

    def __init__(self, told: str, *, final: bool = False) -> None:
        """Keep what happened, in words for officers."""
        super().__init__(told)
        self.final = final


@dataclass(frozen=True)
class Found:
    """What the scanner says of one file: ``virus`` is its name, empty when the file is clean.

    ``sha256`` is of the bytes that the scanner was given; ``scanner`` is its own name and version.
    """

    virus: str
    sha256: str
    scanner: str


def is_configured() -> bool:
    """Whether there is a scanner; without one files are shown as not scanned."""
    return bool(settings.CLAMD_URL)


def scan(file: BinaryIO) -> Found:
    """What the scanner says of a file, read from its start. Raises :class:`Away` or :class:`Unsure`."""
    scanner = version()
    if not _asked(iter([EICAR]))[0]:
        raise Unsure("The scanner does not find the test file that every scanner finds.")
    digest = hashlib.sha256()
    virus, _ = _asked(_read(file, digest))
    return Found(virus=virus, sha256=digest.hexdigest(), scanner=scanner)


def version() -> str:
    """The scanner's name and version, such as ``ClamAV 1.4.6/27461``. Raises :class:`Away` or :class:`Unsure`."""
    with _connected() as line:
        line.send(b"zVERSION\0")
        told = line.answer()
    if not re.fullmatch(r"[ -~]{3,200}", told) or told.endswith("ERROR"):
        raise Unsure("The scanner does not say what it is.")
    return told[:120]


def _read(file: BinaryIO, digest: hashlib._Hash) -> Iterator[bytes]:
    """The file in chunks, each counted into the digest."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        yield chunk


def _asked(chunks: Iterator[bytes]) -> tuple[str, str]:
    """Stream to the scanner; gives the virus it names, empty for none, and its whole answer."""
    with _connected() as line:
        line.send(b"zINSTREAM\0")
        for chunk in chunks:
            line.send(struct.pack(">I", len(chunk)) + chunk)
        if line.has_spoken():
            raise _unsure(line.last_words(), early=True)
        line.send(struct.pack(">I", 0))
        told = line.answer()
    if told == "stream: OK":
        return "", told
    found = _FOUND.fullmatch(told)
    if found is None or found["name"].startswith(_NOT_LOOKED):
        raise _unsure(told)
    return found["name"], told


def _unsure(told: str, *, early: bool = False) -> Unsure:
    """What to raise for an answer that settles nothing."""
    if "limit" in told.lower() or "Limits.Exceeded" in told:
        return Unsure("The file is larger than the scanner's limits.", final=True)
    if "Heuristics.Encrypted" in told:
        return Unsure("The scanner cannot look inside: the file is encrypted.", final=True)
    if early:
        return Unsure("The scanner answered before it had the whole file.")
    return Unsure("The scanner gave an answer that is not one.")


@dataclass
class _Line:
    """One connection with one deadline for everything that is said on it."""

    socket: socket.socket
    until: float

    def _arm(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unsure("The scanner took too long.")
        self.socket.settimeout(left)

    def send(self, content: bytes) -> None:
        self._arm()
        try:
            self.socket.sendall(content)
        except TimeoutError:
            raise Unsure("The scanner took too long.") from None
        except OSError:
            # It hung up in the middle: what it said before, such as that the file is too large, is the reason.
            raise _unsure(self.last_words(), early=True) from None

    def last_words(self) -> str:
        """What the scanner has said by now; nothing is waited for."""
        self.socket.setblocking(False)
        try:
            return self.socket.recv(LONGEST_ANSWER).decode("ascii", "replace")
        except OSError:
            return ""

    def has_spoken(self) -> bool:
        """Whether the scanner has said something, or hung up, without being asked."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def answer(self) -> str:
        """The one answer, after which the scanner hangs up, without its NUL.

        Raises :class:`Unsure` when there is none, one without an end, or more than one: who says "clean" and then
        goes on talking has not looked at the whole file when it spoke first.
        """
        told = b""
        while True:
            self._arm()
            try:
                block = self.socket.recv(LONGEST_ANSWER)
            except TimeoutError:
                raise Unsure("The scanner took too long.") from None
            except OSError:
                raise Unsure("The scanner hung up.") from None
            told += block
            if len(told) > LONGEST_ANSWER:
                raise Unsure("The scanner talks too much.")
            if not block:
                break
        if not told.endswith(b"\0"):
            raise Unsure("The scanner hung up.")
        if told.count(b"\0") > 1:
            raise Unsure("The scanner answered before it had the whole file.")
        return told[:-1].decode("ascii", "replace").strip()


@contextmanager
def _connected() -> Iterator[_Line]:
    """A connection to the scanner, closed afterwards. Raises :class:`Away` when there is none to be had."""
    address = urlsplit(settings.CLAMD_URL)
    try:
        if address.scheme == "unix":
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            made.settimeout(settings.SCAN_SECONDS)
            made.connect(address.path)
        else:
            made = socket.create_connection((address.hostname or "", address.port or PORT), settings.SCAN_SECONDS)
    except OSError as error:
        raise Away(f"The scanner cannot be reached ({type(error).__name__}).") from None
    with made:
        yield _Line(made, time.monotonic() + settings.SCAN_SECONDS)
