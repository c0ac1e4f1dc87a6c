"""Production rules match as Python would, whatever durable-rules does to those who are careless with it."""

from __future__ import annotations

import operator
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.engine.durable import Every, Match, MissingEngineError, Production, Productions, Some
from amp_rules.engine.durable.productions import MOST_RULES, Pattern, Value

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ADULT = Production("adult", Match("age", ">=", 18))
NAMED = Production("named", Match("name", "==", "Åsa"))
TRUE = Production("true", Match("flag", "==", True))
FALSE = Production("false", Match("flag", "==", False))


def told(rules: Productions, *facts: Mapping[str, Value]) -> tuple[tuple[str, ...], ...]:
    """The rules that fire for each of these facts of one case."""
    with rules.case() as case:
        return tuple(map(tuple, case.tell(facts)))


def flag(name: str) -> Match:
    """That a property is true."""
    return Match(name, "==", True)


def holds(pattern: Pattern, fact: Mapping[str, Value]) -> bool:
    """What a pattern means, in Python."""
    if isinstance(pattern, Match):
        return pattern.name in fact and OPERATORS[pattern.op](fact[pattern.name], pattern.value)
    parts = [holds(part, fact) for part in pattern.parts]
    return all(parts) if isinstance(pattern, Every) else any(parts)


EQUAL = st.sampled_from(["==", "!="])
BOOLS = st.builds(Match, st.sampled_from(["b0", "b1", "id", "sid"]), EQUAL, st.booleans())
NUMBERS = st.builds(
    Match,
    st.sampled_from(["n0", "n1"]),
    st.sampled_from(sorted(OPERATORS)),
    st.integers() | st.integers(-2, 2),
)
WORDS = st.builds(
    Match, st.sampled_from(["w0", "wå'\""]), EQUAL, st.sampled_from(["", "a", 'å"\\', "a\0b", "true"])
)
PATTERNS: st.SearchStrategy[Pattern] = st.recursive(
    BOOLS | NUMBERS | WORDS,
    lambda inner: (
        st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["b0", "b1", "id", "sid"], st.booleans()),
        **dict.fromkeys(["n0", "n1"], st.integers() | st.integers(-3, 3) | st.fractions(-3, 3)),
        **dict.fromkeys(
            ["w0", "wå'\""], st.sampled_from(["", "a", 'å"\\', "a\0b", "a\0c", "true", "b" * 5000])
        ),
        "unread": st.text(),
    },
)


@settings(max_examples=300)
@given(st.lists(PATTERNS, max_size=6), st.lists(FACTS, max_size=4))
def test_rules_fire_for_the_facts_that_their_condition_matches(
    patterns: list[Pattern], facts: list[dict[str, Value]]
) -> None:
    rules = Productions([Production(f"r{number}", pattern) for number, pattern in enumerate(patterns)])
    expected = tuple(
        tuple(f"r{number}" for number, pattern in enumerate(patterns) if holds(pattern, fact))
        for fact in facts
    )
    assert told(rules, *facts) == expected


def test_a_missing_property_matches_neither_way() -> None:
    rules = Productions([TRUE, FALSE])
    assert told(rules, {}, {"flag": True}, {"flag": False}) == ((), ("true",), ("false",))


def test_nothing_of_a_case_is_left_for_the_next() -> None:
    rules = Productions([ADULT, TRUE])
    for age in range(3000):
        assert told(rules, {"age": age}) == ((("adult",) if age >= 18 else ()),)


def test_nothing_is_left_of_a_case_that_fails() -> None:
    rules = Productions([ADULT])
    with pytest.raises(ZeroDivisionError), rules.case() as case:
        assert case.tell([{"age": 20}]) == case.tell([{"age": 1 // 0}])
    with pytest.raises(TypeError, match="'age' must be of type int, found str"):
        told(rules, {"age": 20}, {"age": "20"})
    assert told(rules, {"age": 18}, {"age": 17}) == (("adult",), ())


def test_cases_whose_ids_collide_stay_apart() -> None:
    # These two share one 32-bit hash, by which durable-rules tells sessions apart.
    rules = Productions([Production("first", Match("sid", "==", "case-478212")), TRUE])
    assert told(rules, {"sid": "case-478212", "flag": True}) == (("first", "true"),)
    assert told(rules, {"sid": "case-1221200"}) == ((),)


def test_a_thread_has_one_case_at_a_time() -> None:
    rules = Productions([ADULT])
    with rules.case() as case:
        with pytest.raises(RuntimeError, match="open already"), rules.case():
            pass
        assert [*case.tell([{"age": 18}])[0]] == ["adult"]
    assert told(rules, {"age": 18}) == (("adult",),)


def test_eight_threads_get_what_one_gets() -> None:
    rules = Productions([Production(f"over {limit}", Match("n", ">", limit)) for limit in range(60)])
    begin = threading.Barrier(8)

    def decide(start: int) -> list[tuple[tuple[str, ...], ...]]:
        begin.wait()
        return [told(rules, {"n": (start + step) % 61}, {"n": step % 61}) for step in range(200)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(decide, range(8)))
    for start, answers in enumerate(found):
        for step, (one, other) in enumerate(answers):
            assert (len(one), len(other)) == ((start + step) % 61, step % 61)


def test_more_rules_than_one_ruleset_holds() -> None:
    rules = Productions(
        [
            Production(f"r{n}", Every((Match(f"p{n}", "==", True), Match("n", ">=", n))))
            for n in range(20 * MOST_RULES)
        ]
    )
    everything: dict[str, Value] = {f"p{n}": True for n in range(20 * MOST_RULES)}
    some, none = told(rules, {**everything, "n": 299}, {"n": 299})
    assert some == tuple(f"r{n}" for n in range(300))
    assert none == ()


def test_a_rule_that_holds_in_several_ways_fires_once() -> None:
    one = Some((Match("a", "==", True), Match("b", "==", True)))
    other = Some((Match("c", "==", True), Match("d", "==", True)))
    rules = Productions([Production("both", Every((one, other)))])
    assert told(rules, dict.fromkeys("abcd", True)) == (("both",),)


def test_no_facts_and_facts_that_nothing_matches_are_no_trouble() -> None:
    rules = Productions([ADULT, NAMED])
    assert told(rules) == ()
    assert told(rules, {}, {"age": 3}, {"name": "somebody\0else"}) == ((), (), ())
    assert told(Productions([]), {"age": 3}) == ((),)


def test_several_tellings_of_one_case_are_told_apart() -> None:
    rules = Productions([ADULT, TRUE])
    with rules.case() as case:
        assert [*map(list, case.tell([{"age": 20}, {"age": 2}]))] == [["adult"], []]
        assert [*map(list, case.tell([{"flag": True}]))] == [["true"]]


def test_no_thread_is_started_and_no_host_imported() -> None:
    program = (
        "import sys, threading\n"
        "from amp_rules.engine.durable import *\n"
        "assert 'durable_rules_engine' not in sys.modules\n"
        "rules = Productions([Production('adult', Match('age', '>=', 18))])\n"
        "with rules.case() as case: print(*case.tell([{'age': 18}])[0])\n"
        "assert threading.active_count() == 1 and 'durable' not in sys.modules\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr) == ("adult\n", "")


def test_an_engine_that_cannot_be_imported_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(MissingEngineError, match="install it with: CPPFLAGS=") as found:
        Productions([ADULT])
    assert found.value.reason


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([ADULT, ADULT], "two rules have one name"),
        ([Production("a", Every(()))] * 1, "has no condition, or one too large"),
        ([Production("a", Some(()))], "has no condition, or one too large"),
        (
            [Production("a", Every(tuple(Some((flag(f"x{n}"), flag(f"y{n}"))) for n in range(7))))],
            "has no condition, or one too large",
        ),
        ([TRUE, Production("a", Match("flag", "==", 1))], "values of two kinds"),
        ([Production("a", Match("x", "==", None))], "values of two kinds"),  # type: ignore[arg-type]
        ([Production("a", Match("x", "~", 1))], "compares by '~'"),
        ([Production("a", Match("x", "<", "y"))], "compares by '<'"),
    ],
)
def test_rules_that_cannot_be_matched_are_refused(rules: list[Production], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        Productions(rules)


def test_numbers_of_any_size_are_matched() -> None:
    rules = Productions(
        [Production("over", Match("n", ">", 2**70)), Production("is", Match("n", "==", 2**70))]
    )
    assert told(rules, {"n": 2**70}, {"n": 2**70 + 1}, {"n": Fraction(2**71, 3)}) == (("is",), ("over",), ())


def test_no_name_and_no_text_of_a_case_reaches_the_engine() -> None:
    (part,) = Productions([NAMED]).parts
    assert part.message({"name": "Åsa", "other": "hemligt"}) == ',"p0":1'
    assert part.message({"name": "hemligt"}) == ',"p0":0'
    assert part.text == {"r00": {"all": [{"m": {"p0": 1}}]}}


def test_a_condition_that_contradicts_itself_never_fires() -> None:
    rules = Productions([Production("never", Every((flag("x"), Match("x", "==", False)))), TRUE])
    assert told(rules, {"x": True, "flag": True}) == (("true",),)


def test_saying_the_same_twice_is_no_contradiction() -> None:
    rules = Productions([Production("both", Every((Match("x", "!=", True), Match("x", "==", False))))])
    assert told(rules, {"x": False}, {"x": True}) == (("both",), ())


def test_as_many_connectives_as_a_rule_may_have() -> None:
    # The sixteenth 'and' or 'or' of one rule is refused by durable-rules.
    pairs = [Every((flag(f"a{n}"), flag(f"b{n}"))) for n in range(14)]
    rules = Productions([Production("any", Some(tuple(pairs)))])
    assert told(rules, {"a13": True, "b13": True}, {"a0": True, "b13": True}) == (("any",), ())
    with pytest.raises(ValueError, match="one too large"):
        Productions([Production("any", Some((*pairs, Every((flag("a14"), flag("b14"))))))])


def test_deep_conditions_are_matched_as_flat_ones() -> None:
    deep: Pattern = flag("x0")
    for depth in range(1, 30):
        parts = (flag(f"x{depth}"), deep)
        deep = Some(parts) if depth % 2 else Every(parts)
    with pytest.raises(ValueError, match="one too large"):
        Productions([Production("deep", deep)])
    shallow = Every((Some((Every((flag("a"), flag("b"))), Every((flag("c"), flag("d"))))), flag("e")))
    assert told(
        Productions([Production("is", shallow)]), dict.fromkeys("abe", True), dict.fromkeys("ade", True)
    ) == (
        ("is",),
        (),
    )


def test_a_case_in_which_nothing_fires_leaves_the_memory_whole() -> None:
    # durable-rules deletes a session by pointers that it only sets when a rule fires.
    program = (
        "from amp_rules.engine.durable import *\n"
        "q = Match('q', '==', True)\n"
        "whens = [Every((Match(f'p{n}', '==', 'a'), q)) for n in range(9)]\n"
        "rules = Productions([Production(f'r{n}', when) for n, when in enumerate(whens)])\n"
        "for turn in range(3000):\n"
        "    with rules.case() as case:\n"
        "        case.tell([{f'p{(turn + n) % 9}': 'b' * (n + turn % 7), 'q': False} for n in range(9)])\n"
        "    with rules.case() as case:\n"
        "        assert sum(map(len, case.tell([{f'p{turn % 9}': 'a', 'q': True}]))) == 1\n"
        "print('whole')\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MALLOC_PERTURB_": "165", "MALLOC_CHECK_": "3"},
    )
    assert (found.returncode, found.stdout) == (0, "whole\n")


def test_facts_that_cannot_be_told_apart_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = Productions([ADULT])
    asked: list[str] = []
    with rules.case() as case:
        session = case._session
        tell = session.tell

        def overheard(index: int, facts: Sequence[str]) -> tuple[int, list[str]]:
            asked.extend(facts)
            return tell(index, facts)

        monkeypatch.setattr(session, "tell", overheard)
        found = case.tell([{"age": 20}, {"age": 30, "name": "x"}, {"age": 3}])
    assert [list(each) for each in found] == [["adult"], ["adult"], []]
    assert asked == [',"p0":2', ',"p0":0']
