"""Production rules over flat facts, matched by durable-rules; the only module that touches it.

What durable-rules 2.0.28 does, and how none of it gets out of here:

- It keeps what it is told, mixes sessions whose ids collide, and ends badly beyond 1 024 of them: every
  thread has rulesets of its own, one case is in them at a time, in one session, which is deleted after it.
- Its Host runs threads that steal actions and swallow exceptions: only its C module is called, and what to do
  when a rule fires is the caller's business, after the match.
- A ruleset too large fails or hangs: rules are spread over as many rulesets as they need.
- A fact that no rule matches is an error, an empty list of facts a crash: every ruleset ends in a rule that
  every fact matches, and nothing is asked for no facts.
- Text with a NUL is cut, names such as 'id' are taken, true equals 1: names and text are numbered before they
  go in, and every property has one kind.
- A rule fires once for each way its condition holds: firings are told apart by rule.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from amp_rules.errors import AmpRulesError

Value: TypeAlias = bool | int | str

MOST_RULES = 40
MOST_TESTS = 200
MOST_PROPERTIES = 100
MOST_WAYS = 64
MOST_NUMBER = 2**62
_OPERATORS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_SESSION = "0"


class MissingEngineError(AmpRulesError):
    """durable-rules cannot be imported; the message says how to mend that."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"durable-rules cannot be imported ({reason}); install it with: "
            'CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" pip install --no-binary :all: durable-rules'
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A property compared with a constant by '==', '<', '<=', '>' or '>='; a missing one never matches."""

    name: str
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class Every:
    """Matches where all parts do."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Matches where one part or more does."""

    parts: tuple[Pattern, ...]


Pattern: TypeAlias = Match | Every | Some


@dataclass(frozen=True, slots=True)
class Production:
    """A rule that fires for every fact its condition matches."""

    name: str
    when: Pattern


@dataclass(frozen=True, slots=True)
class _Part:
    """One ruleset: its text, the rules in it by the names it knows them by, the properties it reads."""

    text: str
    rules: Mapping[str, str]
    properties: frozenset[str]


class Productions:
    """Production rules, ready to match the facts of one case after another, from any thread.

    >>> rules = Productions([Production("adult", Match("age", ">=", 18))])
    >>> with rules.case() as case:
    ...     case.tell([{"age": 20}, {"age": 17}, {}])
    (('adult',), (), ())

    Raises:
        ValueError: a rule that holds in more ways or reads more than can be matched, a property of two kinds,
            two rules of one name, an unknown operator, a number beyond 2 ** 62.
        MissingEngineError: durable-rules cannot be imported.
    """

    def __init__(self, rules: Sequence[Production]) -> None:
        self._engine = _engine()
        self._kinds: dict[str, type] = {}
        self._words: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, str] = {}
        if len({rule.name for rule in rules}) < len(rules):
            raise ValueError("two rules have one name")
        for rule in rules:
            self._learn(rule)
        self._order = {rule.name: position for position, rule in enumerate(rules)}
        self._parts = tuple(self._part(chosen) for chosen in _spread(rules))
        self._local = threading.local()

    @contextmanager
    def case(self) -> Iterator[CaseRules]:
        """What may be told of one case; nothing of it is left when the block ends, however it ends.

        Raises RuntimeError when this thread has a case of these rules open already.
        """
        found = getattr(self._local, "handles", None)
        handles: _Handles = found if found is not None else _Handles(self._engine, self._parts)
        self._local.handles = handles
        if handles.busy:
            raise RuntimeError("this thread has a case of these rules open already")
        handles.busy = True
        try:
            yield CaseRules(self, handles)
        finally:
            handles.clear()
            handles.busy = False

    # writing rules

    def _learn(self, rule: Production) -> None:
        """Gives every property a number and a kind, every text it is compared with a number."""
        tests = list(_tests(rule.when))
        if not 0 < _ways(rule.when) <= MOST_WAYS or len(tests) > MOST_PROPERTIES:
            raise ValueError(
                f"rule '{rule.name}' has no condition, or one too large: give a part of it a name"
            )
        for test in tests:
            kind = type(test.value)
            if kind not in (bool, int, str) or self._kinds.setdefault(test.name, kind) is not kind:
                raise ValueError(
                    f"property '{test.name}' of rule '{rule.name}' is compared with values of two kinds"
                )
            if test.op != "==" and (kind is not int or test.op not in _OPERATORS):
                raise ValueError(f"rule '{rule.name}' compares by '{test.op}'")
            if isinstance(test.value, int) and abs(test.value) > MOST_NUMBER:
                raise ValueError(f"rule '{rule.name}' compares with a number beyond 2 ** 62")
            self._numbers.setdefault(test.name, f"p{len(self._numbers)}")
            if isinstance(test.value, str):
                words = self._words.setdefault(test.name, {})
                words.setdefault(test.value, len(words) + 1)

    def _part(self, rules: Sequence[Production]) -> _Part:
        written: dict[str, Any] = {}
        for position, rule in enumerate(rules):
            written[f"r{position}"] = {"all": [{"m": self._written(rule.when)}], "pri": position + 1}
        written["rest"] = {"all": [{"m": {"$ex": {"q": 1}}}], "pri": len(rules) + 1}
        names = {f"r{position}": rule.name for position, rule in enumerate(rules)}
        read = frozenset(test.name for rule in rules for test in _tests(rule.when))
        return _Part(json.dumps(written), names, read)

    def _written(self, pattern: Pattern) -> dict[str, Any]:
        if isinstance(pattern, Match):
            test = {self._numbers[pattern.name]: self._told(pattern.name, pattern.value)}
            return test if pattern.op == "==" else {_OPERATORS[pattern.op]: test}
        word = "$and" if isinstance(pattern, Every) else "$or"
        return {word: [self._written(part) for part in pattern.parts]}

    def _told(self, name: str, value: Value) -> bool | int:
        if isinstance(value, str):
            return self._words[name].get(value, 0)
        return value

    # telling facts

    def message(self, part: _Part, number: int, fact: Mapping[str, Value]) -> str:
        """A fact as one ruleset is told it: numbered names, numbered text, no property it does not read."""
        told: dict[str, Any] = {"id": str(number), "q": 1}
        for name in part.properties & fact.keys():
            value, kind = fact[name], self._kinds[name]
            if type(value) is not kind and not (kind is str and isinstance(value, str)):
                raise TypeError(
                    f"property '{name}' must be of type {kind.__name__}, found {type(value).__name__}"
                )
            if kind is int and abs(value) > MOST_NUMBER:  # type: ignore[arg-type]
                raise ValueError(f"property '{name}' is a number beyond 2 ** 62")
            told[self._numbers[name]] = self._told(name, value)
        return json.dumps(told)

    def in_order(self, names: set[str]) -> tuple[str, ...]:
        """Rules that fired, in the order they were given in."""
        return tuple(sorted(names, key=self._order.__getitem__))


class CaseRules:
    """One case under production rules: facts go in, the rules that fire come out."""

    __slots__ = ("_count", "_handles", "_rules")

    def __init__(self, rules: Productions, handles: _Handles) -> None:
        self._rules = rules
        self._handles = handles
        self._count = 0

    def tell(self, facts: Sequence[Mapping[str, Value]]) -> tuple[tuple[str, ...], ...]:
        """The rules that fire for each fact, in the order of the rules.

        Raises:
            TypeError: a property is not of the kind that the rules compare it with.
            ValueError: a number beyond 2 ** 62.
        """
        fired: list[set[str]] = [set() for _ in facts]
        if not facts:
            return ()
        first = self._count
        self._count += len(facts)
        for index, part in enumerate(self._handles.parts):
            messages = [self._rules.message(part, first + at, fact) for at, fact in enumerate(facts)]
            for rule, number in self._handles.ask(index, f"[{', '.join(messages)}]"):
                if rule in part.rules:
                    fired[number - first].add(part.rules[rule])
        return tuple(map(self._rules.in_order, fired))


class _Handles:
    """The rulesets of one thread. A ruleset's memory is freed only when its session is deleted first."""

    def __init__(self, engine: Any, parts: tuple[_Part, ...]) -> None:
        self.engine = engine
        self.parts = parts
        self.busy = False
        self.told: set[int] = set()
        self.numbers: list[int] = []
        weakref.finalize(self, _close, engine, self.numbers)
        for part in parts:
            self.numbers.append(engine.create_ruleset("amp_rules", part.text))

    def ask(self, index: int, messages: str) -> Iterator[tuple[str, int]]:
        """Every firing: the rule, and the number of the fact."""
        handle = self.numbers[index]
        self.told.add(index)
        _, state = self.engine.assert_facts(handle, messages)
        action = self.engine.start_action_for_state(handle, state)
        text = None if action is None else action[1]
        while text is not None:
            yield _firing(text)
            text = self.engine.complete_and_start_action(handle, state)

    def clear(self) -> None:
        """Deletes what the rulesets were told."""
        for index in sorted(self.told):
            self.engine.delete_state(self.numbers[index], _SESSION)
        self.told.clear()


def _close(engine: Any, handles: list[int]) -> None:
    for handle in handles:
        engine.delete_ruleset(handle)


def _firing(text: str) -> tuple[str, int]:
    """A firing is written {"r0":{"m":{"id": "7", …}}}."""
    rule = text[2 : text.index('"', 2)]
    start = text.index('"id": "') + 7
    return rule, int(text[start : text.index('"', start)])


def _engine() -> Any:
    try:
        import durable_rules_engine
    except ImportError as error:
        raise MissingEngineError(str(error)) from None
    return durable_rules_engine


def _tests(pattern: Pattern) -> Iterator[Match]:
    if isinstance(pattern, Match):
        yield pattern
    else:
        for part in pattern.parts:
            yield from _tests(part)


def _ways(pattern: Pattern) -> int:
    """In how many ways a pattern can match, as a rule fires once for each; none where a part is empty."""
    if isinstance(pattern, Match):
        return 1
    ways = [_ways(part) for part in pattern.parts]
    if not all(ways):
        return 0
    return prod(ways) if ways and isinstance(pattern, Every) else sum(ways)


def _spread(rules: Sequence[Production]) -> Iterator[list[Production]]:
    """The rules in rulesets that durable-rules can hold."""
    chosen: list[Production] = []
    tests, names = 0, set[str]()
    for rule in rules:
        own = list(_tests(rule.when))
        more = names | {test.name for test in own}
        full = len(chosen) == MOST_RULES or tests + len(own) > MOST_TESTS or len(more) > MOST_PROPERTIES
        if chosen and full:
            yield chosen
            chosen, tests, more = [], 0, {test.name for test in own}
        chosen.append(rule)
        tests, names = tests + len(own), more
    if chosen:
        yield chosen
