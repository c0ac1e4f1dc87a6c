"""Why answers of a block are unknown, as lines over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from amp_rules.engine.write import ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.order import expressions, priors
from amp_rules.plan.scopes import type_of_fact
from amp_rules.plan.types import Type
from amp_rules.population.causes import Answered, Causes, Edge, Elsewhere, Inner, Lacking, Leaf, Mask, Part
from amp_rules.population.columns.program import ProgramWriter
from amp_rules.population.columns.write import NONE
from amp_rules.population.schedule import CUT, Unit, schedule
from amp_rules.population.values import Frame, Value

EVERYWHERE = "True"
Waits = tuple[Mask, Mask]


class CauseWriter(ProgramWriter, Causes):
    """Writes the program of a plan, and after it what its unknown answers wait for."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.waits: dict[str, Waits] = {}
        self.wanted: dict[str, str] = {}
        self.marks: dict[Leaf, str] = {}
        self.known_masks: dict[str, str] = {}
        self.turns = 0

    def _outputs(self) -> None:
        units = schedule(self.plan)
        verdicts = [name for name in self.goals if self.plan.decisions[name].source.kind == "verdict"]
        reached = self._reached(verdicts)
        for unit in units:
            self._find_waits(unit, reached)
        for name in verdicts:
            plain, judged = self.waits[name]
            self.line(f"out.because({name!r}, {plain or NONE}, {judged or NONE})")
        self._want(units)
        super()._outputs()

    def _reached(self, names: list[str]) -> set[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            for expr in expressions(self.plan.decisions[name]):
                nodes = ir.walk(expr)
                waiting.extend(
                    node.decision for node in nodes if isinstance(node, ir.Ref) and node.entity != "member"
                )
                waiting.extend(priors(expr))
                for node in nodes:
                    entity = node.entity if isinstance(node, ir.Aggregate) else ""
                    if entity in self.plan.counts:
                        count = self.plan.counts[entity]
                        waiting.extend(part.decision for part in ir.walk(count) if isinstance(part, ir.Ref))
        return found

    # masks

    def masking(self, text: str) -> None:
        """A line about masks, within the loop that is being written, if any."""
        self.buffers[self.turns].append("    " * (self.turns + 1) + text)

    def now(self, term: str) -> str:
        """A mask whose parts may have changed since the same term was last written."""
        found = self.name("m")
        self.masking(f"{found} = {term}")
        return found

    def mask(self, term: str) -> str:
        """A name for a mask; outside of loops one name for one term."""
        return self.now(term) if self.turns else self.lasting(term)

    def lasting(self, term: str) -> str:
        """A name for a mask that hangs on values only."""
        if term not in self.known_masks:
            self.known_masks[term] = self.put(term, "m")
        return self.known_masks[term]

    def unknown(self, item: Value) -> Mask:
        if item.type.kind == "bool":
            return None if item.fixed is not None else self.lasting(f"opened({item.term})")
        return None if item.known == NONE else self.lasting(f"invert({item.known})")

    def maybe(self, truth: Value | None) -> Mask:
        if truth is None or truth.fixed is not None:
            return EVERYWHERE if truth is None or truth.fixed else None
        return self.lasting(f"can({truth.term})")

    def sure(self, truth: Value | None) -> Mask:
        if truth is None or truth.fixed is not None:
            return EVERYWHERE if truth is None or truth.fixed else None
        return self.lasting(f"true({truth.term})")

    def fails_not(self, truth: Value, neutral: bool) -> Mask:
        return self.maybe(self.negate(truth) if neutral else truth)

    def meet(self, *masks: Mask) -> Mask:
        if any(mask is None for mask in masks):
            return None
        kept = list(dict.fromkeys(str(mask) for mask in masks if str(mask) != EVERYWHERE))
        if len(kept) < 2:
            return kept[0] if kept else EVERYWHERE
        return self.mask(f"overlap({', '.join(kept)})")

    def union(self, *masks: Mask) -> Mask:
        kept = list(dict.fromkeys(str(mask) for mask in masks if mask is not None))
        if EVERYWHERE in kept or len(kept) < 2:
            return EVERYWHERE if EVERYWHERE in kept else kept[0] if kept else None
        return self.mask(f"unite({', '.join(kept)})")

    def but(self, mask: Mask) -> Mask:
        if mask is None or mask == EVERYWHERE:
            return EVERYWHERE if mask is None else None
        return self.mask(f"outside({mask})")

    def unsure(self, home: Frame, outer: Frame) -> Mask:
        return self.lasting(f"({home.found['unsure']})")

    def prior_parts(self, made: ir.Prior, frame: Frame) -> Iterator[Edge]:
        entity = self.plan.decisions[made.decision].about
        home, index = frame.reach[entity]
        previous, blocked = self._previous(home.root, made)
        if index is not None:
            previous = self.lasting(f"take({previous}, {index})")
            blocked = self.lasting(f"take({blocked}, {index})")
        free = self.lasting(f"outside({blocked})")
        first = self.lasting(f"overlap({previous} < 0, {free})")
        follows = self.lasting(f"overlap({previous} >= 0, {free})")
        yield Part(made.initial, first)
        yield Answered(made.decision, home, previous, follows)
        loose: Mask = None
        if key := ORDER_KEYS.get(entity):
            loose = self.lasting(f"taken({home.found['rows']}.loose, {home.found['owner']})")
            loose = loose if index is None else self.lasting(f"taken({loose}, {index})")
            yield Lacking(Leaf("fact", entity, key), "undated", (home, index), loose)
        if not made.keys or entity in self.plan.scopes.numbered:
            return
        keyed = self.lasting(f"overlap({blocked}, outside({loose}))")
        for each in made.keys:
            if isinstance(each, ir.Fact):
                leaf = Leaf("fact", entity, ".".join(each.path))
                yield Lacking(leaf, "keys", (home, index, each), keyed)

    # from the leaves up: what an answer waits for

    def _find_waits(self, unit: Unit, reached: set[str]) -> None:
        names = [name for name in unit.names if name != CUT and name in reached]
        for name in names:
            self._held_of(name, self._frame(self.plan.decisions[name].about))
        if unit.scanned is None:
            for name in names:
                self.waits[name] = self._waits_of(name)
            return
        if not names:
            return
        for name in names:
            pair = (self.name("m"), self.name("m"))
            self.line(f"{pair[0]} = {pair[1]} = None")
            self.waits[name] = pair
        listed = ", ".join(mask for name in names for mask in self.waits[name] if mask is not None)
        self._loop(lambda: self._again(names), listed)

    def _loop(self, body: Callable[[], None], listed: str) -> None:
        """Repeats until no mask grows any more."""
        self.buffers.append([])
        self.turns = 1
        counted = self.now(f"size({listed})")
        body()
        self.masking(f"if size({listed}) == {counted}: break")
        self.turns = 0
        loop = self.buffers.pop()
        self.line("while True:")
        self.buffers[0].extend(loop)

    def _again(self, names: list[str]) -> None:
        for name in names:
            for held, found in zip(self.waits[name], self._waits_of(name), strict=True):
                if found is not None:
                    self.masking(f"{held} = {found}")

    def _waits_of(self, name: str) -> Waits:
        decision = self.plan.decisions[name]
        frame = self._frame(decision.about)
        unknown = self.unknown(self.answer(name, frame))
        if unknown is None:
            return None, None
        if decision.fact is not None:
            return None, unknown
        return self._all_waits(self.decision_parts(decision, frame), frame, unknown)

    def _all_waits(self, edges: Iterator[Edge], frame: Frame, unknown: Mask) -> Waits:
        plain: list[Mask] = []
        judged: list[Mask] = []
        for edge in edges:
            one, other = self._edge_waits(edge, frame)
            plain.append(one)
            judged.append(other)
        return self.meet(unknown, self.union(*plain)), self.meet(unknown, self.union(*judged))

    def expression_waits(self, expr: ir.Expr, frame: Frame) -> Waits:
        """Where an expression waits for a plain fact, and where for a judgement."""
        unknown = self.unknown(self.value(expr, frame))
        if unknown is None:
            return None, None
        return self._all_waits(self.parts(expr, frame), frame, unknown)

    def _edge_waits(self, edge: Edge, frame: Frame) -> Waits:
        match edge:
            case Part(expr=expr, where=where, members=members):
                if where is None:
                    return None, None
                with self.bound(members):
                    one, other = self.expression_waits(expr, frame)
                return self.meet(one, self._term(where)), self.meet(other, self._term(where))
            case Elsewhere(expr=expr, home=home, index=index):
                return self._read_at(self.expression_waits(expr, home), index)
            case Answered(decision=decision, home=_, index=index, where=where):
                one, other = self._read_at(self.waits.get(decision, (None, None)), index)
                return self.meet(one, self._term(where)), self.meet(other, self._term(where))
            case Inner(expr=expr, frame=inner, home=home, where=where):
                if where is None:
                    return None, None
                one, other = self.expression_waits(expr, inner)
                return self._gathered(self.meet(one, where), home), self._gathered(
                    self.meet(other, where), home
                )
            case Lacking():
                return self._lacking_here(edge), None

    def _term(self, where: Mask) -> Mask:
        return EVERYWHERE if where is True else where

    def _read_at(self, waits: Waits, index: Any) -> Waits:
        one, other = waits
        if index is None:
            return one, other
        return (
            None if one is None else self.mask(f"taken({one}, {index})"),
            None if other is None else self.mask(f"taken({other}, {index})"),
        )

    def _gathered(self, mask: Mask, home: Frame) -> Mask:
        return None if mask is None else self.mask(f"any_mask({mask}, {home.found['starts']}, {home.count})")

    def _lacking_here(self, edge: Lacking) -> Mask:
        if edge.how == "run" and edge.leaf.kind == "span":
            days, index, first = edge.arguments
            home, row = days.reach["period"]
            found = self.lasting(f"open_run({self._flagged(home, first)}, {row}, {days.found['last']})")
            return found if index is None else self.lasting(f"taken({found}, {index})")
        if edge.how == "run":
            return None
        return self._term(edge.where)

    # from the goals down: which facts are wanted

    def _want(self, units: tuple[Unit, ...]) -> None:
        reached = self._reached(list(self.goals))
        for name in reached:
            self._held_of(name, self._frame(self.plan.decisions[name].about))
            self.wanted[name] = self.name("m")
            self.line(f"{self.wanted[name]} = None")
        for name in self.goals:
            frame = self._frame(self.plan.decisions[name].about)
            unknown = self.unknown(self.answer(name, frame))
            if unknown is not None:
                self.line(f"{self.wanted[name]} = {unknown}")
        for unit in reversed(units):
            names = [name for name in reversed(unit.names) if name in reached]
            if unit.scanned is None:
                for name in names:
                    self._push_decision(name)
            elif names:
                listed = ", ".join(self.wanted[name] for name in names)
                self._loop(partial(self._push_all, names), listed)
        for leaf, mark in self.marks.items():
            self.line(f"out.mark({leaf.kind!r}, {leaf.entity!r}, {leaf.name!r}, {mark})")

    def _push_all(self, names: list[str]) -> None:
        for name in names:
            self._push_decision(name)

    def _push_decision(self, name: str) -> None:
        decision = self.plan.decisions[name]
        if decision.fact is not None:
            return
        frame = self._frame(decision.about)
        unknown = self.unknown(self.answer(name, frame))
        if unknown is None:
            return
        wanted = self.now(f"overlap({self.wanted[name]}, {unknown})")
        for edge in self.decision_parts(decision, frame):
            self._push_edge(edge, frame, wanted)

    def _push(self, expr: ir.Expr, frame: Frame, mask: Mask) -> None:
        unknown = self.unknown(self.value(expr, frame))
        if unknown is None or mask is None:
            return
        here = self.now(f"overlap({mask}, {unknown})")
        for edge in self.parts(expr, frame):
            self._push_edge(edge, frame, here)

    def _push_edge(self, edge: Edge, frame: Frame, mask: str) -> None:
        match edge:
            case Part(expr=expr, where=where, members=members):
                with self.bound(members):
                    self._push(expr, frame, self._narrowed(mask, where))
            case Elsewhere(expr=expr, home=home, index=index):
                self._push(
                    expr, home, mask if index is None else self.now(f"marked({mask}, {index}, {home.count})")
                )
            case Answered(decision=decision, home=home, index=index, where=where):
                found = self._narrowed(mask, where)
                if found is None or decision not in self.wanted:
                    return
                found = found if index is None else f"marked({found}, {index}, {home.count})"
                self.masking(f"{self.wanted[decision]} = unite({self.wanted[decision]}, {found})")
            case Inner(expr=expr, frame=inner, home=home, where=where):
                down = self.now(f"taken({mask}, {home.found['owner']})")
                self._push(expr, inner, self._narrowed(down, where))
            case Lacking():
                found = self._narrowed(mask, edge.where)
                if found is not None:
                    self._mark(edge, frame, found)

    def _narrowed(self, mask: str, where: Mask) -> Mask:
        if where is None:
            return None
        return mask if where is True or where == EVERYWHERE else self.now(f"overlap({mask}, {where})")

    def _mark(self, edge: Lacking, frame: Frame, mask: str) -> None:
        leaf = edge.leaf
        term = self._marking(edge, frame, mask)
        if leaf not in self.marks:
            self.marks[leaf] = self.name("m")
            self.line(f"{self.marks[leaf]} = None")
        self.masking(f"{self.marks[leaf]} = unite({self.marks[leaf]}, {term})")

    def _marking(self, edge: Lacking, frame: Frame, mask: str) -> str:
        """The rows of the leaf's own table that a mask of the frame's rows points at."""
        leaf, arguments = edge.leaf, edge.arguments
        if edge.how == "fact":
            home, index = arguments
            return mask if index is None else f"marked({mask}, {index}, {home.count})"
        if edge.how == "list":
            index = arguments[0].reach["case"][1]
            return mask if index is None else f"marked({mask}, {index}, n)"
        if edge.how in ("undated", "keys"):
            home, index = arguments[:2]
            rows = mask if index is None else f"marked({mask}, {index}, {home.count})"
            if edge.how == "undated":
                key = self._own_fact(ir.Fact(self._kind(leaf), leaf.entity, leaf.entity, (leaf.name,)), home)
                return f"undated({rows}, {home.found['owner']}, {key.known}, n)"
            unknown = self.unknown(self.value(arguments[2], home)) or NONE
            return f"keys_so_far({rows}, {home.found['starts']}, {unknown}, {home.count})"
        return self._marking_dated(edge, mask)

    def _kind(self, leaf: Leaf) -> Type:
        return type_of_fact(self.plan.scopes.facts[leaf.entity][leaf.name])

    def _marking_dated(self, edge: Lacking, mask: str) -> str:
        spans = f"b.dated({edge.leaf.name!r})"
        if edge.how == "run":
            days, index, first = edge.arguments
            rows = mask if index is None else f"marked({mask}, {index}, {days.count})"
            home, row = days.reach["period"]
            flagged = self._flagged(home, first)
            case, last = days.reach["case"][1], days.found["last"]
            if edge.leaf.kind == "dated":
                return f"unstated_lists({spans}, {rows}, {case}, n)"
            return f"open_runs({flagged}, {spans}, {rows}, {row}, {last}, {home.count})"
        if edge.how == "day":
            days, index = edge.arguments
            rows = mask if index is None else f"marked({mask}, {index}, {days.count})"
            case, day = days.reach["case"][1], days.found["first"]
        else:
            frame, on = edge.arguments
            rows, case = mask, self._row_of_case(frame)
            day = f"spread({self.value(on, frame).term}, {frame.count})"
        if edge.leaf.kind == "dated":
            return f"unstated_lists({spans}, {rows}, {case}, n)"
        return f"open_spans({spans}, {rows}, {case}, {day})"
