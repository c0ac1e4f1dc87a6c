"""What a simulated year takes for granted: who comes when, and what happens when money is short."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from amp_rules.errors import AmpRulesError
from amp_rules.terms import Money


class BudgetError(AmpRulesError):
    """A year that cannot be simulated; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Kind(StrEnum):
    """What is asked for: a period, by its place in the order of priority, or one item at cost."""

    REFLECTION = "reflection"
    FIRST_IN_DEPTH = "first_in_depth"
    EXTENSION = "extension"
    SUPPORT_ONLY = "support_only"
    INTEGRATION = "integration"
    ONE_OFF = "one_off"


KINDS: Final = tuple(Kind)
FIRST_PERIODS: Final = (Kind.REFLECTION, Kind.FIRST_IN_DEPTH, Kind.SUPPORT_ONLY)

Passing = Literal["all", "ranks", "none"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is served first, and what happens when the money left does not cover what is asked for.

    ranks: kinds served alike; an earlier rank goes first on each day, and within a rank who asked first.
    passing: what may pass a request that does not fit: "all" that fit, "ranks": none of a later rank as long
        as it waits, "none": nothing more is granted that year.
    shorten: as many first days are granted as the money covers; else it is all the days left or none.
    wait_days: days after the first on which a request is tried again; days that pass meanwhile are lost.
    reserve: kept on the first day of the year for the first rank, falling evenly to nothing on the last.

    >>> Policy(wait_days=0).rank(Kind.EXTENSION)
    2

    Raises BudgetError where a kind has no rank or two, or a number is below 0.
    """

    ranks: tuple[tuple[Kind, ...], ...] = (FIRST_PERIODS, (Kind.INTEGRATION, Kind.ONE_OFF), (Kind.EXTENSION,))
    passing: Passing = "all"
    shorten: bool = False
    wait_days: int = 30
    reserve: Money = Money(0, "SEK")  # noqa: RUF009  # money cannot be changed

    def __post_init__(self) -> None:
        if sorted(kind for rank in self.ranks for kind in rank) != sorted(KINDS):
            raise BudgetError("expected every kind once among the ranks")
        if self.passing not in ("all", "ranks", "none"):
            raise BudgetError(f"expected all, ranks or none, found '{self.passing}'")
        if self.wait_days < 0 or self.reserve.minor < 0:
            raise BudgetError("expected days of waiting and a reserve of at least 0")
        if self.reserve and self.passing == "none":
            raise BudgetError("a reserve is of no use where nothing may pass what does not fit")

    def rank(self, kind: Kind) -> int:
        """The place of a kind in the order, from 0."""
        return next(at for at, rank in enumerate(self.ranks) if kind in rank)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How many come and when, how much is simulated, and how sure the bands are.

    persons: expected number who come in the year.
    season: weights of the twelve months; a day of a month with twice the weight sees twice as many.
    carried_days: days before the year on which persons may have come whose stays run into it.
    stays_per_day: stays decided for each day on which someone may come; the years draw among these.
    confidence: of every band, as a ratio.

    Raises BudgetError where a number is out of range.
    """

    years: int = 10_000
    seed: int = 2022
    persons: int = 35
    season: tuple[int, ...] = (1,) * 12
    carried_days: int = 0
    stays_per_day: int = 20
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name, least, most in (
            ("years", 2, 100_000),
            ("seed", 0, 2**63),
            ("persons", 0, 100_000),
            ("carried_days", 0, 366),
            ("stays_per_day", 1, 10_000),
        ):
            if not least <= getattr(self, name) <= most:
                raise BudgetError(f"{name}: expected {least} to {most}")
        if len(self.season) != 12 or min(self.season) < 0 or not any(self.season):
            raise BudgetError("season: expected twelve weights of at least 0, one above it")
        if not 0.5 <= self.confidence < 1:
            raise BudgetError("confidence: expected a ratio from 0.5 to below 1")
