"""What the reader of lists finds wrong is told in Swedish too, and in English as it said it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from amp_rules.audit.payments import cells, read, sheetcsv, sheetparquet, sheetxlsx
from amp_rules.audit.payments.mapping import ColumnMap
from amp_rules.audit.payments.payment import BadRow
from amp_rules.audit.payments.read import payments
from amp_rules.report.audit.problems import in_words, problems
from amp_rules.report.audit.words import audit_page_words

HEAD = "case,kind,period,item,claim,person,number,from,to,category,amount,currency,paid_on,reference"
ROWS = (
    "",
    "å ä ö,period,p1,,,,,2022-01-02,2022-01-01,,1.234,EUR,2022-13-01,",
    "a-1,gift,,,,,,,,,many,USD,,",
    "a-1,period,,,,,,,,,5,USD,,",
    "a-1,period,p1,,,,,2022-01-01,,,5,,,",
    "a-1,item,,,,,,,,,5,,,",
    "a-1,claim,,,,,,,,gift,5,,,",
    "a-1,instalment,,,,,,,,,5,,,",
    "a-1,instalment,,,,,0,,,,5,,," + "x" * 201,
    "a-1,period,p1",
)
TELLING = {"_WrongError", "Unreadable"}


def said() -> Iterator[str]:
    """Every text that the modules reading lists give as a reason, with places filled in."""
    for module in (cells, read, sheetcsv, sheetparquet, sheetxlsx):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLING:
                yield _text(node.args[0])


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value) if isinstance(value, ast.Constant) else "0" for value in values)
    raise AssertionError(ast.dump(node))


def test_a_list_with_every_fault_is_told_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "paid.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n", "utf-8")
    bad = [row for row in payments(path, ColumnMap()) if isinstance(row, BadRow)]
    assert len(bad) >= 8
    for row in bad:
        assert problems(row, audit_page_words("en")) == row.problems
        for (_, english), (_, swedish) in zip(
            row.problems, problems(row, audit_page_words("sv")), strict=True
        ):
            assert swedish != english, english


def test_every_reason_that_the_readers_give_is_known() -> None:
    found = sorted(set(said()))
    assert len(found) > 20
    for english in found:
        assert in_words(english, audit_page_words("en")) == english
        assert in_words(english, audit_page_words("sv")) != english, english


@pytest.mark.parametrize("message", ["something else", "expected"])
def test_what_is_not_known_stays_as_it_is(message: str) -> None:
    assert in_words(message, audit_page_words("sv")) == message
