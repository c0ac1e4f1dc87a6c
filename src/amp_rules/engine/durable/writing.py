"""A plan written as questions, typed computations, and the facts that questions are answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from amp_rules.engine.compile import Program
from amp_rules.engine.durable.conditions import Conditions, Told, TooLargeError
from amp_rules.engine.durable.strata import Item, expansion, reads
from amp_rules.engine.durable.tables import Answer, Question, Table
from amp_rules.engine.durable.things import Counted, Days, Read
from amp_rules.engine.durable.values import Values
from amp_rules.engine.kleene import crossing, dated_values
from amp_rules.engine.write import CASE_LISTS
from amp_rules.plan import ir
from amp_rules.plan.cuts import MIRROR
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.shape import text
from amp_rules.plan.types import BOOL
from amp_rules.terms import UNKNOWN

_CONDITIONS = ir.Not | ir.Logic | ir.Compare | ir.OneOf | ir.IsAbsent | ir.Choose


@dataclass(frozen=True, slots=True)
class Written:
    """What a plan is made of, by name.

    items: decisions and expansions, to be put in order. facts: decisions that are read off the case. told: by
    kind of entity, the properties that its questions are answered from. kinds: the entities a case lists.
    """

    items: tuple[Item, ...]
    tables: Mapping[str, Table]
    facts: Mapping[str, Read]
    expansions: Mapping[str, Counted | Days]
    told: Mapping[str, Mapping[str, Told]]
    kinds: frozenset[str]


def write(program: Program) -> Written:
    """The plan of a program, written as production rules need it."""
    return _Writer(program).write()


class _Writer:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.plan: Plan = program.plan
        written = {text(first): f"first {at}" for at, first in enumerate(program.firsts)}
        firsts = [first for each in self.plan.decisions.values() for first in each.firsts]
        self.values = Values(self.plan, {id(first): written[text(first)] for first in firsts})
        self.conditions: dict[str, Conditions] = {}
        self.expanded = frozenset(self.plan.counts) | {"day"}
        self.items: list[Item] = []
        self.tables: dict[str, Table] = {}
        self.facts: dict[str, Read] = {}

    def write(self) -> Written:
        for group in self.plan.groups:
            for name in group.decisions:
                self._decision(self.plan.decisions[name])
        expansions: dict[str, Counted | Days] = {expansion("day"): self._days()}
        for entity, count in self.plan.counts.items():
            expansions[expansion(entity)] = self._counted(entity, count)
        told = {about: conditions.told for about, conditions in self.conditions.items()}
        kinds = frozenset(CASE_LISTS) & self._spoken_of()
        return Written(tuple(self.items), self.tables, self.facts, expansions, told, kinds)

    def _spoken_of(self) -> frozenset[str]:
        """Every kind of entity that a decision is about or an aggregate runs over, with its parents."""
        found: set[str] = {"period"}
        for decision in self.plan.decisions.values():
            found.update(self.plan.scopes.chain(decision.about))
            nodes = (node for expr in expressions(decision) for node in ir.walk(expr))
            found.update(node.entity for node in nodes if isinstance(node, ir.Aggregate))
        for entity, count in self.plan.counts.items():
            found.update(self.plan.scopes.chain(entity))
            found.update(node.entity for node in ir.walk(count) if isinstance(node, ir.Aggregate))
        return frozenset(found)

    # items

    def _item(self, name: str, about: str, asks: bool, exprs: list[ir.Expr]) -> None:
        needs, earlier = reads(exprs, self.expanded)
        chain = self.plan.scopes.chain(about)
        entities = frozenset(expansion(entity) for entity in chain if entity in self.expanded)
        self.items.append(Item(name, about, asks, needs | entities, earlier))

    def _days(self) -> Days:
        program, scope = self.program, self.values.scope("day")
        dated = {}
        for key in program.read_by_day:
            _, _, parameter = key.partition(".")
            values = dated_values(self.plan.parameters[parameter].values) if parameter else None
            dated[key] = (values, UNKNOWN if parameter else self.values.outside(key))
        fixed: list[int] = []
        crossings = []
        for cut in program.cuts:
            ramp, steady, op = cut.left, cut.right, cut.op
            if steady.type.ramp:
                ramp, steady, op = steady, ramp, MIRROR[op]
            if (
                isinstance(ramp, ir.DayPart)
                and isinstance(steady, ir.Const)
                and isinstance(steady.value, date)
            ):
                fixed.extend(crossing(op, steady.value, steady.value, steady.value.toordinal()))
            else:
                crossings.append((op, self.values.read(ramp, scope), self.values.read(steady, scope)))
        firsts = [
            (self.values.first_keys[id(first)], first.name, self.values.read(first.count, scope))
            for first in program.firsts
        ]
        exprs: list[ir.Expr] = [*program.cuts, *(first.count for first in program.firsts)]
        needs, _ = reads(exprs, self.expanded)
        self.items.append(Item(expansion("day"), "period", False, needs, frozenset(), True))
        return Days(dated, fixed, crossings, firsts)

    def _counted(self, entity: str, count: ir.Expr) -> Counted:
        numbered = self.plan.scopes.numbered[entity]
        needs, _ = reads([count], self.expanded)
        self.items.append(Item(expansion(entity), numbered.of, False, needs, frozenset(), True))
        return Counted(
            entity, numbered.of, numbered.most, self.values.read(count, self.values.scope(numbered.of))
        )

    # decisions

    def _decision(self, decision: BoundDecision) -> None:
        exprs = list(expressions(decision))
        if decision.fact is not None:
            self.facts[decision.name] = self.values.read(decision.fact, self.values.scope(decision.about))
            self._item(decision.name, decision.about, False, exprs)
            return
        whens = [self._effective(decision, position) for position in range(len(decision.rules))]
        thens = [rule.then for rule in decision.rules]
        kept = _Kept(self, decision.name, decision.about)
        table = Table(
            decision.name,
            decision.about,
            decision.source.hit_policy,
            decision.disjoint,
            tuple(rule.id for rule in decision.rules),
            tuple(None if when is None else kept.question(str(at), when) for at, when in enumerate(whens)),
            tuple(kept.answer(f"then {at}", then) for at, then in enumerate(thens)),
            None if decision.otherwise is None else kept.answer("otherwise", decision.otherwise),
        )
        self.keep(table, kept.exprs)

    def keep(self, table: Table, exprs: list[ir.Expr]) -> None:
        """A table, and the item that says what it needs."""
        self.tables[table.name] = table
        self._item(table.name, table.about, table.asks, exprs)

    def _effective(self, decision: BoundDecision, position: int) -> ir.Expr | None:
        """When a rule holds: its own condition, and none of the rules that override it."""
        rule = decision.rules[position]
        above = [self._effective(decision, other) for other in rule.overridden_by]
        parts = [*(() if rule.when is None else (rule.when,)), *(ir.Not(BOOL, _sure(each)) for each in above)]
        if len(parts) < 2:
            return parts[0] if parts else None
        return ir.Logic(BOOL, "and", tuple(parts))

    def about(self, entity: str) -> Conditions:
        """The conditions about a kind of entity."""
        return self.conditions.setdefault(entity, Conditions(self.values, entity))


def _sure(when: ir.Expr | None) -> ir.Expr:
    return ir.Const(BOOL, True) if when is None else when


class _Kept:
    """The questions of one decision; a condition too large for a rule is put together from named parts."""

    def __init__(self, writer: _Writer, name: str, about: str) -> None:
        self.writer = writer
        self.name = name
        self.about = about
        self.parts = 0
        self.exprs: list[ir.Expr] = []

    def question(self, slot: str, expr: ir.Expr) -> Question:
        """A condition as a pair of patterns."""
        conditions = self.writer.about(self.about)
        while True:
            try:
                holding, failing = conditions.pair(expr)
            except TooLargeError:
                expr = self._smaller(expr)
                continue
            self.exprs.append(expr)
            key = f"{self.name} {slot}"
            return Question(f"{key}+", f"{key}-", holding, failing)

    def answer(self, slot: str, expr: ir.Expr) -> Answer:
        """A conclusion: a condition of its own where it is one, else a computation."""
        if expr.type.kind == "bool" and isinstance(expr, _CONDITIONS) and not expr.type.optional:
            return Answer(None, self.question(slot, expr))
        self.exprs.append(expr)
        return Answer(self.writer.values.read(expr, self.writer.values.scope(self.about)))

    def _smaller(self, expr: ir.Expr) -> ir.Expr:
        """The same condition with its parts, or halves of them, answered before it."""
        match expr:
            case ir.Not(item=item):
                return replace(expr, item=self._smaller(item))
            case ir.Choose(condition=held, then=then, otherwise=otherwise):
                parts = [self._named(part) for part in (held, then, otherwise)]
                return replace(expr, condition=parts[0], then=parts[1], otherwise=parts[2])
            case ir.Logic(items=items):
                inner = [item for item in items if isinstance(item, ir.Logic | ir.Choose | ir.Not)]
                if inner:
                    return replace(
                        expr, items=tuple(self._named(item) if item in inner else item for item in items)
                    )
                half = len(items) // 2
                halves = [replace(expr, items=part) for part in (items[:half], items[half:])]
                return replace(expr, items=tuple(map(self._named, halves)))
            case ir.OneOf(among=ir.Const(value=frozenset() as words)):
                ordered = sorted(words, key=str)
                half = len(ordered) // 2
                lists = [
                    ir.Const(expr.among.type, frozenset(part)) for part in (ordered[:half], ordered[half:])
                ]
                op = "and" if expr.negated else "or"
                return ir.Logic(BOOL, op, tuple(self._named(replace(expr, among=each)) for each in lists))
        raise AssertionError("a condition without parts is never too large")

    def _named(self, expr: ir.Expr) -> ir.Expr:
        """A part of a condition as an answer of its own."""
        if isinstance(expr, ir.Const):
            return expr
        self.parts += 1
        name = f"{self.name} ({self.parts})"
        part = _Kept(self.writer, name, self.about)
        table = Table(
            name,
            self.about,
            "unique",
            True,
            (None,),
            (None,),
            (Answer(None, part.question("is", expr)),),
            None,
        )
        self.writer.keep(table, part.exprs)
        return ir.Ref(BOOL, name, self.about, self.about)
