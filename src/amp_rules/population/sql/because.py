"""Why answers are unknown, as nodes: what they wait for, and which facts are wanted.

A mask is a truth value that is never unknown, or None where it holds nowhere. Scans are followed rank by
rank: forwards for what an answer waits for, backwards for what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from amp_rules.engine.write import ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.order import expressions, priors
from amp_rules.plan.shape import text
from amp_rules.population.causes import Answered, Causes, Edge, Elsewhere, Inner, Lacking, Leaf, Mask, Part
from amp_rules.population.outcome import goal_names
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.nodes import Link, Node, Relation
from amp_rules.population.sql.program import ProgramWriter
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.writerows import relation_of
from amp_rules.population.values import Frame, Value

Waits = tuple[Mask, Mask]
"""Where something waits for a plain fact, and where for a judgement."""
NOTHING: Waits = (None, None)


@dataclass(frozen=True, slots=True)
class RowBefore:
    """Read: the row before in the same case. by, order: what rows have in common, and how they follow."""

    by: tuple[Node, ...]
    order: tuple[Node, ...]


class WaitWriter(ProgramWriter, Causes):
    """Writes a plan, and what its unknown verdicts wait for."""

    explains = True

    def __init__(self, plan: Plan, shape: Shape, steps: Steps) -> None:
        super().__init__(plan, shape, steps)
        self.waits: dict[tuple[Frame, str], Waits] = {}
        self.waited: dict[tuple[Any, ...], Waits] = {}
        goals = goal_names(plan)
        self.verdicts = [name for name in goals if plan.decisions[name].source.kind == "verdict"]
        self.judged = self.reached(self.verdicts)

    def reached(self, names: Sequence[str]) -> set[str]:
        """These decisions and all they need."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            for expr in expressions(self.plan.decisions[name]):
                waiting.extend(priors(expr))
                for node in ir.walk(expr):
                    waiting.extend(self._named_by(node))
        return found

    def _named_by(self, node: ir.Expr) -> Iterator[str]:
        if isinstance(node, ir.Ref) and node.entity != "member":
            yield node.decision
        if isinstance(node, ir.Aggregate) and node.entity in self.plan.counts:
            for part in ir.walk(self.plan.counts[node.entity]):
                yield from self._named_by(part)

    # masks

    def masked(self, node: Node) -> Mask:
        """A node as a mask."""
        return None if node is self.t.false else node

    def term(self, mask: Mask) -> Node:
        """A mask as a node."""
        if mask is None:
            return self.t.false
        node: Node = self.t.true if mask is True else mask
        return node

    def unknown(self, item: Value) -> Mask:
        return self.masked(self.unsettled(item))

    def maybe(self, truth: Value | None) -> Mask:
        return self.t.true if truth is None else self.masked(self.t.coalesce(truth.term, self.t.true))

    def sure(self, truth: Value | None) -> Mask:
        return self.t.true if truth is None else self.masked(self.t.surely(truth.term))

    def fails_not(self, truth: Value, neutral: bool) -> Mask:
        return self.maybe(self.negate(truth) if neutral else truth)

    def meet(self, *masks: Mask) -> Mask:
        return self.masked(self.t.both(*map(self.term, masks)))

    def union(self, *masks: Mask) -> Mask:
        return self.masked(self.t.either(*map(self.term, masks)))

    def but(self, mask: Mask) -> Mask:
        return self.masked(self.t.negate(self.term(mask)))

    def unsure(self, home: Frame, outer: Frame) -> Mask:
        return self.masked(self.unsure_of(home, outer))

    def read_mask(self, mask: Mask, index: Any) -> Mask:
        """A mask of rows elsewhere, read here."""
        if mask is None or index is None:
            return mask
        if isinstance(index, RowBefore):
            return self.beside(mask, "lag", index)
        return self.masked(self.t.surely(self.moved(mask, replace(index, taken=False))))

    def beside(self, mask: Mask, function: str, index: RowBefore) -> Mask:
        """A mask of the row before ('lag') or after ('lead')."""
        node = self.term(mask)
        beside = self.t.window(function, (node,), index.by, index.order, "bool", True)
        return self.masked(self.t.surely(beside))

    def gathered_mask(self, mask: Mask, inner: Frame, outer: Frame) -> Mask:
        """Where a mask holds for some row of those that belong to each row."""
        if mask is None:
            return None
        return self.masked(self.some(self.term(mask), relation_of(inner), relation_of(outer)))

    # the entity before

    def prior_parts(self, made: ir.Prior, frame: Frame) -> Iterator[Edge]:
        home, index = frame.reach[self.plan.decisions[made.decision].about]
        if home is not frame and relation_of(home) is not relation_of(frame):
            yield Elsewhere(made, home, index)
            return
        if home.over is not None:
            before = self.rank_before(home, made)
            earlier, link, there, blocked = before.frame, before.link, before.there, before.blocked
        else:
            by, order, blocked = self.sequence(home, made.keys)
            rank = self.t.window("row_number", (), by, order)
            there, earlier = self.t.compare("gt", rank, self.t.number(1)), home
            link = RowBefore(by, order)  # type: ignore[assignment]
        free = self.but(blocked)
        yield Part(made.initial, self.meet(free, self.but(self.masked(there))))
        if earlier is not None:
            yield Answered(made.decision, earlier, link, self.meet(free, self.masked(there)))
        yield from self._blocked_parts(made, home, blocked)

    def _blocked_parts(self, made: ir.Prior, home: Frame, blocked: Node) -> Iterator[Edge]:
        """What an order that is open waits for."""
        entity = home.entity
        _, loose = self.order(home.root)
        if home.over is not None:
            loose = self.moved(loose, home.over[1])
        key = None if entity in self.plan.scopes.numbered else ORDER_KEYS[entity]
        if key is not None:
            yield Lacking(Leaf("fact", entity, key), "undated", (home,), self.masked(loose))
        keyed = self.meet(self.masked(blocked), self.but(self.masked(loose)))
        for each in made.keys if entity not in self.plan.scopes.numbered else ():
            if isinstance(each, ir.Fact):
                yield Lacking(Leaf("fact", entity, ".".join(each.path)), "keys", (home, each), keyed)

    # what answers wait for

    def decided(self, name: str, frame: Frame) -> None:
        if name in self.judged:
            self.held_of(name, frame)
            self.waits[(frame, name)] = self._waits_of(name, frame)

    def together(
        self, name: str, base: Frame, frames: Sequence[Frame], whole: Relation, link: Link | None
    ) -> None:
        if name not in self.judged:
            return
        pairs = [self.waits[(each, name)] for each in frames]
        plain, judged = (self._united_mask(whole, masks) for masks in zip(*pairs, strict=True))
        self.waits[(base, name)] = (self.read_mask(plain, link), self.read_mask(judged, link))

    def _united_mask(self, whole: Relation, masks: Sequence[Mask]) -> Mask:
        if all(mask is None for mask in masks):
            return None
        return self.masked(self.united(whole, [self.term(mask) for mask in masks]))

    def waits_at(self, name: str, home: Frame) -> Waits:
        """What the answers to a decision wait for in a frame."""
        if name not in self.judged:
            return NOTHING
        if (home, name) not in self.waits:
            if home in self.pasts:
                pairs = [self.waits_at(name, each) for each in self.pasts[home]]
                plain, judged = (
                    self._united_mask(relation_of(home), masks) for masks in zip(*pairs, strict=True)
                )
                self.waits[(home, name)] = (plain, judged)
            else:
                assert home.over is not None
                self.waits[(home, name)] = self._read_waits(self.waits_at(name, home.over[0]), home.over[1])
        return self.waits[(home, name)]

    def _read_waits(self, waits: Waits, index: Any) -> Waits:
        return self.read_mask(waits[0], index), self.read_mask(waits[1], index)

    def _waits_of(self, name: str, frame: Frame) -> Waits:
        decision = self.plan.decisions[name]
        unknown = self.unknown(self.answers[(frame, name)])
        if unknown is None:
            return NOTHING
        if decision.fact is not None:
            return None, unknown
        return self._all_waits(self.decision_parts(decision, frame), frame, unknown)

    def _all_waits(self, edges: Iterator[Edge], frame: Frame, unknown: Mask) -> Waits:
        found = [self._edge_waits(edge, frame) for edge in edges]
        plain, judged = (self.union(*(each[at] for each in found)) for at in (0, 1))
        return self.meet(unknown, plain), self.meet(unknown, judged)

    def _expression_waits(self, expr: ir.Expr, frame: Frame) -> Waits:
        members = tuple(sorted((var, str(each.value)) for var, each in self.members.items()))
        key = (frame, text(expr), members)
        if key not in self.waited:
            unknown = self.unknown(self.value(expr, frame))
            found = NOTHING if unknown is None else self._all_waits(self.parts(expr, frame), frame, unknown)
            self.waited[key] = found
        return self.waited[key]

    def _edge_waits(self, edge: Edge, frame: Frame) -> Waits:
        match edge:
            case Part(expr=expr, where=where, members=members):
                if where is None:
                    return NOTHING
                with self.bound(members):
                    return self._where(self._expression_waits(expr, frame), where)
            case Elsewhere(expr=expr, home=home, index=index):
                return self._read_waits(self._expression_waits(expr, home), index)
            case Answered(decision=decision, home=home, index=index, where=where):
                return self._where(self._read_waits(self.waits_at(decision, home), index), where)
            case Inner(expr=expr, frame=inner, home=home, where=where):
                if where is None:
                    return NOTHING
                plain, judged = self._where(self._expression_waits(expr, inner), where)
                return self.gathered_mask(plain, home, frame), self.gathered_mask(judged, home, frame)
            case Lacking():
                return self._lacking_here(edge), None

    def _where(self, waits: Waits, where: Mask) -> Waits:
        return self.meet(waits[0], where), self.meet(waits[1], where)

    def _lacking_here(self, edge: Lacking) -> Mask:
        if edge.how != "run":
            return self.masked(self.term(edge.where))
        if edge.leaf.kind != "span":
            return None
        days, index, first = edge.arguments
        home, row = days.reach["period"]
        relation, runs = self.runs(home, first.name)
        t, opened = self.t, runs["open"]
        day = t.case([(opened, relation.keys["day_from"])], t.null("date"))
        earliest = self.moved(self.gathered("min", day, relation, relation_of(home)), row)
        found = t.surely(t.compare("le", earliest, days.found["last"]))
        return self.read_mask(self.masked(found), index)

    def referred(self, name: str) -> Node:
        plain, judged = self.waits[(self.frame_of(name), name)]
        return self.t.both(self.term(judged), self.t.negate(self.term(plain)))
