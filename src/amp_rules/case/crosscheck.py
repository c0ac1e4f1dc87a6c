"""Checks between parts of a case, on typed cases and on half-valid input alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from amp_rules.case.facts import Facts
from amp_rules.case.paths import Steps, parse_path, specs_along
from amp_rules.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Claimed:
    """The ids and references of one case; None where one is not readable."""

    principal: str | None
    children: tuple[str | None, ...]
    children_known: bool
    claims: tuple[str | None, ...]
    evidence: tuple[str | None, ...]


LengthAt = Callable[[Steps], int]


def length_at(facts: Facts, steps: Steps) -> int:
    """How many entries the list at a path of typed facts has; none where there is no list."""
    found: object = facts
    for step in steps:
        found = getattr(found, str(step), ())
    return len(found) if isinstance(found, tuple) else 0


def cross_problems(root: type[Facts], claimed: Claimed, length_at: LengthAt) -> list[tuple[str, str]]:
    """What does not fit together, as (path without its '$', message) pairs."""
    problems: list[tuple[str, str]] = []
    people = {claimed.principal, *claimed.children} - {None}
    for index, child in enumerate(claimed.children):
        if child is not None and child == claimed.principal:
            problems.append((f".children[{index}].id", "same id as the principal"))
    unclear = claimed.principal is None or None in claimed.children or not claimed.children_known
    for index, person in enumerate(claimed.claims):
        if person is not None and person not in people and not unclear:
            problems.append((f".claims[{index}].person", "not the id of the principal or of a child"))
    for index, about in enumerate(claimed.evidence):
        message = None if about is None else _about_problem(root, about, length_at)
        if message:
            problems.append((f".evidence[{index}].about", message))
    return problems


def _about_problem(root: type[Facts], about: str, length_at: LengthAt) -> str | None:
    try:
        steps = parse_path(about)
    except UnknownNameError:
        return "expected a path such as '$.exploitation.trafficking'"
    specs = specs_along(root, steps)
    if not specs or isinstance(steps[-1], int) or specs[-1].kind == "group" or steps[0] == "evidence":
        return "not the path of a fact"
    for position, step in enumerate(steps):
        if isinstance(step, int) and step >= length_at(steps[:position]):
            return "index beyond the end of the list"
    return None
