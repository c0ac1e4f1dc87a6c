"""`run`: a population decided under one plan, by one of the engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from amp_rules.engine.decide import WrongProgrammeError, plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan.model import Plan
from amp_rules.population.badrows import BadRow, BadRowsError
from amp_rules.population.check import faults_of, without_bad
from amp_rules.population.faults import listed
from amp_rules.population.outcome import Answers, Run
from amp_rules.population.tables import Population
from amp_rules.rulebook.model import Rulebook

Engine = Literal["columns", "duckdb", "each"]
BadRows = Literal["stop", "leave out"]


def run(
    rules: Rulebook | Plan,
    population: Population,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Run:
    """What the rules say of every case of the population, as tables; the same whichever engine is asked.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases
    >>> case = case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})
    >>> found = run(load_rulebook("nsp", edition="2022"), from_cases([case]), engine="each")
    >>> found.cases["support"].to_pylist()
    ['undetermined']

    engine: "columns" (NumPy, in this process), "duckdb" (SQL), "each" (one case after the other: slow, the
    measure of the others). bad_rows: "stop" refuses the population when any row is bad; "leave out" leaves
    out every case that has a bad row, and lists the rows in `Run.bad_rows`. progress: draws a bar on standard
    error.

    Raises:
        BadRowsError: rows that cannot be used, or with "leave out" some that belong to no case.
        WrongProgrammeError: the population belongs to another programme than the rules.
        UnknownNameError: no such engine, or no such way with bad rows.
        PopulationError: the plan has a goal that no table can hold.
    """
    for kind, name, known in (
        ("engine", engine, get_args(Engine)),
        ("way with bad rows", bad_rows, get_args(BadRows)),
    ):
        if name not in known:
            raise UnknownNameError(kind, name, known)
    plan = plan_of(rules)
    ready, found = checked((plan,), population, bad_rows)
    answers = _answers(plan, ready, engine, progress)
    return Run(plan, ready, engine, answers.cases, answers.parts, answers.segments, found)


def checked(
    plans: Sequence[Plan], population: Population, bad_rows: BadRows = "stop"
) -> tuple[Population, tuple[BadRow, ...]]:
    """The cases that plans can decide, in order, and the bad rows of those that were left out.

    Raises BadRowsError and WrongProgrammeError as `run` does.
    """
    faults = faults_of(population)
    found = listed(faults, population.tables)
    if found and bad_rows == "stop":
        raise BadRowsError(found)
    if found:
        population = without_bad(population, faults)
    for plan in plans:
        if population.programme not in (None, plan.rulebook.edition.programme):
            raise WrongProgrammeError(str(population.programme), plan.name)
    return population.in_order(), found


def _answers(plan: Plan, population: Population, engine: Engine, progress: bool) -> Answers:
    if engine == "columns":
        from amp_rules.population.columns import decide_population as by_columns

        return by_columns(plan, population, progress)
    if engine == "duckdb":
        from amp_rules.population.sql import decide_population as by_sql

        return by_sql(plan, population, progress)
    from amp_rules.population.each import decide_population as one_by_one

    return one_by_one(plan, population, progress)
