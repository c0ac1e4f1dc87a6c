"""The report held against accessibility rules, opened offline, and printed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from amp_rules.audit.checking import PaymentAudit
from amp_rules.report.audit import audit_html
from amp_rules.report.pdf import html_as_pdf
from tests.report.audit.made import BAD, GIVEN, audited, holding, wrong
from tests.report.audit.test_html import dated
from tests.report.axe import Checker, checker
from tests.report.browser import _loaded, browser, find_browser, open_page
from tests.report.test_html import HOSTILE

pytestmark = pytest.mark.slow
browsed = pytest.mark.skipif(
    find_browser() is None, reason="no Chromium: reports are not opened in a browser"
)
ASKED = {
    "drawn": "[...document.querySelectorAll('figure.drawn svg')].every(e => e.clientHeight > 30)",
    "over": "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    "scripts": "document.scripts.length",
    "headings": "[...document.querySelectorAll('h1')].length",
    "spilled": "[...document.querySelectorAll('svg')].filter(svg => [...svg.querySelectorAll('text')].some("
    "e => { const b = e.getBBox(), v = svg.viewBox.baseVal; return b.x < -1 || b.x + b.width > v.width + 1"
    " || b.y < -1 || b.y + b.height > v.height + 1; })).length",
}


@pytest.fixture(scope="module")
def checks() -> Iterator[Checker]:
    with checker() as made:
        yield made


@browsed
@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_report_keeps_the_rules_on_every_screen_and_on_paper(
    audit: PaymentAudit, checks: Checker, language: str
) -> None:
    html = audit_html(audit, language, GIVEN)
    for dark, width in product((False, True), (1100, 380)):
        found = checks.check(html, dark=dark, width=width)
        assert found.violations == (), (dark, width)
    assert checks.check(html, printed=True).violations == ()


@browsed
@pytest.mark.parametrize("given", [(), (BAD,)], ids=["nothing", "unreadable"])
def test_a_report_without_findings_keeps_them_too(checks: Checker, given: tuple[object, ...]) -> None:
    with audited(given) as found:  # type: ignore[arg-type]
        assert checks.check(audit_html(found)).violations == ()


@browsed
@pytest.mark.parametrize("width", [1100, 380])
def test_the_report_opens_offline_without_a_complaint(
    audit: PaymentAudit, tmp_path: Path, width: int
) -> None:
    page = tmp_path / "page.html"
    page.write_text(audit_html(audit, "sv", GIVEN), "utf-8")
    seen = open_page(page, tmp_path, width, ASKED)
    assert seen.requests == [page.as_uri()]
    assert seen.complaints == []
    assert seen.answers == {"drawn": True, "over": 0, "scripts": 0, "headings": 1, "spilled": 0}


@browsed
def test_long_and_hostile_names_stay_inside_the_page(tmp_path: Path) -> None:
    long = "w" * 64
    found = [
        wrong(case=HOSTILE, target=HOSTILE),
        wrong(3, case=long, target=long),
        dated(case=long, target=long),
    ]
    page = tmp_path / "page.html"
    with holding(found) as audit:
        page.write_text(audit_html(audit), "utf-8")
    seen = open_page(page, tmp_path, 380, ASKED)
    assert seen.complaints == []
    assert seen.answers["over"] == 0
    assert seen.answers["scripts"] == 0


@browsed
def test_a_browser_prints_the_report_with_page_numbers(audit: PaymentAudit, tmp_path: Path) -> None:
    from pypdf import PdfReader

    page = tmp_path / "page.html"
    page.write_text(audit_html(audit, "sv", GIVEN), "utf-8")
    with browser(tmp_path) as pipe:
        target = pipe.ask("Target.createTarget", url="about:blank")["result"]["targetId"]
        pipe.session = pipe.ask("Target.attachToTarget", targetId=target, flatten=True)["result"]["sessionId"]
        pipe.ask("Page.enable")
        pipe.ask("Page.navigate", url=page.as_uri())
        _loaded(pipe)
        printed = pipe.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["result"]["data"]
    made = PdfReader(BytesIO(base64.b64decode(printed)))
    assert len(made.pages) > 2
    width, height = (float(side) for side in made.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
    assert f"2 / {len(made.pages)}" in made.pages[1].extract_text()
    assert "PF01 Betalt över ett tak" in "".join(each.extract_text() for each in made.pages).replace(
        "\xa0", " "
    )


def test_the_report_prints_to_a_tagged_pdf(audit: PaymentAudit, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "found.pdf"
    path.write_bytes(html_as_pdf(audit_html(audit, "sv", GIVEN)))
    made = PdfReader(BytesIO(path.read_bytes()))
    text = " ".join(page.extract_text() for page in made.pages).replace("\xa0", " ")
    assert "PF01 Betalt över ett tak" in text
    assert f"1 / {len(made.pages)}" in text
    root: Any = made.root_object
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert made.metadata is not None
    assert made.metadata.title == "Utbetalningar jämförda med reglerna"


def test_a_finding_is_not_divided_between_pages(tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "found.pdf"
    with holding([wrong(row, row) for row in range(2, 9)]) as found:
        path.write_bytes(html_as_pdf(audit_html(found)))
    pages = [page.extract_text() for page in PdfReader(path).pages]
    for row in range(2, 9):
        holders = [at for at, text in enumerate(pages) if f"Case stay-{row}:" in text]
        assert len(holders) == 1
        assert f"2022-04-{row - 1:02d} {row}" in pages[holders[0]].replace("\n", " ")
