"""How does a framework file become a version, and when is it frozen?"""

from __future__ import annotations

import pytest

from charter import selectors
from charter.actions import frameworks
from charter.kit import clock
from charter.kit.access import Refused
from charter.models import Framework, Level, Standard, Theme, Value
from tests.charter import makers


def load(programme, document):
    return frameworks.load(programme, document=document, by=selectors.system_person())


@pytest.mark.parametrize("file", ["framework-lec-1.json", "framework-ele-1.json"])
def test_load_makes_a_row_of_every_part(programme, file):
    document = makers.document(file)

    framework = load(programme, document)

    assert framework.published_at is None
    for model, part in ((Value, "values"), (Theme, "themes"), (Standard, "standards")):
        rows = model.objects.filter(framework=framework)
        assert [row.code for row in rows] == [row["code"] for row in document[part]]
    ranks = {row["code"]: (row["rank"], row["valid_months"]) for row in document["levels"]}
    assert {row.code: (row.rank, row.valid_months) for row in Level.objects.filter(framework=framework)} == ranks


def test_load_refuses_a_version_that_stands(programme, framework):
    with pytest.raises(Refused, match="Give the file the next number"):
        load(programme, makers.document())


def test_load_names_the_place_of_a_fault(programme):
    document = makers.document()
    document["standards"][3]["theme"] = "nowhere"

    with pytest.raises(Refused, match=r"standards\[3\]\.theme: no theme has the code"):
        load(programme, document)

    assert not Framework.objects.exists()


def test_publish_refuses_with_everything_that_is_missing(programme):
    document = makers.document()
    del document["standards"][0]["guidance"]
    document["levels"][1]["valid_months"] = None
    framework = load(programme, document)

    with pytest.raises(Refused) as refused:
        frameworks.publish(framework, by=selectors.system_person())

    assert "standards[0].guidance: this field is missing; add it." in refused.value.sentence
    assert "levels[1].valid_months: this field is missing; add it." in refused.value.sentence
    assert selectors.published_framework(programme) is None


def test_publish_freezes_once(programme):
    framework = makers.make_framework(programme)

    assert framework.published_at == clock.now()
    assert selectors.published_framework(programme) == framework


def test_published_framework_is_the_newest_published_one(programme, framework):
    second = makers.make_framework(programme, version=2)
    makers.make_framework(programme, version=3, published=False)

    assert selectors.published_framework(programme) == second
