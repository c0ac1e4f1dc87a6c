"""A workbook's formulas worked out anew, in decimals: of the forms that the audit uses, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\"(?P<text>[^\"]*)\"|(?P<name>[A-Z]+)\(|"
    r"(?:'(?P<sheet>[^']+)'!)?\$?(?P<column>[A-Z]+)\$?(?P<row>\d+)"
    r"(?::\$?(?P<column2>[A-Z]+)\$?(?P<row2>\d+))?|(?P<sign>[-+,)]))"
)


class Recalculated:
    """Cells of an openpyxl workbook, their formulas worked out when asked for."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def value(self, sheet: str, place: str) -> Any:
        found = self.book[sheet][place].value
        if isinstance(found, str) and found.startswith("="):
            return _Formula(self, sheet, found[1:]).whole()
        return Decimal(repr(found)) if isinstance(found, int | float) else found


class _Formula:
    def __init__(self, cells: Recalculated, sheet: str, text: str) -> None:
        self.cells = cells
        self.sheet = sheet
        self.tokens = list(_tokens(text))

    def whole(self) -> Any:
        found = self.sum()
        assert not self.tokens
        return found

    def sum(self) -> Any:
        found = -self.term() if self.taken("-") else self.term()
        while self.tokens and self.tokens[0]["sign"] in ("+", "-"):
            found = found + self.term() if self.taken("+") else found - self.term(self.taken("-"))
        return found

    def taken(self, sign: str) -> bool:
        if self.tokens and self.tokens[0]["sign"] == sign:
            self.tokens.pop(0)
            return True
        return False

    def term(self, _after: bool = True) -> Any:
        token = self.tokens.pop(0)
        if token["number"] is not None:
            return Decimal(token["number"])
        if token["text"] is not None:
            return token["text"]
        if token["name"] is not None:
            return self.call(token["name"])
        return self.referred(token)

    def referred(self, token: dict[str, Any]) -> Any:
        sheet = token["sheet"] or self.sheet
        if token["column2"] is None:
            return self.cells.value(sheet, f"{token['column']}{token['row']}")
        assert token["column"] == token["column2"]
        rows = range(int(token["row"]), int(token["row2"]) + 1)
        return [self.cells.value(sheet, f"{token['column']}{row}") for row in rows]

    def call(self, name: str) -> Any:
        given = [self.sum()]
        while self.taken(","):
            given.append(self.sum())
        assert self.taken(")")
        match name:
            case "SUM":
                return sum(_numbers(given[0]), Decimal())
            case "COUNT":
                return Decimal(len(_numbers(given[0])))
            case "COUNTA":
                return Decimal(sum(each is not None for each in given[0]))
            case "COUNTIFS":
                return Decimal(sum(_chosen(given)))
            case "SUMIFS":
                chosen = _chosen(given[1:])
                return sum(_numbers([v for v, in_ in zip(given[0], chosen, strict=True) if in_]), Decimal())
            case "ROUND":
                return round(given[0], int(given[1]))
        raise AssertionError(name)


def _tokens(text: str) -> Iterator[dict[str, Any]]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found is not None, text[at:]
        yield found.groupdict()
        at = found.end()


def _numbers(values: list[Any]) -> list[Decimal]:
    return [each for each in values if isinstance(each, Decimal)]


def _chosen(given: list[Any]) -> list[bool]:
    pairs = list(zip(given[::2], given[1::2], strict=True))
    return [all(_holds(column[at], wanted) for column, wanted in pairs) for at in range(len(pairs[0][0]))]


def _holds(value: Any, wanted: Any) -> bool:
    if wanted in (">0", "<0"):
        return isinstance(value, Decimal) and (value > 0 if wanted == ">0" else value < 0)
    return bool(value == wanted)
