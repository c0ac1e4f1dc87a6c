"""Tables of payments from a stranger: bombs, lies and broken files end in one clear error, within bounds."""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.payments import package, sheetcsv, sheetparquet
from amp_rules.audit.payments.cells import LONGEST_TEXT
from amp_rules.audit.payments.sheets import SheetError, Unreadable, rows

CANARY = "Kvittra-7391"
SHEET = "xl/worksheets/sheet1.xml"


def made(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("case", "amount"), (CANARY, 71), ("b", 72))):
            sheet.write_row(number, 0, row)
    return path


def spoilt(folder: Path, **parts: Callable[[str], str] | str) -> Path:
    """A workbook in which some parts have been rewritten."""
    whole = made(folder / "whole.xlsx")
    names: Mapping[str, str] = {"sheet": SHEET, "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    path = folder / "spoilt.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            text = old.read(member).decode()
            change = next(
                (parts[key] for key, name in names.items() if name == member and key in parts), None
            )
            if change is not None:
                text = change if isinstance(change, str) else change(text)
            new.writestr(member, text)
    return path


def refused(path: Path, message: str) -> None:
    with pytest.raises(SheetError, match=message) as caught:
        list(rows(path))
    assert CANARY not in str(caught.value)


def said(path: Path) -> str:
    """What is wrong with the file; empty where it can be read."""
    try:
        for _ in rows(path):
            pass
    except SheetError as error:
        return str(error)
    return ""


def test_the_workbook_that_is_spoilt_below_is_a_good_one(tmp_path: Path) -> None:
    assert [dict(row.cells) for row in rows(spoilt(tmp_path))] == [
        {"case": CANARY, "amount": 71},
        {"case": "b", "amount": 72},
    ]


# bombs


def test_a_sheet_packed_too_tightly_is_not_unpacked(tmp_path: Path) -> None:
    bomb = "<worksheet><sheetData>" + "<row/>" * 2_000_000 + "</sheetData></worksheet>"
    path = spoilt(tmp_path, sheet=bomb)
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    refused(path, "packed more than 250 times")
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_part_that_declares_too_much_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_PART", 500)
    refused(made(tmp_path / "a.xlsx"), "a part of more than 500 bytes")


def test_a_part_that_declares_less_than_it_holds_is_found_out(tmp_path: Path) -> None:
    path = made(tmp_path / "lie.xlsx")
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as whole:
        size = whole.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert raw.count(size) >= 2
    path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    refused(path, "cannot be unpacked|not well formed")


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "many.xlsx")
    with zipfile.ZipFile(path, "a") as grown:
        for place in range(package.MOST_PARTS):
            grown.writestr(f"xl/media/{place}", b"")
    refused(path, "more than 2000 parts")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [SHEET, SHEET.upper()])
def test_two_parts_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / "twice.xlsx")
    with zipfile.ZipFile(path, "a") as grown:
        grown.writestr(name, "<worksheet/>")
    refused(path, "two parts of one name")


def test_xml_entities_are_never_expanded(tmp_path: Path) -> None:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    for part in ("sheet", "strings", "book"):
        refused(spoilt(tmp_path, **{part: lambda text: laughs + text}), "declares XML entities")


def test_an_outer_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    outer = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}">]><worksheet>&f;</worksheet>'
    refused(spoilt(tmp_path, sheet=outer), "declares XML entities")


def test_deeply_nested_xml_ends_like_any_other(tmp_path: Path) -> None:
    deep = "<worksheet><sheetData>" + "<a>" * 100_000 + "</a>" * 100_000 + "</sheetData></worksheet>"
    refused(spoilt(tmp_path, sheet=deep), "empty sheet")


@pytest.mark.parametrize("encoding", ["U-1", "utf-7", "zlib_codec", "utf-16"])
def test_an_encoding_that_xml_does_not_have_is_refused(tmp_path: Path, encoding: str) -> None:
    path = spoilt(tmp_path, sheet=lambda text: text.replace('encoding="UTF-8"', f'encoding="{encoding}"'))
    refused(path, "not well formed")


def test_a_part_of_endless_elements_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_ELEMENTS", 20)
    refused(made(tmp_path / "a.xlsx"), "too many elements")


# lies


@pytest.mark.parametrize(
    ("was", "instead", "message"),
    [
        ('<row r="2"', '<row r="9999999999999"', "rows out of order"),
        ('<row r="3"', '<row r="2"', "rows out of order"),
        ('<row r="2"', '<row r="two"', "rows out of order"),
        ('r="B2"', 'r="ZZZ2"', "cells out of order"),
        ('r="B2"', 'r="A2"', "cells out of order"),
        ('r="B2"', 'r="B3"', "cells out of order"),
    ],
)
def test_places_that_cannot_be_are_refused(tmp_path: Path, was: str, instead: str, message: str) -> None:
    def change(text: str) -> str:
        assert was in text
        return text.replace(was, instead)

    refused(spoilt(tmp_path, sheet=change), message)


def test_a_dimension_that_lies_is_not_believed(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text)

    assert len(list(rows(spoilt(tmp_path, sheet=change)))) == 2


@pytest.mark.parametrize("place", ["7", "-1", "9" * 40, "x"])
def test_a_text_that_the_file_does_not_hold_is_unreadable(tmp_path: Path, place: str) -> None:
    path = spoilt(tmp_path, sheet=lambda text: text.replace("<v>2</v>", f"<v>{place}</v>"))
    assert isinstance(next(rows(path)).cells["case"], Unreadable)


def test_rows_of_16384_columns_are_unreadable_and_a_header_of_them_is_refused(tmp_path: Path) -> None:
    path = spoilt(tmp_path, sheet=lambda text: text.replace('r="B2"', 'r="XFD2"'))
    assert [row.problem for row in rows(path)] == ["a cell beyond the last named column", None]
    refused(
        spoilt(tmp_path, sheet=lambda text: text.replace('r="B1"', 'r="XFD1"')),
        "at most 1000 columns|column 2 has no name",
    )


def test_a_relation_cannot_point_out_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "out.xml").write_text("<worksheet/>")
    path = made(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member == "xl/_rels/workbook.xml.rels":
                text = text.replace(b"worksheets/sheet1.xml", b"../../../../../../out.xml")
            new.writestr(member, text)
    refused(tmp_path / "b.xlsx", "a part is missing")


def test_a_book_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    refused(path, "protected by a password")


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_is_an_error_or_read(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: int
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    path = made(folder / "a.xlsx")
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] = new
    path.write_bytes(raw)
    assert CANARY not in said(path)


# CSV


def test_a_quote_left_open_does_not_swallow_the_file(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('case,amount\n"' + f"{CANARY},1\n" * 500_000)
    refused(path, "row 2: quotes that do not fit")


def test_a_row_of_endless_quoted_lines_ends(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("case,amount\n" + '"\n",' * 3_000_000)
    refused(path, "a row of more than")


def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("case,amount\n" + "x" * (sheetcsv.LONGEST_LINE * 8))
    tracemalloc.start()
    refused(path, "row 2: a line of more than 1048576 characters")
    assert tracemalloc.get_traced_memory()[1] < 16 * sheetcsv.LONGEST_LINE
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"case,amount\na\0b,1\n", "row 2: holds a NUL"),
        (b'case,amount\n"a"b,1\n', "row 2: quotes that do not fit"),
        (b"case,amount\na,1\n\xff,2\n", "not UTF-8 text"),
        (b"PK\x03\x04xxxx", "found a packed file"),
    ],
)
def test_text_that_is_none_is_refused_with_its_row(tmp_path: Path, text: bytes, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(text)
    refused(path, message)


def test_a_cell_longer_than_a_spreadsheets_spoils_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"case,amount\n{'x' * (LONGEST_TEXT + 1)},1\nb,2\n")
    assert [row.problem is None for row in rows(path)] == [False, True]


def test_many_rows_are_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("case,amount\n" + "a-1,70.00\n" * 100_000)
    tracemalloc.start()
    assert sum(1 for _ in rows(path)) == 100_000
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


# Parquet


def test_a_text_repeated_many_times_stands_once_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table({"case": pa.array(["x" * 30_000] * 5_000)}), path)
    assert path.stat().st_size < 50_000
    before = pa.total_allocated_bytes()
    stream = rows(path)
    next(stream)
    assert pa.total_allocated_bytes() - before < 10_000_000
    assert sum(1 for _ in stream) == 4_999


def test_row_groups_that_unpack_to_too_much_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "g.parquet"
    pq.write_table(pa.table({"case": [str(place) for place in range(10_000)]}), path)
    monkeypatch.setattr(sheetparquet, "LARGEST_GROUP", 10_000)
    refused(path, "a row group of more than")


@pytest.mark.parametrize("new", [0, 28, 255])
def test_a_changed_byte_of_parquet_is_an_error_or_read(tmp_path: Path, new: int) -> None:
    """Every byte in turn: codes that stand for nothing and text that is none are found as well."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"case": [CANARY, "b"], "amount": [1, 2]}), path)
    raw = path.read_bytes()
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([new]) + raw[at + 1 :])
        assert CANARY not in said(path)
