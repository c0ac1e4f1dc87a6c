"""The statement of days: runs of days with the same answers, summing to the ore."""

from __future__ import annotations

from collections.abc import Iterator

from amp_rules.engine.answers import Segment
from amp_rules.engine.entries import public
from amp_rules.engine.layout import tested
from amp_rules.engine.rows import Instance, Rows
from amp_rules.terms import UNKNOWN, Money, Unknown


def timeline_of(rows: Rows) -> tuple[Segment, ...]:
    """Every period's segments in order; empty where the edition has no timeline."""
    if rows.program.plan.rulebook.edition.timeline is None:
        return ()
    found: list[Segment] = []
    for period in rows.instances("period"):
        for run in _alike(rows, rows.children(period, "day") or []):
            found.append(_segment(rows, period, run))
    return tuple(found)


def _alike(rows: Rows, days: list[Instance]) -> Iterator[list[Instance]]:
    """Neighbouring segments whose answers are all the same, together."""
    together: list[Instance] = []
    for day in days:
        if together and rows.answers(together[-1]) != rows.answers(day):
            yield together
            together = []
        together.append(day)
    if together:
        yield together


def _segment(rows: Rows, period: Instance, run: list[Instance]) -> Segment:
    plan, day = rows.program.plan, run[0]
    line = plan.rulebook.edition.timeline
    assert line is not None
    start, end = rows.dates(run[0])[0], rows.dates(run[-1])[1]
    days = (end - start).days + 1
    rules, cites = _held(rows, (line.rate, *line.components, *((line.status,) if line.status else ())), day)
    return Segment(
        period=rows.object(period).id,
        start=start,
        end=end,
        days=days,
        status=rows.value(line.status, day) if line.status else None,
        rate=_money(rows, line.rate, day, 1),
        amount=_money(rows, line.rate, day, days),
        components={name: _money(rows, name, day, 1) for name in line.components},
        rules=rules,
        cite=cites,
    )


def _money(rows: Rows, decision: str, day: Instance, days: int) -> Money | Unknown:
    value = rows.value(decision, day)
    if value is UNKNOWN or value is None:
        return UNKNOWN
    found = public(value * days, rows.program.plan.decisions[decision].type)
    return found if isinstance(found, Money) else UNKNOWN


def _held(rows: Rows, decisions: tuple[str, ...], day: Instance) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that held on a day among these decisions, and what they cite."""
    ids: dict[str, None] = {}
    cites: dict[str, None] = {}
    for name in decisions:
        decision = rows.program.plan.decisions[name]
        conditional = {position for position, _ in tested(decision)}
        for position, rule in enumerate(decision.rules):
            if position not in conditional or rows.holds(name, position, day) is True:
                ids[rule.id] = None
                cites.update(dict.fromkeys(rule.source.cite))
                if decision.source.hit_policy == "first":
                    break
    return tuple(ids), tuple(cites)
