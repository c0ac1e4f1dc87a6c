"""A page as plain text: no colour, no lines drawn, readable when piped or read aloud."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from amp_rules.report.page import Block, Chart, Items, Page, Pairs, Prose, Row, Table

WIDTH = 100
INDENT = "  "


def as_text(page: Page) -> str:
    """The page as lines, ended by a newline."""
    return "\n".join(_page(page)) + "\n"


def _page(page: Page) -> Iterator[str]:
    yield page.title
    for block in page.lead:
        yield from _block(block)
    for section in page.sections:
        yield ""
        yield section.title
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Pairs():
            yield from _pairs(block)
        case Items():
            for item in block.items:
                yield from _wrapped(item.text.text, "- ")
                for line in item.below:
                    yield from _wrapped(line, "  ")
        case Table():
            yield from _table(block)
        case Prose():
            for line in block.lines:
                yield from _wrapped(line, "")
        case Chart():
            pass


def _wrapped(text: str, mark: str) -> list[str]:
    first = INDENT + mark
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _pairs(pairs: Pairs) -> Iterator[str]:
    width = max((len(name) for name, _ in pairs.rows), default=0)
    for name, cell in pairs.rows:
        yield from textwrap.wrap(
            cell.text,
            WIDTH,
            initial_indent=f"{INDENT}{name:<{width}}  ",
            subsequent_indent=" " * (len(INDENT) + width + 2),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [f"{INDENT}{name}"]


def _table(table: Table) -> Iterator[str]:
    heads = [column.title for column in table.columns]
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    texts = [[cell.text for cell in row.cells] for row in rows]
    widths = [max(len(line[at]) for line in (heads, *texts)) for at in range(len(heads))]
    yield _line(heads, widths, table)
    for row, line in zip(rows, texts, strict=True):
        yield _line(line, widths, table)
        yield from _below(row)


def _below(row: Row) -> list[str]:
    return _wrapped(row.below, "  ") if row.below else []


def _line(texts: Sequence[str], widths: Sequence[int], table: Table) -> str:
    parts = (
        f"{text:>{width}}" if column.number else f"{text:<{width}}"
        for text, width, column in zip(texts, widths, table.columns, strict=True)
    )
    return (INDENT + "  ".join(parts)).rstrip()
