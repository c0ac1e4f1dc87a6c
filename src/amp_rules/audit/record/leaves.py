"""A case as single facts by path, each of which can be shown or withheld by itself, and back again.

A list is one fact of its own, written `$.periods[]`: how many entries it has, and what each must have (its
id, or its days). Without that fact the whole list is unknown: part of a list is never taken for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from amp_rules.case import Case, case_from_mapping
from amp_rules.case.facts import Facts
from amp_rules.case.paths import Steps, known_path, parse_path, specs_along
from amp_rules.case.shapes import specs_of
from amp_rules.errors import CaseError, Problem, UnknownNameError

LIST: Final = "[]"
ID: Final = "$.id"
PRINCIPAL_ID: Final = "$.principal.id"
EVIDENCE: Final = "$.evidence"
WITHHELD: Final = "withheld"

Leaves = Mapping[str, Any]
"""Facts by path, as plain JSON."""


def leaves_of(case: Case) -> dict[str, Any]:
    """Every known fact of a case by path; the programme is left out, as the rules name it.

    >>> from amp_rules.case import case_from_json
    >>> text = '{"id": "a-1", "programme": "nsp", "periods": [{"id": "p1", "kind": "reflection"}]}'
    >>> found = leaves_of(case_from_json(text))
    >>> found["$.periods[]"], found["$.periods[0].kind"]
    ([{'id': 'p1'}], 'reflection')
    """
    tree = case.model_dump(mode="json")
    return {PRINCIPAL_ID: case.principal.id, **dict(_leaves(tree, Case, "$"))}


def _leaves(tree: Mapping[str, Any], model: type[Facts], above: str) -> Iterator[tuple[str, Any]]:
    for name, spec in specs_of(model).items():
        path = f"{above}.{name}"
        if name not in tree or path == "$.programme":
            continue
        value = tree[name]
        if spec.item is None or path == EVIDENCE:
            yield path, value
        elif spec.kind == "group":
            yield from _leaves(value, spec.item, path)
        else:
            yield from _entries(value, spec.item, path)


def _entries(entries: list[Mapping[str, Any]], model: type[Facts], path: str) -> Iterator[tuple[str, Any]]:
    always = [name for name, spec in specs_of(model).items() if spec.required]
    yield path + LIST, [{name: entry[name] for name in always} for entry in entries]
    for index, entry in enumerate(entries):
        rest = {name: value for name, value in entry.items() if name not in always}
        yield from _leaves(rest, model, f"{path}[{index}]")


def list_of(path: str) -> str | None:
    """The fact of the list that a fact is an entry of; None where it stands in no list.

    >>> list_of("$.periods[0].kind"), list_of("$.periods[]")
    ('$.periods[]', None)
    """
    before, bracket, after = path.partition("[")
    return before + LIST if bracket and not after.startswith("]") else None


def is_fact(path: str) -> bool:
    """Whether a path is that of a fact or of a list, as `leaves_of` writes them.

    >>> [is_fact(path) for path in ("$.periods[]", "$.periods", "$.principal.age", "$.principal", "$.shoe")]
    [True, False, True, False, False]
    """
    try:
        steps = parse_path(path.removesuffix(LIST))
    except UnknownNameError:
        return False
    specs = specs_along(Case, steps)
    if not specs or isinstance(steps[-1], int):
        return False
    listed = specs[-1].kind == "list" and path != EVIDENCE
    return specs[-1].kind != "group" and listed == path.endswith(LIST)


@dataclass(frozen=True, slots=True)
class Partial:
    """A case of which some facts are withheld, and those shown that say nothing without their list."""

    case: Case
    unplaced: tuple[str, ...]


def partial_case(shown: Leaves, programme: str) -> Partial:
    """The case that the facts shown make; whatever is withheld is unknown.

    Evidence is left out, as it decides nothing and points into lists that may be withheld.

    Raises CaseError where the facts make no case.
    """
    _readable(shown)
    tree: dict[str, Any] = {"id": shown.get(ID, WITHHELD), "programme": programme}
    for path, value in shown.items():
        if path.endswith(LIST):
            _put(tree, parse_path(path.removesuffix(LIST)), [dict(entry) for entry in value])
    unplaced = [
        path
        for path, value in shown.items()
        if not path.endswith(LIST) and path != EVIDENCE and not _put(tree, parse_path(path), value)
    ]
    if PRINCIPAL_ID not in shown:
        _nobody(tree)
    return Partial(case_from_mapping(tree), tuple(unplaced))


def whole_case(shown: Leaves, programme: str) -> Case:
    """The case that all its facts make, evidence too.

    Raises CaseError where they make no case, or where a list is missing.
    """
    found = partial_case(shown, programme)
    if found.unplaced or ID not in shown or PRINCIPAL_ID not in shown:
        raise CaseError((Problem("$", "not all facts of the case are there"),))
    tree = found.case.model_dump(mode="json")
    return case_from_mapping(tree | ({"evidence": shown[EVIDENCE]} if EVIDENCE in shown else {}))


def _readable(shown: Leaves) -> None:
    problems = [Problem("$", "not the path of a fact") for path in shown if not is_fact(path)]
    problems += [
        Problem(known_path(Case, parse_path(path.removesuffix(LIST))), "expected a list of objects")
        for path, value in shown.items()
        if path.endswith(LIST)
        and is_fact(path)
        and not (isinstance(value, list) and all(isinstance(entry, dict) for entry in value))
    ]
    if problems:
        raise CaseError(tuple(problems))


def _put(tree: dict[str, Any], steps: Steps, value: Any) -> bool:
    """Whether the value has found its place."""
    node: Any = tree
    for step, following in pairwise(steps):
        if isinstance(step, int):
            if step >= len(node):
                return False
            node = node[step]
        elif isinstance(following, int) and step not in node:
            return False
        else:
            node = node.setdefault(step, {})
    node[steps[-1]] = value
    return True


def _nobody(tree: dict[str, Any]) -> None:
    """Gives the principal an id that names nobody; whom a claim is about, unless a child, becomes unknown."""
    children = {child.get("id") for child in tree.get("children", ())}
    name = WITHHELD
    while name in children:
        name += "-"
    tree["principal"] = {**tree.get("principal", {}), "id": name[:64]}
    for claim in tree.get("claims", ()):
        if claim.get("person") not in children:
            claim.pop("person", None)
