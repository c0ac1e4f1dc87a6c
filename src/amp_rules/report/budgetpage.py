"""Simulated years as a page: does the money last, what does a reform change, what is taken for granted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

import numpy as np

from amp_rules.report.budgetcharts import budget_charts, month_ends, run_out_by
from amp_rules.report.budgetwords import BudgetWords
from amp_rules.report.charts.records import Record
from amp_rules.report.page import (
    Block,
    Cell,
    Column,
    Item,
    Items,
    Page,
    Pairs,
    Picture,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from amp_rules.report.whatifwords import People, people_named
from amp_rules.report.words import report_words
from amp_rules.rulebook.reform import Reform
from amp_rules.whatif.budget import Side, Simulation, Spread
from amp_rules.whatif.budget.bands import SHARES, band_of_curve, quantiles_by_day
from amp_rules.whatif.budget.stays import Whole
from amp_rules.whatif.budget.summary import Difference, Measure, SideSummary, Summary, summarise


def budget_page(
    simulation: Simulation,
    language: str = "en",
    reform: Reform | None = None,
    people: People | None = None,
) -> Page:
    """Everything a simulation found, with its charts, and each assumption by name.

    reform: what made the other side, to be named. people: where the persons come from.
    """
    made = _Writer(simulation, summarise(simulation), BudgetWords(report_words(language)))
    say = made.say
    title = say("budget.title", rules=made.words.of(simulation.title))
    named: list[tuple[str, Cell]] = []
    if people is not None:
        named.append((say("budget.drawn_from"), Cell(people_named(people, made.words))))
    if reform is not None:
        changed = made.words.every(change.id for change in reform.changes)
        named.append((say("budget.changed"), Cell(changed)))
    return Page(title, tuple(made.lead(named)), tuple(made.sections()))


class _Writer:
    def __init__(self, simulation: Simulation, summary: Summary, told: BudgetWords) -> None:
        self.simulation = simulation
        self.summary = summary
        self.told = told
        self.words, self.say = told.words, told.words.say
        found = [summary.baseline, *([summary.reform] if summary.reform else [])]
        self.sides: list[tuple[str, SideSummary, Side]] = [
            (name, each, side)
            for name, each, side in zip(told.sides(), found, simulation.sides, strict=False)
        ]
        self.charts: Mapping[str, Record] = budget_charts(simulation, self.words.language)

    # what leads

    def lead(self, named: Sequence[tuple[str, Cell]]) -> Iterator[Block]:
        """What anyone wants to know first, then what was simulated."""
        yield Prose(tuple(line for side in self.sides for line in self._answer(*side[:2])))
        yield Pairs((*named, *self._made_of()))

    def _answer(self, name: str, side: SideSummary) -> Iterator[str]:
        half = side.ran_out.at(SHARES[2]).value
        if half > self.simulation.days:
            then = self.say("budget.half_last")
        else:
            then = self.say("budget.half_by", day=self.told.day(self.simulation, half))
        out = self.say("budget.runs_out", side=name, share=self.told.share_with_band(side.runs_out))
        yield f"{out} {then}"

    def _made_of(self) -> Iterator[tuple[str, Cell]]:
        assumed, pool = self.simulation.assumptions, self.simulation.pool
        number = self.words.number
        for name, side, _ in self.sides:
            shown = self.say("budget.rules_used", rules=side.rules, digest=side.digest[:12])
            yield name, Cell(f"{shown}; {self.told.budget(side.budget)}")
        yield self.say("budget.simulated"), Cell(number(assumed.years))
        yield self.say("budget.seed"), Cell(str(assumed.seed))
        yield self.say("budget.stays"), Cell(number(pool.stays))
        yield self.say("budget.confidence"), Cell(self.told.share(assumed.confidence))
        yield "NumPy", Cell(np.__version__)

    # the sections

    def sections(self) -> Iterator[Section]:
        """One after the other."""
        yield Section(self.say("budget.section_year"), tuple(self._year()))
        if self.summary.differences:
            yield Section(self.say("budget.section_change"), tuple(self._changes()))
        for title, chart, table in (
            ("budget.section_spending", "spending", self._spending()),
            ("budget.section_runs_out", "runs-out", self._runs_out()),
            ("budget.section_refused", "refused", self._kinds()),
            ("budget.section_waiting", "waiting", self._waiting()),
        ):
            yield Section(self.say(title), (Picture(self.charts[chart]), table))
        yield Section(self.say("budget.section_granted"), (self._granted(),))
        yield Section(
            self.say("budget.section_read"),
            (Prose((self.say("budget.read_bands"), self.say("budget.read_pool"))),),
        )

    def _columns(self, first: str, *titles: str) -> tuple[Column, ...]:
        return (Column(first), *(Column(title, number=True) for title in titles))

    def _named(self, first: str) -> list[Column]:
        return [Column(first), *([Column(self.say("budget.side"))] if len(self.sides) > 1 else [])]

    def _labels(self, first: str, side: str) -> list[Cell]:
        return [Cell(first), *([Cell(side)] if len(self.sides) > 1 else [])]

    def _year(self) -> Iterator[Block]:
        rows = [
            Row(
                (*self._labels(self.told.measure(each), name), *self._spread(side.measures[each], each)),
                (self._bands(side.measures[each], each),),
            )
            for each in Measure
            for name, side, _ in self.sides
        ]
        mean = Column(self.say("budget.mean"), number=True)
        columns = (*self._named(self.say("budget.of_a_year")), mean, *self._quantiles())
        yield Table(columns, tuple(rows), self.say("budget.bands"))
        yield Prose((self.say("budget.quantiles_note"),))

    def _quantiles(self) -> Iterator[Column]:
        """A column for each share of the years."""
        for share in SHARES:
            yield Column(self.told.years(share), number=True, part=share in (SHARES[1], SHARES[3]))

    def _spread(self, spread: Spread, measure: Measure) -> Iterator[Cell]:
        yield Cell(self.told.amount(spread.mean.value, measure))
        for each in spread.quantiles:
            yield Cell(self.told.amount(each.value, measure))

    def _bands(self, spread: Spread, measure: Measure) -> str:
        """The bands of a row's mean and of its middle."""
        half = spread.at(SHARES[2])
        mean = self.told.between(
            self.told.amount(spread.mean.low, measure), self.told.amount(spread.mean.high, measure)
        )
        ends = [
            self.say("budget.open_end") if each is None else self.told.amount(each, measure)
            for each in (half.low, half.high)
        ]
        return self.say("budget.mean_and_half", mean=mean, half=self.told.between(*ends))

    def _changes(self) -> Iterator[Block]:
        say = self.say
        columns = self._columns(
            say("budget.of_a_year"),
            say("budget.mean_change"),
            say("budget.band"),
            say("budget.lower"),
            say("budget.higher"),
            say("budget.narrowed"),
        )
        yield Table(columns, tuple(self._change(each) for each in self.summary.differences))
        yield Prose((say("budget.narrowed_note"),))

    def _change(self, each: Difference) -> Row:
        amounts = (each.mean.value, each.mean.low, each.mean.high)
        mean, low, high = (self.told.amount(number, each.measure) for number in amounts)
        narrowed = "" if each.narrowed is None else self.words.number(Fraction(round(each.narrowed * 10), 10))
        texts = (
            mean,
            self.told.between(low, high),
            self.told.share(each.lower.value),
            self.told.share(each.higher.value),
            narrowed,
        )
        return Row((Cell(self.told.measure(each.measure)), *map(Cell, texts)))

    def _spending(self) -> Table:
        tables = [quantiles_by_day(np.cumsum(side.years.by_day, axis=1)) for *_, side in self.sides]
        return self._by_month(tables, self.told.kronor)

    def _waiting(self) -> Table:
        return self._by_month(
            [quantiles_by_day(side.years.waiting) for *_, side in self.sides], self.words.number
        )

    def _by_month(self, tables: Sequence[Whole], written: Callable[[int], str]) -> Table:
        columns = (*self._named(self.say("budget.by_the_end_of")), *self._quantiles())
        rows = [
            Row((*self._labels(month, name), *(Cell(written(number)) for number in table[:, end].tolist())))
            for month, end in zip(self._months(), month_ends(self.simulation), strict=True)
            for (name, *_), table in zip(self.sides, tables, strict=True)
        ]
        return Table(columns, tuple(rows))

    def _months(self) -> list[str]:
        from babel.dates import get_month_names

        names = get_month_names("wide", "stand-alone", locale=self.words.locale)
        return [names[number] for number in self._month_numbers()]

    def _month_numbers(self) -> list[int]:
        return [(self.simulation.first + timedelta(end)).month for end in month_ends(self.simulation)]

    def _runs_out(self) -> Table:
        assumed, days = self.simulation.assumptions, self.simulation.days
        wide = band_of_curve(assumed.years, assumed.confidence)
        columns = (
            *self._named(self.say("budget.by_the_end_of")),
            Column(self.say("budget.run_out_by"), number=True),
            Column(self.say("budget.band"), number=True),
        )
        rows = []
        for month, end in zip(self._months(), month_ends(self.simulation), strict=True):
            for name, _, side in self.sides:
                share = int(run_out_by(side, days)[end]) / assumed.years
                band = self.told.shares(max(0.0, share - wide), min(1.0, share + wide))
                rows.append(Row((*self._labels(month, name), Cell(self.told.share(share)), Cell(band))))
        return Table(columns, tuple(rows))

    def _kinds(self) -> Table:
        say = self.say
        heads = (
            say("budget.spent"),
            say("budget.asked_days"),
            say("budget.refused_days"),
            say("budget.turned_away"),
        )
        columns = (*self._named(say("budget.kind")), *(Column(head, number=True) for head in heads))
        rows = [
            (
                each.kind,
                Row(
                    (
                        *self._labels(self.told.kind(each.kind), name),
                        Cell(self.told.kronor(each.spent.value)),
                        *(
                            Cell(self.told.number(mean.value))
                            for mean in (each.asked_days, each.refused_days, each.turned_away)
                        ),
                    )
                ),
            )
            for name, side, _ in self.sides
            for each in side.kinds
        ]
        order = [kind for kind, _ in rows]
        rows.sort(key=lambda pair: order.index(pair[0]))
        return Table(
            columns, tuple(row for _, row in rows), foot=self._all_kinds() if len(self.sides) == 1 else None
        )

    def _all_kinds(self) -> Row:
        (_, side, _), *_ = self.sides
        measures = side.measures
        total = (measures[Measure.REFUSED_DAYS], measures[Measure.TURNED_AWAY])
        return Row(
            (
                Cell(self.say("report.sum"), Tone.STRONG),
                Cell(self.told.kronor(measures[Measure.SPENT].mean.value), Tone.STRONG),
                Cell(""),
                *(Cell(self.told.number(each.mean.value), Tone.STRONG) for each in total),
            )
        )

    def _granted(self) -> Items:
        return Items(tuple(Item(Cell(text), (why,)) for text, why in self.told.granted(self.simulation)))
