"""Are words counted the same on the server and in the browser, for every tricky text?"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from applications import canonical
from charter import frontend

# One table for both: a text, and how many words it has.
TEXTS = [
    ("", 0),
    (" \t\r\n\x0b\x0c ", 0),
    ("one", 1),
    ("  one\ttwo\nthree ", 3),
    ("it’s well-known – so", 4),
    ("a\u00a0b\u2003c\u3000d", 4),
    ("x\x1cy\x85z\u2028w", 4),
    ("a\u200bb\ufeffc", 1),
    ("\u200b \u200e\u200f \ufeff \u2060", 0),
    ("\u00ad \u034f \u3164 \u2800", 0),
    ("hyphen\u00adation", 1),
    ("naïve—word 12,000 £5", 3),
    ("🙂 🙂", 2),
    ("👩\u200d👩\u200d👧 family", 2),
    ("❤\ufe0f", 1),
    ("\ufe0f", 0),
    ("\U000e0041\U000e0042", 0),
    ("مرحبا بالعالم", 2),
    ("\u202eevil\u202c text", 2),
    ("می\u200cخواهم", 1),
    ("ไม่มีช่องว่าง", 1),
    ("日本語 文章", 2),
    ("e\u0301te\u0301", 1),
    ("a\x00b \x00", 1),
    ("<b>bold</b> &amp; more", 3),
    ("=SUM(A1:A9)", 1),
    ("\u180e", 0),
    ("word " * 500, 500),
]
SENTENCES = [
    ((1, {}), "You have written 1 word."),
    ((1200, {"limit": 1500}), "You have 300 words left of 1,500."),
    ((151, {"limit": 150}), "You have used 151 words, which is 1 word over 150."),
    (
        (10, {"budget": 5000, "elsewhere": 90}),
        "You have written 10 words here. The whole application has 100 words of 5,000.",
    ),
    (
        (11, {"budget": 100, "elsewhere": 90}),
        "You have written 11 words here. The whole application has 101 words of 100."
        " That is 1 word more than the panel asks for. You can still send it.",
    ),
]


def in_the_browser(program):
    """What the script's own functions give; it looks for a page when it is loaded and finds an empty one."""
    node = shutil.which("node") or shutil.which("node", path=str(frontend.ROOT / ".venv" / "bin"))
    if node is None:
        pytest.skip("This machine has no Node.")
    script = (frontend.ROOT / "static" / "js" / "autosave.js").as_uri()
    text = (
        "globalThis.document = { querySelectorAll: () => [] };"
        f"const it = await import({json.dumps(script)}); console.log(JSON.stringify({program}));"
    )
    command = [node, "--experimental-default-type=module", "--no-warnings", "--input-type=module", "-e", text]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_both_count_as_the_table_says():
    texts = [text for text, _ in TEXTS]

    there = in_the_browser(f"{json.dumps(texts)}.map(it.countWords)")

    counts = [count for _, count in TEXTS]
    assert [canonical.words(text) for text in texts] == counts
    assert there == counts


def test_every_single_sign_counts_the_same():
    """Each code point between two letters, and alone: nothing that joins here parts there."""
    program = (
        "[...Array(0x11000).keys()].filter((n) => n < 0xd800 || n > 0xdfff).map((n) => String.fromCodePoint(n))"
        ".map((c) => it.countWords(c) + 3 * it.countWords(`a${c}b`))"
    )

    there = in_the_browser(program)

    signs = [chr(n) for n in range(0x11000) if not 0xD800 <= n <= 0xDFFF]
    assert there == [canonical.words(c) + 3 * canonical.words(f"a{c}b") for c in signs]


def test_sentences_warn_and_never_forbid():
    calls = ", ".join(f"it.wordSentence({count}, {json.dumps(told)})" for (count, told), _ in SENTENCES)

    assert in_the_browser(f"[{calls}]") == [sentence for _, sentence in SENTENCES]
