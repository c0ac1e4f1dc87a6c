"""What a stranger's file can do to whoever prints, opens or passes on what is made of it: nothing."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.payments.mapping import load_column_map
from amp_rules.cli.terminal import harmless
from amp_rules.errors import AmpRulesError, RulebookError
from amp_rules.population import check, read
from tests.cli.command import run
from tests.places import ROOT
from tests.rulebook.folders import FOLDER, RULES, write_folder

CASE = ROOT / "examples" / "nsp-mother-and-child.json"
LIGHT = ROOT / "examples" / "amp-2023-third-country.json"
CANARY = "Kvittra-7391"
HOSTILE = (
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.invalid/?"&A1)',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x');background:url(http://example.invalid)",
    "</style><script>alert(1)</script>",
    "+46 1",
    "@SUM(A1)",
    "-1+1",
    "javascript:alert(1)",
)


NAME = "=cmd('calc')<img src=x onerror=alert(1)><script>alert(1)"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A payment list whose name and whose references are hostile."""
    case = json.loads(CASE.read_text())
    rows = [
        (case["id"], "period", case["periods"][0]["id"], 31000 + n, text) for n, text in enumerate(HOSTILE)
    ]
    path = tmp_path / f"{NAME}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("case", "kind", "period", "amount", "reference"), *rows])
    return path


# formulas


@pytest.mark.slow
def test_an_audits_workbook_takes_no_formula_and_no_link_from_the_list(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.xlsx"
    run("audit", str(listed), "--cases", str(CASE), "--xlsx", str(out))
    texts: list[str] = []
    formulas: list[str] = []
    links = []
    for sheet in openpyxl.load_workbook(out):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            (formulas if cell.data_type == "f" else texts).append(str(cell.value))
            links += [cell.hyperlink] if cell.hyperlink else []
    assert any(NAME in text for text in texts)
    assert formulas
    assert not [
        each for each in formulas if any(word in each for word in ("cmd", "HYPERLINK", "alert", "A0"))
    ]
    assert links == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_samples_sheet_takes_no_formula_from_the_list(listed: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"sample.{form}"
    drawn = run("sample", "draw", str(listed), "--interval", "1000", "--seed", "7", "--out", str(out))
    assert drawn.exit_code == 0, drawn.stderr
    if form == "xlsx":
        rows = [row for sheet in openpyxl.load_workbook(out) for row in sheet.iter_rows()]
        kinds = {cell.data_type for row in rows for cell in row if "cmd" in str(cell.value)}
        assert kinds
        assert "f" not in kinds
    else:
        found = [cell for row in csv.reader(out.read_text("utf-8-sig").splitlines()) for cell in row]
        assert any("cmd" in cell for cell in found)
        assert not [cell for cell in found if cell[:1] in tuple("=+@") or (cell[:1] == "-" and "+" in cell)]


# HTML


class _Seen(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_inert(page: str) -> None:
    """No script, no handler, nothing fetched, and a policy that forbids all of it."""
    seen = _Seen(page)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & set(seen.tags)
    assert not [name for name in seen.attributes if name.startswith("on")]
    addresses = seen.attributes.get("href", set()) | seen.attributes.get("src", set())
    assert not [each for each in addresses if not each.startswith("#")]
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert not re.search(r"url\((?!#)(?!data:)", styles)
    assert any("default-src 'none'" in each for each in seen.attributes.get("content", ()))


@pytest.mark.slow
def test_an_audits_page_is_inert_whatever_the_list_says(listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.html"
    run("audit", str(listed), "--cases", str(CASE), "--html", str(out))
    page = out.read_text()
    assert_inert(page)
    assert NAME in _Seen(page).text


def test_what_compares_here_can_fail() -> None:
    policy = "<meta content=\"default-src 'none'\">"
    assert_inert(policy)
    for text in (
        "<script></script>",
        "<p onclick=x>",
        '<a href="http://example.invalid">',
        "<style>a{b:url(x)}</style>",
    ):
        with pytest.raises(AssertionError):
            assert_inert(policy + text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</style><script>", "' onmouseover='alert(1)"])
def test_a_statement_is_inert_whatever_a_rule_file_says(tmp_path: Path, text: str) -> None:
    rules = RULES.replace("en: Granted", f'en: "{text}"')
    folder = write_folder(tmp_path / "rules", {f"{FOLDER}/rules.yaml": rules})
    case = {
        "id": "a",
        "programme": "nsp",
        "applied_on": "2020-05-01",
        "voluntariness": {"wants_return": True},
    }
    (tmp_path / "case.json").write_text(json.dumps(case))
    found = run("decide", str(tmp_path / "case.json"), "--rules", str(folder), "--format", "html")
    assert_inert(found.stdout)
    assert text in _Seen(found.stdout).text


REFORM = """
reform: trial
title: {en: "TEXT", sv: "TEXT"}
of: nsp/2022
changes:
  supplement:
    set_parameter: child_supplement_rate
    value: 600
    why: {en: "TEXT", sv: "TEXT"}
"""


@pytest.mark.slow
def test_a_comparison_is_inert_whatever_a_reform_says(tmp_path: Path) -> None:
    text = "</style><img src=x onerror=alert(1)>"
    reform, out = tmp_path / "reform.yaml", tmp_path / "found.html"
    reform.write_text(REFORM.replace("TEXT", text))
    words = ("--synthetic", "20", "--reform", str(reform), "--html", str(out))
    found = run("whatif", "nsp/2022", *words)
    assert found.exit_code == 0, found.stderr
    assert_inert(out.read_text())
    assert text in _Seen(out.read_text()).text


@pytest.mark.parametrize("author", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_verifying_tells_is_inert_whatever_a_record_says(tmp_path: Path, author: str) -> None:
    record = tmp_path / "record.json"
    assert run("record", "make", str(LIGHT), "--author", author, "--out", str(record)).exit_code == 0
    page = run("record", "verify", str(record), "--format", "html").stdout
    assert_inert(page)
    assert author in _Seen(page).text


# the terminal

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


@given(st.text())
def test_nothing_printed_steers_the_terminal(text: str) -> None:
    shown = harmless(text + ESCAPES)
    assert len(shown) == len(text + ESCAPES)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


@pytest.mark.parametrize(
    "command", [["decide"], ["check"], ["record", "verify"], ["case", "status"], ["letter"]]
)
def test_a_files_name_steers_no_terminal(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / f"a{ESCAPES}.json"
    path.write_text("{}")
    found = run(*command, str(path))
    assert found.exit_code != 0
    assert not set("\x1b\x07\x9b\u202e") & set(found.stdout + found.stderr)


@pytest.mark.slow
def test_a_lists_name_steers_no_terminal_of_a_styled_page(tmp_path: Path, listed: Path) -> None:
    path = tmp_path / f"a{ESCAPES[:-1]}.csv"
    listed.rename(path)
    command = [sys.executable, "-m", "amp_rules.cli", "audit", str(path), "--cases", str(CASE)]
    text = in_a_terminal([sys.executable, "-c", "from amp_rules.cli import main; main()", *command[3:]])
    assert "held against" in text
    assert "\x1b]0;" not in text
    assert "\x1b[2J" not in text


def in_a_terminal(command: list[str]) -> str:
    """What a command writes when it is run in a terminal."""
    master, slave = pty.openpty()
    settings_ = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env=settings_) as process:
        os.close(slave)
        found = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            found += piece
        process.wait()
    os.close(master)
    return found.decode("utf-8", "replace")


# small files of settings


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "columns: " + "[" * 500 + "]" * 500,
        "columns: !!python/object/apply:os.system ['true']\n",
        "case: 1\ncase: 2\n",
        "- " * 100_000,
    ],
)
def test_a_mapping_with_aliases_depth_or_tags_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "columns.yaml"
    path.write_text(text)
    with pytest.raises(RulebookError):
        load_column_map(path)


# population tables


@pytest.mark.slow
@pytest.mark.parametrize("new", [0, 156, 255])
def test_a_changed_byte_of_a_population_table_is_an_error_or_read(tmp_path: Path, new: int) -> None:
    """Every byte in turn."""
    path = tmp_path / "cases.parquet"
    pq.write_table(pa.table({"case_id": [CANARY, "b"], "programme": ["nsp", "nsp"]}), path)
    raw = path.read_bytes()
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([new]) + raw[at + 1 :])
        assert CANARY not in said_of(tmp_path)


def said_of(folder: Path) -> str:
    """What the library says is wrong with the tables; empty where nothing is."""
    try:
        for _ in check(read(folder)):
            pass
    except AmpRulesError as error:
        return str(error)
    return ""


# files that are written


@pytest.mark.parametrize("name", ["cases.jsonl", "payments-1.csv"])
def test_a_link_in_the_folder_to_write_to_is_not_followed(listed: Path, tmp_path: Path, name: str) -> None:
    key, out, victim = tmp_path / "key", tmp_path / "out", tmp_path / "victim"
    run("pseudonymise", "--new-key", str(key))
    out.mkdir()
    (out / name).symlink_to(victim)
    words = ("--key", str(key), "--out", str(out), "--payments", str(listed))
    found = run("pseudonymise", str(LIGHT), *words)
    assert found.exit_code == 2
    assert "is there already" in found.stderr
    assert not victim.exists()


# what errors tell


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "{}"),
        ("pseudonymise", "{}", "--key", "{key}"),
        ("audit", "{}", "--cases", "{}"),
        ("audit", "{list}", "--cases", "{}"),
        ("letter", "{}"),
        ("record", "make", "{}", "--author", "office"),
        ("record", "verify", "{}"),
        ("sample", "draw", "{list}", "--interval", "100", "--seed", "1"),
    ],
)
def test_no_error_shows_what_a_file_holds(tmp_path: Path, words: tuple[str, ...]) -> None:
    bad, key, paid = tmp_path / "bad.json", tmp_path / "key", tmp_path / "paid.csv"
    run("pseudonymise", "--new-key", str(key))
    bad.write_text(
        json.dumps({"id": f"{CANARY} x", CANARY: CANARY, "applied_on": CANARY, "principal": [CANARY]})
    )
    paid.write_text(f"case,kind,amount,reference\n{CANARY} x,{CANARY},{CANARY},{CANARY}\x00\n{CANARY}\n")
    names: dict[str, Any] = {"{}": bad, "{key}": key, "{list}": paid}
    found = run(*(str(names.get(word, word)) for word in words))
    assert found.exit_code != 0
    assert CANARY not in found.stdout + found.stderr
