"""Rows read back as cases, every problem with its path."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, write_path
from amp_rules.case.reading import case_from_mapping
from amp_rules.errors import CaseError, Problem
from amp_rules.population.links import Links, Places
from amp_rules.population.schema import CASES, PERSONS, TABLES, Column, TableSchema

BATCH: Final = 2_000

Tree = dict[str, Any]


def restored(
    tables: Mapping[str, pa.Table], links: Mapping[str, Links], first: int, last: int
) -> Iterator[Case | CaseError]:
    """The cases in rows `first` up to `last` of `cases`, or for each why its rows make none."""
    for begin in range(first, last, BATCH):
        end = min(begin + BATCH, last)
        for drawn in _drafts(tables, links, begin, end):
            yield drawn.case()


class _Draft:
    """The plain tree of one case while its rows are gathered, and what is wrong with them."""

    __slots__ = ("known", "problems", "tree")

    def __init__(self) -> None:
        self.tree: Tree = {}
        self.known: dict[str, bool | None] = {}
        self.problems: list[Problem] = []

    def refuse(self, path: Steps, message: str) -> None:
        """Keeps a problem at a path."""
        self.problems.append(Problem(write_path(path), message))

    def add(self, schema: TableSchema, entries: list[Tree], places: list[int | None]) -> None:
        """The rows of one list, in order; the principal is the person in the first place."""
        listed, known = schema.listed, self.known.get(schema.known or "")
        if schema.entity != "span" and places != _counted(schema, places):
            self.refuse(listed, "positions are not counted without gaps")
        if schema.name == PERSONS and places[:1] == [0]:
            self.tree["principal"] = entries[0]
            entries = entries[1:]
        if known is False and entries:
            self.refuse(listed, "has rows but is said to be unknown")
        if entries or known:
            _put(self.tree, listed, entries)

    def case(self) -> Case | CaseError:
        """The case, or every problem."""
        try:
            made = Case.model_validate_json(json.dumps(self.tree))
        except ValidationError:
            return CaseError((*self.problems, *_refused(self.tree)))
        return CaseError(tuple(self.problems)) if self.problems else made


def _refused(tree: Tree) -> tuple[Problem, ...]:
    """What the reader of cases says of a tree that is none."""
    try:
        case_from_mapping(tree)
    except CaseError as error:
        return error.problems
    return (Problem("$", "not as the case model expects"),)


def _counted(schema: TableSchema, places: list[int | None]) -> list[int | None]:
    start = 1 if schema.name == PERSONS and places[:1] != [0] else 0
    return list(range(start, start + len(places)))


def _drafts(tables: Mapping[str, pa.Table], links: Mapping[str, Links], begin: int, end: int) -> list[_Draft]:
    drafts = [_Draft() for _ in range(end - begin)]
    rows = np.arange(begin, end, dtype=np.int32)
    for draft, tree in zip(drafts, _trees(TABLES[CASES], tables[CASES], rows), strict=True):
        draft.known = tree.pop("@known", {})
        _settle(draft, tree, ())
        draft.tree = tree
    for name, schema in TABLES.items():
        table, linked = tables.get(name), links.get(name)
        if linked is None:
            continue
        found = linked.of(begin, end)
        trees = _trees(schema, table, found) if table is not None else []
        for number, draft in enumerate(drafts, begin):
            span = slice(*(linked.starts[number : number + 2] - linked.starts[begin]))
            _listed(draft, schema, trees[span])
    return drafts


def _listed(draft: _Draft, schema: TableSchema, trees: list[Tree]) -> None:
    places = [tree.pop("@position", None) for tree in trees]
    ahead = 1 if schema.name == PERSONS else 0
    for index, tree in enumerate(trees):
        at: Steps = (*schema.listed, index - ahead) if index >= ahead else ("principal",)
        _settle(draft, tree, at)
        if schema.own is not None and "id" not in tree:
            draft.refuse((*at, "id"), "required key is missing")
    draft.add(schema, trees, places)


def _settle(draft: _Draft, tree: Tree, at: Steps) -> None:
    """Facts known to be absent, once no value stands beside."""
    for path in tree.pop("@absent", ()):
        if _has(tree, path):
            draft.refuse((*at, *path), "has a value but is said to be absent")
        else:
            _put(tree, path, None)


def _has(tree: Tree, path: Sequence[str]) -> bool:
    for name in path[:-1]:
        tree = tree.get(name, {})
    return path[-1] in tree


def _put(tree: Tree, path: Sequence[str], value: object) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = value


def _trees(schema: TableSchema, table: pa.Table, rows: Places) -> list[Tree]:
    """One tree of facts per row; what is no fact stands under names that no fact has."""
    trees: list[Tree] = [{} for _ in rows]
    at = slice(int(rows[0]), len(rows)) if _adjoining(rows) else None
    for column in schema.columns.values():
        if column.name not in table.column_names or (column.role == "case" and not column.path):
            continue
        whole = table[column.name]
        chosen = whole.slice(at.start, at.stop) if at is not None else whole.take(pa.array(rows))
        if chosen.null_count == len(chosen):
            continue
        write = _writer(column)
        for tree, value in zip(trees, _plain(column, chosen), strict=True):
            if value is not None:
                write(tree, value)
    return trees


def _adjoining(rows: Places) -> bool:
    return len(rows) > 0 and bool(rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all())


def _writer(column: Column) -> Callable[[Tree, Any], None]:
    path = column.path
    if column.role == "position":
        return lambda tree, value: tree.__setitem__("@position", value)
    if column.role == "known":
        return lambda tree, value: tree.setdefault("@known", {}).__setitem__(column.name, value)
    if column.role == "absent":
        return lambda tree, value: tree.setdefault("@absent", []).append(path) if value else None
    if len(path) == 1:
        return lambda tree, value: tree.__setitem__(path[0], value)
    return lambda tree, value: _put(tree, path, value)


def _plain(column: Column, chosen: pa.ChunkedArray) -> list[Any]:
    """The values as JSON writes them; unknown is None."""
    kind = column.spec.kind if column.spec is not None and column.role in ("fact", "own") else ""
    if kind == "date":
        chosen = pc.cast(chosen, pa.string())
    values: list[Any] = chosen.to_pylist()
    if kind == "money":
        return [None if each is None else f"{each // 100}.{each % 100:02d}" for each in values]
    if kind == "set":
        return [None if each is None else _codes(each) for each in values]
    return values


def _codes(text: str) -> list[str]:
    """The codes of a set; what is no set in its one form is left whole, and is no code."""
    codes = text.split(" ") if text else []
    return codes if codes == sorted(set(codes)) else [text]
