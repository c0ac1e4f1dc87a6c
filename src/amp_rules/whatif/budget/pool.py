"""Stays decided by the rules: what every day of each costs, read from a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.errors import UnknownNameError
from amp_rules.plan.model import Plan
from amp_rules.population import Run
from amp_rules.rulebook.model import Rulebook
from amp_rules.terms import Money
from amp_rules.whatif.budget.assumptions import KINDS, BudgetError, Kind
from amp_rules.whatif.budget.stays import Flags, Stays, Whole, make_stays, starts_of

BUDGET: Final = "budget_set_aside"
YEAR: Final = ("year_first", "year_last")
EXTENSION: Final = "is_extension"
ITEM: Final = "item_paid"
"""What the simulation asks a plan for by name; everything else it takes as it comes."""

_KIND_OF: Final[Mapping[tuple[str | None, bool], Kind]] = MappingProxyType(
    {
        ("reflection", False): Kind.REFLECTION,
        ("in_depth", False): Kind.FIRST_IN_DEPTH,
        ("in_depth", True): Kind.EXTENSION,
        ("support_only", False): Kind.SUPPORT_ONLY,
        ("support_only", True): Kind.EXTENSION,
        ("integration", False): Kind.INTEGRATION,
    }
)


@dataclass(frozen=True, slots=True)
class YearOfRules:
    """The year that an edition speaks of: its first and last day and the money set aside for it."""

    first: date
    last: date
    budget: Money

    @property
    def days(self) -> int:
        """Its length."""
        return (self.last - self.first).days + 1


def year_of(plan: Plan) -> YearOfRules:
    """The year of a plan's edition and its budget, from the parameters.

    Raises BudgetError where the edition has no such parameters: nothing can be simulated under it.
    """
    found = []
    for name in (*YEAR, BUDGET):
        parameter = plan.parameters.get(name)
        if parameter is None or not parameter.values:
            raise BudgetError(f"{plan.name} has no parameter '{name}', so it speaks of no year's money")
        found.append(parameter)
    first, last = (each.values[-1][1] for each in found[:2])
    assert isinstance(first, date)
    assert isinstance(last, date)
    since = first.toordinal()
    (*_, budget) = (value for start, value in found[2].values if start is None or start <= since)
    assert isinstance(budget, int)
    return YearOfRules(first, last, Money(budget, "SEK"))


def asking(rules: Rulebook) -> Rulebook:
    """The same rules, asked only for what the simulation needs to know.

    Raises UnknownNameError where they lack one of these decisions.
    """
    for name in (EXTENSION, ITEM):
        if name not in rules.decisions:
            raise UnknownNameError("decision", name, ())
    goals = (*((rules.edition.total,) if rules.edition.total else ()), EXTENSION, ITEM)
    return replace(rules, edition=replace(rules.edition, goals=goals))


def settled(run: Run) -> Flags:
    """Whether the rules decide all of a stay's money and the kind of each of its periods."""
    total = run.plan.rulebook.edition.total
    found = _filled(run.cases[f"{total}_minor"]) & ~_filled(run.cases["problem"])
    period = run.parts["period"]
    open_ = pc.and_(
        pc.is_null(period[EXTENSION]), pc.is_in(_kinds(run), pa.array(["in_depth", "support_only"]))
    )
    found[_whole(period["case_id"])[np.asarray(open_.to_numpy(zero_copy_only=False), np.bool_)]] = False
    return found


def stays_of(run: Run, by_day: Whole, kept: Flags) -> Stays:
    """The stays of a run of moved persons, without those not to be kept.

    Raises BudgetError where days and items do not sum to the total the rules give, or an amount is no whole
    number of ore.
    """
    year = year_of(run.plan)
    since = (year.first - date(1970, 1, 1)).days
    periods, items = run.parts["period"], run.parts["item"]
    request, day, long, rate = _runs(run, since)
    owner = np.concatenate((_whole(periods["case_id"]), _whole(items["case_id"])))
    kind = np.concatenate((_period_kinds(run), np.full(items.num_rows, KINDS.index(Kind.ONE_OFF))))
    start = np.concatenate((_days(run, "periods", "start"), _days(run, "items", "on"))) - since
    _add_up(run, owner, request, long * rate, kept)
    day, long = np.maximum(day, 0), long - np.maximum(-day, 0)
    inside = (long > 0) & kept[owner[request]]
    order = np.argsort(owner, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    runs = np.argsort(place[request[inside]], kind="stable")
    each = np.bincount(owner, minlength=len(kept)).astype(np.int64)
    stays = make_stays(
        year.days,
        np.add.reduceat(kept.astype(np.int64), starts_of(by_day)[:-1]),
        each,
        kind[order],
        np.maximum(start[order], 0),
        (place[request[inside]][runs], long[inside][runs], rate[inside][runs]),
    )
    return _without(stays, kept)


def _without(stays: Stays, kept: Flags) -> Stays:
    """Without the stays that are not to be kept; they hold no requests any more."""
    counts = np.diff(stays.requests)[kept]
    return replace(stays, requests=starts_of(counts))


def _runs(run: Run, since: int) -> tuple[Whole, Whole, Whole, Whole]:
    """Runs of days at one cost: the request of each, its first day of the year, its days, its daily cost."""
    lines, items = run.segments, run.parts["item"]
    if lines is None:
        raise BudgetError(f"{run.plan.name} has no timeline, so its days have no cost")
    lines = lines.filter(pc.is_valid(lines["rate_minor"]))
    paid = items[f"{ITEM}_minor"]
    known = np.flatnonzero(_filled(paid))
    one = np.ones(len(known), np.int64)
    return (
        np.concatenate((_whole(lines["period_id"]), run.parts["period"].num_rows + known)),
        np.concatenate((_whole(lines["start"].cast(pa.int32())), _days(run, "items", "on")[known])) - since,
        np.concatenate((_whole(lines["days"]), one)),
        np.concatenate((_exact(lines["rate_minor"]), _exact(paid.filter(pc.is_valid(paid))))),
    )


def _add_up(run: Run, owner: Whole, request: Whole, amount: Whole, kept: Flags) -> None:
    total = np.zeros(len(kept), np.int64)
    np.add.at(total, owner[request], amount)
    name = f"{run.plan.rulebook.edition.total}_minor"
    wanted = _exact(pc.fill_null(run.cases[name], 0))
    wrong = int(np.count_nonzero((total != wanted) & kept))
    if wrong:
        raise BudgetError(f"days and items do not sum to {run.plan.rulebook.edition.total} in {wrong} stays")


# columns as arrays


def _kinds(run: Run) -> pa.ChunkedArray:
    """The kind of each period, in the order of the run's rows."""
    return run.population.column("periods", "kind")


def _period_kinds(run: Run) -> Whole:
    extension = pc.fill_null(run.parts["period"][EXTENSION], False)
    pairs = zip(_kinds(run).to_pylist(), extension.to_pylist(), strict=True)
    return np.array([KINDS.index(_KIND_OF.get(pair, Kind.REFLECTION)) for pair in pairs], np.int64)


def _days(run: Run, table: str, column: str) -> Whole:
    """Days counted from 1970; 0 where there is none."""
    return _whole(pc.fill_null(run.population.column(table, column).cast(pa.int32()), 0))


def _filled(column: pa.ChunkedArray) -> Flags:
    return np.array(pc.is_valid(column).to_numpy(zero_copy_only=False), np.bool_)


def _whole(column: pa.ChunkedArray) -> Whole:
    """Ids and numbers as 64-bit integers."""
    return np.asarray(column.cast(pa.int64()).to_numpy(), np.int64)


def _exact(column: pa.ChunkedArray) -> Whole:
    try:
        return _whole(column)
    except pa.ArrowInvalid:
        raise BudgetError("the rules give fractions of an ore, which no sum of money can be") from None
