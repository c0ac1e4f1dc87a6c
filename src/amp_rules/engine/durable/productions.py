"""Production rules over flat facts, matched by durable-rules; the only module that touches it.

What durable-rules 2.0.28 does, and how none of it gets out of here:

- It keeps what it is told, mixes sessions whose ids collide, and ends badly beyond 1 024 of them: every
  thread has rulesets of its own, one case is in them at a time, in one session, which is deleted after it.
- Its Host runs threads that steal actions and swallow exceptions: only its C module is called, and what to do
  when a rule fires is the caller's business, after the match.
- A ruleset too large fails or hangs: rules are spread over as many rulesets as they need.
- Where no rule fires, the session is deleted by pointers that were never set, and an empty list of facts is a
  crash: in every ruleset one rule fires for the first fact it is told, and nothing is asked for no facts.
- Text with a NUL is cut, names such as 'id' are taken, true equals 1: names and text are numbered before they
  go in, and every property has one kind.
- A rule fires once for each way its condition holds: firings are told apart by rule.
"""

from __future__ import annotations

import json
import threading
import weakref
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, NoReturn, TypeAlias

from amp_rules.errors import AmpRulesError

Value: TypeAlias = bool | int | Fraction | str

MOST_RULES = 40
MOST_TESTS = 200
MOST_PROPERTIES = 100
MOST_TESTS_OF_RULE = 150
MOST_CONNECTIVES = 15
MOST_FACTS = 999_999
MOST_WAYS = 64
_OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
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
    """A property compared by '==', '!=', '<', '<=', '>' or '>='; a missing one never matches."""

    name: str
    op: str
    value: bool | int | str


@dataclass(frozen=True, slots=True)
class Every:
    """Matches where all parts do."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Matches where one part or more does."""

    parts: tuple[Pattern, ...]


Pattern: TypeAlias = Match | Every | Some
Way: TypeAlias = frozenset[Match]
Teller: TypeAlias = Callable[[Value], str]
Fired: TypeAlias = Mapping[str, None]
"""The names of rules, in order."""


@dataclass(frozen=True, slots=True)
class Production:
    """A rule that fires for every fact its condition matches."""

    name: str
    when: Pattern


@dataclass(frozen=True, slots=True)
class _Property:
    """How a ruleset knows a property: a short name, a kind, and the constants it is compared with.

    Constants are told by their place: words by number, whole numbers at odd places, so that a number
    between two of them has a place too.
    """

    name: str
    short: str
    kind: type
    words: Mapping[str, int]
    numbers: Sequence[int]

    def place(self, value: bool | int | str) -> int:
        """What a constant is told as."""
        if isinstance(value, str):
            return self.words[value]
        return int(value) if self.kind is bool else 2 * bisect_left(self.numbers, value) + 1

    def teller(self) -> Teller:
        """What writes a value of the property as it is told.

        It raises TypeError for a value of another kind than the rules compare it with.
        """
        return {bool: self._flag, str: self._word, int: self._number}[self.kind]()

    def _flag(self) -> Teller:
        yes, no = (f',"{self.short}":{place}' for place in (1, 0))

        def tell(value: Value) -> str:
            return yes if value is True else no if value is False else self._refuse(value)

        return tell

    def _word(self) -> Teller:
        known = {word: f',"{self.short}":{place}' for word, place in self.words.items()}
        other = f',"{self.short}":0'

        def tell(value: Value) -> str:
            return known.get(value, other) if isinstance(value, str) else self._refuse(value)

        return tell

    def _number(self) -> Teller:
        numbers = self.numbers
        at: Mapping[int | Fraction, int] = {number: 2 * place + 1 for place, number in enumerate(numbers)}

        def tell(value: Value) -> str:
            if type(value) is not int and type(value) is not Fraction:
                return self._refuse(value)
            place = at.get(value)
            return f',"{self.short}":{2 * bisect_left(numbers, value) if place is None else place}'

        return tell

    def _refuse(self, value: object) -> NoReturn:
        found = type(value).__name__
        raise TypeError(f"property '{self.name}' must be of type {self.kind.__name__}, found {found}")


@dataclass(frozen=True, slots=True)
class _Part:
    """One ruleset: its text, the rules in it by the names it knows them by, how to tell what it reads."""

    text: str
    rules: Mapping[str, str]
    properties: Mapping[str, Teller]

    def message(self, fact: Mapping[str, Value]) -> str:
        """What of a fact the ruleset reads."""
        known = self.properties
        return "".join([known[name](value) for name, value in fact.items() if name in known])


class Productions:
    """Production rules in strata, ready to match the facts of one case after another, from any thread.

    >>> rules = Productions([Production("adult", Match("age", ">=", 18))])
    >>> with rules.case() as case:
    ...     [list(fired) for fired in case.tell([{"age": 20}, {"age": 17}, {}])]
    [['adult'], [], []]

    Raises:
        ValueError: a rule that holds in more ways or reads more than can be matched, a property of two kinds,
            two rules of one name, an unknown operator, a number beyond 2 ** 62.
        MissingEngineError: durable-rules cannot be imported.
    """

    def __init__(self, *strata: Sequence[Production]) -> None:
        self._engine = _engine()
        self._kinds: dict[str, type] = {}
        self._words: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, set[int]] = {}
        self._shorts: dict[str, str] = {}
        rules = [rule for stratum in strata for rule in stratum]
        if len({rule.name for rule in rules}) < len(rules):
            raise ValueError("two rules have one name")
        for rule in rules:
            self._learn(rule)
        parts = [[self._part(chosen) for chosen in _spread(stratum)] for stratum in strata]
        self.parts = tuple(part for stratum in parts for part in stratum)
        ends = list(accumulate(len(stratum) for stratum in parts))
        self.strata = tuple(range(end - len(stratum), end) for end, stratum in zip(ends, parts, strict=True))
        self._local = threading.local()

    @contextmanager
    def case(self) -> Iterator[CaseRules]:
        """What may be told of one case; nothing of it is left when the block ends, however it ends.

        Raises RuntimeError when this thread has a case of these rules open already.
        """
        found = getattr(self._local, "handles", None)
        handles: _Handles = found if found is not None else _Handles(self._engine, self.parts)
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
        if _is_empty(rule.when) or not fits(rule.when):
            raise ValueError(
                f"rule '{rule.name}' has no condition, or one too large: give a part of it a name"
            )
        for test in comparisons(rule.when):
            kind = type(test.value)
            if kind not in (bool, int, str) or self._kinds.setdefault(test.name, kind) is not kind:
                raise ValueError(
                    f"property '{test.name}' of rule '{rule.name}' is compared with values of two kinds"
                )
            if test.op not in ("==", "!=") and (kind is not int or test.op not in _OPERATORS):
                raise ValueError(f"rule '{rule.name}' compares by '{test.op}'")
            if kind is int:
                self._numbers.setdefault(test.name, set()).add(int(test.value))
            self._shorts.setdefault(test.name, f"p{len(self._shorts)}")
            if isinstance(test.value, str):
                words = self._words.setdefault(test.name, {})
                words.setdefault(test.value, len(words) + 1)

    def _part(self, rules: Sequence[Production]) -> _Part:
        written: dict[str, Any] = {}
        for position, rule in enumerate(rules):
            written[f"r{position:02}"] = {"all": [{"m": self._written(rule.when)}], "pri": position + 1}
        written["any"] = {"all": [{"m": {"$ex": {"q": 1}}}], "pri": len(rules) + 1}
        names = {f"r{position:02}": rule.name for position, rule in enumerate(rules)}
        read = {test.name for rule in rules for test in comparisons(rule.when)}
        return _Part(
            json.dumps(written), names, {name: self._property(name).teller() for name in sorted(read)}
        )

    def _written(self, pattern: Pattern) -> dict[str, Any]:
        """The pattern's ways side by side, or as it stands where that takes fewer connectives."""
        flat = _flat(pattern)
        return self._nested(flat if _connectives(flat) <= MOST_CONNECTIVES else pattern)

    def _nested(self, pattern: Pattern) -> dict[str, Any]:
        if isinstance(pattern, Match):
            return self._test(pattern)
        if len(pattern.parts) == 1:
            return self._nested(pattern.parts[0])
        word = "$and" if isinstance(pattern, Every) else "$or"
        return {word: [self._nested(part) for part in pattern.parts]}

    def _property(self, name: str) -> _Property:
        words, numbers = self._words.get(name, {}), sorted(self._numbers.get(name, ()))
        return _Property(name, self._shorts[name], self._kinds[name], words, numbers)

    def _test(self, test: Match) -> dict[str, Any]:
        told = {self._shorts[test.name]: self._property(test.name).place(test.value)}
        return told if test.op == "==" else {_OPERATORS[test.op]: told}


class CaseRules:
    """One case under production rules: facts go in, the rules that fire come out."""

    __slots__ = ("_count", "_handles", "_rules")

    def __init__(self, rules: Productions, handles: _Handles) -> None:
        self._rules = rules
        self._handles = handles
        self._count = 0

    def tell(self, facts: Sequence[Mapping[str, Value]], stratum: int = 0) -> tuple[Fired, ...]:
        """The rules of a stratum that fire for each fact, in the order of the rules.

        Facts that a ruleset cannot tell apart are told to it once.

        Raises:
            TypeError: a property is not of the kind that the rules compare it with.
            ValueError: more than 999 999 facts of one case.
        """
        fired: list[dict[str, None]] = [{} for _ in facts]
        for index in self._rules.strata[stratum]:
            part = self._rules.parts[index]
            told: dict[str, list[dict[str, None]]] = {}
            for fact, names in zip(facts, fired, strict=True):
                message = part.message(fact)
                if message:
                    told.setdefault(message, []).append(names)
            if told:
                self._match(index, part, told)
        return tuple(fired)

    def _match(self, index: int, part: _Part, told: dict[str, list[dict[str, None]]]) -> None:
        """Tells a ruleset the messages, and keeps the rules that fire with those who asked."""
        first = self._count
        self._count += len(told)
        if self._count > MOST_FACTS:
            raise ValueError(f"more than {MOST_FACTS} facts of one case")
        messages = [f'{{"id": "{first + at:06}"{message}}}' for at, message in enumerate(told)]
        messages[0] = f'{messages[0][:-1]},"q":1}}'
        asking, rules = list(told.values()), part.rules
        for text in self._handles.ask(index, f"[{','.join(messages)}]"):
            # {"r00":{"m":{"id": "000007", …}}}
            name = rules.get(text[2:5])
            if name is not None:
                for names in asking[int(text[20:26]) - first]:
                    names[name] = None


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

    def ask(self, index: int, messages: str) -> list[str]:
        """Every firing: the rule and the fact, as text."""
        engine, handle = self.engine, self.numbers[index]
        self.told.add(index)
        _, state = engine.assert_facts(handle, messages)
        action = engine.start_action_for_state(handle, state)
        found: list[str] = []
        text = None if action is None else action[1]
        while text is not None:
            found.append(text)
            text = engine.complete_and_start_action(handle, state)
        return found

    def clear(self) -> None:
        """Deletes what the rulesets were told."""
        for index in sorted(self.told):
            self.engine.delete_state(self.numbers[index], _SESSION)
        self.told.clear()


def _close(engine: Any, handles: list[int]) -> None:
    for handle in handles:
        engine.delete_ruleset(handle)


def _engine() -> Any:
    try:
        import durable_rules_engine
    except ImportError as error:
        raise MissingEngineError(str(error)) from None
    return durable_rules_engine


def _in_order(test: Match) -> tuple[str, str, str]:
    return test.name, test.op, str(test.value)


def _sorted(way: Way) -> tuple[Match, ...]:
    return tuple(sorted(way, key=_in_order))


def _flat(pattern: Pattern) -> Pattern:
    """The ways of a pattern side by side."""
    return Some(tuple(Every(_sorted(way)) for way in ways_of(pattern)))


def _is_empty(pattern: Pattern) -> bool:
    """Whether a part of a pattern has no parts."""
    if isinstance(pattern, Match):
        return False
    return not pattern.parts or any(map(_is_empty, pattern.parts))


def _connectives(pattern: Pattern) -> int:
    """How many 'and's and 'or's are written for a pattern; none for a part that stands alone."""
    if isinstance(pattern, Match):
        return 0
    return (len(pattern.parts) > 1) + sum(map(_connectives, pattern.parts))


def fits(pattern: Pattern) -> bool:
    """Whether a rule may have the pattern as its condition."""
    try:
        ways = ways_of(pattern)
    except ValueError:
        return False
    fewest = min(_connectives(_flat(pattern)), _connectives(pattern))
    return sum(map(len, ways)) <= MOST_TESTS_OF_RULE and fewest <= MOST_CONNECTIVES


def comparisons(pattern: Pattern) -> Iterator[Match]:
    """The comparisons of a pattern, in the order of its ways."""
    for way in ways_of(pattern):
        yield from _sorted(way)


def ways_of(pattern: Pattern) -> tuple[Way, ...]:
    """The ways in which a pattern can match, each a set of tests; a rule fires once for each that holds.

    A way that another one implies, or that asks for both truths of a flag, is left out. Raises ValueError for
    more than can be matched.
    """
    if isinstance(pattern, Match):
        return (frozenset((pattern,)),)
    found: list[Way] = [frozenset()] if isinstance(pattern, Every) else []
    for part in pattern.parts:
        ways = ways_of(part)
        found = _fewest(
            [one | way for one in found for way in ways] if isinstance(pattern, Every) else [*found, *ways]
        )
        if len(found) > MOST_WAYS:
            raise ValueError(f"more than {MOST_WAYS} ways to match")
    return tuple(found)


def _fewest(ways: list[Way]) -> list[Way]:
    """The ways that no other way is part of, in order, without those that contradict themselves."""
    able = [way for way in dict.fromkeys(ways) if not any(_opposite(test) in way for test in way)]
    return [way for way in able if not any(other < way for other in able)]


def _opposite(test: Match) -> Match | None:
    """The test that a flag has the other truth."""
    flag = isinstance(test.value, bool) and test.op == "=="
    return Match(test.name, "==", not test.value) if flag else None


def _spread(rules: Sequence[Production]) -> Iterator[list[Production]]:
    """The rules in rulesets that durable-rules can hold."""
    chosen: list[Production] = []
    tests, names = 0, set[str]()
    for rule in rules:
        own = list(comparisons(rule.when))
        if not own:
            continue
        more = names | {test.name for test in own}
        full = len(chosen) == MOST_RULES or tests + len(own) > MOST_TESTS or len(more) > MOST_PROPERTIES
        if chosen and full:
            yield chosen
            chosen, tests, more = [], 0, {test.name for test in own}
        chosen.append(rule)
        tests, names = tests + len(own), more
    if chosen:
        yield chosen
