from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case import Case
from amp_rules.cli import inputs
from amp_rules.cli.inputs import Refused, Source, read_case, sources
from tests.cli.command import RETURNING, SUPPORTED, lines, run

ONE, TWO = json.dumps(SUPPORTED), json.dumps(RETURNING)


def names(path: Path) -> list[str]:
    return [each.name.removeprefix(str(path)) for each in sources([str(path)])]


def problems(path: Path) -> list[str]:
    found = (each if isinstance(each, Refused) else read_case(each) for each in sources([str(path)]))
    return [problem for each in found if isinstance(each, Refused) for problem in each.problems]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("one.json", ONE, [""]),
        ("pretty.json", json.dumps(SUPPORTED, indent=2), [""]),
        ("lines.json", f"{ONE}\n{TWO}\n", [":1", ":2"]),
        ("lines.jsonl", f"\n{ONE}\n\n  \n{TWO}", [":2", ":5"]),
        ("one.jsonl", ONE, [":1"]),
        ("lines.ndjson", f"{ONE}\r\n{TWO}\r\n", [":1", ":2"]),
        ("list.json", f"[{ONE},\n {TWO} ]\n", ["[0]", "[1]"]),
        ("case.yaml", "id: a\nprogramme: amp\n", [""]),
        ("flow.yml", "{id: a, programme: amp}\n", [""]),
        ("case.txt", "id: a\nprogramme: amp\n", [""]),
        ("case", ONE, [""]),
        ("marked.json", f"\ufeff{ONE}", [""]),
        ("marked.jsonl", f"\ufeff{ONE}\n{TWO}", [":1", ":2"]),
        ("marked-list.json", f"\ufeff[{ONE}]", ["[0]"]),
    ],
)
def test_each_form_gives_its_cases(tmp_path: Path, file: str, text: str, expected: list[str]) -> None:
    path = tmp_path / file
    path.write_text(text, "utf-8", newline="")
    assert names(path) == expected
    assert problems(path) == []


@pytest.mark.parametrize(
    ("file", "raw", "expected"),
    [
        ("empty.json", b"", ["is empty"]),
        ("blank.jsonl", b" \n\n", ["is empty"]),
        ("list.json", b"[]", ["$: expected at least one case, found an empty list"]),
        ("list.json", b"[", ["$[0]: not valid JSON at line 1, column 2"]),
        ("list.json", b'[{"id": "a", "programme": "amp"}', ["$: not valid JSON after the last case"]),
        ("list.json", b'[{"id": "a", "programme": "amp"}] x', ["$: not valid JSON after the last case"]),
        ("list.json", b'[{"id": "a", "programme": "amp"},]', ["$[1]: not valid JSON at line 1, column 34"]),
        ("list.json", b"[" * 100_000, ["$[0]: nested too deep"]),
        ("list.json", b'["\xe5"]', ["$: not valid Unicode text"]),
        ("list.json", b"[1]", ["$: expected an object, found a number"]),
        ("latin.json", b'{"id": "\xe5"}', ["$: not valid Unicode text"]),
        ("binary.dat", b"\x7fELF\x00\x01", ["$: not readable as YAML text (line 1, column 1)"]),
        ("case.json", b"{'id': 1}", ["$: not valid JSON at line 1, column 2"]),
        ("case.yaml", b"a: [", None),
        ("case.yaml", b"- 1", None),
    ],
)
def test_what_is_no_case_is_told_apart(
    tmp_path: Path, file: str, raw: bytes, expected: list[str] | None
) -> None:
    path = tmp_path / file
    path.write_bytes(raw)
    found = problems(path)
    assert found
    if expected is not None:
        assert found == expected


def test_files_that_cannot_be_opened_are_told_apart(tmp_path: Path) -> None:
    found = run("decide", str(tmp_path), str(tmp_path / "none.json"))
    assert found.exit_code == 2
    assert found.stderr.replace(str(tmp_path), "DIR").splitlines() == [
        "DIR: expected a file, found a folder",
        "DIR/none.json: cannot be read: no such file or directory",
    ]


def test_an_impossible_name_is_told() -> None:
    found = run("decide", "a\0b")
    assert found.exit_code == 2
    assert "cannot be read" in found.stderr


def test_standard_input_is_read_once() -> None:
    found = run("decide", "-", "-", stdin=ONE)
    assert found.exit_code == 2
    assert "standard input: named twice; it can only be read once" in found.stderr
    assert "made-up-1" in found.stdout


def test_a_list_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_BYTES", 100)
    path = tmp_path / "list.json"
    path.write_text("[" + " " * 200 + "]")
    assert problems(path) == ["larger than 100 bytes; put one case on each line instead (JSON Lines)"]


def test_a_line_too_long_is_refused_once_and_the_next_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_LONGEST_LINE", 2000)
    path = tmp_path / "cases.jsonl"
    path.write_text(lines(SUPPORTED) + "{" + " " * 5000 + "}\n" + lines(RETURNING))
    assert names(path) == [":1", ":2", ":3"]
    assert len(problems(path)) == 1


@given(st.lists(st.sampled_from([ONE, TWO, json.dumps(RETURNING, indent=1)]), min_size=1, max_size=4))
def test_the_entries_of_a_list_are_the_cases_themselves(texts: list[str]) -> None:
    raw = ("[" + " ,\n".join(texts) + "\t]").encode()
    found = [each for each in inputs._array("x", raw) if isinstance(each, Source)]
    cases = [case for each in found if isinstance(case := read_case(each), Case)]
    assert [case.id for case in cases] == [json.loads(text)["id"] for text in texts]


@given(st.binary(max_size=300))
def test_any_bytes_give_cases_or_problems(raw: bytes) -> None:
    import io

    for suffix in (".json", ".jsonl", ".yaml", ""):
        for each in inputs._documents("x", suffix, io.BytesIO(raw)):
            found = each if isinstance(each, Refused) else read_case(each)
            assert isinstance(found, Refused | Case)
