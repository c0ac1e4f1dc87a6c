"""openfisca-core: variables with vectorial formulas, one simulation per case.

It has no unknowns, so that every fact has a second column that says whether it is known. The engine's
person entity is a support period, its group entity the case; figures stand in the formulas, not in dated
parameters, which is faster. Two peers: *build and calculate*, and *calculate alone* on a simulation that is
already built. The simulation is built through `SimulationBuilder`'s declarations and `set_input`, which
costs about a tenth of `build_from_dict`.

Timed: building (in the first), calculating three variables, reading arrays into whole SEK. Untimed: listing
the columns with dates as ordinal days; building, in the second. The engine keeps what it calculated, so
that each simulation is used once; the benchmark converts afresh for each round.
"""

from datetime import date
from typing import Any

from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.model_api import max_, min_, not_, where
from openfisca_core.periods import DateUnit
from openfisca_core.periods import period as make_period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.cases import FACTS, Answer, Case, Tri

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()
YEAR = make_period("2022")

SPELL = Entity("spell", "spells", "A support period", "")
CASE = GroupEntity(
    "case", "cases", "A case", "", [{"key": "spell", "plural": "spells", "label": "Its support periods"}]
)
SPELL_INPUTS: dict[str, type] = {
    "reflects": bool,
    "number": int,
    "first": int,
    "last": int,
    "any_child": bool,
    "extra_staffing": bool,
    "allowance": int,
}


def admit(case: Any, period: Any) -> Any:
    """Whether every condition is known to hold."""
    return (
        (case("trafficked", period) + case("in_prostitution", period))
        * case("foreign_national", period)
        * case("in_sweden", period)
        * case("wants_return", period)
        * case("informed", period)
        * (is_known_false(case, "prior_participation", period) + case("special_circumstances", period))
        * case("country_acceptable", period)
    )


def refuse(case: Any, period: Any) -> Any:
    """Whether some condition is known to fail."""
    return (
        is_known_false(case, "trafficked", period) * is_known_false(case, "in_prostitution", period)
        + is_known_false(case, "foreign_national", period)
        + is_known_false(case, "in_sweden", period)
        + is_known_false(case, "wants_return", period)
        + is_known_false(case, "informed", period)
        + case("prior_participation", period) * is_known_false(case, "special_circumstances", period)
        + is_known_false(case, "country_acceptable", period)
    )


def is_known_false(case: Any, fact: str, period: Any) -> Any:
    """Where a fact is known not to hold; its own column is false where unknown."""
    return case(f"{fact}_known", period) * not_(case(fact, period))


def pay(spell: Any, period: Any) -> Any:
    """SEK for the paid days of each period."""
    reflects = spell("reflects", period)
    number = spell("number", period)
    start = spell("first", period)
    cap = where(reflects, 30, 90)
    first = max_(start, YEAR_FIRST)
    last = min_(min_(spell("last", period), start + cap - 1), YEAR_LAST)
    rate = where(reflects + (number == 1), 1200, 600)
    adult = max_(rate - spell("allowance", period), 0)
    daily = adult + 500 * spell("any_child", period) + 200 * spell("extra_staffing", period)
    return where(reflects + (number <= 3), max_(last - first + 1, 0) * daily, 0)


def make_variable(name: str, value_type: type, entity: Any, formula: Any = None) -> Any:
    """A variable class; an input has no formula."""
    body = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), body if formula is None else {**body, "formula": formula})


def make_system() -> Any:
    """The variables of the reduced rules."""
    system = TaxBenefitSystem([SPELL, CASE])
    for fact in FACTS:
        system.add_variable(make_variable(fact, bool, CASE))
        system.add_variable(make_variable(f"{fact}_known", bool, CASE))
    for name, value_type in SPELL_INPUTS.items():
        system.add_variable(make_variable(name, value_type, SPELL))
    system.add_variable(make_variable("admitted", bool, CASE, admit))
    system.add_variable(make_variable("refused", bool, CASE, refuse))
    system.add_variable(make_variable("amount", int, SPELL, pay))
    return system


def list_columns(case: Case) -> tuple[int, dict[str, list[Any]]]:
    """How many periods, and one list per input column."""
    columns: dict[str, list[Any]] = {}
    for fact in FACTS:
        value = getattr(case, fact)
        columns[fact] = [bool(value)]
        columns[f"{fact}_known"] = [value is not None]
    periods = case.periods
    columns["reflects"] = [period.kind == "reflection" for period in periods]
    columns["number"] = [period.number for period in periods]
    columns["first"] = [period.start.toordinal() for period in periods]
    columns["last"] = [period.end.toordinal() for period in periods]
    columns["any_child"] = [period.any_child for period in periods]
    columns["extra_staffing"] = [period.extra_staffing for period in periods]
    columns["allowance"] = [period.allowance for period in periods]
    return len(periods), columns


def build_simulation(system: Any, count: int, columns: dict[str, list[Any]]) -> Any:
    """A population of one case with its periods, all columns set."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("spell", range(count))
    cases = builder.declare_entity("case", [0])
    builder.join_with_persons(cases, [0] * count, ["spell"] * count)
    simulation = builder.build(system)
    for name, values in columns.items():
        simulation.set_input(name, YEAR, values)
    return simulation


def calculate(simulation: Any) -> Answer:
    """Eligibility and amounts of a simulation that has not been used yet."""
    eligible: Tri = True
    if not simulation.calculate("admitted", YEAR)[0]:
        eligible = False if simulation.calculate("refused", YEAR)[0] else None
    amounts = tuple(simulation.calculate("amount", YEAR).tolist())
    return eligible, amounts, sum(amounts)


class BuildAndCalculate:
    """The population build is part of what a single case costs."""

    name = "openfisca-core, build and calculate"

    def __init__(self, system: Any) -> None:
        self._system = system

    def convert(self, case: Case) -> tuple[int, dict[str, list[Any]]]:
        """The columns of the case."""
        return list_columns(case)

    def decide(self, given: tuple[int, dict[str, list[Any]]]) -> Answer:
        """Build, then calculate."""
        return calculate(build_simulation(self._system, *given))


class CalculateAlone:
    """The simulation is built beforehand, untimed."""

    name = "openfisca-core, calculate alone"
    decide = staticmethod(calculate)

    def __init__(self, system: Any) -> None:
        self._system = system

    def convert(self, case: Case) -> Any:
        """A simulation with every column set."""
        return build_simulation(self._system, *list_columns(case))


def prepare() -> list[Any]:
    """Both, on one system."""
    system = make_system()
    return [BuildAndCalculate(system), CalculateAlone(system)]
