"""A synthetic population beside the published figures, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Final

from amp_rules.population.calibrate import Calibration, Line
from amp_rules.population.synthetic.assumptions import assumption_words
from amp_rules.report.page import (
    Block,
    Cell,
    Column,
    Heading,
    Item,
    Items,
    Page,
    Pairs,
    Prose,
    Row,
    Section,
    Table,
    Tone,
)
from amp_rules.report.shapes import population as shapes
from amp_rules.report.words import ReportWords, report_words

CALIBRATION_SCHEMA: Final = "amp-rules/calibration/1"
_FAR: Final = 3.0


def calibration_page(found: Calibration, seed: int | None = None, language: str = "en") -> Page:
    """Each target beside what was drawn, then every assumption and what it implies.

    Raises UnknownNameError for another language.
    """
    return _Writer(found, report_words(language)).page(seed)


class _Writer:
    def __init__(self, found: Calibration, words: ReportWords) -> None:
        self.found, self.words, self.say = found, words, words.say

    def page(self, seed: int | None) -> Page:
        rows = [
            (self.say("calibration.cases"), Cell(self.words.number(self.found.cases))),
            (self.say("reconcile.source"), Cell(self.words.of(self.found.source.title))),
        ]
        if seed is not None:
            rows.insert(1, (self.say("calibration.seed"), Cell(str(seed))))
        if self.found.decided:
            rows.append((self.say("calibration.decided"), Cell(self.words.number(self.found.decided))))
        lead = (Prose((self.say("calibration.invented"),)), Pairs(tuple(rows)))
        return Page(self.say("calibration.title"), lead, tuple(self._sections()))

    def _sections(self) -> Iterator[Section]:
        counted = tuple(line for line in self.found.lines if line.kind == "number")
        others = tuple(line for line in self.found.lines if line.kind != "number")
        reading = Prose((self.say("calibration.reading"),))
        yield Section(self.say("calibration.numbers"), (self._table(counted), reading))
        if others:
            yield Section(self.say("calibration.money"), (self._table(others),))
        assumed = Items(tuple(self._assumption(name) for name in self.found.assumptions))
        yield Section(self.say("calibration.assumptions"), tuple(self._behind(assumed)))

    def _behind(self, assumed: Items) -> Iterator[Block]:
        yield assumed
        if self.found.implied:
            yield Heading(self.say("calibration.implied"))
            yield Pairs(
                tuple((self.words.of(text), Cell(self._share(share))) for text, share in self.found.implied)
            )

    def _table(self, lines: tuple[Line, ...]) -> Table:
        columns = (
            Column(self.say("calibration.figure")),
            *(
                Column(self.say(name), number=True)
                for name in (
                    "calibration.published",
                    "calibration.expected",
                    "calibration.drawn",
                    "calibration.error",
                    "calibration.z",
                )
            ),
        )
        return Table(columns, tuple(self._row(line) for line in lines))

    def _row(self, line: Line) -> Row:
        places = 0 if line.kind == "mean" else 1
        written = (
            self._number(line, line.published, 0 if line.kind == "number" else places),
            *(self._number(line, each, places) for each in (line.expected, line.drawn, line.error)),
        )
        z = Cell("–" if isnan(line.z) else self._decimals(line.z, 1), self._tone(line))
        below = () if line.attainable else (self.say("calibration.beyond"),)
        return Row((Cell(self._name(line)), *map(Cell, written), z), below)

    def _tone(self, line: Line) -> Tone:
        if not line.attainable:
            return Tone.OPEN
        return Tone.BAD if abs(line.z) > _FAR else Tone.GOOD

    def _name(self, line: Line) -> str:
        title = self.words.of(line.figure.title)
        match line.kind:
            case "mean":
                return self.say("calibration.mean_of", figure=title)
            case "days":
                return self.say("calibration.days_of", figure=title)
            case "share":
                return self.say("calibration.share_of")
        return self.say("calibration.of", figure=title, number=self.words.number(line.of.value))

    def _number(self, line: Line, value: float, places: int) -> str:
        if isnan(value):
            return "–"
        return self._share(value) if line.kind == "share" else self._decimals(value, places)

    def _share(self, value: float) -> str:
        return self.say("value.percent", number=self._decimals(value * 100, 1))

    def _decimals(self, value: float, decimals: int) -> str:
        from babel.numbers import format_decimal

        pattern = "#,##0" if not decimals else "#,##0." + "0" * decimals
        return format_decimal(round(value, decimals), pattern, locale=self.words.locale)

    def _assumption(self, name: str) -> Item:
        value = self.found.assumptions[name]
        text = self.say(
            "calibration.assumption",
            name=name,
            value=f"{value:g}",
            words=self.words.of(assumption_words(name)),
        )
        return Item(Cell(text))


def calibration_object(found: Calibration, seed: int | None, language: str) -> shapes.Calibration:
    """The same as JSON."""
    return {
        "schema": CALIBRATION_SCHEMA,
        "language": language,
        "programme": found.programme,
        "source": found.source.key,
        "cases": found.cases,
        "seed": seed,
        "decided": found.decided,
        "lines": [_line(line, language) for line in found.lines],
        "assumptions": dict(found.assumptions),
        "implied": {text.in_language(language): share for text, share in found.implied},
    }


def _line(line: Line, language: str) -> shapes.Line:
    return {
        "figure": line.figure.key,
        "title": line.figure.title.in_language(language),
        "kind": line.kind,
        "published": line.published,
        "of": line.of.value,
        "expected": line.expected,
        "drawn": None if isnan(line.drawn) else line.drawn,
        "error": None if isnan(line.error) else line.error,
        "z": None if isnan(line.z) else line.z,
        "attainable": line.attainable,
    }
