"""The checker of pages can fail, and the shipped pages pass it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from amp_rules.report import as_html, statement
from amp_rules.report.budgetpage import budget_page
from amp_rules.report.comparisonpage import comparison_html
from amp_rules.report.sensitivitypage import sensitivity_page
from amp_rules.report.whatifwords import People
from tests.places import EXAMPLES
from tests.report.axe import Checker, checker, violations
from tests.report.browser import find_browser
from tests.report.outcomes import example
from tests.report.simulated import attribution, comparison, readings, simulation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_browser() is None, reason="no Chromium: pages are not held against axe"),
]
GOOD = """<!DOCTYPE html><html lang="sv"><head><title>Sida</title><style>{style}</style></head>
<body><main><h1>Rubrik</h1><p>Text</p>{more}</main></body></html>"""


@pytest.fixture(scope="module")
def checks() -> Iterator[Checker]:
    with checker() as made:
        yield made


def page(style: str = "", more: str = "") -> str:
    return GOOD.format(style=style, more=more)


def test_a_good_page_passes_rules_that_looked_at_it(checks: Checker) -> None:
    found = checks.check(page())
    assert found.violations == found.unsure == ()
    assert {"color-contrast", "html-has-lang", "document-title", "heading-order"} <= found.passes


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (page("p { color: #aaa }"), "color-contrast"),
        (page().replace(' lang="sv"', ""), "html-has-lang"),
        (page().replace("<title>Sida</title>", ""), "document-title"),
        (page(more="<h4>Djupare</h4>"), "heading-order"),
        (page(more='<img src="data:,">'), "image-alt"),
    ],
    ids=lambda each: each if "<" not in each else "page",
)
def test_what_is_wrong_is_caught(checks: Checker, broken: str, rule: str) -> None:
    assert [each.partition(":")[0] for each in checks.check(broken).violations] == [rule]


def test_contrast_is_judged_in_the_dark_and_on_paper(checks: Checker) -> None:
    dark = page(
        "@media (prefers-color-scheme: dark) {"
        "main { background: #000 } p { color: #333 } h1 { color: #fff } }"
    )
    paper = page("@media print { p { color: #bbb } }")
    assert checks.check(dark).violations == ()
    assert any("color-contrast" in each for each in checks.check(dark, dark=True).violations)
    assert checks.check(paper).violations == ()
    assert any("color-contrast" in each for each in checks.check(paper, printed=True).violations)


def test_one_page_can_be_checked_by_itself() -> None:
    assert violations(page()) == []
    assert violations(page("p { color: #aaa }"))[0].startswith("color-contrast: ")


@cache
def shipped() -> dict[str, str]:
    """Every kind of HTML page that commands write."""
    found = {
        f"{path.stem} {language} {why}": as_html([statement(example(path), language, why=why)], language)
        for path, language, why in product(EXAMPLES, ("en", "sv"), (False, True))
    }
    found["several cases"] = as_html([statement(example(path), "en") for path in EXAMPLES], "en")
    found["reform"] = comparison_html(
        comparison(), "sv", attribution=attribution(), sensitivity=readings(), simulation=simulation()
    )
    found["budget"] = as_html([budget_page(simulation(), "sv")], "sv")
    found["readings"] = as_html([sensitivity_page(readings(), People(60, seed=3), "en")], "en")
    return found


def test_no_shipped_page_breaks_a_rule(checks: Checker) -> None:
    broken = {
        (name, *how): found.violations
        for name, text in shipped().items()
        for how in ((), ("dark",), ("printed",))
        if (found := checks.check(text, **dict.fromkeys(how, True))).violations
    }
    assert broken == {}


def test_a_narrow_screen_breaks_no_rule_either(checks: Checker) -> None:
    for text in shipped().values():
        assert checks.check(text, width=380).violations == ()
