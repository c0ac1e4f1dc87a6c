"""Decision tables concluded from the conditions that fired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from amp_rules.engine import kleene
from amp_rules.engine.durable.productions import Fired, Pattern
from amp_rules.engine.durable.things import Env, Read, Thing
from amp_rules.terms import UNKNOWN

U = UNKNOWN
Conclude = Callable[[Thing, Fired], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A condition put to durable-rules: the patterns for holding and for failing, or what is always so.

    yes, no: the names of the rules that fire for the one and the other.
    """

    yes: str
    no: str
    holding: Pattern | bool
    failing: Pattern | bool

    @property
    def constant(self) -> bool:
        """Whether no fact can change the answer."""
        return isinstance(self.holding, bool) and isinstance(self.failing, bool)

    def answer(self, fired: Fired) -> Any:
        """The truth of the condition: as it fired, as it always is, or UNKNOWN."""
        if self.yes in fired or self.holding is True:
            return True
        return False if self.no in fired or self.failing is True else U


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule concludes: a typed computation, or (for true and false) a question of its own."""

    read: Read | None
    question: Question | None = None

    def value(self, env: Env, fired: Fired) -> Any:
        """The conclusion for an entity; UNKNOWN where it is open."""
        if self.read is not None:
            return self.read(env)
        assert self.question is not None
        return self.question.answer(fired)


@dataclass(frozen=True, slots=True)
class Table:
    """A decision's rules: when each holds, what it concludes, how the conclusions make one answer."""

    name: str
    about: str
    policy: str
    disjoint: bool
    ids: tuple[str | None, ...]
    whens: tuple[Question | None, ...]
    thens: tuple[Answer, ...]
    otherwise: Answer | None

    @property
    def asks(self) -> bool:
        """Whether any question needs an answer."""
        return any(not question.constant for question in self.questions)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is put to durable-rules for this decision."""
        return tuple(question for _, _, question in self.asking())

    def asking(self) -> Iterator[tuple[str | None, bool, Question]]:
        """The questions: of which rule, and whether it is what the rule concludes."""
        for rule, when in zip(self.ids, self.whens, strict=True):
            if when is not None:
                yield rule, False, when
        answers = [*zip(self.ids, self.thens, strict=True), (None, self.otherwise)]
        for of, answer in answers:
            if answer is not None and answer.question is not None:
                yield of, True, answer.question

    def concluder(self) -> Conclude:
        """What keeps which rules held for an entity, and the answer.

        It raises UniqueTableError where two rules hold that exclude each other.
        """
        name, policy = self.name, _POLICY[self.policy]
        if not any(self.whens) and len(self.thens) == 1 and self.thens[0].read is not None:
            only = self.thens[0].read

            def worked_out(thing: Thing, fired: Fired) -> None:
                thing.answers[name] = only(thing.env)

            return worked_out
        answers = [_true if when is None else when.answer for when in self.whens]

        def concluded(thing: Thing, fired: Fired) -> None:
            held = thing.held[name] = [answer(fired) for answer in answers]
            thing.answers[name] = policy(self, thing.env, fired, held)

        return concluded

    def then(self, position: int, env: Env, fired: Fired) -> Any:
        """What a rule concludes."""
        return self.thens[position].value(env, fired)

    def rest(self, env: Env, fired: Fired) -> Any:
        """What holds where no rule does."""
        return None if self.otherwise is None else self.otherwise.value(env, fired)


def _true(fired: Fired) -> bool:
    return True


def _one(table: Table, env: Env, fired: Fired, held: list[Any]) -> Any:
    if True in held:
        if not table.disjoint and held.count(True) > 1:
            sure = [position for position, holds in enumerate(held) if holds is True]
            answers = [table.then(position, env, fired) for position in sure]
            if table.policy == "unique" or any(answer != answers[0] for answer in answers):
                kleene.conflict(table.name, [str(each) for each in table.ids], held)
        return table.then(held.index(True), env, fired)
    found = table.rest(env, fired)
    for position, holds in enumerate(held):
        if holds is U:
            found = kleene.agreed(found, table.then(position, env, fired))
    return found


def _first(table: Table, env: Env, fired: Fired, held: list[Any]) -> Any:
    """The first rule that holds; open rules before it must agree."""
    possible = []
    for position, holds in enumerate(held):
        if holds is not False:
            possible.append(table.then(position, env, fired))
        if holds is True:
            break
    else:
        possible.append(table.rest(env, fired))
    found = possible[0]
    for other in possible[1:]:
        found = kleene.agreed(found, other)
    return found


def _collect(table: Table, env: Env, fired: Fired, held: list[Any]) -> Any:
    """The sum of what holds; an open rule that would add nothing leaves it known."""
    found: list[Any] = []
    for position, holds in enumerate(held):
        if holds is not False:
            value = table.then(position, env, fired)
            found.append(value if holds is True else 0 if value == 0 else U)
    return kleene.known_sum(found, False)


_POLICY = {"unique": _one, "any": _one, "first": _first, "collect sum": _collect}
