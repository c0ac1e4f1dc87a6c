"""Tables of payments: what is read of CSV, XLSX and Parquet, exactly and row by row."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.payments.cells import number_of
from amp_rules.audit.payments.sheets import SheetError, Unreadable, header, rows, sheet_names

DAY = datetime.date(2022, 4, 1)


def csv_file(folder: Path, text: str | bytes, name: str = "payments.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def cells(path: Path, **options: Any) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in rows(path, **options)]


# CSV


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "b.csv"), ("\t", "c.tsv")])
def test_what_divides_the_columns_is_told_by_the_header(tmp_path: Path, delimiter: str, name: str) -> None:
    lines = ["case,amount,paid".replace(",", delimiter), "a-1,71.50,2022-04-01".replace(",", delimiter)]
    path = csv_file(tmp_path, "\n".join(lines), name)
    assert header(path) == ("case", "amount", "paid")
    assert cells(path) == [{"case": "a-1", "amount": "71.50", "paid": "2022-04-01"}]


def test_delimiters_within_quoted_names_do_not_count(tmp_path: Path) -> None:
    path = csv_file(tmp_path, '"sum, SEK, net";case\n1;a\n')
    assert header(path) == ("sum, SEK, net", "case")


def test_a_header_that_two_delimiters_divide_alike_is_an_error(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b;c\n1,2;3\n")
    with pytest.raises(SheetError, match="name the delimiter"):
        rows(path)
    assert cells(path, delimiter=";") == [{"a,b": "1,2", "c": "3"}]


def test_a_csv_row_has_the_number_of_its_first_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'case,note\r\na,"one\r\ntwo"\r\n\r\nb,x\r\n')
    found = list(rows(path))
    assert [row.number for row in found] == [2, 5]
    assert found[0].cells["note"] == "one\r\ntwo"


def test_a_row_of_another_length_cannot_be_read_and_the_others_can(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "case,amount\na,1\nb\nc,2,3\nd,4,,\n")
    found = list(rows(path))
    assert [(row.number, row.problem) for row in found] == [
        (2, None),
        (3, "expected 2 cells, found 1"),
        (4, "expected 2 cells, found 3"),
        (5, None),
    ]


def test_empty_csv_cells_are_none_and_blank_rows_are_no_rows(tmp_path: Path) -> None:
    assert cells(csv_file(tmp_path, "case;amount\na;\n;\n   \n"))[0] == {"case": "a", "amount": None}
    assert len(cells(tmp_path / "payments.csv")) == 2


@pytest.mark.parametrize("text", ["", "\n", ",,\n1,2,3\n"])
def test_a_file_without_names_of_columns_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(SheetError, match="expected the names of the columns"):
        header(csv_file(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,,b\n", "column 2 has no name"), ("a,b, a\n", "columns 1 and 3 have the same name")],
)
def test_names_must_be_there_and_differ(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SheetError, match=f"row 1: {message}"):
        header(csv_file(tmp_path, text))


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert header(csv_file(tmp_path, "\ufeffcase,amount\n".encode())) == ("case", "amount")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_read_when_named_and_refused_when_not(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "ärende;belopp\nå;1\n".encode(encoding))
    with pytest.raises(SheetError, match="name the encoding"):
        list(rows(path))
    assert cells(path, encoding=encoding) == [{"ärende": "å", "belopp": "1"}]


def test_utf_8_named_by_hand_still_allows_a_byte_order_mark(tmp_path: Path) -> None:
    assert header(csv_file(tmp_path, "\ufeffa,b\n".encode()), encoding="UTF8") == ("a", "b")


@pytest.mark.parametrize("encoding", ["no-such", "zlib_codec", "rot13"])
def test_an_encoding_that_is_none_is_an_error(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(SheetError, match="no such text encoding"):
        rows(csv_file(tmp_path, "a,b\n"), encoding=encoding)


def test_the_line_that_names_the_delimiter_is_not_the_header(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "sep=|\ncase|amount\na|1\n")
    assert [(row.number, dict(row.cells)) for row in rows(path)] == [(3, {"case": "a", "amount": "1"})]


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory: Any, written: list[tuple[str, str]]) -> None:
    import csv

    fit = [
        (one, other)
        for one, other in written
        if "\0" not in one + other and (one + other).isprintable() and not (one + other).isspace()
    ]
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("one", "other"), *fit])
    assert [(row.cells["one"], row.cells["other"]) for row in rows(path)] == [
        (one, other or None) for one, other in fit
    ]


# XLSX


def workbook(folder: Path, *written: tuple[Any, ...], **settings: Any) -> Path:
    path = folder / "payments.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in written:
        sheet.append(row)
    if settings.get("epoch"):
        book.epoch = settings["epoch"]
    book.save(path)
    return path


def test_xlsx_cells_have_the_types_of_the_sheet(tmp_path: Path) -> None:
    stamp = datetime.datetime.fromisoformat("2022-04-01T13:45")
    path = workbook(tmp_path, ("a", "b", "c", "d", "e", "f"), ("x", 12, 1234.56, True, DAY, stamp))
    assert cells(path) == [{"a": "x", "b": 12, "c": Decimal("1234.56"), "d": True, "e": DAY, "f": DAY}]
    assert type(cells(path)[0]["f"]) is datetime.date


def test_dates_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    path = workbook(tmp_path, ("paid",), (DAY,), epoch=CALENDAR_MAC_1904)
    assert cells(path) == [{"paid": DAY}]


def test_sums_that_excel_writes_with_17_digits_are_what_was_typed() -> None:
    assert number_of("1234.5599999999999") == Decimal("1234.56")
    assert number_of("1E-3") == Decimal("0.001")
    assert number_of("1.2E3") == 1200


@pytest.mark.parametrize(
    "text", ["NaN", "INF", "1e999", "0x10", "", "1,5", "12345678901234567890", "9" * 50, "١"]
)
def test_what_no_double_holds_is_unreadable(text: str) -> None:
    assert isinstance(number_of(text), Unreadable)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_sum_of_money_comes_back_exact(amount: Decimal) -> None:
    assert number_of(f"{float(amount):.17g}") == amount


def test_a_formula_gives_the_value_saved_with_it_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("case", "amount"))
        sheet.write_formula(1, 1, "=40+2", None, 42)
        sheet.write_string(1, 0, "a")
    (row,) = rows(path)
    assert row.cells["amount"] == 42
    assert row.computed == ("amount",)


def test_a_formula_never_computed_and_an_error_are_unreadable(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("a", "b", "c"), ("=1+1", "#REF!", "x"))
    (row,) = rows(path)
    assert row.cells["a"] == Unreadable("a formula that was never computed")
    assert row.cells["b"] == Unreadable("an error in the spreadsheet")
    assert row.cells["c"] == "x"


def test_rows_that_are_left_out_keep_their_numbers_and_blank_ones_are_no_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("a", "b"), ("x", 1), (None, None), (), ("y", None))
    assert [row.number for row in rows(path)] == [2, 5]


def test_a_cell_beyond_the_names_spoils_its_row_only(tmp_path: Path) -> None:
    found = list(rows(workbook(tmp_path, ("a", None), ("x", None, "y"), ("z", None))))
    assert [row.problem for row in found] == ["a cell beyond the last named column", None]


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    book.active.append(("a",))  # type: ignore[union-attr]
    other = book.create_sheet("Utbetalningar")
    other.append(("b",))
    other.append((7,))
    other.sheet_state = "hidden"
    book.save(path)
    with pytest.raises(SheetError, match="holds 2 sheets"):
        rows(path)
    with pytest.raises(SheetError, match="no sheet of that name"):
        rows(path, sheet="other")
    assert cells(path, sheet="Utbetalningar") == [{"b": 7}]
    assert sheet_names(path) == ("Sheet", "Utbetalningar")


@given(st.lists(st.one_of(st.text(max_size=30), st.integers(-(10**14), 10**14), st.dates(DAY)), min_size=1))
def test_what_xlsxwriter_wrote_is_read_back(tmp_path_factory: Any, written: list[Any]) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "t.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(0, 0, "v")
        for place, value in enumerate(written, 1):
            if isinstance(value, datetime.date):
                sheet.write_datetime(place, 0, value, dated)
            else:
                sheet.write(place, 0, value)
    read = {row.number: row.cells["v"] for row in rows(path)}
    assert read == {place: value for place, value in enumerate(written, 2) if value != ""}


# Parquet


def test_parquet_rows_count_from_one_without_a_header(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    table = pa.table(
        {
            "case": ["a", "a", None],
            "amount": pa.array([Decimal("1.50"), Decimal("-2.00"), None], pa.decimal128(12, 2)),
            "paid": pa.array([DAY, None, DAY]),
            "at": pa.array([datetime.datetime.fromisoformat("2022-04-01T23:59")] * 3, pa.timestamp("ns")),
            "ok": [True, False, None],
            "double": [0.1, float("nan"), 2.0],
        }
    )
    pq.write_table(table, path, row_group_size=2)
    found = list(rows(path))
    assert [row.number for row in found] == [1, 2, 3]
    assert dict(found[0].cells) == {
        "case": "a",
        "amount": Decimal("1.50"),
        "paid": DAY,
        "at": DAY,
        "ok": True,
        "double": Decimal("0.1"),
    }
    assert found[1].cells["amount"] == -2
    assert found[1].cells["double"] == Unreadable("not a finite number")
    assert found[2].cells["case"] is None


def test_parquet_columns_of_types_that_are_not_read_give_unreadable_cells(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    zoned = pa.array([datetime.datetime(2022, 4, 1, tzinfo=datetime.UTC)])
    pq.write_table(pa.table({"nested": [[1]], "float": pa.array([1.5], pa.float32()), "zoned": zoned}), path)
    (row,) = rows(path)
    assert all(isinstance(cell, Unreadable) for cell in row.cells.values())


# all of them


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_bytes_gone_through_add_up_to_no_more_than_the_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"p.{form}"
    number = 5_000
    if form == "csv":
        path.write_text("case,amount\n" + "a-1,70.00\n" * number)
    elif form == "xlsx":
        workbook(tmp_path, ("case", "amount"), *[(f"a-{place}", place) for place in range(number)]).rename(
            path
        )
    else:
        pq.write_table(pa.table({"case": [f"a-{place}" for place in range(number)]}), path)
    gone: list[int] = []
    assert sum(1 for _ in rows(path, advance=gone.append)) == number
    assert 0.2 * path.stat().st_size < sum(gone) <= path.stat().st_size
    assert min(gone) >= 0


@pytest.mark.parametrize("name", ["p.csv", "p.xlsx", "p.parquet"])
def test_a_file_that_is_not_there_is_the_systems_own_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        list(rows(tmp_path / name))


@pytest.mark.parametrize("name", ["p.xlsx", "p.parquet"])
def test_a_file_of_another_form_is_an_error(tmp_path: Path, name: str) -> None:
    path = csv_file(tmp_path, "case,amount\n" * 10, name)
    with pytest.raises(SheetError):
        list(rows(path))


def test_options_that_do_not_fit_the_form_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b\n")
    with pytest.raises(SheetError, match="only XLSX"):
        rows(path, sheet="x")
    with pytest.raises(SheetError, match="one character"):
        rows(path, delimiter="ab")
    with pytest.raises(SheetError, match="for CSV"):
        rows(tmp_path / "x.parquet", encoding="utf-8")
    with pytest.raises(SheetError, match="a name that ends in"):
        rows(csv_file(tmp_path, "a", "p.ods"))
    with pytest.raises(SheetError, match="expected a file"):
        rows(tmp_path)
