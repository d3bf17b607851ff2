"""Is this file what it says? The program that looks, alone and under limits; started by ``charter.kit.apart``.

Reads the file from standard input, writes a cleaned picture to the descriptor it is told, and prints one JSON
object: the kind that it proved, or the name of what is wrong. It has no secrets, no database and no network of ours.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
LARGEST_OUTPUT = 64 * 1024 * 1024


def limit(cpu_seconds: float) -> None:
    """Bound this process before it reads anything that a stranger wrote.

    The timer ends it at the tenth of a second; the limit that nothing can put off stands behind it.
    """
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    for what, most in (
        (resource.RLIMIT_CPU, math.ceil(cpu_seconds) + 1),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(kinds: list[str], out: int) -> str:
    """Try the kinds in turn; gives the JSON to print."""
    from charter.kit import file_insides, file_types  # noqa: PLC0415  # leaf: under the limits, never before.

    with os.fdopen(os.dup(0), "rb") as file, os.fdopen(out, "wb") as cleaned:
        try:
            kind = file_types.proven(kinds, file)
            file_insides.look(kind, file, cleaned)
        except file_types.REFUSALS as wrong:
            return json.dumps({"wrong": type(wrong).__name__})
        except (MemoryError, RecursionError):
            return json.dumps({"wrong": "TooLargeInside"})
    return json.dumps({"kind": kind})


if __name__ == "__main__":
    limit(float(sys.argv[3]))
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    print(main(sys.argv[1].split(","), int(sys.argv[2])))
