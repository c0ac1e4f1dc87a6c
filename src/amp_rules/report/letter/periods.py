"""What each period is paid: as lines for the person, day by day in a table for the shelter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from amp_rules.engine import Segment
from amp_rules.explanation.why import Teller
from amp_rules.report import page
from amp_rules.report.days import day_blocks
from amp_rules.report.letter.records import Cell, Column, Group, Point, Row, Table
from amp_rules.report.letter.telling import Telling
from amp_rules.terms import UNKNOWN, Money


def period_groups(telling: Telling) -> Iterator[Group]:
    """For each period, how many days are paid at what rate, what is taken off, and which are not paid."""
    periods = {telling.rows.object(each).id: each for each in telling.rows.instances("period")}
    for name, run in groupby(telling.outcome.timeline, key=lambda each: each.period):
        segments = list(run)
        days = telling.words.count("report.days", sum(each.days for each in segments))
        title = telling.words.say("days.title", period=telling.entity(periods[name]), days=days)
        yield Group(title, tuple(_points(telling, segments)))


def _points(telling: Telling, segments: list[Segment]) -> Iterator[Point]:
    """One line for all days that are alike, in the order in which such days first come."""
    alike: dict[object, list[Segment]] = {}
    for each in segments:
        alike.setdefault((each.rate, each.status, _less(each)), []).append(each)
    for run in alike.values():
        cite = telling.rest(rule for segment in run for rule in segment.cite)
        yield Point(_line(telling, run), cite)


def _less(segment: Segment) -> tuple[tuple[str, Money], ...]:
    """The parts of a day that are taken off."""
    return tuple(
        (name, part)
        for name, part in segment.components.items()
        if isinstance(part, Money) and part.minor < 0
    )


def _line(telling: Telling, alike: list[Segment]) -> str:
    words, one = telling.words, alike[0]
    days = words.count("report.days", sum(each.days for each in alike))
    amounts = [each.amount for each in alike if isinstance(each.amount, Money)]
    if not isinstance(one.rate, Money) or len(amounts) < len(alike):
        return words.say("days.open", days=days)
    if not one.rate and _unpaid(telling, one):
        return words.say("days.unpaid", days=days, status=_status(telling, one))
    total = words.money(sum(amounts[1:], amounts[0]))
    said = {"days": days, "rate": words.money(one.rate), "amount": total}
    less = _less(one)
    if not less:
        return words.say("days.paid", **said)
    off = sum((part.minor for _, part in less), Fraction(0))
    reason = words.every(_reason(telling, name) for name, _ in less)
    return words.say("days.less", less=words.money(Money(-off, one.rate.currency)), reason=reason, **said)


def _reason(telling: Telling, name: str) -> str:
    """What is taken off."""
    source = telling.plan.decisions[name].source
    message = telling.words.by_rule(f"deduction.{name}", source.cite)
    return telling.words.of(source.title) if message is None else telling.words.say(message)


def _unpaid(telling: Telling, segment: Segment) -> bool:
    """Whether nothing at all is due for these days; a rate of nothing after a deduction is another thing."""
    return all(isinstance(each, Money) and not each for each in segment.components.values())


def _status(telling: Telling, segment: Segment) -> str:
    line = telling.plan.rulebook.edition.timeline
    if line is None or line.status is None or segment.status is UNKNOWN:
        return telling.words.say("money.open")
    return telling.values.of_decision(segment.status, telling.plan.decisions[line.status])


def period_tables(telling: Telling) -> Iterator[Table]:
    """The statement's tables of days, each under its period."""
    title = ""
    teller = Teller(telling.outcome, telling.words)
    for segment in telling.outcome.timeline:
        telling.rest(segment.cite)
    for block in day_blocks(teller, telling.words):
        if isinstance(block, page.Heading):
            title = block.text
        elif isinstance(block, page.Table):
            yield Table(title, tuple(map(_column, block.columns)), tuple(_rows(block)))


def _column(column: page.Column) -> Column:
    return Column(column.title, column.number)


def _rows(table: page.Table) -> Iterator[Row]:
    for row in table.rows:
        yield Row(_cells(row, table), tuple(row.below))
    if table.foot is not None:
        yield Row(_cells(table.foot, table), (), True)


def _cells(row: page.Row, table: page.Table) -> tuple[Cell, ...]:
    pairs = zip(row.cells, table.columns, strict=True)
    return tuple(Cell(cell.text, column.number) for cell, column in pairs)
