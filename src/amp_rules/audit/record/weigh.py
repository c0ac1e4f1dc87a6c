"""Answers that were disclosed, held against what the disclosed facts give under the rules.

What is withheld is unknown, and the logic is Kleene's: whatever the rules conclude of some facts they
conclude of all of them. So a disclosed answer is confirmed, contradicted or left open; it is never confirmed
by what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from amp_rules.audit.record.canonical import same
from amp_rules.audit.record.disclosable import FACTS, address, name_of
from amp_rules.audit.record.leaves import LIST, PRINCIPAL_ID, is_fact
from amp_rules.audit.record.outcome import answer_tree, goals_of
from amp_rules.engine import Outcome
from amp_rules.engine.missing import Finder
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Tracer
from amp_rules.ledger import Verdict
from amp_rules.terms import UNKNOWN

_LISTS: Final = {
    "period": "$.periods[]",
    "claim": "$.claims[]",
    "item": "$.items[]",
    "person": "$.children[]",
}
_OPEN: Final = (Verdict.UNDETERMINED.value, Verdict.REFERRED.value)


class Weight(StrEnum):
    """What the disclosed facts say of a disclosed answer."""

    CONFIRMED = "confirmed"
    OPEN = "open"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A disclosed answer with its address; `needs` are the addresses of what would settle it, where open."""

    address: str
    weight: Weight
    told: Any
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What answers are held against: the outcome of the facts shown, and those facts.

    number: how many facts there are, None where that is withheld too.
    """

    outcome: Outcome
    facts: Mapping[str, Any]
    number: int | None
    finder: Finder

    @classmethod
    def of(cls, outcome: Outcome, facts: Mapping[str, Any], number: int | None) -> Basis:
        """The basis of one outcome."""
        return cls(outcome, facts, number, Finder(Tracer(outcome.rows)))

    @property
    def whole(self) -> bool:
        """Whether nothing is withheld."""
        return self.number == len(self.facts)

    def needs(self, decision: str, instance: Instance) -> Iterator[str]:
        """The facts that are withheld and can still change a decision."""
        for cause in sorted(self.finder.of_decision(decision, instance)):
            yield cause.path if is_fact(cause.path) else cause.path + LIST

    def counted(self) -> tuple[str, ...]:
        """The number of facts, where it is withheld: without it nothing can be said not to be known."""
        return (address("about", FACTS),) if self.number is None else ()

    def entity(self, kind: str, label: str) -> Instance | None:
        """The entity that a label names, as far as it is known."""
        rows = self.outcome.rows
        return next((each for each in rows.instances(kind) if rows.label(each) == label), None)

    def where(self, kind: str) -> tuple[str, ...]:
        """What would have to be shown for an entity of a kind to be known; nothing where all of them are."""
        lists = [_LISTS[kind]] if kind in _LISTS else []
        if kind == "person":
            lists.append(PRINCIPAL_ID)
        return tuple(each for each in lists if each not in self.facts)


def weigh_answer(name: str, told: Mapping[str, Any], basis: Basis) -> Weighed:
    """A disclosed answer of a goal."""
    found, decision = address("answers", name), told["decision"]
    if decision not in goals_of(basis.outcome) or name_of(told) != name:
        return Weighed(found, Weight.CONTRADICTED, told)
    kind = basis.outcome.plan.decisions[decision].about
    instance = basis.entity(kind, told["about"])
    if instance is None:
        needs = basis.where(kind)
        all_there = basis.whole or (kind in _LISTS and not needs)
        return Weighed(found, Weight.CONTRADICTED if all_there else Weight.OPEN, told, needs)
    now = answer_tree(basis.outcome, decision, instance)
    if any(not same(told.get(key), now.get(key)) for key in ("type", "unit", "cite")):
        return Weighed(found, Weight.CONTRADICTED, told)
    weight = weigh_value(_value(told), _value(now), basis.whole)
    if weight is Weight.CONFIRMED and told.get("verdict") != now.get("verdict"):
        weight = Weight.CONTRADICTED
    if weight is not Weight.OPEN:
        return Weighed(found, weight, told)
    counted = basis.counted() if _value(told) is UNKNOWN else ()
    return Weighed(found, weight, told, (*basis.needs(decision, instance), *counted))


def _value(answer: Mapping[str, Any]) -> Any:
    """The value of an answer; UNKNOWN where it is open."""
    verdict = answer.get("verdict")
    return answer.get("value", UNKNOWN) if verdict is None else UNKNOWN if verdict in _OPEN else verdict


def weigh_value(told: Any, now: Any, whole: bool) -> Weight:
    """A value as disclosed against the value now; UNKNOWN stands for one that is not known."""
    if now is not UNKNOWN:
        return Weight.CONFIRMED if told is not UNKNOWN and same(told, now) else Weight.CONTRADICTED
    if not whole:
        return Weight.OPEN
    return Weight.CONFIRMED if told is UNKNOWN else Weight.CONTRADICTED


def heaviest(weights: Iterable[Weight]) -> Weight:
    """One weight of several: contradicted if any is, else open if any is, else confirmed."""
    found = set(weights)
    for each in (Weight.CONTRADICTED, Weight.OPEN):
        if each in found:
            return each
    return Weight.CONFIRMED
