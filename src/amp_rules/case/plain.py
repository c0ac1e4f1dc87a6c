"""YAML nodes and Python objects as the plain tree that JSON would have given."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from collections.abc import Set as AnySet
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from amp_rules.case.facts import Facts
from amp_rules.case.jsontext import MOST_DEPTH, refuse
from amp_rules.case.model import Case
from amp_rules.case.paths import Steps, known_path
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.errors import Problem
from amp_rules.terms import UNKNOWN, Money
from amp_rules.yamltext import Mapping, Node, Scalar, Sequence

_NULLS: Final = frozenset({"null", "~", ""})
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_TEXT_KINDS: Final = frozenset({"text", "ref", "country"})


def _scalar(node: Scalar, spec: FactSpec | None) -> object:
    text = node.text
    if node.quoted or spec is None:
        return text
    if text in _NULLS and (spec.optional or spec.kind not in _TEXT_KINDS):
        return None
    if spec.kind == "bool" and text in ("true", "false"):
        return text == "true"
    if spec.kind == "int" and _WHOLE.fullmatch(text):
        return int(text)
    return text


def tree_of_node(node: Node, model: type[Facts] | None = Case, spec: FactSpec | None = None) -> object:
    """The plain tree of a YAML document; every scalar is typed by the fact it stands for."""
    if isinstance(node, Scalar):
        return _scalar(node, spec)
    if isinstance(node, Sequence):
        item = spec.item if spec is not None and spec.kind == "list" else None
        return [tree_of_node(entry, item) for entry in node.items]
    assert isinstance(node, Mapping)
    facts = specs_of(model) if model is not None else {}
    tree: dict[str, object] = {}
    for key, child in node:
        below = facts.get(key.text)
        group = below.item if below is not None and below.kind == "group" else None
        tree[key.text] = tree_of_node(child, group, below)
    return tree


class Plainer:
    """Turns Python objects into a plain tree, collecting what JSON has no form for."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _refused(self, steps: Steps, message: str) -> None:
        self.problems.append(Problem(known_path(Case, steps), message))

    def tree(self, value: object, steps: Steps = (), spec: FactSpec | None = None) -> object:
        """The plain tree of `value`, found at `steps`."""
        if len(steps) > MOST_DEPTH:
            raise refuse(f"nested deeper than {MOST_DEPTH} levels")
        if isinstance(value, Facts):
            return value.model_dump(mode="json")
        if isinstance(value, AnyMapping):
            return self._object(value, steps, Case if not steps else spec.item if spec else None)
        if isinstance(value, AnySet | AnySequence) and not isinstance(value, str | bytes | bytearray):
            return self._list(value, steps, spec)
        return self._leaf(value, steps, spec)

    def _object(self, value: AnyMapping[object, object], steps: Steps, model: type[Facts] | None) -> object:
        facts = specs_of(model) if model is not None else {}
        tree: dict[str, object] = {}
        for key, child in value.items():
            if not isinstance(key, str):
                self._refused(steps, "expected keys that are text")
            elif child is not UNKNOWN:
                tree[key] = self.tree(child, (*steps, key), facts.get(key))
        return tree

    def _list(
        self, value: AnySet[object] | AnySequence[object], steps: Steps, spec: FactSpec | None
    ) -> object:
        return [self.tree(entry, (*steps, index), spec) for index, entry in enumerate(value)]

    def _leaf(self, value: object, steps: Steps, spec: FactSpec | None) -> object:
        if isinstance(value, Money):
            wanted = spec.unit[:3] if spec is not None and spec.kind == "money" and spec.unit else None
            if wanted is not None and wanted != value.currency:
                self._refused(steps, f"expected an amount in {wanted}, found {value.currency}")
            return str(value)
        if isinstance(value, Enum):
            return self._leaf(value.value, steps, spec)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, Decimal) and spec is not None and spec.kind == "money":
            return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 40 else str(value)
        if value is None or isinstance(value, bool | int | float | str):
            return value
        self._refused(steps, f"expected a value that JSON can hold, found {type(value).__name__}")
        return None
