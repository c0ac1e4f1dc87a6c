"""What names mean where: entities, their parents, collections and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amp_rules.case.vocabulary import FactSpec, vocabulary
from amp_rules.plan.types import BOOL, DATE, TEXT, Type
from amp_rules.rulebook.model import Decision, NumberedEntity

PARENTS = {"case": None, "person": "case", "claim": "case", "period": "case", "item": "case", "day": "period"}
COLLECTIONS = {
    ("case", "persons"): "person",
    ("case", "claims"): "claim",
    ("case", "periods"): "period",
    ("case", "items"): "item",
    ("period", "days"): "day",
}
ROLES = ("principal", "accompanying_child")
DAY_PARTS = {"date": Type("date", ramp=True), "number": Type("number", "day", ramp=True)}


@dataclass(frozen=True, slots=True)
class Scopes:
    """The entities a rulebook speaks about, the built-in and the numbered ones."""

    parents: Mapping[str, str | None]
    collections: Mapping[tuple[str, str], str]
    facts: Mapping[str, Mapping[str, FactSpec]]
    numbered: Mapping[str, NumberedEntity]

    def chain(self, entity: str) -> tuple[str, ...]:
        """The entity and its parents up to the case, itself first."""
        found = [entity]
        while (parent := self.parents.get(found[-1])) is not None:
            found.append(parent)
        return tuple(found)

    def frame(self, entity: str) -> str:
        """The entity directly below the case that this one belongs to, or the case."""
        chain = self.chain(entity)
        return chain[-2] if len(chain) > 1 else "case"


def scopes_of(entities: Mapping[str, NumberedEntity]) -> Scopes:
    """The scopes of a rulebook with these numbered entities."""
    parents: dict[str, str | None] = dict(PARENTS)
    collections = dict(COLLECTIONS)
    for entity in entities.values():
        parents[entity.name] = entity.of
        collections[(entity.of, f"{entity.name}s")] = entity.name
    return Scopes(parents, collections, _facts(), entities)


def _facts() -> Mapping[str, Mapping[str, FactSpec]]:
    """The case model's facts; a person has those of a child too, unknown for the principal."""
    known = vocabulary()
    role = FactSpec("role", "enum", "role", "roll", members=ROLES, required=True)
    return {**known, "person": {**known["child"], **known["person"], "role": role}}


def type_of_fact(spec: FactSpec) -> Type:
    """The language's type for a fact of the case model."""
    optional = spec.optional
    match spec.kind:
        case "bool":
            return Type("bool", optional=optional) if optional else BOOL
        case "int" | "money":
            return Type("number", spec.unit or "", optional=optional)
        case "date":
            return Type("date", optional=optional) if optional else DATE
        case "enum":
            return Type("choice", members=tuple(spec.members), optional=optional)
        case "set":
            return Type("set", members=tuple(spec.members), optional=optional)
    return Type("text", optional=optional) if optional else TEXT


def type_of_decision(decision: Decision) -> Type:
    """The declared type of a decision."""
    match decision.kind:
        case "amount":
            return Type(
                "number", decision.unit if decision.unit != "count" else "", optional=decision.optional
            )
        case "date":
            return Type("date", optional=decision.optional)
        case "choice":
            return Type("choice", members=decision.choices, optional=decision.optional)
    return BOOL
