"""What each missing answer would change: the case decided again with every answer it could have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from amp_rules.case import fact_type, with_fact
from amp_rules.engine import Outcome, decide
from amp_rules.engine.entries import public
from amp_rules.engine.missing import Causes, Finder
from amp_rules.engine.trace import Tracer
from amp_rules.errors import AmpRulesError
from amp_rules.ledger import Answer, Verdict
from amp_rules.plan import Plan, ir
from amp_rules.plan.order import expressions
from amp_rules.terms import UNKNOWN

MOST_FACTS = 30
MOST_ANSWERS = 12
MOST_DAYS = 60
MOST_WORK = 3600
LEAST_TRIALS = 12

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

    At most 30 facts are tried, with at most 12 answers each, and fewer where a case has very many days; those
    that a verdict waits for come first. The others have no `changes`.
    """
    if not (outcome.missing or outcome.referrals):
        return ()
    readers = _readers(outcome.plan)
    before = _Before(outcome)
    left = before.most_trials
    changes: dict[str, tuple[Change, ...]] = {}
    for path in sorted(before.paths, key=before.waits_for_verdict, reverse=True)[:MOST_FACTS]:
        answers = possible_answers(path)
        left -= len(answers)
        if left >= 0:
            changes[path] = tuple(_changes(outcome, before, path, answers))
    return tuple(
        Difference(path, _open_readers(outcome, readers, path), changes.get(path, ()))
        for path in before.paths
    )


class _Before:
    """The goals of an outcome, what each still needs, and how much may be tried."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.answers = _answers(outcome, outcome.causes)
        self.needed = {name: _paths(causes) for name, causes in outcome.causes.items()}
        named = [*(each.path for each in outcome.missing), *(each.path for each in outcome.referrals)]
        self.paths = tuple(dict.fromkeys(named))
        days = len(outcome.rows.instances("day"))
        self.most_trials = max(LEAST_TRIALS, MOST_WORK // (10 + days))
        self.long = days > MOST_DAYS

    def waits_for_verdict(self, path: str) -> bool:
        """Whether some verdict cannot be reached without the fact."""
        return any(path in paths and self._verdict(name) for name, paths in self.needed.items())

    def _verdict(self, name: str) -> bool:
        return self.outcome.plan.decisions[name].source.kind == "verdict"

    def waiting(self, path: str) -> tuple[str, ...]:
        """The goals that need the fact."""
        return tuple(name for name, paths in self.needed.items() if path in paths)

    def followed(self, goals: Iterable[str]) -> frozenset[str]:
        """The goals whose own needs are worth following: on very many days only the verdicts."""
        return frozenset(name for name in goals if not self.long or self._verdict(name))

    def needs(self, goals: Iterable[str]) -> frozenset[str]:
        """What these goals need."""
        return frozenset().union(*(self.needed[name] for name in goals))


def _paths(causes: Causes) -> frozenset[str]:
    return frozenset(cause.path for cause in causes)


def _answers(outcome: Outcome, goals: Iterable[str]) -> dict[Goal, Verdict | Answer]:
    """The answers of goals, about each entity they speak of."""
    found: dict[Goal, Verdict | Answer] = {}
    for name in goals:
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


def _changes(outcome: Outcome, before: _Before, path: str, answers: Iterable[object]) -> Iterator[Change]:
    """The changes, answers with the same effect together."""
    together: list[tuple[Change, list[object]]] = []
    for value in answers:
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


def _change(outcome: Outcome, before: _Before, path: str, value: object) -> Change | None:
    """What one answer changes; None when the case cannot have it."""
    try:
        after = decide(outcome.plan, with_fact(outcome.case, path, value))
    except AmpRulesError:
        return None
    waiting = before.waiting(path)
    followed = before.followed(waiting)
    others = before.needs(name for name in before.needed if name not in waiting)
    was, now = before.needs(followed), _needs_after(after, followed)
    return Change(
        (value,),
        {goal: each for goal, each in _answers(after, waiting).items() if before.answers.get(goal) != each},
        tuple(sorted(was - now - others - {path})),
        tuple(sorted(now - was - others)),
        len(followed) == len(waiting) and not (now or others),
    )


def _needs_after(after: Outcome, goals: Iterable[str]) -> frozenset[str]:
    finder = Finder(Tracer(after.rows))
    causes = [
        finder.of_decision(name, each)
        for name in goals
        for each in after.rows.instances(after.plan.decisions[name].about)
    ]
    return _paths(frozenset().union(*causes))


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
    names = dict.fromkeys(name for key in _keys_of(path) for name in readers.get(key, ()))
    return tuple(name for name in names if _is_open(outcome, name))


def _keys_of(path: str) -> tuple[tuple[str, str], ...]:
    """How expressions may name a fact: the entity and the dotted name."""
    whole = path.removeprefix("$.")
    head, _, rest = whole.partition(".")
    listed, bracket, _ = head.partition("[")
    if head == "daily":
        return (("day", rest.partition("[")[0]),)
    if bracket and listed in _ENTITIES:
        return ((_ENTITIES[listed], rest),)
    if head == "principal":
        return (("case", whole), ("person", rest))
    return (("case", "persons" if head == "children" else whole),)


def _is_open(outcome: Outcome, name: str) -> bool:
    about = outcome.plan.decisions[name].about
    return any(outcome.rows.value(name, each) is UNKNOWN for each in outcome.rows.instances(about))
