"""One page for a comparison of rules: charts, a table beside each, and what lies behind them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from amp_rules.report.budgetpage import budget_page
from amp_rules.report.charts.records import Changes
from amp_rules.report.comparisoncharts import attribution_chart, gains_chart
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.html import as_html
from amp_rules.report.page import (
    Block,
    Cell,
    Column,
    Heading,
    Page,
    Pairs,
    Picture,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from amp_rules.report.sensitivitypage import sensitivity_section
from amp_rules.report.whatifwords import answer_named, group_named, label_named
from amp_rules.whatif import AmountShift, Attribution, Comparison, Groups, Moves, Sensitivity, Shift
from amp_rules.whatif.budget import Simulation


def comparison_html(
    comparison: Comparison,
    language: str = "en",
    *,
    attribution: Attribution | None = None,
    sensitivity: Sensitivity | None = None,
    simulation: Simulation | None = None,
) -> str:
    """One HTML document that opens without a network: no script, nothing fetched, everything escaped.

    attribution, sensitivity, simulation: told as well, where they are given.

    Raises MissingExtraError where Matplotlib cannot be imported.
    """
    page = comparison_page(
        comparison, language, attribution=attribution, sensitivity=sensitivity, simulation=simulation
    )
    return as_html([page], language)


def comparison_page(
    comparison: Comparison,
    language: str = "en",
    *,
    attribution: Attribution | None = None,
    sensitivity: Sensitivity | None = None,
    simulation: Simulation | None = None,
) -> Page:
    """What other rules do to a population, with charts and a table beside each."""
    made = _Writer(comparison, ComparisonWords.of(language))
    sections = list(made.sections())
    if attribution is not None:
        sections.append(made.attributed(attribution))
    if sensitivity is not None:
        sections.append(sensitivity_section(sensitivity, made.told))
    if simulation is not None:
        years = budget_page(simulation, language)
        sections += [Section(years.title, years.lead), *years.sections]
    return Page(made.title(), tuple(made.lead()), tuple(sections))


class _Writer:
    def __init__(self, comparison: Comparison, told: ComparisonWords) -> None:
        self.comparison = comparison
        self.told = told
        self.say = told.say

    def title(self) -> str:
        """What is compared."""
        reform = self.comparison.reform
        edition = self.told.words.of(self.comparison.then.plan.rulebook.edition.title)
        if reform is None:
            return self.say("comparison.title", edition=edition)
        return self.say(
            "comparison.title_reform", edition=edition, reform=self.told.words.of(reform.source.title)
        )

    def lead(self) -> Iterator[Block]:
        """The answer in a sentence or two, and what was compared."""
        found, total = self.comparison, self.comparison.total
        lines = [
            self.say(
                "comparison.changed",
                changed=self.told.number(found.changed),
                cases=self.told.number(found.cases),
            )
        ]
        if total is not None:
            unit = total.goal.unit
            lines.append(
                self.say(
                    "comparison.total",
                    what=self.told.titled(total.goal),
                    then=self.told.amount(total.then.total, unit),
                    now=self.told.amount(total.now.total, unit),
                    difference=self.told.amount(total.shift.difference, unit, signed=True),
                )
            )
        yield Prose(tuple(lines))
        yield Pairs(tuple(self._compared()))

    def _compared(self) -> Iterator[tuple[str, Cell]]:
        for name, run in (("comparison.then", self.comparison.then), ("comparison.now", self.comparison.now)):
            plan = run.plan
            rules = self.say("budget.rules_used", rules=plan.name, digest=plan.digest[:12])
            yield self.say(name), Cell(rules)
        yield self.say("comparison.decided"), Cell(self.told.number(self.comparison.cases))
        if self.comparison.undecided:
            count = self.told.number(self.comparison.undecided)
            yield self.say("comparison.undecided"), Cell(count, Tone.BAD)

    def sections(self) -> Iterator[Section]:
        """The comparison itself."""
        if self.comparison.amounts:
            yield Section(self.say("comparison.section_amounts"), (self._amounts(),))
        chart = gains_chart(self.comparison, self.told.words.language)
        if chart is not None:
            yield Section(self.say("comparison.section_gains"), (Picture(chart), self._gains(chart)))
        moved = [each for each in self.comparison.moves if each.changed]
        if moved:
            yield Section(self.say("comparison.section_moves"), (self._moves(moved),))
        if self.comparison.groups:
            yield Section(
                self.say("comparison.section_groups"),
                tuple(block for each in self.comparison.groups for block in self._group(each)),
            )
        if self.comparison.most:
            yield Section(self.say("comparison.section_most"), (self._most(),))

    def _numbers(self, first: str, *messages: str) -> tuple[Column, ...]:
        titles = [Column(self.say(message), number=True) for message in messages]
        return (Column(self.say(first)), *titles)

    def _shift(self, shift: Shift, unit: str) -> tuple[Cell, ...]:
        """Difference, who gains and loses, and how much."""
        amounts = (shift.difference, shift.gained, shift.lost)
        difference, gained, lost = (self.told.amount(each, unit, signed=True) for each in amounts)
        counts = (self.told.number(each) for each in (shift.gainers, shift.losers))
        gainers, losers = counts
        return tuple(map(Cell, (difference, gainers, gained, losers, lost)))

    def _amounts(self) -> Table:
        columns = self._numbers(
            "comparison.amount", "comparison.then", "comparison.now", "comparison.difference"
        )
        rows = tuple(self._amount(each) for each in self.comparison.amounts)
        return Table(columns, rows, self.say("comparison.who"))

    def _amount(self, each: AmountShift) -> Row:
        unit = each.goal.unit
        then, now = (self.told.amount(side.total, unit) for side in (each.then, each.now))
        difference = self.told.amount(each.shift.difference, unit, signed=True)
        cells = (self.told.titled(each.goal), then, now, difference)
        return Row(tuple(map(Cell, cells)), tuple(self._who(each)))

    def _who(self, each: AmountShift) -> Iterator[str]:
        """Who gains and loses, and how many could not be compared."""
        unit, shift = each.goal.unit, each.shift
        for message, count, amount in (
            ("comparison.who_gain", shift.gainers, shift.gained),
            ("comparison.who_lose", shift.losers, shift.lost),
        ):
            if count:
                more = self.told.amount(amount, unit, signed=True)
                yield self.say(message, count=self.told.number(count), amount=more)
        apart = sum(move.count for move in each.apart)
        if apart:
            yield self.say("comparison.who_apart", count=self.told.number(apart))

    def _gains(self, chart: Changes) -> Table:
        total = self.comparison.total
        assert total is not None
        unit = total.goal.unit
        rows = []
        for low, high, count in zip(chart.edges, chart.edges[1:], chart.counts, strict=False):
            ends = [self.told.amount(Fraction(end), unit, signed=True) for end in (low, high)]
            rows.append(
                Row(
                    (
                        Cell(self.say("budget.between", low=ends[0], high=ends[1])),
                        Cell(self.told.number(count)),
                    )
                )
            )
        rows.append(Row((Cell(self.say("comparison.stay")), Cell(self.told.number(chart.unchanged)))))
        return Table((Column(chart.axis.title), Column(chart.counted, number=True)), tuple(rows))

    def _moves(self, moved: list[Moves]) -> Table:
        columns = (
            Column(self.say("comparison.question")),
            Column(self.say("comparison.then")),
            Column(self.say("comparison.now")),
            Column(self.say("comparison.count"), number=True),
        )
        plan = self.comparison.now.plan
        rows = [
            Row(
                (
                    Cell(self.told.words.of(each.goal.title)),
                    Cell(answer_named(move.then, each.goal, plan, self.told)),
                    Cell(answer_named(move.now, each.goal, plan, self.told)),
                    Cell(self.told.number(move.count)),
                )
            )
            for each in moved
            for move in each.changed
        ]
        return Table(columns, tuple(rows))

    def _group(self, groups: Groups) -> Iterator[Block]:
        yield Heading(group_named(groups.name, self.told.words))
        total = self.comparison.total
        unit = "" if total is None else total.goal.unit
        columns = self._numbers(
            "comparison.group",
            "comparison.cases",
            "comparison.difference",
            "comparison.gain",
            "comparison.gained",
            "comparison.lose",
            "comparison.lost",
            "comparison.moved",
        )
        none = (Cell(""),) * 5
        rows = [
            Row(
                (
                    Cell(label_named(groups.name, each.label, self.told)),
                    Cell(self.told.number(each.cases)),
                    *(none if each.shift is None else self._shift(each.shift, unit)),
                    Cell(self.told.number(each.moved)),
                )
            )
            for each in groups.groups
        ]
        yield Table(columns, tuple(rows))

    def _most(self) -> Table:
        total = self.comparison.total
        unit = "" if total is None else total.goal.unit
        columns = self._numbers(
            "comparison.case", "comparison.then", "comparison.now", "comparison.difference"
        )
        rows = []
        for each in self.comparison.most:
            then, now = (self.told.amount(value, unit) for value in (each.then, each.now))
            more = self.told.amount(each.difference, unit, signed=True)
            rows.append(Row((Cell(each.case_id), Cell(then), Cell(now), Cell(more))))
        return Table(columns, tuple(rows))

    # what is told as well

    def attributed(self, attribution: Attribution) -> Section:
        """The difference, change by change."""
        unit = attribution.goal.unit
        total = self.comparison.total
        pictured: tuple[Block, ...] = ()
        if total is not None and total.goal == attribution.goal:
            chart = attribution_chart(attribution, total.then.total, self.told.words.language)
            pictured = (Picture(chart),)
        columns = self._numbers(
            "comparison.change", "comparison.share", "comparison.alone", "comparison.last", "comparison.cases"
        )
        rows = [
            Row(
                (
                    Cell(part.name),
                    *(
                        Cell(self.told.amount(each, unit, signed=True))
                        for each in (part.share, part.alone, part.last)
                    ),
                    Cell(self.told.number(part.cases)),
                ),
                tuple(dict.fromkeys(text for why in part.why if (text := self.told.words.of(why)))),
            )
            for part in attribution.parts
        ]
        foot = Row(
            (
                Cell(self.say("report.sum"), Tone.STRONG),
                Cell(self.told.amount(attribution.difference, unit, signed=True), Tone.STRONG),
                *(Cell(""),) * 3,
            )
        )
        table = Table(columns, tuple(rows), self.say("comparison.why"), foot)
        return Section(self.say("comparison.section_attribution"), (*pictured, table))
