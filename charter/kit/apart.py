"""How is a file of a stranger's read apart from this process?

A child with limits of its own (``file_child``) reads it; when it takes too long, swells or breaks, the child ends and
this process has lost nothing. What goes between them is two nameless temporary files and one line of JSON, so
nothing is left behind whatever happens.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from charter.kit import file_types

CHILD = Path(__file__).with_name("file_child.py")
# CPU seconds for documents, and for pictures, which are written anew; the wall is for a machine with much to do.
CPU_SECONDS, PICTURE_SECONDS = 1.6, 10.0
WALL = 3
# So many children at once in one process; the next upload waits its turn.
_ROOM = threading.BoundedSemaphore(2)
# What was found of the last files, by digest: the same bytes are looked at once. Large pictures are not kept.
_KNOWN: OrderedDict[tuple[str, str], Look] = OrderedDict()
_MOST_KNOWN, _MOST_BYTES = 32, 256 * 1024


@dataclass(frozen=True)
class Look:
    """What the child proved: the kind, and the bytes of a picture written anew (None for everything else)."""

    kind: str
    cleaned: bytes | None


def look(kinds: tuple[str, ...], file: BinaryIO, sha256: str) -> Look:
    """Prove which of ``kinds`` a file of this digest is; raises what ``charter.kit.file_types`` raises.

    A child that had to be ended counts as :class:`file_types.TooLargeInside`, one that broke as
    :class:`file_types.NotThisKind`.
    """
    key = (",".join(kinds), sha256)
    if known := _KNOWN.get(key):
        return known
    with _ROOM, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        file.seek(0)
        shutil.copyfileobj(file, given, file_types.BLOCK)
        given.seek(0)
        kind = _asked(kinds, cast(BinaryIO, given), cast(BinaryIO, taken))
        taken.seek(0)
        found = Look(kind, taken.read() or None)
    if len(found.cleaned or b"") <= _MOST_BYTES:
        _KNOWN[key] = found
        while len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.popitem(last=False)
    return found


def _asked(kinds: tuple[str, ...], given: BinaryIO, taken: BinaryIO) -> str:
    """Run one child to its end; gives the kind it proved."""
    seconds = PICTURE_SECONDS if set(kinds) & file_types.PICTURES else CPU_SECONDS
    command = [sys.executable, "-I", str(CHILD), ",".join(kinds), str(taken.fileno()), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with words of ours.
            command,
            stdin=given,
            capture_output=True,
            pass_fds=[taken.fileno()],
            env={"LANG": "C.UTF-8"},
            timeout=seconds * WALL,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise file_types.TooLargeInside from None
    if done.returncode in (-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
        raise file_types.TooLargeInside
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise file_types.NotThisKind from None
    if wrong := told.get("wrong"):
        raise {kind.__name__: kind for kind in file_types.REFUSALS}[wrong]
    return told["kind"]
