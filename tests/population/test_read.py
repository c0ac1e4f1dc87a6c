"""Tables come in as files of three kinds and as frames; nothing that cannot be read is guessed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import feather

from amp_rules.case.enums import Form
from amp_rules.errors import UnknownNameError
from amp_rules.population import BadRow, BadRowsError, Population, PopulationError, check, read, readcsv
from amp_rules.population.write import Format
from amp_rules.rulebook import Rulebook
from tests.engine.books import BOOKS, NAMES
from tests.population.gather import generated

CANARY = "Kvittra-7391 Olsson"
KEYS = {"case_id": ["a"], "programme": ["nsp"]}


def told(population: Population) -> list[tuple[str, int, str, str]]:
    return [(bad.table, bad.row, bad.column, bad.code) for bad in check(population)]


def csv_folder(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_what_is_written_is_read_again(book: Rulebook, form: Format, tmp_path: Path) -> None:
    population = generated(book, 200, seed=4)
    population.write(tmp_path / "out", form)
    again = read(tmp_path / "out")
    assert [name for name, table in population.tables.items() if not again.tables[name].equals(table)] == []
    assert (again.programme, again.unread) == (population.programme, ())


def test_files_are_private_and_never_written_over(tmp_path: Path) -> None:
    population = generated(BOOKS[0], 3)
    population.write(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    with pytest.raises(PopulationError, match="already; choose another folder"):
        population.write(tmp_path, "csv")
    with pytest.raises(UnknownNameError, match="no format 'xlsx'"):
        population.write(tmp_path / "other", "xlsx")  # type: ignore[arg-type]


def test_a_table_may_be_a_folder_of_parts_or_an_arrow_file(tmp_path: Path) -> None:
    population = generated(BOOKS[-1], 20)
    population.write(tmp_path)
    cases, periods = population.tables["cases"], population.tables["periods"]
    (tmp_path / "cases.parquet").rename(tmp_path / "part-0.parquet")
    (tmp_path / "cases").mkdir()
    (tmp_path / "part-0.parquet").rename(tmp_path / "cases" / "part-0.parquet")
    (tmp_path / "cases" / "_SUCCESS").touch()
    (tmp_path / "periods.parquet").unlink()
    feather.write_feather(periods, str(tmp_path / "periods.arrow"), compression="uncompressed")
    again = read(tmp_path)
    assert again.tables["cases"].equals(cases)
    assert again.tables["periods"].equals(periods)


def test_text_is_typed_by_the_schema(tmp_path: Path) -> None:
    header = "case_id,programme,applied_on,shelter_certified,shelter_women_age_from,exploitation_forms"
    rows = ["a,nsp,2022-03-01,true,18,sexual au_pair", 'b,nsp,,"",,[]', "c,nsp,,FALSE,,"]
    population = read(csv_folder(tmp_path, cases="\ufeff" + "\r\n".join([header, *rows]) + "\r\n"))
    assert check(population) == ()
    cases = population.tables["cases"]
    assert cases["applied_on"].to_pylist() == [date(2022, 3, 1), None, None]
    assert cases["shelter_certified"].to_pylist() == [True, None, False]
    assert cases["shelter_women_age_from"].to_pylist() == [18, None, None]
    assert cases["exploitation_forms"].to_pylist() == ["au_pair sexual", "", None]


def test_semicolons_may_stand_between_cells(tmp_path: Path) -> None:
    population = read(csv_folder(tmp_path, cases="case_id;programme\na;nsp\n"))
    assert population.tables["cases"].to_pylist() == [{"case_id": "a", "programme": "nsp"}]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("shelter_certified", "yes"),
        ("shelter_certified", "1"),
        ("shelter_women_age_from", "018"),
        ("shelter_women_age_from", "18.0"),
        ("shelter_women_age_from", "9" * 30),
        ("applied_on", "2022-3-1"),
        ("applied_on", "01.03.2022"),
        ("applied_on", "2022-02-30"),
        ("applied_on", "20220301"),
        ("budget_left_minor", "71,50"),
    ],
)
def test_text_that_does_not_fit_is_a_bad_row(tmp_path: Path, column: str, cell: str) -> None:
    text = f'case_id,programme,{column}\na,nsp,\nb,nsp,"{cell}"\n'
    (bad,) = check(read(csv_folder(tmp_path, cases=text)))
    assert (bad.row, bad.key, bad.column, bad.code) == (2, ("b",), column, "form")
    assert cell not in str(bad)


def test_rows_are_counted_over_blocks_and_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readcsv, "BLOCK", 64)
    (tmp_path / "cases").mkdir()
    header = "case_id,programme,applied_on,colour\n"
    for part in range(2):
        lines = [f"c{part}-{row},nsp,{'soon' if row == 17 else ''},\n" for row in range(20)]
        (tmp_path / "cases" / f"{part}.csv").write_text(header + "".join(lines))
    found = check(read(tmp_path))
    assert [(bad.row, bad.code) for bad in found] == [(0, "column"), (18, "form"), (38, "form")]


def test_lines_of_another_length_stop_the_reading(tmp_path: Path) -> None:
    text = f"case_id,programme\na,nsp\nb,nsp,{CANARY}\nc,nsp\nd\n"
    with pytest.raises(BadRowsError) as refused:
        read(csv_folder(tmp_path, cases=text))
    assert [bad.row for bad in refused.value.bad_rows] == [2, 4]
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("text", ["", "\n", "case_id,programme\na,\xff\n"])
def test_files_that_are_no_tables_are_refused_without_their_content(tmp_path: Path, text: str) -> None:
    (tmp_path / "cases.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(
        PopulationError, match=r"cases.csv: (no header|not CSV in UTF-8|not in UTF-8)"
    ) as refused:
        read(tmp_path)
    assert refused.value.__cause__ is None


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.parquet").write_text(CANARY)
    with pytest.raises(PopulationError, match=r"cases.parquet: cannot be read") as refused:
        read(tmp_path)
    assert CANARY not in str(refused.value)


def test_a_header_that_is_a_row_is_not_shown(tmp_path: Path) -> None:
    found = check(read(csv_folder(tmp_path, cases=f"a,nsp,{CANARY}\nb,nsp,x\n")))
    assert CANARY not in "".join(map(str, found))
    assert {(bad.row, bad.code) for bad in found} == {(0, "column")}


def test_folders_are_looked_through_strictly(tmp_path: Path) -> None:
    with pytest.raises(PopulationError, match="no such folder"):
        read(tmp_path / "none")
    with pytest.raises(PopulationError, match="no table 'cases'"):
        read(tmp_path)
    csv_folder(tmp_path, cases="case_id,programme\n", perids="case_id\n")
    with pytest.raises(UnknownNameError, match="no table 'perids'"):
        read(tmp_path)
    (tmp_path / "perids.csv").rename(tmp_path / "notes.txt")
    assert len(read(tmp_path)) == 0
    (tmp_path / "cases.parquet").touch()
    with pytest.raises(PopulationError, match=r"both cases.csv and cases.parquet"):
        read(tmp_path)


FITTING: dict[str, tuple[pa.Array, str, Any]] = {
    "int8": (pa.array([18], pa.int8()), "shelter_women_age_from", 18),
    "uint64": (pa.array([18], pa.uint64()), "shelter_women_age_from", 18),
    "large_string": (pa.array(["SE"], pa.large_string()), "destination_country", "SE"),
    "string_view": (pa.array(["SE"], pa.string_view()), "destination_country", "SE"),
    "dictionary": (pa.array(["SE"]).dictionary_encode(), "destination_country", "SE"),
    "date64": (pa.array([date(2022, 3, 1)], pa.date64()), "applied_on", date(2022, 3, 1)),
    "timestamp": (pa.array([datetime(1960, 3, 1)], pa.timestamp("ns")), "applied_on", date(1960, 3, 1)),  # noqa: DTZ001
    "list": (pa.array([["sexual", "au_pair"]]), "exploitation_forms", "au_pair sexual"),
    "empty list": (pa.array([[]], pa.large_list(pa.string())), "exploitation_forms", ""),
    "set as text": (pa.array(["sexual au_pair sexual"]), "exploitation_forms", "au_pair sexual"),
    "empty set": (pa.array(["[]"]), "exploitation_forms", ""),
    "null": (pa.nulls(1), "exploitation_forms", None),
}


@pytest.mark.parametrize("kind", FITTING)
def test_arrow_types_that_fit_are_taken(kind: str) -> None:
    cells, column, value = FITTING[kind]
    population = read({"cases": pa.table({**KEYS, column: cells})})
    assert check(population) == ()
    assert population.tables["cases"][column].to_pylist() == [value]


MISFITS: dict[str, tuple[pa.Array, str, int, str]] = {
    "float": (pa.array([18.0]), "shelter_women_age_from", 0, "type"),
    "number for bool": (pa.array([1]), "shelter_certified", 0, "type"),
    "text for number": (pa.array(["18"]), "shelter_women_age_from", 0, "type"),
    "text for date": (pa.array(["2022-03-01"]), "applied_on", 0, "type"),
    "list of numbers": (pa.array([[1]]), "exploitation_forms", 0, "type"),
    "hour": (pa.array([datetime(2022, 3, 1, 12)], pa.timestamp("us")), "applied_on", 1, "form"),  # noqa: DTZ001
    "zone": (pa.array([0], pa.timestamp("us", "UTC")), "applied_on", 0, "type"),
    "huge": (pa.array([2**64 - 1], pa.uint64()), "budget_left_minor", 1, "form"),
    "null in list": (pa.array([["sexual", None]]), "exploitation_forms", 1, "form"),
    "two spaces": (pa.array(["sexual  au_pair"]), "exploitation_forms", 1, "code"),
}


@pytest.mark.parametrize("kind", MISFITS)
def test_arrow_types_that_do_not_fit_are_told(kind: str) -> None:
    cells, column, row, code = MISFITS[kind]
    assert told(read({"cases": pa.table({**KEYS, column: cells})})) == [("cases", row, column, code)]


def test_columns_of_no_known_name_are_told_by_their_place() -> None:
    (bad,) = check(read({"cases": pa.table({**KEYS, CANARY: ["x"]})}))
    assert str(bad) == "cases: column 3 is not of the schema"
    (bad,) = check(
        read({"cases": pa.table([["a"], ["nsp"], ["nsp"]], names=["case_id", "programme", "programme"])})
    )
    assert str(bad) == "cases: column 3 stands twice"
    (bad,) = check(read({"cases": pa.table({"case_id": ["a"]})}))
    assert str(bad) == "cases programme: the table does not have this column"


def test_frames_are_taken() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    cases = pandas.DataFrame(
        {**KEYS, "applied_on": [datetime(2022, 3, 1)], "shelter_women_age_from": [18]},  # noqa: DTZ001
        index=[7],
    ).astype({"shelter_women_age_from": "Int64", "programme": "category"})
    periods = polars.DataFrame(
        {"case_id": ["a"], "period_id": ["p"], "position": [0], "weekdays": [["monday"]]}
    )
    population = read({"cases": cases, "periods": periods})
    assert check(population) == ()
    case = population.case("a")
    assert (case.applied_on, case.shelter.women_age_from) == (date(2022, 3, 1), 18)
    assert case.periods[0].weekdays == {"monday"}  # type: ignore[index]


def test_relations_of_a_database_are_taken() -> None:
    duckdb = pytest.importorskip("duckdb")
    cases = duckdb.sql("select 'a' as case_id, 'nsp' as programme, ['sexual'] as exploitation_forms")
    population = read({"cases": cases})
    assert check(population) == ()
    assert population.case("a").exploitation.forms == frozenset({Form.SEXUAL})


def test_gaps_in_columns_of_pandas_are_unknown_and_fractions_refused() -> None:
    pandas = pytest.importorskip("pandas")
    cases = pandas.DataFrame({"case_id": ["a", "b"], "programme": ["nsp", "nsp"]})
    cases["shelter_certified"] = [True, None]
    cases["shelter_women_age_from"] = pandas.array([18, None], dtype="Int64")
    population = read({"cases": cases})
    assert check(population) == ()
    assert population.tables["cases"]["shelter_certified"].to_pylist() == [True, None]
    cases["shelter_women_age_from"] = [18, None]
    assert told(read({"cases": cases})) == [("cases", 0, "shelter_women_age_from", "type")]


def test_what_gives_no_stream_is_refused() -> None:
    with pytest.raises(PopulationError, match="table 'cases': list gives no Arrow stream"):
        read({"cases": [1]})
    with pytest.raises(UnknownNameError, match="no table 'case'"):
        read({"case": pa.table(KEYS)})


def test_bad_rows_sort_by_table_and_row() -> None:
    one = BadRow("cases", 1, "a", "", "programme", "missing", "a value is needed")
    assert sorted([BadRow("periods", 1, "a", "p", "end", "reversed", "x"), one])[0] == one
