"""A case written anew: dates moved, ids and texts replaced, facts left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from amp_rules.case.facts import Facts
from amp_rules.case.model import Case
from amp_rules.case.reading import case_from_mapping
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.privacy.fields import NO_NAME, TEXTS, treatment
from amp_rules.privacy.key import Key

Tree = dict[str, Any]
AnyFacts = TypeVar("AnyFacts", bound=Facts)
Change = Callable[[type[Facts], FactSpec, Any], Any]


def tree_of(case: Case) -> Tree:
    """The case as the plain tree of its JSON."""
    return case.model_dump(mode="json")


def changed(tree: Tree, change: Change, model: type[Facts] = Case) -> Tree:
    """The tree with every known value that is no group or list put through `change`."""
    specs = specs_of(model)
    return {name: _changed(value, change, model, specs[name]) for name, value in tree.items()}


def _changed(value: Any, change: Change, model: type[Facts], spec: FactSpec) -> Any:
    if treatment(model, spec) != "inside":
        return value if value is None else change(model, spec, value)
    assert spec.item is not None
    if spec.kind == "list":
        return [changed(entry, change, spec.item) for entry in value]
    return changed(value, change, spec.item)


def moved(tree: Tree, days: int) -> Tree:
    """The tree with every date so many days later."""
    step = timedelta(days)

    def move(model: type[Facts], spec: FactSpec, value: Any) -> Any:
        return (date.fromisoformat(value) + step).isoformat() if spec.kind == "date" else value

    return changed(tree, move)


def later(facts: AnyFacts, days: int) -> AnyFacts:
    """The facts with every date so many days later, not checked again: what was in order stays in order."""
    found: dict[str, Any] = {}
    for name in dated(type(facts)):
        value = getattr(facts, name)
        if isinstance(value, Facts):
            found[name] = later(value, days)
        elif isinstance(value, tuple):
            found[name] = type(value)([later(entry, days) for entry in value])
        elif isinstance(value, date):
            found[name] = value + timedelta(days)
    return facts.model_copy(update=found)


@cache
def dated(model: type[Facts]) -> tuple[str, ...]:
    """The fields of a model that hold dates, themselves or further down."""
    return tuple(
        name
        for name, spec in specs_of(model).items()
        if spec.kind == "date" or (spec.item is not None and dated(spec.item))
    )


def renamed(tree: Tree, key: Key) -> Tree:
    """The tree with every id and text replaced by its pseudonym."""

    def rename(model: type[Facts], spec: FactSpec, value: Any) -> Any:
        kind = TEXTS.get((model, spec.name))
        return pseudonym(key, tree["id"], kind, value) if kind else value

    return changed(tree, rename)


def pseudonym(key: Key, case: str, kind: str, own: str) -> str:
    """What stands for the case's id, or for an id or a text of a kind within the case.

    Ids of persons and the like are names inside a case: 'child-1' of two cases are two children. A principal
    without an id of its own has no pseudonym.
    """
    if kind == "case":
        return key.pseudonym(kind, own)
    return own if kind == "person" and own == NO_NAME else key.pseudonym(kind, case, own)


def dates_of(tree: Tree) -> list[date]:
    """Every date the case states."""
    found: list[date] = []

    def note(model: type[Facts], spec: FactSpec, value: Any) -> Any:
        if spec.kind == "date":
            found.append(date.fromisoformat(value))
        return value

    changed(tree, note)
    return found


def stated(tree: Tree) -> tuple[list[str], list[str]]:
    """The paths of the lists of entries that a case states, and of the facts that it may leave out.

    Dated facts count as one fact each, with all their spans.
    """
    lists: list[str] = []
    leaves: list[str] = []
    _stated(tree, Case, "$", lists, leaves)
    return lists, leaves


def _stated(tree: Tree, model: type[Facts], above: str, lists: list[str], leaves: list[str]) -> None:
    for name, value in tree.items():
        spec, path = specs_of(model)[name], f"{above}.{name}"
        if spec.kind == "group":
            assert spec.item is not None
            _stated(value, spec.item, path, lists, leaves)
        elif spec.kind == "list" and not spec.dated:
            assert spec.item is not None
            lists.append(path)
            for place, entry in enumerate(value):
                _stated(entry, spec.item, f"{path}[{place}]", lists, leaves)
        elif not spec.required and name != "id":
            leaves.append(path)


def without(tree: Tree, paths: frozenset[str], above: str = "$") -> Tree:
    """The tree without what stands at these paths."""
    found: Tree = {}
    for name, value in tree.items():
        path = f"{above}.{name}"
        if path in paths:
            continue
        if isinstance(value, dict):
            found[name] = without(value, paths, path)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found[name] = [without(each, paths, f"{path}[{place}]") for place, each in enumerate(value)]
        else:
            found[name] = value
    return found


def case_of(tree: Tree) -> Case:
    """The case that a tree holds."""
    return case_from_mapping(tree)
