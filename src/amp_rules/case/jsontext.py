"""JSON text as a plain tree, with what the typed reader cannot see: repeated keys, depth, sizes."""

from __future__ import annotations

import json
from typing import Final

from amp_rules.case.facts import MOST_ENTRIES
from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, known_path
from amp_rules.errors import CaseError, Problem

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_DEPTH: Final = 32
_LONG_NUMBER: Final = 40


class _Repeated(dict[str, object]):
    """An object in which some key stood more than once."""


class NotFinite:
    """Stands where the text said NaN or Infinity."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated(found)


def _not_finite(_: str) -> NotFinite:
    return NotFinite()


def _whole(text: str) -> int:
    # The tree only serves structure and ids; the typed reader judges numbers from the text itself.
    return int(text) if len(text) <= _LONG_NUMBER else 0


def refuse(message: str, path: str = "$") -> CaseError:
    """An error with one problem."""
    return CaseError((Problem(path, message),))


def decode(text: str | bytes) -> str:
    """The text itself, once its size and encoding are in order.

    Raises CaseError.
    """
    try:
        raw = text if isinstance(text, bytes) else text.encode()
        if len(raw) > MOST_BYTES:
            raise refuse(f"text larger than {MOST_BYTES} bytes")
        return raw.decode("utf-8-sig")
    except UnicodeError:
        raise refuse("not valid Unicode text") from None


def read_tree(text: str) -> tuple[object, list[Problem]]:
    """The tree of one JSON document, and what is wrong with its structure.

    Raises CaseError when the text cannot be read at all: syntax, depth or width.
    """
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_not_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise refuse(f"not valid JSON at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise refuse(f"nested deeper than {MOST_DEPTH} levels") from None
    problems = structure_problems(tree)
    return tree, problems


def structure_problems(tree: object) -> list[Problem]:
    """Repeated keys, and numbers that are not finite.

    Raises CaseError, and looks no further, when the tree is too deep or too wide.
    """
    problems: list[Problem] = []
    waiting: list[tuple[object, Steps]] = [(tree, ())]
    while waiting:
        node, steps = waiting.pop()
        if isinstance(node, NotFinite):
            problems.append(Problem(known_path(Case, steps), "expected a finite number"))
        if not isinstance(node, dict | list):
            continue
        if len(steps) > MOST_DEPTH:
            raise refuse(f"nested deeper than {MOST_DEPTH} levels")
        if len(node) > MOST_ENTRIES:
            raise refuse(f"expected at most {MOST_ENTRIES} entries", known_path(Case, steps))
        if isinstance(node, _Repeated):
            problems.append(Problem(known_path(Case, steps), "repeated key"))
        children = node.items() if isinstance(node, dict) else enumerate(node)
        waiting.extend((child, (*steps, step)) for step, child in reversed(list(children)))
    return problems
