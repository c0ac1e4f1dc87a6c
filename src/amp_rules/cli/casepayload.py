"""What an event says, from options: PATH=VALUE pairs, or one JSON object."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from amp_rules.cli.options import did_you_mean

if TYPE_CHECKING:
    from amp_rules.case import FactSpec
    from amp_rules.casefile import EventBase

_STEP: Final = re.compile(r"([a-z][a-z0-9_]*)((?:\[[0-9]{1,4}\])?)", re.ASCII)
_MOST: Final = 4 * 1024 * 1024

Tree = dict[str, Any]


class PayloadError(Exception):
    """Options that say nothing readable; no part of them is shown."""


def payload_of(model: type[EventBase], pairs: Sequence[str], text: str | None) -> Tree:
    """The payload as a plain tree; `text` is a JSON object, or '-' for standard input.

    Raises PayloadError, and CaseError for JSON that cannot be read.
    """
    tree: Tree = {} if text is None else _object(_standard_input() if text == "-" else text)
    for at, pair in enumerate(pairs, 1):
        path, equals, value = pair.partition("=")
        if not equals:
            raise PayloadError(f"--set {at}: expected PATH=VALUE such as period.id=p1")
        _put(tree, model, path, value, f"--set {at}")
    return tree


def _standard_input() -> bytes:
    text = sys.stdin.buffer.read(_MOST + 1)
    if len(text) > _MOST:
        raise PayloadError(f"standard input: larger than {_MOST} bytes")
    return text


def _object(text: str | bytes) -> Tree:
    from amp_rules.case.jsontext import decode, read_tree
    from amp_rules.errors import CaseError
    from amp_rules.report.casefilekinds import ENVELOPE

    tree, problems = read_tree(decode(text))
    if problems:
        raise CaseError(tuple(problems))
    if not isinstance(tree, dict):
        raise PayloadError("--json: expected an object")
    given = [name for name in ENVELOPE if name in tree]
    if given:
        raise PayloadError(f"--json: '{given[0]}' is given by the command itself; leave it out")
    return tree


def _put(tree: Tree, model: type[EventBase], path: str, value: str, name: str) -> None:
    """Puts a value, typed by the field it is for, into the tree."""
    from amp_rules.case.plain import tree_of_node
    from amp_rules.errors import Where
    from amp_rules.yamltext import Scalar

    spec, steps = _spec(model, path, name)
    where = Where(name, 1, 1)
    if spec.kind == "set":
        found: object = [part.strip() for part in value.split(",") if part.strip()]
    elif spec.kind == "list":
        if value != "[]":
            raise PayloadError(f"{name}: expected [] for an empty list, or a field of one entry")
        found = []
    else:
        found = tree_of_node(Scalar(value, False, where), None, spec)
    _write(tree, steps, found, name)


def _spec(model: type[EventBase], path: str, name: str) -> tuple[FactSpec, list[str | int]]:
    from amp_rules.case.shapes import specs_of
    from amp_rules.report.casefilekinds import payload_specs

    specs: Mapping[str, FactSpec] = payload_specs(model)
    steps: list[str | int] = []
    found: FactSpec | None = None
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        found = specs.get(match[1]) if match is not None else None
        if match is None or found is None:
            raise _unknown(model, path, name)
        steps.append(match[1])
        if match[2]:
            steps.append(int(match[2][1:-1]))
        entered = found.kind == "group" or (found.kind == "list" and bool(match[2]))
        if match[2] and found.kind != "list":
            raise _unknown(model, path, name)
        specs = specs_of(found.item) if entered and found.item is not None else {}
    if found is None or specs:
        raise _unknown(model, path, name)
    return found, steps


def _unknown(model: type[EventBase], path: str, name: str) -> PayloadError:
    from amp_rules.report.casefilekinds import payload_fields

    kind = model.model_fields["kind"].default
    known = [each.replace("[]", "[0]") for each in payload_fields(model)]
    if not known:
        return PayloadError(f"{name}: '{kind}' has no fields of its own")
    hint = did_you_mean(path, known, most=8).replace(
        "see 'amp-rules rules'", f"see 'amp-rules case kinds {kind}'"
    )
    return PayloadError(f"{name}: '{kind}' has no such field ({hint})")


def _write(tree: Tree, steps: Sequence[str | int], value: object, name: str) -> None:
    """Puts a value at its place; objects and lists on the way are made."""
    below: Any = tree
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(step, int):
            if step > len(below):
                raise PayloadError(f"{name}: entries of a list are given in order, from 0")
            if step == len(below):
                below.append(None)
        elif not isinstance(below, dict):
            raise PayloadError(f"{name}: given twice in different forms")
        there = below[step] if isinstance(step, int) else below.get(step)
        if following is None:
            if there is not None:
                raise PayloadError(f"{name}: given twice")
            below[step] = value
            return
        wanted: type = list if isinstance(following, int) else dict
        if there is None:
            there = below[step] = wanted()
        if not isinstance(there, wanted):
            raise PayloadError(f"{name}: given twice in different forms")
        below = there
