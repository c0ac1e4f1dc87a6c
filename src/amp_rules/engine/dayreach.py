"""What a plan's reading of days can become: runs of days, dated facts, counted flags."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import inf
from typing import Any

from amp_rules.engine import kleene, ranges
from amp_rules.engine.domains import domain
from amp_rules.engine.ranges import EITHER, FALSE, TRUE, Options, Possible, Range
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Tracer
from amp_rules.plan import ir
from amp_rules.plan.types import Type
from amp_rules.rulebook.fields import FIRST_DAY, LAST_DAY
from amp_rules.terms import UNKNOWN

U = UNKNOWN
UNSEEN = -1
Env = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days of a period; `flagged` settles whether they are among the first flagged ones.

    certain: whether the period surely has these days. floating: the start is open, so that first and last are
    numbers in the period, not dates.
    """

    at: int
    first: int
    last: int
    flagged: bool | None = None
    certain: bool = True
    floating: bool = False


class DayReach(ABC):
    """The part of a reading over possible values that is about days.

    cut: the runs of days of each period, and the unknown facts that they depend on. reading: the unknown
    facts read by each answer under way.
    """

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self.rows = tracer.rows
        self.plan = tracer.plan
        self.firsts = self.rows.program.firsts
        self.cut: dict[int, tuple[list[Days], frozenset[str]]] = {}
        self.reading: list[set[str]] = [set()]

    @abstractmethod
    def of(self, expr: ir.Expr, env: Env) -> Possible:
        """What an expression can give."""

    @abstractmethod
    def fact(self, fact: ir.Fact, env: Env) -> Possible:
        """What a fact can be."""

    @abstractmethod
    def env(self, entity: Days) -> Env:
        """What an expression about a run of days can name."""

    # what is read on a day

    def day_fact(self, fact: ir.DayFact, env: Env) -> Possible:
        """What a dated fact can be on a run of days."""
        days: Days = env["day"]
        return (
            self._some_day(fact.name, fact.type)
            if days.floating
            else self._on(fact.name, days.first, fact.type)
        )

    def _some_day(self, name: str, kind: Type) -> Possible:
        """What a dated fact can be on a day of which no date is known."""
        spans = self.tracer.dated(name)
        if spans is None or any(value is U for _, _, value in spans):
            return domain(self.plan.scopes.facts["day"][name], kind)
        values = [value for _, _, value in spans]
        return reduce(ranges.join, [ranges.possible(value) for value in (*values, self.tracer.outside(name))])

    def _on(self, name: str, day: int, kind: Type) -> Possible:
        value = kleene.on_day(self.tracer.dated(name), day, self.tracer.outside(name))
        if value is U:
            return domain(self.plan.scopes.facts["day"][name], kind)
        return ranges.possible(value)

    def at(self, at: ir.At, env: Env) -> Possible:
        """What a dated fact can be on a date."""
        on = self.of(at.on, env)
        if isinstance(on, Range) and on.low == on.high:
            return self._on(at.name, int(on.low), at.type)
        spans = self.tracer.dated(at.name)
        whole = domain(self.plan.scopes.facts["day"][at.name], at.type)
        if spans is None or not isinstance(on, Range) or any(value is U for _, _, value in spans):
            return whole
        met = [value for low, high, value in spans if low <= on.high and high >= on.low]
        return reduce(ranges.join, [ranges.possible(value) for value in (*met, self.tracer.outside(at.name))])

    def day_part(self, part: ir.DayPart, env: Env) -> Possible:
        """The dates, or the numbers in the period, of a run of days."""
        days: Days = env["day"]
        if days.floating:
            any_date = Range(FIRST_DAY.toordinal(), LAST_DAY.toordinal())
            return any_date if part.part == "date" else Range(days.first, days.last)
        if part.part == "date":
            return Range(days.first, days.last)
        start = self._period_fact(days.at, "start")
        if not isinstance(start, Range):
            return Range(1, inf)
        return Range(max(1, days.first - start.high + 1), days.last - start.low + 1)

    def dated_param(self, param: ir.DatedParam, env: Env) -> Possible:
        """What a dated parameter can be."""
        values = self.plan.parameters[param.name].values
        on = (
            self.of(param.on, env)
            if param.on is not None
            else self.day_part(ir.DayPart(param.type, "date"), env)
        )
        if isinstance(on, Range) and on.low == on.high:
            return ranges.possible(kleene.on_day(kleene.dated_values(values), int(on.low), values[0][1]))
        return reduce(ranges.join, [ranges.possible(value) for _, value in values])

    def first(self, first: ir.First, env: Env) -> Possible:
        """Whether a run of days can be among the first flagged ones."""
        days: Days = env["day"]
        if days.flagged is not None:
            return TRUE if days.flagged else FALSE
        return self.flagged(first, days, env)

    def flagged(self, first: ir.First, days: Days, env: Env) -> Options:
        """Whether days can be among the first flagged ones of their period."""
        most = self.of(first.count, env)
        if days.floating:
            return EITHER
        start = self._period_fact(days.at, "start")
        if not (isinstance(start, Range) and start.low == start.high):
            return EITHER
        limit = most.low if isinstance(most, Range) and most.low == most.high else U
        spans = kleene.first_days(self.tracer.dated(first.name), int(start.low), LAST_DAY.toordinal(), limit)
        value = kleene.on_day(spans, days.first, False)
        return EITHER if value is U else TRUE if value else FALSE

    # runs of days

    def _period_fact(self, at: int, name: str) -> Possible:
        fact = ir.Fact(Type("date"), "period", "period", (name,))
        return self.fact(fact, {"period": Instance("period", at)})

    def days(self, at: int) -> list[Days]:
        """The runs of days of a period, as far as they can be told."""
        if at not in self.cut:
            self.reading.append(set())
            runs = self._days(at)
            self.cut[at] = (runs, frozenset(self.reading.pop()))
        runs, read = self.cut[at]
        self.reading[-1] |= read
        return runs

    def _days(self, at: int) -> list[Days]:
        start, end = (Range(0, inf), Range(0, inf)) if at == UNSEEN else self._ends(at)
        if start.low != start.high:
            return self._floating(at)
        low, sure, last = (
            int(start.low),
            int(max(end.low, start.low)),
            int(min(end.high, LAST_DAY.toordinal())),
        )
        if last < low:
            return []
        env = self.env(Days(at, low, low))
        cuts = [*self._crossings(low, env), sure + 1]
        spans = [
            self.tracer.dated(name)
            for name in self.rows.program.read_by_day
            if not name.startswith("parameter.")
        ]
        spans += [self._first_spans(first, low, last, env) for first in self.firsts]
        spans += [
            kleene.dated_values(each.values) for each in self.plan.parameters.values() if len(each.values) > 1
        ]
        for each in spans:
            cuts += kleene.changes(each, low, last, U)[1]
        return [Days(at, a, b, certain=b <= sure) for a, b in kleene.segments(low, last, cuts)]

    def _floating(self, at: int) -> list[Days]:
        """Runs by number in the period, for a period whose start is open."""
        last = LAST_DAY.toordinal() - FIRST_DAY.toordinal() + 1
        env = self.env(Days(at, 1, 1, floating=True))
        cuts = [2, *self._crossings(1, env)]
        return [
            Days(at, a, b, certain=b == 1 and at != UNSEEN, floating=True)
            for a, b in kleene.segments(1, last, cuts)
        ]

    def _ends(self, at: int) -> tuple[Range, Range]:
        start, end = self._period_fact(at, "start"), self._period_fact(at, "end")
        assert isinstance(start, Range)
        assert isinstance(end, Range)
        return start, end

    def _first_spans(self, first: ir.First, low: int, last: int, env: Env) -> kleene.Spans:
        most = self.of(first.count, env)
        limit = most.low if isinstance(most, Range) and most.low == most.high else U
        return kleene.first_days(self.tracer.dated(first.name), low, last, limit)

    def _crossings(self, start: int, env: Env) -> list[int]:
        found: list[int] = []
        for made in self.rows.program.cuts:
            ramp, steady = (made.left, made.right) if made.left.type.ramp else (made.right, made.left)
            here, there = self.of(ramp, env), self.of(steady, env)
            for end in _ends_of(there):
                if isinstance(here, Range) and here.low == here.high and abs(end) != inf:
                    found += [start + int(end - here.low), start + int(end - here.low) + 1]
        return found


def _ends_of(value: Possible) -> tuple[Any, ...]:
    return (value.low, value.high) if isinstance(value, Range) else ()
