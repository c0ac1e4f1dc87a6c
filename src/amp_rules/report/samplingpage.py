"""Plans, samples and evaluations in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from amp_rules.audit.sampling import Materiality, Plan, Sample, Selection, Sizing
from amp_rules.report.page import Block, Cell, Column, Item, Items, Page, Pairs, Prose, Row, Section, Table
from amp_rules.report.samplingobject import Drawn, Population
from amp_rules.report.samplingwords import sampling_words
from amp_rules.report.words import ReportWords
from amp_rules.terms import Money

MOST_KEYS: Final = 200
SIZINGS: Final = MappingProxyType(
    {Sizing.EXACT: "sampling.sizing_exact", Sizing.EXPANSION: "sampling.sizing_expansion"}
)
SELECTIONS: Final = MappingProxyType(
    {
        Selection.FIXED: "sampling.fixed",
        Selection.CELL: "sampling.cell",
        Selection.SIEVE: "sampling.sieve",
    }
)


def materiality_page(found: Materiality, language: str = "en") -> Page:
    """The three sums, each with its share. Raises UnknownNameError for another language."""
    words = sampling_words(language)
    say = words.say

    def sum_of(message: str, money: Money, share: Fraction) -> Cell:
        return Cell(say(message, money=words.money(money), share=percent(words, share)))

    rows = (
        (say("sampling.basis"), Cell(words.money(found.basis))),
        (say("sampling.overall"), sum_of("sampling.of_basis", found.overall, found.overall_share)),
        (
            say("sampling.performance"),
            sum_of("sampling.of_overall", found.performance, found.performance_share),
        ),
        (say("sampling.trivial"), sum_of("sampling.of_overall", found.trivial, found.trivial_share)),
    )
    return Page(say("sampling.materiality_title"), (Pairs(rows), Prose((say("sampling.shares_set"),))))


def plan_page(plan: Plan, population: Population | None, language: str = "en") -> Page:
    """The size and the interval, and what they make of the population.

    Raises UnknownNameError for another language.
    """
    words = sampling_words(language)
    sections: tuple[Section, ...] = ()
    if population is not None:
        sections = (population_section(population, plan.book.currency, words),)
    return Page(words.say("sampling.plan_title"), (Pairs(tuple(_planned(plan, words))),), sections)


def _planned(plan: Plan, words: ReportWords) -> Iterator[tuple[str, Cell]]:
    say = words.say
    yield say("sampling.book"), Cell(words.money(plan.book))
    yield say("sampling.tolerable"), Cell(words.money(plan.tolerable))
    yield say("sampling.expected"), Cell(words.money(plan.expected))
    yield say("sampling.confidence"), Cell(percent(words, plan.confidence))
    yield say("sampling.sizing"), Cell(say(SIZINGS[plan.sizing]))
    yield say("sampling.factor"), Cell(decimals(words, Fraction(plan.factor), 4))
    yield say("sampling.size"), Cell(words.number(plan.size))
    yield say("sampling.interval"), Cell(words.money(plan.interval))


def population_section(strata: Population | Sample, currency: str, words: ReportWords) -> Section:
    """How many items there are of each kind, and what they come to."""
    say = words.say
    columns = (
        Column(say("sampling.stratum")),
        Column(say("sampling.number"), number=True),
        Column(say("sampling.sum", currency=currency), number=True),
    )
    named = (
        ("sampling.below", strata.below),
        ("sampling.certain", strata.certain),
        ("sampling.zero", strata.zero),
        ("sampling.negative", strata.negative),
    )
    rows = tuple(
        Row((Cell(say(name)), Cell(words.number(each.count)), Cell(words.column(each.book))))
        for name, each in named
    )
    about = Prose((say("sampling.not_covered"),))
    return Section(say("sampling.population"), (Table(columns, rows), about))


def draw_page(drawn: Drawn, language: str = "en") -> Page:
    """How a sample was drawn, and of what. Raises UnknownNameError for another language."""
    words = sampling_words(language)
    say, sample = words.say, drawn.sample
    rows = [
        (say("sampling.source"), Cell(drawn.file)),
        (say("sampling.digest"), Cell(drawn.sha256)),
        (say("sampling.selection"), Cell(say(SELECTIONS[sample.selection]))),
        (say("sampling.seed"), Cell(sample.seed)),
        *([] if drawn.plan is None else list(_planned(drawn.plan, words))),
    ]
    if drawn.plan is None:
        rows.append((say("sampling.interval"), Cell(words.money(sample.interval))))
    rows.append((say("sampling.units"), Cell(words.number(sample.units))))
    rows.append((say("sampling.picks"), Cell(words.number(len(sample.picks)))))
    lead: tuple[Block, ...] = (Pairs(tuple(rows)),)
    if not sample.picks:
        lead = (*lead, Items((Item(Cell(say("sampling.nothing_drawn"))),)))
    return Page(say("sampling.draw_title"), lead, (population_section(sample, sample.currency, words),))


def again_page(drawn: Drawn, again: Sample, sha256: str, language: str = "en") -> Page:
    """Whether a list gives the sample of a record. Raises UnknownNameError for another language.

    again: what is drawn from the list now. sha256: of the list.
    """
    words = sampling_words(language)
    say = words.say
    kept, now = ({pick.key for pick in sample.picks} for sample in (drawn.sample, again))
    if again == drawn.sample:
        said = [say("sampling.again_same")]
    else:
        said = [say("sampling.again_other")]
        said += [say("sampling.again_only_record", keys=_keys(kept - now))] if kept - now else []
        said += [say("sampling.again_only_list", keys=_keys(now - kept))] if now - kept else []
    if sha256 != drawn.sha256:
        said.append(say("sampling.again_list"))
    rows = (
        (say("sampling.source"), Cell(drawn.file)),
        (say("sampling.selection"), Cell(say(SELECTIONS[drawn.sample.selection]))),
        (say("sampling.seed"), Cell(drawn.sample.seed)),
        (say("sampling.interval"), Cell(words.money(drawn.sample.interval))),
        (say("sampling.picks"), Cell(words.number(len(drawn.sample.picks)))),
    )
    return Page(say("sampling.check_title"), (Prose(tuple(said)), Pairs(rows)))


def _keys(keys: set[str]) -> str:
    """Keys in order, rows as numbers; so many as anyone reads."""
    ordered = sorted(keys, key=lambda key: (len(key), key) if key.isdecimal() else (0, key))
    return ", ".join([*ordered[:MOST_KEYS], "..."] if len(ordered) > MOST_KEYS else ordered)


def percent(words: ReportWords, ratio: Fraction) -> str:
    """A ratio in per cent, to the nearest hundredth of one."""
    return words.share(round(ratio, 4))


def decimals(words: ReportWords, number: Fraction, places: int) -> str:
    """A number with at most so many decimals, rounded up."""
    return words.number(Fraction(rounded_up(number, places)))


def rounded_up(number: Fraction, places: int) -> Decimal:
    """The number with so many decimals, rounded up."""
    scaled = -(-number.numerator * 10**places // number.denominator)
    return Decimal(scaled).scaleb(-places)
