"""Rows of a payment list to payments, and every row that cannot be read with its number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.payments.cells import SheetError, SheetRow, Unreadable
from amp_rules.audit.payments.mapping import ColumnMap
from amp_rules.audit.payments.payment import BadRow, Payment
from amp_rules.audit.payments.read import _Reader, payments
from amp_rules.terms import Money

SWEDISH = ColumnMap(decimal="comma", thousands="space", dates="DD/MM/YYYY")


def read(mapping: ColumnMap | None = None, /, **cells: Any) -> Payment | BadRow:
    whole = {"case": "a-1", "kind": "period", "period": "p", "amount": "1200", **cells}
    reader = _Reader(mapping or ColumnMap(), {name: name for name in whole})
    return reader.read(SheetRow(7, whole))


def problems(found: Payment | BadRow) -> list[tuple[str, str]]:
    assert isinstance(found, BadRow)
    assert found.row == 7
    return list(found.problems)


def amount(found: Payment | BadRow) -> str:
    assert isinstance(found, Payment)
    return str(found.amount)


@pytest.mark.parametrize(
    ("mapping", "cell", "wanted"),
    [
        (ColumnMap(), "1200", "1200.00"),
        (ColumnMap(), "1200.5", "1200.50"),
        (ColumnMap(), "-71.00", "-71.00"),
        (ColumnMap(), "\u221271.00", "-71.00"),
        (ColumnMap(), 1200, "1200.00"),
        (ColumnMap(), Decimal("1200.25"), "1200.25"),
        (SWEDISH, "1 200,50", "1200.50"),
        (SWEDISH, "1\u00a0234\u00a0567,89", "1234567.89"),
        (SWEDISH, "1200,5", "1200.50"),
        (ColumnMap(decimal="point", thousands="comma"), "1,234,567.89", "1234567.89"),
    ],
)
def test_an_amount_is_read_exactly(mapping: ColumnMap, cell: Any, wanted: str) -> None:
    assert amount(read(mapping, amount=cell)) == wanted


@pytest.mark.parametrize(
    ("mapping", "cell"),
    [
        (ColumnMap(), "1,200"),
        (ColumnMap(), "1 200"),
        (ColumnMap(), "1200.555"),
        (ColumnMap(), "1e3"),
        (ColumnMap(), "NaN"),
        (ColumnMap(), "=1200"),
        (ColumnMap(), True),
        (ColumnMap(), date(2022, 1, 1)),
        (ColumnMap(), Decimal("0.001")),
        (ColumnMap(), Decimal("1e40")),
        (ColumnMap(), Unreadable("an error")),
        (SWEDISH, "12 00,50"),
        (SWEDISH, "1.200"),
        (SWEDISH, "1200.50"),
    ],
)
def test_what_is_no_exact_amount_is_refused(mapping: ColumnMap, cell: Any) -> None:
    (problem,) = problems(read(mapping, amount=cell))
    assert problem[0] == "amount"


@given(st.integers(-(10**15), 10**15))
def test_every_amount_comes_back_as_it_was_written(minor: int) -> None:
    money = Money(minor, "SEK")
    assert amount(read(amount=str(money))) == str(money)
    assert amount(read(amount=money.amount)) == str(money)
    swedish = f"{abs(minor) // 100:,}".replace(",", " ") + f",{abs(minor) % 100:02}"
    assert amount(read(SWEDISH, amount=f"{'-' if minor < 0 else ''}{swedish}")) == str(money)


@pytest.mark.parametrize(
    ("form", "cell"),
    [
        ("YYYY-MM-DD", "2022-03-01"),
        ("YYYYMMDD", "20220301"),
        ("YYYYMMDD", 20220301),
        ("DD/MM/YYYY", "01/03/2022"),
        ("DD/MM/YYYY", "1/3/2022"),
        ("DD.MM.YYYY", "1.3.2022"),
        ("MM/DD/YYYY", "03/01/2022"),
        ("YYYY-MM-DD", date(2022, 3, 1)),
    ],
)
def test_a_date_is_read_in_the_form_of_the_mapping(form: str, cell: Any) -> None:
    found = read(ColumnMap(dates=form), **dict.fromkeys(("from", "to"), cell))
    assert isinstance(found, Payment)
    assert (found.first, found.last) == (date(2022, 3, 1),) * 2


def test_a_row_tells_all_that_is_wrong_with_it() -> None:
    found = read(
        case="a b", kind="rent", amount="much", paid_on="soon", **{"from": "2022-02-30", "to": "2022-01-01"}
    )
    assert [column for column, _ in problems(found)] == ["kind", "case", "amount", "from", "paid_on"]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"period": ""}, ("", "names neither a period nor days")),
        ({"kind": "claim"}, ("", "names no claim")),
        ({"kind": "instalment", "person": "principal"}, ("", "names no number of the instalment")),
        ({"from": "2022-01-01", "to": None}, ("to", "is empty")),
        ({"from": "2022-01-02", "to": "2022-01-01"}, ("to", "is before from")),
        ({"currency": "USD"}, ("currency", "expected SEK")),
        ({"case": None}, ("case", "is empty")),
        ({"amount": "  "}, ("amount", "is empty")),
        ({"reference": "a\x1b[31m"}, ("reference", "expected at most 200 characters that can be printed")),
    ],
)
def test_what_lacks_is_named(cells: dict[str, Any], wanted: tuple[str, str]) -> None:
    assert problems(read(**cells)) == [wanted]


def test_no_problem_echoes_a_cell() -> None:
    secret = "Nadja-from-nowhere!"
    found = read(case=secret, kind=secret, amount=secret, paid_on=secret, **{"from": secret, "to": secret})
    assert secret not in str(found)


def test_a_column_that_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "paid.csv"
    path.write_text("case,amount\na-1,5\n", encoding="utf-8")
    mapping = ColumnMap(columns={"case": "case", "amount": "sum"}, kind="period")
    with pytest.raises(SheetError, match="no column for amount"):
        list(payments(path, mapping))
    with pytest.raises(SheetError, match="no column for kind"):
        list(payments(path, ColumnMap()))


def test_rows_come_with_the_numbers_that_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "paid.csv"
    path.write_text("case,kind,item,amount\na-1,item,x,5\n\na-1,item,x\na-1,item,x,6\n", encoding="utf-8")
    found = list(payments(path, ColumnMap()))
    assert [(type(each).__name__, each.row) for each in found] == [
        ("Payment", 2),
        ("BadRow", 4),
        ("Payment", 5),
    ]
