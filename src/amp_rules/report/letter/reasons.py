"""The answers, and why each is what it is: the conditions of a goal, one level of plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, env_of
from amp_rules.ledger import Verdict
from amp_rules.plan import BoundDecision, ir
from amp_rules.report.letter.records import Answer, Answers, Group, Point, Reason, Reasons
from amp_rules.report.letter.telling import Telling
from amp_rules.terms import UNKNOWN

_ORDER = {
    Verdict.GRANTED: (Verdict.GRANTED,),
    Verdict.REFUSED: (Verdict.REFUSED, Verdict.GRANTED),
    Verdict.UNDETERMINED: (Verdict.UNDETERMINED, Verdict.REFERRED, Verdict.GRANTED),
    Verdict.REFERRED: (Verdict.REFERRED, Verdict.GRANTED),
}
_STATES = {True: Verdict.GRANTED, False: Verdict.REFUSED}
_MOST_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, how it stands, and what it rests on."""

    text: str
    state: Verdict
    cite: tuple[str, ...]


def answers(telling: Telling) -> Answers:
    """The verdict on every goal, in words."""
    found = []
    for name, instance in telling.goals(verdicts=True):
        verdict = telling.outcome.verdict_at(name, instance).value
        cite = telling.rest(telling.plan.decisions[name].source.cite)
        text = telling.words.tell(f"answer.{verdict}")
        found.append(
            Answer(telling.question(name, instance), verdict, text, () if telling.discreet else cite)
        )
    title = "answers.title.discreet" if telling.discreet else "answers.title"
    return Answers(telling.words.say(title), tuple(found))


def reasons(telling: Telling) -> Reasons:
    """Why each verdict is what it is; questions with the same reasons stand together."""
    found: dict[tuple[Group, ...], list[str]] = {}
    for name, instance in telling.goals(verdicts=True):
        groups = veiled(telling, name, instance) if telling.discreet else groups_of(telling, name, instance)
        if groups:
            found.setdefault(groups, []).append(telling.question(name, instance))
    made = tuple(Reason(tuple(questions), groups) for groups, questions in found.items())
    return Reasons(telling.words.say("why.title"), made)


def veiled(telling: Telling, name: str, instance: Instance) -> tuple[Group, ...]:
    """How many of the conditions are met, but not which."""
    found = list(dict.fromkeys(conditions(telling, name, instance)))
    met = sum(each.state is Verdict.GRANTED for each in found)
    for each in found:
        telling.rest(each.cite)
    text = telling.words.say("why.discreet", met=str(met), all=str(len(found)))
    return (Group("", (Point(text),)),)


def groups_of(telling: Telling, name: str, instance: Instance) -> tuple[Group, ...]:
    """The conditions of a goal by how they stand; those that settle the answer come first."""
    verdict = telling.outcome.verdict_at(name, instance)
    found = tuple(dict.fromkeys(conditions(telling, name, instance)))
    groups = []
    for state in _ORDER[verdict]:
        points = tuple(Point(each.text, telling.rest(each.cite)) for each in found if each.state is state)
        if points:
            groups.append(Group(telling.words.say(f"why.{state.value}"), points, state.value))
    return tuple(groups)


def conditions(telling: Telling, name: str, instance: Instance) -> Iterator[Condition]:
    """The conditions of a goal, in the order in which the rules name them."""
    yield from _Reading(telling, name).body(telling.plan.decisions[name], instance, 0)


class _Reading:
    def __init__(self, telling: Telling, goal: str) -> None:
        self.telling = telling
        self.goal = goal

    def body(self, decision: BoundDecision, instance: Instance, depth: int) -> Iterator[Condition]:
        """What a decision is made of; a table, or a judgement, is one condition by itself."""
        alone = len(decision.rules) == 1 and decision.rules[0].when is None
        if not alone or decision.source.judgement is not None or depth > _MOST_DEPTH:
            yield self._named(decision, instance)
            return
        env = env_of(self.telling.rows, instance)
        yield from self._parts(decision.rules[0].then, env, decision, depth)

    def _parts(self, expr: ir.Expr, env: Env, own: BoundDecision, depth: int) -> Iterator[Condition]:
        match expr:
            case ir.Logic(op="and", items=items):
                for item in items:
                    yield from self._parts(item, env, own, depth)
            case ir.Logic(op="or"):
                yield from self._either(expr, env, own, depth)
            case ir.Ref(decision=name, var=var, entity=entity) if entity not in ("member", "day"):
                yield from self._decision(self.telling.plan.decisions[name], env[var], depth)
            case ir.Const():
                return
            case _:
                yield self._other(expr, env, own)

    def _either(self, expr: ir.Logic, env: Env, own: BoundDecision, depth: int) -> Iterator[Condition]:
        """What would do: nothing where something does, else what is asked for where it is asked for."""
        value = self.telling.tracer.value(expr, env)
        if value is True:
            return
        wanted = [item for item in expr.items if not isinstance(item, ir.Not)]
        if len(wanted) != 1:
            yield self._other(expr, env, own)
            return
        for each in self._parts(wanted[0], env, own, depth):
            # What is not met may still not be asked for, and then the whole is open.
            open_still = value is UNKNOWN and each.state is Verdict.REFUSED
            yield replace(each, state=Verdict.UNDETERMINED) if open_still else each

    def _decision(self, decision: BoundDecision, instance: Instance, depth: int) -> Iterator[Condition]:
        if decision.name in self.telling.goal_names and decision.name != self.goal:
            yield self._goal(decision, instance)
        elif self._message(decision) is None and _is_and(decision):
            yield from self.body(decision, instance, depth + 1)
        else:
            yield self._named(decision, instance)

    def _goal(self, decision: BoundDecision, instance: Instance) -> Condition:
        question = self.telling.question(decision.name, instance)
        state = self.telling.outcome.verdict_at(decision.name, instance)
        return Condition(self.telling.words.say("why.goal", question=question), state, decision.source.cite)

    def _message(self, decision: BoundDecision) -> str | None:
        return self.telling.words.by_rule(f"condition.{decision.name}", decision.source.cite)

    def _named(self, decision: BoundDecision, instance: Instance) -> Condition:
        message = self._message(decision)
        text = (
            self.telling.titled(decision.name, instance)
            if message is None
            else self.telling.words.say(message)
        )
        state = self.telling.outcome.verdict_at(decision.name, instance)
        return Condition(text, state, decision.source.cite)

    def _other(self, expr: ir.Expr, env: Env, own: BoundDecision) -> Condition:
        """A condition on facts: as the reader's letter calls the fact, else as the rules are said."""
        value = self.telling.tracer.value(expr, env)
        state = Verdict.UNDETERMINED if value is UNKNOWN else _STATES[value]
        return Condition(self._said(expr, env, own), state, own.source.cite)

    def _said(self, expr: ir.Expr, env: Env, own: BoundDecision) -> str:
        if isinstance(expr, ir.Fact) and expr.var in env:
            message = self.telling.words.find(f"condition.fact.{'.'.join(expr.path)}")
            if message is not None:
                return self.telling.words.say(message)
        return self.telling.sayer.say(expr, own.about)


def _is_and(decision: BoundDecision) -> bool:
    """Whether a decision only joins conditions."""
    alone = len(decision.rules) == 1 and decision.rules[0].when is None
    return alone and isinstance(decision.rules[0].then, ir.Logic) and decision.rules[0].then.op == "and"
