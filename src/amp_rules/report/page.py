"""What is to be shown, free of any form: pages of sections of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from amp_rules.report.charts.records import Record


class Tone(StrEnum):
    """How a text should strike the reader; each form has its own means."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    QUIET = "quiet"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of text with a tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels, each with its answer."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list, with quieter lines and further points below it."""

    text: Cell
    below: tuple[str, ...] = ()
    points: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """Points, one below the other."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; numbers stand to the right.

    part: what makes up another column, and may be told below the row where there is no room for it.
    """

    title: str
    number: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `below` is what belongs to the whole row, such as its sources."""

    cells: tuple[Cell, ...]
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `foot` is the row of sums."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    below_title: str = ""
    foot: Row | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What the blocks after it are about."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of running text."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Constant days of a chart, a height per series: below 0 if taken off, None if not known."""

    start: date
    end: date
    heights: tuple[Fraction | None, ...]
    label: str

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end - self.start).days + 1

    @property
    def known(self) -> bool:
        """True when no height is missing."""
        return None not in self.heights

    @property
    def above(self) -> Fraction:
        """What stands above the line."""
        return sum((height for height in self.heights if height and height > 0), Fraction(0))

    @property
    def below(self) -> Fraction:
        """What hangs below the line, as a sum below 0."""
        return sum((height for height in self.heights if height and height < 0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Chart:
    """Heights by day, one colour per series; `label` says in words what it shows.

    highest, lowest: the ends of the scale, the same for charts to be compared.
    """

    label: str
    series: tuple[str, ...]
    steps: tuple[Step, ...]
    first: str
    last: str
    highest: Fraction
    lowest: Fraction


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn on its own where pictures can be shown; a table beside it says the same in numbers."""

    record: Record


Block = Heading | Pairs | Items | Table | Prose | Chart | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A title, what leads, and the sections."""

    title: str
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = field(default=())
