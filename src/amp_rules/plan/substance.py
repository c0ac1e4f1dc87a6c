"""What a plan answers, free of titles, citations and the names of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.shape import constant_text, text


def substance(plan: Plan, roots: Iterable[str] | None = None) -> str:
    """A text that is the same for two plans only if they answer alike; `roots` some decisions, else all.

    Decisions count with all that they need. Two plans with different texts may still answer alike.
    """
    return "\n".join(sorted(_lines(plan, plan.decisions if roots is None else roots)))


def shown(plan: Plan) -> frozenset[str]:
    """The decisions whose answers a reader is given: goals, total, days, verdicts and findings."""
    edition = plan.rulebook.edition
    line = edition.timeline
    days = () if line is None else (line.rate, *line.components, line.status)
    told = [name for name, each in plan.decisions.items() if each.source.kind in ("verdict", "finding")]
    return frozenset(name for name in (*edition.goals, edition.total, *days, *told) if name)


def _lines(plan: Plan, roots: Iterable[str]) -> Iterator[str]:
    yield f"{plan.rulebook.edition.programme} {_timeline(plan)}"
    parameters: set[str] = set()
    waiting, seen = list(roots), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        decision = plan.decisions[name]
        yield _decision(decision)
        for expr in _needed(plan, decision):
            for node in ir.walk(expr):
                match node:
                    case ir.Ref() | ir.Prior():
                        if node.decision in plan.decisions:
                            waiting.append(node.decision)
                    case ir.Const(parameter=str(parameter)) | ir.DatedParam(name=parameter):
                        parameters.add(parameter)
    for name in parameters:
        values = [(start, constant_text(value)) for start, value in plan.parameters[name].values]
        yield f"parameter {name} {values}"
    for name, count in plan.counts.items():
        yield f"entity {name} {text(count)} {plan.rulebook.entities[name].most}"


def _needed(plan: Plan, decision: BoundDecision) -> Iterator[ir.Expr]:
    yield from expressions(decision)
    yield from (plan.counts[name] for name in plan.scopes.chain(decision.about) if name in plan.counts)


def _timeline(plan: Plan) -> str:
    line = plan.rulebook.edition.timeline
    return "" if line is None else f"{line.rate} {line.components} {line.status}"


def _decision(decision: BoundDecision) -> str:
    source = decision.source
    rules = [
        (None if rule.when is None else text(rule.when), text(rule.then), rule.overridden_by)
        for rule in decision.rules
    ]
    otherwise = None if decision.otherwise is None else text(decision.otherwise)
    fact = None if decision.fact is None else text(decision.fact)
    kind = (source.about, source.kind, source.unit, source.choices, source.optional)
    return f"{decision.name} {kind} {source.hit_policy} {rules} {otherwise} {fact}"
