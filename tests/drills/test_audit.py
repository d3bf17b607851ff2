"""D8: is every tampering with the audit trail found, every escape refused, and no honest row suspected?"""

from __future__ import annotations

import os
import time

import pytest

from tests.drills import chain, frame
from tests.migrated import template

pytestmark = pytest.mark.drill
WRITERS = 8
EACH = int(os.environ.get("DRILL_EVENTS", "5000"))
ROW = 600


def test_tampering_is_named_escapes_are_refused_and_honest_rows_are_believed(tmp_path):
    began = time.monotonic()
    migrated = template(os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
    heads = tmp_path / "heads.log"
    with chain.copy_of(f"drill_audit_{os.getpid()}", of=migrated) as honest:
        chain.write_together(honest, WRITERS, EACH, lambda: chain.seal(honest, heads))
        head = chain.seal(honest, heads)
        looked_at, alarms = chain.verify(honest, heads)
        found = {}
        for name, tamper in chain.TAMPERINGS.items():
            with chain.copy_of(f"{honest}_bent", of=honest) as bent:
                with chain.as_role("owner", bent) as connection:
                    if not (frame.planted("D8") and name == "edit"):
                        tamper(connection, ROW)
                found[name] = chain.verify(bent, heads)[1]
        escaped = [statement for statement in chain.ESCAPES if not chain.refused(honest, statement)]
    named = [name for name, told in found.items() if told and told[0].startswith(f"Row {ROW:,} ")]

    figures = {
        "events": WRITERS * EACH,
        "sealed": head.seq,
        "false_alarms": len(alarms),
        "tamperings_named": f"{len(named)}/{len(chain.TAMPERINGS)}",
        "escapes_refused": f"{len(chain.ESCAPES) - len(escaped)}/{len(chain.ESCAPES)}",
        "seconds": round(time.monotonic() - began),
    }
    ok = not alarms and looked_at == head.seq == WRITERS * EACH and len(named) == len(found) and not escaped
    if not ok:
        print(found, escaped, alarms[:3])
    frame.report("D8", figures, ok)
