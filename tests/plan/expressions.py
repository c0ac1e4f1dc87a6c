"""One small rulebook, and what the checker makes of an expression written in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from amp_rules.errors import Where
from amp_rules.plan import Plan, build_plan, ir
from amp_rules.plan.bind import Bound, Names, bind
from amp_rules.plan.shape import text
from amp_rules.rulebook.fields import Faults
from amp_rules.rulebook.model import Code
from tests.rulebook.folders import decision, parameter, rulebook_of

PLACE = Where("here.yaml", 1, 1)
PARAMETERS = "parameters:\n" + "".join(
    parameter(name, unit, value)
    for name, unit, value in (
        ("limit", "day", "30"),
        ("rate", "SEK/day", "1200"),
        ("grant", "USD", "500"),
        ("cost", "SEK", "71.50"),
        ("share", "ratio", "0.5"),
        ("majority", "year", "18"),
        ("delay", "month", "3"),
        ("opening", "date", "2020-02-29"),
        ("states", "country", "SE NO"),
        ("most", "count", "3"),
    )
)
DATED = """\
  varying:
    unit: SEK/day
    values: [{from: 1900-01-01, value: 100}, {from: 2020-07-01, value: 200}]
    title: {en: Varying, sv: Varierande}
    cite: [T-01]
"""
ENTITIES = """\
entities:
  instalment: {of: person, count: parameter.most, most: 9, title: {en: Instalment, sv: Delbetalning}}
"""
DECISIONS = "decisions:\n" + "".join(
    (
        decision("granted", "value: case.voluntariness.wants_return"),
        decision("willing", "value: case.voluntariness.wants_return", kind="bool"),
        decision("route", "value: \"'short'\"", kind="choice", more="choices: [short, long]"),
        decision("way", "value: None", kind="choice", more="choices: [short, long]\noptional: true"),
        decision("latest", "value: case.process.approved_on", kind="date", more="optional: true"),
        decision("paid", "value: 0", about="period", kind="amount", more="unit: SEK"),
        decision("number", "value: prior(number, 0) + 1", about="period", kind="amount", more="unit: count"),
        decision("long_stay", "value: period.kind == 'in_depth'", about="period", kind="bool"),
        decision("worth", "value: parameter.rate", about="day", kind="amount", more="unit: SEK/day"),
        decision("open_day", "value: day.full_rate", about="day", kind="bool"),
        decision("due", "value: case.applied_on", about="instalment", kind="date"),
        decision("adult", "value: person.age >= parameter.majority", about="person", kind="bool"),
    )
)
RULES = PARAMETERS + DATED + ENTITIES + DECISIONS


@cache
def sample() -> Plan:
    """The plan of the small rulebook."""
    with TemporaryDirectory() as room:
        return build_plan(rulebook_of(Path(room), RULES))


def bound(expression: str, about: str = "case") -> tuple[Bound | None, Faults]:
    """The typed expression, if there is one, and the faults kept."""
    plan = sample()
    faults = Faults()
    names = Names(plan.scopes, plan.rulebook.decisions, plan.parameters)
    return bind(Code(expression, PLACE), about, names, faults, frozenset()), faults


def expr_of(expression: str, about: str = "case") -> ir.Expr:
    """The typed expression of one without faults."""
    made, faults = bound(expression, about)
    assert made is not None, [str(fault) for fault in faults.found]
    return made.expr


def type_of(expression: str, about: str = "case") -> str:
    """The type of an expression as messages say it."""
    return str(expr_of(expression, about).type)


def canonical(expression: str, about: str = "case") -> str:
    """The canonical text of an expression."""
    return text(expr_of(expression, about))


def faults_of(expression: str, about: str = "case") -> list[str]:
    """Code and message of every fault of an expression."""
    return [f"{fault.code} {fault.message}" for fault in bound(expression, about)[1].found]
