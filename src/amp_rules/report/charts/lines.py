"""Charts of curves: fans and days through the year, sweeps of a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from amp_rules.report.charts.numbers import Numbers
from amp_rules.report.charts.records import Axis, Curve, Days, Fan, FanSide, Limit, Sweep
from amp_rules.report.charts.style import INK, LOOKS, NOTE, finish, quiet_grid, sheet, stand

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TALL = 3.7
_MARKS = 12


def fan(record: Fan, numbers: Numbers) -> Figure:
    """A panel with bands and a middle curve for each side."""
    from matplotlib.ticker import FuncFormatter

    made = sheet(_TALL, len(record.sides))
    shown: dict[str, Artist] = {}
    for axes, side in zip(made.panels, record.sides, strict=True):
        shown |= _fan_side(axes, record, side, numbers)
        shown |= _limits(axes, record.limits, record.axis, numbers)
        numbers.months(axes, record.first, len(side.middle), small=len(made.panels) > 1)
        quiet_grid(axes)
        axes.set_ylim(bottom=0)
        if len(made.panels) > 1:
            axes.set_title(side.name, loc="left", fontsize=NOTE + 0.5, fontweight="bold", color=INK)
    made.panels[0].yaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    stand(made.panels[0], record.axis.title, _TALL)
    return finish(made, record.frame, shown)


def _fan_side(axes: Axes, record: Fan, side: FanSide, numbers: Numbers) -> dict[str, Artist]:
    look = LOOKS[0]
    across = _middles(len(side.middle))
    found: dict[str, Artist] = {}
    for place, band in enumerate(side.bands):
        low, high = numbers.places(band.low, record.axis), numbers.places(band.high, record.axis)
        colour = look.pale if place == 0 else look.middle
        found[band.name] = axes.fill_between(across, low, high, color=colour, linewidth=0)
    (found[record.middle],) = axes.plot(
        across, numbers.places(side.middle, record.axis), color=look.dark, linewidth=2
    )
    return found


def days(record: Days, numbers: Numbers) -> Figure:
    """Curves through the year."""
    made = sheet(_TALL)
    (axes,) = made.panels
    across = _middles(len(record.curves[0].values))
    shown = _curves(axes, record.curves, across, record.axis, numbers)
    shown |= _limits(axes, record.limits, record.axis, numbers)
    numbers.months(axes, record.first, len(across))
    _upright(axes, record.axis, numbers)
    if axes.dataLim.y0 >= 0:
        axes.set_ylim(bottom=0)
    return finish(made, record.frame, shown)


def sweep(record: Sweep, numbers: Numbers) -> Figure:
    """Curves over the steps of a number, with a mark at each step."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    made = sheet(_TALL)
    (axes,) = made.panels
    across = numbers.places(record.points, record.across)
    shown = _curves(axes, record.curves, across, record.axis, numbers, marked=len(across) <= _MARKS * 2)
    if record.now is not None:
        place = numbers.place(record.now.value, record.across)
        shown[record.now.name] = axes.axvline(place, color=INK, linewidth=1.2, linestyle=(0, (1, 1.5)))
    few = len(across) <= _MARKS
    axes.xaxis.set_major_locator(FixedLocator(across) if few else MaxNLocator(8))
    axes.xaxis.set_major_formatter(FuncFormatter(numbers.ticks()))
    axes.set_xlabel(record.across.title)
    axes.margins(x=0.02)
    _upright(axes, record.axis, numbers)
    return finish(made, record.frame, shown)


def _curves(
    axes: Axes,
    curves: Iterable[Curve],
    across: list[float],
    axis: Axis,
    numbers: Numbers,
    marked: bool = False,
) -> dict[str, Artist]:
    found: dict[str, Artist] = {}
    for place, curve in enumerate(curves):
        look = LOOKS[place % len(LOOKS)]
        if curve.band is not None:
            low, high = numbers.places(curve.band.low, axis), numbers.places(curve.band.high, axis)
            found[curve.band.name] = axes.fill_between(
                across,
                low,
                high,
                facecolor="none" if place else look.pale,
                edgecolor=look.dark if place else look.middle,
                hatch=look.hatch,
                linewidth=0.6,
                alpha=0.6 if place else 1.0,
            )
        (found[curve.name],) = axes.plot(
            across,
            numbers.places(curve.values, axis),
            color=look.dark,
            linewidth=2.2,
            linestyle=look.line,
            marker=look.mark if marked else "",
            markersize=5,
            zorder=3,
        )
    return found


def _limits(axes: Axes, limits: Iterable[Limit], axis: Axis, numbers: Numbers) -> dict[str, Artist]:
    patterns = ((0, (6, 3)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
    return {
        limit.name: axes.axhline(
            numbers.place(limit.value, axis),
            color=INK,
            linewidth=1.4,
            linestyle=patterns[place % 3],
            zorder=4,
        )
        for place, limit in enumerate(limits)
    }


def _upright(axes: Axes, axis: Axis, numbers: Numbers) -> None:
    """The axis that stands, with its title and numbers."""
    from matplotlib.ticker import FuncFormatter

    quiet_grid(axes)
    stand(axes, axis.title, _TALL)
    axes.yaxis.set_major_formatter(FuncFormatter(numbers.ticks()))


def _middles(count: int) -> list[float]:
    return [number + 0.5 for number in range(count)]
