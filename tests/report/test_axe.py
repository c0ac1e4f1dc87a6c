"""The checker of pages can fail, and the shipped pages pass it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.report.axe import Checker, checker, violations
from tests.report.browser import find_browser

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
