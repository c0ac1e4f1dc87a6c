"""Charts of cells and of intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amp_rules.report.charts.numbers import Numbers
from amp_rules.report.charts.records import HeatMap, IntervalRow, Intervals
from amp_rules.report.charts.style import (
    INK,
    LOOKS,
    NOTE,
    PAPER,
    QUIET,
    SMALL,
    finish,
    quiet_grid,
    sheet,
    stand,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PALE, _DEEP = "#f4f6f8", "#12324f"


def heat_map(record: HeatMap, numbers: Numbers) -> Figure:
    """Cells from pale to deep with their numbers; a frame around how things stand."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.patches import Rectangle

    tall = 1.1 + 0.42 * max(3, len(record.rows))
    made = sheet(tall)
    (axes,) = made.panels
    known = [numbers.place(cell, record.scale) for row in record.cells for cell in row if cell is not None]
    scale = Normalize(min(known, default=0.0), max(known, default=1.0))
    colours = LinearSegmentedColormap.from_list("deep", [_PALE, "#8fb0cf", "#3f75a8", _DEEP])
    for up, row in enumerate(record.cells):
        for across, cell in enumerate(row):
            _cell(
                axes,
                across,
                up,
                None if cell is None else numbers.place(cell, record.scale),
                scale,
                colours,
                numbers,
            )
    if record.now is not None:
        across, up = record.now
        axes.add_patch(
            Rectangle((across - 0.46, up - 0.44), 0.92, 0.88, fill=False, edgecolor=PAPER, linewidth=3.5)
        )
        axes.add_patch(
            Rectangle((across - 0.46, up - 0.44), 0.92, 0.88, fill=False, edgecolor=INK, linewidth=1.8)
        )
    axes.set_xlim(-0.5, len(record.columns) - 0.5)
    axes.set_ylim(-0.5, len(record.rows) - 0.5)
    axes.set_xticks(range(len(record.columns)))
    axes.set_xticklabels([numbers.of(value, record.across) for value in record.columns])
    axes.set_yticks(range(len(record.rows)))
    axes.set_yticklabels([numbers.of(value, record.up) for value in record.rows])
    axes.set_xlabel(record.across.title)
    stand(axes, record.up.title, tall)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_title(record.scale.title, loc="left", fontsize=NOTE, color=INK)
    return finish(made, record.frame)


def _cell(
    axes: Axes, across: int, up: int, place: float | None, scale: Any, colours: Any, numbers: Numbers
) -> None:
    from matplotlib.patches import Rectangle

    box = (across - 0.5, up - 0.5)
    if place is None:
        axes.add_patch(Rectangle(box, 1, 1, facecolor=PAPER, edgecolor=QUIET, hatch="///", linewidth=0.5))
        return
    share = float(scale(place))
    axes.add_patch(Rectangle(box, 1, 1, facecolor=colours(share), edgecolor=PAPER, linewidth=1.5))
    colour = PAPER if share > 0.55 else INK
    axes.text(across, up, numbers.written(place), ha="center", va="center", fontsize=SMALL, color=colour)


def intervals(record: Intervals, numbers: Numbers) -> Figure:
    """Intervals as bars, what was found as a mark: filled inside, hollow and larger outside."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    made = sheet(0.8 + 0.42 * max(1, len(record.rows)))
    (axes,) = made.panels
    shown: dict[str, Artist] = {}
    for place, row in enumerate(record.rows):
        shown |= _interval(axes, record, row, -place, numbers)
    axes.set_yticks([-place for place in range(len(record.rows))])
    axes.set_yticklabels([wrapped(row.name, 44) for row in record.rows], color=INK)
    axes.set_ylim(-len(record.rows) + 0.4, 0.6)
    quiet_grid(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    axes.set_xlabel(record.axis.title)
    axes.margins(x=0.05)
    return finish(made, record.frame, {name: shown[name] for name in record.names if name in shown})


def _interval(
    axes: Axes, record: Intervals, row: IntervalRow, at: int, numbers: Numbers
) -> dict[str, Artist]:
    low, high = numbers.places((row.low, row.high), record.axis)
    inside, outside = LOOKS[0], LOOKS[1]
    bar = axes.barh(at, high - low, 0.5, low, color=inside.pale, edgecolor=inside.dark, linewidth=1.1)
    if high == low:
        axes.plot([low, low], [at - 0.25, at + 0.25], color=inside.dark, linewidth=2)
    found: dict[str, Artist] = {record.names[0]: bar.patches[0]}
    if row.found is not None:
        place = numbers.place(row.found, record.axis)
        name = record.names[1] if row.inside else record.names[2]
        look = inside if row.inside else outside
        (found[name],) = axes.plot(
            [place],
            [at],
            marker="o" if row.inside else "X",
            markersize=8 if row.inside else 11,
            color=look.dark,
            markeredgecolor=PAPER,
            markeredgewidth=1,
            linestyle="",
            zorder=4,
            clip_on=False,
        )
    return found
