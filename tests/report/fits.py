"""Output held against its schema: what is printed fits, and nothing that differs from it in form does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from amp_rules.report.schemas import SCHEMAS
from amp_rules.yamltext import Node, Scalar, Sequence

STRANGE = [{"made up": [1.5]}]
"""What stands nowhere in any output."""


@cache
def validator(subject: str) -> Draft202012Validator:
    schema = SCHEMAS[subject]()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def assert_fits(subject: str, told: object) -> Any:
    """The output as it is printed, which fits."""
    printed = json.loads(json.dumps(told, allow_nan=False))
    faults = [f"{each.json_path}: {each.message[:200]}" for each in validator(subject).iter_errors(printed)]
    assert faults == []
    return printed


def assert_nothing_else_fits(subject: str, told: object, by_name: str = "", optional: str = "") -> None:
    """Whatever is added, of another type or left out anywhere does not fit.

    by_name: keys of objects that may hold any names. optional: keys that may be left out.
    """
    printed = assert_fits(subject, told)
    open_ones, left_out = set(by_name.split()), set(optional.split())
    wrong = [
        where
        for where, changed in _changed(printed, open_ones, left_out)
        if validator(subject).is_valid(changed)
    ]
    assert wrong == []


Path = tuple[str | int, ...]


def _changed(told: Any, open_ones: set[str], left_out: set[str]) -> Iterator[tuple[str, Any]]:
    seen = set[tuple[object, ...]]()
    for path, node in list(_nodes(told, ())):
        form = tuple(each if isinstance(each, str) else 0 for each in path)
        keys = sorted(node) if isinstance(node, dict) else []
        once = (*form, *keys)
        if once in seen:
            continue
        seen.add(once)
        if path:
            yield f"{path} of another type", _with(told, path, STRANGE)
        if not isinstance(node, dict):
            continue
        yield f"{path} with more", _with(told, (*path, "made up"), STRANGE)
        if path and path[-1] in open_ones:
            continue
        for key in keys:
            if key not in left_out:
                yield f"{path} without {key}", _without(told, (*path, key))


def _nodes(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, node
    inside: Any = (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    )
    for key, child in inside:
        yield from _nodes(child, (*path, key))


def _parent(told: Any, path: Path) -> tuple[Any, Any]:
    whole = found = copy.deepcopy(told)
    for key in path[:-1]:
        found = found[key]
    return whole, found


def _with(told: Any, path: Path, value: object) -> Any:
    whole, parent = _parent(told, path)
    parent[path[-1]] = value
    return whole


def _without(told: Any, path: Path) -> Any:
    whole, parent = _parent(told, path)
    del parent[path[-1]]
    return whole


def plain(node: Node) -> Any:
    """A file as the strict reader has it: every scalar text."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(child) for key, child in node}
