"""The record commands: made, verified, archived, signed, shown in part and checked, by files."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from amp_rules.cli.recording import passphrase
from tests.cli.command import SUPPORTED, WRONG, lines, run
from tests.places import ROOT
from tests.report.fits import assert_fits
from tests.rulebook.folders import FOLDER, RULES, write_folder

CASE: dict[str, Any] = {
    **SUPPORTED,
    "budget": {"left": None},
    "exploitation": {"forms": ["sexual"]},
    "daily": {**SUPPORTED["daily"], "extra_staffing": []},
}
SMALL = {
    "id": "made-up-9",
    "programme": "nsp",
    "applied_on": "2020-05-01",
    "voluntariness": {"wants_return": True},
}


def made(folder: Path, *more: str, case: Any = CASE) -> Path:
    """A record in a folder."""
    (folder / "case.json").write_text(json.dumps(case))
    out = folder / "case.record.json"
    done = run("record", "make", str(folder / "case.json"), "--author", "unit 1", "--out", str(out), *more)
    assert done.exit_code == 0, done.output
    return out


def signed(folder: Path) -> tuple[Path, Path]:
    """A signed record and the public key."""
    record = made(folder)
    assert run("record", "key", str(folder / "office.key")).stdout == f"{folder / 'office.key.pub'}\n"
    done = run(
        "record", "sign", str(record), "--key", str(folder / "office.key"), "--out", str(folder / "s.sdjwt")
    )
    assert (done.exit_code, done.output) == (0, "")
    return folder / "s.sdjwt", folder / "office.key.pub"


def replaced(path: Path, old: str, new: str) -> Path:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


# make and verify


def test_making_prints_the_digest_and_keeps_the_record_from_others(tmp_path: Path) -> None:
    record = made(tmp_path)
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    found = json.loads(record.read_text())
    again = run("record", "verify", str(record), "--expected", found["digest"])
    assert again.exit_code == 0
    assert_fits("record", found)


@pytest.mark.parametrize(("language", "word"), [("en", "The same"), ("sv", "Detsamma")])
def test_a_record_verifies_in_words(tmp_path: Path, language: str, word: str) -> None:
    done = run("record", "verify", str(made(tmp_path)), "--language", language)
    assert (done.exit_code, done.stderr) == (0, "")
    assert word in done.stdout


@pytest.mark.parametrize("engine", ["durable", "both"])
def test_the_second_engine_verifies_it_too(tmp_path: Path, engine: str) -> None:
    assert run("record", "verify", str(made(tmp_path)), "--engine", engine).exit_code == 0


def test_a_record_that_differs_is_told_with_the_first_entry_and_why(tmp_path: Path) -> None:
    record = replaced(made(tmp_path), '"society_pays":false', '"society_pays":true')
    done = run("record", "verify", str(record))
    assert done.exit_code == 1
    assert "Entry 7 of the ledger" in done.stdout
    assert "The facts: they are not those that were decided on." in done.stdout
    told = json.loads(run("record", "verify", str(record), "-f", "json").stdout)
    assert told["records"][0]["causes"] == ["facts"]
    assert told["records"][0]["difference"]["decision"] == "not_paid_by_society"
    assert_fits("record-verify", told)


def test_another_digest_than_the_one_expected_fails(tmp_path: Path) -> None:
    done = run("record", "verify", str(made(tmp_path)), "--expected", "0" * 64)
    assert done.exit_code == 1
    assert "another than the one expected" in done.stderr


def test_several_records_are_verified_and_one_that_differs_fails_them_all(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    good, bad = made(tmp_path / "a"), replaced(made(tmp_path / "b"), '"unit 1"', '"unit 2"')
    done = run("record", "verify", str(good), str(bad), "-f", "html")
    assert done.exit_code == 1
    assert done.stdout.count("<article") == 2
    assert "2 records, 1 the same" in done.stderr


def test_a_record_of_commitments_needs_its_openings(tmp_path: Path) -> None:
    record = made(tmp_path, "--commit", str(tmp_path / "openings.json"))
    assert '["sexual"]' not in record.read_text()
    assert '["sexual"]' in (tmp_path / "openings.json").read_text()
    alone = run("record", "verify", str(record))
    assert alone.exit_code == 1
    assert "Not decided again" in alone.stdout
    opened = run("record", "verify", str(record), "--openings", str(tmp_path / "openings.json"))
    assert opened.exit_code == 0
    assert_fits("record", json.loads(record.read_text()))
    assert_fits("record-openings", json.loads((tmp_path / "openings.json").read_text()))


def test_an_old_record_verifies_from_the_archive(tmp_path: Path) -> None:
    rules, archive = write_folder(tmp_path / "rules", {}), tmp_path / "old"
    record = made(tmp_path, "--rules", str(rules), case=SMALL)
    assert run("record", "archive", str(archive), "--rules", str(rules)).stdout.startswith(
        "6 rule files added"
    )
    (rules / FOLDER / "rules.yaml").write_text(RULES.replace("wants_return", "informed"))
    without = run("record", "verify", str(record), "--rules", str(rules))
    assert without.exit_code == 1
    assert f"Not found as they were: {FOLDER}/rules.yaml." in without.stdout
    assert "The rules: those that the record names" in without.stdout
    kept = run("record", "verify", str(record), "--rules", str(rules), "--archive", str(archive))
    assert kept.exit_code == 0
    again = run("record", "archive", str(archive), "--rules", str(rules), "--language", "sv")
    assert again.stdout == "1 regelfil tillagd; 5 fanns redan.\n"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--on", "2022-03-01", "--edition", "2022"), "not both"),
        (("--edition", "2099"), "no edition"),
        (("--reading", "B5=nothing"), "no reading"),
        (("--at", "yesterday"), "moment"),
        (("--rules", "nowhere"), "expected a folder"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    out = tmp_path / "r.json"
    done = run("record", "make", str(tmp_path / "case.json"), "-a", "unit 1", "-o", str(out), *arguments)
    assert done.exit_code == 2
    assert why in done.output
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (lines(SUPPORTED, SUPPORTED), "expected one case, found 2"),
        (json.dumps(WRONG), "$.applied_on"),
        ("", "empty"),
        (json.dumps({"id": "a-1", "programme": "nsp"}), "no edition"),
    ],
)
def test_a_file_that_is_not_one_case_that_can_be_decided_is_refused(
    tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "case.json").write_text(text)
    done = run("record", "make", str(tmp_path / "case.json"), "-a", "unit 1", "-o", str(tmp_path / "r.json"))
    assert done.exit_code == 2
    assert why in done.stderr
    assert "hemlig" not in done.output
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize("option", ["--archive", "--rules"])
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, option: str) -> None:
    done = run("record", "verify", str(made(tmp_path)), option, str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "expected a folder of rule files" in done.stderr


@pytest.mark.parametrize("out", ["nowhere/r.json", ".", "x" * 300])
def test_where_no_file_can_be_written_it_is_said_so(tmp_path: Path, out: str) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    done = run("record", "make", str(tmp_path / "case.json"), "-a", "unit 1", "-o", str(tmp_path / out))
    assert done.exit_code == 2
    assert "case.json" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_file_is_written_over(tmp_path: Path) -> None:
    record = made(tmp_path)
    before = record.read_bytes()
    done = run("record", "make", str(tmp_path / "case.json"), "-a", "unit 1", "-o", str(record))
    assert (done.exit_code, record.read_bytes()) == (2, before)
    assert "there is such a file already" in done.stderr


def test_no_openings_are_left_behind_where_the_record_cannot_be_written(tmp_path: Path) -> None:
    record = made(tmp_path)
    openings = tmp_path / "openings.json"
    arguments = ("-a", "unit 1", "-o", str(record), "--commit", str(openings))
    assert run("record", "make", str(tmp_path / "case.json"), *arguments).exit_code == 2
    assert not openings.exists()


def test_record_and_openings_are_two_files(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    same = str(tmp_path / "r.json")
    done = run("record", "make", str(tmp_path / "case.json"), "-a", "unit 1", "-o", same, "--commit", same)
    assert done.exit_code == 2


def test_what_is_no_record_is_refused_without_its_contents(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"hemlig": "hemlig"}\n')
    for command in (("verify", "r.json"), ("sign", "r.json", "--key", "k", "--out", "s")):
        done = run("record", command[0], str(tmp_path / command[1]), *command[2:])
        assert done.exit_code == 2
        assert "hemlig" not in done.output
    assert run("record", "verify", str(tmp_path / "nowhere.json")).exit_code == 2
    assert run("record", "verify", str(tmp_path)).exit_code == 2


def test_openings_go_with_one_record(tmp_path: Path) -> None:
    record = str(made(tmp_path))
    assert run("record", "verify", record, record, "--expected", "0" * 64).exit_code == 2


# sign, present and check


def test_what_is_shown_is_confirmed_and_nothing_else_is_shown(tmp_path: Path) -> None:
    record, key = signed(tmp_path)
    out = tmp_path / "total.sdjwt"
    done = run(
        *("record", "present", str(record), "--confirm", "answers.total_paid", "--show", "lines"),
        *("--withhold", "$.exploitation", "--out", str(out)),
    )
    assert done.exit_code == 0, done.output
    assert {"answers.total_paid", "lines.1"} <= set(done.stdout.split())
    assert "$.exploitation.forms" not in done.stdout.split()
    checked = run("record", "check", str(out), "--key", str(key))
    assert checked.exit_code == 0
    assert "Everything shown is confirmed" in checked.stdout
    assert "sexual" not in checked.stdout
    told = json.loads(run("record", "check", str(out), "--key", str(key), "-f", "json").stdout)
    assert (told["weight"], told["whole"]) == ("confirmed", False)
    assert_fits("record-check", told)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Hangs on what is not shown"), ("sv", "Hänger på det")]
)
def test_what_is_open_names_what_it_hangs_on(tmp_path: Path, language: str, word: str) -> None:
    record, key = signed(tmp_path)
    out = tmp_path / "total.sdjwt"
    assert run("record", "present", str(record), "-s", "answers", "-o", str(out)).exit_code == 0
    done = run("record", "check", str(out), "--key", str(key), "-l", language)
    assert done.exit_code == 1
    assert word in done.stdout


def test_what_can_be_shown_is_listed(tmp_path: Path) -> None:
    record, _ = signed(tmp_path)
    done = run("record", "present", str(record), "--list")
    assert done.exit_code == 0
    assert {"$.exploitation.forms", "$.periods[]", "answers.total_paid", "lines.1"} <= set(
        done.stdout.split()
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--show", "answers.total_paid"), 2),
        (("--out", "OUT"), 2),
        (("--show", "answers.totl_paid", "--out", "OUT"), 2),
        (("--show", "$.periods[0].kind", "--out", "OUT"), 2),
        (("--show", "$", "--withhold", "$.exploitation", "--out", "OUT"), 2),
        (("--confirm", "answers.total_paid", "--withhold", "$.periods", "--out", "OUT"), 2),
        (("--confirm", "$.applied_on", "--out", "OUT"), 2),
        (("--show", "answers", "--out", "OUT", "--audience", "auditor"), 2),
        (("--show", "answers", "--out", "OUT", "--audience", "auditor", "--nonce", "n"), 2),
    ],
)
def test_what_cannot_be_shown_so_is_refused(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    record, _ = signed(tmp_path)
    out = tmp_path / "out.sdjwt"
    named = [str(out) if each == "OUT" else each for each in arguments]
    assert run("record", "present", str(record), *named).exit_code == code
    assert not out.exists()


def test_a_signature_that_does_not_fit_fails(tmp_path: Path) -> None:
    record, _ = signed(tmp_path)
    run("record", "key", str(tmp_path / "other.key"))
    done = run("record", "check", str(record), "--key", str(tmp_path / "other.key.pub"))
    assert done.exit_code == 1
    assert "not signed by this key" in done.stderr
    assert done.stdout == ""


def test_a_private_key_is_no_key_to_check_with(tmp_path: Path) -> None:
    record, _ = signed(tmp_path)
    done = run("record", "check", str(record), "--key", str(tmp_path / "office.key"))
    assert done.exit_code == 2
    assert "office.key.pub" in done.stderr


def test_a_record_that_does_not_verify_is_not_signed(tmp_path: Path) -> None:
    record = replaced(made(tmp_path), '"unit 1"', '"unit 2"')
    run("record", "key", str(tmp_path / "office.key"))
    done = run("record", "sign", str(record), "-k", str(tmp_path / "office.key"), "-o", str(tmp_path / "s"))
    assert done.exit_code == 2
    assert not (tmp_path / "s").exists()


def test_a_passphrase_is_read_from_the_environment_and_never_shown(tmp_path: Path) -> None:
    record = made(tmp_path)
    key, words = str(tmp_path / "office.key"), "made up words"
    assert run("record", "key", key, "--passphrase").exit_code == 2
    assert run("record", "key", key, "--passphrase", AMP_RULES_PASSPHRASE="").exit_code == 2
    assert run("record", "key", key, "--passphrase", AMP_RULES_PASSPHRASE=words).exit_code == 0
    sign = ("record", "sign", str(record), "--key", key, "--out", str(tmp_path / "s.sdjwt"))
    wrong = run(*sign, AMP_RULES_PASSPHRASE="other words")
    assert (wrong.exit_code, "other words" in wrong.output) == (2, False)
    assert run(*sign).exit_code == 2
    assert run(*sign, AMP_RULES_PASSPHRASE=words).exit_code == 0


def test_a_passphrase_is_asked_for_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def answer(_: str, **how: object) -> str:
        asked.append(how)
        return "made up words"

    monkeypatch.delenv("AMP_RULES_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("typer.prompt", answer)
    assert passphrase(confirm=True) == b"made up words"
    assert asked == [{"hide_input": True, "confirmation_prompt": True, "err": True}]


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


def test_a_holder_is_asked_for_a_proof(tmp_path: Path) -> None:
    record = made(tmp_path)
    for name in ("office.key", "shelter.key"):
        run("record", "key", str(tmp_path / name))
    out, shown = tmp_path / "s.sdjwt", tmp_path / "p.sdjwt"
    run(
        *("record", "sign", str(record), "-k", str(tmp_path / "office.key"), "-o", str(out)),
        *("--holder", str(tmp_path / "shelter.key.pub")),
    )
    asked = ("--audience", "auditor", "--nonce", "n-1")
    done = run(
        *("record", "present", str(out), "-c", "answers.total_paid", "-o", str(shown)),
        *("--holder-key", str(tmp_path / "shelter.key"), *asked),
    )
    assert done.exit_code == 0, done.output
    check = ("record", "check", str(shown), "--key", str(tmp_path / "office.key.pub"))
    assert "proved to be the one" in run(*check, *asked).stdout
    assert run(*check, "--audience", "auditor", "--nonce", "n-2").exit_code == 1
    assert run(*check, "--audience", "auditor").exit_code == 2


@pytest.mark.source_tree
def test_an_example_goes_all_the_way_in_html(tmp_path: Path) -> None:
    case = json.loads((ROOT / "examples" / "amp-2015-mother-and-child.json").read_text())
    record = made(tmp_path, case=case)
    run("record", "key", str(tmp_path / "k"))
    run("record", "sign", str(record), "-k", str(tmp_path / "k"), "-o", str(tmp_path / "s"))
    run("record", "present", str(tmp_path / "s"), "-c", "answers.granted_total", "-o", str(tmp_path / "p"))
    done = run(
        "record", "check", str(tmp_path / "p"), "-k", str(tmp_path / "k.pub"), "-f", "html", "-l", "sv"
    )
    assert done.exit_code == 0
    assert "bekräftat" in done.stdout
