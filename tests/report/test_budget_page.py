from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from amp_rules.report import as_html, as_text
from amp_rules.report.budgetcharts import budget_charts, month_ends
from amp_rules.report.budgetobject import budget_object
from amp_rules.report.budgetpage import budget_page
from amp_rules.report.charts import svg
from amp_rules.report.page import Page, Picture, Table
from tests.report.simulated import simulation

LANGUAGES = ("en", "sv")


def pictures(page: Page) -> list[Picture]:
    return [block for section in page.sections for block in section.blocks if isinstance(block, Picture)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reform", [True, False])
def test_a_page_answers_first_and_ends_with_what_is_taken_for_granted(language: str, reform: bool) -> None:
    text = as_text(budget_page(simulation(reform), language))
    first = {"en": "the money runs out in", "sv": "medlen tar slut i"}[language]
    assert first in "\n".join(text.splitlines()[:3])
    assert text.index(first) < text.index("NSP-S10") < text.index("NSP-S07")
    assert ("The reform" in text or "Reformen" in text) is reform


def test_every_section_with_a_chart_has_a_table_beside_it() -> None:
    for section in budget_page(simulation()).sections:
        kinds = [type(block) for block in section.blocks]
        if Picture in kinds:
            assert kinds == [Picture, Table]


def test_no_message_is_left_unsaid() -> None:
    for language in LANGUAGES:
        text = as_text(budget_page(simulation(), language))
        assert "budget." not in text
        assert "comparison." not in text


def test_the_text_says_the_same_numbers_as_the_years() -> None:
    years = simulation(False).baseline.years
    text = as_text(budget_page(simulation(False), "en"))
    mean = round(int(years.spent.sum()) / len(years) / 100)
    assert f"{mean:,}" in text
    ends = month_ends(simulation(False))
    middle = np.sort(np.cumsum(years.by_day, axis=1)[:, ends[5]])[29]
    (june,) = re.findall(r"^  June +(.*)$", text, re.MULTILINE)[:1]
    assert f"{round(int(middle) / 100):,}" in june


def test_months_end_where_the_calendar_has_them() -> None:
    assert month_ends(simulation())[:3] == (30, 58, 89)
    assert month_ends(simulation())[-1] == 364


def numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in value.values():
            yield from numbers(each)
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    else:
        yield value


def test_the_object_is_plain_json_and_repeats() -> None:
    found = budget_object(simulation(), "sv")
    assert json.loads(json.dumps(found)) == found
    assert found == budget_object(simulation(), "sv")
    assert found["schema"] == "amp-rules/budget/1"
    assert not any(isinstance(each, np.generic) for each in numbers(found))


def test_the_object_has_every_assumption_and_both_sides() -> None:
    found = budget_object(simulation())
    assert found["assumptions"]["persons"] == 40
    assert found["policy"]["ranks"][0] == ["reflection", "first_in_depth", "support_only"]
    assert [each["side"] for each in found["sides"]] == ["baseline", "reform"]
    assert [each["rules"] for each in found["sides"]] == ["nsp/2022", "nsp/2022+inline"]
    assert len(found["granted"]) >= 10
    baseline = found["sides"][0]
    assert len(baseline["by_day"]["committed"]) == 365
    spent = baseline["measures"]["spent"]
    assert re.fullmatch(r"[0-9]+\.[0-9]{2}", str(spent["mean"]["value"]))
    assert spent["quantiles"][2]["share"] == 0.5
    assert baseline["by_day"]["committed"][-1] == spent["mean"]["value"]
    assert {each["measure"] for each in found["differences"]} >= {"spent", "refused_days", "waiting_days"}


def test_an_object_without_a_reform_has_no_differences() -> None:
    found = budget_object(simulation(False))
    assert len(found["sides"]) == 1
    assert found["differences"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_can_be_drawn_and_is_said_in_words(language: str) -> None:
    charts = budget_charts(simulation(), language)
    assert list(charts) == ["spending", "runs-out", "refused", "waiting"]
    for record in charts.values():
        root = ElementTree.fromstring(svg(record, language))
        said = root.find("desc")
        assert said is not None
        assert said.text
        assert re.search(r"\d", said.text)


def test_a_document_holds_the_charts_and_no_two_ids_are_alike() -> None:
    text = as_html([budget_page(simulation())], "en")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert text.count("<svg") == len(pictures(budget_page(simulation()))) == 4
    assert "<script" not in text
    assert not re.search(r"(https?:)?//|@import", text)
