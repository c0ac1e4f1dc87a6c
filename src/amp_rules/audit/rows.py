"""The rows of the published table of interventions, as days that the rules pay for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amp_rules.audit.attain import Block, ore
from amp_rules.invented.dayworth import DayWorth
from amp_rules.rulebook.figures import Figures
from amp_rules.rulebook.model import Text
from amp_rules.terms import Money

ROWS: Final = ("reflection", "in_depth_full", "in_depth_reduced", "integration", "one_off")
_KINDS: Final = {"reflection": "reflection", "in_depth_full": "in_depth", "integration": "integration"}
_CITE: Final = {
    "reflection": ("NSP-A01", "NSP-A04", "NSP-A06", "NSP-D01", "NSP-S01"),
    "in_depth_full": ("NSP-A02", "NSP-A04", "NSP-A06", "NSP-D01", "NSP-S02"),
    "in_depth_reduced": ("NSP-A04", "NSP-A05", "NSP-A06", "NSP-A07", "NSP-A09", "NSP-D01", "NSP-S02"),
    "integration": ("NSP-A08", "NSP-S08"),
    "one_off": ("NSP-A10",),
}


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One row: how many interventions, what they came to, and the days they can consist of.

    blocks: none for one-off support, which is paid at cost. stays: interventions with days of the first
    block. full_days: days at full rate in extensions, as the footnote's money tells; None where that is no
    whole number of days.
    """

    key: str
    title: Text
    number: int
    published: Money
    blocks: tuple[Block, ...]
    stays: int
    full_days: int | None
    cite: tuple[str, ...]

    @property
    def total(self) -> int:
        """The published sum in ore."""
        return ore(self.published)

    @property
    def figures(self) -> tuple[str, ...]:
        """Keys of the published figures of the row."""
        return (f"{self.key}_number", f"{self.key}_money")


def rows_of(figures: Figures, worths: Mapping[str, DayWorth]) -> tuple[PublishedRow, ...]:
    """Every row of the table, with what a day is worth under some readings."""
    return tuple(_row(key, figures, worths) for key in ROWS)


def _row(key: str, figures: Figures, worths: Mapping[str, DayWorth]) -> PublishedRow:
    number, published = figures[f"{key}_number"], figures.money(f"{key}_money")
    title, cite = figures.figure(f"{key}_money").title, _CITE[key]
    full_days, stays, blocks = None, number, tuple[Block, ...]()
    if key in _KINDS:
        worth = worths[_KINDS[key]]
        blocks = (Block(worth, number, number * worth.longest),)
    elif key == "in_depth_reduced":
        alone = figures["support_only_number"]
        full_days, stays = full_days_of(figures, worths), number - alone
        blocks = _reduced(stays, alone, full_days or 0, worths)
    return PublishedRow(key, title, number, published, blocks, stays, full_days, cite)


def _reduced(stays: int, alone: int, full_days: int, worths: Mapping[str, DayWorth]) -> tuple[Block, ...]:
    """Extensions with housing, their days at full rate, and support alone.

    Days at full rate are within the longest period, and every extension has days at the reduced rate as well.
    """
    reduced, full, support = worths["extension"], worths["full_day"], worths["support_only"]
    return (
        Block(reduced, stays, stays * reduced.longest - full_days),
        Block(full, full_days, full_days),
        Block(support, alone, alone * support.longest),
    )


def full_days_of(figures: Figures, worths: Mapping[str, DayWorth]) -> int | None:
    """How many days the money for days at full rate paid for; None where it is no whole number of days."""
    uplift = ore(worths["full_day"].plain - worths["extension"].plain)
    money = ore(figures.money("full_day_money"))
    return money // uplift if uplift > 0 and money % uplift == 0 else None
