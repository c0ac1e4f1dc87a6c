"""Reforms, readings and sweeps told as pages and as JSON."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.report import as_html, as_text
from amp_rules.report.page import Page
from amp_rules.report.sensitivitypage import sensitivity_page
from amp_rules.report.sweeppage import sweep_page
from amp_rules.report.whatifcase import case_page
from amp_rules.report.whatifobject import exact, sensitivity_object, sweep_object, whatif_object
from amp_rules.report.whatifpage import whatif_charts, whatif_page
from amp_rules.report.whatifwords import People
from amp_rules.rulebook import load_library, parse_changes, read_reform
from amp_rules.whatif import (
    Attribution,
    Comparison,
    Sensitivity,
    Sweep,
    attribute,
    compare,
    parse_axis,
    sensitivity,
    sweep,
)
from tests.whatif.crowd import book, crowd, several

PEOPLE = People(60, seed=3)
LANGUAGES = ("en", "sv")


@pytest.fixture(scope="module")
def found() -> Comparison:
    by = ("sex", "age_group", "children", "first_period", "shelter_certified")
    return compare(book(), several(), crowd(), by=by, engine="each")


@pytest.fixture(scope="module")
def split() -> Attribution:
    return attribute(book(), several(), crowd(), engine="each")


@pytest.fixture(scope="module")
def readings() -> Sensitivity:
    return sensitivity(book(), crowd(), interpretations=["B1", "B5", "B11", "B14"], engine="each")


@pytest.fixture(scope="module")
def swept() -> Sweep:
    axes = [parse_axis("child_supplement=400..600/100"), parse_axis("reduced_share=0.4,0.5")]
    return sweep(book(), crowd(), axes, engine="each")


def plain(page: Page) -> str:
    """A page as text, its lines joined."""
    return " ".join(as_text(page).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_everything_in_words(
    found: Comparison, split: Attribution, readings: Sensitivity, swept: Sweep, language: str
) -> None:
    pages = [
        whatif_page(found, PEOPLE, language, split),
        sensitivity_page(readings, PEOPLE, language),
        sweep_page(swept, PEOPLE, language),
        *(case_page(found.case(each.case_id), language) for each in found.most[:3]),
    ]
    text = "\n".join(map(as_text, pages))
    for room in ("whatif.", "comparison.", "report.", "casefile."):
        assert room not in text


def test_the_page_tells_what_is_changed_and_for_whom(found: Comparison, split: Attribution) -> None:
    text = plain(whatif_page(found, PEOPLE, "en", split))
    assert "Population 60 invented cases, seed 3" in text
    assert "child_supplement_rate=600: Child supplement: 500 SEK/day becomes 600 SEK/day" in text
    assert "B5=after-90-days: With the days: once 90 days in the programme have passed" in text
    assert "Accompanying children" in text
    assert "in-depth support" in text
    total = found.total
    assert total is not None
    assert f"{total.shift.gainers} gain" in text


def test_every_kind_of_change_is_named() -> None:
    reform = read_reform(
        """
reform: all_kinds
title: {en: All kinds, sv: Alla slag}
of: nsp/2022
changes:
  a: {set_parameter: child_supplement_rate, value: 600, from: 2022-07-01, why: {en: A, sv: A}}
  b: {add_parameter: bonus, unit: SEK/day, value: 9, title: {en: Bonus, sv: Bonus}, why: {en: B, sv: B}}
  c: {change_rule: housing_half.reduced, then: parameter.bonus, needs: [b], why: {en: C, sv: C}}
  d: {remove_rule: support_half.support_only, why: {en: D, sv: D}}
  e: {change_decision: staffing_supplement, otherwise: parameter.bonus, needs: [b], why: {en: E, sv: E}}
  f:
    add_rule: housing_half.more
    when: is_paid and period.kind == 'support_only'
    then: 0
    why: {en: F, sv: F}
  g:
    add_decision: kind_ones
    about: case
    type: bool
    title: {en: Kind, sv: Snäll}
    value: "True"
    why: {en: G, sv: G}
  h: {switch_reading: B1=per-child, why: {en: H, sv: H}}
""",
        load_library(),
    )
    text = plain(whatif_page(compare(book(), reform, crowd(6, 1), engine="each"), PEOPLE))
    for said in (
        "a: Child supplement: 500 SEK/day becomes 600 SEK/day from 2022-07-01",
        "b: new number, Bonus: 9 SEK/day",
        "c: rule housing_half.reduced changed",
        "d: rule support_half.support_only removed",
        "e: Staffing supplement, worked out otherwise",
        "f: rule housing_half.more added",
        "g: new question: Kind",
        "h: SEK 500 a day for each accompanying child.",
    ):
        assert said in text


def test_cases_left_out_of_the_sums_are_told(found: Comparison) -> None:
    text = plain(whatif_page(found, PEOPLE))
    total = found.total
    assert total is not None
    count = sum(move.count for move in total.apart)
    assert count > 1
    assert "are in no sum: their total is unknown under the rules as they are" in text


def test_charts_go_with_the_page(found: Comparison, split: Attribution) -> None:
    assert set(whatif_charts(found, "en", split)) == {"gains", "changes"}
    assert set(whatif_charts(found, "en")) == {"gains"}
    same = compare(book(), book(), crowd(6, 1), engine="each")
    assert dict(whatif_charts(same, "en")) == {}
    html = as_html([whatif_page(found, PEOPLE, "en", split)], "en")
    assert html.count("<figure") == 2
    assert "<script" not in html


def test_readings_are_ranked_and_idle_ones_named(readings: Sensitivity) -> None:
    text = plain(sensitivity_page(readings, PEOPLE))
    counting = [each.name for each in readings.readings if each.changed]
    assert counting
    places = [text.index(name) for name in counting]
    assert places == sorted(places)
    assert "Nothing hangs on" in text


def test_the_value_in_force_is_told(swept: Sweep) -> None:
    text = plain(sweep_page(swept, PEOPLE))
    assert "Child supplement (SEK a day) In force: 500" in text
    assert "400 0.4" in text


def test_a_case_is_told_line_by_line(found: Comparison) -> None:
    text = plain(case_page(found.case(found.most[0].case_id)))
    assert f"Case {found.most[0].case_id}" in text
    assert "Changes that came into play" in text
    assert "[NSP-A0" in text


def test_a_case_that_stays_as_it_is_says_so(found: Comparison) -> None:
    still = next(
        name
        for name, more in zip(
            found.table()["case_id"].to_pylist(), found.table()["total_paid_more"].to_pylist(), strict=True
        )
        if more == 0 and not found.case(name).changed
    )
    assert "nothing differs" in plain(case_page(found.case(still)))


def test_another_language_is_refused(found: Comparison) -> None:
    with pytest.raises(UnknownNameError):
        whatif_page(found, PEOPLE, "de")


# JSON


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (Fraction(12345), "SEK", "123.45"),
        (Fraction(-5), "USD", "-0.05"),
        (Fraction(12345, 8), "SEK", "15.43125"),
        (Fraction(100, 3), "SEK", "1/3"),
        (Fraction(45), "day", "45"),
        (Fraction(91, 2), "day", "45.5"),
        (Fraction(-1, 3), "day", "-1/3"),
        (None, "SEK", None),
    ],
)
def test_amounts_are_exact_text(value: Fraction | None, unit: str, expected: str | None) -> None:
    assert exact(value, unit) == expected


def test_the_object_holds_what_the_comparison_found(found: Comparison, split: Attribution) -> None:
    case = found.case(found.most[0].case_id)
    told = json.loads(json.dumps(whatif_object(found, "en", split, [case])))
    assert told["schema"] == "amp-rules/whatif/1"
    assert (told["cases"], told["changed"]) == (60, found.changed)
    total = found.total
    assert total is not None
    amount = next(each for each in told["amounts"] if each["name"] == "total_paid")
    assert Fraction(amount["difference"]["total"]) * 100 == total.shift.difference
    shares = [Fraction(part["share"]) for part in told["attribution"]["parts"]]
    assert sum(shares) == Fraction(told["attribution"]["difference"])
    first = told["most"][0]
    assert sum(Fraction(each) for each in first["parts"].values()) == Fraction(first["difference"])
    assert told["explained"][0]["case"] == first["case"]
    lines = [Fraction(line["difference"]) for line in told["explained"][0]["lines"]]
    assert sum(lines) == Fraction(told["explained"][0]["difference"])


def test_without_a_split_there_is_none_in_the_object(found: Comparison) -> None:
    told = whatif_object(found)
    assert "attribution" not in told
    assert "explained" not in told
    assert "parts" not in told["most"][0]


def test_readings_and_sweeps_are_objects_too(readings: Sensitivity, swept: Sweep) -> None:
    told = json.loads(json.dumps(sensitivity_object(readings, "sv")))
    assert told["schema"] == "amp-rules/sensitivity/1"
    assert [each["interpretation"] for each in told["ambiguities"]] == [
        each.interpretation for each in readings.ambiguities
    ]
    told = json.loads(json.dumps(sweep_object(swept)))
    assert told["schema"] == "amp-rules/sweep/1"
    assert [each["values"] for each in told["points"]] == [list(each.values) for each in swept.points]
    assert told["parameters"][0]["name"] == "child_supplement_rate"


def test_rules_without_money_are_told_too() -> None:
    rules = book("amp/2023")
    people = crowd(20, 2, "amp/2023")
    some = parse_changes(rules, [], {label: _other(label) for label in plan_of(rules).readings})
    found = compare(rules, some, people, by=("sex",), engine="each")
    assert found.total is None
    assert "Answers" in as_text(whatif_page(found, People(20))) or found.changed == 0
    assert json.dumps(whatif_object(found))
    assert "20 cases" in plain(sensitivity_page(sensitivity(rules, people, engine="each"), People(20)))


def _other(label: str) -> str:
    known = book("amp/2023").registers.interpretations[label]
    return next(each for each in known.readings if each != known.default)
