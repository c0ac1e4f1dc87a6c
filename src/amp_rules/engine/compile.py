"""A plan written out as one Python function: case in, rows out.

A row is a tuple: for an entity (position in the case, answers…), for a segment of days (first ordinal, last
ordinal, answers…). `layout` says which answer stands where. Names in the generated source are numbers, words
of a rule file only appear as quoted constants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from amp_rules.case.daily import Spans
from amp_rules.case.model import Case
from amp_rules.engine import kleene
from amp_rules.engine.layout import Home, Layout, layout
from amp_rules.engine.write import Writer
from amp_rules.plan import ir
from amp_rules.plan.model import Plan

RUNTIME = (
    kleene.known_sum,
    kleene.known_any,
    kleene.known_all,
    kleene.known_min,
    kleene.known_max,
    kleene.exact,
    kleene.choose,
    kleene.agreed,
    kleene.product,
    kleene.LimitError,
    kleene.plus_days,
    kleene.minus_days,
    kleene.spans_of,
    kleene.within,
    kleene.on_day,
    kleene.first_days,
    kleene.crossing,
    kleene.conflict,
    kleene.too_many,
    kleene.up_to,
    kleene.entities,
    kleene.persons,
    kleene.Keyed,
)


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A plan as code: `run(case)` gives the rows of every pass.

    total: where the edition's total is answered. cuts, firsts and read_by_day: what days are cut by,
    gathered once.
    """

    plan: Plan
    programme: str
    layout: Layout
    source: str
    run: Callable[[Case], tuple[Any, ...]]
    total: Home | None
    cuts: tuple[ir.Compare, ...]
    firsts: tuple[ir.First, ...]
    read_by_day: frozenset[str]


def compile_plan(plan: Plan, free: Mapping[str, str] = MappingProxyType({})) -> Program:
    """The program of a plan; written once, then called for every case.

    free: parameters whose value the program reads under a name of its own.
    """
    made = layout(plan)
    writer = Writer(plan, made)
    writer.emitter.free = free
    source, constants = writer.write()
    scope: dict[str, Any] = {
        "U": kleene.U,
        "M": object(),
        "from_ordinal": date.fromordinal,
        "Spans": Spans,
        "SAME": {},
        **constants,
        **kleene.FUNCTIONS,
    }
    scope.update({each.__name__: each for each in RUNTIME})
    exec(compile(source, f"<plan {plan.name} {plan.digest[:12]}>", "exec"), scope)  # noqa: S102 - source made by us
    edition = plan.rulebook.edition
    return Program(
        plan,
        edition.programme,
        made,
        source,
        scope["run"],
        made.homes[edition.total] if edition.total else None,
        *writer.days_depend_on(),
    )


def program_of(plan: Plan) -> Program:
    """The program of a plan, written when first asked for and kept with the plan."""
    found = plan.kept.get("program")
    if isinstance(found, Program):
        return found
    made = compile_plan(plan)
    plan.kept["program"] = made
    return made
