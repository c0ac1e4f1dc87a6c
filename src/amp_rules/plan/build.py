"""A `Rulebook` to a `Plan`: everything checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from amp_rules.case.vocabulary import vocabulary
from amp_rules.errors import RulebookError
from amp_rules.plan import ir, order
from amp_rules.plan.bind import Bound, BoundParameter, Names, bind
from amp_rules.plan.digest import digest
from amp_rules.plan.functions import parameter_value
from amp_rules.plan.model import BoundDecision, BoundRule, Plan
from amp_rules.plan.overlap import Clauses, Together, can_meet, clauses, impossible
from amp_rules.plan.scopes import COLLECTIONS, PARENTS, Scopes, scopes_of, type_of_decision
from amp_rules.plan.shape import presence, zero
from amp_rules.plan.steps import BoundProcess, bind_process
from amp_rules.plan.types import COUNT, DATE, Type, join, parse_unit
from amp_rules.rulebook.fields import Faults, near, shown
from amp_rules.rulebook.model import Code, Decision, Edition, NumberedEntity, Parameter, Rule, Rulebook

RESERVED = frozenset(
    {"parameter", "case", "True", "False", "None", *PARENTS, *(name for _, name in COLLECTIONS)}
)
MOST_PAIRS = 50_000
NOTHING: frozenset[tuple[str, str]] = frozenset()


def build_plan(rulebook: Rulebook) -> Plan:
    """The plan of a rulebook under its readings.

    Raises:
        RulebookError: with every diagnostic of severity error.
    """
    plan, faults = _Builder(rulebook).build()
    errors = [fault for fault in faults.found if fault.severity == "error"]
    if plan is None or errors:
        raise RulebookError(tuple(sorted(set(errors), key=lambda fault: fault.where)))
    return plan


def check_rulebook(rulebook: Rulebook) -> Faults:
    """Every diagnostic of a rulebook, warnings too, without raising."""
    return _Builder(rulebook).build()[1]


class _Builder:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.faults = Faults()
        known = rulebook.registers.interpretations
        self.readings = {**{label: each.default for label, each in known.items()}, **rulebook.readings}
        self.scopes = self._scopes()
        self.parameters = {name: self._parameter(each) for name, each in rulebook.parameters.items()}
        self.names = Names(self.scopes, rulebook.decisions, self.parameters)
        self.mentioned: dict[str, set[str]] = {}
        self.pairs_left = MOST_PAIRS

    def build(self) -> tuple[Plan | None, Faults]:
        counts = {name: self._count(each) for name, each in self.rulebook.entities.items()}
        decisions = {name: self._decision(each) for name, each in self.rulebook.decisions.items()}
        facts_only = Names(self.scopes, {}, self.parameters)
        counts_on = self._typed(self.rulebook.edition.counts_on, "case", DATE, NOTHING, facts_only)
        self._edition(decisions)
        steps = self.rulebook.process
        process = bind_process(steps, self.names, self.faults) if steps is not None else None
        if any(fault.severity == "error" for fault in self.faults.found):
            return None, self.faults
        needed = order.dependencies(decisions, self.scopes, counts)
        ordered = order.sort(decisions, needed, self.faults)
        if ordered is None:
            return None, self.faults
        deep = order.too_long(ordered, needed)
        if deep is not None:
            message = f"'{deep}' stands on a chain of more than {order.MOST_LINKS} decisions"
            self.faults.add("AR313", message, decisions[deep].source.where)
            return None, self.faults
        groups = order.group(ordered, decisions, needed, self.scopes, self.faults)
        self._unused(decisions, needed, process)
        plan = Plan(
            self.rulebook,
            self._readings_in_use(),
            self.scopes,
            self.parameters,
            decisions,
            counts,
            counts_on.expr,
            groups,
            digest(self.rulebook, self._readings_in_use(), self.parameters, decisions, counts),
            tuple(self.faults.found),
            process,
        )
        return plan, self.faults

    def _readings_in_use(self) -> dict[str, str]:
        touched = {
            rule.reading.interpretation
            for decision in self.rulebook.decisions.values()
            for rule in decision.rules
            if rule.reading is not None
        }
        return {label: self.readings[label] for label in sorted(touched)}

    def _scopes(self) -> Scopes:
        kept: dict[str, NumberedEntity] = {}
        for name, each in self.rulebook.entities.items():
            if each.of not in PARENTS or each.of == "day":
                self.faults.add("AR204", f"'{each.of}' is not an entity that can be numbered", each.where)
            elif name in RESERVED or self._taken(each.of, f"{name}s"):
                self.faults.add("AR215", f"the name '{name}' is taken", each.where)
            else:
                kept[name] = each
        return scopes_of(kept)

    def _taken(self, owner: str, plural: str) -> bool:
        """Whether the collection of a numbered entity would hide a fact, group or list of its owner."""
        known = {name.partition(".")[0] for name in vocabulary().get(owner, {})}
        return plural in known or (owner, plural) in COLLECTIONS or (owner == "case" and plural == "daily")

    def _parameter(self, parameter: Parameter) -> BoundParameter:
        kind, values = COUNT, []
        known = parse_unit(parameter.unit) is not None or parameter.unit in ("date", "country")
        for each in parameter.values:
            found = parameter_value(each.text, parameter.unit)
            if found is None and not known:
                continue
            if found is None:
                self.faults.add("AR301", f"the value of '{parameter.name}' does not fit its unit", each.where)
            else:
                kind = found[0]
                values.append((_ordinal(each.start), found[1]))
        if not known:
            self.faults.add("AR302", f"'{shown(parameter.unit)}' is not a unit", parameter.places["unit"])
        start, begins = parameter.values[0].start if parameter.values else None, self.rulebook.edition.start
        if start is not None and start > begins:
            message = f"'{parameter.name}' has no value from {begins.isoformat()} until {start.isoformat()}"
            self.faults.add("AR312", message, parameter.values[0].where)
        return BoundParameter(kind, tuple(values))

    def _count(self, entity: NumberedEntity) -> ir.Expr:
        expr = self._typed(
            entity.count, entity.of, COUNT, NOTHING, Names(self.scopes, {}, self.parameters)
        ).expr
        if any(
            isinstance(node, ir.Aggregate) and node.entity in self.scopes.numbered for node in ir.walk(expr)
        ):
            self.faults.add(
                "AR218",
                f"the number of '{entity.name}' may not be counted from numbered entities",
                entity.where,
            )
        if all(decision.about != entity.name for decision in self.rulebook.decisions.values()):
            self.faults.add("AR219", f"no decision is about '{entity.name}'", entity.where)
        return expr

    def _typed(
        self,
        code: Code,
        about: str,
        wanted: Type,
        present: frozenset[tuple[str, str]],
        names: Names | None = None,
    ) -> Bound:
        bound = bind(code, about, names or self.names, self.faults, present)
        if bound is None:
            return Bound(ir.Const(wanted, None))
        bound.expr = zero(bound.expr, wanted)
        fitting = join(wanted, bound.expr.type)
        if fitting is None or not _fits(bound.expr, wanted):
            self.faults.add("AR205", f"expected {wanted}, found {bound.expr.type}", code.place(1, 0))
        return bound

    def _decision(self, decision: Decision) -> BoundDecision:
        self._declaration(decision)
        wanted = type_of_decision(decision)
        bound = [self._rule(rule, decision, wanted) for rule in decision.rules]
        cuts = [cut for _, _, parts in bound for part in parts for cut in part.cuts]
        firsts = [first for _, _, parts in bound for part in parts for first in part.firsts]
        otherwise = (
            self._typed(decision.otherwise, decision.about, wanted, NOTHING) if decision.otherwise else None
        )
        if otherwise is not None:
            cuts.extend(otherwise.cuts)
            firsts.extend(otherwise.firsts)
        rules = self._in_force(decision, [(rule, parts) for rule, _, parts in bound])
        every = [part.expr for _, _, parts in bound for part in parts] + (
            [otherwise.expr] if otherwise else []
        )
        self.mentioned[decision.name] = {name for expr in every for name in _mentioned(expr)}
        return BoundDecision(
            decision,
            wanted,
            rules,
            otherwise.expr if otherwise else None,
            self._judgement(decision, wanted),
            tuple(cuts),
            tuple(firsts),
            self._disjoint(decision, rules),
        )

    def _declaration(self, decision: Decision) -> None:
        if decision.about not in self.scopes.parents:
            hint = near(decision.about, self.scopes.parents)
            self.faults.add("AR204", f"'{decision.about}' is not an entity", decision.where, hint)
        if decision.name in RESERVED or decision.name in self.scopes.facts.get(decision.about, {}):
            self.faults.add("AR215", f"the name '{decision.name}' is taken", decision.where)
        if decision.kind == "amount" and parse_unit(decision.unit or "-") is None:
            unit = shown(decision.unit)
            self.faults.add("AR302", f"an amount needs a unit, found '{unit}'", decision.places["unit"])
        if decision.kind == "choice" and len(decision.choices) < 2:
            self.faults.add("AR304", "a choice needs two or more 'choices'", decision.where)
        always = any(rule.when is None for rule in decision.rules)
        if (
            decision.rules
            and not always
            and decision.otherwise is None
            and decision.hit_policy != "collect sum"
        ):
            self.faults.add(
                "AR305",
                f"'{decision.name}' says nothing when no rule holds",
                decision.where,
                "add 'otherwise'",
            )
        seen: set[str] = set()
        for rule in decision.rules:
            if rule.id in seen:
                self.faults.add("AR306", f"rule '{rule.id}' stands twice", rule.where)
            seen.add(rule.id)

    def _rule(self, rule: Rule, decision: Decision, wanted: Type) -> tuple[Rule, Type, list[Bound]]:
        when = self._typed(rule.when, decision.about, Type("bool"), NOTHING) if rule.when else None
        learned = presence(when.expr) if when is not None else NOTHING
        then = self._typed(rule.then, decision.about, wanted, learned)
        if then.expr.type.ramp:
            self.faults.add("AR212", "a value that changes every day may only be compared", rule.then.where)
        return rule, then.expr.type, [then] if when is None else [when, then]

    def _in_force(self, decision: Decision, bound: list[tuple[Rule, list[Bound]]]) -> tuple[BoundRule, ...]:
        active = [
            (rule, parts)
            for rule, parts in bound
            if rule.reading is None or self.readings.get(rule.reading.interpretation) == rule.reading.choice
        ]
        ids = [rule.id for rule, _ in active]
        everything = {rule.id for rule in decision.rules}
        made = []
        for rule, parts in active:
            for name in rule.overrides:
                if name not in everything or name == rule.id:
                    where = rule.places.get(name, rule.where)
                    self.faults.add(
                        "AR307", f"'{shown(name)}' is not another rule of '{decision.name}'", where
                    )
            above = tuple(ids.index(other.id) for other, _ in active if rule.id in other.overrides)
            made.append(BoundRule(rule, parts[0].expr if len(parts) == 2 else None, parts[-1].expr, above))
        if decision.rules and not made and decision.otherwise is None:
            self.faults.add(
                "AR308", f"no rule of '{decision.name}' is in force under these readings", decision.where
            )
        self._circular_overrides(decision, made)
        return tuple(made)

    def _circular_overrides(self, decision: Decision, rules: list[BoundRule]) -> None:
        for start, rule in enumerate(rules):
            waiting, seen = list(rule.overridden_by), set()
            while waiting:
                position = waiting.pop()
                if position == start:
                    self.faults.add(
                        "AR309", f"rules of '{decision.name}' override each other", rule.source.where
                    )
                    return
                if position not in seen:
                    seen.add(position)
                    waiting.extend(rules[position].overridden_by)

    def _disjoint(self, decision: Decision, rules: tuple[BoundRule, ...]) -> bool:
        for rule in rules:
            if impossible(rule.when):
                self.faults.warn("AR331", f"rule '{rule.id}' can never hold", rule.source.where)
        if decision.hit_policy not in ("unique", "any"):
            return False
        disjoint, taken_apart = True, [clauses(rule.when) for rule in rules]
        for i, one in enumerate(rules):
            for j in range(i + 1, len(rules)):
                seen = self._pair((i, one, taken_apart[i]), (j, rules[j], taken_apart[j]))
                disjoint = disjoint and seen is Together.NEVER
                if seen is Together.POSSIBLE and decision.hit_policy == "unique":
                    message = f"'{one.id}' and '{rules[j].id}' can both hold in a unique table"
                    self.faults.add("AR320", message, rules[j].source.where)
        return disjoint

    def _pair(
        self, one: tuple[int, BoundRule, Clauses | None], other: tuple[int, BoundRule, Clauses | None]
    ) -> Together:
        (i, first, left), (j, second, right) = one, other
        if j in first.overridden_by or i in second.overridden_by:
            return Together.NEVER
        self.pairs_left -= len(left or ()) * len(right or ())
        seen = can_meet(left, right) if self.pairs_left > 0 else Together.UNSEEN
        overridden = first.overridden_by or second.overridden_by
        return Together.UNSEEN if seen is Together.POSSIBLE and overridden else seen

    def _judgement(self, decision: Decision, wanted: Type) -> ir.Expr | None:
        if decision.judgement is None:
            return None
        expr = self._typed(decision.judgement.fact, decision.about, wanted, NOTHING).expr
        if not isinstance(expr, ir.Fact):
            self.faults.add(
                "AR216", "a judgement is filed under a fact of the case", decision.judgement.fact.where
            )
        return expr

    def _edition(self, decisions: Mapping[str, BoundDecision]) -> None:
        edition, places = self.rulebook.edition, self.rulebook.edition.places
        for name in edition.goals:
            if name not in decisions:
                where = places.get(f"goals {name}", edition.where)
                self.faults.add(
                    "AR520", f"goal '{shown(name)}' is not a decision", where, near(name, decisions)
                )
        total = decisions.get(edition.total or "")
        if edition.total and (total is None or not total.type.money or total.about != "case"):
            message = f"the total '{shown(edition.total)}' is not an amount of money about the case"
            self.faults.add("AR521", message, places.get("total", edition.where))
        for name in _timeline_names(edition):
            if name not in decisions or decisions[name].about != "day":
                where = places.get(f"timeline {name}", edition.where)
                hint = near(name, [each.name for each in decisions.values() if each.about == "day"])
                self.faults.add("AR522", f"'{shown(name)}' is not a decision about a day", where, hint)

    def _unused(
        self,
        decisions: Mapping[str, BoundDecision],
        needed: Mapping[str, Mapping[str, bool]],
        process: BoundProcess | None,
    ) -> None:
        for name, parameter in self.rulebook.parameters.items():
            if name not in self.names.used_parameters:
                self.faults.warn("AR330", f"parameter '{name}' is never used", parameter.where)
        edition = self.rulebook.edition
        shown_names = {*edition.goals, edition.total, *_timeline_names(edition)}
        waiting = [
            name
            for name, each in decisions.items()
            if name in shown_names or each.source.kind in ("finding", "verdict")
        ]
        if process is not None:
            waiting.extend(name for expr in process.expressions() for name in _mentioned(expr))
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen and name in decisions:
                seen.add(name)
                waiting.extend((*needed[name], *self.mentioned[name]))
        for name, decision in decisions.items():
            if name not in seen:
                self.faults.warn("AR332", f"no goal needs decision '{name}'", decision.source.where)


def _timeline_names(edition: Edition) -> tuple[str, ...]:
    line = edition.timeline
    return () if line is None else (line.rate, *line.components, *((line.status,) if line.status else ()))


def _mentioned(expr: ir.Expr) -> set[str]:
    """The decisions that an expression names, also of other entities and of the entity before."""
    return {node.decision for node in ir.walk(expr) if isinstance(node, ir.Ref | ir.Prior)}


def _fits(expr: ir.Expr, wanted: Type) -> bool:
    """Whether a value can stand where a type is wanted, beyond its kind."""
    if expr.type.optional and not wanted.optional:
        return False
    if wanted.kind == "choice" and wanted.members:
        if isinstance(expr, ir.Const) and isinstance(expr.value, str):
            return expr.value in wanted.members
        return expr.type.kind == "none" or set(expr.type.members) <= set(wanted.members)
    return True


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
