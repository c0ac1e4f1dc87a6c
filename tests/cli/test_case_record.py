"""Case files made and added to from the command line, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from amp_rules.casefile import load, read
from tests.cli.casefiles import SUPPORT, add, case, new, supported
from tests.cli.command import GOLDEN
from tests.report.outcomes import same_as_golden

HOSTILE = (
    ("new", "FILE", "-p", "nsp"),
    ("new", "FOLDER", "-p", "nsp"),
    ("new", "DIR/name of a person.jsonl", "-p", "nsp"),
    ("new", "DIR/other.jsonl", "-p", "nps"),
    ("new", "DIR/other.jsonl", "-p", "nsp", "-e", "2016"),
    ("new", "DIR/none/other.jsonl", "-p", "nsp"),
    ("new", "DIR/other.jsonl", "-p", "nsp", "--recorded-at", "hemlig"),
    ("add", "FOLDER", "closed", "ON"),
    ("add", "DIR/none.jsonl", "closed", "ON"),
    ("add", "FILE", "period_grantd", "ON"),
    ("add", "FILE", "hemlig", "ON"),
    ("add", "FILE", "departed", "ON"),
    ("add", "FILE", "period_granted", "ON"),
    ("add", "FILE", "period_granted", "ON", "-s", "period.strat=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "hemlig=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "period=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "period[0].id=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "period.id=p1", "-s", "period.start=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "period.id=p1", "-s", "period.continues=hemlig"),
    ("add", "FILE", "period_granted", "ON", "-s", "period.id=hemlig", "-s", "period.id=hemlig"),
    ("add", "FILE", "allowance_reported", "ON", "-s", "adult=hemlig"),
    ("add", "FILE", "allowance_reported", "ON", "-s", "adult[1].value=71"),
    ("add", "FILE", "allowance_reported", "ON", "-s", "adult=[]", "-s", "adult=[]"),
    ("add", "FILE", "closed", "ON", "-s", "hemlig=1"),
    ("add", "FILE", "allowance_reported", "ON", "--json", '{"adult": [{"value": 71.5}]}'),
    ("add", "FILE", "allowance_reported", "ON", "-s", "start=2022-03-01", "-s", "adult[0].value=71,5"),
    ("add", "FILE", "closed", "ON", "--json", '{"hemlig": "hemlig"}'),
    ("add", "FILE", "closed", "ON", "--json", '{"kind": "closed"}'),
    ("add", "FILE", "closed", "ON", "--json", '{"a": 1, "a": 2}'),
    ("add", "FILE", "closed", "ON", "--json", "{hemlig"),
    ("add", "FILE", "closed", "ON", "--json", "[1]"),
    ("add", "FILE", "closed", "ON", "--json", "-"),
    ("add", "FILE", "closed", "--on", "hemlig", "--by", "shelter-1"),
    ("add", "FILE", "closed", "--on", "2022-03-01", "--by", "hemlig person"),
    ("add", "FILE", "closed", "ON", "--recorded-at", "hemlig"),
    ("add", "FILE", "corrected", "ON", "-s", "number=9", "-s", "reason=mistyped"),
    ("add", "FILE", "period_granted", "ON", "-s", "period.id=p1", "-s", "period.end=2022-03-01"),
    ("add", "EDITED", "closed", "ON"),
    ("verify", "EDITED"),
    ("verify", "TORN"),
    ("verify", "SWAPPED"),
    ("verify", "FOLDER"),
    ("verify", "DIR/none.jsonl"),
    ("verify", "FILE", "--expected", "hemlig"),
    ("kinds", "hemlig"),
    ("kinds", "--programme", "hemlig"),
)


def broken(folder: Path) -> dict[str, str]:
    """Case files by the name that stands for them: one whole, others torn, edited, out of order."""
    file = new(folder / "c1.jsonl")
    add(file, "period_granted", "2022-03-01", "-s", "period.id=p1", "-s", "period.start=2022-03-10")
    add(file, "moved_out", "2022-03-12")
    text = file.read_bytes()
    first, second, third = text.splitlines(keepends=True)
    (folder / "torn.jsonl").write_bytes(text + b'{"event')
    (folder / "edited.jsonl").write_bytes(text.replace(b"p1", b"p9").replace(b"03-12", b"03-13"))
    (folder / "swapped.jsonl").write_bytes(first + third + second)
    (folder / "folder").mkdir()
    return {
        "FILE": str(file),
        "TORN": str(folder / "torn.jsonl"),
        "EDITED": str(folder / "edited.jsonl"),
        "SWAPPED": str(folder / "swapped.jsonl"),
        "FOLDER": str(folder / "folder"),
    }


def told(arguments: tuple[str, ...], names: dict[str, str], folder: Path) -> str:
    """What a command writes, with its exit code and no path of this machine."""
    given = [
        part
        for each in arguments
        for part in (("--on", "2022-03-14", "--by", "shelter-1") if each == "ON" else (each,))
    ]
    given = [names.get(each, each.replace("DIR", str(folder))) for each in given]
    found = case(*given, stdin="{hemlig")
    said = [line for line in found.output.splitlines() if line and not line.startswith(("Usage:", "Try "))]
    text = "\n".join(said).replace(str(folder), "DIR")
    shown = " ".join("hidden" if "hemlig" in each else each for each in arguments)
    return f"$ case {shown}\n{text}\n-> {found.exit_code}\n"


# what is written


def test_a_new_file_is_empty_and_its_digest_is_printed(tmp_path: Path) -> None:
    found = case("new", tmp_path / "c1.jsonl", "--programme", "nsp")
    stored = load(tmp_path / "c1.jsonl")
    assert found.stdout == f"{stored.digest}\n"
    assert (stored.file.id, stored.file.events, stored.file.complete) == ("c1", (), True)


def test_a_new_file_may_name_its_edition_and_be_incomplete(tmp_path: Path) -> None:
    new(tmp_path / "c.jsonl", "-p", "amp", "--edition", "amp/2016", "--incomplete")
    file = read(tmp_path / "c.jsonl")
    assert (file.programme.value, file.edition, file.complete) == ("amp", "2016", False)


def test_fields_are_typed_by_what_they_are_for(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    add(
        file,
        "facts_stated",
        "2022-03-01",
        *("-s", "facts.principal.age=30", "-s", "facts.children=[]"),
        *("-s", "facts.exploitation.forms=sexual,forced_labour", "-s", "facts.support.society_pays=false"),
        *("-s", "facts.principal.nationalities=NO"),
    )
    case_ = read(file).case()
    assert (case_.principal.age, case_.children, case_.support.society_pays) == (30, (), False)
    assert case_.exploitation.forms == frozenset({"forced_labour", "sexual"})
    assert case_.principal.nationalities == frozenset({"NO"})


def test_json_is_read_from_standard_input(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    options = ("--on", "2022-03-01", "--by", "shelter-1", "--json", "-")
    assert case("add", file, "gates_answered", *options, stdin=json.dumps(SUPPORT)).exit_code == 0
    assert read(file).case().support.needs_support is True


def test_fields_may_come_from_both(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    add(
        file,
        "period_granted",
        "2022-03-01",
        "--json",
        '{"period": {"id": "p1"}}',
        "-s",
        "period.kind=in_depth",
    )
    assert str(read(file).case().periods[0].kind) == "in_depth"  # type: ignore[index]


# what is said


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_each_event_did_is_as_in_the_golden_file(tmp_path: Path, language: str) -> None:
    file = new(tmp_path / "c1.jsonl")
    period = ("-s", "period.id=p1", "-s", "period.kind=reflection", "-s", "period.start=2022-03-04")
    said = ("-l", language)
    texts = [
        add(file, "period_granted", "2022-03-04", *period, *said),
        add(file, "shelter_applied", "2022-03-01", *said),
        add(file, "gates_answered", "2022-03-02", *said),
        add(file, "gates_answered", "2022-03-03", "--json", json.dumps(SUPPORT), *said),
        add(file, "children_reported", "2022-03-09", "-s", "start=2022-03-04", "-s", "end=2022-03-09", *said),
        add(file, "corrected", "2022-03-09", "-s", "number=2", "-s", "reason=mistyped", "-e", "2022", *said),
        add(file, "corrected", "2022-03-09", "-s", "number=6", "-s", "reason=mistyped", *said),
    ]
    same_as_golden(GOLDEN / f"case_add.{language}.txt", "".join(each.output for each in texts))


def test_an_irregular_event_is_recorded_all_the_same(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    add(file, "shelter_applied", "2022-03-01")
    found = add(file, "extension_asked", "2022-03-02", "-s", "period.id=p2", "-f", "json")
    assert found.exit_code == 0
    said = json.loads(found.stdout)
    assert (said["effect"], said["irregular"], said["state"]) == ("not_from_here", True, "applied")
    assert len(read(file).events) == 2


def test_facts_that_cannot_stand_together_are_not_recorded(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    add(file, "period_granted", "2022-03-01", "-s", "period.id=p1", "-s", "period.start=2022-03-10")
    found = add(file, "period_granted", "2022-03-02", "-s", "period.id=p1", "-s", "period.end=2022-03-01")
    assert found.exit_code == 2
    assert len(read(file).events) == 1


@pytest.mark.parametrize("language", ["en", "sv"])
def test_kinds_are_listed_as_in_the_golden_file(language: str) -> None:
    listed = case("kinds", "-l", language).output
    shown = "".join(
        case("kinds", kind, "-l", language).output for kind in ("period_granted", "corrected", "closed")
    )
    same_as_golden(GOLDEN / f"case_kinds.{language}.txt", listed + shown)


def test_kinds_of_one_programme_are_listed_as_json() -> None:
    kinds = json.loads(case("kinds", "-p", "amp", "-f", "json").stdout)["kinds"]
    assert "withdrawn" in [each["kind"] for each in kinds]
    assert "closed" not in [each["kind"] for each in kinds]


# what is checked and refused


def test_a_whole_file_gives_its_digest(tmp_path: Path) -> None:
    file = supported(tmp_path / "c.jsonl")
    digest = load(file).digest
    found = case("verify", file, "--expected", digest)
    assert (found.exit_code, found.stdout) == (0, f"{digest}\n")


def test_problems_are_told_as_json_too(tmp_path: Path) -> None:
    names = broken(tmp_path)
    found = case("verify", names["TORN"], "-f", "json")
    said = json.loads(found.stdout)
    assert (found.exit_code, said["whole"]) == (1, False)
    assert [(each["line"], each["kind"]) for each in said["problems"]] == [(4, "torn")]


def test_a_torn_line_is_set_aside_and_told_of(tmp_path: Path) -> None:
    file = Path(broken(tmp_path)["TORN"])
    found = add(file, "moved_out", "2022-03-13")
    assert found.exit_code == 0
    assert "line 4: the last line was not written to its end and is left out" in found.stderr
    assert case("verify", file).exit_code == 0


def test_every_refusal_is_as_in_the_golden_file(tmp_path: Path) -> None:
    names = broken(tmp_path)
    text = "\n".join(told(each, names, tmp_path) for each in HOSTILE)
    assert "hemlig" not in text
    same_as_golden(GOLDEN / "case_refused.txt", text)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_told_of(tmp_path: Path) -> None:
    file = new(tmp_path / "c.jsonl")
    file.chmod(0)
    found = case("verify", file)
    assert (found.exit_code, found.stderr) == (2, f"{file}: permission denied\n")
