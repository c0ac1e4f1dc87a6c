"""Records and openings out of text: strictly, every problem with its path, no value shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from amp_rules.audit.record import model
from amp_rules.audit.record.canonical import canonical, read_canonical
from amp_rules.audit.record.errors import RecordError, refused
from amp_rules.audit.record.model import Openings, Part, Record, SealedEntry
from amp_rules.errors import Problem

Read = TypeVar("Read", bound=Part)
_MOST_PROBLEMS: Final = 100
_EXPECTED: Final = {
    "missing": "required key is missing",
    "extra_forbidden": "holds a key that does not belong there",
    "string_pattern_mismatch": "text of another form than expected",
    "string_type": "expected text",
    "literal_error": "not one of the values expected",
    "union_tag_invalid": "not one of the forms expected",
    "union_tag_not_found": "required key is missing",
    "tuple_type": "expected a list",
    "model_type": "expected an object",
    "dict_type": "expected an object",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
}


def record_from_json(text: bytes) -> Record:
    """The record that a file holds.

    Raises RecordError with every problem. Whether the record is right is for `verify` to say: its digests are
    not looked at here.
    """
    found = _read(text, Record)
    sealed = any(isinstance(entry, SealedEntry) for entry in found.ledger)
    if found.ledger and sealed is found.whole:
        raise refused("$.ledger", "the facts are held in one form and the ledger in the other")
    return found


def openings_from_json(text: bytes) -> Openings:
    """The openings that a file holds.

    Raises RecordError with every problem.
    """
    return _read(text, Openings)


def _read(text: bytes, kind: type[Read]) -> Read:
    tree = read_canonical(text)
    try:
        found = kind.model_validate_json(text)
    except ValidationError as error:
        raise RecordError(tuple(_problems(error))) from None
    if canonical(found.tree()) != canonical(tree):
        raise refused("$", "not in the form that records are written in")
    return found


def _problems(error: ValidationError) -> Iterator[Problem]:
    found = dict.fromkeys(Problem(_place(each), _message(each)) for each in error.errors(include_url=False))
    yield from list(found)[:_MOST_PROBLEMS]
    if len(found) > _MOST_PROBLEMS:
        yield Problem("$", f"and {len(found) - _MOST_PROBLEMS} more problems")


def _message(error: ErrorDetails) -> str:
    return _EXPECTED.get(error["type"], "not as a record has it")


def _place(error: ErrorDetails) -> str:
    """The path as far as it is made of keys that every record has."""
    path = "$"
    for step in error["loc"]:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step in _keys():
            path += f".{step}"
    return path


@cache
def _keys() -> frozenset[str]:
    parts = [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, Part)]
    return frozenset(field.alias or name for part in parts for name, field in part.model_fields.items())
