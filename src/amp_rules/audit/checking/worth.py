"""What a unit of payments is worth under some rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amp_rules.audit.checking.finding import DayRun
from amp_rules.audit.checking.spans import Span, count, shared
from amp_rules.audit.checking.unit import Unit
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import Instance
from amp_rules.terms import UNKNOWN, Currency, Money, Unknown


@dataclass(frozen=True, slots=True)
class Worth:
    """What the rules give, and which gave it. runs: the days in order, of what is paid by the day."""

    amount: Money | Unknown
    runs: tuple[DayRun, ...] = ()
    rules: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()


def find(outcome: Outcome, unit: Unit, decision: str) -> Instance | None:
    """What the unit pays for, among the case's own; None where the case has no such thing."""
    about = outcome.plan.decisions[decision].about
    wanted = f"{about} {unit.target}" if unit.number is None else f"{about} {unit.target}.{unit.number}"
    return next((each for each in outcome.rows.instances(about) if outcome.rows.label(each) == wanted), None)


def worth(outcome: Outcome, unit: Unit, decision: str, again: bool) -> Worth:
    """What an outcome gives for a unit; `again`: with what was paid before paid once more."""
    if unit.kind == "period" and outcome.plan.rulebook.edition.timeline is not None:
        return _of_days(outcome, unit, again)
    found = find(outcome, unit, decision)
    value = UNKNOWN if found is None else outcome.value(decision, outcome.rows.label(found))
    if not isinstance(value, Money):
        return Worth(UNKNOWN)
    times = unit.times if again else 1
    return Worth(value * times, (), *_deciding(outcome, decision))


def amount(outcome: Outcome, unit: Unit, decision: str, again: bool) -> Money | Unknown:
    """The same as `worth`, but only what it comes to: much faster where that is all that is asked."""
    line = outcome.plan.rulebook.edition.timeline
    if unit.kind != "period" or line is None:
        return worth(outcome, unit, decision, again).amount
    rows = outcome.rows
    parts: list[Any] = []
    for period in rows.instances("period"):
        if rows.object(period).id != unit.target:
            continue
        for day in rows.children(period, "day") or ():
            own = [rows.dates(day)]
            days = count(own if unit.days is None else shared(own, unit.days))
            days += _once_more(own, unit) if again else 0
            if days:
                rate = rows.value(line.rate, day)
                parts.append(rate if rate is UNKNOWN else rate * days)
    return UNKNOWN if UNKNOWN in parts else Money(sum(parts), unit.paid.currency)


def _deciding(outcome: Outcome, decision: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    source = outcome.plan.decisions[decision].source
    return (source.name,), source.cite


def _of_days(outcome: Outcome, unit: Unit, again: bool) -> Worth:
    segments = [each for each in outcome.timeline if each.period == unit.target]
    currency: Currency = unit.paid.currency
    total: Money | Unknown = Money(0, currency)
    runs: list[DayRun] = []
    rules: dict[str, None] = {}
    cites: dict[str, None] = {}
    for segment in segments:
        own = [(segment.start, segment.end)]
        spans = own if unit.days is None else shared(own, unit.days)
        once_more = _once_more(own, unit) if again else 0
        days = count(spans)
        if not days and not once_more:
            continue
        rules.update(dict.fromkeys(segment.rules))
        cites.update(dict.fromkeys(segment.cite))
        if segment.rate is UNKNOWN or total is UNKNOWN:
            total = UNKNOWN
            continue
        total += segment.rate * (days + once_more)
        status = segment.status if isinstance(segment.status, str) else None
        runs += [DayRun(first, last, segment.rate, status) for first, last in spans]
    return Worth(total, tuple(runs), tuple(rules), tuple(cites))


def _once_more(own: Iterable[Span], unit: Unit) -> int:
    """How many days of a segment are paid again, counted as often as they are."""
    listed = list(own)
    if unit.days is None:
        return count(listed) * (unit.times - 1)
    return sum(count(shared(listed, [span])) for span in unit.again)
