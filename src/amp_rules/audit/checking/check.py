"""The payments of one case held against the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from amp_rules.audit.checking.aspaid import as_booked
from amp_rules.audit.checking.finding import Checked, DayRun, Finding, Obstacle
from amp_rules.audit.checking.hypotheses import Editions, Hypotheses
from amp_rules.audit.checking.search import Explanation, Search, Step, Weighing
from amp_rules.audit.checking.spans import Span, joined, without
from amp_rules.audit.checking.unit import Unit, units_of, unpaid_instalments, unpaid_units
from amp_rules.audit.checking.worth import Worth, amount, find, worth
from amp_rules.audit.payments.payment import PROGRAMME_OF, Payment
from amp_rules.case.model import Case
from amp_rules.engine.compare import EnginesDifferError
from amp_rules.engine.decide import choose_edition, decide
from amp_rules.engine.missing import Finder
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Tracer
from amp_rules.errors import AmpRulesError, NoEditionError
from amp_rules.rulebook.load import Library
from amp_rules.rulebook.model import Rulebook
from amp_rules.terms import UNKNOWN, Money

Engines = Literal["both", "compiled"]
_LISTS = {"period": "periods", "item": "items", "claim": "claims", "instalment": "children"}


class Checker:
    """Holds the payments of cases against the rules of a library.

    edition: a rulebook to use instead of the one in force. readings: ambiguities read otherwise. engines:
    what is expected is worked out by both engines, which must agree, or by the first alone. complete: the
    list has all that was paid, so that what is not in it was not paid.

    Raises:
        RulebookError: the kinds of findings cannot be read.
        UnknownNameError: no such interpretation or reading.
    """

    def __init__(
        self,
        library: Library,
        readings: Mapping[str, str] | None = None,
        edition: Rulebook | None = None,
        engines: Engines = "both",
        complete: bool = False,
    ) -> None:
        self.editions = Editions(library, readings)
        self.edition = edition
        self.engines = engines
        self.complete = complete

    def check(self, case: Case, payments: Iterable[Payment]) -> Iterator[Checked]:
        """What is found in the payments of a case, in the order of the list.

        Raises:
            EnginesDifferError: the engines do not come to the same.
        """
        units = units_of(case, payments)
        try:
            rulebook = self._rulebook(case)
        except NoEditionError:
            yield from (_closed(case.id, "", unit, "no_edition") for unit in units)
            return
        try:
            yield from tuple(self._units(case, rulebook, units))
        except EnginesDifferError:
            raise
        except (AmpRulesError, RecursionError):
            yield from (_closed(case.id, rulebook.name, unit, "no_decision") for unit in units)

    def _units(self, case: Case, rulebook: Rulebook, units: tuple[Unit, ...]) -> Iterator[Checked]:
        weighing = Weighing(self.editions.of(rulebook), case)
        base: Outcome | None = None
        if self.complete:
            base = self._decide(weighing)
            units = (*units, *_unpaid(base, units))
        for unit in units:
            if PROGRAMME_OF[unit.kind] != case.programme:
                yield _Unit(weighing, unit).nothing()
                continue
            booked = as_booked(case, unit)
            if booked is not case:
                yield self._checked(Weighing(weighing.hypotheses, booked), unit, None)
                continue
            base = base or self._decide(weighing)
            yield self._checked(weighing, unit, base)

    def _rulebook(self, case: Case) -> Rulebook:
        if self.edition is not None and self.edition.edition.programme == case.programme:
            return self.edition
        return choose_edition(self.editions.library, case)

    def _decide(self, weighing: Weighing) -> Outcome:
        return decide(weighing.hypotheses.plan, weighing.case, self.engines)

    def _checked(self, weighing: Weighing, unit: Unit, base: Outcome | None) -> Checked:
        return _Unit(weighing, unit).checked(base or self._decide(weighing))


def _unpaid(outcome: Outcome, units: tuple[Unit, ...]) -> Iterator[Unit]:
    """What no payment is for, of what the rules may give something for."""
    case = outcome.case
    programme = case.programme.value
    yield from (unit for unit in unpaid_units(case, units) if PROGRAMME_OF[unit.kind] == programme)
    if "instalment" in outcome.plan.scopes.numbered:
        labels = [outcome.rows.label(each).split() for each in outcome.rows.instances("instalment")]
        named = [label.rpartition(".") for _, label in labels]
        yield from unpaid_instalments([(who, int(number)) for who, _, number in named], units)


def no_case(payments: Iterable[Payment]) -> Iterator[Checked]:
    """Payments whose case is not among the cases: they cannot be checked."""
    for each in payments:
        unit = Unit(each.kind, each.target, each.number, (each,))
        yield _closed(each.case, "", unit, "no_case")


def _closed(case: str, edition: str, unit: Unit, obstacle: Obstacle, named: tuple[str, ...] = ()) -> Checked:
    return Checked(
        case,
        edition,
        unit.kind,
        unit.target,
        unit.number,
        unit.rows,
        unit.paid,
        UNKNOWN,
        obstacle=obstacle,
        open=named,
    )


class _Unit:
    """One unit being checked."""

    def __init__(self, weighing: Weighing, unit: Unit) -> None:
        self.weighing = weighing
        self.hypotheses: Hypotheses = weighing.hypotheses
        self.unit = unit
        self.decision = self.hypotheses.mistakes.amounts.get(unit.kind, "")

    def nothing(self) -> Checked:
        """A payment for something that the case does not have."""
        zero = Money(0, self.unit.paid.currency)
        found = (self._plain("nothing_to_pay_for", self.unit.paid, Worth(zero)),) if self.unit.paid else ()
        return self._finished(Worth(zero), found)

    def checked(self, outcome: Outcome) -> Checked:
        """What is found, given what the rules say of the case."""
        name = self.hypotheses.plan.name
        if self.decision not in outcome.plan.decisions:
            return _closed(outcome.case.id, name, self.unit, "no_amount")
        instance = find(outcome, self.unit, self.decision)
        if instance is None:
            if self._listed(outcome.case):
                return self.nothing()
            return _closed(outcome.case.id, name, self.unit, "missing", (f"$.{_LISTS[self.unit.kind]}",))
        base = worth(outcome, self.unit, self.decision, again=False)
        if base.amount is UNKNOWN:
            return self._open(outcome, instance)
        if base.amount == self.unit.paid:
            return self._finished(base, ())
        if not self.unit.payments:
            return self._finished(base, tuple(self._rest(base, [], ())))
        return self._wrong(base)

    def _listed(self, case: Case) -> bool:
        """Whether the case says all of what it has of this kind."""
        if self.unit.kind == "instalment" and self.unit.target == case.principal.id:
            return True
        return getattr(case, _LISTS[self.unit.kind]) is not UNKNOWN

    def _open(self, outcome: Outcome, instance: Instance) -> Checked:
        """What this payment waits for: facts, or else questions left to a person."""
        causes = sorted(Finder(Tracer(outcome.rows)).of_decision(self.decision, instance))
        missing = tuple(dict.fromkeys(each.path for each in causes if not each.decision))
        asked = tuple(dict.fromkeys(each.decision for each in causes if each.decision))
        obstacle: Obstacle = "missing" if missing or not asked else "question"
        return _closed(outcome.case.id, self.hypotheses.plan.name, self.unit, obstacle, missing or asked)

    # what was paid is not what was expected

    def _wrong(self, base: Worth) -> Checked:
        explanation = Search(self.weighing, self.unit, self.decision, base).explanation()
        readings = tuple(self._readings())
        if explanation is not None and (explanation.exact or not readings):
            found = [*self._steps(base, explanation, readings)]
            last = explanation.worths[-1]
        else:
            found, last = [], base
        if explanation is None or not explanation.exact:
            found += self._rest(base, found, readings)
        return self._finished(base, tuple(found), last)

    def _readings(self) -> Iterator[str]:
        """Every other reading under which the rules give just what was paid."""
        for rival in self.hypotheses.rivals:
            outcome = self.weighing.read(rival)
            if amount(outcome, self.unit, self.decision, again=False) == self.unit.paid:
                yield str(rival)

    def _steps(self, base: Worth, found: Explanation, readings: tuple[str, ...]) -> Iterator[Finding]:
        """A finding for each mistake; those that do not give it exactly explain no more than there is."""
        instead = tuple("+".join(step.name for step in steps) for steps in found.instead)
        before = base
        for step, reached in zip(found.steps, found.worths, strict=True):
            after = self._held(before, reached, found.exact)
            difference = _between(before, after)
            if difference or not step.outside:
                way = step.way
                yield Finding(
                    step.kind.name,
                    step.kind.code,
                    difference,
                    self._days(step, before, after),
                    base.rules if way is None else way.rules,
                    self.hypotheses.cite(step.kind.name) if way is None else way.cite,
                    None if way is None else way.name,
                    None if way is None else way.why,
                    readings,
                    instead,
                )
            before = after

    def _held(self, before: Worth, after: Worth, exact: bool) -> Worth:
        """What a mistake explains: nothing where that cannot be told, at most what was paid."""
        if not isinstance(after.amount, Money):
            return Worth(before.amount, after.runs)
        return after if exact else Worth(min(after.amount, self.unit.paid), after.runs)

    def _days(self, step: Step, before: Worth, after: Worth) -> tuple[Span, ...]:
        if step.again:
            return joined(self.unit.again) or joined((run.first, run.last) for run in before.runs)
        return differing(before.runs, after.runs)

    def _rest(self, base: Worth, found: list[Finding], readings: tuple[str, ...]) -> Iterator[Finding]:
        """What no mistake explains."""
        assert isinstance(base.amount, Money)
        rest = self.unit.paid - base.amount
        for each in found:
            rest -= each.difference
        if self.unit.paid < base.amount:
            name = "underpayment"
        else:
            name = "other_reading" if readings and not found else "no_reading_gives"
        yield self._plain(name, rest, base, readings)

    def _plain(self, name: str, difference: Money, base: Worth, readings: tuple[str, ...] = ()) -> Finding:
        """A finding of a kind without ways."""
        days = joined((run.first, run.last) for run in base.runs)
        cite = base.cite or self.hypotheses.cite(name)
        kind = self.hypotheses.kind(name)
        return Finding(name, kind.code, difference, days, base.rules, cite, readings=readings)

    def _finished(self, base: Worth, found: tuple[Finding, ...], last: Worth | None = None) -> Checked:
        unit = self.unit
        return Checked(
            self.weighing.case.id,
            self.hypotheses.plan.name,
            unit.kind,
            unit.target,
            unit.number,
            unit.rows,
            unit.paid,
            base.amount,
            found,
            should=base.runs if found else (),
            was=(last or base).runs if found else (),
            dates=tuple(self._dates()) if found else (),
        )

    def _dates(self) -> Iterator[tuple[str, date]]:
        """Days that matter beside those paid for."""
        withdrawn = self.weighing.case.voluntariness.withdrawn_on
        if PROGRAMME_OF[self.unit.kind] == "amp" and isinstance(withdrawn, date):
            yield "withdrawn", withdrawn
        yield from self._claimed()
        for payment in self.unit.payments:
            if payment.paid_on is not None:
                yield "paid", payment.paid_on
        outcome = self.weighing.outcome()
        if self.unit.kind == "instalment" and "due_on" in outcome.plan.decisions:
            found = find(outcome, self.unit, "due_on")
            due = None if found is None else outcome.rows.value("due_on", found)
            if isinstance(due, date):
                yield "due", due

    def _claimed(self) -> Iterator[tuple[str, date]]:
        claims = () if self.weighing.case.claims is UNKNOWN else self.weighing.case.claims
        for claim in claims if self.unit.kind == "claim" else ():
            if claim.id == self.unit.target and isinstance(claim.on, date):
                yield "claimed", claim.on


def _between(before: Worth, after: Worth) -> Money:
    assert isinstance(before.amount, Money)
    assert isinstance(after.amount, Money)
    return after.amount - before.amount


def differing(runs: tuple[DayRun, ...], others: tuple[DayRun, ...]) -> tuple[Span, ...]:
    """The days that are not worth the same in both."""
    every = [(run.first, run.last) for run in (*runs, *others)]
    alike = [
        (max(run.first, other.first), min(run.last, other.last))
        for run in runs
        for other in others
        if run.rate == other.rate and max(run.first, other.first) <= min(run.last, other.last)
    ]
    return without(every, alike)
