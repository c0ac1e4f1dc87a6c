"""Which facts are wanted: followed from the goals back to what cases lack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from amp_rules.engine.write import CASE_LISTS
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.scopes import type_of_fact
from amp_rules.population.causes import Answered, Edge, Elsewhere, Inner, Lacking, Mask, Part
from amp_rules.population.outcome import goal_names
from amp_rules.population.schedule import CUT, Unit
from amp_rules.population.sql.because import RowBefore, WaitWriter
from amp_rules.population.sql.births import Marked, United, Words
from amp_rules.population.sql.most import Steps
from amp_rules.population.sql.nodes import Link, Node, Relation
from amp_rules.population.sql.rounds import Output
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.writepriors import Scan, keys_of
from amp_rules.population.sql.writerows import relation_of
from amp_rules.population.values import Frame


@dataclass(frozen=True, slots=True)
class Raised:
    """What the ranks of a scan want of all entities: an answer, or keys up to a row."""

    decision: str = ""
    key: ir.Fact | None = None


class CauseWriter(WaitWriter):
    """Writes a plan, what its unknown answers wait for, and the paths of the facts that cases lack."""

    def __init__(self, plan: Plan, shape: Shape, steps: Steps) -> None:
        super().__init__(plan, shape, steps)
        self.asked = self.reached(goal_names(plan))
        self.wanted: dict[tuple[Frame, str], Mask] = {}
        self.raised: dict[Raised, dict[Frame, Mask]] = {}
        self.marks: dict[Relation, dict[Node, Mask]] = {}
        self.listed: Relation | None = None

    def write(self) -> None:
        super().write()
        for name in goal_names(self.plan):
            frame = self.frame_of(name)
            self._want(name, frame, self.unknown(self.answer(name, frame)))
        for unit in reversed(self.units):
            if unit in self.scans:
                self._push_scan(unit, self.scans[unit])
            else:
                for name in reversed(unit.names):
                    if name != CUT:
                        self._push_decision(name, self.frame_of(name))
        self.listed = self._list()

    def _want(self, name: str, frame: Frame, mask: Mask) -> None:
        key = (frame, name)
        self.wanted[key] = self.union(self.wanted.get(key), mask)

    # decisions, backwards

    def _push_scan(self, unit: Unit, scan: Scan) -> None:
        """The last rank first: each may want answers of the one before."""
        for inner in reversed(scan.frames):
            for name in reversed(unit.names):
                if name == CUT:
                    continue
                base, frame = self.frame_of(name), self.frame_in(name, inner)
                asked = self.wanted.get((base, name))
                if asked is not None:
                    link = self.link(relation_of(frame), relation_of(base))
                    self._want(name, frame, self.read_mask(asked, link))
                self._push_decision(name, frame)
        self._raise(scan)

    def _raise(self, scan: Scan) -> None:
        """What all ranks want together of answers from before the scan."""
        for (frame, name), mask in list(self.wanted.items()):
            if frame in scan.frames and name not in scan.unit.names:
                self.raised.setdefault(Raised(name), {})[frame] = mask
        home = relation_of(scan.base)
        for token, masks in self.raised.items():
            known = [each for each in scan.frames if masks.get(each) is not None]
            if not known:
                continue
            parts = tuple(relation_of(each) for each in known)
            whole = self.t.relation(f"{home.name}_wanted", United(parts), keys_of(home))
            node = self.united(whole, [self.term(masks[each]) for each in known])
            found = self.read_mask(self.masked(node), self.link(home, whole, outer=True))
            if token.key is None:
                self._want(token.decision, scan.base, found)
            else:
                self._mark_keys(scan.base, token.key, found)
        self.raised.clear()

    def _push_decision(self, name: str, frame: Frame) -> None:
        decision, mask = self.plan.decisions[name], self.wanted.get((frame, name))
        if decision.fact is not None or mask is None:
            return
        self.held_of(name, frame)
        here = self.meet(mask, self.unknown(self.answer(name, frame)))
        if here is not None:
            for edge in self.decision_parts(decision, frame):
                self._push_edge(edge, frame, here)

    def _push(self, expr: ir.Expr, frame: Frame, mask: Mask) -> None:
        if mask is None:
            return
        here = self.meet(mask, self.unknown(self.value(expr, frame)))
        if here is not None:
            for edge in self.parts(expr, frame):
                self._push_edge(edge, frame, here)

    def _push_edge(self, edge: Edge, frame: Frame, mask: Mask) -> None:
        match edge:
            case Part(expr=expr, where=where, members=members):
                with self.bound(members):
                    self._push(expr, frame, self.meet(mask, where))
            case Elsewhere(expr=expr, home=home, index=index):
                self._push(expr, home, self._pointed(mask, index))
            case Answered(decision=decision, home=home, index=index, where=where):
                self._want_there(decision, home, index, self.meet(mask, where))
            case Inner(expr=expr, frame=inner, home=home, where=where):
                link = self.link(relation_of(home), relation_of(frame))
                self._push(expr, inner, self.meet(self.read_mask(mask, link), where))
            case Lacking():
                found = self.meet(mask, edge.where)
                if found is not None:
                    _MARK[edge.how](self, edge, frame, found)

    def _pointed(self, mask: Mask, index: Any) -> Mask:
        """The rows elsewhere that a mask of rows here points at."""
        if mask is None or index is None:
            return mask
        if isinstance(index, RowBefore):
            return self.beside(mask, "lead", index)
        counted = self.t.counted(self.term(mask))
        link = Link(index.target, index.on)
        number = self.t.input(index.target, "gathered", (counted,), ("max", link), "int", True)
        return self.masked(self.t.compare("eq", self.t.coalesce(number, self.t.number(0)), self.t.number(1)))

    def _want_there(self, name: str, home: Frame, index: Any, mask: Mask) -> None:
        if mask is None or name not in self.asked:
            return
        if home not in self.pasts:
            self._want(name, home, self._pointed(mask, index))
            return
        for earlier in self.pasts[home]:
            there = relation_of(earlier)
            pairs = tuple((one, there.keys[str(other.data[0])]) for one, other in index.on)
            self._want(name, earlier, self._pointed(mask, Link(there, pairs)))

    # what is lacking

    def _mark(self, frame: Frame, mask: Mask, path: Node) -> None:
        if mask is None:
            return
        relation = relation_of(frame)
        known = self.marks.setdefault(relation, {})
        known[path] = self.union(known.get(path), mask)

    def _path(self, entity: str, name: str, place: Node) -> Node:
        """The path of a fact of the entity at a place of the case's list."""
        t = self.t
        if entity != "person":
            return self._placed(f"$.{CASE_LISTS[entity]}", place, f".{name}")
        first = t.compare("eq", place, t.number(0))
        child = self._placed("$.children", t.plus(place, -1), f".{name}")
        return t.case([(first, t.const(f"$.principal.{name}", "text"))], child)

    def _placed(self, listed: str, place: Node, fact: str) -> Node:
        t = self.t
        return t.joined([t.const(f"{listed}[", "text"), t.text(place), t.const(f"]{fact}", "text")])

    def _mark_fact(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        home, index = edge.arguments
        if edge.leaf.entity == "case":
            self._mark(frame, mask, self.t.const(f"$.{edge.leaf.name}", "text"))
            return
        place = relation_of(home).keys["position"]
        here = place if index is None else self.moved(place, index)
        self._mark(frame, mask, self._path(edge.leaf.entity, edge.leaf.name, here))

    def _mark_list(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        self._mark(frame, mask, self.t.const(f"$.{edge.leaf.name}", "text"))

    def _mark_undated(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        """Every entity of the case without a date."""
        entity, name = edge.leaf.entity, edge.leaf.name
        base = self.base(entity)
        asked = self._pointed(mask, frame.reach["case"][1])
        kind = type_of_fact(self.plan.scopes.facts[entity][name])
        undated = self.unknown(self._own_fact(ir.Fact(kind, entity, entity, (name,)), base))
        found = self.meet(self.read_mask(asked, base.reach["case"][1]), undated)
        self._mark(base, found, self._path(entity, name, relation_of(base).keys["position"]))

    def _mark_keyed(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        home, key = edge.arguments
        if home.over is None:
            self._mark_keys(home, key, mask)
            return
        masks = self.raised.setdefault(Raised(key=key), {})
        masks[home] = self.union(masks.get(home), mask)

    def _mark_keys(self, base: Frame, key: ir.Fact, mask: Mask) -> None:
        """The unknown keys of the entities up to those that ask."""
        order, _ = self.order(base)
        counted = (self.t.counted(self.term(mask)),)
        later = self.t.window("max", counted, self.owner_keys(base), order, so_far="from")
        asked = self.t.compare("eq", later, self.t.number(1))
        found = self.meet(self.masked(asked), self.unknown(self.value(key, base)))
        path = self._path(base.entity, ".".join(key.path), relation_of(base).keys["position"])
        self._mark(base, found, path)

    # dated facts

    def _mark_unstated(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        unstated = self.masked(self.unstated_at(frame, edge.leaf.name))
        self._mark(frame, self.meet(mask, unstated), self.t.const(f"$.daily.{edge.leaf.name}", "text"))

    def _mark_day(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        if edge.leaf.kind == "dated":
            self._mark_unstated(edge, frame, mask)
            return
        days, index = edge.arguments
        day = relation_of(days).keys["day_from"]
        self._mark_span(edge.leaf.name, days, day, self._pointed(mask, index))

    def _mark_on(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        if edge.leaf.kind == "dated":
            self._mark_unstated(edge, frame, mask)
            return
        _, on = edge.arguments
        self._mark_span(edge.leaf.name, frame, self.value(on, frame).term, mask)

    def _mark_span(self, name: str, frame: Frame, on: Node, mask: Mask) -> None:
        """The span that covers a day and has no value."""
        spans = self.spans(name)
        link = self.to_span(frame, spans, on)
        column = "value_minor" if "value_minor" in self.shape.get(name, {}) else "value"
        value = self.read(spans, name, column, "int" if column == "value_minor" else "bool")
        lacking = self.moved(self.t.is_null(value), link)
        place = self.moved(self.place_of_span(spans), link)
        self._mark(frame, self.meet(mask, self.t.surely(lacking)), self._span_path(name, place))

    def _span_path(self, name: str, place: Node) -> Node:
        return self._placed(f"$.daily.{name}", self.t.coalesce(place, self.t.number(0)), ".value")

    def _mark_run(self, edge: Lacking, frame: Frame, mask: Mask) -> None:
        """Every run up to the days that ask on which it is not known whether the flag holds."""
        if edge.leaf.kind == "dated":
            self._mark_unstated(edge, frame, mask)
            return
        t, (days, index, first) = self.t, edge.arguments
        asked = self._pointed(mask, index)
        home = days.reach["period"][0]
        relation, runs = self.runs(home, first.name)
        day = t.case([(self.term(asked), days.found["last"])], t.null("date"))
        latest = self.gathered("max", day, relation_of(days), relation_of(home))
        until = self.moved(latest, self.link(relation, relation_of(home)))
        reached = t.surely(t.compare("le", relation.keys["day_from"], until))
        made = self.frame(first.name, "run", relation)
        found = self.meet(runs["open"], reached, t.known(runs["place"]))
        self._mark(made, found, self._span_path(first.name, runs["place"]))

    # the list

    def _list(self) -> Relation | None:
        """Case and path, once for each fact that a case lacks."""
        parts: list[tuple[Relation, Node]] = []
        nothing = self.t.const("", "text")
        for relation, marks in self.marks.items():
            items = [
                self.t.case([(self.term(mask), self.t.joined([path, self.t.const(" ", "text")]))], nothing)
                for path, mask in marks.items()
            ]
            parts.append((relation, self.t.joined(items)))
        if not parts:
            return None
        words = self.t.relation("lacking", Marked(tuple(parts)), (("case_id", "text"), ("paths", "text")))
        birth = Words(words)
        return self.t.relation("missing", birth, (("case_id", "text"), ("path", "text")))

    def missing(self) -> Node:
        t, cases = self.t, relation_of(self.case)
        solved = self.solved(cases)
        if self.listed is None:
            return t.case([(solved, t.const("", "text"))], t.null("text"))
        pair = (self.listed.keys["case_id"], cases.keys["case_id"])
        path = self.listed.keys["path"]
        listed = t.input(cases, "gathered", (path,), ("listed", Link(cases, (pair,))), "text", True)
        return t.case([(solved, t.coalesce(listed, t.const("", "text")))], t.null("text"))

    def outputs(self) -> list[Output]:
        found = super().outputs()
        if self.listed is not None:
            keys = self.listed.keys
            columns = (("case_id", keys["case_id"]), ("path", keys["path"]))
            found.append(Output("missing", self.listed, columns, self.solved(self.listed)))
        return found


_MARK: dict[str, Callable[[CauseWriter, Lacking, Frame, Mask], None]] = {
    "fact": CauseWriter._mark_fact,
    "list": CauseWriter._mark_list,
    "undated": CauseWriter._mark_undated,
    "keys": CauseWriter._mark_keyed,
    "day": CauseWriter._mark_day,
    "on": CauseWriter._mark_on,
    "run": CauseWriter._mark_run,
}
