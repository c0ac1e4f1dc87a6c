"""Cases from JSON, YAML and Python objects; every problem at once, none with a value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from amp_rules.case.jsontext import decode, read_tree, refuse, structure_problems
from amp_rules.case.model import Case
from amp_rules.case.plain import Plainer, tree_of_node
from amp_rules.case.problems import problems_of, unique
from amp_rules.errors import CaseError, Problem, RulebookError
from amp_rules.yamltext import read

MOST_PROBLEMS: Final = 1000


def _case(text: str, tree: object, problems: list[Problem]) -> Case:
    try:
        case = Case.model_validate_json(text)
    except ValidationError as refused:
        problems = [*problems, *problems_of(refused, tree)]
    else:
        if not problems:
            return case
    raise _error(problems)


def _error(problems: list[Problem]) -> CaseError:
    found = unique(problems)
    more = len(found) - MOST_PROBLEMS
    if more > 0:
        found[MOST_PROBLEMS:] = [Problem("$", f"and {more} more problems")]
    return CaseError(tuple(found))


def case_from_json(text: str | bytes) -> Case:
    """The case that one JSON document holds.

    >>> case_from_json('{"id": "a-1", "programme": "nsp"}').programme.value
    'nsp'

    Raises CaseError with every problem, each with its path. Unlike `Case.model_validate_json`, it refuses
    repeated keys and oversized text, and its error text shows no key or value of the input.
    """
    checked = decode(text)
    tree, problems = read_tree(checked)
    return _case(checked, tree, problems)


def case_from_yaml(text: str, source: str = "<yaml>") -> Case:
    r"""The case that one YAML document holds; scalars are text, typed by the fact they stand for.

    >>> case_from_yaml("id: a-1\nprogramme: amp\ndestination: {country: NO}").destination.country
    'NO'

    Raises CaseError with every problem, each with its path.
    """
    checked = decode(text)
    try:
        node = read(checked, source)
    except RulebookError as error:
        raise CaseError(
            tuple(
                Problem("$", f"{found.message} (line {found.where.line}, column {found.where.column})")
                for found in error.diagnostics
            )
        ) from None
    return _from_tree(tree_of_node(node), [])


def case_from_mapping(mapping: Mapping[str, object]) -> Case:
    """The case that a Python mapping holds, with plain or typed values, such as dates and Money.

    >>> from datetime import date
    >>> case_from_mapping({"id": "a-1", "programme": "amp", "applied_on": date(2023, 5, 1)}).applied_on
    datetime.date(2023, 5, 1)

    Raises CaseError with every problem, each with its path.
    """
    plainer = Plainer()
    tree = plainer.tree(mapping)
    return _from_tree(tree, plainer.problems)


def _from_tree(tree: object, problems: list[Problem]) -> Case:
    try:
        text = json.dumps(tree, ensure_ascii=False)
        text.encode()
    except UnicodeError:
        raise refuse("not valid Unicode text") from None
    except (ValueError, RecursionError):
        raise refuse("holds a number that is too large") from None
    return _case(text, tree, [*problems, *structure_problems(tree)])
