"""The published table of a year, held against the rules: what could have produced each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from amp_rules.audit.attain import Search
from amp_rules.audit.conclusion import Conclusion
from amp_rules.audit.rowconclusions import RowReasoning
from amp_rules.audit.rows import PublishedRow, rows_of
from amp_rules.audit.tables import TableReasoning, households
from amp_rules.audit.witness import Rival, Witness, decided_sum, witness_cases, witnesses_of
from amp_rules.engine import plan_of
from amp_rules.invented.dayworth import DayWorth, UnevenDayError, day_worths
from amp_rules.plan.model import Plan
from amp_rules.rulebook import Library, Rulebook, with_readings
from amp_rules.rulebook.figures import Figures, load_figures
from amp_rules.terms import Money


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One row of the table with all that follows for it.

    lowest, highest: what the row can come to; None where no rate bounds it. steps: the most without
    supplements, with the staffing supplement, with the child supplement and with both. witnesses:
    combinations that give the sum, the fewest departures first. rivals: readings that could give it, where
    those in force cannot.
    """

    row: PublishedRow
    lowest: Money | None
    highest: Money | None
    steps: tuple[tuple[tuple[str, ...], Money], ...]
    conclusions: tuple[Conclusion, ...]
    witnesses: tuple[Witness, ...]
    rivals: tuple[Rival, ...]

    @property
    def attainable(self) -> bool:
        """Whether some combination that keeps the rules gives the published sum."""
        return self.highest is None or bool(self.witnesses)


@dataclass(frozen=True, slots=True)
class Verified:
    """A witness decided by the engine: what its cases come to, and whether that is the published sum."""

    witness: Witness
    cases: int
    decided: Money
    agrees: bool


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The table of a year with what follows from it."""

    figures: Figures
    plan: Plan
    worths: Mapping[str, DayWorth]
    rows: tuple[RowFinding, ...]
    tables: tuple[Conclusion, ...]

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """Every conclusion: those on the tables as a whole, then row by row."""
        return (*self.tables, *(each for row in self.rows for each in row.conclusions))

    def conclusion(self, key: str, row: str | None = None) -> Conclusion:
        """The first conclusion of a key. Raises KeyError where there is none."""
        found = [each for each in self.conclusions if each.key == key and row in (None, each.row)]
        if not found:
            raise KeyError(key)
        return found[0]

    def verify(self) -> Iterator[Verified]:
        """Every witness made into cases and decided by the engine."""
        first = self.plan.parameters["year_first"].values[0][1]
        assert isinstance(first, date)
        for finding in self.rows:
            for witness in finding.witnesses:
                cases = witness_cases(finding.row, witness.combination, first)
                decided = decided_sum(self.plan, cases)
                yield Verified(witness, len(cases), decided, decided == finding.row.published)


def reconcile(
    rules: Rulebook | Plan, figures: Figures | None = None, library: Library | None = None
) -> Reconciliation:
    """The annual report's table held against the rules of its year.

    figures: those of 2022 when left out. library: where they are looked for, the shipped rules when left out.

    >>> from amp_rules import load_rulebook
    >>> found = reconcile(load_rulebook("nsp", edition="2022"))
    >>> [row.row.key for row in found.rows if not row.attainable]
    ['integration']

    Raises:
        UnevenDayError: a day is not worth its rate with supplements added and an allowance taken off.
        RulebookError: the rulebook or the figures cannot be used.
    """
    plan = plan_of(rules)
    known = figures or load_figures("nsp-2022", library)
    worths = day_worths(plan)
    rows = tuple(_finding(row, known, plan) for row in rows_of(known, worths))
    return Reconciliation(known, plan, worths, rows, tuple(TableReasoning(known, plan).conclusions()))


def _finding(row: PublishedRow, figures: Figures, plan: Plan) -> RowFinding:
    search = Search(row.blocks)
    best = search.best(row.total) if row.blocks else None
    conclusions = list(RowReasoning(row, figures, best).conclusions())
    conclusions += _households(conclusions, figures, plan, row)
    bounded = bool(row.blocks)
    return RowFinding(
        row,
        Money(search.lowest, "SEK") if bounded else None,
        Money(search.highest, "SEK") if bounded else None,
        _steps(row) if bounded else (),
        tuple(conclusions),
        witnesses_of(row) if best is not None else (),
        tuple(_rivals(row, figures, plan)) if bounded and best is None else (),
    )


def _households(
    conclusions: list[Conclusion], figures: Figures, plan: Plan, row: PublishedRow
) -> Iterator[Conclusion]:
    for each in conclusions:
        if each.key == "child_needed" and row.key == "in_depth_reduced":
            child_days = each.numbers["without_staffing"].value
            assert isinstance(child_days, int)
            yield households(figures, plan, child_days, row.blocks[0].worth.longest)


def _steps(row: PublishedRow) -> tuple[tuple[tuple[str, ...], Money], ...]:
    shapes = ((), ("staffing",), ("child",), ("child", "staffing"))
    return tuple((shape, Money(Search(row.blocks, shape).highest, "SEK")) for shape in shapes)


def _rivals(row: PublishedRow, figures: Figures, plan: Plan) -> Iterator[Rival]:
    """Readings of the ambiguities about this row, one at a time, under which the sum can be met."""
    rulebook = plan.rulebook
    for label, interpretation in rulebook.registers.interpretations.items():
        if label not in plan.readings or not set(interpretation.rules) & set(row.cite):
            continue
        for choice in interpretation.readings:
            if choice == plan.readings[label]:
                continue
            worths = _worths_under(plan, label, choice)
            if worths is None:
                continue
            other = next(each for each in rows_of(figures, worths) if each.key == row.key)
            best = Search(other.blocks).best(other.total)
            if best is not None:
                yield Rival(label, choice, best)


def _worths_under(plan: Plan, label: str, choice: str) -> Mapping[str, DayWorth] | None:
    """What a day is worth under another reading, worked out once; None where that cannot be told."""
    key = f"day_worths {label}={choice}"
    if key not in plan.kept:
        try:
            plan.kept[key] = day_worths(plan_of(with_readings(plan.rulebook, {label: choice})))
        except UnevenDayError:
            plan.kept[key] = None
    return plan.kept[key]  # type: ignore[return-value]
