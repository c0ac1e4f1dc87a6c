"""A page as plain text: no colour, no lines drawn, readable when piped or read aloud."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from amp_rules.report.page import Block, Heading, Item, Items, Page, Pairs, Prose, Row, Table, Tone

WIDTH = 100
INDENT = "  "
_WIDEST_NAME = 62


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
        for at, block in enumerate(section.blocks):
            if at and isinstance(block, Heading):
                yield ""
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield INDENT + block.text
        case Pairs():
            yield from _pairs(block)
        case Items():
            for item in block.items:
                yield from _item(item, INDENT)
        case Table():
            yield from _table(block)
        case Prose():
            for line in block.lines:
                yield from _wrapped(line, INDENT, INDENT)


def _item(item: Item, indent: str) -> Iterator[str]:
    within = indent + "  "
    yield from _wrapped(item.text.text, f"{indent}- ", within)
    for line in item.below:
        yield from _wrapped(line, within, within)
    for point in item.points:
        yield from _item(point, within)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        max(WIDTH, len(rest) + 40),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _pairs(pairs: Pairs) -> Iterator[str]:
    """Names and answers in two columns; where a name is long, the answer stands below it."""
    width = min(max((len(name) for name, _ in pairs.rows), default=0), _WIDEST_NAME)
    rest = INDENT + " " * (width + 2)
    for name, cell in pairs.rows:
        if len(name) > width:
            yield from _wrapped(name, INDENT, INDENT)
            yield from _wrapped(cell.text, rest, rest)
        else:
            yield from _wrapped(cell.text, f"{INDENT}{name:<{width}}  ", rest)


def _table(table: Table) -> Iterator[str]:
    """Columns side by side; parts that do not fit are told below their row."""
    shown = list(range(len(table.columns)))
    if _width(table, shown) > WIDTH:
        shown = [at for at in shown if not table.columns[at].part]
    widths = _widths(table, shown)
    yield _line([table.columns[at].title for at in shown], widths, table, shown)
    for row in table.rows:
        yield _line([row.cells[at].text for at in shown], widths, table, shown)
        parts = _parts(row, table, shown)
        if parts:
            yield from _wrapped(parts, INDENT * 2, INDENT * 3)
        if row.below:
            yield from _wrapped("; ".join(row.below), INDENT * 2, INDENT * 3)
    if table.foot is not None:
        yield _line([table.foot.cells[at].text for at in shown], widths, table, shown)


def _parts(row: Row, table: Table, shown: Sequence[int]) -> str:
    """The cells of the columns that are not shown, each with its heading; nothing when all are open."""
    left = [
        at for at in range(len(table.columns)) if at not in shown and row.cells[at].tone is not Tone.QUIET
    ]
    if all(row.cells[at].tone is Tone.OPEN for at in left):
        return ""
    return "; ".join(f"{table.columns[at].title} {row.cells[at].text}" for at in left if row.cells[at].text)


def _widths(table: Table, shown: Sequence[int]) -> list[int]:
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    return [max(len(table.columns[at].title), *(len(row.cells[at].text) for row in rows), 0) for at in shown]


def _width(table: Table, shown: Sequence[int]) -> int:
    return len(INDENT) + sum(_widths(table, shown)) + 2 * (len(shown) - 1)


def _line(texts: Sequence[str], widths: Sequence[int], table: Table, shown: Sequence[int]) -> str:
    columns = [table.columns[at] for at in shown]
    parts = (
        f"{text:>{width}}" if column.number else f"{text:<{width}}"
        for text, width, column in zip(texts, widths, columns, strict=True)
    )
    return (INDENT + "  ".join(parts)).rstrip()
