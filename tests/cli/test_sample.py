"""`amp-rules sample`: from a payment list to what a sample says of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from amp_rules.audit.payments.plaintext import write_xlsx
from amp_rules.cli.samplesheet import amount_of
from amp_rules.terms import Money
from tests.cli.command import run
from tests.report.fits import assert_fits

HEADER = "case,kind,period,amount,currency,paid_on,reference\n"
PLAN = ("--tolerable", "60000", "--expected", "3000", "--confidence", "0.9")
Row = Mapping[str, str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def listed(rows: Iterable[str] | None = None, name: str = "paid.csv") -> str:
    """Invented payments: sixty from 1,900 to 57,950 kronor, one of 95,000, one of nothing, one back."""
    usual = [f"c{at},period,p1,{at * 950 + 950}.00,SEK,2022-06-01,B{at:03}" for at in range(1, 61)]
    more = [
        "c61,period,p1,95000.00,SEK,2022-06-01,B061",
        "c62,period,p1,0.00,SEK,2022-06-01,B062",
        "c63,period,p1,-950.00,SEK,2022-06-01,B063",
    ]
    Path(name).write_text(HEADER + "".join(f"{row}\n" for row in (rows or [*usual, *more])), "utf-8")
    return name


def draw(*more: str, out: str = "sample.csv") -> Mapping[str, Any]:
    """The record of a sample of the usual list."""
    done = run("sample", "draw", listed(), *PLAN, "--seed", "71", "--out", out, "--format", "json", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def sheet_rows(sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet, by column."""
    return list(csv.DictReader(Path(sheet).read_text("utf-8").splitlines()))


def fill(audited: Callable[[int, Row], str], sheet: str = "sample.csv", to: str = "filled.csv") -> str:
    """The sheet filled in, with its record beside it."""
    rows = sheet_rows(sheet)
    with Path(to).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "audited": audited(at, row)} for at, row in enumerate(rows))
    Path(to).with_suffix(".json").write_bytes(Path(sheet).with_suffix(".json").read_bytes())
    return to


def same(at: int, row: Row) -> str:
    return row["amount"]


def test_materiality_is_worked_out_from_the_shares_given() -> None:
    shares = ("--overall", "0.02", "--performance", "0.75", "--trivial", "0.05")
    done = run("sample", "materiality", "--total", "4000000", "--currency", "SEK", *shares)
    assert done.exit_code == 0
    assert "SEK 80,000 (2 per cent of the basis)" in done.stdout.replace("\xa0", " ")
    told = run("sample", "materiality", listed(), *shares, "--format", "json")
    assert assert_fits("sample-materiality", json.loads(told.stdout))["basis"] == "1890500.00"


def test_a_plan_needs_no_list() -> None:
    done = run("sample", "plan", "--total", "1000000", "--currency", "USD", *PLAN, "--format", "json")
    told = assert_fits("sample-plan", json.loads(done.stdout))
    assert told["population"] is None
    assert told["plan"]["size"] == 42
    assert told["currency"] == "USD"


def test_a_plan_of_a_list_tells_what_the_interval_makes_of_it() -> None:
    told = json.loads(run("sample", "plan", listed(), *PLAN, "-f", "json").stdout)
    assert told["plan"]["book"] == "1890500.00"
    assert told["population"]["certain"] == {"count": 38, "book": "1606450.00"}
    assert told["population"]["zero"] == {"count": 1, "book": "0.00"}
    assert told["population"]["negative"] == {"count": 1, "book": "-950.00"}
    assert "Enheter att välja" in run("sample", "plan", listed(), *PLAN, "-l", "sv").stdout


def test_a_sample_is_drawn_written_and_told() -> None:
    told = assert_fits("sample-draw", draw())
    assert told == json.loads(Path("sample.json").read_text("utf-8"))
    assert told["source"] == {
        "file": "paid.csv",
        "sha256": sha256(Path("paid.csv").read_bytes()).hexdigest(),
        "key": "row",
    }
    rows = sheet_rows("sample.csv")
    assert [row["row"] for row in rows] == [pick["key"] for pick in told["picks"]]
    assert {row["audited"] for row in rows} == {""}
    source = Path("paid.csv").read_text("utf-8").splitlines()
    for row in rows:
        assert source[int(row["row"]) - 1].split(",")[0] == row["case"]
    assert {row["drawn"] for row in rows if Decimal(row["amount"]) >= Decimal(told["interval"])} == {
        "certain"
    }


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    one, again = draw(), draw(out="again.csv")
    assert one == again
    other = run("sample", "draw", "paid.csv", *PLAN, "--seed", "72", "--format", "json")
    assert json.loads(other.stdout)["picks"] != one["picks"]


def test_a_sieve_by_reference_does_not_look_at_the_order() -> None:
    way = ("--interval", "40000", "--seed", "x", "--selection", "sieve", "--key", "reference", "-f", "json")
    picks = json.loads(run("sample", "draw", listed(), *way).stdout)["picks"]
    rows = Path("paid.csv").read_text("utf-8").splitlines()[1:]
    turned = json.loads(run("sample", "draw", listed(reversed(rows), "turned.csv"), *way).stdout)["picks"]
    assert sorted(pick["key"] for pick in picks) == sorted(pick["key"] for pick in turned)


def test_an_interval_may_be_given_in_stead_of_a_plan() -> None:
    done = run("sample", "draw", listed(), "--interval", "20000", "--seed", "1", "--selection", "cell")
    assert done.exit_code == 0
    assert "one unit at random from each interval" in done.stdout


def test_right_payments_are_within_and_end_well() -> None:
    draw()
    done = run("sample", "evaluate", fill(same))
    assert done.exit_code == 0
    assert "Overpayment is not above SEK 60,000" in done.stdout.replace("\xa0", " ")


def test_wrong_payments_are_projected_and_end_with_a_failed_check() -> None:
    draw()

    def half(at: int, row: Row) -> str:
        return str(Decimal(row["amount"]) / 2) if row["drawn"] == "sampled" else row["amount"]

    done = run("sample", "evaluate", fill(half), "--format", "json", "--html", "page.html")
    assert done.exit_code == 1
    told = assert_fits("sample-evaluation", json.loads(done.stdout))
    assert told["standing"] == "exceeded"
    assert {layer["tainting"] for layer in told["over"]["layers"]} == {"0.5"}
    assert told["confidence"] == "0.9"
    assert "most likely exceeded" in Path("page.html").read_text("utf-8")


def test_what_nobody_can_tell_leaves_underpayment_open() -> None:
    draw()
    sheet = fill(lambda at, row: "okänt" if at == 0 else row["amount"])
    told = json.loads(run("sample", "evaluate", sheet, "-f", "json").stdout)
    assert told["standing"] == "open"
    assert len(told["unresolved"]) == 1
    assert told["under"]["upper"] is None


def test_tolerable_misstatement_and_confidence_may_be_given_anew() -> None:
    draw()
    sheet = fill(same)
    done = run("sample", "evaluate", sheet, "--tolerable", "100", "--confidence", "0.99", "-f", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["tolerable"], told["confidence"], told["standing"]) == ("100.00", "0.99", "unclear")


def test_the_other_limits_can_be_asked_for() -> None:
    draw("--selection", "cell")
    told = [
        json.loads(run("sample", "evaluate", fill(same), "-f", "json", *way).stdout)["over"]["upper"]
        for way in ((), ("--bound", "cell"), ("--factors", "binomial"))
    ]
    assert told[0] == told[1]
    assert Decimal(told[2]) < Decimal(told[0])


def test_a_sheet_may_be_a_workbook_and_its_column_have_another_name() -> None:
    draw(out="sample.xlsx")
    from amp_rules.audit.payments.sheets import rows

    table = [list(row.cells.values()) for row in rows(Path("sample.xlsx"))]
    names = list(next(iter(rows(Path("sample.xlsx")))).cells)
    write_xlsx(
        Path("filled.xlsx"),
        "sample",
        [[*names, "right"], *([*cells, cells[names.index("amount")]] for cells in table)],  # type: ignore[list-item]
    )
    done = run("sample", "evaluate", "filled.xlsx", "--record", "sample.json", "--audited", "right")
    assert done.exit_code == 0, done.output


def test_a_sheet_saved_by_a_swedish_spreadsheet_program_is_read() -> None:
    draw()
    sheet = Path(fill(same))
    rows = list(csv.reader(sheet.read_text("utf-8").splitlines()))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(rows[0])
        writer.writerows([cell.replace(".", ",") for cell in row] for row in rows[1:])
    assert run("sample", "evaluate", str(sheet)).exit_code == 0


def test_a_reference_that_begins_as_a_formula_is_found_again() -> None:
    rows = [f"c{at},period,p1,50000.00,SEK,2022-06-01,=B{at}" for at in range(4)]
    name = listed(rows)
    way = ("--interval", "1000", "--seed", "1", "--key", "reference", "--out", "sample.csv")
    assert run("sample", "draw", name, *way).exit_code == 0
    assert "'=B1" in Path("sample.csv").read_text("utf-8")
    done = run("sample", "evaluate", fill(same), "--tolerable", "5", "--confidence", "0.9")
    assert done.exit_code == 0, done.output


def changed(change: Callable[[list[dict[str, str]]], None]) -> str:
    draw()
    name = fill(same)
    rows = sheet_rows(name)
    change(rows)
    with Path(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[3].update(audited=""), "row 5: audited: is empty"),
        (lambda rows: rows[3].update(audited="about 71"), "row 5: audited: expected an amount"),
        (lambda rows: rows[3].update(audited="1,234"), "row 5: audited: expected an amount"),
        (lambda rows: rows[3].update(amount="17.00"), "row 5: amount: not what was drawn"),
        (lambda rows: rows[3].update(currency="USD"), "row 5: amount: not what was drawn"),
        (lambda rows: rows[3].update(row="777"), "row 5: row: not a payment that was drawn"),
        (lambda rows: rows.append(dict(rows[0])), "row: a payment that stands above"),
        (lambda rows: rows.pop(), "that were drawn are missing"),
    ],
)
def test_a_sheet_that_is_not_the_one_drawn_is_refused(
    change: Callable[[list[dict[str, str]]], None], said: str
) -> None:
    done = run("sample", "evaluate", changed(change))
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_row_of_another_length_is_refused() -> None:
    draw()
    sheet = Path(fill(same))
    sheet.write_text(sheet.read_text("utf-8") + "1,2\n", "utf-8")
    done = run("sample", "evaluate", str(sheet))
    assert done.exit_code == 2
    assert "expected 15 cells, found 2" in done.stderr


def test_problems_beyond_the_first_twenty_are_counted() -> None:
    draw()
    done = run("sample", "evaluate", "sample.csv")
    assert done.exit_code == 2
    assert done.stderr.count("is empty") == 20
    assert "more problems" in done.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(units=told["units"] + 1),
        lambda told: told.update(interval="0.00"),
        lambda told: told["picks"].pop(),
        lambda told: told["picks"].append(dict(told["picks"][0])),
        lambda told: told["picks"][0].update(certain=not told["picks"][0]["certain"]),
        lambda told: told["picks"][0].update(book=17),
        lambda told: told["population"]["certain"].update(book="1.00"),
        lambda told: told.update(more=1),
        lambda told: told.update(schema="amp-rules/sample-draw/2"),
        lambda told: told.update(selection="haphazard"),
        lambda told: told["plan"].update(confidence="1/0"),
        lambda told: told["plan"].update(tolerable="70000.00"),
        lambda told: told["plan"].update(expected="60000.00"),
        lambda told: told["plan"].update(factor="1.0"),
        lambda told: told.clear(),
    ],
)
def test_a_record_that_does_not_add_up_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    draw()
    told = json.loads(Path("sample.json").read_text("utf-8"))
    change(told)
    Path("wrong.json").write_text(json.dumps(told), "utf-8")
    done = run("sample", "evaluate", fill(same), "--record", "wrong.json")
    assert done.exit_code == 2, done.output
    assert "wrong.json: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("out", ["sample.csv", "sample.xlsx"])
def test_only_the_owner_may_read_a_sheet_and_its_record(out: str) -> None:
    draw(out=out)
    assert [Path(name).stat().st_mode & 0o777 for name in (out, "sample.json")] == [0o600, 0o600]


def test_what_was_filled_in_is_never_written_over() -> None:
    draw()
    done = run("sample", "draw", "paid.csv", *PLAN, "--seed", "71", "--out", "sample.csv")
    assert done.exit_code == 2
    assert "is there already" in done.stderr


def test_a_row_that_cannot_be_read_stops_the_drawing_without_being_shown() -> None:
    name = listed(["c1,period,p1,hemlig,SEK,2022-06-01,B1", "c2,period,p1,5.00,SEK,2022-06-01,B2"])
    done = run("sample", "draw", name, *PLAN, "--seed", "1")
    assert done.exit_code == 2
    assert "row 2" in done.stderr
    assert "hemlig" not in done.output


def test_many_rows_that_cannot_be_read_are_counted() -> None:
    name = listed(f"c{at},period,p1,x,SEK,,B1" for at in range(25))
    done = run("sample", "plan", name, *PLAN)
    assert "and 5 more rows" in done.stderr


def test_two_currencies_are_two_populations() -> None:
    name = listed(
        ["c1,period,p1,500000.00,SEK,2022-06-01,B1", "c2,claim,k1,700000.00,USD,2016-06-01,B2"], "both.csv"
    )
    Path(name).write_text(
        "case,kind,period,claim,amount,currency\nc1,period,p1,,500000.00,SEK\nc2,claim,,k1,700000.00,USD\n",
        "utf-8",
    )
    done = run("sample", "plan", name, *PLAN)
    assert done.exit_code == 2
    assert "--currency" in done.stderr
    for currency, book in (("SEK", "500000.00"), ("USD", "700000.00")):
        told = json.loads(run("sample", "plan", name, *PLAN, "--currency", currency, "-f", "json").stdout)
        assert (told["currency"], told["plan"]["book"]) == (currency, book)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "--total", "5", "--currency", "SEK"), "--tolerable"),
        (("plan", "--total", "5", *PLAN), "--currency"),
        (("plan", *PLAN), "PAYMENTS"),
        (("plan", "paid.csv", "--total", "5", *PLAN), "PAYMENTS"),
        (("plan", "nowhere.csv", *PLAN), "nowhere.csv"),
        (("plan", "paid.csv", *PLAN[:4]), "--confidence"),
        (("plan", "paid.csv", *PLAN[:5], "2"), "ratio from 0.5"),
        (("plan", "paid.csv", "--tolerable", "1e5", "--expected", "0", "--confidence", "0.9"), "--tolerable"),
        (("plan", "paid.csv", *PLAN, "--sizing", "guess"), "guess"),
        (("plan", "paid.csv", *PLAN, "--currency", "USD"), "no payments in USD"),
        (("draw", "paid.csv", *PLAN), "--seed"),
        (("draw", "paid.csv", *PLAN, "--seed", ""), "seed"),
        (("draw", "paid.csv", *PLAN, "--seed", "1", "--interval", "5"), "--interval"),
        (("draw", "paid.csv", *PLAN, "--seed", "1", "--out", "sample.txt"), ".csv or .xlsx"),
        (("draw", "paid.csv", *PLAN, "--seed", "1", "--out", "no/sample.csv"), "no such file"),
        (("draw", "paid.csv", "--interval", "0", "--seed", "1"), "interval"),
        (("draw", "back.csv", "--interval", "5", "--seed", "1"), "nothing to sample"),
        (("draw", "back.csv", *PLAN, "--seed", "1"), "nothing to sample"),
        (("draw", "unnamed.csv", *PLAN, "--seed", "1", "--key", "reference"), "no reference"),
        (("materiality", "paid.csv", "--overall", "0.02", "--performance", "0.5"), "--trivial"),
        (
            ("materiality", "paid.csv", "--overall", "x", "--performance", "0.5", "--trivial", "0"),
            "--overall",
        ),
        (("materiality", "paid.csv", "--overall", "2", "--performance", "0.5", "--trivial", "0"), "per cent"),
        (("evaluate", "paid.csv"), "paid.json"),
    ],
)
def test_what_cannot_be_done_is_bad_input(arguments: tuple[str, ...], said: str) -> None:
    listed()
    listed(["c1,period,p1,-5.00,SEK,,B1", "c2,period,p1,0.00,SEK,,B2"], "back.csv")
    listed(["c1,period,p1,500000.00,SEK,,"], "unnamed.csv")
    done = run("sample", *arguments)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert done.stdout == ""


def test_a_column_that_is_not_there_is_named() -> None:
    draw()
    done = run("sample", "evaluate", fill(same), "--audited", "right")
    assert done.exit_code == 2
    assert "no column right" in done.stderr


def test_a_list_that_changes_while_it_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from amp_rules.cli.samplelist import PaymentList

    digests = iter(("a", "b"))
    monkeypatch.setattr(PaymentList, "digest", lambda self: next(digests))
    done = run("sample", "draw", listed(), *PLAN, "--seed", "1")
    assert done.exit_code == 2
    assert "was changed" in done.stderr


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 234,50", "1234.50"),
        ("1\u00a0234.5", "1234.50"),
        ("\u2212 5", None),
        ("\u22125", "-5.00"),
        ("1234", "1234.00"),
        ("1.234", None),
        ("12 34", None),
        ("1e3", None),
        (Decimal("1.005"), None),
        (Decimal("NaN"), None),
        (Decimal("1234.5"), "1234.50"),
        (7, "7.00"),
        (True, None),
        (None, None),
        (10**18, None),
    ],
)
def test_an_amount_is_read_only_where_it_is_plain(cell: Any, amount: str | None) -> None:
    assert amount_of(cell, "SEK") == (None if amount is None else Money.of(amount, "SEK"))
