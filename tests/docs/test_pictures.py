"""A picture in the docs shows what its page says it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, name_of, pages

pytestmark = pytest.mark.source_tree

PICTURE = re.compile(r"!\[[^\]]+\]\(([^()\s]+)\)")
SAID = re.compile(r"<desc[^>]*>([^<]+)</desc>")
SHOWN = [
    (page, page.parent / target) for page in pages() for target in PICTURE.findall(page.read_text("utf-8"))
]


@pytest.mark.parametrize(("page", "picture"), SHOWN, ids=[name_of(picture) for _, picture in SHOWN])
def test_what_a_picture_says_of_itself_is_printed_on_its_page(page: Path, picture: Path) -> None:
    """The page prints the words of the chart as it is drawn now, so a picture that is out of date differs."""
    (said,) = SAID.findall(picture.read_text(encoding="utf-8"))
    assert said in page.read_text(encoding="utf-8").splitlines()


def test_no_picture_is_left_over() -> None:
    there = {path for path in DOCS.rglob("*") if path.suffix in (".svg", ".png")}
    assert [name_of(path) for path in sorted(there - {picture.resolve() for _, picture in SHOWN})] == []
