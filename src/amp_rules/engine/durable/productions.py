"""Production rules over flat facts, matched by durable-rules.

What it takes to have every rule matched as it is written:

- A ruleset too large fails or hangs, a condition of many connectives is refused: rules are spread over as
  many rulesets as they need, and a condition is written as its ways side by side, or refused by name.
- Text with a NUL is cut, names such as 'id' are taken, true equals 1, large numbers are not exact: names,
  text and numbers go in by their place among those they are compared with; a property has one kind.
- A rule fires once for each way its condition holds: firings are told apart by rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, NoReturn, TypeAlias

from amp_rules.engine.durable.contained import FACT, RULE, Rulesets, Session

Value: TypeAlias = bool | int | Fraction | str

MOST_RULES = 40
MOST_TESTS = 200
MOST_PROPERTIES = 100
MOST_TESTS_OF_RULE = 150
MOST_CONNECTIVES = 15
MOST_WAYS = 64
_OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


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

    text: Mapping[str, Any]
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
            two rules of one name, an unknown operator.
        MissingEngineError: durable-rules cannot be imported.
    """

    def __init__(self, *strata: Sequence[Production]) -> None:
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
        self._rulesets = Rulesets([part.text for part in self.parts])

    @contextmanager
    def case(self) -> Iterator[CaseRules]:
        """What may be told of one case; nothing of it is left when the block ends, however it ends.

        Raises RuntimeError when this thread has a case of these rules open already.
        """
        with self._rulesets.session() as session:
            yield CaseRules(self, session)

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
            written[f"r{position:02}"] = {"all": [{"m": self._written(rule.when)}]}
        names = {f"r{position:02}": rule.name for position, rule in enumerate(rules)}
        read = {test.name for rule in rules for test in comparisons(rule.when)}
        return _Part(written, names, {name: self._property(name).teller() for name in sorted(read)})

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

    __slots__ = ("_rules", "_session")

    def __init__(self, rules: Productions, session: Session) -> None:
        self._rules = rules
        self._session = session

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
        first, firings = self._session.tell(index, list(told))
        asking, rules = list(told.values()), part.rules
        for text in firings:
            name = rules[text[RULE]]
            for names in asking[int(text[FACT]) - first]:
                names[name] = None


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
