from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from amp_rules.report import as_text
from amp_rules.report.charts.records import HeatMap, Sweep
from amp_rules.report.comparisoncharts import (
    attribution_chart,
    gains_chart,
    sensitivity_chart,
    sweep_chart,
)
from amp_rules.report.comparisonpage import comparison_html, comparison_page
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.page import Picture, Table
from amp_rules.rulebook import parse_changes
from amp_rules.whatif import compare, parse_axis, sweep
from amp_rules.whatif.comparison import CaseShift
from tests.report.simulated import attribution, comparison, readings, simulation
from tests.whatif.supported import ADULT, mother, people, rules

LANGUAGES = ("en", "sv")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_a_table_beside_every_chart(language: str) -> None:
    page = comparison_page(
        comparison(), language, attribution=attribution(), sensitivity=readings(), simulation=simulation()
    )
    drawn = [
        section for section in page.sections if any(isinstance(each, Picture) for each in section.blocks)
    ]
    assert len(drawn) == 7
    for section in drawn:
        assert any(isinstance(each, Table) for each in section.blocks)
    text = as_text(page)
    assert "comparison." not in text
    assert "budget." not in text


def test_the_page_says_what_the_comparison_found() -> None:
    text = as_text(comparison_page(comparison(), "en")).replace("\xa0", " ")
    total = comparison().total
    assert total is not None
    assert f"{comparison().changed} of 2 cases come to something else." in text
    assert ComparisonWords.of("en").amount(total.shift.difference, "SEK", signed=True) in text
    assert "example-nsp-mother-and-child" in text


def test_ids_and_labels_from_anywhere_are_shown_as_they_are() -> None:
    hostile = '<script>alert("1")</script>'
    moved = replace(comparison(), most=(CaseShift(hostile, Fraction(100), Fraction(300)),))
    text = comparison_html(moved)
    assert "<script" not in text
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in text


def test_the_bars_of_gains_count_every_case_once_and_on_its_own_side() -> None:
    chart = gains_chart(comparison(), "en")
    total = comparison().total
    assert chart is not None
    assert total is not None
    assert sum(chart.counts) == total.shift.gainers + total.shift.losers
    assert chart.unchanged == total.shift.same
    losing = sum(count for high, count in zip(chart.edges[1:], chart.counts, strict=True) if high <= 0)
    assert losing == total.shift.losers
    steps = {high - low for low, high in zip(chart.edges, chart.edges[1:], strict=False)}
    assert len(steps) == 1
    assert len(chart.counts) <= 16


def test_a_reform_that_moves_nothing_has_no_bars() -> None:
    same = compare(rules(), parse_changes(rules(), ["budget_used=3000000"]), people(ADULT))
    assert gains_chart(same, "en") is None
    assert as_text(comparison_page(same)).count("0 of 1 cases") == 1


def test_the_waterfall_leads_from_the_old_total_to_the_new() -> None:
    total = comparison().total
    assert total is not None
    chart = attribution_chart(attribution(), total.then.total, "sv")
    assert chart.start.amount == total.then.total
    assert chart.end.amount == total.now.total


def test_the_ranked_bars_hold_the_reading_in_force() -> None:
    chart = sensitivity_chart(readings(), "sv")
    assert chart is not None
    for row in chart.rows:
        assert all(row.values)
    reach = [row.reach for row in chart.rows]
    found = {each.interpretation: max(abs(each.lowest), abs(each.highest)) for each in readings().ambiguities}
    assert sorted(reach) == sorted(float(value) for value in found.values() if value)


def test_one_parameter_is_swept_as_a_curve_two_as_cells() -> None:
    some = people(ADULT, mother())
    one = sweep(rules(), some, [parse_axis("child_supplement_rate=400..600/100")])
    curve = sweep_chart(one, "en")
    assert isinstance(curve, Sweep)
    assert curve.points == (40_000, 50_000, 60_000)
    assert curve.now is not None
    assert curve.now.value == 50_000
    axes = [parse_axis("child_supplement_rate=400..600/100"), parse_axis("reduced_share=0.4,0.5")]
    two = sweep(rules(), some, axes)
    cells = sweep_chart(two, "sv")
    assert isinstance(cells, HeatMap)
    assert cells.now == (1, 1)
    assert cells.cells[1][1] == two.at("500", "0.5").total
    assert cells.cells[0][2] == two.at("600", "0.4").total


def test_amounts_are_exact_where_they_end() -> None:
    told = ComparisonWords.of("en")
    assert told.amount(Fraction(12345), "SEK") == "123.45"
    assert told.amount(Fraction(1, 2), "SEK", signed=True) == "+0.005"
    assert told.amount(Fraction(100, 3), "SEK") == "0.33"
    assert told.amount(Fraction(10, 3), "day") == "3.33"
    assert told.amount(None, "day") == "unknown"


def test_units_are_said_in_words() -> None:
    told = ComparisonWords.of("sv")
    assert [told.unit(each) for each in ("SEK", "SEK/day", "day", "ratio", "count")] == [
        "SEK",
        "SEK per dag",
        "dagar",
        "procent",
        "",
    ]


def test_the_document_is_one_file_that_fetches_nothing() -> None:
    text = comparison_html(comparison(), "sv", attribution=attribution(), sensitivity=readings())
    assert re.match(r'<!DOCTYPE html>\n<html lang="sv">', text)
    assert "default-src 'none'" in text
    assert not re.search(r"(https?:)?//|@import|<script|<link|<img|<image", text)
