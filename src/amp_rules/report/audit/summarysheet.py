"""The workbook's summary: counts and sums as formulas over the findings, with what they come to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amp_rules.audit.checking.totals import CurrencyTotal, KindTotal, Minor
from amp_rules.audit.payments.plaintext import CellOut
from amp_rules.report.audit.columns import FINDINGS, SUMMARY, UNCHECKED, Columns, letter
from amp_rules.report.audit.grid import Formula, Grid, Style
from amp_rules.report.audit.page import AuditSections
from amp_rules.terms import Currency, Money

_MONEY: Final = (
    "audit.currency",
    "audit.paid_right",
    "audit.paid_wrong",
    "audit.paid_checked",
    "audit.expected",
    "audit.difference",
    "audit.over",
    "audit.under",
)
_RESTS: Final = ("audit.currency", "audit.paid_unchecked", "audit.parts_rest")
_KINDS: Final = ("audit.kind", "audit.code", "audit.currency", "audit.number", "audit.over", "audit.under")
_COUNTS: Final[dict[int, Style]] = {1: "number"}
_OF_CURRENCY: Final[dict[int, Style]] = {5: "signed"}
_OF_KIND: Final[dict[int, Style]] = {3: "number"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows that are summed stand: the names of their sheets, and how many rows there are."""

    findings: str
    finding_rows: int
    unchecked: str
    unchecked_rows: int

    def of(self, name: str) -> str:
        """A column of the findings, below its heading."""
        return _range(self.findings, FINDINGS, name, self.finding_rows)

    def open(self, name: str) -> str:
        """A column of what was not checked, below its heading."""
        return _range(self.unchecked, UNCHECKED, name, self.unchecked_rows)


def _range(sheet: str, columns: Columns, name: str, rows: int) -> str:
    column = letter(columns, name)
    return f"'{sheet}'!${column}$2:${column}${max(rows, 1) + 1}"


def write_summary(
    grid: Grid, sections: AuditSections, places: Places, wrong: Mapping[Currency, Minor]
) -> None:
    """The whole sheet. wrong: what was paid otherwise than the rules give, in minor units, by currency."""
    _Summary(grid, sections, places, wrong).write()


class _Summary:
    def __init__(
        self, grid: Grid, sections: AuditSections, places: Places, wrong: Mapping[Currency, Minor]
    ) -> None:
        self.grid = grid
        self.sections = sections
        self.places = places
        self.wrong = wrong
        self.totals = sections.totals
        self.say = sections.say

    def write(self) -> None:
        """Counts, sums by currency, kinds of findings, and what is live."""
        self.grid.title(self.say("audit.title"))
        self._counts()
        currencies = sorted(self.totals.currencies.items())
        if currencies:
            self._money(currencies)
            self._rests(currencies)
        for currency, total in currencies:
            if total.kinds:
                self._kinds(currency, sorted(total.kinds.items(), key=lambda each: each[1].code))
        self.grid.skip()
        for line in ("audit.live", "audit.not_a_verdict"):
            self.grid.prose(self.say(line), len(SUMMARY))

    def _counts(self) -> None:
        totals, places = self.totals, self.places
        rows: tuple[tuple[str, CellOut | Formula], ...] = (
            ("audit.list", self.sections.given.payments or None),
            ("audit.payments", totals.payments),
            ("audit.cases", totals.cases),
            ("audit.right", totals.right),
            ("audit.wrong", Formula(f"=COUNT({places.of('audit.difference')})", totals.wrong)),
            ("audit.sheet_findings", Formula(f"=COUNTA({places.of('audit.code')})", totals.findings)),
            ("audit.unchecked", Formula(f"=COUNTA({places.open('audit.case_id')})", totals.unchecked)),
            ("audit.unreadable", totals.bad_rows),
        )
        for name, value in rows:
            if value is not None:
                self.grid.write((self.say(name), value), _COUNTS)

    # by currency

    def _money(self, currencies: list[tuple[Currency, CurrencyTotal]]) -> None:
        self.grid.skip()
        self.grid.head([self.say(name) for name in _MONEY], range(1, len(_MONEY)))
        for currency, total in currencies:
            self._currency(currency, total)

    def _currency(self, currency: Currency, total: CurrencyTotal) -> None:
        row = self.grid.row + 1
        wrong = self.wrong.get(currency, 0)
        gap = "audit.difference"
        cells: tuple[CellOut | Formula, ...] = (
            currency,
            Money(total.paid - wrong, currency).amount,
            self._sum("audit.paid", row, Money(wrong, currency)),
            Formula(f"=B{row}+C{row}", Money(total.paid, currency).amount),
            self._sum("audit.expected", row, Money(total.expected, currency), f"B{row}+"),
            Formula(f"=D{row}-E{row}", Money(total.difference, currency).amount),
            self._sum(gap, row, Money(total.over, currency), beyond=">"),
            self._sum(gap, row, Money(total.under, currency), "-", "<"),
        )
        self.grid.write(cells, _OF_CURRENCY)

    def _sum(self, name: str, row: int, now: Money, before: str = "", beyond: str = "") -> Formula:
        """The sum of a column where the currency is that of the row; beyond: of cells '>' or '<' nothing."""
        column = self.places.of(name)
        bound = f',{column},"{beyond}0"' if beyond else ""
        return Formula(
            f"={before}SUMIFS({column},{self.places.of('audit.currency')},A{row}{bound})", now.amount
        )

    def _rests(self, currencies: list[tuple[Currency, CurrencyTotal]]) -> None:
        self.grid.skip()
        self.grid.head([self.say(name) for name in _RESTS], range(1, len(_RESTS)))
        places = self.places
        for currency, total in currencies:
            mine = f"A{self.grid.row + 1}"
            unchecked = f"=SUMIFS({places.open('audit.paid')},{places.open('audit.currency')},{mine})"
            whole, parts = (
                f"SUMIFS({places.of(name)},{places.of('audit.currency')},{mine})"
                for name in ("audit.difference", "audit.part")
            )
            paid = Money(total.unchecked, currency).amount
            self.grid.write((currency, Formula(unchecked, paid), Formula(f"=ROUND({whole}-{parts},6)", 0)))

    # by kind

    def _kinds(self, currency: Currency, kinds: list[tuple[str, KindTotal]]) -> None:
        self.grid.skip()
        self.grid.head([self.say(name) for name in _KINDS], range(3, len(_KINDS)))
        first = self.grid.row + 1
        for name, kind in kinds:
            self._kind(currency, name, kind)
        last = self.grid.row
        over, under, count = (
            sum(getattr(kind, name) for _, kind in kinds) for name in ("over", "under", "count")
        )
        sums = (
            Formula(f"=SUM({column}{first}:{column}{last})", now)
            for column, now in (
                ("D", count),
                ("E", Money(over, currency).amount),
                ("F", Money(under, currency).amount),
            )
        )
        self.grid.write((self.say("audit.all_kinds"), None, currency, *sums), _OF_KIND)

    def _kind(self, currency: Currency, name: str, kind: KindTotal) -> None:
        row = self.grid.row + 1
        of = self.places.of
        mine = f"{of('audit.code')},B{row},{of('audit.currency')},C{row}"
        part = of("audit.part")
        self.grid.write(
            (
                self.sections.words.of(self.sections.telling.kinds[name].title),
                kind.code,
                currency,
                Formula(f"=COUNTIFS({mine})", kind.count),
                Formula(f'=SUMIFS({part},{mine},{part},">0")', Money(kind.over, currency).amount),
                Formula(f'=-SUMIFS({part},{mine},{part},"<0")', Money(kind.under, currency).amount),
            ),
            _OF_KIND,
        )
