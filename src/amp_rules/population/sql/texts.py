"""The statements of a plan as text, kept with the plan: writing them takes longer than many runs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from amp_rules.plan.model import Plan
from amp_rules.population.sql.chain import Statement
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.query import Script, script_of
from amp_rules.population.sql.shape import Shape

KEPT = 8
"""Texts of one plan that are kept: for tables with other columns, and other numbers of steps."""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement's name and text, and the kept tables that nothing reads after it."""

    name: str
    query: str
    last_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texts:
    """What is to be kept meanwhile, in order, and the tables that are asked for."""

    kept: tuple[Text, ...]
    asked: tuple[Text, ...]


@dataclass(slots=True)
class Asked:
    """Steps that remember what was asked of them."""

    steps: Steps
    numbers: dict[tuple[str, tuple[str, ...]], int]

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The number that the steps give."""
        key = (table, keys)
        if key not in self.numbers:
            self.numbers[key] = self.steps.of(table, keys)
        return self.numbers[key]


def texts_of(plan: Plan, shape: Shape, steps: Steps, explained: bool) -> Texts:
    """The statements for DuckDB, written when first asked for and kept with the plan."""
    kept = plan.kept.setdefault("statements", {})
    assert isinstance(kept, dict)
    asked = Asked(steps, {})
    known = plan.kept.get("steps asked for", ())
    assert isinstance(known, tuple)
    for table, keys in known:
        asked.of(table, keys)
    key = (_hashed(shape), tuple(sorted(asked.numbers.items())), explained)
    if not known or key not in kept:
        made = texts_of_script(script_of(plan, "duckdb", shape=shape, steps=asked, explained=explained))
        plan.kept["steps asked for"] = tuple(asked.numbers)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        key = (_hashed(shape), tuple(sorted(asked.numbers.items())), explained)
        kept[key] = made
    found: Texts = kept[key]
    return found


def _hashed(shape: Shape) -> Hashable:
    return frozenset((table, frozenset(columns.items())) for table, columns in shape.items())


def texts_of_script(script: Script) -> Texts:
    """The statements of a script; each is written once."""
    kept, outputs = script.kept(), script.folded_outputs()
    last: dict[str, int] = {}
    for at, each in enumerate(kept):
        last.update(dict.fromkeys(each.reads, at))
    for each in outputs:
        for name in each.reads:
            last.pop(name, None)
    names = {each.name for each in kept}
    over: dict[int, list[str]] = {}
    for name, at in last.items():
        if name in names:
            over.setdefault(at, []).append(name)
    found = [_text(each, tuple(over.get(at, ()))) for at, each in enumerate(kept)]
    return Texts(tuple(found), tuple(_text(each, ()) for each in outputs))


def _text(statement: Statement, last_of: tuple[str, ...]) -> Text:
    return Text(statement.name, statement.query.sql("duckdb", copy=False), last_of)
