"""A page in a terminal: colour, weight and tables, fitted to its width."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from amp_rules.report.page import (
    Block,
    Cell,
    Chart,
    Heading,
    Item,
    Items,
    Page,
    Pairs,
    Picture,
    Prose,
    Row,
    Table,
    Tone,
)

_STYLES: Final = {
    Tone.PLAIN: "",
    Tone.GOOD: "bold green",
    Tone.BAD: "bold red",
    Tone.OPEN: "bold yellow",
    Tone.QUIET: "dim",
    Tone.STRONG: "bold",
}
_BAR: Final = 60


def show(page: Page, console: Console) -> None:
    """Prints the page."""
    console.print(Rule(Text(page.title, "bold"), align="left", style="blue"))
    for block in page.lead:
        console.print(Padding(_block(block, console.width), (0, 0, 0, 2)))
    for section in page.sections:
        console.print()
        console.print(Text(section.title, "bold blue"))
        for at, block in enumerate(section.blocks):
            if at and isinstance(block, Heading):
                console.print()
            console.print(Padding(_block(block, console.width - 2), (0, 0, 0, 2)))
    console.print()


def _block(block: Block, width: int) -> RenderableType:
    match block:
        case Heading():
            return Text(block.text, "bold")
        case Pairs():
            return _pairs(block)
        case Items():
            return Group(*_items(block))
        case Table():
            return _table(block, width)
        case Prose():
            return Group(*(Text(line) for line in block.lines))
        case Chart():
            return _bar(block, min(_BAR, width - 24))
        case Picture():
            return Group()


def _text(cell: Cell) -> Text:
    return Text(cell.text, _STYLES[cell.tone])


def _pairs(pairs: Pairs) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for name, cell in pairs.rows:
        grid.add_row(Text(name), _text(cell))
    return grid


def _items(items: Items) -> Iterator[RenderableType]:
    for item in items.items:
        yield _item(item)


def _item(item: Item) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    below = [Text(line, "dim") for line in item.below]
    points = [_item(point) for point in item.points]
    grid.add_row(Text("•", "blue"), Group(_text(item.text), *below, *points))
    return grid


def _table(table: Table, width: int) -> RenderableType:
    """Columns side by side; first the sources, then the parts go below where there is no room."""
    shown = list(range(len(table.columns)))
    beside = bool(table.below_title)
    if _needed(table, shown, beside) > width:
        beside = False
    if _needed(table, shown, beside) > width:
        shown = [at for at in shown if not table.columns[at].part]
    foot = table.foot.cells if table.foot else ()
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=bool(foot), header_style="dim")
    for at, wide in zip(shown, _widths(table, shown, width - _needed(table, shown, beside)), strict=True):
        column = table.columns[at]
        footer = _text(foot[at]) if foot else ""
        side: Literal["left", "right"] = "right" if column.number else "left"
        grid.add_column(column.title, footer, justify=side, width=wide, overflow="fold")
    if beside:
        grid.add_column(table.below_title, style="dim")
    for row in table.rows:
        cells = [_text(row.cells[at]) for at in shown]
        grid.add_row(*cells, *([Text("\n".join(row.below))] if beside else []))
    notes = [] if beside else [_note(row, table, shown) for row in table.rows]
    return Group(grid, *(note for note in notes if note is not None))


def _needed(table: Table, shown: list[int], beside: bool) -> int:
    """The width of a table whose headings may break between words."""
    widths = [_least(table, at) for at in shown]
    if beside:
        widths.append(max((len(line) for row in table.rows for line in row.below), default=0))
    return sum(widths) + 3 * len(widths)


def _widths(table: Table, shown: list[int], spare: int) -> list[int | None]:
    """The widths of the columns: headings stay whole while there is room; None: as it comes."""
    if spare < 0:
        return [None] * len(shown)
    widths: list[int | None] = []
    for at in shown:
        least = _least(table, at)
        more = max(0, min(spare, len(table.columns[at].title) - least))
        widths.append(least + more)
        spare -= more
    return widths


def _least(table: Table, at: int) -> int:
    """The width of a column's longest cell, or of the longest word of its heading."""
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    words = (table.columns[at].title or " ").split() or [""]
    return max(*(len(word) for word in words), *(len(row.cells[at].text) for row in rows), 1)


def _note(row: Row, table: Table, shown: list[int]) -> RenderableType | None:
    """What had no room in a row, under its first cell."""
    left = [at for at in range(len(table.columns)) if at not in shown]
    left = [at for at in left if row.cells[at].tone is not Tone.QUIET]
    parts = "; ".join(f"{table.columns[at].title} {row.cells[at].text}" for at in left)
    lines = [*([parts] if parts else []), *(["; ".join(row.below)] if row.below else [])]
    if not lines:
        return None
    grid = Grid.grid(padding=(0, 2, 0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(Text(row.cells[0].text, "dim"), Text("\n".join(lines), "dim"))
    return grid


def _bar(chart: Chart, width: int) -> RenderableType:
    """The steps as one line of blocks, each as long as its share of the days."""
    days = sum(step.days for step in chart.steps)
    if width < 10 or not chart.highest:
        return Text("")
    line = Text()
    for step in chart.steps:
        net = step.above + step.below
        cells = max(1, round(width * step.days / days))
        colour = "yellow" if not step.known else "blue" if net else "dim"
        line.append(_shade(net / chart.highest, step.known) * cells, colour)
    return Group(Text.assemble((f"{chart.first} ", "dim"), line, (f" {chart.last}", "dim")))


def _shade(share: Fraction, known: bool) -> str:
    if not known:
        return "?"
    return "▁▂▃▄▅▆▇█"[max(0, min(7, round(8 * share) - 1))] if share else "·"
