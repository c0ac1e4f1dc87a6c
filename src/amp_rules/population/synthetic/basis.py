"""What synthetic cases are calibrated to: figures of a report, with rates and year of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from amp_rules.invented.dayworth import DayWorth
from amp_rules.rulebook.figures import Figures

EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Year:
    """First and last day of the year, in days since 1970."""

    first: int
    last: int

    @classmethod
    def of(cls, first: date, last: date) -> Year:
        """The year between two dates, both included."""
        return cls((first - EPOCH).days, (last - EPOCH).days)

    @property
    def days(self) -> int:
        """Days of the year."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ChildAllowances:
    """Ore a day for a child by age, and with food included; the ages at which the higher ones begin.

    whole: how many children have it whole, the others half.
    """

    small: int
    middle: int
    big: int
    fed: int
    middle_age: int
    big_age: int
    whole: int


@dataclass(frozen=True, slots=True)
class SupportBasis:
    """The report of 2022 and the rules of 2022. used: ore of the year's own money."""

    figures: Figures
    worths: Mapping[str, DayWorth]
    child_allowances: ChildAllowances
    used: int
    year: Year


@dataclass(frozen=True, slots=True)
class ReturnBasis:
    """The presentation of 2015, and the year of the edition that its cases are moved into."""

    figures: Figures
    year: Year
