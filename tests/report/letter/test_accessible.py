"""Letters keep the accessibility rules of axe-core: every edition, verdict, language and reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from amp_rules.ledger import Verdict
from tests.places import EXAMPLES
from tests.report.axe import Checker, checker
from tests.report.browser import find_browser, open_page
from tests.report.letter.made import EDITIONS, FORMS, LANGUAGES, made, page
from tests.report.outcomes import example

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_browser() is None, reason="no Chromium: letters are not held against axe"),
]
LOOKED_AT = {"color-contrast", "html-has-lang", "html-lang-valid", "heading-order", "document-title", "list"}


@pytest.fixture(scope="module")
def checks() -> Iterator[Checker]:
    with checker() as made_checker:
        yield made_checker


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("verdict", Verdict)
def test_no_letter_breaks_a_rule(checks: Checker, edition: str, verdict: Verdict) -> None:
    outcome = made(edition, verdict)
    for language in LANGUAGES:
        for reader, discreet in FORMS:
            found = checks.check(page(outcome, language, reader, discreet))
            assert found.violations == found.unsure == ()
            assert found.passes >= LOOKED_AT


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nor_in_the_dark_on_paper_or_on_a_narrow_screen(checks: Checker, path: Path) -> None:
    for reader, discreet in FORMS:
        text = page(example(path), "sv", reader, discreet)
        found = checks.check(text, dark=True)
        assert found.violations == found.unsure == ()
        # On paper and on a narrow screen axe cannot settle the contrast of cells that lie beyond an edge.
        assert checks.check(text, printed=True).violations == ()
        assert checks.check(text, width=380).violations == ()


def test_a_letter_with_bad_contrast_is_caught(checks: Checker) -> None:
    text = page(made("amp/2015", Verdict.GRANTED)).replace("--ink: #1b1f24", "--ink: #b0b0b0")
    assert any(each.startswith("color-contrast") for each in checks.check(text).violations)


@pytest.mark.parametrize("width", [1100, 380])
def test_a_letter_opens_offline_without_a_complaint(tmp_path: Path, width: int) -> None:
    file = tmp_path / "letter.html"
    file.write_text(page(made("nsp/2022", Verdict.GRANTED), "sv", "shelter"), "utf-8")
    asked = {"over": "document.documentElement.scrollWidth - document.documentElement.clientWidth"}
    seen = open_page(file, tmp_path, width, asked)
    assert seen.requests == [file.as_uri()]
    assert seen.complaints == []
    assert seen.answers == {"over": 0}
