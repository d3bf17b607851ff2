"""Does `manage.py level` answer for any framework, and refuse what it cannot judge without printing half a result?"""

import copy
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from charter import framework_file, level_rules
from charter.management.commands.level import Command
from tests.charter.test_level_rules import FIRST, KNOWN_RESULTS, small

ROOT = Path(framework_file.__file__).parent.parent
TOTAL = {"rule": "total_at_least", "fraction": "1/2"}
FOUR = {"A": 2, "B": 2, "C": 2, "D": 2}


@pytest.fixture
def level(tmp_path):
    """Runs the command on two documents (or bytes): (exit status, standard output, standard error)."""

    def run(framework, scores):
        paths = {}
        for name, document in [("framework", framework), ("scores", scores)]:
            paths[name] = tmp_path / f"{name}.json"
            content = document if isinstance(document, bytes) else json.dumps(document).encode()
            paths[name].write_bytes(content)
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            call_command(Command(), stdout=out, stderr=err, **{name: str(path) for name, path in paths.items()})
        except SystemExit as stop:
            status = stop.code
        return status, out.getvalue(), err.getvalue().replace(f"{tmp_path}/", "")

    return run


def test_level_prints_the_known_results_with_every_rule(level):
    cases = [{"scores": scores, "not_applicable": absent} for scores, absent, _ in KNOWN_RESULTS.values()]

    status, out, err = level(FIRST, cases)

    results = json.loads(out)
    assert (status, err) == (0, "")
    assert [result["level"] for result in results] == [level for _, _, level in KNOWN_RESULTS.values()]
    framework = framework_file.parse(FIRST)
    for case, result in zip(cases, results, strict=True):
        outcome = level_rules.evaluate(framework, case["scores"], case["not_applicable"])
        assert result == {
            "level": outcome.level,
            "rules": [
                {"level": r.level, "rule": r.rule, "passed": r.passed, "sentence": r.sentence} for r in outcome.rules
            ],
        }


def test_level_gives_every_rule_of_every_level_from_the_highest_rank_down(level):
    _, out, _ = level(FIRST, [{"scores": KNOWN_RESULTS["all-3-but-CU2-0"][0]}])

    expected = [
        (row["code"], rule["rule"])
        for row in sorted(FIRST["levels"], key=lambda row: -row["rank"])
        for rule in row["rules"]
    ]
    assert [(rule["level"], rule["rule"]) for rule in json.loads(out)[0]["rules"]] == expected


def test_level_does_not_apply_policy(level):
    strict = copy.deepcopy(FIRST)
    strict["policy"] |= {"ladder_skip_allowed": False, "minimum_hold_months": 24}
    cases = [{"scores": scores, "not_applicable": absent} for scores, absent, _ in KNOWN_RESULTS.values()]

    assert level(strict, cases) == level(FIRST, cases)


def test_level_of_no_cases_is_an_empty_list(level):
    status, out, _ = level(FIRST, [])

    assert (status, json.loads(out)) == (0, [])


def test_level_takes_one_standard_and_two_hundred(level):
    one = small(TOTAL)
    one["standards"] = one["standards"][:1]
    many = small(TOTAL)
    many["standards"] = [{"code": f"S{n}", "theme": "T", "value": "W"} for n in range(200)]
    many["levels"] = [{"code": "top", "rank": 1, "rules": [{"rule": "none_below", "score": 1}]}]

    _, first, _ = level(one, [{"scores": {"A": 2}}])
    _, second, _ = level(many, [{"scores": {f"S{n}": 0 for n in range(200)}}])

    assert json.loads(first)[0]["level"] == "met"
    assert json.loads(second)[0]["level"] is None
    assert json.loads(second)[0]["rules"][0]["sentence"].endswith("S29 scores 0 and 170 others.")


def test_level_says_names_in_any_language(level):
    document = small({"rule": "each_theme_at_least", "fraction": "1/1"})
    document["themes"][0]["name"] = "Tŷ cymorth ★"

    _, out, _ = level(document, [{"scores": FOUR}])

    assert out.isascii()
    assert "Tŷ cymorth ★ with 4 of 8 (50%)" in json.loads(out)[0]["rules"][0]["sentence"]


def test_level_ignores_a_score_for_a_standard_that_is_not_applicable(level):
    _, with_score, _ = level(small(TOTAL), [{"scores": FOUR, "not_applicable": ["D"]}])
    _, without, _ = level(small(TOTAL), [{"scores": {"A": 2, "B": 2, "C": 2}, "not_applicable": ["D"]}])

    assert with_score == without


REFUSED = {
    "not-a-list": ({"scores": FOUR}, "scores.json: write a JSON list, […], here."),
    "case-not-an-object": ([FOUR, 3], "scores.json: [0].scores: this field is missing; add it."),
    "scores-not-an-object": ([{"scores": [1]}], "scores.json: [0].scores: write a JSON object, {…}, here."),
    "missing-score": (
        [{"scores": FOUR}, {"scores": {"A": 1, "B": 1, "D": 1}}],
        "scores.json: [1].scores.C: this standard has no score; give it one.",
    ),
    "off-the-scale": (
        [{"scores": FOUR | {"B": 5}}],
        "scores.json: [0].scores.B: write a score of the scale (0, 1, 2, 3, 4), not 5.",
    ),
    "decimal": (
        [{"scores": FOUR | {"B": 2.0}}],
        "scores.json: [0].scores.B: write a score of the scale (0, 1, 2, 3, 4), not 2.0.",
    ),
    "true": (
        [{"scores": FOUR | {"B": True}}],
        "scores.json: [0].scores.B: write a score of the scale (0, 1, 2, 3, 4), not true.",
    ),
    "text": (
        [{"scores": FOUR | {"B": "2"}}],
        'scores.json: [0].scores.B: write a score of the scale (0, 1, 2, 3, 4), not "2".',
    ),
    "list": (
        [{"scores": FOUR | {"B": []}}],
        "scores.json: [0].scores.B: write a score of the scale (0, 1, 2, 3, 4), not a list.",
    ),
    "unknown-code": (
        [{"scores": FOUR | {"no such": 2}}],
        'scores.json: [0].scores["no such"]: no standard has this code; take it out.',
    ),
    "not-applicable-is-no-list": (
        [{"scores": FOUR, "not_applicable": "D"}],
        "scores.json: [0].not_applicable: write a JSON list, […], here.",
    ),
    "not-applicable-unknown": (
        [{"scores": FOUR, "not_applicable": ["D", "E"]}],
        'scores.json: [0].not_applicable[1]: "E" is not the code of a standard; take it out of this list.',
    ),
    "not-applicable-key": (
        [{"scores": FOUR, "not_applicable": ["A"]}],
        'scores.json: [0].not_applicable[0]: "A" is a key standard, which always applies; take it out of this list.',
    ),
    "not-applicable-number": (
        [{"scores": FOUR, "not_applicable": [1]}],
        "scores.json: [0].not_applicable[0]: write a text in quotes here, not 1.",
    ),
    "scored-twice": (
        b'[{"scores": {"A": 1, "A": 4, "B": 1, "C": 1, "D": 1}}]',
        "scores.json: [0].scores.A: this field is written twice in one object; keep one of them.",
    ),
    "not-json": (
        b'[{"scores": {"A": 1]}]',
        "scores.json: line 1, column 20: this is not JSON; look for a missing comma, quote or bracket here.",
    ),
    "not-utf-8": (b"\xff\xfe[\0]\0", "scores.json: byte 1: this is not UTF-8; save the file as UTF-8."),
}


@pytest.mark.parametrize(("scores", "sentence"), REFUSED.values(), ids=REFUSED)
def test_level_refuses_scores_with_one_sentence_and_status_2(level, scores, sentence):
    assert level(small(TOTAL, key=("A",)), scores) == (2, "", f"{sentence}\n")


def test_level_refuses_a_framework_with_one_sentence_and_status_2(level):
    document = small(TOTAL, {"rule": "none_below", "score": 9})

    assert level(document, [{"scores": FOUR}]) == (
        2,
        "",
        "framework.json: levels[0].rules[1].score: 9 is not on the scale (0, 1, 2, 3, 4).\n",
    )


def test_level_refuses_a_file_that_is_not_there(tmp_path):
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command(Command(), framework=f"{tmp_path}/none.json", scores="x", stdout=out, stderr=err)

    assert stop.value.code == 2
    assert out.getvalue() == ""
    expected = "the file cannot be read (No such file or directory); check the path."
    assert err.getvalue() == f"{tmp_path}/none.json: {expected}\n"


def manage(*arguments):
    """`manage.py` in its own process, with a database address where nothing listens."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "SECRET_KEY": "only for this test",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def test_level_needs_no_database(tmp_path):
    cases = tmp_path / "scores.json"
    cases.write_text(json.dumps([{"scores": KNOWN_RESULTS["all-2"][0]}]))
    framework = str(ROOT / "charter/data/framework-lec-1.json")

    done = manage("level", "--framework", framework, "--scores", str(cases))

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["level"] == "silver"


def test_level_leaves_standard_output_empty_on_a_fault(tmp_path):
    framework = str(ROOT / "charter/data/framework-lec-1.json")

    done = manage("level", "--framework", framework, "--scores", framework)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{framework}: write a JSON list, […], here.\n"
