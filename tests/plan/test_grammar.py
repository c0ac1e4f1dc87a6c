"""The part of Python's expressions that rules may use, its limits, and where faults are placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.expressions import bound, faults_of
from tests.rulebook.folders import FOLDER, decision, said, write_folder

LEFT_OUT = {
    "lambda": ["lambda: 1", "(lambda x: x)(1)"],
    "a list": ["[1]", "route in ['short']"],
    "a set": ["{1}"],
    "a dict": ["{1: 2}", "{**case}"],
    "a list comprehension": ["[p for p in case.periods]", "[[p for p in p] for p in case.periods]"],
    "a set comprehension": ["{p for p in case.periods}"],
    "a dict comprehension": ["{p: p for p in case.periods}"],
    "indexing": ["case.periods[0]", "case['x']", "case.periods[0:1]"],
    "the power operator": ["9 ** 9 ** 9", "2 ** 2"],
    "division": ["1 / 2", "7 // 2"],
    "the remainder operator": ["7 % 2", "'%s' % 'a'"],
    "an assignment": ["(x := True)", "any((x := True) for p in case.periods)"],
    "an f-string": ["f'{willing}'", "f'{f\"{willing}\"}'"],
    "unpacking": ["min(*case.periods)", "(*case.periods,)"],
    "await": ["await willing"],
    "yield": ["(yield)"],
    "a sign before a number": ["-1", "+1", "- - - -1"],
    "the bit operator": ["~1", "1 << 2", "1 >> 2", "1 | 2", "1 & 2", "1 ^ 2"],
    "the matrix product": ["1 @ 2"],
    "a named argument": ["min(1, 2, key=3)", "min(**case)"],
    "async": ["any(p.long_stay async for p in case.periods)"],
}


@pytest.mark.parametrize(
    ("part", "expression"), [(part, each) for part, all_ in LEFT_OUT.items() for each in all_]
)
def test_what_the_language_leaves_out_is_named(part: str, expression: str) -> None:
    assert faults_of(expression) == [f"AR403 {part} is not part of the rule language"]


@pytest.mark.parametrize(
    "expression",
    [
        "willing and",
        "import os",
        "a b",
        '"unclosed',
        "willing; willing",
        "x = 1",
        "def",
        "1if willing else 2",
        "0x7f",
        "1_000",
        "1e9",
        "0777",
        "1j",
        "willing # and more",
        "willing\nand willing",
        "yield",
        "lambda",
        "(",
        ")",
        "`x`",
        "a!b",
        "$x",
        "?",
    ],
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    (fault,) = faults_of(expression)
    assert fault.startswith(("AR402", "AR403"))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "the expression is empty"),
        ("willing" + " " * 2000, "expression longer than 2000 characters"),
        ("((((((((((((((((((((((((((1))))))))))))))))))))))))))", "brackets nested deeper than 24"),
        ("not " * 60 + "willing", "expression larger than 400 parts or 40 levels"),
        ("case" + ".a" * 200, "expression larger than 400 parts or 40 levels"),
        (" and ".join(["a"] * 220), "expression larger than 400 parts or 40 levels"),
        ("wílling", "an expression is written in printable ASCII without backslashes"),
        ("route == '\\x41'", "an expression is written in printable ASCII without backslashes"),
        ("willing\tand willing", "an expression is written in printable ASCII without backslashes"),
        ("willing\0", "an expression is written in printable ASCII without backslashes"),
    ],
)
def test_an_expression_beyond_the_limits_is_refused(expression: str, message: str) -> None:
    assert faults_of(expression) == [f"AR401 {message}"]


def test_a_hash_inside_quotes_is_text() -> None:
    assert faults_of("'a # b' == 'a # b'") == []


def test_lines_may_break_inside_brackets() -> None:
    assert bound("(willing\nand willing)")[0] is not None


PLACES = {
    "case.principal.pet and nonsense": (7, 35),
    '"case.principal.pet and nonsense"': (7, 36),
    ">-\n      case.principal.pet\n      and nonsense": (9, 11),
    "|-\n      (case.principal.pet\n        and nonsense)": (9, 13),
    "|\n      (case.principal.pet and\n      nonsense)": (9, 7),
    "case.principal.pet\n      and\n      nonsense": (9, 7),
    ">2-\n      case.principal.pet and nonsense": (8, 30),
    ">-  # a note\n      case.principal.pet and nonsense": (8, 30),
}


@pytest.mark.parametrize("written", PLACES)
@pytest.mark.parametrize("before", ["", "\ufeff", "# Å𝄞 → a note\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fault_stands_at_its_word_in_folded_and_quoted_text_too(
    tmp_path: Path, written: str, before: str, newline: str
) -> None:
    rules = before + "decisions:\n" + decision("granted", "value: WRITTEN").replace("WRITTEN", written)
    folder = write_folder(tmp_path, {f"{FOLDER}/rules.yaml": rules.replace("\n", newline)})
    line, column = PLACES[written]
    line += before.count("\n")
    assert said(folder) == [f"{FOLDER}/rules.yaml:{line}:{column}: AR201 'nonsense' is not declared"]


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ValueError("null byte")])
def test_a_parser_that_gives_up_is_a_fault_too(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("amp_rules.plan.grammar.ast.parse", give_up)
    assert faults_of("willing") == ["AR402 not an expression of the rule language"]
