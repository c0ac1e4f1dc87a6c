"""What depends on what: cycles found, passes and their order fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Group
from amp_rules.plan.scopes import Scopes
from amp_rules.rulebook.fields import Faults

Edge = tuple[str, bool]


def expressions(decision: BoundDecision) -> Iterator[ir.Expr]:
    """Every expression of a decision, in the order written."""
    for rule in decision.rules:
        if rule.when is not None:
            yield rule.when
        yield rule.then
    if decision.otherwise is not None:
        yield decision.otherwise
    if decision.fact is not None:
        yield decision.fact


def edges(expr: ir.Expr, scope: tuple[str, ...]) -> Iterator[Edge]:
    """The decisions an expression needs, and whether of other entities than its own."""
    waiting: list[tuple[ir.Expr, frozenset[str]]] = [(expr, frozenset())]
    while waiting:
        node, foreign = waiting.pop()
        match node:
            case ir.Ref(decision=name, var=var, entity=entity) if entity != "member":
                yield name, var in foreign
            case ir.Aggregate(var=var, collection=collection):
                owner = collection.owner
                if collection.fact is None and (owner == "case" or owner in foreign or owner not in scope):
                    foreign = foreign | {var}
        waiting.extend((child, foreign) for child in ir.children(node))


def priors(expr: ir.Expr) -> set[str]:
    """The decisions an expression reads of the entity before."""
    return {node.decision for node in ir.walk(expr) if isinstance(node, ir.Prior)}


def dependencies(
    decisions: Mapping[str, BoundDecision], scopes: Scopes, counts: Mapping[str, ir.Expr]
) -> dict[str, dict[str, bool]]:
    """Per decision the decisions it needs first, and whether across entities."""
    segmentation = _segmentation(decisions)
    needed: dict[str, dict[str, bool]] = {}
    for name, decision in decisions.items():
        found: dict[str, bool] = {}
        chain = scopes.chain(decision.about)
        sources: Iterable[ir.Expr] = [*expressions(decision), *(counts[e] for e in chain if e in counts)]
        if decision.about == "day" or _weighs_days(decision):
            sources = [*sources, *segmentation]
        for expr in sources:
            for other, foreign in edges(expr, chain):
                if not (expr in segmentation and decisions[other].about == "day"):
                    found[other] = found.get(other, False) or foreign
        needed[name] = found
    return needed


def _weighs_days(decision: BoundDecision) -> bool:
    nodes = (node for expr in expressions(decision) for node in ir.walk(expr))
    return any(isinstance(node, ir.Aggregate) and node.entity == "day" for node in nodes)


def _segmentation(decisions: Mapping[str, BoundDecision]) -> list[ir.Expr]:
    found: list[ir.Expr] = []
    for decision in decisions.values():
        for cut in decision.cuts:
            found.append(cut.right if cut.left.type.ramp else cut.left)
        found.extend(first.count for first in decision.firsts)
    return found


MOST_LINKS = 60


def too_long(ordered: list[str], needed: Mapping[str, Mapping[str, bool]]) -> str | None:
    """The first decision at the end of a chain of more than MOST_LINKS decisions, if any."""
    links: dict[str, int] = {}
    for name in ordered:
        links[name] = 1 + max((links[other] for other in needed[name] if other in links), default=0)
        if links[name] > MOST_LINKS:
            return name
    return None


def sort(
    decisions: Mapping[str, BoundDecision], needed: Mapping[str, Mapping[str, bool]], faults: Faults
) -> list[str] | None:
    """The decisions, each after what it needs; None (with AR310) when they turn in a circle."""
    done: dict[str, bool] = {}
    ordered: list[str] = []
    for start in decisions:
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            stack.append((start, iter(needed[start])))
            done[start] = False
            path.append(start)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                done[name] = True
                ordered.append(name)
            elif following not in done:
                done[following] = False
                path.append(following)
                stack.append((following, iter(needed[following])))
            elif not done[following]:
                circle = " -> ".join([*path[path.index(following) :], following])
                faults.add(
                    "AR310", f"decisions need each other in a circle: {circle}", decisions[name].source.where
                )
                return None
    return ordered


def group(
    ordered: list[str],
    decisions: Mapping[str, BoundDecision],
    needed: Mapping[str, Mapping[str, bool]],
    scopes: Scopes,
    faults: Faults,
) -> tuple[Group, ...]:
    """Passes over entities: a decision stands after all passes it needs whole."""
    frames = {name: scopes.frame(decisions[name].about) for name in ordered}
    earlier = {name: set().union(*map(priors, expressions(decisions[name]))) for name in ordered}
    stage = dict.fromkeys(ordered, 0)
    for _ in range(len(ordered) + 2):
        if not _settle(ordered, frames, needed, earlier, stage):
            return _passes(ordered, frames, stage)
    worst = max(ordered, key=lambda name: stage[name])
    faults.add(
        "AR311", f"'{worst}' needs all entities before the one before is done", decisions[worst].source.where
    )
    return ()


def _settle(
    ordered: list[str],
    frames: Mapping[str, str],
    needed: Mapping[str, Mapping[str, bool]],
    earlier: Mapping[str, set[str]],
    stage: dict[str, int],
) -> bool:
    changed = False
    for name in ordered:
        wanted = [
            stage[dep] + (foreign or frames[dep] != frames[name]) for dep, foreign in needed[name].items()
        ]
        wanted += [stage[dep] for dep in earlier[name]]
        highest = max([stage[name], *wanted])
        changed = changed or highest != stage[name]
        stage[name] = highest
    return changed


def _passes(ordered: list[str], frames: Mapping[str, str], stage: Mapping[str, int]) -> tuple[Group, ...]:
    made: dict[tuple[int, str], list[str]] = {}
    for name in ordered:
        made.setdefault((stage[name], frames[name]), []).append(name)
    return tuple(Group(frame, tuple(made[(at, frame)])) for at, frame in sorted(made))
