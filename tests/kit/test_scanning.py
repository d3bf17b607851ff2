"""Scanning: a file is clean only when a scanner that finds things has read every byte of it and said so."""

import hashlib
import io
import socket
import threading

import pytest

from charter.kit import scanning
from tests import clamd
from tests.uploads import word

HONEST = b"We ask late." * 100_000
VERSION = "ClamAV 1.4.6/27461/Sun Nov 22 09:00:00 2026"


@pytest.fixture
def scanner(settings):
    with clamd.running(settings) as made:
        yield made


def test_scan_of_an_honest_file_says_what_was_read_and_by_whom(scanner):
    found = scanning.scan(io.BytesIO(HONEST))

    assert found == scanning.Found(virus="", sha256=hashlib.sha256(HONEST).hexdigest(), scanner=VERSION)
    # It had to find the test file first.
    assert scanner.scanned == [len(scanning.EICAR), len(HONEST)]


@pytest.mark.parametrize("content", [scanning.EICAR, word(word__x=scanning.EICAR)], ids=["plain", "in a docx"])
def test_scan_finds_the_test_file(scanner, content):
    assert scanning.scan(io.BytesIO(content)).virus == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    ("behaviour", "told", "final"),
    [
        ("slow", "took too long", False),
        ("mute", "took too long", False),
        ("blind", "does not find the test file", False),
        ("early", "before it had the whole file", False),
        ("hang up", "before it had the whole file|hung up", False),
        ("garbage", "not one", False),
        ("empty", "not one", False),
        ("error", "not one", False),
        ("long", "talks too much", False),
        ("limits", "larger than the scanner's limits", True),
        ("small", "larger than the scanner's limits", True),
        ("locked", "encrypted", True),
    ],
)
def test_scan_never_calls_a_file_clean_when_the_scanner_did_not_say_so(scanner, settings, behaviour, told, final):
    settings.SCAN_SECONDS = 0.5 if behaviour in ("slow", "mute") else 5
    scanner.behave(behaviour)

    with pytest.raises(scanning.Unsure, match=told) as unsure:
        scanning.scan(io.BytesIO(HONEST))

    assert unsure.value.final == final


def test_scan_says_when_nobody_answers(scanner):
    scanner.stop()

    with pytest.raises(scanning.Away):
        scanning.scan(io.BytesIO(HONEST))


def test_scan_speaks_through_a_unix_socket_too(settings, tmp_path, short_folder):
    path = short_folder / "clamd"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def answer():
            talk, _ = listening.accept()
            with talk:
                assert talk.recv(100) == b"zVERSION\0"
                talk.sendall(VERSION.encode() + b"\0")

        thread = threading.Thread(target=answer)
        thread.start()
        settings.CLAMD_URL, settings.SCAN_SECONDS = f"unix://{path}", 5
        told = scanning.version()
        thread.join()

    assert told == VERSION


@pytest.fixture
def short_folder():
    """A folder whose name leaves room for a socket's."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)
