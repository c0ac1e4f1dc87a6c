"""In what order whole columns of answers can be worked out.

A unit is either decisions about one entity that need nothing of each other's later entities, or a scan:
decisions that read the entity before, so that the entities of a case come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions, priors

CUT = "@days"
"""Stands among the decisions for cutting periods into segments of days."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Decisions (or CUT) in order; `scanned` names the entity whose like come one after the other."""

    names: tuple[str, ...]
    scanned: str | None = None


Graph = Mapping[str, frozenset[str]]


def schedule(plan: Plan) -> tuple[Unit, ...]:
    """Every decision of the plan once, each after all it needs but the entity before."""
    needs, before = _needs(plan), _before(plan)
    whole = {name: needs[name] | before[name] for name in needs}
    parts = _circles(whole)
    part_of = {name: number for number, part in enumerate(parts) for name in part}
    done: set[int] = set()
    units: list[Unit] = []
    waiting = list(range(len(parts)))
    about = "case"
    while waiting:
        ready = [each for each in waiting if _after(parts[each], whole, part_of, each) <= done]
        ready.sort(key=lambda each: (_about(plan, parts[each]) != about, each))
        chosen = parts[ready[0]]
        about = _about(plan, chosen)
        waiting.remove(ready[0])
        done.add(ready[0])
        if len(chosen) > 1 or chosen[0] in before[chosen[0]]:
            units.append(Unit(_in_order(chosen, needs), _scanned(plan, chosen)))
        elif units and units[-1].scanned is None and _about(plan, units[-1].names) == about:
            units[-1] = Unit((*units[-1].names, *chosen))
        else:
            units.append(Unit(chosen))
    return tuple(units)


def cut_expressions(plan: Plan) -> Iterator[ir.Expr]:
    """What days are cut by, besides the dated facts: comparisons with the day, and counted flags."""
    for decision in plan.decisions.values():
        for cut in decision.cuts:
            yield from (cut.left, cut.right)
        for first in decision.firsts:
            yield first.count


def _about(plan: Plan, names: tuple[str, ...]) -> str:
    name = names[0]
    return "day" if name == CUT else plan.decisions[name].about


def _scanned(plan: Plan, names: tuple[str, ...]) -> str:
    """The entity that a scan steps along: the one that its decisions look back on."""
    for name in names:
        for prior in () if name == CUT else _priors_of(plan.decisions[name]):
            if prior.decision in names:
                return plan.decisions[prior.decision].about
    raise AssertionError("a circle without an entity before")


def _priors_of(decision: BoundDecision) -> Iterator[ir.Prior]:
    for expr in expressions(decision):
        yield from (node for node in ir.walk(expr) if isinstance(node, ir.Prior))


def _mentioned(expr: ir.Expr) -> set[str]:
    return {node.decision for node in ir.walk(expr) if isinstance(node, ir.Ref) and node.entity != "member"}


def _needs(plan: Plan) -> dict[str, frozenset[str]]:
    needs: dict[str, frozenset[str]] = {}
    counted = {entity: _mentioned(expr) for entity, expr in plan.counts.items()}
    for name, decision in plan.decisions.items():
        nodes = [node for expr in expressions(decision) for node in ir.walk(expr)]
        found = set().union(*map(_mentioned, expressions(decision)))
        entities = {decision.about, *(node.entity for node in nodes if isinstance(node, ir.Aggregate))}
        for entity in entities:
            for each in plan.scopes.chain(entity) if entity in plan.scopes.parents else ():
                found |= counted.get(each, set())
                if each == "day":
                    found.add(CUT)
        needs[name] = frozenset(found)
    cut = set().union(*map(_mentioned, cut_expressions(plan)))
    needs[CUT] = frozenset(cut)
    return needs


def _before(plan: Plan) -> dict[str, frozenset[str]]:
    found = {
        name: frozenset().union(*map(priors, expressions(decision)))
        if decision.rules or decision.otherwise
        else frozenset()
        for name, decision in plan.decisions.items()
    }
    return {**found, CUT: frozenset()}


def _after(part: tuple[str, ...], whole: Graph, part_of: Mapping[str, int], own: int) -> set[int]:
    return {part_of[other] for name in part for other in whole[name]} - {own}


def _in_order(names: tuple[str, ...], needs: Graph) -> tuple[str, ...]:
    """Each after what it needs of the same entity, the entity before left aside."""
    ordered: list[str] = []
    waiting = list(names)
    while waiting:
        ready = next(name for name in waiting if not needs[name] & set(waiting) - {name})
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)


def _circles(graph: Graph) -> list[tuple[str, ...]]:
    """The strongly connected parts, each in the order given (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    order = {name: at for at, name in enumerate(graph)}
    for start in graph:
        if start in index:
            continue
        path = [(start, iter(sorted(graph[start], key=order.__getitem__)))]
        index[start] = low[start] = len(index)
        stack.append(start)
        while path:
            name, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[name])
                if low[name] == index[name]:
                    part = [stack.pop()]
                    while part[-1] != name:
                        part.append(stack.pop())
                    found.append(tuple(sorted(part, key=order.__getitem__)))
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                path.append((following, iter(sorted(graph[following], key=order.__getitem__))))
            elif following in stack:
                low[name] = min(low[name], index[following])
    return found
