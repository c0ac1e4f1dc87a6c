"""The chain of decisions behind an answer, walked from the goal down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from amp_rules.engine import Outcome
from amp_rules.engine.entries import public
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, env_of
from amp_rules.explanation.describe import rule_name
from amp_rules.explanation.naming import Namer
from amp_rules.explanation.settle import clamped, guarded, turned
from amp_rules.explanation.tree import Line
from amp_rules.explanation.values import MARKS, VERDICT_MARKS
from amp_rules.explanation.words import Words, capital
from amp_rules.plan import BoundDecision, BoundRule, ir
from amp_rules.terms import UNKNOWN

MOST_DEPTH = 100
MOST_EACH = 40
MOST_LINES = 3000
_OPPOSITE = {"holds": "fails", "fails": "holds", "open": "open"}
_LEAVES = {"holds": "leaf.met", "fails": "leaf.not_met", "open": "leaf.unknown"}


class Teller(Namer):
    """Tells why decisions of one outcome came out as they did; each is told once."""

    def __init__(self, outcome: Outcome, words: Words) -> None:
        super().__init__(outcome, words)
        self.told: dict[tuple[str, Instance], bool] = {}
        self.touched: dict[str, None] = {}
        self.lines = 0

    # decisions

    def decision(self, name: str, instance: Instance, depth: int = 0) -> Line:
        """A decision with its value, and below it what made it so."""
        decision = self.plan.decisions[name]
        text = self.valued(name, instance)
        cites = self.cite(decision.source.cite)
        mark = self._mark(name, instance)
        if (name, instance) in self.told:
            shown = self.words.say("line.told", line=text) if self.told[name, instance] else text
            return Line(shown, (), (), mark)
        self.told[name, instance] = False
        if depth > MOST_DEPTH or self.lines > MOST_LINES:
            return Line(text, cites, (), mark)
        self._touch(decision)
        children = tuple(self._body(decision, instance, depth + 1))
        self.told[name, instance] = bool(children)
        self.lines += 1 + len(children)
        return Line(text, cites, children, mark)

    def _mark(self, name: str, instance: Instance) -> str:
        decision = self.plan.decisions[name]
        if decision.source.kind == "verdict":
            return VERDICT_MARKS[self.outcome.verdict_at(name, instance)]
        return MARKS[self.rows.value(name, instance)] if decision.type.kind == "bool" else ""

    def _touch(self, decision: BoundDecision) -> None:
        for rule in decision.source.rules:
            if rule.reading is not None:
                self.touched[rule.reading.interpretation] = None

    def _body(self, decision: BoundDecision, instance: Instance, depth: int) -> Iterator[Line]:
        env = env_of(self.rows, instance)
        if decision.source.judgement is not None:
            yield self._judgement(decision, instance)
            return
        if len(decision.rules) == 1 and decision.rules[0].when is None:
            rule = decision.rules[0]
            yield from self._conclusion(decision, rule.then, env, depth)
            if rule.reading is not None:
                yield Line(self.words.say("rule.by_reading", reading=str(rule.reading)), (), (), "", rule.id)
            return
        yield from self._table(decision, instance, env, depth)

    def _judgement(self, decision: BoundDecision, instance: Instance) -> Line:
        judgement = decision.source.judgement
        assert judgement is not None
        key = judgement.authority or self.outcome.authority
        who = self.plan.rulebook.registers.authorities[key].title.in_language(self.words.language)
        question = judgement.question.in_language(self.words.language)
        if self.rows.value(decision.name, instance) is UNKNOWN:
            return Line(self.words.say("judgement.open", question=question, authority=who))
        value = self.value_text(decision.name, instance)
        return Line(self.words.say("judgement.made", question=question, authority=who, value=value))

    def _conclusion(self, decision: BoundDecision, then: ir.Expr, env: Env, depth: int) -> Iterator[Line]:
        """What a rule's answer rests on, and whether a month sum stopped at a month's end."""
        if decision.type.kind == "bool":
            yield from self.conditions(then, env, decision.about, depth)
        else:
            yield from _once(self.parts(then, env, decision.about, depth))
        if clamped(self.tracer, then, env):
            yield Line(self.words.say("note.month_end"))

    # tables

    def holds(self, decision: BoundDecision, position: int, instance: Instance) -> Any:
        """Whether a rule held; a rule without a condition always does."""
        rule = decision.rules[position]
        if rule.when is None and not rule.overridden_by:
            return True
        return self.rows.holds(decision.name, position, instance)

    def _table(self, decision: BoundDecision, instance: Instance, env: Env, depth: int) -> Iterator[Line]:
        held = [self.holds(decision, at, instance) for at in range(len(decision.rules))]
        if decision.source.hit_policy == "first" and True in held:
            held = held[: held.index(True) + 1]
        counted = [at for at, each in enumerate(held) if each is True]
        unsure = [at for at, each in enumerate(held) if each is UNKNOWN]
        for at in counted:
            yield self._rule(decision, decision.rules[at], env, depth, "rule.applies", "holds")
        yield from self._set_aside(decision, counted, env)
        if self.rows.value(decision.name, instance) is UNKNOWN or not counted:
            for at in unsure:
                yield self._rule(decision, decision.rules[at], env, depth, "rule.may_apply", "open")
        if not counted and not unsure:
            yield from self._none_applies(decision, instance, env, depth)

    def _rule(
        self, decision: BoundDecision, rule: BoundRule, env: Env, depth: int, message: str, mark: str
    ) -> Line:
        below: list[Line] = []
        if rule.when is not None:
            below.extend(_below(rule, self.conditions(rule.when, env, decision.about, depth)))
        if mark == "holds" and not isinstance(rule.then, ir.Const):
            below.extend(self._conclusion(decision, rule.then, env, depth))
        own = [each for each in rule.source.cite if each not in decision.source.cite]
        if rule.reading is not None:
            below.append(Line(self.words.say("rule.by_reading", reading=str(rule.reading))))
        text = self.words.say(message, rule=rule_name(self.sayer, decision, rule))
        return Line(text, self.cite(own), tuple(_once(below)), mark, rule.id)

    def _none_applies(
        self, decision: BoundDecision, instance: Instance, env: Env, depth: int
    ) -> Iterator[Line]:
        """Why each rule that would have said something else did not hold."""
        value = self.rows.value(decision.name, instance)
        for rule in decision.rules[:MOST_EACH]:
            if isinstance(rule.then, ir.Const) and rule.then.value == value:
                continue
            yield self._failed(decision, rule, env, depth)
        if decision.otherwise is not None and not isinstance(decision.otherwise, ir.Const):
            yield from self._conclusion(decision, decision.otherwise, env, depth)

    def _failed(self, decision: BoundDecision, rule: BoundRule, env: Env, depth: int) -> Line:
        lines = () if rule.when is None else self.conditions(rule.when, env, decision.about, depth)
        text = self.words.say("rule.fails", rule=rule_name(self.sayer, decision, rule))
        return Line(text, (), _below(rule, lines), "fails", rule.id)

    def _set_aside(self, decision: BoundDecision, counted: list[int], env: Env) -> Iterator[Line]:
        """The rules that would have held, had not an exception gone before them."""
        for at, rule in enumerate(decision.rules):
            above = [decision.rules[other] for other in rule.overridden_by if other in counted]
            met = rule.when is None or self.tracer.value(rule.when, env) is True
            if above and met and at not in counted:
                others = self.words.every(rule_name(self.sayer, decision, each) for each in above)
                name = rule_name(self.sayer, decision, rule)
                yield Line(
                    self.words.say("rule.set_aside", rule=name, others=others), (), (), "fails", rule.id
                )

    # conditions

    def conditions(
        self, expr: ir.Expr, env: Env, own: str, depth: int, negated: bool = False
    ) -> Iterator[Line]:
        """The parts of a condition that settle it: those that fail, else those that are open, else all."""
        match expr:
            case ir.Not(item=item):
                yield from self.conditions(item, env, own, depth + 1, not negated)
            case ir.Logic():
                yield from self._logic(expr, env, own, depth, negated)
            case ir.Ref(decision=name, var=var, entity=entity) if entity not in ("member", "day"):
                yield self._turned(self.decision(name, env[var], depth), negated)
            case ir.Choose():
                yield from self._chosen(expr, env, own, depth, negated)
            case ir.Aggregate(function="any" | "all", entity=entity) if entity != "day":
                yield self._each_condition(expr, env, own, depth, negated)
            case ir.Const():
                return
            case _:
                yield self._leaf(expr, env, own, depth, negated)

    def _turned(self, line: Line, negated: bool) -> Line:
        if not negated or not line.mark:
            return line
        return Line(line.text, line.citations, line.children, _OPPOSITE[line.mark])

    def _logic(self, logic: ir.Logic, env: Env, own: str, depth: int, negated: bool) -> Iterator[Line]:
        both = (logic.op == "and") is not negated
        value = self._value(logic, env, negated)
        chosen = [item for item, found in guarded(self.tracer, logic, env) if turned(found, negated) is value]
        if both or value is True:
            for item in chosen:
                yield from self.conditions(item, env, own, depth + 1, negated)
            return
        header = self.words.say("any.none" if value is False else "any.open")
        below = [line for item in chosen for line in self._alternative(item, env, own, depth, negated)]
        if len(below) == 1:
            yield from below
            return
        yield Line(header, (), tuple(_once(below)), "fails" if value is False else "open")

    def _value(self, expr: ir.Expr, env: Env, negated: bool) -> Any:
        return turned(self.tracer.value(expr, env), negated)

    def _alternative(self, item: ir.Expr, env: Env, own: str, depth: int, negated: bool) -> Iterator[Line]:
        """One of several that would do: named whole when it has several parts itself."""
        lines = tuple(self.conditions(item, env, own, depth + 1, negated))
        if len(lines) < 2:
            yield from lines
            return
        text = self.sayer.say(item, own, negated=negated)
        mark = MARKS[self._value(item, env, negated)]
        yield Line(self.words.say(_LEAVES[mark], condition=text), (), lines, mark)

    def _chosen(self, expr: ir.Choose, env: Env, own: str, depth: int, negated: bool) -> Iterator[Line]:
        held = self.tracer.value(expr.condition, env)
        yield from self.conditions(expr.condition, env, own, depth + 1)
        for branch, wanted in ((expr.then, True), (expr.otherwise, False)):
            if (held is wanted or held is UNKNOWN) and not isinstance(branch, ir.Const):
                yield from self.conditions(branch, env, own, depth + 1, negated)

    def _each_condition(self, made: ir.Aggregate, env: Env, own: str, depth: int, negated: bool) -> Line:
        """A condition on each of several: those that settle it."""
        value = self._value(made, env, negated)
        mark = MARKS[value]
        text = self.words.say(_LEAVES[mark], condition=self.sayer.say(made, own, negated=negated))
        if made.collection.fact is not None:
            return Line(text, (), tuple(self._facts_read(made, env)), mark)
        settling = self.tracer.value(made, env)
        return Line(text, (), tuple(self._settling(made, env, depth, settling)), mark)

    def _settling(self, made: ir.Aggregate, env: Env, depth: int, settling: Any) -> Iterator[Line]:
        shown = 0
        for item, _ in self.tracer.items(made, env)[0]:
            inner = {**env, made.var: item}
            held = True if made.condition is None else self.tracer.value(made.condition, inner)
            if held is False or self.tracer.value(made.body, inner) is not settling:
                continue
            shown += 1
            if shown > MOST_EACH:
                yield Line(self.words.say("each.more"))
                return
            below = tuple(self.conditions(made.body, inner, made.var, depth + 1))
            yield Line(capital(self.about(item)), (), below, MARKS[settling])

    def _leaf(self, expr: ir.Expr, env: Env, own: str, depth: int, negated: bool) -> Line:
        """A single condition, with the facts it read."""
        mark = MARKS[self._value(expr, env, negated)]
        text = self.words.say(_LEAVES[mark], condition=self.sayer.say(expr, own, negated=negated))
        if isinstance(expr, ir.Fact | ir.DayFact | ir.Const):
            return Line(text, (), (), mark)
        return Line(text, (), tuple(_once(self.parts(expr, env, own, depth, literal=False))), mark)

    # values

    def parts(self, expr: ir.Expr, env: Env, own: str, depth: int, literal: bool = True) -> Iterator[Line]:
        """What a value was made of: facts, parameters and other decisions."""
        match expr:
            case ir.Ref(decision=name, var=var, entity=entity):
                if entity not in ("member", "day"):
                    yield self.decision(name, env[var], depth)
            case ir.Fact() | ir.DayFact() | ir.At():
                yield from self._facts_read(expr, env)
            case ir.Const(parameter=str(name)):
                if literal:
                    yield self._parameter(name, expr, env)
            case ir.DatedParam(name=name):
                yield self._parameter(name, expr, env)
            case ir.Prior(decision=name):
                yield self._prior(expr, env)
            case ir.Choose():
                yield from self._choice(expr, env, own, depth)
            case ir.Aggregate():
                yield from self._each(expr, env, own, depth)
            case ir.Call(function="age_of", args=(birth, stated, on)):
                known = [each for each in (birth, stated) if self.tracer.value(each, env) is not UNKNOWN]
                for part in (*(known or [birth])[:1], on):
                    yield from self.parts(part, env, own, depth + 1, literal)
            case ir.Logic() | ir.Compare() | ir.OneOf() if literal:
                yield from self.conditions(expr, env, own, depth)
            case _:
                for child in ir.children(expr):
                    yield from self.parts(child, env, own, depth + 1, literal)

    def _choice(self, expr: ir.Choose, env: Env, own: str, depth: int) -> Iterator[Line]:
        held = self.tracer.value(expr.condition, env)
        yield from self.conditions(expr.condition, env, own, depth + 1)
        for branch, wanted in ((expr.then, True), (expr.otherwise, False)):
            if held is wanted or held is UNKNOWN:
                yield from self.parts(branch, env, own, depth + 1)

    def _facts_read(self, expr: ir.Expr, env: Env) -> Iterator[Line]:
        """The facts of an expression with their values."""
        for node in ir.walk(expr):
            if isinstance(node, ir.Fact | ir.DayFact | ir.At) and not _of_loop(node, env):
                spec = self.values.spec(node)
                value = public(self.tracer.value(node, env), node.type)
                shown = self.values.of_fact(value, spec, node.type)
                name = capital(spec.title(self.words.language))
                yield Line(self.words.say("line.value", name=name, value=shown))

    def _parameter(self, name: str, expr: ir.Const | ir.DatedParam, env: Env) -> Line:
        parameter = self.plan.rulebook.parameters[name]
        title = parameter.title.in_language(self.words.language)
        value = public(self.tracer.value(expr, env), expr.type)
        if isinstance(value, frozenset):
            return Line(title, self.cite(parameter.cite))
        shown = self.values.of_type(value, expr.type)
        return Line(self.words.say("line.value", name=title, value=shown), self.cite(parameter.cite))

    def _prior(self, prior: ir.Prior, env: Env) -> Line:
        decision = self.plan.decisions[prior.decision]
        value = self.values.of_decision(public(self.tracer.value(prior, env), decision.type), decision)
        title = decision.source.title.in_language(self.words.language)
        return Line(self.words.say("line.before", name=title, value=value))

    def _each(self, made: ir.Aggregate, env: Env, own: str, depth: int) -> Iterator[Line]:
        """The value of each of several, days left to the statement of days."""
        if made.entity == "day":
            yield Line(self.words.say("each.day"))
            self._touch_days()
            return
        if made.collection.fact is not None:
            yield from self._facts_read(made.collection.fact, env)
            return
        items, unsure = self.tracer.items(made, env)
        if unsure:
            text = self.words.say("each.unsure", entities=self.sayer.many(made.entity))
            yield Line(text, (), (), "open")
        counted = [inner for item, _ in items if self._counts(made, inner := {**env, made.var: item})]
        for inner in counted[:MOST_EACH]:
            yield from self._one(made, inner, depth)
        if len(counted) > MOST_EACH:
            yield Line(self.words.say("each.more"))

    def _counts(self, made: ir.Aggregate, env: Env) -> bool:
        return made.condition is None or self.tracer.value(made.condition, env) is not False

    def _one(self, made: ir.Aggregate, env: Env, depth: int) -> Iterator[Line]:
        match made.body:
            case ir.Ref(decision=name, var=var, entity=entity) if entity not in ("member", "day"):
                yield self.decision(name, env[var], depth)
            case body:
                below = tuple(_once(self.parts(body, env, made.var, depth + 1)))
                yield Line(capital(self.about(env[made.var])), (), below)

    def _touch_days(self) -> None:
        """The readings that decisions about days depend on."""
        for decision in self.plan.decisions.values():
            if decision.about == "day":
                self._touch(decision)


def _of_loop(fact: ir.Fact | ir.DayFact | ir.At, env: Env) -> bool:
    """Whether a fact belongs to an entity that is not in hand."""
    return isinstance(fact, ir.Fact) and fact.var not in env


def _below(rule: BoundRule, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines under a rule; a rule named by its one condition does not repeat it."""
    kept = tuple(_once(lines))
    if rule.source.title is None and len(kept) == 1 and not kept[0].citations:
        return kept[0].children
    return kept


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without repeats, in order."""
    seen: set[str] = set()
    for line in lines:
        if line.text not in seen:
            seen.add(line.text)
            yield line
