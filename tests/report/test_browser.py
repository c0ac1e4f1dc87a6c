"""Pages with charts, opened in headless Chromium with no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.report.comparisonpage import comparison_html
from tests.report.browser import find_browser, open_page
from tests.report.simulated import attribution, comparison, readings, simulation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_browser() is None, reason="no Chromium: pages with charts are not opened in a browser"
    ),
]
ASKED = {
    "pictures": "document.querySelectorAll('figure.picture svg[role=img]').length",
    "drawn": "[...document.querySelectorAll('figure.picture svg')].every(e => e.clientHeight > 90)",
    "named": "[...document.querySelectorAll('svg')].every("
    "e => e.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id)))",
    "over": "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    "language": "document.documentElement.lang",
    "headings": "[...document.querySelectorAll('h1,h2,h3')].map(e => e.tagName).join(' ')",
    "scripts": "document.scripts.length",
    "empty": "[...document.querySelectorAll('h1,h2,h3,caption')].filter(e => !e.textContent.trim()).length",
}


@pytest.mark.parametrize("width", [1100, 380])
def test_a_page_opens_offline_without_a_complaint(tmp_path: Path, width: int) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        comparison_html(
            comparison(), "sv", attribution=attribution(), sensitivity=readings(), simulation=simulation()
        ),
        encoding="utf-8",
    )
    seen = open_page(page, tmp_path, width, ASKED)
    assert seen.requests == [page.as_uri()]
    assert seen.complaints == []
    headings = str(seen.answers.pop("headings")).split()
    assert headings[0] == "H1"
    assert headings.count("H1") == 1
    assert seen.answers == {
        "pictures": 7,
        "drawn": True,
        "named": True,
        "over": 0,
        "language": "sv",
        "scripts": 0,
        "empty": 0,
    }
    assert seen.picture.startswith(b"\x89PNG")


def test_the_browser_tells_of_requests_and_errors(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!DOCTYPE html><img src='http://somewhere.example/x.png'><script>nothing()</script>", "utf-8"
    )
    seen = open_page(page, tmp_path)
    assert "http://somewhere.example/x.png" in seen.requests
    assert any("Uncaught" in each for each in seen.complaints)
