"""A published table held against the rules, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from amp_rules.audit import (
    Conclusion,
    Number,
    Reconciliation,
    Rival,
    RowFinding,
    Standing,
    Verified,
    Witness,
)
from amp_rules.report.casefilewords import cited
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
from amp_rules.report.shapes import reconcile as shapes
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money

RECONCILE_SCHEMA: Final = "amp-rules/reconcile/1"
_TONES: Final = {
    Standing.AGREES: Tone.GOOD,
    Standing.NEEDED: Tone.STRONG,
    Standing.OPEN: Tone.PLAIN,
    Standing.IMPOSSIBLE: Tone.BAD,
    Standing.DISAGREES: Tone.BAD,
}
_STANDINGS: Final = {
    Standing.AGREES: "reconcile.agrees",
    Standing.NEEDED: "reconcile.needed",
    Standing.OPEN: "reconcile.open",
    Standing.IMPOSSIBLE: "reconcile.impossible",
    Standing.DISAGREES: "reconcile.disagrees",
}
_MOST_SHOWN: Final = 6


def reconcile_page(
    found: Reconciliation, language: str = "en", verified: tuple[Verified, ...] | None = None
) -> Page:
    """The published table, row by row: what could have produced it, and what could not.

    verified: the witnesses decided by the engine; without them the page says that they were not.

    Raises UnknownNameError for another language.
    """
    return _Writer(found, report_words(language), verified).page()


class _Writer:
    def __init__(
        self, found: Reconciliation, words: ReportWords, verified: tuple[Verified, ...] | None
    ) -> None:
        self.found, self.words, self.say = found, words, words.say
        self.agreed = None if verified is None else {each.witness: each.agrees for each in verified}

    def page(self) -> Page:
        edition = self.found.plan.rulebook.edition
        lead = Pairs(
            (
                (
                    self.say("report.rules"),
                    Cell(f"{self.words.of(edition.title)} ({self.found.plan.rulebook.name})"),
                ),
                (self.say("reconcile.source"), Cell(self.words.of(self.found.figures.source.title))),
                (self.say("reconcile.readings"), Cell(self._readings())),
            )
        )
        tables = Section(self.say("reconcile.tables"), (Items(tuple(self._items(self.found.tables))),))
        rows = tuple(Section(self._heading(row), tuple(self._row(row))) for row in self.found.rows)
        how = Section(
            self.say("reconcile.how"), (Prose((self.say("reconcile.method"), self._verification())),)
        )
        return Page(self.say("reconcile.title"), (lead, self._overview()), (tables, *rows, how))

    def _readings(self) -> str:
        chosen = self.found.plan.rulebook.readings
        if not chosen:
            return self.say("reconcile.default_readings")
        return ", ".join(f"{label}={choice}" for label, choice in sorted(chosen.items()))

    def _verification(self) -> str:
        if self.agreed is None:
            return self.say("reconcile.not_verified")
        if all(self.agreed.values()):
            return self.words.count("reconcile.verified", len(self.agreed))
        return self.say("reconcile.not_agreed")

    def _overview(self) -> Table:
        columns = (
            Column(self.say("reconcile.row")),
            Column(self.say("reconcile.number"), number=True),
            Column(self.say("reconcile.published"), number=True),
            Column(self.say("reconcile.lowest"), number=True),
            Column(self.say("reconcile.highest"), number=True),
            Column(self.say("reconcile.within")),
        )
        return Table(columns, tuple(self._overview_row(row) for row in self.found.rows))

    def _overview_row(self, finding: RowFinding) -> Row:
        inside = Cell(self.say("reconcile.can"), Tone.GOOD)
        if not finding.attainable:
            inside = Cell(self.say("reconcile.cannot"), Tone.BAD)
        ends = [Cell(self._whole(each)) for each in (finding.row.published, finding.lowest, finding.highest)]
        return Row((Cell(self.words.of(finding.row.title)), Cell(str(finding.row.number)), *ends, inside))

    def _whole(self, money: Money | None) -> str:
        """A sum in whole kronor, as all of these are; none where no rate bounds the row."""
        if money is None:
            return self.say("reconcile.no_bound")
        return self.words.number(int(money.amount))

    def _heading(self, finding: RowFinding) -> str:
        row = finding.row
        return self.say(
            "reconcile.row_title", row=self.words.of(row.title), money=self.words.money(row.published)
        )

    def _items(self, conclusions: tuple[Conclusion, ...]) -> Iterator[Item]:
        for each in conclusions:
            standing = self.say(_STANDINGS[each.standing])
            text = self.say(
                "reconcile.conclusion", standing=standing, reasoning=self.words.of(each.reasoning)
            )
            yield Item(Cell(cited(text, each.cite), _TONES[each.standing]))

    def _row(self, finding: RowFinding) -> Iterator[Block]:
        yield Items(tuple(self._items(finding.conclusions)))
        if finding.witnesses:
            yield Heading(self.say("reconcile.witnesses"))
            yield self._witnesses(finding)
            if len(finding.row.blocks) > 1:
                yield Prose((self.say("reconcile.days_reduced"),))
            left = len(finding.witnesses) - _MOST_SHOWN
            if left > 0:
                yield Prose((self.words.count("reconcile.more_witnesses", left),))
        if finding.rivals:
            yield Heading(self.say("reconcile.rivals"))
            yield Items(tuple(self._rival(finding, rival) for rival in finding.rivals))

    def _witnesses(self, finding: RowFinding) -> Table:
        columns = (
            Column(self.say("reconcile.days"), number=True),
            Column(self.say("reconcile.child"), number=True),
            Column(self.say("reconcile.staffing"), number=True),
            Column(self.say("reconcile.allowance")),
            Column(self.say("reconcile.departures"), number=True),
        )
        return Table(columns, tuple(self._witness(finding, each) for each in finding.witnesses[:_MOST_SHOWN]))

    def _witness(self, finding: RowFinding, witness: Witness) -> Row:
        made = witness.combination
        cells = (
            Cell(self._days(made.days)),
            Cell(self.words.number(made.extra_days("child"))),
            Cell(self.words.number(made.extra_days("staffing"))),
            Cell(self._allowances(made.allowances)),
            Cell(self.words.number(made.departures)),
        )
        wrong = self.agreed is not None and not self.agreed.get(witness, True)
        return Row(cells, (self.say("reconcile.wrong"),) if wrong else ())

    def _days(self, days: tuple[int, ...]) -> str:
        """Days of each kind of day, in the order of the row."""
        return " + ".join(self.words.number(each) for each in days if each)

    def _allowances(self, allowances: tuple[tuple[int, int], ...]) -> str:
        parts = [
            self.say(
                "reconcile.times", days=self.words.number(days), money=self.words.money(Money(taken, "SEK"))
            )
            for taken, days in allowances
        ]
        return self.words.every(parts) if parts else self.say("reconcile.none")

    def _rival(self, finding: RowFinding, rival: Rival) -> Item:
        known = self.found.plan.rulebook.registers.interpretations[rival.interpretation]
        made = rival.combination
        says = self.say(
            "reconcile.rival",
            days=self.words.count("unit.day", sum(made.days)),
            child=self.words.count("unit.day", made.extra_days("child")),
        )
        reading = f"{rival.interpretation}={rival.choice}: {self.words.of(known.readings[rival.choice])}"
        return Item(Cell(reading), (says,))


def reconcile_object(
    found: Reconciliation, language: str, verified: tuple[Verified, ...] | None = None
) -> shapes.Reconcile:
    """The same as JSON: sums as text with two decimals, days as numbers."""
    edition = found.plan.rulebook
    return {
        "schema": RECONCILE_SCHEMA,
        "language": language,
        "rules": edition.name,
        "readings": dict(found.plan.rulebook.readings),
        "source": found.figures.source.key,
        "tables": [_conclusion(each, language) for each in found.tables],
        "rows": [_row(each, language, verified) for each in found.rows],
    }


def _row(finding: RowFinding, language: str, verified: tuple[Verified, ...] | None) -> shapes.RowFinding:
    row = finding.row
    decided = {each.witness: each for each in verified or ()}
    return {
        "row": row.key,
        "title": row.title.in_language(language),
        "number": row.number,
        "published": str(row.published),
        "attainable": finding.attainable,
        "lowest": None if finding.lowest is None else str(finding.lowest),
        "highest": None if finding.highest is None else str(finding.highest),
        "conclusions": [_conclusion(each, language) for each in finding.conclusions],
        "witnesses": [_witness(finding, each, decided.get(each)) for each in finding.witnesses],
        "rivals": [
            {"reading": f"{each.interpretation}={each.choice}", **_combination(finding, each)}
            for each in finding.rivals
        ],
    }


def _witness(finding: RowFinding, witness: Witness, decided: Verified | None) -> shapes.Witness:
    return {
        **_combination(finding, witness),
        "departures": witness.departures,
        **_verified(decided),
    }


def _verified(each: Verified | None) -> shapes.Verified:
    if each is None:
        return {}
    return {"decided": {"cases": each.cases, "total": str(each.decided), "agrees": each.agrees}}


def _combination(finding: RowFinding, of: Witness | Rival) -> shapes.Combination:
    made = of.combination
    kinds = [block.worth.kind for block in finding.row.blocks]
    return {
        "days": dict(zip(kinds, made.days, strict=True)),
        "child_days": made.extra_days("child"),
        "staffing_days": made.extra_days("staffing"),
        "allowance_days": {str(Money(taken, "SEK")): days for taken, days in made.allowances},
    }


def _conclusion(each: Conclusion, language: str) -> shapes.Conclusion:
    return {
        "key": each.key,
        "standing": each.standing.value,
        "reasoning": each.reasoning.in_language(language),
        "numbers": {name: _number(number) for name, number in each.numbers.items()},
        "cite": list(each.cite),
        "figures": list(each.figures),
    }


def _number(number: Number) -> shapes.Number:
    value = number.value
    text = str(value) if isinstance(value, Money) else f"{float(value):g}"
    return {"value": text, "unit": number.unit}
