"""A program with some parameters left free: many settings of them, written and compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import FunctionType

from amp_rules.case.model import Case
from amp_rules.engine.compile import compile_plan
from amp_rules.engine.decide import check_programme
from amp_rules.engine.outcome import Outcome
from amp_rules.plan.model import Plan


class FreeProgram:
    """A plan as code in which parameters can be set anew for every case.

    A parameter that is free has one value in the plan, a whole number that it keeps unless set. What an
    outcome tells of the numbers and days of a case is of the values set; what it says of why (ledger, missing
    facts) is of those in the plan.
    """

    def __init__(self, plan: Plan, names: Iterable[str]) -> None:
        self.names = {name: f"F{place}" for place, name in enumerate(names)}
        self._program = compile_plan(plan, self.names)
        run = self._program.run
        assert isinstance(run, FunctionType)
        self._run = run

    def decide(self, case: Case, values: Mapping[str, int]) -> Outcome:
        """The case decided with these values.

        Raises:
            WrongProgrammeError: the case belongs to another programme.
            KeyError: a parameter that is not free.
            UniqueTableError: two rules of a unique table hold together.
        """
        check_programme(self._program, case)
        run = self._run
        if values:
            scope = {**run.__globals__, **{self.names[name]: value for name, value in values.items()}}
            run = FunctionType(run.__code__, scope)
        return Outcome(replace(self._program, run=run), case, run(case))
