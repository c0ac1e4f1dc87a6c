"""A reform file that was mangled is refused with diagnostics, never with another error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.errors import Diagnostic, RulebookError, Where
from amp_rules.plan import check_reform
from amp_rules.rulebook import Library, parse_changes, read_reform
from tests.rulebook.reforms import library_with, reform_text

WHOLE = reform_text(
    """
a: {set_parameter: limit, values: [{value: 40}, {from: 2020-07-01, value: 50}]}
b: {add_parameter: bonus, unit: SEK/day, value: 10, title: {en: Bonus, sv: Bonus}}
c: {change_rule: granted.willing, when: case.voluntariness.informed, overrides: [granted.coerced]}
d: {add_rule: stage.odd, when: counted, then: "'late'", before: stage.early, cite: [T-02]}
e: {remove_rule: stage.never}
f: {change_decision: day_rate, value: parameter.bonus, needs: [b]}
g: {change_decision: granted, otherwise: "True"}
h: {switch_reading: B1=wide}
i: {add_decision: willing, about: case, type: bool, title: {en: W, sv: V}, value: "True"}
"""
)
SCRAPS = st.sampled_from(
    [
        "",
        " ",
        "\n",
        ":",
        "{",
        "}",
        "[",
        "]",
        "- ",
        "&a",
        "*a",
        "!!set",
        "'",
        '"',
        "null",
        "0",
        "a",
        "granted",
        "#",
    ]
)
NOTHING = (Diagnostic("", "refused without a word", Where("", 0, 0)),)
CUTS = st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), SCRAPS)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with(tmp_path_factory.mktemp("rules"))


@pytest.mark.slow
@settings(max_examples=300)
@given(st.lists(CUTS, min_size=1, max_size=3))
def test_a_mangled_reform_is_refused_cleanly(library: Library, cuts: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for at, length, scrap in cuts:
        text = text[:at] + scrap + text[at + length :]
    try:
        found = check_reform(library.rulebook("nsp", edition="2020"), read_reform(text, library))
    except RulebookError as error:
        found = error.diagnostics or NOTHING
    assert all(fault.where.line >= 1 and fault.code.startswith("AR") for fault in found)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_setting_is_taken_or_refused(library: Library, text: str) -> None:
    book = library.rulebook("nsp", edition="2020")
    found: tuple[Diagnostic, ...] = ()
    try:
        parse_changes(book, [text])
    except RulebookError as error:
        found = error.diagnostics or NOTHING
    assert all(fault.where.source == "--set" for fault in found)
