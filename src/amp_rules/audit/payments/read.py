"""A payment list to typed payments, and the rows that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from amp_rules.audit.payments.cells import Advance, Cell, SheetError, SheetRow, Unreadable
from amp_rules.audit.payments.mapping import CATEGORIES, ColumnMap
from amp_rules.audit.payments.payment import KINDS, BadRow, Payment, PaymentKind, currency_of
from amp_rules.audit.payments.sheets import header, rows
from amp_rules.terms import Currency, Money

T = TypeVar("T")

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_FORMS: Final = {
    "YYYY-MM-DD": re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
    "YYYYMMDD": re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII),
    "DD/MM/YYYY": re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})", re.ASCII),
    "DD.MM.YYYY": re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", re.ASCII),
    "MM/DD/YYYY": re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})", re.ASCII),
}
_SPACES: Final = "\u0020\u00a0\u202f\u2009"
_DIVIDERS: Final = {
    "none": "",
    "space": rf"[{_SPACES}]",
    "point": r"\.",
    "comma": ",",
    "apostrophe": "['\u2019]",
}
_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-"})
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_MOST_MINOR: Final = 10**17


class _WrongError(ValueError):
    """What was expected of a cell."""


def payments(path: Path, mapping: ColumnMap, advance: Advance | None = None) -> Iterator[Payment | BadRow]:
    """The payments of a list in order, with the rows that cannot be read in their place.

    Raises, also on the way:
        SheetError: the list cannot be read, or a column that the mapping names is not there.
        MissingExtraError: a package that reads its form is not there.
    """
    columns = _columns(path, mapping)
    found = rows(
        path, sheet=mapping.sheet, encoding=mapping.encoding, delimiter=mapping.delimiter, advance=advance
    )
    reader = _Reader(mapping, columns)
    for row in found:
        yield reader.read(row)


def _columns(path: Path, mapping: ColumnMap) -> Mapping[str, str]:
    """The columns that there are, by field."""
    names = header(path, sheet=mapping.sheet, encoding=mapping.encoding, delimiter=mapping.delimiter)
    wanted = mapping.columns if mapping.told else {"case": "case", "amount": "amount"}
    lacking = [field for field, column in wanted.items() if column not in names]
    if lacking:
        raise SheetError(path, f"no column for {', '.join(lacking)}; there are {len(names)} columns")
    if mapping.kind is None and mapping.columns.get("kind") not in names:
        raise SheetError(path, "no column for kind; a mapping can say it for all rows")
    return {field: column for field, column in mapping.columns.items() if column in names}


class _Reader:
    """Rows to payments."""

    def __init__(self, mapping: ColumnMap, columns: Mapping[str, str]) -> None:
        self.mapping = mapping
        self.columns = columns
        divider = _DIVIDERS[mapping.thousands]
        point = "," if mapping.decimal == "comma" else r"\."
        grouped = rf"[0-9]{{1,3}}(?:{divider}[0-9]{{3}})+|" if divider else ""
        self.amount_form = re.compile(rf"([+-]?)({grouped}[0-9]{{1,15}})(?:{point}([0-9]{{1,2}}))?")
        self.divider = re.compile(divider) if divider else None
        self.date_form = _FORMS[mapping.dates]

    def read(self, row: SheetRow) -> Payment | BadRow:
        """The payment of a row, or every problem of it."""
        if row.problem is not None:
            return BadRow(row.number, (("", row.problem),))
        problems: list[tuple[str, str]] = []

        def cell(field: str, read: Callable[[Cell], T], otherwise: T, needed: bool = False) -> T:
            column = self.columns.get(field)
            value = None if column is None else row.cells[column]
            if isinstance(value, str):
                value = value.strip() or None
            if value is None:
                if needed:
                    problems.append((column or field, "is empty"))
                return otherwise
            try:
                return read(value)
            except _WrongError as problem:
                problems.append((column or field, str(problem)))
                return otherwise

        kind = cell("kind", self.kind, self.mapping.kind, self.mapping.kind is None)
        case = cell("case", _id, "", True)
        given = cell("currency", _currency, None)
        currency: Currency = "SEK" if kind is None else currency_of(kind)
        amount = cell("amount", lambda value: self.amount(value, currency), Money(0, currency), True)
        if kind is not None and given not in (None, currency):
            problems.append((self.columns["currency"], f"expected {currency}"))
        first = cell("from", self.day, None)
        last = cell("to", self.day, None)
        paid_on = cell("paid_on", self.day, None)
        number = cell("number", _number, None)
        target = "" if kind is None else cell("person" if kind == "instalment" else kind, _id, "")
        category = cell("category", self.category, None)
        reference = cell("reference", _reference, None)
        if kind is not None:
            days = not (self._empty(row, "from") and self._empty(row, "to"))
            problems += _lacking(kind, target, number, days)
        lacking = [field for field in ("from", "to") if self._empty(row, field)]
        if len(lacking) == 1:
            problems.append((self._named(lacking[0]), "is empty"))
        elif first is not None and last is not None and last < first:
            problems.append((self._named("to"), f"is before {self._named('from')}"))
        if problems or kind is None:
            return BadRow(row.number, tuple(problems))
        by_day = kind == "period"
        return Payment(
            row.number,
            case,
            kind,
            target,
            amount,
            number if kind == "instalment" else None,
            first if by_day else None,
            last if by_day else None,
            category if kind == "claim" else None,
            paid_on,
            reference,
        )

    def _empty(self, row: SheetRow, field: str) -> bool:
        column = self.columns.get(field)
        cell = None if column is None else row.cells[column]
        return cell is None or (isinstance(cell, str) and not cell.strip())

    def _named(self, field: str) -> str:
        return self.columns.get(field, field)

    def kind(self, value: Cell) -> PaymentKind:
        """What a row pays for."""
        text = _text(value)
        found = self.mapping.kinds.get(text) or next((kind for kind in KINDS if kind == text), None)
        if found is None:
            raise _WrongError("expected a kind of payment that the mapping names")
        return found

    def category(self, value: Cell) -> str:
        """The category of a receipt."""
        text = _text(value)
        found = self.mapping.categories.get(text) or (text if text in CATEGORIES else None)
        if found is None:
            raise _WrongError("expected a category that the mapping names")
        return found

    def day(self, value: Cell) -> date:
        """A date, as one or as text in the mapping's form."""
        if isinstance(value, date):
            return _within(value)
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
        match = self.date_form.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            return _within(date(int(match["y"]), int(match["m"]), int(match["d"])))
        except ValueError:
            raise _WrongError(f"expected a date as {self.mapping.dates} from 1900 to 2199") from None

    def amount(self, value: Cell, currency: Currency) -> Money:
        """An amount, as a number or as text in the mapping's form."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise _WrongError("expected an amount")
        if isinstance(value, str):
            match = self.amount_form.fullmatch(value.translate(_MINUS))
            if match is None:
                raise _WrongError("expected an amount with at most two decimals, written as the mapping says")
            whole = match[2] if self.divider is None else self.divider.sub("", match[2])
            value = Decimal(f"{match[1]}{whole}.{match[3] or 0}")
        minor = Decimal(value) * 100
        if minor != minor.to_integral_value() or abs(minor) > _MOST_MINOR:
            raise _WrongError("expected an amount with at most two decimals")
        return Money(int(minor), currency)


def _lacking(kind: PaymentKind, target: str, number: int | None, days: bool) -> list[tuple[str, str]]:
    """What a row of a kind must say besides."""
    if kind == "period" and not target and not days:
        return [("", "names neither a period nor days")]
    if kind in ("item", "claim") and not target:
        return [("", f"names no {kind}")]
    if kind == "instalment" and number is None:
        return [("", "names no number of the instalment")]
    return []


def _text(value: Cell) -> str:
    if isinstance(value, Unreadable):
        raise _WrongError(f"cannot be read: {value.reason}")
    if not isinstance(value, str):
        raise _WrongError("expected text")
    return value


def _id(value: Cell) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    if not _ID.fullmatch(text):
        raise _WrongError("expected 1 to 64 letters a-z, digits, dots, underscores or hyphens")
    return text


def _currency(value: Cell) -> Currency:
    match _text(value).upper():
        case "SEK" | "KR":
            return "SEK"
        case "USD":
            return "USD"
    raise _WrongError("expected SEK or USD")


def _number(value: Cell) -> int:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or int(text) == 0:
        raise _WrongError("expected a whole number from 1 to 999")
    return int(text)


def _reference(value: Cell) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)
    if len(text) > 200 or not text.isprintable():
        raise _WrongError("expected at most 200 characters that can be printed")
    return text


def _within(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise ValueError
    return day
