"""What an audit found, as an XLSX workbook whose sums are formulas."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any, Final

from amp_rules.audit.checking import Checked, Finding, PaymentAudit
from amp_rules.audit.checking.spans import count
from amp_rules.audit.checking.totals import Minor
from amp_rules.audit.payments.cells import SheetError
from amp_rules.audit.payments.plaintext import LAST_ROW, STRINGS_STAY, CellOut
from amp_rules.errors import MissingExtraError
from amp_rules.report.audit.columns import (
    FINDINGS,
    HOW,
    SOURCES,
    SUMMARY,
    UNCHECKED,
    UNREADABLE,
    Columns,
    letter,
)
from amp_rules.report.audit.given import Given
from amp_rules.report.audit.grid import Field, Formula, Grid
from amp_rules.report.audit.page import AuditSections
from amp_rules.report.audit.problems import problems
from amp_rules.report.audit.summarysheet import Places, write_summary
from amp_rules.report.audit.telling import Telling
from amp_rules.report.page import Pairs, Prose
from amp_rules.terms import Currency, Money

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_PAID: Final = letter(FINDINGS, "audit.paid")
_EXPECTED: Final = letter(FINDINGS, "audit.expected")
_DIFFERENCE: Final = letter(FINDINGS, "audit.difference")


def save_audit_workbook(
    audit: PaymentAudit, path: Path, language: str = "en", given: Given | None = None
) -> None:
    """Writes the workbook: summary, findings, what was not checked, unreadable rows, sources, how.

    Sums are formulas over the findings, so that they follow when a cell is corrected; what they come to now
    is written too. Sums are numbers as XLSX has them, doubles: exact to the ore below 2^53 ore. Text is never
    a formula. The same audit gives the same bytes. One row is held in memory at a time.

    Raises:
        UnknownNameError: another language.
        SheetError: there are more findings than a sheet has rows.
        MissingExtraError: XlsxWriter is not there.
        OSError: the file cannot be written.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("writing XLSX needs XlsxWriter", "audit", str(error)) from None

    telling, totals = Telling(audit, language), audit.totals
    if max(totals.findings, totals.unchecked) >= LAST_ROW:
        raise SheetError(path, f"more than {LAST_ROW} rows; write JSON instead")
    with TemporaryDirectory(prefix="amp-rules-") as home:
        # rows wait on disk until the book is closed: in a folder that is gone afterwards, whatever happens
        made = Path(home) / "found.xlsx"
        with xlsxwriter.Workbook(made, {**STRINGS_STAY, "tmpdir": home}) as book:
            book.set_properties({"title": telling.say("audit.title"), "created": _MADE})
            _Workbook(book, telling, given or Given()).write()
        copyfile(made, path)


class _Workbook:
    def __init__(self, book: Any, telling: Telling, given: Given) -> None:
        self.book = book
        self.telling = telling
        self.sections = AuditSections(telling, given)
        self.audit = telling.audit
        self.say = telling.say
        self.cited: Counter[str] = Counter()
        self.wrong: dict[Currency, Minor] = {}

    def write(self) -> None:
        """Every sheet, in order."""
        totals = self.audit.totals
        summary = self._sheet("audit.sheet_summary", SUMMARY)
        findings = self._sheet("audit.sheet_findings", FINDINGS)
        unchecked = self._sheet("audit.sheet_unchecked", UNCHECKED)
        places = Places(findings.name, totals.findings, unchecked.name, totals.unchecked)
        findings.listed(self._fields(FINDINGS), totals.findings)
        for checked in self.audit.wrong():
            self._payment(findings, checked)
        write_summary(summary, self.sections, places, self.wrong)
        unchecked.listed(self._fields(UNCHECKED), totals.unchecked)
        for checked in self.audit.unchecked():
            unchecked.write((*self._named(checked), checked.paid.amount, *self._open(checked)))
        self._unreadable(self._sheet("audit.sheet_unreadable", UNREADABLE))
        self._sources(self._sheet("audit.sheet_sources", SOURCES))
        self._how(self._sheet("audit.sheet_how", HOW))

    def _fields(self, columns: Columns) -> list[Field]:
        return [Field(self.say(name), width, style) for name, width, style in columns]

    def _sheet(self, name: str, columns: Columns) -> Grid:
        return Grid(self.book, self.say(name), self._fields(columns), self.say("audit.page_of"))

    # payments

    def _named(self, checked: Checked) -> tuple[CellOut, ...]:
        rows = ", ".join(map(str, checked.rows))
        kind = self.telling.kind(checked)
        return checked.case, kind, checked.target, checked.number, rows, checked.paid.currency

    def _payment(self, grid: Grid, checked: Checked) -> None:
        """A row for each finding; the sums of the payment stand in the first.

        The part of a finding that is the only one is the payment's difference. Parts of several are numbers.
        """
        row, currency = grid.row + 1, checked.paid.currency
        self.wrong[currency] = self.wrong.get(currency, 0) + checked.paid.minor
        alone = len(checked.findings) == 1
        for at, finding in enumerate(checked.findings):
            sums: tuple[CellOut | Formula, ...] = (None,) * 3 if at else self._sums(checked, row)
            part = finding.difference.amount
            told = Formula(f"={_DIFFERENCE}{row}", part) if alone else part
            grid.write((*self._named(checked), *sums, *self._finding(checked, finding, told)))
            self.cited.update(finding.cite)

    def _sums(self, checked: Checked, row: int) -> tuple[CellOut | Formula, ...]:
        assert isinstance(checked.expected, Money)
        difference = checked.paid - checked.expected
        made = Formula(f"={_PAID}{row}-{_EXPECTED}{row}", difference.amount)
        return checked.paid.amount, checked.expected.amount, made

    def _finding(
        self, checked: Checked, finding: Finding, part: CellOut | Formula
    ) -> tuple[CellOut | Formula, ...]:
        telling, days = self.telling, finding.days
        return (
            finding.code,
            telling.title(finding),
            part,
            days[0][0] if days else None,
            days[-1][1] if days else None,
            count(days) if days else None,
            ", ".join(f"{first} – {last}" for first, last in days) if len(days) > 1 else None,
            telling.why(finding),
            ", ".join(finding.rules),
            ", ".join(finding.cite),
            ", ".join(finding.readings) or self.say("audit.none" if checked.rows else "audit.not_tried"),
            "; ".join(telling.others(finding)),
            checked.edition,
        )

    def _open(self, checked: Checked) -> tuple[CellOut, ...]:
        waits = "; ".join(self.telling.open(checked))
        return self.telling.obstacle(checked), waits, checked.edition

    # the other sheets

    def _unreadable(self, grid: Grid) -> None:
        rows = self.audit.totals.bad_rows
        grid.listed(self._fields(UNREADABLE), min(rows, LAST_ROW - 1))
        for each in self.audit.bad_rows():
            if grid.row + len(each.problems) >= LAST_ROW:
                grid.write((None, None, self.telling.words.count("audit.more_unreadable", rows)))
                return
            for column, message in problems(each, self.telling.words):
                grid.write((each.row, column or None, message))
            rows -= 1

    def _sources(self, grid: Grid) -> None:
        """What findings cite: document, section, what it says, and how many findings do."""
        registers, of = self.telling.registers, self.telling.words.of
        grid.listed(self._fields(SOURCES), len(self.cited))
        for name in sorted(self.cited):
            rule = registers.catalogue.get(name)
            if rule is None:
                grid.write((name, None, None, None, self.cited[name]))
                continue
            document = of(registers.sources[rule.source].title)
            grid.write((name, document, of(rule.section), of(rule.summary), self.cited[name]))

    def _how(self, grid: Grid) -> None:
        for section in self.sections.how():
            grid.title(section.title)
            for block in section.blocks:
                if isinstance(block, Pairs):
                    for name, cell in block.rows:
                        grid.write((name, cell.text))
                elif isinstance(block, Prose):
                    grid.skip()
                    for line in block.lines:
                        grid.write((None, line))
        for plan in self.telling.plans():
            readings = ", ".join(f"{name}={choice}" for name, choice in plan.readings.items())
            grid.write((self.say("audit.readings_of", name=plan.name), readings))
        grid.write((None, self.say("audit.doubles")))
