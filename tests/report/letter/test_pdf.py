"""The PDF of a letter: tagged, in its language, with its own fonts, and nothing fetched for it."""

from __future__ import annotations

import builtins
import sys
from collections import Counter
from io import BytesIO
from typing import Any
from urllib import request

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from amp_rules.errors import MissingExtraError
from amp_rules.ledger import Verdict
from amp_rules.report.letter import letter_html, write_letter
from amp_rules.report.pdf import MissingPangoError, PdfError, html_as_pdf
from tests.report.letter.made import LANGUAGES, made

PAGE = '<!DOCTYPE html><html lang="sv"><title>x</title><body><h1>x</h1>{body}</body></html>'


def reader(language: str = "sv", to: Any = "person") -> PdfReader:
    page = letter_html(write_letter(made("nsp/2022", Verdict.GRANTED), language, to))
    return PdfReader(BytesIO(html_as_pdf(page)))


def catalogue(found: PdfReader) -> Any:
    return found.trailer["/Root"]


def tags(node: Any, found: Counter[str]) -> Counter[str]:
    """How often each kind of element stands in the tree of tags."""
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            found[str(node["/S"])] += 1
        children = node.get("/K")
        if children is not None:
            tags(children, found)
    elif isinstance(node, list):
        for each in node:
            tags(each, found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_and_in_its_language(language: str) -> None:
    root = catalogue(reader(language))
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


def test_it_says_that_it_keeps_pdf_ua() -> None:
    metadata = catalogue(reader())["/Metadata"].get_data().decode("utf-8")
    assert "pdfuaid" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata or 'pdfuaid:part="1"' in metadata


def test_headings_lists_and_tables_are_tags() -> None:
    found = tags(catalogue(reader("sv", "shelter"))["/StructTreeRoot"], Counter())
    assert found["/H1"] == 1
    assert found["/H2"] > 5
    assert found["/L"] > 3
    assert found["/Table"] == 1
    assert found["/TH"] > 5


def test_its_title_is_the_letter_s() -> None:
    metadata = reader().metadata
    assert metadata is not None
    assert metadata.title == "Om ditt stöd"


def test_its_text_can_be_read_out() -> None:
    text = " ".join(" ".join(page.extract_text() for page in reader().pages).split())
    assert "Kan programmet betala för ditt stöd? Ja. Villkoren är uppfyllda." in text
    assert "Brevet är inget beslut." in text


def test_every_font_is_inside_it() -> None:
    fonts = [
        font.get_object()
        for page in reader().pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        (below,) = font["/DescendantFonts"]
        descriptor = below.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_letter_is_the_same_file() -> None:
    page = letter_html(write_letter(made("amp/2015", Verdict.GRANTED)))
    assert html_as_pdf(page) == html_as_pdf(page)


@pytest.mark.parametrize(
    ("body", "scheme"),
    [
        ('<img src="file:///etc/passwd" alt="">', "file"),
        ('<img src="http://127.0.0.1:9/x.png" alt="">', "http"),
        ('<link rel="stylesheet" href="https://somewhere.example/x.css">', "https"),
        ('<style>body { background: url("ftp://somewhere.example/x.png") }</style>', "ftp"),
        ("<style>@import 'file:///etc/passwd';</style>", "file"),
        (
            '<img alt="" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E'
            '%3Cimage href=%22file:///etc/passwd%22 width=%221%22 height=%221%22/%3E%3C/svg%3E">',
            "file",
        ),
    ],
)
def test_nothing_but_data_addresses_is_opened(
    monkeypatch: pytest.MonkeyPatch, body: str, scheme: str
) -> None:
    for handler, name in (
        (request.FileHandler, "file_open"),
        (request.FTPHandler, "ftp_open"),
        (request.HTTPHandler, "http_open"),
        (request.HTTPSHandler, "https_open"),
    ):
        monkeypatch.setattr(handler, name, lambda *_, **__: pytest.fail("something was opened"))
    with pytest.raises(PdfError, match=f"asks for a {scheme}: address"):
        html_as_pdf(PAGE.format(body=body))


def test_a_picture_in_the_page_itself_is_drawn() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    found = html_as_pdf(PAGE.format(body=f'<img src="data:image/png;base64,{dot}" alt="Vi">'))
    assert [image.name for page in PdfReader(BytesIO(found)).pages for image in page.images]


def without(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The import of WeasyPrint fails in this way."""
    real = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "weasyprint":
            raise error
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)


def test_a_missing_weasyprint_is_said_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, ImportError("No module named 'weasyprint'"))
    with pytest.raises(MissingExtraError, match=r"pip install 'amp-rules\[audit\]'"):
        html_as_pdf(PAGE.format(body=""))


def test_a_missing_pango_is_said_with_the_package_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, OSError("cannot load library 'libpango-1.0-0': no such file\nAdditionally: ..."))
    with pytest.raises(MissingPangoError, match=r"libpango-1\.0-0': no such file.*apt-get install") as caught:
        html_as_pdf(PAGE.format(body=""))
    assert "Additionally" not in str(caught.value)
