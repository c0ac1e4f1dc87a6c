"""What each missing answer would change: the case decided again with every answer it could have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amp_rules.case import fact_type, with_fact
from amp_rules.engine import Outcome, decide
from amp_rules.engine.entries import public
from amp_rules.errors import AmpRulesError
from amp_rules.ledger import Answer, Verdict
from amp_rules.plan import Plan, ir
from amp_rules.plan.order import expressions
from amp_rules.terms import UNKNOWN

MOST_FACTS = 30
MOST_ANSWERS = 12

Goal = tuple[str, str]
"""A decision and the label of what it is about, such as ('support', 'case')."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise when a missing fact has one of these answers.

    answers: the goals that come out otherwise. settled: paths no longer needed, the fact itself aside.
    added: paths needed in addition. complete: nothing at all is missing any more.
    """

    values: tuple[object, ...]
    answers: Mapping[Goal, Verdict | Answer] = field(default_factory=dict)
    settled: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What a missing fact would change; `read_by`: the open decisions that ask for it.

    `changes` is empty when the fact has too many possible answers to try them all.
    """

    path: str
    read_by: tuple[str, ...]
    changes: tuple[Change, ...]


def differences(outcome: Outcome) -> tuple[Difference, ...]:
    """What each missing fact, and each question left to a person, would change.

    At most 30 facts are tried, with at most 12 answers each; beyond that `changes` is empty.
    """
    if not (outcome.missing or outcome.referrals):
        return ()
    readers = _readers(outcome.plan)
    before = _State(outcome)
    found = []
    paths = dict.fromkeys(
        [*(each.path for each in outcome.missing), *(each.path for each in outcome.referrals)]
    )
    for number, path in enumerate(paths):
        changes = tuple(_changes(outcome, before, path)) if number < MOST_FACTS else ()
        found.append(Difference(path, _open_readers(outcome, readers, path), changes))
    return tuple(found)


class _State:
    """The goals of an outcome and what they still need."""

    def __init__(self, outcome: Outcome) -> None:
        self.answers = goal_answers(outcome)
        self.needed = frozenset(
            [*(each.path for each in outcome.missing), *(each.path for each in outcome.referrals)]
        )


def goal_answers(outcome: Outcome) -> dict[Goal, Verdict | Answer]:
    """The answer of every goal, about each entity it speaks of."""
    edition = outcome.plan.rulebook.edition
    found: dict[Goal, Verdict | Answer] = {}
    for name in dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))):
        decision = outcome.plan.decisions[name]
        for each in outcome.rows.instances(decision.about):
            goal = (name, outcome.rows.label(each))
            if decision.source.kind == "verdict":
                found[goal] = outcome.verdict_at(name, each)
            else:
                found[goal] = public(outcome.rows.value(name, each), decision.type)
    return found


def possible_answers(path: str) -> tuple[object, ...]:
    """Every answer a fact can have, in the order of the model; none when there are too many to list."""
    spec = fact_type(path)
    absent = (None,) if spec.optional else ()
    if spec.kind == "bool":
        return (True, False, *absent)
    if spec.kind == "enum" and len(spec.members) + len(absent) <= MOST_ANSWERS:
        return (*spec.members, *absent)
    if spec.kind == "list":
        return ((),)
    return absent


def _changes(outcome: Outcome, before: _State, path: str) -> Iterator[Change]:
    """The changes, answers with the same effect together."""
    together: list[tuple[Change, list[object]]] = []
    for value in possible_answers(path):
        change = _change(outcome, before, path, value)
        if change is None:
            continue
        for same, values in together:
            if _alike(same, change):
                values.append(value)
                break
        else:
            together.append((change, [value]))
    for change, values in together:
        yield Change(tuple(values), change.answers, change.settled, change.added, change.complete)


def _alike(one: Change, other: Change) -> bool:
    return (one.answers, one.settled, one.added) == (other.answers, other.settled, other.added)


def _change(outcome: Outcome, before: _State, path: str, value: object) -> Change | None:
    """What one answer changes; None when the case cannot have it."""
    try:
        after = _State(decide(outcome.plan, with_fact(outcome.case, path, value)))
    except AmpRulesError:
        return None
    answers = {goal: answer for goal, answer in after.answers.items() if before.answers.get(goal) != answer}
    return Change(
        (value,),
        answers,
        tuple(sorted(before.needed - after.needed - {path})),
        tuple(sorted(after.needed - before.needed)),
        not after.needed,
    )


def _readers(plan: Plan) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Per fact (entity and dotted name) the decisions that read it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for decision in plan.decisions.values():
        for expr in expressions(decision):
            for node in ir.walk(expr):
                match node:
                    case ir.Fact(entity=entity, path=path):
                        found.setdefault((entity, ".".join(path)), {})[decision.name] = None
                    case ir.DayFact(name=name) | ir.At(name=name) | ir.First(name=name):
                        found.setdefault(("day", name), {})[decision.name] = None
                    case ir.Aggregate(collection=collection) if collection.owner == "case":
                        found.setdefault(("case", collection.name), {})[decision.name] = None
    return {key: tuple(names) for key, names in found.items()}


_ENTITIES = {"claims": "claim", "periods": "period", "items": "item", "children": "person"}


def _open_readers(
    outcome: Outcome, readers: Mapping[tuple[str, str], tuple[str, ...]], path: str
) -> tuple[str, ...]:
    """The decisions that read a fact and are still unknown somewhere."""
    names = readers.get(_key_of(path), ())
    return tuple(name for name in names if _is_open(outcome, name))


def _key_of(path: str) -> tuple[str, str]:
    head, _, rest = path.removeprefix("$.").partition(".")
    listed, bracket, _ = head.partition("[")
    if head == "daily":
        return ("day", rest.partition("[")[0])
    if bracket and listed in _ENTITIES:
        return (_ENTITIES[listed], rest)
    if head == "principal":
        return ("person", rest)
    if head == "children":
        return ("case", "persons")
    return ("case", path.removeprefix("$."))


def _is_open(outcome: Outcome, name: str) -> bool:
    about = outcome.plan.decisions[name].about
    return any(outcome.rows.value(name, each) is UNKNOWN for each in outcome.rows.instances(about))
