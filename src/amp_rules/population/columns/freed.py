"""Generated lines with every name let go after its last use, so that its memory serves the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

NAME = re.compile(r"\b[acefiklmstv][0-9]+\b")


def freed(lines: list[str]) -> list[str]:
    """The lines, with `x = None` after the statement that last names x."""
    statements = list(_statements(lines))
    last: dict[str, int] = {}
    for number, statement in enumerate(statements):
        for line in statement:
            last.update(dict.fromkeys(NAME.findall(line), number))
    ends: dict[int, list[str]] = {}
    for name, number in last.items():
        ends.setdefault(number, []).append(name)
    found: list[str] = []
    for number, statement in enumerate(statements):
        found.extend(statement)
        if number in ends:
            found.append(f"    {' = '.join(ends[number])} = None")
    return found


def _statements(lines: list[str]) -> Iterator[list[str]]:
    """Lines at the function's own depth, each with the loop below it."""
    statement: list[str] = []
    for line in lines:
        if statement and not line.startswith("     "):
            yield statement
            statement = []
        statement.append(line)
    if statement:
        yield statement
