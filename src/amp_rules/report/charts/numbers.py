"""Numbers and dates on charts, as the language writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from amp_rules.report.charts.records import Axis, Number
from amp_rules.report.words import report_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Numbers:
    """Writes the numbers of one language."""

    def __init__(self, language: str) -> None:
        self.words = report_words(language)

    def place(self, value: Number, axis: Axis) -> float:
        """Where a number stands on its axis: kronor for money, per cent for shares."""
        if axis.scale == "money":
            return float(Fraction(value) / 100)
        return float(value) * 100 if axis.scale == "share" else float(value)

    def places(self, values: Sequence[Number], axis: Axis) -> list[float]:
        """Where numbers stand on their axis."""
        return [self.place(value, axis) for value in values]

    def written(self, place: float, signed: bool = False) -> str:
        """A number of an axis: whole where that is no loss, else with the decimals it needs."""
        from babel.numbers import format_decimal

        size = abs(place)
        pattern = "#,##0" if size >= 100 or place == int(place) else "#,##0.#" if size >= 10 else "#,##0.##"
        text = format_decimal(place, pattern, locale=self.words.locale)
        plus = signed and place > 0 and text.strip("0.,") != ""
        return ("+" if plus else "") + text.replace("-", "\N{MINUS SIGN}")

    def of(self, value: Number, axis: Axis, signed: bool = False) -> str:
        """A value, written as on its axis."""
        return self.written(self.place(value, axis), signed)

    def alike(self, places: Sequence[float]) -> list[str]:
        """Numbers of an axis that stand together, all with the same decimals; 0 has none."""
        from babel.numbers import format_decimal

        whole = all(place == int(place) for place in places) or max(map(abs, places)) >= 1_000
        pattern = "#,##0" if whole else "#,##0.0"
        found = [
            format_decimal(place, pattern if place else "0", locale=self.words.locale) for place in places
        ]
        return [text.replace("-", "\N{MINUS SIGN}") for text in found]

    def ticks(self, signed: bool = False) -> Callable[[float, int], str]:
        """Writes the numbers of an axis."""
        return lambda place, _: self.written(place, signed)

    def months(self, axes: Axes, first: date, days: int, small: bool = False) -> None:
        """The months of a year along an axis of days counted from `first`, each in its middle."""
        from babel.dates import get_month_names
        from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

        names = get_month_names("abbreviated", "stand-alone", locale=self.words.locale)
        dates = [first + timedelta(number) for number in range(days + 1)]
        starts = [number for number, each in enumerate(dates) if each.day == 1 or number in (0, days)]
        middles = [(low + high) / 2 for low, high in pairwise(starts)]
        axes.set_xlim(0, days)
        axes.xaxis.set_major_locator(FixedLocator(starts))
        axes.xaxis.set_major_formatter(NullFormatter())
        axes.xaxis.set_minor_locator(FixedLocator(middles))
        axes.xaxis.set_minor_formatter(
            FixedFormatter([names[dates[low].month].rstrip(".") for low in starts[:-1]])
        )
        axes.tick_params(axis="x", which="minor", length=0, labelsize=8 if small else 9, pad=14)
        for label in axes.get_xticklabels(minor=True):
            label.set_verticalalignment("baseline")
        axes.tick_params(axis="x", which="major", length=4)
