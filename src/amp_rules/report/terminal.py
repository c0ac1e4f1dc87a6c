"""A page in a terminal: colour, weight and tables, fitted to its width."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from amp_rules.report.page import Block, Cell, Chart, Items, Page, Pairs, Prose, Row, Table, Tone

_STYLES: Final = {
    Tone.PLAIN: "",
    Tone.GOOD: "bold green",
    Tone.BAD: "bold red",
    Tone.OPEN: "bold yellow",
    Tone.QUIET: "dim",
    Tone.STRONG: "bold",
}
_COLOURS: Final = ("blue", "yellow", "cyan", "magenta")
_WIDE: Final = 120
_BAR: Final = 60


def show(page: Page, console: Console) -> None:
    """Prints the page."""
    console.print(Rule(Text(page.title, "bold"), align="left", style="blue"))
    for block in page.lead:
        console.print(Padding(_block(block, console.width), (0, 0, 0, 2)))
    for section in page.sections:
        console.print()
        console.print(Text(section.title, "bold blue"))
        for block in section.blocks:
            console.print(Padding(_block(block, console.width - 2), (0, 0, 0, 2)))
    console.print()


def _block(block: Block, width: int) -> RenderableType:
    match block:
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
        grid = Grid.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column()
        below = [Text(line, "dim") for line in item.below]
        grid.add_row(Text("•", "blue"), Group(_text(item.text), *below))
        yield grid


def _table(table: Table, width: int) -> RenderableType:
    beside = width >= _WIDE and bool(table.below_title)
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=table.foot is not None, header_style="dim")
    foot = table.foot.cells if table.foot else ()
    for at, column in enumerate(table.columns):
        footer = _text(foot[at]) if foot else ""
        justify = "right" if column.number else "left"
        grid.add_column(column.title, footer, justify=justify, no_wrap=False, vertical="top")  # type: ignore[arg-type]
    if beside:
        grid.add_column(table.below_title, overflow="fold", style="dim")
    for row in table.rows:
        cells = [_text(cell) for cell in row.cells]
        grid.add_row(*cells, *([Text(row.below)] if beside else []))
    notes = [] if beside else [_note(row) for row in table.rows if row.below]
    return Group(grid, *notes)


def _note(row: Row) -> Text:
    return Text(f"{row.cells[0].text}  {row.below}", "dim")


def _bar(chart: Chart, width: int) -> RenderableType:
    """The steps as one line of blocks, each as long as its share of the days."""
    days = [(step.end - step.start).days + 1 for step in chart.steps]
    tops = [sum((height or Fraction(0) for height in step.heights), Fraction(0)) for step in chart.steps]
    highest = max(tops, default=Fraction(0))
    if width < 10 or not highest:
        return Text("")
    line = Text()
    for step, length, top in zip(chart.steps, days, tops, strict=True):
        known = all(height is not None for height in step.heights)
        cells = max(1, round(width * length / sum(days)))
        line.append(_shade(top, highest, known) * cells, "yellow" if not known else "blue" if top else "dim")
    return Group(Text.assemble((f"{chart.first} ", "dim"), line, (f" {chart.last}", "dim")))


def _shade(top: Fraction, highest: Fraction, known: bool) -> str:
    if not known:
        return "?"
    return "▁▂▃▄▅▆▇█"[max(0, min(7, round(8 * top / highest) - 1))] if top else "·"
