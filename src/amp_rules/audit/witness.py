"""Combinations that come to a published sum, made into cases that the engine can decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from amp_rules.audit.attain import SUPPLEMENTS, Block, Combination, Search, ore
from amp_rules.audit.rows import PublishedRow
from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import decide
from amp_rules.invented.recipient import (
    LATER,
    WEEKDAYS,
    Tree,
    asked_period,
    earlier_periods,
    recipient,
)
from amp_rules.plan.model import Plan
from amp_rules.terms import Money

_FACTS: Final = {"child": "children_in_shelter", "staffing": "extra_staffing", "allowance": "adult_allowance"}
_EARLIER: Final = 120


@dataclass(frozen=True, slots=True)
class Witness:
    """A combination of one shape that comes to the published sum, with as few departures as its shape can.

    supplements, allowances: what the shape may use; allowances in ore, None for any mixture.
    """

    row: str
    supplements: tuple[str, ...]
    allowances: tuple[int, ...] | None
    combination: Combination

    @property
    def departures(self) -> int:
        """Days on which anything is more or less than the plain rate."""
        return self.combination.departures


@dataclass(frozen=True, slots=True)
class Rival:
    """Another reading of an ambiguity under which the published sum can be met."""

    interpretation: str
    choice: str
    combination: Combination


def witnesses_of(row: PublishedRow) -> tuple[Witness, ...]:
    """The best combination of every shape, the fewest departures first; each combination once."""
    whole = Search(row.blocks)
    shapes: list[tuple[int, ...] | None] = [(), *((each,) for each in whole.taken), None]
    found: dict[Combination, Witness] = {}
    for supplements in ((), *((name,) for name in SUPPLEMENTS), SUPPLEMENTS):
        for allowances in shapes:
            best = Search(row.blocks, supplements, allowances).best(row.total)
            if best is not None:
                found.setdefault(best, Witness(row.key, supplements, allowances, best))
    return tuple(sorted(found.values(), key=lambda each: (each.departures, -sum(each.combination.days))))


def witness_cases(row: PublishedRow, combination: Combination, first: date) -> tuple[Case, ...]:
    """One case for each intervention, together with exactly the days of the combination.

    first: first day of the year. The days of the row are those of the period 'asked' in each case.
    """
    stays = _stays(row, combination)
    _spread(stays, row.blocks, combination)
    return tuple(_case(row.key, number, stay, first) for number, stay in enumerate(stays, start=1))


def decided_sum(plan: Plan, cases: Iterable[Case]) -> Money:
    """What the engine pays for the periods asked for, in all cases together."""
    total = Money(0, "SEK")
    for case in cases:
        paid = decide(plan, case).value("period_total", "period asked")
        assert isinstance(paid, Money)
        total += paid
    return total


@dataclass(slots=True)
class _Day:
    """What one day of a stay has."""

    block: int
    child: bool = False
    staffing: bool = False
    allowance: int = 0


@dataclass(slots=True)
class _Stay:
    """One intervention, day by day."""

    kind: str
    days: list[_Day]


def evenly(total: int, number: int) -> list[int]:
    """A total shared among a number of places so that no two differ by more than one, the larger first."""
    share, rest = divmod(total, number)
    return [share + (place < rest) for place in range(number)]


def _stays(row: PublishedRow, combination: Combination) -> list[_Stay]:
    """The days of every intervention, spread evenly; days at full rate come first in an extension."""
    stays: list[_Stay] = []
    kinds = [block.worth.kind for block in row.blocks]
    main, full, alone = (
        combination.days[kinds.index(kind)] if kind in kinds else 0
        for kind in (kinds[0], "full_day", "support_only")
    )
    having = -(-full // row.blocks[1].worth.longest) if full else 0
    fulls = [*evenly(full, having), *[0] * (row.stays - having)] if having else [0] * row.stays
    for whole, at_full in zip(evenly(main + full, row.stays), fulls, strict=True):
        days = [_Day(kinds.index("full_day")) for _ in range(at_full)]
        stays.append(_Stay(kinds[0], days + [_Day(0) for _ in range(whole - at_full)]))
    if "support_only" in kinds:
        at = kinds.index("support_only")
        for days_given in evenly(alone, row.number - row.stays):
            stays.append(_Stay("support_only", [_Day(at) for _ in range(days_given)]))
    return stays


def _spread(stays: Sequence[_Stay], blocks: Sequence[Block], combination: Combination) -> None:
    """Gives days their supplements and allowances, stay by stay from the first day."""
    every = [day for stay in stays for day in stay.days]
    for extra, number in combination.extras:
        for day in [day for day in every if day.block in extra.blocks][:number]:
            if extra.name == "child":
                day.child = True
            else:
                day.staffing = True
    waiting = iter([day for day in every if blocks[day.block].deducts])
    for taken, number in combination.allowances:
        for _ in range(number):
            day = next(waiting)
            day.allowance = _stated(blocks[day.block], taken)


def _stated(block: Block, taken: int) -> int:
    """The allowance, in ore, of which so much is taken off."""
    return next(ore(stated) for stated, less in block.worth.deductions if ore(less) == taken)


def _case(row: str, number: int, stay: _Stay, first: date) -> Case:
    start, dates = _dates(stay, first)
    case = recipient(first)
    case["id"] = f"witness-{row.replace('_', '-')}-{number:02}"
    kind = "extension" if stay.kind in LATER else stay.kind
    case["periods"] = [*earlier_periods(kind, first), asked_period("asked", kind, start, dates[-1])]
    if any(day.child for day in stay.days):
        case["children"] = [{"id": "child", "age": 5, "in_sweden": True, "directly_exploited": False}]
    for name, fact in _FACTS.items():
        case["daily"][fact] = list(_spans(dates, [_value(day, name) for day in stay.days]))
    if stay.kind == "extension":
        case["daily"]["full_rate"] = list(_spans(dates, [day.block != 0 for day in stay.days]))
    if stay.kind == "support_only":
        case["daily"]["support_delivered"] = list(_spans(dates, [True] * len(dates)))
    return case_from_mapping(case)


def _dates(stay: _Stay, first: date) -> tuple[date, list[date]]:
    """First day of the period, and the date of each of its days; Mondays and Thursdays of support alone."""
    if stay.kind == "support_only":
        start = first + timedelta(days=-first.weekday() % 7)
        weeks = range((len(stay.days) + 1) // 2)
        found = [start + timedelta(weeks=week, days=day) for week in weeks for day in WEEKDAYS]
        return start, found[: len(stay.days)]
    start = first + timedelta(days=_EARLIER if stay.kind in LATER else 0)
    return start, [start + timedelta(days=number) for number in range(len(stay.days))]


def _value(day: _Day, name: str) -> object:
    if name == "child":
        return int(day.child)
    return day.staffing if name == "staffing" else str(Money(day.allowance, "SEK")) if day.allowance else 0


def _spans(dates: Sequence[date], values: Sequence[object]) -> Iterator[Tree]:
    """Runs of neighbouring days with the same value; days without one are left out."""
    numbered = enumerate(zip(dates, values, strict=True))
    for (value, _), run in groupby(numbered, lambda each: (each[1][1], each[1][0].toordinal() - each[0])):
        days = [day for _, (day, _) in run]
        if value:
            yield {"start": days[0].isoformat(), "end": days[-1].isoformat(), "value": value}
