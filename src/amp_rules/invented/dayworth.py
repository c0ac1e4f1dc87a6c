"""What one day of each kind of support is worth under a plan: asked of the engine, never retyped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import Final

from amp_rules.case.reading import case_from_mapping
from amp_rules.engine.decide import decide
from amp_rules.engine.outcome import Outcome
from amp_rules.errors import AmpRulesError, UnknownNameError
from amp_rules.invented.recipient import (
    LATER,
    asked_period,
    earlier_periods,
    recipient,
    weekday_spans,
)
from amp_rules.plan.model import Plan
from amp_rules.terms import Money

KINDS: Final = ("reflection", "in_depth", "extension", "full_day", "support_only", "integration")
ALLOWANCES: Final = ("allowance_single", "allowance_shared", "allowance_single_fed", "allowance_shared_fed")
_PROBED: Final = 7
_NOTHING: Final = Money(0, "SEK")


class UnevenDayError(AmpRulesError):
    """A day of this kind is not worth the sum of its parts, or nothing is known of its worth."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            f"a day of '{kind}' is not worth a rate with supplements added and an allowance taken off"
        )


@dataclass(frozen=True, slots=True)
class DayWorth:
    """SEK for one day of a kind: the plain rate, what is added, what is taken off.

    kind: 'extension' is a day at the reduced rate, 'full_day' one at full rate in an extension. child: more
    with a child in the shelter. staffing: more with extra staff. deductions: each statutory daily allowance
    of an adult with what it takes off, largest first. longest: most days of the kind paid in one period.
    """

    kind: str
    plain: Money
    child: Money
    staffing: Money
    deductions: tuple[tuple[Money, Money], ...]
    longest: int


def day_worths(plan: Plan) -> Mapping[str, DayWorth]:
    """The worth of a day of every kind in `KINDS`, under the plan's own readings.

    >>> from amp_rules import build_plan, load_rulebook
    >>> day_worths(build_plan(load_rulebook("nsp", edition="2022")))["extension"].plain
    Money('600.00', 'SEK')

    Raises:
        UnevenDayError: supplements do not simply add to the rate.
        UnknownNameError: the edition has no parameter for the first or the last day of its year.
    """
    kept = plan.kept.get("day_worths")
    if kept is None:
        probe = _Probe(plan)
        kept = plan.kept.setdefault(
            "day_worths", MappingProxyType({kind: probe.worth(kind) for kind in KINDS})
        )
    return kept  # type: ignore[return-value]


class _Probe:
    """Decides made-up cases of one recipient, each differing in what a day has."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.first = _day(plan, "year_first")
        self.last = _day(plan, "year_last")
        found = {_sum(plan, name) for name in ALLOWANCES if name in plan.parameters}
        self.allowances = sorted(found, reverse=True)

    def worth(self, kind: str) -> DayWorth:
        """The parts of a day's worth, once every mixture of them was found to be their sum."""
        plain = self._value(kind)
        child = self._value(kind, child=True) - plain
        staffing = self._value(kind, staffing=True) - plain
        taken = tuple((each, plain - self._value(kind, allowance=each)) for each in self.allowances)
        for has_child, has_staff in product((False, True), repeat=2):
            added = plain + (child if has_child else _NOTHING) + (staffing if has_staff else _NOTHING)
            for stated, less in taken:
                if self._value(kind, has_child, has_staff, stated) != added - less:
                    raise UnevenDayError(kind)
        return DayWorth(kind, plain, child, staffing, taken, self._longest(kind, plain))

    def _value(
        self, kind: str, child: bool = False, staffing: bool = False, allowance: Money = _NOTHING
    ) -> Money:
        outcome = self._decided(kind, _PROBED, child, staffing, allowance)
        start = self._start(kind)
        rates = [each.rate for each in outcome.timeline if each.period == "asked" and each.start == start]
        if not rates or not isinstance(rates[0], Money):
            raise UnevenDayError(kind)
        return rates[0]

    def _longest(self, kind: str, plain: Money) -> int:
        """Days paid at the plain rate in a period that is asked for to the end of the year."""
        outcome = self._decided(kind, (self.last - self._start(kind)).days + 1)
        return sum(each.days for each in outcome.timeline if each.period == "asked" and each.rate == plain)

    def _start(self, kind: str) -> date:
        """First day of the period asked for; a Monday where support is given on weekdays."""
        if kind in LATER:
            return self.first + timedelta(days=120)
        if kind == "support_only":
            return self.first + timedelta(days=-self.first.weekday() % 7)
        return self.first

    def _decided(
        self,
        kind: str,
        days: int,
        child: bool = False,
        staffing: bool = False,
        allowance: Money = _NOTHING,
    ) -> Outcome:
        start = self._start(kind)
        end = start + timedelta(days=days - 1)
        case = recipient(self.first)
        if child:
            case["children"] = [{"id": "child", "age": 5, "in_sweden": True, "directly_exploited": False}]
        case["periods"] = [*earlier_periods(kind, self.first), asked_period("asked", kind, start, end)]
        given = {
            "adult_allowance": str(allowance) if allowance else None,
            "children_in_shelter": 1 if child else None,
            "adults_with_children": 1 if child else None,
            "extra_staffing": staffing or None,
            "full_rate": kind == "full_day" or None,
        }
        for name, value in given.items():
            if value is not None:
                case["daily"][name] = [{"start": start.isoformat(), "end": end.isoformat(), "value": value}]
        if kind == "support_only":
            case["daily"]["support_delivered"] = weekday_spans(start, end)
        return decide(self.plan, case_from_mapping(case))


def _day(plan: Plan, name: str) -> date:
    value = _parameter(plan, name)
    assert isinstance(value, date)
    return value


def _sum(plan: Plan, name: str) -> Money:
    value = _parameter(plan, name)
    assert isinstance(value, int)
    return Money(value, "SEK")


def _parameter(plan: Plan, name: str) -> object:
    known = plan.parameters.get(name)
    if known is None or not known.values:
        raise UnknownNameError("parameter", name, tuple(plan.parameters))
    return known.values[0][1]
