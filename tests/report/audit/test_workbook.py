from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.checking import Checked, PaymentAudit
from amp_rules.audit.payments.cells import SheetError
from amp_rules.errors import MissingExtraError
from amp_rules.report.audit import Given, audit_html, save_audit_workbook
from amp_rules.terms import UNKNOWN, Money
from tests.report.audit.made import BAD, GIVEN, audited, holding, wrong
from tests.report.audit.recalculate import Recalculated

SHEETS = {
    "en": ["Summary", "Findings", "Not checked", "Unreadable rows", "Sources", "How"],
    "sv": ["Sammanfattning", "Iakttagelser", "Inte kontrollerat", "Oläsliga rader", "Källor", "Hur"],
}


def opened(audit: PaymentAudit, path: Path, language: str = "en", values: bool = False) -> Any:
    save_audit_workbook(audit, path, language, GIVEN)
    return openpyxl.load_workbook(path, data_only=values)


def table(book: Any, sheet: str) -> list[dict[str, Any]]:
    heads, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def row_of(book: Any, head: str, first: str) -> int:
    """The row of the summary that begins with a text, under the row that begins with another."""
    found = [cell.value for cell in book["Summary"]["A"]]
    return found.index(first, found.index(head)) + 1


def formulas(book: Any) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_sheet_is_there_in_both_languages(audit: PaymentAudit, tmp_path: Path, language: str) -> None:
    assert opened(audit, tmp_path / "found.xlsx", language).sheetnames == SHEETS[language]


def test_every_formula_comes_to_what_is_written_beside_it(audit: PaymentAudit, tmp_path: Path) -> None:
    live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    now = openpyxl.load_workbook(tmp_path / "found.xlsx", data_only=True)
    places = formulas(live.book)
    assert len(places) > 40
    for sheet, place in places:
        assert live.value(sheet, place) == Decimal(repr(now[sheet][place].value)), (sheet, place)


def test_the_sums_are_those_of_the_audit(audit: PaymentAudit, tmp_path: Path) -> None:
    live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    for currency, total in audit.totals.currencies.items():
        row = row_of(live.book, "Currency", currency)
        told = [live.value("Summary", f"{column}{row}") * 100 for column in "DEFGH"]
        assert told == [total.paid, total.expected, total.difference, total.over, total.under]
    assert live.value("Summary", f"B{row_of(live.book, 'Cases', 'Findings')}") == audit.totals.findings


def test_the_sums_follow_a_corrected_cell(audit: PaymentAudit, tmp_path: Path) -> None:
    live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    row = row_of(live.book, "Currency", "SEK")
    kind = row_of(live.book, "What was found", "Paid beyond a cap")
    before = [live.value("Summary", place) for place in (f"F{row}", f"G{row}", f"E{kind}")]
    live.book["Findings"]["G2"] = 54467 + 100
    after = [live.value("Summary", place) for place in (f"F{row}", f"G{row}", f"E{kind}")]
    assert [late - early for early, late in zip(before, after, strict=True)] == [100, 100, 100]


def test_several_findings_of_one_payment_share_its_difference(tmp_path: Path) -> None:
    one = wrong()
    parts = [replace(one.findings[0], difference=Money(minor, "SEK")) for minor in (400_000, 88_700)]
    with holding([replace(one, findings=tuple(parts))]) as audit:
        live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    assert [live.value("Findings", f"I{row}") for row in (2, 3)] == [4887, None]
    assert [live.value("Findings", f"L{row}") for row in (2, 3)] == [4000, 887]
    live.book["Findings"]["G2"] = 53760
    row = row_of(live.book, "Currency", "SEK")
    assert live.value("Summary", f"C{row_of_rests(live.book)}") == 3
    assert live.value("Summary", f"F{row}") == 4890


def row_of_rests(book: Any) -> int:
    heads = [cell.value for cell in book["Summary"]["C"]]
    return heads.index("Differences not shared out (0: the parts add up)") + 2


@pytest.mark.slow
@settings(max_examples=15)
@given(st.lists(st.integers(1, 40), max_size=8), st.lists(st.integers(1, 9_999_999_999), max_size=3))
def test_any_findings_sum_to_the_totals(
    tmp_path_factory: pytest.TempPathFactory, overs: list[int], unders: list[int]
) -> None:
    path = tmp_path_factory.mktemp("book") / "found.xlsx"
    found = [wrong(row, over) for row, over in enumerate(overs, 2)]
    for row, minor in enumerate(unders, 100):
        less = replace(wrong().findings[0], difference=Money(-minor, "SEK"), code="PF16", kind="underpayment")
        expected = Money(10**11, "SEK")
        found.append(
            replace(wrong(row), paid=expected - Money(minor, "SEK"), expected=expected, findings=(less,))
        )
    with holding(found) as audit:
        live = Recalculated(opened(audit, path))
        total = audit.totals.currencies.get("SEK")
    if total is not None:
        row = row_of(live.book, "Currency", "SEK")
        told = [live.value("Summary", f"{column}{row}") * 100 for column in "DEFGH"]
        assert told == [total.paid, total.expected, total.difference, total.over, total.under]


def test_dates_are_dates_sums_are_numbers_and_text_is_text(audit: PaymentAudit, tmp_path: Path) -> None:
    book = opened(audit, tmp_path / "found.xlsx", values=True)
    first = table(book, "Findings")[0]
    assert first["First day"].isoformat() == "2022-03-31T00:00:00"
    assert (first["Paid"], first["Difference"], first["Days"]) == (54467, 4887, 3)
    assert book["Findings"]["G2"].number_format == "#,##0.00"
    assert first["Rows in the list"] == "2"


def test_hostile_text_is_never_a_formula(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://a.example")'
    bad = replace(BAD, problems=(("@SUM(A1)", "+1"),))
    open_one = replace(wrong(3), expected=UNKNOWN, findings=(), obstacle="no_case", case="-2+3", edition="")
    with holding([wrong(2, case=hostile, target="+1"), open_one], [bad]) as audit:
        book = opened(audit, tmp_path / "found.xlsx")
        assert book["Findings"]["A2"].value == hostile
        for sheet, place in (
            ("Findings", "A2"),
            ("Findings", "C2"),
            ("Not checked", "A2"),
            ("Unreadable rows", "B2"),
        ):
            assert book[sheet][place].data_type == "s"
            assert book[sheet][place].quotePrefix


def test_what_was_not_checked_and_what_cannot_be_read_stand_apart(
    audit: PaymentAudit, tmp_path: Path
) -> None:
    book = opened(audit, tmp_path / "found.xlsx")
    assert [row["Why"] for row in table(book, "Not checked")] == ["The case is not among the cases"]
    assert [(row["Row in the list"], row["Column"]) for row in table(book, "Unreadable rows")] == [
        (14, "Belopp"),
        (14, None),
    ]


def test_sources_say_what_is_cited_where_it_stands_and_how_often(audit: PaymentAudit, tmp_path: Path) -> None:
    rows = {row["Official ids"]: row for row in table(opened(audit, tmp_path / "found.xlsx"), "Sources")}
    assert rows["NSP-E02"]["Findings"] == 2
    assert rows["NSP-S01"]["What it says"] == "A reflection period lasts at most 30 days."
    assert rows["AMP-A04"]["Section"]


def test_long_sheets_keep_their_heading_in_sight_and_on_paper(audit: PaymentAudit, tmp_path: Path) -> None:
    book = opened(audit, tmp_path / "found.xlsx")
    for name in ("Findings", "Not checked", "Unreadable rows", "Sources"):
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_the_same_audit_gives_the_same_bytes_and_names_nobody(audit: PaymentAudit, tmp_path: Path) -> None:
    for name in ("one.xlsx", "other.xlsx"):
        save_audit_workbook(audit, tmp_path / name, "sv", GIVEN)
    one, other = ((tmp_path / name).read_bytes() for name in ("one.xlsx", "other.xlsx"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as package:
        core = package.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core
    assert "2000-01-01T00:00:00Z" in core


@pytest.mark.parametrize("found", [(), (BAD,)], ids=["nothing", "only unreadable"])
def test_an_audit_without_findings_makes_a_workbook_too(found: tuple[Any, ...], tmp_path: Path) -> None:
    with audited(found) as audit:
        save_audit_workbook(audit, tmp_path / "found.xlsx", "en", Given())
    book = openpyxl.load_workbook(tmp_path / "found.xlsx")
    assert table(book, "Findings") == []
    assert Recalculated(book).value("Summary", f"B{row_of(book, 'Cases', 'Could not be checked')}") == 0


def test_only_what_could_not_be_checked_sums_too(tmp_path: Path) -> None:
    open_one: Checked = replace(wrong(), expected=UNKNOWN, findings=(), obstacle="no_edition", edition="")
    with holding([open_one]) as audit:
        live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    assert live.value("Summary", f"B{row_of_rests(live.book)}") == Decimal("53757")


def test_days_in_several_parts_are_all_told(tmp_path: Path) -> None:
    found = wrong()
    parts = ((date(2022, 3, 1), date(2022, 3, 2)), (date(2022, 3, 9), date(2022, 3, 9)))
    with holding([replace(found, findings=(replace(found.findings[0], days=parts),))]) as audit:
        row = table(opened(audit, tmp_path / "found.xlsx"), "Findings")[0]
    assert row["Days"] == 3
    assert row["Days in parts"] == "2022-03-01 – 2022-03-02, 2022-03-09 – 2022-03-09"


def test_what_the_catalogue_does_not_have_is_named_by_its_id(tmp_path: Path) -> None:
    found = wrong()
    with holding([replace(found, findings=(replace(found.findings[0], cite=("reform.change",)),))]) as audit:
        row = table(opened(audit, tmp_path / "found.xlsx"), "Sources")[0]
        assert "reform.change" in audit_html(audit)
    assert (row["Official ids"], row["Document"], row["Findings"]) == ("reform.change", None, 1)


def test_more_rows_than_a_sheet_has_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "found.xlsx"
    with holding([]) as audit:
        audit.totals.obstacles["missing"] = 1_048_576
        with pytest.raises(SheetError, match="write JSON instead"):
            save_audit_workbook(audit, path)
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with holding([]) as audit, pytest.raises(FileNotFoundError):
        save_audit_workbook(audit, tmp_path / "absent" / "found.xlsx")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    with holding([wrong(row) for row in range(2, 40)]) as audit:
        monkeypatch.setattr(tempfile, "tempdir", str(room))
        save_audit_workbook(audit, tmp_path / "found.xlsx")
        assert list(room.iterdir()) == []
        with pytest.raises(FileNotFoundError):
            save_audit_workbook(audit, tmp_path / "absent" / "found.xlsx")
        assert list(room.iterdir()) == []


def test_without_xlsxwriter_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with holding([]) as audit, pytest.raises(MissingExtraError, match=r"amp-rules\[audit\]"):
        save_audit_workbook(audit, tmp_path / "found.xlsx")


def test_fractions_of_an_ore_stay(tmp_path: Path) -> None:
    split = Money(Fraction(25, 2), "SEK")
    one = wrong()
    finding = replace(one.findings[0], difference=split)
    with holding([replace(one, expected=one.paid - split, findings=(finding,))]) as audit:
        live = Recalculated(opened(audit, tmp_path / "found.xlsx"))
    assert live.value("Findings", "L2") == Decimal("0.125")


@pytest.mark.slow
def test_many_findings_fit(tmp_path: Path) -> None:
    with holding(wrong(row) for row in range(2, 5002)) as audit:
        book = opened(audit, tmp_path / "found.xlsx", values=True)
    assert book["Findings"].max_row == 5001
    assert book["Summary"]["G12"].value == 5000 * 4887


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there to work out the sums")
def test_a_spreadsheet_program_comes_to_the_same(audit: PaymentAudit, tmp_path: Path) -> None:
    save_audit_workbook(audit, tmp_path / "found.xlsx", "en", GIVEN)
    book = openpyxl.load_workbook(tmp_path / "found.xlsx")
    book.save(tmp_path / "bare.xlsx")  # without what the sums came to, so that they have to be worked out
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "bare.xlsx")], check=True, capture_output=True, timeout=300)
    worked = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    now = openpyxl.load_workbook(tmp_path / "found.xlsx", data_only=True)
    for sheet, place in formulas(book):
        found, wanted = worked[sheet][place].value, now[sheet][place].value
        assert round(Decimal(repr(found)), 6) == Decimal(repr(wanted)), (sheet, place)
