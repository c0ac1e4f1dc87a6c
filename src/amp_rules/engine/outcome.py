"""What the rules say of one case: verdicts, amounts, days, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NoReturn

from amp_rules.case.model import Case
from amp_rules.engine.answers import Bounds, FindingHeld, Firing, MissingFact, Referral, Segment
from amp_rules.engine.bounds import bounds_of
from amp_rules.engine.compile import Program
from amp_rules.engine.entries import ledger_of
from amp_rules.engine.missing import Cause, Causes, Finder
from amp_rules.engine.rows import CASE, Instance, Rows
from amp_rules.engine.timeline import timeline_of
from amp_rules.engine.trace import Tracer
from amp_rules.errors import UnknownNameError
from amp_rules.ledger import Answer, Entry, Verdict
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.terms import UNKNOWN, Money, Unknown, in_currency


class Outcome:
    """A plan's answers for a case; everything beyond the rows is worked out when asked for."""

    __slots__ = ("__dict__", "_fired", "_rows", "case", "groups", "program")

    def __init__(
        self,
        program: Program,
        case: Case,
        groups: tuple[Any, ...],
        fired: Callable[[Rows], tuple[Firing, ...]] | None = None,
    ) -> None:
        self.program = program
        self.case = case
        self.groups = groups
        self._fired = fired
        self._rows: Rows | None = None

    @property
    def plan(self) -> Plan:
        """The plan that gave these answers."""
        return self.program.plan

    @property
    def rows(self) -> Rows:
        """The answers by decision and entity, in the engine's own units."""
        if self._rows is None:
            self._rows = Rows(self.program, self.case, self.groups)
        return self._rows

    @property
    def engine(self) -> str:
        """The engine that gave these answers: 'compiled' or 'durable'."""
        return "compiled" if self._fired is None else "durable"

    # single answers

    def value(self, decision: str, about: str = "case") -> Answer:
        """A decision's value; `about` as in the ledger: 'case', 'period p1', 'person principal'.

        Raises UnknownNameError when there is no such decision or entity.
        """
        home = self.program.layout.homes.get(decision) or self._no_decision(decision)
        if home.alone and about == "case":
            value = self.groups[home.number][home.at]
        else:
            value = self.rows.value(decision, self.instance(self.plan.decisions[decision], about))
        return value if home.money is None else in_currency(value, home.money)

    def values(self, decision: str) -> tuple[Answer, ...]:
        """A decision's values, one for each entity it is about, in order of date."""
        home = self.program.layout.homes.get(decision) or self._no_decision(decision)
        found, currency = home.read(self.groups), home.money
        return tuple(found if currency is None else [in_currency(value, currency) for value in found])

    def verdict_of(self, decision: str, about: str = "case") -> Verdict:
        """The verdict on a decision that is true or false."""
        bound = self.plan.decisions.get(decision) or self._no_decision(decision)
        return self.verdict_at(decision, self.instance(bound, about))

    def _no_decision(self, name: str) -> NoReturn:
        raise UnknownNameError("decision", name, tuple(self.plan.decisions))

    def instance(self, decision: BoundDecision, about: str) -> Instance:
        """The entity that a label names."""
        known = {self.rows.label(each): each for each in self.rows.instances(decision.about)}
        if about not in known:
            raise UnknownNameError(decision.about, about, tuple(known))
        return known[about]

    def verdict_at(self, decision: str, instance: Instance) -> Verdict:
        """The verdict on a decision about one entity."""
        value = self.rows.value(decision, instance)
        if value is not UNKNOWN:
            return Verdict.GRANTED if value else Verdict.REFUSED
        causes = self._finder.of_decision(decision, instance)
        open_facts = any(not cause.decision for cause in causes)
        return Verdict.UNDETERMINED if open_facts or not causes else Verdict.REFERRED

    # the whole

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the edition's first verdict goal; None where it has none."""
        return next(iter(self.verdicts.values()), None)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on every goal about the case that is a verdict."""
        return {
            name: self.verdict_at(name, CASE)
            for name in self._goals
            if self.plan.decisions[name].source.kind == "verdict"
        }

    @cached_property
    def amounts(self) -> Mapping[str, Answer]:
        """The value of every other goal about the case."""
        return {
            name: self.value(name)
            for name in self._goals
            if self.plan.decisions[name].source.kind != "verdict"
        }

    @property
    def total(self) -> Money | Unknown | None:
        """The edition's total; None where it publishes no money."""
        home = self.program.total
        if home is None or home.money is None:
            return None
        return in_currency(self.groups[home.number][home.at], home.money)

    @property
    def authority(self) -> str:
        """The body that formally decides in this edition."""
        return self.plan.rulebook.edition.authority

    @property
    def _goals(self) -> list[str]:
        edition = self.plan.rulebook.edition
        named = dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ())))
        return [name for name in named if self.plan.decisions[name].about == "case"]

    @cached_property
    def _tracer(self) -> Tracer:
        return Tracer(self.rows)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._tracer)

    @cached_property
    def causes(self) -> Mapping[str, Causes]:
        """Per goal (also those about other entities) why it is unknown."""
        edition = self.plan.rulebook.edition
        found: dict[str, Causes] = {}
        for name in dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))):
            about = self.plan.decisions[name].about
            parts = [self._finder.of_decision(name, each) for each in self.rows.instances(about)]
            found[name] = frozenset().union(*parts)
        return found

    @cached_property
    def missing(self) -> tuple[MissingFact, ...]:
        """The facts that are left out and can still change a goal, by path."""
        goals: dict[str, list[str]] = {}
        for name, causes in self.causes.items():
            for cause in causes:
                if not cause.decision:
                    goals.setdefault(cause.path, []).append(name)
        return tuple(MissingFact(path, tuple(names)) for path, names in sorted(goals.items()))

    @cached_property
    def referrals(self) -> tuple[Referral, ...]:
        """The questions left to a person that can still change a goal."""
        found = {cause for causes in self.causes.values() for cause in causes if cause.decision}
        return tuple(
            self.referral_of(cause) for cause in sorted(found, key=lambda each: (each.decision, each.path))
        )

    def referral_of(self, cause: Cause) -> Referral:
        """The question that a judgement not yet made leaves to a person."""
        source = self.plan.decisions[cause.decision].source
        assert source.judgement is not None
        assert cause.about is not None
        return Referral(
            source.name,
            self.rows.label(cause.about),
            source.judgement.authority or self.authority,
            source.judgement.question,
            cause.path,
            source.cite,
        )

    @cached_property
    def findings(self) -> tuple[FindingHeld, ...]:
        """Every conflict, warning and note that holds."""
        found = []
        for decision in self.plan.decisions.values():
            finding = decision.source.finding
            if finding is None:
                continue
            for each in self.rows.instances(decision.about):
                if self.rows.value(decision.name, each) is True:
                    days = self.rows.dates(each) if each.entity == "day" else None
                    label = self.rows.label(each)
                    cite = decision.source.cite
                    found.append(
                        FindingHeld(decision.name, finding.severity, label, days, finding.message, cite)
                    )
        return tuple(found)

    @property
    def warnings(self) -> tuple[FindingHeld, ...]:
        """The findings of severity conflict or warning."""
        return tuple(each for each in self.findings if each.severity != "note")

    @cached_property
    def ledger(self) -> tuple[Entry, ...]:
        """Every rule tested, in the order of evaluation."""
        return ledger_of(self._tracer)

    @cached_property
    def agenda(self) -> tuple[Firing, ...] | None:
        """The production rules that fired, in order; None where another engine decided."""
        return None if self._fired is None else self._fired(self.rows)

    @cached_property
    def timeline(self) -> tuple[Segment, ...]:
        """The days of every period in runs of constant answers, oldest first."""
        return timeline_of(self.rows)

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        """The bounds of every amount goal about the case; equal ends where it is known."""
        names = [name for name in self.amounts if self.plan.decisions[name].source.kind in ("amount", "date")]
        return {name: bounds_of(self._tracer, name) for name in names}

    @property
    def readings(self) -> Mapping[str, str]:
        """The reading in force of every ambiguity this plan touches."""
        return self.plan.readings
