"""Decisions answered again from the tables themselves, by the rule language's definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amp_rules.case import Case
from amp_rules.engine.compile import Program
from amp_rules.engine.rows import Instance, Rows
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.errors import UniqueTableError
from amp_rules.plan.model import BoundDecision
from amp_rules.terms import UNKNOWN

Answered = tuple[str, Instance, Any, Any]


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same kind: True is not 1, absent is not unknown."""
    if one is UNKNOWN or other is UNKNOWN or one is None or other is None:
        return one is other
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def disagreements(program: Program, case: Case) -> list[Answered]:
    """Every answer (decision, entity, found, expected) that the tables do not give."""
    rows = Rows(program, case, program.run(case))
    tracer = Tracer(rows)
    return [answer for answer in answers(tracer) if not same(answer[2], answer[3])]


def answers(tracer: Tracer) -> Iterator[Answered]:
    """Every answer of the rows beside the one the tables give."""
    for decision in tracer.plan.decisions.values():
        for instance in tracer.rows.instances(decision.about):
            found = tracer.rows.value(decision.name, instance)
            yield decision.name, instance, found, answer(tracer, decision, instance)


def answer(tracer: Tracer, decision: BoundDecision, instance: Instance) -> Any:
    """What the decision's table, formula or judgement says of an entity."""
    env = env_of(tracer.rows, instance)
    if decision.fact is not None:
        return tracer.value(decision.fact, env)
    held = {position: holds(tracer, decision, position, env) for position in range(len(decision.rules))}
    thens = {
        position: tracer.value(decision.rules[position].then, env)
        for position in held
        if held[position] is not False
    }
    if decision.source.hit_policy == "collect sum":
        return collected(held, thens)
    others = None if decision.otherwise is None else tracer.value(decision.otherwise, env)
    if decision.source.hit_policy == "first":
        return first(held, thens, others)
    return single(decision, held, thens, others)


def holds(tracer: Tracer, decision: BoundDecision, position: int, env: Env) -> Any:
    """Whether a rule holds and no rule that overrides it does."""
    rule = decision.rules[position]
    parts = [True if rule.when is None else tracer.value(rule.when, env)]
    for above in rule.overridden_by:
        stronger = holds(tracer, decision, above, env)
        parts.append(UNKNOWN if stronger is UNKNOWN else not stronger)
    if any(part is False for part in parts):
        return False
    return UNKNOWN if any(part is UNKNOWN for part in parts) else True


def agreed(possible: list[Any]) -> Any:
    """The one answer that all possible ones share, else unknown."""
    return possible[0] if all(same(possible[0], each) for each in possible) else UNKNOWN


def collected(held: dict[int, Any], thens: dict[int, Any]) -> Any:
    parts = [thens[at] if held[at] is True else agreed([0, thens[at]]) for at in thens]
    return UNKNOWN if any(part is UNKNOWN for part in parts) else sum(parts)


def first(held: dict[int, Any], thens: dict[int, Any], others: Any) -> Any:
    possible = []
    for at, each in held.items():
        if each is not False:
            possible.append(thens[at])
        if each is True:
            return agreed(possible)
    return agreed([*possible, others])


def single(decision: BoundDecision, held: dict[int, Any], thens: dict[int, Any], others: Any) -> Any:
    sure = [at for at, each in held.items() if each is True]
    if sure:
        known = [thens[at] for at in sure if thens[at] is not UNKNOWN]
        clash = len(sure) > 1 and (
            decision.source.hit_policy == "unique" or agreed([*known, *known[:1]] or [0]) is UNKNOWN
        )
        if clash:
            raise UniqueTableError(decision.name, tuple(decision.rules[at].id for at in sure))
        return agreed([thens[at] for at in sure])
    return agreed([thens[at] for at, each in held.items() if each is UNKNOWN] + [others])
