"""The amounts that an edition's total is the sum of, found from its own expressions.

A decision is taken apart as long as its value is a plain sum, with signs, of other decisions; what is left is
a part. Days are taken apart into the components that the edition's statement of days shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from amp_rules.engine import Outcome
from amp_rules.engine.missing import Causes, Finder
from amp_rules.engine.rows import CASE, Instance
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.terms import UNKNOWN, Maybe

Minor = Maybe[int | Fraction]


@dataclass(frozen=True, slots=True)
class Share:
    """What one decision adds to the total, in minor units: per day where it is about days.

    rules: ids that held. missing: paths of facts and of questions that its being unknown is due to.
    """

    value: Minor
    rules: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A decision about one entity that goes into the total; `days` for a run of days of a period.

    components: what a day's share consists of, where the edition shows that and it comes to the same.
    """

    decision: str
    about: str
    days: tuple[date, date] | None
    share: Share
    components: Mapping[str, Share] | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    """One occurrence of a decision in a sum. `open`: it is not known whether it counts.

    rest: it stands for what is not known to be there at all.
    """

    decision: str
    instance: Instance
    times: int
    open: bool = False
    rest: bool = False


def _counts(terms: Iterable[_Term]) -> bool:
    return any(term.times for term in terms)


def parts_of(outcome: Outcome) -> tuple[Part, ...]:
    """The parts of the total in order; none where the edition publishes no money.

    Where the total is known, all of them are, and they sum to it exactly.
    """
    total = outcome.plan.rulebook.edition.total
    return () if total is None else tuple(_Parts(outcome).of_total(total))


class _Parts:
    def __init__(self, outcome: Outcome) -> None:
        self.rows = outcome.rows
        self.plan = outcome.plan
        self.tracer = Tracer(outcome.rows)
        self.finder = Finder(self.tracer)
        self.line = outcome.plan.rulebook.edition.timeline
        self.total = ""

    def of_total(self, name: str) -> Iterator[Part]:
        self.total = name
        summed: dict[_Term, int] = {}
        for term in self._apart(_Term(name, CASE, 1)):
            # What is added and what is taken off are never set off: two unknown sums are not nothing.
            key = replace(term, times=(term.times > 0) - (term.times < 0))
            summed[key] = summed.get(key, 0) + term.times
        for term, times in summed.items():
            yield self._part(replace(term, times=times))

    # taking apart

    def _apart(self, term: _Term) -> Iterator[_Term]:
        found = None if term.rest or self._is_rate(term.decision) else self._inside(term)
        if found is None or not self._adds_up(term, found):
            yield term
            return
        for each in found:
            yield from self._apart(each)

    def _is_rate(self, name: str) -> bool:
        return self.line is not None and name == self.line.rate

    def _inside(self, term: _Term) -> list[_Term] | None:
        """The terms of the decision's value; None where it is no plain sum of decisions."""
        decision = self.plan.decisions[term.decision]
        exprs = self._chosen(decision, term.instance)
        env = env_of(self.rows, term.instance)
        found: list[_Term] = []
        for expr in exprs or ():
            terms = self._terms(expr, env, term)
            if terms is None:
                return None
            found += terms
        return None if exprs is None else found

    def _chosen(self, decision: BoundDecision, instance: Instance) -> list[ir.Expr] | None:
        """The expressions that give the value; None where that is not known."""
        if decision.fact is not None:
            return None
        held = [self.finder.holds(decision, at, instance) for at in range(len(decision.rules))]
        if decision.source.hit_policy == "first" and True in held:
            held = held[: held.index(True) + 1]
        collects = decision.source.hit_policy == "collect sum"
        if UNKNOWN in held and (collects or True not in held or decision.source.hit_policy == "first"):
            return None
        found = [rule.then for rule, each in zip(decision.rules, held, strict=False) if each is True]
        return found or ([decision.otherwise] if decision.otherwise is not None else None)

    def _terms(self, expr: ir.Expr, env: Env, own: _Term) -> list[_Term] | None:
        """The terms of a sum; `own` says how often it counts, and whether."""
        match expr:
            case ir.Const(value=value):
                return [] if value == 0 and not isinstance(value, bool) else None
            case ir.Ref(entity=entity) if entity != "member":
                return [_Term(expr.decision, env[expr.var], own.times, own.open)]
            case ir.Arith(op="+" | "-"):
                left = self._terms(expr.left, env, own)
                sign = 1 if expr.op == "+" else -1
                right = self._terms(expr.right, env, replace(own, times=sign * own.times))
                return None if left is None or right is None else left + right
            case ir.Choose():
                return self._choice(expr, env, own)
            case ir.Aggregate(function="sum") if expr.collection.fact is None:
                return self._sum(expr, env, own)
        return None

    def _choice(self, expr: ir.Choose, env: Env, own: _Term) -> list[_Term] | None:
        held = self.tracer.value(expr.condition, env)
        if held is not UNKNOWN:
            taken, other = (expr.then, expr.otherwise) if held else (expr.otherwise, expr.then)
            terms = self._terms(taken, env, own)
            # Kept, to tell which rules held where the amounts no longer count.
            uncounted = self._terms(other, env, replace(own, times=0))
            return None if terms is None else terms + (uncounted or [])
        then, otherwise = (
            self._terms(each, env, replace(own, open=True)) for each in (expr.then, expr.otherwise)
        )
        if then is None or otherwise is None or (_counts(then) and _counts(otherwise)):
            return None
        return then + otherwise

    def _sum(self, expr: ir.Aggregate, env: Env, own: _Term) -> list[_Term] | None:
        items, unsure = self.tracer.items(expr, env)
        found: list[_Term] = []
        for item, weight in items:
            inner = {**env, expr.var: item}
            held = True if expr.condition is None else self.tracer.value(expr.condition, inner)
            if held is False:
                continue
            each = replace(own, times=own.times * weight, open=own.open or held is UNKNOWN)
            terms = self._terms(expr.body, inner, each)
            if terms is None:
                return None
            found += terms
        return [*found, replace(own, rest=True)] if unsure else found

    def _adds_up(self, term: _Term, found: Iterable[_Term]) -> bool:
        value = self._value(term.decision, term)
        values = [self._value(each.decision, each) for each in found]
        if value is UNKNOWN:
            return UNKNOWN in values
        return UNKNOWN not in values and sum(values) == value

    # one part

    def _value(self, decision: str, term: _Term) -> Any:
        """What the term comes to, were it this decision."""
        if not term.times:
            return 0
        value = UNKNOWN if term.rest else self.rows.value(decision, term.instance)
        if value is UNKNOWN or (term.open and value != 0):
            return UNKNOWN
        return value * term.times

    def _part(self, term: _Term) -> Part:
        about = self.rows.label(term.instance)
        if term.instance.entity != "day":
            return Part(term.decision, about, None, self._share((term.decision,), term))
        first, last = self.rows.dates(term.instance)
        days = (last - first).days + 1
        if term.times % days == 0:
            term = replace(term, times=term.times // days)
        components = self._components(term) if self._is_rate(term.decision) else None
        return Part(term.decision, about, (first, last), self._share((term.decision,), term), components)

    def _components(self, term: _Term) -> Mapping[str, Share] | None:
        """The components of a day; None where they do not come to the same as its rate."""
        assert self.line is not None
        status = (self.line.status,) if self.line.status is not None else ()
        terms = [replace(term, decision=name) for name in self.line.components]
        if not terms or not self._adds_up(term, terms):
            return None
        return {each.decision: self._share((each.decision, *status), each) for each in terms}

    def _share(self, names: tuple[str, ...], term: _Term) -> Share:
        value = self._value(term.decision, term)
        rules, cite = self._held(names, term.instance)
        missing = self._missing(term) if value is UNKNOWN else ()
        return Share(value, rules, cite or self.plan.decisions[term.decision].source.cite, missing)

    def _missing(self, term: _Term) -> tuple[str, ...]:
        causes: Causes = self.finder.of_decision(term.decision, term.instance)
        causes = causes or self.finder.of_decision(self.total, CASE)
        return tuple(sorted({cause.path for cause in causes}))

    def _held(self, names: Iterable[str], instance: Instance) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rules of these decisions that held, and what they cite."""
        rules: dict[str, None] = {}
        cites: dict[str, None] = {}
        for name in names:
            decision = self.plan.decisions[name]
            for position, rule in enumerate(decision.rules):
                if self.finder.holds(decision, position, instance) is True:
                    rules[rule.id] = None
                    cites.update(dict.fromkeys(rule.source.cite))
                    if decision.source.hit_policy == "first":
                        break
        return tuple(rules), tuple(cites)
