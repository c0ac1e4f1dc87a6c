"""The statement of days: for each period a chart and a table of runs of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from amp_rules.case import member_title
from amp_rules.engine import Segment
from amp_rules.engine.rows import Instance
from amp_rules.explanation.why import Teller
from amp_rules.explanation.words import capital
from amp_rules.report.page import Block, Cell, Chart, Column, Heading, Row, Step, Table, Tone
from amp_rules.report.words import ReportWords
from amp_rules.terms import UNKNOWN, Money, Unknown


def day_blocks(teller: Teller, words: ReportWords) -> Iterator[Block]:
    """A heading, a chart and a table for each period with days, in order."""
    outcome = teller.outcome
    line = outcome.plan.rulebook.edition.timeline
    if line is None:
        return
    days = _Days(teller, words, _used(line.components, outcome.timeline))
    periods = {outcome.rows.object(each).id: each for each in outcome.rows.instances("period")}
    for period, segments in groupby(outcome.timeline, key=lambda each: each.period):
        yield from days.period(periods[period], list(segments))


def _used(components: tuple[str, ...], timeline: Iterable[Segment]) -> tuple[str, ...]:
    """The components that are paid on some of these days, or may be."""
    segments = list(timeline)
    return tuple(
        name
        for name in components
        if any(part is UNKNOWN or part.minor for part in (each.components[name] for each in segments))
    )


class _Days:
    def __init__(self, teller: Teller, words: ReportWords, components: tuple[str, ...]) -> None:
        self.teller = teller
        self.words = words
        self.plan = teller.plan
        self.components = components
        self.titles = tuple(words.of(self.plan.decisions[name].source.title) for name in components)
        self.cites = {
            rule.id: rule.source.cite for decision in self.plan.decisions.values() for rule in decision.rules
        }

    def period(self, instance: Instance, run: list[Segment]) -> Iterator[Block]:
        """What one period's days come to."""
        kind = self.teller.rows.object(instance).kind
        days = self.words.count("report.days", sum(segment.days for segment in run))
        parts = [capital(self.teller.about(instance)), days]
        if kind is not UNKNOWN:
            parts.insert(1, member_title(kind, self.words.language))
        yield Heading(", ".join(parts))
        yield self._chart(run)
        yield self._table(run)

    # the table

    def _table(self, run: list[Segment]) -> Table:
        say = self.words.say
        line = self.plan.rulebook.edition.timeline
        assert line is not None
        currency = self.plan.decisions[line.rate].type.money or ""
        used = _used(self.components, run)
        titles = [self.words.of(self.plan.decisions[name].source.title) for name in used]
        columns = (
            Column(say("report.from")),
            Column(say("report.to")),
            Column(say("report.days_column"), True),
            *(Column(title, True, True) for title in titles),
            Column(say("report.per_day"), True),
            Column(say("report.amount", currency=currency), True),
            Column(say("report.status")),
        )
        rows = tuple(self._row(segment, used) for segment in run)
        return Table(columns, rows, say("report.rules_and_sources"), self._sum(run, len(used)))

    def _row(self, segment: Segment, used: tuple[str, ...]) -> Row:
        cells = (
            Cell(segment.start.isoformat()),
            Cell(segment.end.isoformat()),
            Cell(self.words.number(segment.days)),
            *(self._money(segment.components[name]) for name in used),
            self._money(segment.rate),
            self._money(segment.amount),
            Cell(self._status(segment)),
        )
        return Row(cells, tuple(self._sources(segment)))

    def _status(self, segment: Segment) -> str:
        line = self.plan.rulebook.edition.timeline
        if line is None or line.status is None:
            return ""
        return self.teller.values.of_decision(segment.status, self.plan.decisions[line.status])

    def _money(self, money: Money | Unknown, tone: Tone = Tone.PLAIN) -> Cell:
        if isinstance(money, Money):
            nothing = not money and tone is Tone.PLAIN
            return Cell(self.words.column(money), Tone.QUIET if nothing else tone)
        return Cell(self.words.say("report.unknown"), Tone.OPEN)

    def _sources(self, segment: Segment) -> Iterator[str]:
        """The rules that held, each with what it cites; a plain sum of parts says nothing new."""
        shown = [rule for rule in segment.rules if not rule.endswith(".value")]
        for rule in shown or segment.rules:
            yield f"{rule} [{', '.join(self.cites[rule])}]"

    def _sum(self, run: list[Segment], parts: int) -> Row | None:
        if len(run) < 2:
            return None
        amounts = [segment.amount for segment in run]
        known = [each for each in amounts if isinstance(each, Money)]
        total = sum(known[1:], known[0]) if len(known) == len(amounts) else UNKNOWN
        days = self.words.number(sum(segment.days for segment in run))
        blank = (Cell(""),) * (parts + 1)
        first = Cell(self.words.say("report.sum"), Tone.STRONG)
        return Row(
            (first, Cell(""), Cell(days, Tone.STRONG), *blank, self._money(total, Tone.STRONG), Cell(""))
        )

    # the chart

    def _chart(self, run: list[Segment]) -> Chart:
        return Chart(
            self.words.say("report.chart"),
            self.titles,
            tuple(self._step(segment) for segment in run),
            run[0].start.isoformat(),
            run[-1].end.isoformat(),
            *self.scale,
        )

    @cached_property
    def scale(self) -> tuple[Fraction, Fraction]:
        """The most a day gives and the most that is taken off, over all periods."""
        steps = [self._step(segment) for segment in self.teller.outcome.timeline]
        return max(step.above for step in steps), min(step.below for step in steps)

    def _step(self, segment: Segment) -> Step:
        parts = [segment.components[name] for name in self.components]
        rate = segment.rate
        amount = self.words.money(rate) if isinstance(rate, Money) else self.words.say("report.unknown")
        text = self.words.say("report.step", first=str(segment.start), last=str(segment.end), amount=amount)
        return Step(segment.start, segment.end, tuple(_height(part) for part in parts), text)


def _height(part: Money | Unknown) -> Fraction | None:
    return Fraction(part.minor) if isinstance(part, Money) else None
