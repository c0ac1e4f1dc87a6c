"""openfisca-core: variables with vectorial formulas over one simulation of all cases.

It has no unknowns: eight facts have a second column that says whether they are known, and the status has a
member for unknown. The engine's person entity is a support period, its group entity the case; the in-depth
periods so far are counted with the engine's own `get_rank`. Figures stand in the formulas, not in dated
parameters, which is faster. *Calculate alone* has a simulation that is already built, with the places of the
periods in their cases worked out; *build and calculate* starts from arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum
from openfisca_core.model_api import max_, min_, not_, where
from openfisca_core.periods import DateUnit
from openfisca_core.periods import period as make_period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.many.cases import NO, OPEN, TRUTHS, YES, Many
from bench.many.peer import Answer, Peer, Question
from bench.many.report import OPENFISCA
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST
from bench.peers.openfisca_peer import is_known_false

YEAR = make_period("2022")
SPELL = Entity("spell", "spells", "A support period", "")
CASE = GroupEntity(
    "case", "cases", "A case", "", [{"key": "spell", "plural": "spells", "label": "Its support periods"}]
)
SPELL_INPUTS: dict[str, type] = {
    "position": int,
    "reflects": bool,
    "start": int,
    "end": int,
    "child": bool,
    "staffing": bool,
    "allowance": int,
}
GATES = ("foreign_national", "in_sweden", "wants_return", "informed", "country_acceptable")


class Status(Enum):  # type: ignore[misc]
    """How far trafficking has been established."""

    unknown = "unknown"
    none = "none"
    suspected = "suspected"
    identified = "identified"


BUILT = "openfisca-core, build and calculate"
MADE = {"eligibility": ("admitted", "refused"), "funding": ("number", "amount", "total")}


def admitted(case: Any, period: Any) -> Any:
    """Whether every condition is known to hold."""
    status = case("status", period)
    trafficked = (status == Status.suspected) + (status == Status.identified)
    held = trafficked + case("in_prostitution", period)
    for name in GATES:
        held = held * case(name, period)
    settled = is_known_false(case, "prior_participation", period) + case("special_circumstances", period)
    return held * settled


def refused(case: Any, period: Any) -> Any:
    """Whether some condition is known to fail."""
    failed = (case("status", period) == Status.none) * is_known_false(case, "in_prostitution", period)
    for name in GATES:
        failed = failed + is_known_false(case, name, period)
    special = is_known_false(case, "special_circumstances", period)
    return failed + case("prior_participation", period) * special


def number(spell: Any, period: Any) -> Any:
    """Which in-depth period of its case it is, from 1; 0 for a reflection period."""
    in_depth = not_(spell("reflects", period))
    return spell.get_rank(spell.case, spell("position", period), condition=in_depth) + 1


def amount(spell: Any, period: Any) -> Any:
    """SEK for the paid days of each period."""
    reflects, count, start = spell("reflects", period), spell("number", period), spell("start", period)
    cap = where(reflects, 30, where(count <= 3, 90, 0))
    last = min_(min_(spell("end", period), start + cap - 1), YEAR_LAST)
    days = max_(last - max_(start, YEAR_FIRST) + 1, 0)
    rate = where(reflects + (count == 1), 1200, 600)
    adult = max_(rate - spell("allowance", period), 0)
    return days * (adult + 500 * spell("child", period) + 200 * spell("staffing", period))


def total(case: Any, period: Any) -> Any:
    """SEK of each case."""
    return case.sum(case.members("amount", period))


def make_variable(name: str, value_type: type, entity: Any, formula: Any = None) -> Any:
    """A variable class; an input has no formula."""
    body = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    if value_type is Enum:
        body.update(possible_values=Status, default_value=Status.unknown)
    return type(name, (Variable,), body if formula is None else {**body, "formula": formula})


def make_system(question: Question) -> Any:
    """The variables that a question needs."""
    system = TaxBenefitSystem([SPELL, CASE])
    if question == "funding":
        for name, value_type in SPELL_INPUTS.items():
            system.add_variable(make_variable(name, value_type, SPELL))
        for entity, formula in ((SPELL, number), (SPELL, amount), (CASE, total)):
            system.add_variable(make_variable(formula.__name__, int, entity, formula))
        return system
    system.add_variable(make_variable("status", Enum, CASE))
    for fact in TRUTHS:
        system.add_variable(make_variable(fact, bool, CASE))
        system.add_variable(make_variable(f"{fact}_known", bool, CASE))
    for formula in (admitted, refused):
        system.add_variable(make_variable(formula.__name__, bool, CASE, formula))
    return system


def columns_of(question: Question, many: Many) -> dict[str, Any]:
    """The input columns of a question."""
    if question == "funding":
        return {name: getattr(many, name) for name in SPELL_INPUTS}
    columns = {name: values == YES for name, values in many.truths.items()}
    known = {f"{name}_known": values != OPEN for name, values in many.truths.items()}
    status = Status.encode(np.array([each.name for each in Status])[many.status + 1])
    return {"status": status, **columns, **known}


def build(system: Any, many: Many, columns: dict[str, Any]) -> Any:
    """A population of all cases with their periods, all columns set."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("spell", range(many.periods))
    cases = builder.declare_entity("case", range(len(many)))
    builder.join_with_persons(cases, many.owner, np.zeros(many.periods, np.int64))
    simulation = builder.build(system)
    for name, values in columns.items():
        simulation.set_input(name, YEAR, values)
    return simulation


def calculate(simulation: Any, question: Question) -> tuple[Any, ...]:
    """The answers' arrays."""
    wanted = MADE[question][-2:]
    return tuple(simulation.calculate(name, YEAR) for name in wanted)


class CalculateAlone(Peer[Any, tuple[Any, ...]]):
    """What was calculated is forgotten between answers, the places of periods are not."""

    def prepare(self, many: Many) -> Any:
        return build(make_system(self.question), many, columns_of(self.question, many))

    def renew(self, ready: Any) -> None:
        for name in MADE[self.question]:
            ready.delete_arrays(name, YEAR)

    def answer(self, ready: Any) -> tuple[Any, ...]:
        return calculate(ready, self.question)

    def read(self, ready: Any, made: tuple[Any, ...]) -> Answer:
        return read(self.question, made)


class BuildAndCalculate(Peer[Any, tuple[Any, ...]]):
    """The population build, which every new population costs, and the calculation."""

    def prepare(self, many: Many) -> Any:
        return make_system(self.question), many, columns_of(self.question, many)

    def answer(self, ready: Any) -> tuple[Any, ...]:
        return calculate(build(*ready), self.question)

    def read(self, ready: Any, made: tuple[Any, ...]) -> Answer:
        return read(self.question, made)


def read(question: Question, made: tuple[Any, ...]) -> Answer:
    """The answers in the common form."""
    one, other = made
    if question == "funding":
        return one.astype(np.int64), other.astype(np.int64)
    return np.where(one, YES, np.where(other, NO, OPEN)).astype(np.int8)  # type: ignore[no-any-return]


def peers(question: Question) -> list[Peer[Any, Any]]:
    """Both."""
    return [CalculateAlone(OPENFISCA, question), BuildAndCalculate(BUILT, question)]
