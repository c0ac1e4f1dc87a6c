"""What charts show, free of how they are drawn: numbers, and words in the reader's language.

Money is in minor units everywhere, shares are ratios. All words that a chart shows are in its record: titles
of axes name their unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Number = int | float | Fraction
Scale = Literal["money", "number", "share"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a chart.

    note: what it is made of, in smaller letters. alt: what it shows, for those who do not see it; the note
    where it is left out.
    """

    title: str
    note: str = ""
    alt: str = ""

    @property
    def spoken(self) -> str:
        """What is said instead of the picture."""
        return self.alt or self.note or self.title


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its title with the unit, and how its numbers are written."""

    title: str
    scale: Scale = "number"


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across the chart, such as the budget."""

    name: str
    value: Number


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two curves, one number of each for each day or point."""

    name: str
    low: tuple[Number, ...]
    high: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class FanSide:
    """A panel: the middle curve and the bands around it, the widest first."""

    name: str
    middle: tuple[Number, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """How a sum may grow through the year: a panel for each side, all to one scale.

    first: the day of the first number. middle: what the middle curve is called.
    """

    frame: Frame
    axis: Axis
    first: date
    middle: str
    sides: tuple[FanSide, ...]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A line with its band, if it has one."""

    name: str
    values: tuple[Number, ...]
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """Curves through the year, one number for each day."""

    frame: Frame
    axis: Axis
    first: date
    curves: tuple[Curve, ...]
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Sweep:
    """Curves over a number that is turned up step by step; `now` is where it stands."""

    frame: Frame
    across: Axis
    axis: Axis
    points: tuple[Number, ...]
    curves: tuple[Curve, ...]
    now: Limit | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One bar for each group; `ends` are those of its whisker."""

    name: str
    values: tuple[Number, ...]
    ends: tuple[tuple[Number, Number], ...] | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side in groups. `labelled`: the number stands above each bar."""

    frame: Frame
    axis: Axis
    groups: tuple[str, ...]
    series: tuple[Series, ...]
    across: str = ""
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A bar from 0 to a number, or between a lowest and a highest one; `detail` stands below its name.

    Raises ValueError where there are not one or two numbers.
    """

    name: str
    values: tuple[Number, ...]
    detail: str = ""

    def __post_init__(self) -> None:
        if len(self.values) not in (1, 2):
            raise ValueError(f"expected one number or two, found {len(self.values)}")

    @property
    def reach(self) -> float:
        """How far it goes from 0."""
        return max(abs(float(value)) for value in self.values)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Bars lying one below the other, the farthest reaching first, such as what depends on each reading."""

    frame: Frame
    axis: Axis
    rows: tuple[RankedRow, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A named amount."""

    name: str
    amount: Number


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How one sum becomes another: the parts that add to it or take from it, in order.

    Raises ValueError where the parts do not lead from the first sum to the last.
    """

    frame: Frame
    axis: Axis
    start: Part
    parts: tuple[Part, ...]
    end: Part

    def __post_init__(self) -> None:
        if self.start.amount + sum(part.amount for part in self.parts) != self.end.amount:
            raise ValueError("the parts do not lead from the first sum to the last")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many lose and gain how much: a count for each interval between two edges.

    No interval reaches across 0. unchanged: how many neither lose nor gain, drawn apart. names: those who
    lose, who stay, who gain. counted: the title of the axis of counts.
    """

    frame: Frame
    axis: Axis
    edges: tuple[Number, ...]
    counts: tuple[int, ...]
    unchanged: int
    names: tuple[str, str, str]
    counted: str

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.counts) + 1:
            raise ValueError("expected one more edge than counts")
        if any(low < 0 < high for low, high in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError("an interval reaches across 0")


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A number for each pair of two settings, the rows from below; None where there is none.

    now: column and row of how things stand.
    """

    frame: Frame
    across: Axis
    up: Axis
    columns: tuple[Number, ...]
    rows: tuple[Number, ...]
    cells: tuple[tuple[Number | None, ...], ...]
    scale: Axis
    now: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """What may be between a lowest and a highest number, and what was found; None where nothing was."""

    name: str
    low: Number
    high: Number
    found: Number | None = None

    @property
    def inside(self) -> bool:
        """Whether what was found lies in the interval."""
        return self.found is not None and self.low <= self.found <= self.high


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals one below the other, with what was found.

    names: the interval, found inside, found outside.
    """

    frame: Frame
    axis: Axis
    rows: tuple[IntervalRow, ...]
    names: tuple[str, str, str]


Record = Fan | Days | Sweep | Bars | Ranked | Waterfall | Changes | HeatMap | Intervals
