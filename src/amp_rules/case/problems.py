"""What pydantic refuses, in our own words and without the values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from amp_rules.case.crosscheck import Claimed, cross_problems
from amp_rules.case.entries import Trouble, same_ids, shared_days
from amp_rules.case.facts import FIRST_DAY, LAST_DAY, MOST_ENTRIES, Facts
from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, known_path, specs_along, write_path
from amp_rules.case.shapes import specs_of
from amp_rules.errors import Problem

_EXPECTED: Final[Mapping[str, str]] = {
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "tuple_type": "expected a list",
    "frozen_set_type": "expected a list",
    "model_type": "expected an object",
}
_OWN_WORDS: Final = frozenset(
    {"day", "country", "identifier", "line", "money_type", "money_text", "money_decimals", "money_range"}
)
_FINAL_WORDS: Final = frozenset({"exclusive", "reversed", "money_currency"})
_LONGEST_GUESSED: Final = 64
_MOST_GUESSES: Final = 50


def found(value: object) -> str:
    """The kind of an input value, never the value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, dict) else "a list"


def _unknown_key(steps: Steps, guesses: Iterator[int]) -> Problem:
    *above, key = steps
    model: type[Facts] | None = Case
    if above:
        named = tuple(above)
        along = specs_along(Case, named)
        model = along[-1].item if along else None
    names = list(specs_of(model)) if model else []
    guess: list[str] = []
    if len(str(key)) <= _LONGEST_GUESSED and next(guesses, None) is not None:
        guess = get_close_matches(str(key), names, n=1, cutoff=0.75)
    hint = f"unknown key (did you mean '{guess[0]}'?)" if guess else "unknown key"
    return Problem(known_path(Case, tuple(above)), hint)


def message_of(error: ErrorDetails) -> str:
    """What was expected, and at most what kind of thing was found."""
    kind, value, settings = error["type"], error["input"], error.get("ctx", {})
    if kind in _FINAL_WORDS:
        return error["msg"]
    if kind in _OWN_WORDS:
        return f"{error['msg']}, found {'other text' if isinstance(value, str) else found(value)}"
    if kind == "missing":
        return "required key is missing"
    if kind == "enum":
        other = "other text" if isinstance(value, str) else found(value)
        return f"expected {settings['expected']}, found {other}"
    if kind == "greater_than_equal":
        return f"expected at least {settings['ge']}"
    if kind == "less_than_equal":
        return f"expected at most {settings['le']}"
    if kind == "too_long":
        return f"expected at most {MOST_ENTRIES} entries"
    if kind == "json_invalid":
        return "not valid JSON"
    expected = _EXPECTED.get(kind)
    return f"{expected}, found {found(value)}" if expected else "not as the case model expects"


def _problems(error: ErrorDetails, guesses: Iterator[int]) -> Iterator[Problem]:
    steps: Steps = error["loc"]
    if error["type"] == "extra_forbidden":
        yield _unknown_key(steps, guesses)
    elif error["type"] == "entries":
        for below, message in error["ctx"]["problems"]:
            yield Problem(write_path(steps) + below, message)
    else:
        yield Problem(known_path(Case, steps), message_of(error))


def problems_of(refused: ValidationError, tree: object) -> list[Problem]:
    """Every problem of a refused case; `tree` is its input as plain lists and objects."""
    guesses = iter(range(_MOST_GUESSES))
    problems = [
        problem for error in refused.errors(include_url=False) for problem in _problems(error, guesses)
    ]
    return unique([*problems, *_between_parts(tree)])


def unique(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without repetitions, order kept."""
    return list(dict.fromkeys(problems))


def _entries(tree: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    node: object = tree
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return [entry if isinstance(entry, dict) else {} for entry in node] if isinstance(node, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None


def _days(span: Mapping[str, Any]) -> tuple[date, date] | None:
    start, end = _day(span.get("start")), _day(span.get("end"))
    return (start, end) if start is not None and end is not None and start <= end else None


def _between_parts(tree: object) -> Iterator[Problem]:
    """The checks between parts, done on input whose parts may be refused themselves."""
    if not isinstance(tree, dict):
        return
    troubles: list[Trouble] = []
    for name in ("children", "claims", "periods", "items"):
        ids = [_text(entry.get("id")) for entry in _entries(tree, name)]
        troubles += [(f".{name}{below}", message) for below, message in same_ids(ids)]
    daily = tree.get("daily")
    for name in daily if isinstance(daily, dict) else ():
        spans = [_days(span) for span in _entries(tree, "daily", name)]
        troubles += [(f".daily.{name}{below}", message) for below, message in shared_days(spans)]
    principal = tree.get("principal", {})
    claimed = Claimed(
        principal=_text(principal.get("id", "principal")) if isinstance(principal, dict) else None,
        children=tuple(_text(child.get("id")) for child in _entries(tree, "children")),
        children_known=isinstance(tree.get("children"), list),
        claims=tuple(_text(claim.get("person")) for claim in _entries(tree, "claims")),
        evidence=tuple(_text(entry.get("about")) for entry in _entries(tree, "evidence")),
    )
    troubles += cross_problems(Case, claimed, lambda steps: _length_at(tree, steps))
    for below, message in troubles:
        yield Problem(f"${below}", message)


def _length_at(tree: object, steps: Steps) -> int:
    node = tree
    for step in steps:
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
        else:
            node = node.get(step) if isinstance(node, dict) else None
    return len(node) if isinstance(node, list) else 0
