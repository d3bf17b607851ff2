"""Does any code or template know a standard, theme, value or level of a shipped framework by name?"""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = sorted((ROOT / "charter" / "data").glob("framework-*.json"))
PLACES = ("charter", "training", "applications", "assessment", "awards", "templates")
# The demonstration world is data written as Python: it scores standards of the frameworks that it loads.
NOT_CODE = ("charter/data/", "charter/desk/demo")


def words_of(document):
    """(codes, names of several words or of a level, single words that are also plain English)."""
    parts = {part: document[part] for part in ("standards", "themes", "values", "levels")}
    codes = {row["code"] for rows in parts.values() for row in rows}
    codes |= {row["code"].replace("-", "_") for row in parts["levels"]}
    names = {row["name"] for part in ("themes", "values", "levels") for row in parts[part]}
    titles = {row["title"] for row in parts["standards"]}
    levels = {row["name"] for row in parts["levels"]}
    plain = {name for name in names - levels if " " not in name}
    return codes, (names | titles) - plain, plain


def longest_first(words):
    """So that a code which begins with another is found whole."""
    return sorted(words, key=lambda word: (-len(word), word))


@cache
def rubric():
    """All words of all shipped frameworks, as (one pattern for codes, one for names, plain words)."""
    codes, names, plain = set(), set(), set()
    for path in FRAMEWORKS:
        found = words_of(json.loads(path.read_text(encoding="utf-8")))
        codes, names, plain = codes | found[0], names | found[1], plain | found[2]
    level_codes = {code for code in codes if code.islower()}
    either = "|".join(re.escape(word) for word in longest_first(names | level_codes))
    exact = "|".join(re.escape(code) for code in longest_first(codes - level_codes))
    edge = r"(?<![^\W_]){}(?![^\W_])"
    return (
        re.compile(edge.format(f"(?:{either})"), re.IGNORECASE),
        re.compile(edge.format(f"(?:{exact})")),
        plain,
    )


def spoken(text):
    """The rubric words that a text names, wherever they stand in it."""
    anywhere, exactly, _ = rubric()
    return sorted({match.group() for pattern in (anywhere, exactly) for match in pattern.finditer(text)})


def literals(text):
    """The string literals of Python code that are nothing but a theme's one-word name."""
    _, _, plain = rubric()
    values = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, str) and value.strip() in plain]


def files():
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", ".html", ".txt"} and not name.startswith(NOT_CODE):
                yield name, path


def test_no_code_or_template_names_a_word_of_a_framework():
    found = []
    for name, path in files():
        text = path.read_text(encoding="utf-8")
        found += [(name, word) for word in spoken(text)]
        found += [(name, word) for word in (literals(text) if path.suffix == ".py" else [])]

    assert found == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('if code == "PO1":', ["PO1"]),
        ("def gold_levels(): ...", ["gold"]),
        ('LEVELS = {"Silver": 3}', ["Silver"]),
        ("# Working towards is the lowest.", ["Working towards"]),
        ('state = "working_towards"', ["working_towards"]),
        ("<p>Organisational culture</p>", ["Organisational culture"]),
        ('<span class="chip chip--bronze">', ["bronze"]),
        ('if theme == "CU":', ["CU"]),
        ("weights['SP-1'] = 3", ["SP-1"]),
        ("CREATE POLICY for golden cups, bronzed or not", []),
        ("POST the PO box of a CUSTOMER", ["PO"]),
    ],
)
def test_spoken_finds_words_of_the_frameworks(text, words):
    assert spoken(text) == words


def test_literals_finds_a_theme_of_one_plain_word():
    assert literals('theme == "Policy"; explain("The policy of a programme.")') == ["Policy"]


def test_there_are_frameworks_and_files_to_compare():
    assert len(FRAMEWORKS) == 2
    assert {name.split("/")[0] for name, _ in files()} == set(PLACES)
