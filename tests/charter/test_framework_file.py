"""Does a framework file say what it holds, and does every fault in one get a sentence with its place?"""

import copy
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter import framework_file, framework_gaps, json_document
from charter.framework_form import Divergence, Policy, StandardsAtLeast
from charter.json_document import Fault

DATA = Path(framework_file.__file__).parent / "data"
SHIPPED = sorted(DATA.glob("framework-*.json"))
MINIMAL = {
    "scale": [{"score": 0}, {"score": 3}],
    "values": [{"code": "V"}],
    "themes": [{"code": "T"}],
    "standards": [{"code": "A", "theme": "T", "value": "V"}],
    "levels": [
        {"code": "low", "rank": 1, "rules": []},
        {
            "code": "high",
            "rank": 2,
            "rules": [
                {"rule": "total_at_least", "fraction": "1/2"},
                {"rule": "standards_at_least", "standards": ["A"], "score": 3, "count": "all"},
                {"rule": "groups_at_least", "group": "theme", "fraction": "1/2", "count": 1},
                {"rule": "at_most", "count": 1, "score": 0},
            ],
        },
    ],
}
GONE = object()


def changed(path, value):
    document = copy.deepcopy(MINIMAL)
    holder = document
    for name in path[:-1]:
        holder = holder[name]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_framework_may_be_published(path):
    framework = framework_file.read(path)

    assert framework_gaps.gaps(framework) == ()
    assert path.name == f"framework-{framework.slug}-{framework.version}.json"
    assert framework.prefix == framework.slug.upper()


def test_shipped_frameworks_differ_in_every_number():
    first, second = (framework_file.read(path) for path in SHIPPED)

    assert len(SHIPPED) == 2
    for numbers in [
        lambda f: len(f.standards),
        lambda f: len(f.themes),
        lambda f: len(f.scale),
        lambda f: len(f.levels),
        lambda f: f.is_weighted,
        lambda f: f.policy,
    ]:
        assert numbers(first) != numbers(second)
    assert [value.statement for value in first.values] == [value.statement for value in second.values]


def test_minimal_framework_gets_defaults():
    framework = framework_file.parse(MINIMAL)

    assert framework.policy == Policy()
    assert framework.policy.divergence == Divergence(2, Fraction(1, 5))
    assert (framework.version, framework.language, framework.score_maximum) == (1, "en-GB", 3)
    assert framework.standards[0].weight == 1
    assert framework.standards[0].key is False
    assert [level.code for level in framework.levels_from_highest] == ["high", "low"]
    assert framework.level_by_code["high"].rules[1] == StandardsAtLeast(("A",), 3, "all")


def test_unknown_fields_outside_rules_are_left_alone():
    document = copy.deepcopy(MINIMAL)
    for holder in [document, document["standards"][0], document["levels"][0], document["scale"][0]]:
        holder["a field of tomorrow"] = {"anything": [1]}

    assert framework_file.parse(document) == framework_file.parse(MINIMAL)


def test_policy_is_read():
    document = {
        **MINIMAL,
        "policy": {"quorum_scored": 2, "divergence": {"total_fraction": "1/4"}, "quorom": 1},
    }

    policy = framework_file.parse(document).policy

    assert policy == Policy(quorum_scored=2, divergence=Divergence(2, Fraction(1, 4)), unread=("quorom",))


RULE = ("levels", 1, "rules")
FAULTS = [
    (("scale",), GONE, "scale: this field is missing; add it."),
    (("scale",), [], "scale: list at least 1 here."),
    (("scale",), {"0": "x"}, "scale: write a JSON list, […], here."),
    (("scale", 1), 3, "scale[1]: write a JSON object, {…}, here."),
    (("scale", 1, "score"), 0, "scale[1].score: the score 0 is on the scale twice; keep one of them."),
    (("scale", 1, "score"), True, "scale[1].score: write a whole number here, not true."),
    (("scale", 1, "score"), 2.5, "scale[1].score: write a whole number here, not 2.5."),
    (("scale", 1, "score"), -1, "scale: the highest score on the scale must be above 0; add one."),
    (("values", 0, "code"), " ", "values[0].code: write some words here; it is blank."),
    (("themes", 0, "code"), 7, "themes[0].code: write a text in quotes here, not 7."),
    (
        ("themes", 0, "code"),
        "T ",
        "themes[0].code: write a code of at most 64 characters, without spaces at its ends.",
    ),
    (("themes", 0, "name"), "a\nb", "themes[0].name: write this on one line, without control characters."),
    (("themes", 0, "name"), "a\x00b", "themes[0].name: take out the control characters here."),
    (("themes", 0, "name"), "a\ud800", "themes[0].name: take out the control characters here."),
    (("themes", 0, "name"), "a" * 4001, "themes[0].name: write at most 4000 characters here."),
    (
        ("themes",),
        [{"code": "T"}, {"code": "T"}],
        'themes[1].code: the code "T" is used twice here; change one of them.',
    ),
    (("standards",), [], "standards: list at least 1 here."),
    (("standards", 0, "code"), GONE, "standards[0].code: this field is missing; add it."),
    (
        ("standards", 0, "theme"),
        "X",
        'standards[0].theme: no theme has the code "X"; use one that the file lists.',
    ),
    (
        ("standards", 0, "value"),
        "X",
        'standards[0].value: no value has the code "X"; use one that the file lists.',
    ),
    (("standards", 0, "key"), "yes", 'standards[0].key: write true or false here, not "yes".'),
    (("standards", 0, "weight"), 0, "standards[0].weight: write a number above 0 and at most 1000000 here."),
    (("standards", 0, "weight"), -1, "standards[0].weight: write a number above 0 and at most 1000000 here."),
    (
        ("standards", 0, "weight"),
        float("nan"),
        "standards[0].weight: write a number above 0 and at most 1000000 here.",
    ),
    (("standards", 0, "weight"), "2", 'standards[0].weight: write a number above 0 here, not "2".'),
    (("standards", 0, "weight"), True, "standards[0].weight: write a number above 0 here, not true."),
    (
        ("standards", 0, "weight"),
        0.1234567,
        "standards[0].weight: write a number with at most six decimals here.",
    ),
    (("standards", 0, "descriptors"), "x", "standards[0].descriptors: write a JSON list, […], here."),
    (("levels",), [], "levels: list at least 1 here."),
    (("levels", 1, "rank"), 1, 'levels[1].rank: level "low" has rank 1 too; give each level its own.'),
    (("levels", 1, "rank"), GONE, "levels[1].rank: this field is missing; add it."),
    (("levels", 1, "code"), "low", 'levels[1].code: the code "low" is used twice here; change one of them.'),
    (("levels", 1, "valid_months"), 0, "levels[1].valid_months: write a whole number from 1 to 1200 here."),
    (RULE, GONE, "levels[1].rules: this field is missing; add it."),
    ((*RULE, 0), "total", "levels[1].rules[0]: write a JSON object, {…}, here."),
    ((*RULE, 0, "fraction"), GONE, "levels[1].rules[0].fraction: this field is missing; add it."),
    ((*RULE, 0, "fraction"), "60%", 'levels[1].rules[0].fraction: write it as "n/d", for example "60/100".'),
    ((*RULE, 0, "fraction"), 0.6, 'levels[1].rules[0].fraction: write it as "n/d", for example "60/100".'),
    ((*RULE, 0, "fraction"), "1/0", 'levels[1].rules[0].fraction: write it as "n/d", for example "60/100".'),
    ((*RULE, 0, "fraction"), "-1/2", 'levels[1].rules[0].fraction: write it as "n/d", for example "60/100".'),
    (
        (*RULE, 0, "fraction"),
        "\u0661/2",
        'levels[1].rules[0].fraction: write it as "n/d", for example "60/100".',
    ),
    (
        (*RULE, 0, "fraction"),
        "60/10",
        'levels[1].rules[0].fraction: "60/10" is more than the whole; write at most as many parts as there are.',
    ),
    (
        (*RULE, 0, "fracton"),
        "1/2",
        "levels[1].rules[0].fracton: total_at_least takes only fraction; take this field out.",
    ),
    (
        (*RULE, 2, "rest"),
        "1/2",
        "levels[1].rules[2].rest: groups_at_least takes only group, fraction, count and rest_fraction; "
        "take this field out.",
    ),
    ((*RULE, 1, "score"), 2, "levels[1].rules[1].score: 2 is not on the scale (0, 3)."),
    ((*RULE, 1, "score"), True, "levels[1].rules[1].score: write a whole number here, not true."),
    (
        (*RULE, 1, "count"),
        "most",
        'levels[1].rules[1].count: write a whole number or "all" here, not "most".',
    ),
    ((*RULE, 1, "count"), -1, "levels[1].rules[1].count: write a whole number from 0 to 1000000 here."),
    ((*RULE, 1, "standards"), [], "levels[1].rules[1].standards: list at least 1 here."),
    (
        (*RULE, 1, "standards"),
        ["A", "A"],
        'levels[1].rules[1].standards[1]: "A" is named twice; keep one of them.',
    ),
    (
        (*RULE, 1, "standards"),
        ["Z"],
        'levels[1].rules[1].standards[0]: no standard has the code "Z"; use one that the file lists.',
    ),
    ((*RULE, 2, "group"), "team", 'levels[1].rules[2].group: write "theme" or "value" here, not "team".'),
    ((*RULE, 3, "count"), "all", 'levels[1].rules[3].count: write a whole number here, not "all".'),
    (("slug",), "Fair Work", 'slug: write small letters, digits and single hyphens here, not "Fair Work".'),
    (("prefix",), "x", 'prefix: write two to six capital letters here, not "x".'),
    (("version",), 0, "version: write a whole number from 1 to 1000000 here."),
    (("policy",), [], "policy: write a JSON object, {…}, here."),
    (("policy",), {"quorum_scored": 0}, "policy.quorum_scored: write a whole number from 1 to 100 here."),
    (
        ("policy",),
        {"divergence": {"total_fraction": "20%"}},
        'policy.divergence.total_fraction: write it as "n/d", for example "60/100".',
    ),
    (
        ("policy",),
        {"renewal_reminder_months": [3, 3]},
        "policy.renewal_reminder_months[1]: 3 is in this list twice; keep one of them.",
    ),
]


@pytest.mark.parametrize(("path", "value", "sentence"), FAULTS, ids=[fault[2].split(": ")[0] for fault in FAULTS])
def test_fault_in_a_framework_names_its_place(path, value, sentence):
    document = changed(path, value)

    with pytest.raises(Fault) as caught:
        framework_file.parse(document)

    assert str(caught.value) == sentence


def test_unknown_rule_kind_is_refused_with_the_kinds_there_are():
    document = changed((*RULE, 0, "rule"), "total_atleast")

    with pytest.raises(Fault) as caught:
        framework_file.parse(document)

    assert caught.value.place == "levels[1].rules[0].rule"
    assert caught.value.sentence == (
        'write "total_at_least", "each_theme_at_least", "each_value_at_least", "groups_at_least", '
        '"standards_at_least", "none_below", "at_most" or "one_at_least_under_every" here, not "total_atleast".'
    )


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_document_that_is_not_an_object_is_refused(document):
    with pytest.raises(Fault, match="write a JSON object"):
        framework_file.parse(document)


def places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*path, name))


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["A", "all", "1/2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([path for path in places(MINIMAL) if path]), ANYTHING)
def test_any_change_to_a_framework_is_read_or_refused_in_one_line(path, value):
    try:
        framework_file.parse(changed(path, value))
    except Fault as fault:
        assert fault.sentence.endswith(".")
        assert "\n" not in str(fault)


def test_gaps_name_what_a_minimal_framework_lacks():
    document = copy.deepcopy(MINIMAL)
    document["levels"][1]["rules"][1]["count"] = 2
    document["levels"][1]["rules"][2] |= {"count": 5}
    document["policy"] = {"not_applicable_allowed_on_key": True, "quorum_scored": 9, "quorom": 1}

    found = framework_gaps.gaps(framework_file.parse(document))

    assert found == (
        "programme: this field is missing; add it.",
        "slug: this field is missing; add it.",
        "prefix: this field is missing; add it.",
        "title: this field is missing; add it.",
        "values[0].statement: this field is missing; add what organisations sign.",
        "standards[0].title: this field is missing; add it.",
        "standards[0].guidance: this field is missing; add it.",
        "standards[0].descriptors: write one for each of the 2 scores on the scale.",
        "levels[0].valid_months: this field is missing; add it.",
        "levels[1].valid_months: this field is missing; add it.",
        "levels[1].rules[1].count: only 1 standard is named, so 2 can never be reached.",
        "levels[1].rules[2].count: only 1 theme is listed, so 5 can never be reached.",
        "policy.not_applicable_allowed_on_key: a key standard always applies; write false.",
        "policy.quorum_scored: a full panel may be smaller than this; write at most assessors_minimum.",
        'policy.quorom: no setting is called "quorom"; check its spelling.',
    )


BYTES = [
    (b"", "line 1, column 1: this is not JSON; look for a missing comma, quote or bracket here."),
    (
        b'{\n "a": 1,\n}',
        "line 3, column 1: this is not JSON; look for a missing comma, quote or bracket here.",
    ),
    (b'{"a": "\xff"}', "byte 8: this is not UTF-8; save the file as UTF-8."),
    (
        b'{"a": [{"b c": {"d": 1, "d": 2}}]}',
        'a[0]["b c"].d: this field is written twice in one object; keep one of them.',
    ),
    (b"[NaN]", "NaN is not a JSON number; write a plain number."),
    (b"[" * 100_000, "this nests lists or objects too deeply; write a flatter document."),
    (b"[" + b"9" * 5000 + b"]", "this holds a number that is too long; write a shorter number."),
    (b"[1e" + b"9" * 30 + b"]", "this holds a number that is too long; write a shorter number."),
]


@pytest.mark.parametrize(("content", "sentence"), BYTES, ids=[sentence.split(";")[0] for _, sentence in BYTES])
def test_file_that_is_not_a_document_is_refused(tmp_path, content, sentence):
    path = tmp_path / "document.json"
    path.write_bytes(content)

    with pytest.raises(Fault) as caught:
        json_document.read(path)

    assert str(caught.value) == sentence


def test_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "document.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(MINIMAL).encode())

    assert framework_file.read(path) == framework_file.parse(MINIMAL)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.json", "No such file or directory"),
        (".", "Is a directory"),
        ("a\0b", "its name cannot be used"),
    ],
)
def test_file_that_cannot_be_opened_is_refused(tmp_path, name, reason):
    with pytest.raises(Fault) as caught:
        json_document.read(tmp_path / name)

    assert str(caught.value) == f"the file cannot be read ({reason}); check the path."


def test_endless_file_is_refused_without_reading_it_all():
    with pytest.raises(Fault, match="larger than 64 MiB"):
        json_document.read(Path("/dev/zero"))
