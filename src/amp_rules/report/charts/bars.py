"""Charts of bars: in groups, ranked, leading from one sum to another, who loses and gains."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

from amp_rules.report.charts.numbers import Numbers
from amp_rules.report.charts.records import Bars, Changes, Ranked, RankedRow, Series, Waterfall
from amp_rules.report.charts.style import (
    GAIN,
    INK,
    LOOKS,
    LOSS,
    NOTE,
    QUIET,
    REST,
    SMALL,
    finish,
    make_room,
    name_groups,
    quiet_grid,
    sheet,
    stand,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

_TALL = 3.7


def bars(record: Bars, numbers: Numbers) -> Figure:
    """Groups of standing bars, with whiskers and numbers."""
    from matplotlib.ticker import FuncFormatter

    made = sheet(_TALL)
    (axes,) = made.panels
    wide = 0.8 / len(record.series)
    shown: dict[str, Artist] = {}
    for place, series in enumerate(record.series):
        at = [group - 0.4 + wide * (place + 0.5) for group in range(len(record.groups))]
        shown[series.name] = _series(axes, record, series, at, (wide, place), numbers)
    name_groups(axes, record.groups, 92)
    axes.set_xlim(-0.6, len(record.groups) - 0.4)
    quiet_grid(axes)
    axes.margins(y=0.12)
    axes.set_ylim(bottom=min(0.0, axes.dataLim.y0 * 1.12))
    axes.set_xlabel(record.across)
    stand(axes, record.axis.title, _TALL)
    axes.yaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    axes.axhline(0, color=QUIET, linewidth=0.8)
    return finish(made, record.frame, shown if len(record.series) > 1 else None)


def _series(
    axes: Axes, record: Bars, series: Series, at: list[float], turn: tuple[float, int], numbers: Numbers
) -> Artist:
    wide, place = turn
    look = LOOKS[place % len(LOOKS)]
    heights = numbers.places(series.values, record.axis)
    found = axes.bar(
        at, heights, wide * 0.92, color=look.fill, edgecolor=look.dark, hatch=look.hatch, linewidth=0.8
    )
    tops = list(heights)
    if series.ends is not None:
        low = [
            height - numbers.place(end[0], record.axis)
            for height, end in zip(heights, series.ends, strict=True)
        ]
        tops = numbers.places([end[1] for end in series.ends], record.axis)
        high = [top - height for top, height in zip(tops, heights, strict=True)]
        shown = [[max(0.0, each) for each in low], [max(0.0, each) for each in high]]
        axes.errorbar(at, heights, shown, fmt="none", ecolor=INK, elinewidth=1.1, capsize=3)
    if record.labelled:
        size = SMALL if len(at) * len(record.series) <= 16 else SMALL - 2
        texts = numbers.alike(heights)
        for x, height, top, text in zip(at, heights, tops, texts, strict=True):
            up = height >= 0
            axes.annotate(
                text,
                (x, max(height, top) if up else height),
                (0, 3 if up else -3),
                textcoords="offset points",
                ha="center",
                va="bottom" if up else "top",
                fontsize=size,
            )
    return found.patches[0]


def ranked(record: Ranked, numbers: Numbers) -> Figure:
    """Lying bars, the farthest reaching at the top."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    rows = sorted(record.rows, key=lambda row: -row.reach)
    names = [_named(row) for row in rows]
    lines = max((name.count("\n") for each in names for name in each[1:]), default=0)
    made = sheet(0.75 + (0.4 + 0.15 * lines) * max(1, len(rows)))
    (axes,) = made.panels
    texts = [
        text for place, row in enumerate(rows) for text in _ranked_row(axes, record, row, -place, numbers)
    ]
    for place, (name, detail) in enumerate(names):
        _beside(axes, -place, name, detail)
    axes.set_yticks([])
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.axvline(0, color=INK, linewidth=1)
    quiet_grid(axes, "x")
    axes.spines["left"].set_visible(False)
    signed = any(value < 0 for row in rows for value in row.values)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(numbers.ticks(signed)))
    axes.set_xlabel(record.axis.title)
    figure = finish(made, record.frame)
    make_room(figure, axes, texts)
    return figure


def _named(row: RankedRow) -> tuple[str, str]:
    return wrapped(row.name, 40), wrapped(row.detail, 46)


def _beside(axes: Axes, at: float, name: str, detail: str) -> None:
    """The name of a row to the left of its bar, its detail in small letters below it."""
    place = ("axes fraction", "data")
    up = 1 if detail else 0
    axes.annotate(
        name,
        (0, at),
        (-8, up),
        xycoords=place,
        textcoords="offset points",
        ha="right",
        va="bottom" if detail else "center",
        fontsize=NOTE,
    )
    if detail:
        axes.annotate(
            detail,
            (0, at),
            (-8, -1),
            xycoords=place,
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=SMALL - 1,
            color=QUIET,
        )


def _ranked_row(axes: Axes, record: Ranked, row: RankedRow, at: int, numbers: Numbers) -> list[Annotation]:
    """The bar, and the numbers at its ends."""
    ends = sorted(set(numbers.places(row.values, record.axis)))
    low, high = (ends[0], ends[-1]) if len(row.values) > 1 else (min(0.0, ends[0]), max(0.0, ends[0]))
    for start, end, look in ((low, min(0.0, high), LOSS), (max(0.0, low), high, GAIN)):
        if end > start:
            axes.barh(
                at,
                end - start,
                0.6,
                start,
                color=look.fill,
                edgecolor=look.dark,
                hatch=look.hatch,
                linewidth=0.8,
            )
    left = [True, False] if len(ends) > 1 else [ends[0] < 0]
    return [
        axes.annotate(
            numbers.written(place, signed=True),
            (place, at),
            (-4 if before else 4, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="center",
            fontsize=SMALL,
        )
        for place, before in zip(ends, left, strict=True)
    ]


def waterfall(record: Waterfall, numbers: Numbers) -> Figure:
    """From the first sum to the last, part by part."""
    from matplotlib.ticker import FuncFormatter

    made = sheet(_TALL)
    (axes,) = made.panels
    parts = numbers.places([part.amount for part in record.parts], record.axis)
    sums = list(accumulate(parts, initial=numbers.place(record.start.amount, record.axis)))
    last = len(parts) + 1
    for at, total in ((0, sums[0]), (last, sums[-1])):
        axes.bar(at, total, 0.62, color=REST.fill, edgecolor=REST.dark, linewidth=0.8)
    for at, (part, before) in enumerate(zip(parts, sums, strict=False), 1):
        look = LOSS if part < 0 else GAIN
        axes.bar(
            at, part, 0.62, before, color=look.fill, edgecolor=look.dark, hatch=look.hatch, linewidth=0.8
        )
    for at, total in enumerate(sums):
        axes.plot([at - 0.31, at + 1.31], [total, total], color=QUIET, linewidth=0.9, linestyle=(0, (3, 2)))
    _zoomed(axes, sums)
    for at, part in enumerate(parts, 1):
        _above(axes, at, max(sums[at - 1], sums[at]), numbers.written(part, signed=True))
    for at, total in ((0, sums[0]), (last, sums[-1])):
        _above(axes, at, max(0.0, total), numbers.written(total), bold=True)
    names = [record.start.name, *(part.name for part in record.parts), record.end.name]
    name_groups(axes, names, 92)
    axes.set_xlim(-0.6, last + 0.6)
    quiet_grid(axes)
    stand(axes, record.axis.title, _TALL)
    axes.yaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    return finish(made, record.frame)


def _zoomed(axes: Axes, sums: list[float]) -> None:
    """Cuts off what all sums have in common, where the parts would be too small to see."""
    low, high = min(sums), max(sums)
    span = (high - low) or abs(high) or 1.0
    if low > 0 and span < 0.25 * high:
        axes.set_ylim(max(0.0, low - span * 0.6), high + span * 0.25)
        for at in (0.0, 0.012):
            axes.plot(
                [-0.008, 0.008],
                [0.028 + at, 0.04 + at],
                transform=axes.transAxes,
                color=INK,
                linewidth=1,
                clip_on=False,
            )
    else:
        axes.set_ylim(min(0.0, low - span * 0.1), max(0.0, high) + span * 0.15)
        axes.axhline(0, color=QUIET, linewidth=0.8)


def _above(axes: Axes, at: float, place: float, text: str, bold: bool = False) -> None:
    axes.annotate(
        text,
        (at, place),
        (0, 4),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=SMALL,
        fontweight="bold" if bold else "normal",
    )


def changes(record: Changes, numbers: Numbers) -> Figure:
    """Counts of those who lose on one side of 0, of those who gain on the other."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    made = sheet(_TALL)
    (axes,) = made.panels
    edges = numbers.places(record.edges, record.axis)
    shown: dict[str, Artist] = {}
    for low, high, count in zip(edges, edges[1:], record.counts, strict=False):
        look, name = (LOSS, record.names[0]) if high <= 0 else (GAIN, record.names[2])
        found = axes.bar(
            low,
            count,
            high - low,
            align="edge",
            color=look.fill,
            edgecolor=look.dark,
            hatch=look.hatch,
            linewidth=0.8,
        )
        shown.setdefault(name, found.patches[0])
        if count:
            _above(axes, (low + high) / 2, count, numbers.written(count))
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.set_ylim(0, max(1, *record.counts) * 1.15)
    quiet_grid(axes)
    axes.xaxis.set_major_locator(MaxNLocator(9))
    axes.xaxis.set_major_formatter(FuncFormatter(numbers.ticks(signed=True)))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    axes.set_xlabel(record.axis.title)
    stand(axes, record.counted, _TALL)
    return finish(made, record.frame, _counted(record, shown, numbers))


def _counted(record: Changes, shown: Mapping[str, Artist], numbers: Numbers) -> dict[str, Artist]:
    """The keys, each with how many there are."""
    from matplotlib.lines import Line2D

    lose, stay, gain = record.names
    below = sum(count for high, count in zip(record.edges[1:], record.counts, strict=True) if high <= 0)
    blank = Line2D([], [], linestyle="")
    counts = ((lose, below), (stay, record.unchanged), (gain, sum(record.counts) - below))
    return {f"{name}: {numbers.written(count)}": shown.get(name, blank) for name, count in counts}
