"""The facts that rules may name, by the entity they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final

from amp_rules.case.amp import Claim
from amp_rules.case.daily import DailyFacts
from amp_rules.case.facts import Facts
from amp_rules.case.model import Case
from amp_rules.case.nsp import OneOffItem, SupportPeriod
from amp_rules.case.people import Child, Person
from amp_rules.case.shapes import FactSpec, specs_of

__all__ = ["ENTITIES", "FactSpec", "entity_of", "vocabulary"]

ENTITIES: Final[Mapping[str, type[Facts]]] = MappingProxyType(
    {
        "case": Case,
        "person": Person,
        "child": Child,
        "claim": Claim,
        "period": SupportPeriod,
        "item": OneOffItem,
    }
)
_NOT_FACTS: Final = frozenset({"daily", "evidence"})


def _flat(model: type[Facts], prefix: str) -> Iterator[tuple[str, FactSpec]]:
    for name, spec in specs_of(model).items():
        path = f"{prefix}{name}"
        if path in _NOT_FACTS:
            continue
        if spec.kind == "group" and spec.item is not None:
            yield from _flat(spec.item, f"{path}.")
        else:
            yield path, replace(spec, name=path)


def _day() -> Iterator[tuple[str, FactSpec]]:
    for name, spec in specs_of(DailyFacts).items():
        assert spec.item is not None
        value = specs_of(spec.item)["value"]
        yield (
            name,
            replace(
                spec,
                kind=value.kind,
                unit=value.unit,
                lowest=value.lowest,
                highest=value.highest,
                item=None,
            ),
        )


@cache
def vocabulary() -> Mapping[str, Mapping[str, FactSpec]]:
    """Dotted fact names and their specs, for case, person, child, claim, period, item and day.

    The facts of a day have the type of a span's value, `dated`, and the value `outside` all spans.
    """
    entities = {entity: MappingProxyType(dict(_flat(model, ""))) for entity, model in ENTITIES.items()}
    entities["day"] = MappingProxyType(dict(_day()))
    return MappingProxyType(entities)


@cache
def entity_of(model: type[Facts]) -> str | None:
    """The entity name of a list's entries, such as 'period'."""
    return next((entity for entity, known in ENTITIES.items() if known is model), None)
