"""What a sample says of its population, in words."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from amp_rules.audit.sampling import Bound, Counting, Evaluation, Layer, Side, Standing
from amp_rules.report.page import Block, Cell, Column, Heading, Page, Pairs, Prose, Row, Section, Table, Tone
from amp_rules.report.samplingpage import MOST_KEYS, SELECTIONS, percent, population_section
from amp_rules.report.samplingwords import sampling_words
from amp_rules.report.words import ReportWords
from amp_rules.terms import UNKNOWN, Money, Unknown

_BOUNDS: Final = MappingProxyType({Bound.STRINGER: "sampling.stringer", Bound.CELL: "sampling.cell_bound"})
_COUNTINGS: Final = MappingProxyType(
    {Counting.POISSON: "sampling.poisson", Counting.BINOMIAL: "sampling.binomial"}
)
_STANDINGS: Final = MappingProxyType(
    {
        Standing.WITHIN: ("sampling.within", "sampling.say_within", Tone.GOOD),
        Standing.UNCLEAR: ("sampling.unclear", "sampling.say_unclear", Tone.OPEN),
        Standing.EXCEEDED: ("sampling.exceeded", "sampling.say_exceeded", Tone.BAD),
        Standing.OPEN: ("sampling.open", "sampling.say_open", Tone.OPEN),
    }
)
_KEYS: Final = MappingProxyType({"row": "sampling.key_row", "reference": "sampling.key_reference"})


def evaluation_page(found: Evaluation, language: str = "en", key: str = "row") -> Page:
    """The conclusion, and for each direction how its limit adds up.

    key: what names an item, 'row' or 'reference'. Raises UnknownNameError for another language.
    """
    return _Writer(found, sampling_words(language), key).page()


class _Writer:
    def __init__(self, found: Evaluation, words: ReportWords, key: str) -> None:
        self.found, self.words, self.say, self.key = found, words, words.say, key

    def page(self) -> Page:
        lead: tuple[Block, ...] = (Prose(tuple(self._said())), self._overview(), Pairs(tuple(self._asked())))
        formula = "sampling.formula_cell" if self.found.bound is Bound.CELL else "sampling.formula"
        sections = (
            Section(self.say("sampling.over"), tuple(self._side(self.found.over))),
            Section(self.say("sampling.under"), tuple(self._side(self.found.under))),
            population_section(self.found.sample, self.found.sample.currency, self.words),
            Section(self.say("sampling.how"), (Prose((self.say(formula), self.say("sampling.each_side"))),)),
        )
        return Page(self.say("sampling.evaluation_title"), lead, sections)

    def _said(self) -> Iterator[str]:
        tolerable, share = self.words.money(self.found.tolerable), percent(self.words, self.found.confidence)
        yield self.say(_STANDINGS[self.found.standing][1], money=tolerable, share=share)
        if self.found.unresolved:
            yield self.say("sampling.unresolved", keys=self._keys(self.found.unresolved))
        if self.found.beyond:
            yield self.say("sampling.beyond", keys=self._keys(self.found.beyond))

    def _keys(self, keys: tuple[str, ...]) -> str:
        shown = list(keys[:MOST_KEYS])
        return ", ".join([*shown, "..."] if len(keys) > MOST_KEYS else shown)

    def _overview(self) -> Table:
        columns = (
            Column(self.say("sampling.direction")),
            Column(self.say("sampling.most_likely"), number=True),
            Column(self.say("sampling.upper"), number=True),
            Column(self.say("sampling.conclusion")),
        )
        named = (("sampling.over", self.found.over), ("sampling.under", self.found.under))
        return Table(columns, tuple(self._row(self.say(name), side) for name, side in named))

    def _row(self, name: str, side: Side) -> Row:
        short, _, tone = _STANDINGS[side.standing]
        return Row(
            (
                Cell(name),
                Cell(self.words.money(side.most_likely)),
                Cell(self._money(side.upper)),
                Cell(self.say(short), tone),
            )
        )

    def _money(self, money: Money | Unknown) -> str:
        return self.say("sampling.unknown") if money is UNKNOWN else self.words.money(money)

    def _asked(self) -> Iterator[tuple[str, Cell]]:
        found, sample = self.found, self.found.sample
        yield self.say("sampling.tolerable"), Cell(self.words.money(found.tolerable))
        yield self.say("sampling.confidence"), Cell(percent(self.words, found.confidence))
        bound, counting = self.say(_BOUNDS[found.bound]), self.say(_COUNTINGS[found.counting])
        yield self.say("sampling.bound"), Cell(self.say("sampling.with", one=bound, other=counting))
        yield self.say("sampling.selection"), Cell(self.say(SELECTIONS[sample.selection]))
        yield self.say("sampling.seed"), Cell(sample.seed)
        yield self.say("sampling.interval"), Cell(self.words.money(sample.interval))
        yield self.say("sampling.units"), Cell(self.words.number(sample.units))
        yield self.say("sampling.net"), Cell(self.words.money(found.net))

    def _side(self, side: Side) -> Iterator[Block]:
        say, money = self.say, self.words.money
        yield Heading(say("sampling.parts"))
        yield Pairs(
            (
                (say("sampling.part_found"), Cell(money(side.found), Tone.QUIET)),
                (say("sampling.part_certain"), Cell(money(side.certain))),
                (say("sampling.part_projected"), Cell(money(side.projected))),
                (say("sampling.part_basic"), Cell(money(side.basic))),
                (say("sampling.part_incremental"), Cell(money(side.incremental))),
                (say("sampling.upper"), Cell(self._money(side.upper), Tone.STRONG)),
            )
        )
        if side.capped:
            yield Prose((say("sampling.capped"),))
        if side.layers:
            yield Heading(say("sampling.misstated"))
            yield self._layers(side.layers)
        elif not side.certain:
            yield Prose((say("sampling.none_wrong"),))

    def _layers(self, layers: tuple[Layer, ...]) -> Table:
        currency = self.found.sample.currency
        columns = (
            Column(self.say(_KEYS[self.key])),
            Column(self.say("sampling.paid", currency=currency), number=True),
            Column(self.say("sampling.right", currency=currency), number=True),
            Column(self.say("sampling.tainting"), number=True),
            Column(self.say("sampling.projected", currency=currency), number=True),
            Column(self.say("sampling.added", currency=currency), number=True),
        )
        return Table(columns, tuple(self._layer(layer) for layer in layers))

    def _layer(self, layer: Layer) -> Row:
        right = self.say("sampling.unknown") if layer.audited is UNKNOWN else self.words.column(layer.audited)
        return Row(
            (
                Cell(layer.key),
                Cell(self.words.column(layer.book)),
                Cell(right),
                Cell(percent(self.words, layer.tainting)),
                Cell(self.words.column(layer.projected)),
                Cell(self.words.column(layer.added)),
            )
        )
