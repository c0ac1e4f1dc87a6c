"""Pages as one self-contained HTML document: no script, nothing fetched, everything escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape
from importlib.resources import files
from itertools import count
from typing import Final

from amp_rules.report.charts import svg
from amp_rules.report.page import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Item,
    Items,
    Page,
    Pairs,
    Picture,
    Prose,
    Row,
    Step,
    Table,
    Tone,
)
from amp_rules.report.words import ReportWords, report_words

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_SERIES: Final = 6
_TALL: Final = 100
_HEADINGS: Final = ("page", "part", "group")


def as_html(pages: Sequence[Page], language: str) -> str:
    """One document with an article for each page."""
    return "\n".join(_Document(pages, report_words(language)).lines()) + "\n"


def _span(cell: Cell) -> str:
    text = escape(cell.text)
    return text if cell.tone is Tone.PLAIN else f'<span class="{cell.tone.value}">{text}</span>'


def document(title: str, language: str, body: Iterator[str], style: str = "") -> Iterator[str]:
    """A self-contained document, line by line: no script, nothing fetched. style: beside the shared one."""
    shared = files("amp_rules.report").joinpath("style.css").read_text("utf-8")
    yield "<!DOCTYPE html>"
    yield f'<html lang="{language}">'
    yield '<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>\n{shared}{style}</style>\n</head>\n<body>\n<main>"
    yield from body
    yield "</main>\n</body>\n</html>"


class _Document:
    def __init__(self, pages: Sequence[Page], words: ReportWords) -> None:
        self.pages = pages
        self.words = words
        self.blocks = Blocks(words, 1 if len(pages) == 1 else 2)

    def lines(self) -> Iterator[str]:
        title = self.pages[0].title if len(self.pages) == 1 else self.words.say("report.cases")
        yield from document(title, self.words.language, self._body(title))

    def _body(self, title: str) -> Iterator[str]:
        if len(self.pages) > 1:
            yield from self._contents(title)
        for number, page in enumerate(self.pages, 1):
            yield from self._page(page, number)

    def _contents(self, title: str) -> Iterator[str]:
        yield f"<h1>{escape(title)}</h1>"
        yield f'<nav aria-label="{escape(title)}"><ul>'
        for number, page in enumerate(self.pages, 1):
            yield f'<li><a href="#page-{number}">{escape(page.title)}</a></li>'
        yield "</ul></nav>"

    def _page(self, page: Page, number: int) -> Iterator[str]:
        yield f'<article id="page-{number}" aria-labelledby="title-{number}">'
        yield self.blocks.heading(0, page.title, f"title-{number}")
        for block in page.lead:
            yield from self.blocks.block(block, page.title)
        for section in page.sections:
            # No names: as landmarks sections would need different ones, and pages repeat their headings.
            yield f"<section>\n{self.blocks.heading(1, section.title)}"
            for block in section.blocks:
                yield from self.blocks.block(block, section.title)
            yield "</section>"
        yield "</article>"


class Blocks:
    """Blocks as HTML. level: that of a page's title; parts and groups stand below it."""

    def __init__(self, words: ReportWords, level: int = 1) -> None:
        self.words = words
        self.level = level
        self.pictures = count(1)

    def heading(self, depth: int, text: str, name: str = "") -> str:
        """A heading of a page (0), a part (1) or a group (2); name: its id."""
        level = depth + self.level
        place = f' id="{name}"' if name else ""
        return f'<h{level} class="{_HEADINGS[depth]}"{place}>{escape(text)}</h{level}>'

    def block(self, block: Block, title: str) -> Iterator[str]:
        """One block; title: of what it belongs to."""
        match block:
            case Heading():
                yield self.heading(2, block.text)
            case Pairs():
                yield from _pairs(block)
            case Items():
                yield from _items(block)
            case Table():
                yield from _table(block, title)
            case Prose():
                for line in block.lines:
                    yield f"<p>{escape(line)}</p>"
            case Chart():
                yield from self._chart(block)
            case Picture():
                drawn = svg(block.record, self.words.language, f"picture-{next(self.pictures)}")
                yield f'<figure class="picture">\n{drawn}</figure>'

    def _chart(self, chart: Chart) -> Iterator[str]:
        days = sum(step.days for step in chart.steps)
        spoken = "; ".join(step.label for step in chart.steps)
        yield f'<figure>\n<svg viewBox="0 0 {days} {_TALL}" preserveAspectRatio="none" role="img">'
        yield f"<title>{escape(chart.label)}</title>\n<desc>{escape(spoken)}</desc>"
        scale = Fraction(_TALL - 4) / ((chart.highest - chart.lowest) or 1)
        line = 4 + chart.highest * scale
        yield f'<path class="line" d="M0 {float(line):.2f}H{days}"/>'
        at = 0
        for step in chart.steps:
            yield from _bars(step, at, line, scale)
            at += step.days
        yield "</svg>"
        yield f'<div class="ends"><span>{escape(chart.first)}</span><span>{escape(chart.last)}</span></div>'
        yield from self._keys(chart)
        yield "</figure>"

    def _keys(self, chart: Chart) -> Iterator[str]:
        yield '<ul class="keys">'
        for at, name in enumerate(chart.series):
            if any(step.heights[at] for step in chart.steps):
                yield f'<li><i class="s{at % _SERIES}"></i>{escape(name)}</li>'
        if not all(step.known for step in chart.steps):
            yield f'<li><i class="unknown"></i>{escape(self.words.say("report.unknown"))}</li>'
        yield "</ul>"


def _bars(step: Step, at: int, line: Fraction, scale: Fraction) -> Iterator[str]:
    """The parts of a step stacked from the line; a dashed frame where some part is not known."""
    up = down = line
    yield f"<g><title>{escape(step.label)}</title>"
    for series, height in enumerate(step.heights):
        if not height:
            continue
        tall = abs(height) * scale
        if height > 0:
            top = up = up - tall
        else:
            top, down = down, down + tall
        place = f'x="{at}" y="{float(top):.2f}" width="{step.days}" height="{float(tall):.2f}"'
        yield f'<rect class="s{series % _SERIES} cut" {place}/>'
    if not step.known:
        yield f'<rect class="unknown" x="{at}" y="2" width="{step.days}" height="{_TALL - 4}"/>'
    yield "</g>"


def _pairs(pairs: Pairs) -> Iterator[str]:
    yield "<dl>"
    for name, cell in pairs.rows:
        yield f"<dt>{escape(name)}</dt><dd>{_span(cell)}</dd>"
    yield "</dl>"


def _items(items: Items) -> Iterator[str]:
    yield '<ul class="points">'
    for item in items.items:
        yield from _item(item)
    yield "</ul>"


def _item(item: Item) -> Iterator[str]:
    yield f'<li class="{item.text.tone.value}">{_span(item.text)}'
    for line in item.below:
        yield f'<div class="below">{escape(line)}</div>'
    if item.points:
        yield from _items(Items(item.points))
    yield "</li>"


def _table(table: Table, title: str) -> Iterator[str]:
    """A body for each row and its sources; with roles, since narrow screens show them as cards."""
    yield f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(title)}">'
    yield f'<table role="table"><caption>{escape(title)}</caption>\n<thead role="rowgroup"><tr role="row">'
    for column in table.columns:
        kind = ' class="n"' if column.number else ""
        yield f'<th scope="col" role="columnheader"{kind}>{escape(column.title)}</th>'
    yield "</tr></thead>"
    for row in table.rows:
        yield f'<tbody role="rowgroup">{_row(row, table)}'
        if row.below:
            yield _rests(row, table)
        yield "</tbody>"
    if table.foot is not None:
        yield f'<tfoot role="rowgroup">{_row(table.foot, table)}</tfoot>'
    yield "</table></div>"


def _row(row: Row, table: Table) -> str:
    cells = (_cell(cell, column) for cell, column in zip(row.cells, table.columns, strict=True))
    return f'<tr role="row">{"".join(cells)}</tr>'


def _cell(cell: Cell, column: Column) -> str:
    if not cell.text:
        return '<td role="cell"></td>'
    kind = "n" if column.number else "d"
    return f'<td role="cell" class="{kind}" data-title="{escape(column.title)}">{_span(cell)}</td>'


def _rests(row: Row, table: Table) -> str:
    """What belongs to the whole row, across all its columns."""
    points = "".join(f"<li>{escape(line)}</li>" for line in row.below)
    title = f'<span class="hidden">{escape(table.below_title)}</span>'
    span = len(table.columns)
    cell = f'<td role="cell" class="rests" colspan="{span}">{title}<ul>{points}</ul></td>'
    return f'<tr role="row">{cell}</tr>'
