"""Mappings that a case reader must refuse with CaseError or accept, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from amp_rules.case.facts import Facts
from amp_rules.case.shapes import specs_of
from amp_rules.case.vocabulary import ENTITIES
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing.cases import cases

CANARY: Final = "Kvittra-7391"
"""Stands in some of the values; no error text may show it."""

_STRANGE_TEXT: Final = (
    "",
    " ",
    CANARY,
    "\x00",
    "\ud800",
    "\u202e\u0661\u0662",
    "true",
    "null",
    "NaN",
    "1e999999999",
    "-0",
    "2022-02-30",
    "20220101",
    "1640995200",
    "0000-00-00",
    "２０２２-01-01",
    "71,00",
    "se",
    "x" * 300,
    CANARY * 2000,
    "${jndi:x}",
    "__class__",
)
_STRANGE_VALUES: Final[tuple[object, ...]] = (
    None,
    UNKNOWN,
    math.nan,
    math.inf,
    -0.0,
    0.1,
    10**400,
    -(10**19),
    2**63,
    True,
    b"bytes",
    bytearray(b"more"),
    1j,
    Decimal("NaN"),
    Decimal("1E+999999"),
    Decimal("0.001"),
    Fraction(1, 3),
    Money(Fraction(1, 2), "SEK"),
    Money(-100, "USD"),
    date.min,
    date.max,
    datetime(2022, 1, 1, tzinfo=UTC),
    time(12, 30),
    range(3),
    Ellipsis,
    object,
    {1, "1", None},
    frozenset({CANARY}),
    {None: 1},
    {1: 1, "1": 2},
    {"": {"": {"": []}}},
    [[[[[[]]]]]],
)


def _names(model: type[Facts]) -> set[str]:
    return {
        *specs_of(model),
        *(name for spec in specs_of(model).values() if spec.item for name in _names(spec.item)),
    }


_FACT_NAMES: Final = sorted({name for model in ENTITIES.values() for name in _names(model)})
_KEYS: Final = st.one_of(st.sampled_from(_FACT_NAMES), st.sampled_from(_STRANGE_TEXT), st.text(max_size=5))


def _deep(depth: int, wide: bool) -> Any:
    node: Any = CANARY
    for _ in range(depth):
        node = {"principal": node} if wide else [node]
    return node


def _leaf() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from(_STRANGE_VALUES),
        st.sampled_from(_STRANGE_TEXT),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.text(max_size=20),
        st.dates(),
        st.builds(_deep, st.sampled_from((31, 32, 33, 34, 500)), st.booleans()),
    )


def _values() -> st.SearchStrategy[Any]:
    return st.recursive(
        _leaf(),
        lambda below: st.lists(below, max_size=4) | st.dictionaries(_KEYS, below, max_size=4),
        max_leaves=12,
    )


@st.composite
def _spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """A valid case in which some values, keys or entries have been replaced, added or repeated."""
    tree = draw(cases()).model_dump(mode="json")
    for _ in range(draw(st.integers(1, 3))):
        _spoil(draw, tree)
    return tree


def _spoil(draw: st.DrawFn, tree: dict[str, Any]) -> None:
    node: Any = tree
    while True:
        inner = [child for child in (node.values() if isinstance(node, dict) else node) if _open(child)]
        if not inner or draw(st.integers(0, 3)) == 0:
            break
        node = draw(st.sampled_from(inner))
    if isinstance(node, list):
        node.append(draw(st.one_of(st.sampled_from(node), _values())) if node else draw(_values()))
    elif node and draw(st.booleans()):
        node[draw(st.sampled_from(sorted(node, key=str)))] = draw(_values())
    else:
        node[draw(_KEYS)] = draw(_values())


def _open(child: object) -> bool:
    return isinstance(child, dict | list)


def hostile_mappings() -> st.SearchStrategy[Mapping[Any, Any]]:
    """Mappings that are nearly cases, or nothing like one.

    >>> from hypothesis import given, settings
    >>> from amp_rules.case import case_from_mapping
    >>> from amp_rules.errors import CaseError
    >>> @settings(max_examples=5, database=None)
    ... @given(hostile_mappings())
    ... def test_only_case_errors(mapping):
    ...     try:
    ...         case_from_mapping(mapping)
    ...     except CaseError:
    ...         pass
    >>> test_only_case_errors()

    Keys and values may be of any type: huge and infinite numbers, lone surrogates, deep nesting, repeated
    ids, objects that JSON cannot hold.
    """
    junk = st.dictionaries(st.one_of(_KEYS, st.integers(), st.none()), _values(), max_size=6)
    return st.one_of(junk, _spoiled())
