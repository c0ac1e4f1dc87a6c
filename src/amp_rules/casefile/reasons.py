"""Why a step may or may not be taken, and when its deadlines fall, by what one outcome says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from amp_rules.casefile.machine import Truth
from amp_rules.engine import Outcome
from amp_rules.engine.answers import Referral
from amp_rules.engine.missing import Cause, Finder
from amp_rules.engine.rows import CASE
from amp_rules.engine.trace import Tracer, env_of
from amp_rules.errors import AmpRulesError
from amp_rules.ledger import Verdict
from amp_rules.plan.steps import BoundProcess
from amp_rules.rulebook.model import Due, Step
from amp_rules.terms import UNKNOWN, Maybe


class NoStepsError(AmpRulesError):
    """An edition that declares no steps."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        super().__init__(f"edition '{edition}' declares no steps")


class Standing(StrEnum):
    """Whether an open step may be taken now."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    UNDETERMINED = "undetermined"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a step may not be taken, or is not known to be: verdicts refused, and what would settle the rest.

    undecided: verdicts that are not known. missing: paths of facts. referrals: questions for a person.
    """

    refused: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    referrals: tuple[Referral, ...] = ()

    @property
    def standing(self) -> Standing:
        """What they come to."""
        if self.refused:
            return Standing.NOT_ALLOWED
        if self.missing:
            return Standing.UNDETERMINED
        if self.referrals:
            return Standing.REFERRED
        return Standing.UNDETERMINED if self.undecided else Standing.ALLOWED


class Causes:
    """What one outcome says of needs and conditions, and why it does not know."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.tracer = Tracer(outcome.rows)
        self.finder = Finder(self.tracer)
        self.bound = bound_process(outcome)
        self.env = env_of(outcome.rows, CASE)

    def truth(self, step: Step) -> Truth:
        """Whether everything a step needs is granted and its condition holds."""
        truths = [self.outcome.rows.value(need, CASE) for need in step.needs]
        if step.when is not None:
            truths.append(self.tracer.value(self.bound.conditions[step.id], self.env))
        if False in truths:
            return False
        return UNKNOWN if UNKNOWN in truths else True

    def reasons(self, steps: Iterable[Step], outcome_too: bool = False) -> Reasons:
        """Why needs (and, if asked, conditions on the event) do not hold; none where they do."""
        refused: dict[str, None] = {}
        undecided: dict[str, None] = {}
        causes: set[Cause] = set()
        for step in steps:
            for need in step.needs:
                verdict = self.outcome.verdict_of(need)
                if verdict is Verdict.REFUSED:
                    refused[need] = None
                elif verdict is not Verdict.GRANTED:
                    undecided[need] = None
                    causes |= self.finder.of_decision(need, CASE)
            if outcome_too and step.when is not None:
                causes |= self.finder.of(self.bound.conditions[step.id], self.env)
        missing = tuple(sorted({cause.path for cause in causes if not cause.decision}))
        asked = sorted(
            (cause for cause in causes if cause.decision), key=lambda each: (each.decision, each.path)
        )
        return Reasons(tuple(refused), tuple(undecided), missing, tuple(map(self.outcome.referral_of, asked)))


@dataclass(frozen=True, slots=True)
class DueDay:
    """The day of a deadline for one entity; `day` is None where there is none, `holds` as its `when` says."""

    due: Due
    about: str
    day: Maybe[date | None]
    holds: Truth


def due_days(outcome: Outcome, due: Due) -> tuple[DueDay, ...]:
    """The day of a deadline for each entity it is about, in order of date."""
    rows, tracer, bound = outcome.rows, Tracer(outcome.rows), bound_process(outcome)
    found = []
    for instance in rows.instances(due.about):
        env = env_of(rows, instance)
        when = bound.holds_for.get(due.id)
        holds = True if when is None else tracer.value(when, env)
        found.append(DueDay(due, rows.label(instance), tracer.value(bound.dates[due.id], env), holds))
    return tuple(found)


def bound_process(outcome: Outcome) -> BoundProcess:
    """The typed expressions of the outcome's edition.

    Raises NoStepsError when it declares no steps.
    """
    if outcome.plan.process is None:
        raise NoStepsError(outcome.plan.name)
    return outcome.plan.process
