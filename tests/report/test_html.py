from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from amp_rules.report import as_html, statement
from amp_rules.report.page import (
    Cell,
    Column,
    Heading,
    Item,
    Items,
    Page,
    Pairs,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from tests.places import EXAMPLES
from tests.report.outcomes import KNOWN, OPEN, example, sampled

VOID = {"meta", "rect", "path"}
HOSTILE = '<script>alert("1")</script>&\' onload="x'


class Reader(HTMLParser):
    """Checks that every element is closed where it should be; keeps attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        self.text.append(text)

    def values(self, name: str) -> list[str]:
        return [found for _, attributes in self.tags if (found := attributes.get(name)) is not None]


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_well_formed_and_self_contained(path: Path) -> None:
    text = as_html([statement(example(path), "sv")], "sv")
    reader = read(text)
    names = {tag for tag, _ in reader.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "form", "object"})
    assert not re.search(r"(https?:)?//|url\(|@import", text)
    assert reader.tags[0] == ("html", {"lang": "sv"})


def test_ids_are_unique_and_every_label_exists() -> None:
    reader = read(as_html([statement(sampled(case)) for case in (KNOWN, OPEN)], "en"))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert set(reader.values("aria-labelledby")) <= set(ids)
    assert {link.removeprefix("#") for link in reader.values("href")} <= set(ids)


def test_headings_do_not_skip_a_level() -> None:
    for pages in ([KNOWN], [KNOWN, OPEN]):
        reader = read(as_html([statement(sampled(case)) for case in pages], "en"))
        levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_days_are_drawn_and_said_in_words() -> None:
    text = as_html([statement(sampled(KNOWN))], "en")
    reader = read(text)
    charts = [attributes for tag, attributes in reader.tags if tag == "svg"]
    assert [chart["viewbox"] for chart in charts] == ["0 0 40 100", "0 0 71 100"]
    assert all(chart["role"] == "img" for chart in charts)
    assert "2022-04-11 to 2022-04-30: SEK 1,129" in text.replace("\xa0", " ")


def test_days_not_known_are_framed() -> None:
    assert 'class="unknown"' in as_html([statement(sampled(OPEN))], "en").split("</style>")[1]


def test_everything_is_escaped() -> None:
    cell = Cell(HOSTILE, Tone.BAD)
    table = Table((Column(HOSTILE), Column(HOSTILE, True)), (Row((cell, cell), (HOSTILE,)),), HOSTILE)
    blocks = (
        Heading(HOSTILE),
        Pairs(((HOSTILE, cell),)),
        Items((Item(cell, (HOSTILE,), (Item(cell),)),)),
        table,
        Prose((HOSTILE,)),
    )
    text = as_html([Page(HOSTILE, blocks, (Section(HOSTILE, blocks),))] * 2, "en")
    reader = read(text)
    assert "<script" not in text
    assert "onload" not in {name for _, attributes in reader.tags for name in attributes}
    assert reader.text.count(HOSTILE) > 10


def test_an_empty_cell_stays_a_cell() -> None:
    table = Table(
        (Column("a"), Column("b")), (Row((Cell(""), Cell("x"))),), foot=Row((Cell("sum"), Cell("")))
    )
    reader = read(as_html([Page("Title", (table,))], "en"))
    assert [tag for tag, _ in reader.tags].count("td") == 4
