"""Decisions that look at the entity before: the row before, or one rank after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.shape import text
from amp_rules.population.schedule import Unit
from amp_rules.population.sql.births import Taken, United
from amp_rules.population.sql.nodes import Kind, Link, Node, Relation
from amp_rules.population.sql.running import Running
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.writerows import RowWriter, relation_of
from amp_rules.population.values import Frame, Value

Keys = tuple[str, ...]


@dataclass(slots=True)
class Scan:
    """The ranks of a scan as far as they are written. keys: what its rows share besides the owner."""

    base: Frame
    unit: Unit
    keys: Keys
    frames: list[Frame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """Where the rows of a rank find the row before: a frame and a link into it, None for the first rank.

    there: whether there is such a row. blocked: whether that is open.
    """

    frame: Frame | None
    link: Link | None
    there: Node
    blocked: Node


class PriorWriter(RowWriter):
    """Reads the entity before, and writes scans rank by rank."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        super().__init__(plan, shape)
        self.scan: Scan | None = None
        self.running: dict[str, Value] = {}
        self.histories: dict[tuple[Frame, ...], Frame] = {}
        self.pasts: dict[Frame, tuple[Frame, ...]] = {}

    def before(self, frame: Frame, made: ir.Prior, initial: Value) -> Value:
        home, index = frame.reach[self.plan.decisions[made.decision].about]
        scanned = self.scan is not None and home.over is not None and made.decision in self.scan.unit.names
        if scanned:
            found, there, blocked = self._of_rank(home, made)
        else:
            found, there, blocked = self._of_row_before(home.root, made)
            if home.over is not None:
                found, there, blocked = self._read(found, there, blocked, home.over[1])
        if index is not None:
            found, there, blocked = self._read(found, there, blocked, index)
        first, answer = self._alike(initial, found)
        first, answer = self._typed(first, answer)
        t = self.t
        branches = [(blocked, t.null(answer.term.kind)), (there, answer.term)]
        term = t.case(branches, first.term)
        if answer.type.kind == "bool":
            return self.truth(term)
        absent = None
        if answer.absent is not None or first.absent is not None:
            absent = t.case([(blocked, t.false), (there, self.gone(answer))], self.gone(first))
        return self._made(answer.type, term, absent, answer.scale)

    def _read(self, found: Value, there: Node, blocked: Node, index: Any) -> tuple[Value, Node, Node]:
        return self.move(found, index), self.moved(there, index), self.moved(blocked, index)

    # the row before, of answers that are all there

    def _of_row_before(self, base: Frame, made: ir.Prior) -> tuple[Value, Node, Node]:
        by, order, blocked = self.sequence(base, made.keys)
        if made.decision in self.running:
            return self.running[made.decision], self.t.true, blocked
        answer = self.answer(made.decision, base)
        rank = self.t.window("row_number", (), by, order)

        def lag(node: Node) -> Node:
            if node.constant:
                return node
            return self.t.window("lag", (node,), by, order, node.kind, True)

        absent = None if answer.absent is None else self.t.surely(lag(answer.absent))
        found = Value(answer.type, lag(answer.term), None, absent, answer.scale)
        return found, self.t.compare("gt", rank, self.t.number(1)), blocked

    def sequence(
        self, base: Frame, keys: Sequence[ir.Expr]
    ) -> tuple[tuple[Node, ...], tuple[Node, ...], Node]:
        """What rows that come one after the other share, their order, and whether it is open."""
        by = self.owner_keys(base)
        order, blocked = self.order(base)
        parts: list[Node] = []
        unknown: list[Node] = []
        for key in keys if base.entity not in self.plan.scopes.numbered else ():
            value = self.value(key, base)
            parts += [value.term, *([] if value.absent is None else [value.absent])]
            unknown.append(self.unsettled(value))
        open_key = self.t.either(*unknown)
        if open_key is not self.t.false:
            so_far = self.t.window("max", (self.t.counted(open_key),), by, order, so_far="with")
            blocked = self.t.either(blocked, self.t.compare("eq", so_far, self.t.number(1)))
        return (*by, *parts), order, blocked

    def run_along(self, base: Frame, running: Running) -> None:
        """Works out what a running answer is for the row before, at every row."""
        t, kind = self.t, self.plan.decisions[running.decision].type
        by, order, _ = self.sequence(base, running.prior.keys)
        step = self.value(running.step, base)

        def earlier(function: str, node: Node) -> Node:
            return t.window(function, (node,), by, order, node.kind, True, "before")

        def some(condition: Node) -> Node:
            if condition is t.false:
                return condition
            return t.compare("eq", t.coalesce(earlier("max", t.counted(condition)), t.number(0)), t.number(1))

        unknown = some(t.is_null(step.term))
        first = self.value(running.prior.initial, base)
        if running.kind == "or":
            found = t.case([(some(t.surely(step.term)), t.true), (unknown, t.null("bool"))], first.term)
            self.running[running.decision] = self.truth(found)
        elif running.kind == "sum":
            first, step = (self._counted_in(each, self.scales[running.decision]) for each in (first, step))
            steps = t.coalesce(earlier("sum", t.coalesce(step.term, t.number(0))), t.number(0))
            found = t.case([(unknown, t.null("int"))], t.calculate("add", first.term, steps))
            self.running[running.decision] = Value(kind, found, None, None, step.scale)
        else:
            most = earlier("max", step.term)
            found = t.case([(unknown, t.null(most.kind))], most)
            none = t.both(t.negate(unknown), t.is_null(most))
            self.running[running.decision] = self._made(kind, found, none, step.scale)

    # one rank after the other

    def _of_rank(self, inner: Frame, made: ir.Prior) -> tuple[Value, Node, Node]:
        before = self.rank_before(inner, made)
        if before.frame is None:
            answer = self.constant(self.plan.decisions[made.decision].type, None)
        else:
            answer = self.move(self.answer(made.decision, before.frame), before.link)
        return answer, before.there, before.blocked

    def rank_before(self, inner: Frame, made: ir.Prior) -> Before:
        """Where the rows of a rank find the row before; worked out while the rank is written."""
        keys = self._keys_of(inner, made)
        if ("before", keys) not in inner.found:
            inner.found[("before", keys)] = self._rank_before(inner, made, keys)
        found: Before = inner.found[("before", keys)]
        return found

    def _keys_of(self, frame: Frame, made: ir.Prior) -> Keys:
        numbered = frame.entity in self.plan.scopes.numbered
        return () if numbered else tuple(text(key) for key in made.keys)

    def _rank_before(self, inner: Frame, made: ir.Prior, keys: Keys) -> Before:
        scan = self.scan
        assert scan is not None
        assert inner.over is not None
        rows = inner.over[1]
        by, order, blocked = self.sequence(scan.base, made.keys)
        blocked = self.moved(blocked, rows)
        if len(scan.frames) == 1:
            return Before(None, None, self.t.false, blocked)
        place = self.moved(self.place_before(scan.base, by, order), rows) if keys else None
        if keys == scan.keys:
            earlier = scan.frames[-2]
            return Before(earlier, self.to_rank(inner, earlier, place), self.t.true, blocked)
        assert place is not None
        history = self._history(scan)
        return Before(history, self.to_rank(inner, history, place), self.t.known(place), blocked)

    def to_rank(self, inner: Frame, earlier: Frame, place: Node | None) -> Link:
        """The link from a rank to rows of earlier ones; place: that of the row before, where keys tell it."""
        here, there = relation_of(inner), relation_of(earlier)
        names = [name for name in here.keys if here.keys[name] is not self._place(here)]
        pairs = [(here.keys[name], there.keys[name]) for name in names]
        if place is not None:
            pairs.append((place, self._place(there)))
        return Link(there, tuple(pairs), outer=True)

    def _place(self, relation: Relation) -> Node:
        return relation.keys["number"] if "number" in relation.keys else relation.keys["position"]

    def place_before(self, base: Frame, by: tuple[Node, ...], order: tuple[Node, ...]) -> Node:
        """The place of the row before in the list of the case."""
        return self.t.window("lag", (self._place(relation_of(base)),), by, order, "int", True)

    def _history(self, scan: Scan) -> Frame:
        """All ranks written so far but the one being written."""
        earlier = tuple(scan.frames[:-1])
        if len(earlier) == 1:
            return earlier[0]
        if earlier not in self.histories:
            parts = tuple(relation_of(each) for each in earlier)
            relation = self.t.relation(f"{parts[0].name}_so_far", United(parts), keys_of(parts[0]))
            made = self.frame(scan.base.name, scan.base.entity, relation)
            self.histories[earlier] = made
            self.pasts[made] = earlier
        return self.histories[earlier]

    def answer(self, decision: str, home: Frame) -> Value:
        if home in self.pasts and (home, decision) not in self.answers:
            answers = [self.answer(decision, each) for each in self.pasts[home]]
            self.answers[(home, decision)] = self._united(relation_of(home), answers)
        return super().answer(decision, home)

    def _united(self, whole: Relation, answers: Sequence[Value]) -> Value:
        """Answers of several relations as those of the relation of all their rows."""
        like = answers[-1]
        term = self.united(whole, [each.term for each in answers])
        if like.type.kind == "bool":
            return self.truth(term)
        absent = None
        if any(each.absent is not None for each in answers):
            absent = self.united(whole, [self.gone(each) for each in answers])
        return self._made(like.type, term, absent, like.scale)

    def united(self, whole: Relation, nodes: Sequence[Node]) -> Node:
        """One value out of one of each part."""
        first = nodes[0]
        if first.constant and all(node is first for node in nodes):
            return first
        made = self.t.input(
            whole, "united", tuple(nodes), (), first.kind, any(node.nullable for node in nodes)
        )
        made.label = made.label or nodes[-1].label
        return made

    # scans

    def scan_keys(self, unit: Unit) -> Keys:
        """The keys that all looks at the entity before have in common; none where they differ."""
        from amp_rules.plan.order import expressions

        if unit.scanned in self.plan.scopes.numbered:
            return ()
        found: set[Keys] = set()
        for name in unit.names:
            for expr in expressions(self.plan.decisions[name]) if name in self.plan.decisions else ():
                for node in ir.walk(expr):
                    if isinstance(node, ir.Prior) and node.decision in unit.names:
                        found.add(tuple(text(key) for key in node.keys))
        return found.pop() if len(found) == 1 else ()

    def ranks(self, base: Frame, unit: Unit) -> tuple[Node, Keys]:
        """The rank of each row among those it may look back on."""
        keys = self.scan_keys(unit)
        nodes = {
            text(key): key
            for name in unit.names
            if name in self.plan.decisions
            for prior in self._priors(name)
            for key in prior.keys
        }
        by, order, _ = self.sequence(base, [nodes[key] for key in keys])
        return self.t.window("row_number", (), by, order), keys

    def _priors(self, name: str) -> list[ir.Prior]:
        from amp_rules.plan.order import expressions

        nodes = (node for expr in expressions(self.plan.decisions[name]) for node in ir.walk(expr))
        return [node for node in nodes if isinstance(node, ir.Prior)]

    def rank_frame(self, base: Frame, rank: Node, number: int) -> Frame:
        """The rows of a frame that have a rank."""
        home = relation_of(base)
        relation = self.t.relation(
            f"{home.name}_at_{number}",
            Taken(home, self.t.compare("eq", rank, self.t.number(number))),
            keys_of(home),
        )
        rows = self.link(relation, home, taken=True)
        inner = Frame(base.name, base.entity, "", over=(base, rows), level=1)
        inner.found["relation"] = relation
        inner.reach = {
            name: (at_home, rows if at is None else self.compose(at, rows))
            for name, (at_home, at) in base.reach.items()
        }
        inner.reach[base.entity] = (inner, None)
        return inner


def keys_of(relation: Relation) -> list[tuple[str, Kind]]:
    """The names and kinds of a relation's keys."""
    return [(name, key.kind) for name, key in relation.keys.items()]
