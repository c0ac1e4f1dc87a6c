"""JSON paths of facts: read, written and matched against the models."""

from __future__ import annotations

import re
from typing import Final

from amp_rules.case.facts import Facts
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.errors import UnknownNameError

Steps = tuple[str | int, ...]

MOST_TEXT: Final = 200
_STEP: Final = re.compile(r"\.([a-z][a-z0-9_]*)|\[(0|[1-9][0-9]{0,4})\]", re.ASCII)


def parse_path(path: str) -> Steps:
    """The steps of a path such as '$.periods[1].end'.

    >>> parse_path("$.periods[1].end")
    ('periods', 1, 'end')

    Raises UnknownNameError when the text is not a path.
    """
    steps: list[str | int] = []
    position = 1
    if not path.startswith("$") or len(path) > MOST_TEXT:
        raise no_path(path)
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise no_path(path)
        steps.append(match.group(1) or int(match.group(2)))
        position = match.end()
    return tuple(steps)


def write_path(steps: Steps) -> str:
    """The path as text.

    >>> write_path(("periods", 1, "end"))
    '$.periods[1].end'
    """
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def no_path(path: str) -> UnknownNameError:
    """The error for a path that the case model does not have."""
    return UnknownNameError("fact", path if len(path) <= MOST_TEXT else path[:MOST_TEXT], ())


def specs_along(root: type[Facts], steps: Steps) -> tuple[FactSpec, ...] | None:
    """The spec met at every named step, or None where the models have no such path.

    An index may only follow a list; whether the list is that long is not looked at.
    """
    model: type[Facts] | None = root
    found: list[FactSpec] = []
    for step in steps:
        if isinstance(step, int):
            if not found or found[-1].kind != "list" or model is not None:
                return None
            model = found[-1].item
            continue
        spec = specs_of(model).get(step) if model is not None else None
        if spec is None:
            return None
        found.append(spec)
        model = spec.item if spec.kind == "group" else None
    return tuple(found)


def known_path(root: type[Facts], steps: Steps) -> str:
    """The path as far as the models know it, so that no unknown key is shown."""
    model: type[Facts] | None = root
    last: FactSpec | None = None
    for position, step in enumerate(steps):
        if isinstance(step, int):
            if last is None or last.kind not in ("list", "set"):
                return write_path(steps[:position])
            model, last = last.item, None
            continue
        last = specs_of(model).get(step) if model is not None else None
        if last is None:
            return write_path(steps[:position])
        model = last.item if last.kind == "group" else None
    return write_path(steps)
