"""`decide`: a plan (or a rulebook) and a case to an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from amp_rules.case.model import Case
from amp_rules.engine.compile import Program, program_of
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import CASE, Rows
from amp_rules.engine.trace import Tracer
from amp_rules.errors import AmpRulesError, NoEditionError, UnknownNameError
from amp_rules.plan.build import build_plan
from amp_rules.plan.model import Plan
from amp_rules.rulebook.load import Library, nearest, with_readings
from amp_rules.rulebook.model import Rulebook

Engine = Literal["compiled", "durable", "both"]


class WrongProgrammeError(AmpRulesError):
    """A case of one programme put before the rules of another."""

    def __init__(self, case: str, plan: str) -> None:
        self.case = case
        self.plan = plan
        super().__init__(f"a case of programme '{case}' cannot be decided under '{plan}'")


def plan_of(rules: Rulebook | Plan) -> Plan:
    """The plan of a rulebook, built when first asked for and kept with the rulebook."""
    if isinstance(rules, Plan):
        return rules
    found = rules.kept.get("plan")
    if found is None:
        found = rules.kept.setdefault("plan", build_plan(rules))
    return found  # type: ignore[return-value]


def decide(rules: Rulebook | Plan, case: Case, engine: Engine = "compiled") -> Outcome:
    """What the rules say of the case: the same for the same case and rules, from any thread.

    engine: "compiled"; "durable" for the second engine, whose outcome carries an agenda; "both" for the
    second engine's outcome once the first has come to the same.

    Raises:
        WrongProgrammeError: the case belongs to another programme than the rules.
        RulebookError: the rulebook cannot be run.
        UniqueTableError: two rules of a unique table hold together.
        UnknownNameError: no such engine.
        MissingEngineError: the second engine's durable-rules cannot be imported.
        EnginesDifferError: the two engines do not come to the same.
    """
    program = program_of(rules if isinstance(rules, Plan) else plan_of(rules))
    check_programme(program, case)
    if engine == "compiled":
        return Outcome(program, case, program.run(case))
    if engine not in get_args(Engine):
        raise UnknownNameError("engine", engine, get_args(Engine))
    from amp_rules.engine.durable.forward import forward_of

    groups, agenda = forward_of(program).run(case)
    chained = Outcome(program, case, groups, agenda.written_out)
    if engine == "durable":
        return chained
    from amp_rules.engine.compare import agreed_outcome

    return agreed_outcome(Outcome(program, case, program.run(case)), chained)


def check_programme(program: Program, case: Case) -> None:
    """Raises WrongProgrammeError when the case belongs to another programme."""
    if case.programme != program.programme:
        raise WrongProgrammeError(case.programme, program.plan.name)


def choose_edition(library: Library, case: Case, readings: Mapping[str, str] | None = None) -> Rulebook:
    """The edition in force on the date that its programme says counts.

    Raises NoEditionError when no edition, or no known date, fits.
    """
    books = [book for book in library.rulebooks if book.edition.programme == case.programme]
    dates: dict[str, date | None] = {}
    for book in books:
        written = book.edition.counts_on.text
        if written not in dates:
            dates[written] = _counting_date(book, case)
        on = dates[written]
        if on is not None and book.edition.covers(on):
            return with_readings(book, readings) if readings else book
    known = [on for on in dates.values() if on is not None]
    raise NoEditionError(
        case.programme, known[-1] if known else None, nearest(books, known[-1] if known else None)
    )


def _counting_date(book: Rulebook, case: Case) -> date | None:
    """The date that an edition counts for this case; None when it is not known."""
    program = program_of(plan_of(book))
    value = Tracer(Rows(program, case, ())).value(program.plan.counts_on, {"case": CASE})
    return value if isinstance(value, date) else None
