"""What a reform does to a population, as a page: its changes, the comparison, one case's share of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from amp_rules.report.charts.records import Record
from amp_rules.report.comparisoncharts import attribution_chart, gains_chart
from amp_rules.report.comparisonpage import comparison_page
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.page import Block, Cell, Column, Item, Items, Page, Pairs, Prose, Row, Section, Table
from amp_rules.report.whatifwords import People, change_named, people_named
from amp_rules.whatif import AmountShift, Attribution, Comparison
from amp_rules.whatif.comparison import PERCENTS


def whatif_page(
    comparison: Comparison,
    people: People,
    language: str = "en",
    attribution: Attribution | None = None,
) -> Page:
    """Old and new rules side by side, with what is changed and how to read it.

    Raises UnknownNameError for another language than 'en' and 'sv'.
    """
    told = ComparisonWords.of(language)
    compared = comparison_page(comparison, language, attribution=attribution)
    sections = (
        *_changes(comparison, told),
        *compared.sections,
        *_spread(comparison.total, told),
        Section(told.say("whatif.how_to_read"), (Prose(tuple(_notes(comparison, attribution, told))),)),
    )
    return Page(compared.title, tuple(_lead(compared, people, told)), sections)


def _lead(compared: Page, people: People, told: ComparisonWords) -> Iterator[Block]:
    """What leads a comparison, with the population among its pairs."""
    for block in compared.lead:
        if isinstance(block, Pairs):
            named = (told.say("whatif.population"), Cell(people_named(people, told.words)))
            yield Pairs((*block.rows, named))
        else:
            yield block


def whatif_charts(
    comparison: Comparison, language: str, attribution: Attribution | None = None
) -> Mapping[str, Record]:
    """The charts by name: 'gains', who loses and gains; 'changes', which change does what."""
    found: dict[str, Record] = {}
    gains = gains_chart(comparison, language)
    if gains is not None:
        found["gains"] = gains
    total = comparison.total
    if attribution is not None and total is not None and attribution.goal == total.goal:
        found["changes"] = attribution_chart(attribution, total.then.total, language)
    return MappingProxyType(found)


def _changes(comparison: Comparison, told: ComparisonWords) -> Iterator[Section]:
    """What the reform does, change by change, and why."""
    reform, rulebook = comparison.reform, comparison.then.plan.rulebook
    if reform is not None:
        items = tuple(
            Item(
                Cell(f"{each.id}: {change_named(each, rulebook, told.words)}"),
                (why,) if (why := told.words.of(each.why)) else (),
            )
            for each in reform.changes
        )
        yield Section(told.say("whatif.changes"), (Items(items),))


def _spread(total: AmountShift | None, told: ComparisonWords) -> Iterator[Section]:
    """The mean and the quantiles of the total of a case."""
    if total is None or not total.then.cases:
        return
    sides = (total.then, total.now, total.difference)
    heads = ("comparison.then", "comparison.now", "comparison.difference")
    columns = (
        Column(told.titled(total.goal)),
        *(Column(told.say(message), number=True) for message in heads),
    )
    rows = [_amounts(told.say("whatif.mean"), [each.mean for each in sides], total, told)]
    for at, percent in enumerate(PERCENTS):
        values = [each.quantiles[at].value for each in sides]
        rows.append(_amounts(_percent(percent, told), values, total, told))
    yield Section(told.say("whatif.of_a_case"), (Table(columns, tuple(rows)),))


def _amounts(
    title: str, values: list[Fraction | None] | list[Fraction], total: AmountShift, told: ComparisonWords
) -> Row:
    unit = total.goal.unit
    then, now, more = values
    shown = (told.amount(then, unit), told.amount(now, unit), told.amount(more, unit, signed=True))
    return Row((Cell(title), *map(Cell, shown)))


def _percent(percent: int, told: ComparisonWords) -> str:
    names = {0: "whatif.least", 50: "whatif.median", 100: "whatif.greatest"}
    if percent in names:
        return told.say(names[percent])
    return told.say("whatif.percent_of_cases", percent=told.words.share(Fraction(percent, 100)))


def _notes(comparison: Comparison, attribution: Attribution | None, told: ComparisonWords) -> Iterator[str]:
    total = comparison.total
    if total is not None:
        for move in total.apart:
            then, now = (told.answer(word, "") for word in (move.then, move.now))
            yield told.words.count("whatif.left_out", move.count, then=then, now=now)
    yield told.say("whatif.note_unknown")
    if total is not None:
        yield told.say("whatif.note_quantiles")
    if attribution is not None:
        yield told.say("whatif.note_parts")
        if attribution.apart:
            amount = told.amount(attribution.unsplit, attribution.goal.unit, signed=True)
            yield told.words.count("whatif.unsplit", attribution.apart, amount=amount)
