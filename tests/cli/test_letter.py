"""`amp-rules letter`: from a case to a letter on standard output, in a file or in a folder."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amp_rules.cli.letter import letter_command
from tests.cli.command import RETURNING, SUPPORTED, WRONG, lines

app = typer.Typer()
app.command()(letter_command)


def run(*arguments: str, stdin: str | None = None) -> Result:
    settings: dict[str, str | None] = {"AMP_RULES_LANGUAGE": None, "NO_COLOR": "1"}
    return CliRunner().invoke(app, list(arguments), input=stdin, env=settings, prog_name="amp-rules letter")


@pytest.fixture
def case(tmp_path: Path) -> str:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(SUPPORTED), "utf-8")
    return str(path)


def test_a_letter_goes_to_standard_output_as_html(case: str) -> None:
    done = run(case, "--language", "sv")
    assert done.exit_code == 0
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert "Kan programmet betala för ditt stöd?" in done.stdout
    assert done.stderr == ""


def test_the_reader_and_the_language_are_chosen(case: str) -> None:
    assert "Can the programme pay for the support?" in run(case, "--to", "shelter").stdout
    assert '<html lang="sv">' in run(case, "-l", "sv", "--to", "shelter").stdout


def test_a_discreet_letter_names_no_case(case: str) -> None:
    text = run(case, "--discreet").stdout
    assert "Information for you" in text
    assert "made-up" not in text


@pytest.mark.parametrize(("name", "begins"), [("letter.html", b"<!DOCTYPE"), ("letter.PDF", b"%PDF-")])
def test_a_file_has_the_form_of_its_name_and_one_reader(
    case: str, tmp_path: Path, name: str, begins: bytes
) -> None:
    done = run(case, "--out", str(tmp_path / name))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"wrote {tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_several_cases_go_into_a_folder_each_under_its_id(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    other = {**RETURNING, "id": "made-up-2"}
    done = run("-", "--out", str(folder), stdin=lines(SUPPORTED, other))
    assert done.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["made-up-1.html", "made-up-2.html"]


def test_several_cases_without_a_folder_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "letter.html"
    done = run("-", "--out", str(target), stdin=lines(SUPPORTED, RETURNING))
    assert done.exit_code == 2
    assert "several cases; name a folder that exists with --out" in done.stderr
    assert not target.exists()
    assert run("-", stdin=lines(SUPPORTED, RETURNING)).stdout == ""


def test_two_cases_with_one_id_do_not_write_over_each_other(tmp_path: Path) -> None:
    upper = {**SUPPORTED, "id": "MADE-up-1"}
    done = run("-", "--out", str(tmp_path), stdin=lines(SUPPORTED, upper))
    assert done.exit_code == 2
    assert "another case has been written to MADE-up-1.html" in done.stderr


def test_a_wrong_case_is_named_by_its_problems_alone_and_the_others_are_written(tmp_path: Path) -> None:
    done = run("-", "--out", str(tmp_path), stdin=lines(WRONG, SUPPORTED))
    assert done.exit_code == 2
    assert "standard input:1: $.applied_on" in done.stderr
    assert "hemlig" not in done.stderr.replace("hemligt", "")
    assert [path.name for path in tmp_path.iterdir()] == ["made-up-1.html"]


def test_the_edition_is_chosen_as_in_decide(case: str, tmp_path: Path) -> None:
    path = tmp_path / "return.json"
    path.write_text(json.dumps(RETURNING), "utf-8")
    assert "Return programme 2016" in run(str(path)).stdout
    assert "Return programme 2023" in run(str(path), "--edition", "2023").stdout
    assert "Return programme 2015" in run(str(path), "--on", "2015-05-01").stdout
    assert run(case, "--programme", "amp").exit_code == 2
    read_back = run(str(path), "--edition", "2023", "--reading", "A11=carry-2015", "-l", "sv")
    assert "Ingen har lovat" in read_back.stdout


def test_the_letter_bears_the_date_it_is_given(case: str) -> None:
    assert "24 maj 2022" in run(case, "-l", "sv", "--dated", "2022-05-24").stdout


def test_templates_are_exported_changed_and_used(case: str, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    done = run("--export-templates", str(folder))
    assert done.exit_code == 0
    assert f"wrote {folder / 'letter.html.j2'}" in done.stderr
    (folder / "letterhead.html.j2").write_text("<p>Jouren i Påhittad</p>", "utf-8")
    assert "Jouren i Påhittad" in run(case, "--templates", str(folder)).stdout
    again = run("--export-templates", str(folder))
    assert again.exit_code == 2
    assert "nothing is written over" in again.stderr


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://somewhere.example/x.png"])
def test_a_template_that_reaches_out_is_refused_and_nothing_is_written(
    case: str, tmp_path: Path, address: str, form: str
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "letterhead.html.j2").write_text(f'<img src="{address}" alt="">', "utf-8")
    target = tmp_path / f"letter.{form}"
    done = run(case, "--templates", str(folder), "--out", str(target))
    assert done.exit_code == 2
    assert "'src' on <img> reaches outside the letter" in done.stderr
    assert address not in done.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name at least one case"),
        (("CASE", "--to", "police"), "is not one of person, shelter"),
        (("CASE", "--discreet", "--to", "shelter"), "only a letter to the person can be discreet"),
        (("CASE", "--format", "pdf"), "a PDF needs a file"),
        (("CASE", "--out", "letter.docx"), "expected a name ending in .html or .pdf"),
        (("CASE", "--out", "nowhere/letter.pdf"), "nowhere: no such folder"),
        (("CASE", "--dated", "24 maj"), "expected a date as YYYY-MM-DD"),
        (("CASE", "--on", "2015-01-01", "--edition", "2015"), "give either --on or --edition"),
        (("CASE", "--templates", "nowhere"), "nowhere: expected a folder of templates"),
        (("CASE", "--export-templates", "ours"), "give no cases with it"),
        (("CASE", "--reading", "A11=all"), "A11 has no reading"),
        (("nowhere.json",), "cannot be read: no such file"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    case: str, arguments: tuple[str, ...], said: str
) -> None:
    done = run(*(case if each == "CASE" else each for each in arguments))
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert done.stdout == ""


def test_an_unwritable_place_is_said(case: str, tmp_path: Path) -> None:
    (tmp_path / "letter.html").mkdir()
    (tmp_path / "letter.html" / "made-up-1.html").mkdir()
    done = run(case, "--out", str(tmp_path / "letter.html"))
    assert done.exit_code == 2
    assert "is a directory" in done.stderr


def test_neither_jinja_nor_weasyprint_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys\n"
        "from amp_rules.cli import app\n"
        "import amp_rules.report.letter\n"
        "print(sorted({'jinja2', 'weasyprint', 'babel'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
