"""What every outcome must satisfy, said once for all rulebooks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import event

from amp_rules.case import Case, iter_unknown
from amp_rules.engine import Outcome, decide
from amp_rules.engine.kleene import LimitError
from amp_rules.engine.rows import Rows
from amp_rules.errors import UniqueTableError
from amp_rules.ledger import Verdict
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN
from tests.engine.books import program
from tests.engine.oracle import ClashError, ManyError, World, differences
from tests.engine.partial import asked, filled, goals, inside, judged, unknown, within
from tests.engine.reference import disagreements, same

MOST_ROUNDS = 8
DECIDED = (Verdict.GRANTED, Verdict.REFUSED)


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for the oracle, which asks for each decision's inputs by plain recursion."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(6000)
    yield
    sys.setrecursionlimit(before)


def assert_tables(book: Rulebook, case: Case) -> None:
    assert disagreements(program(book), case) == []


def assert_oracle(book: Rulebook, case: Case) -> None:
    """The same answers, or the same refusal, as plain Python gives of a complete case."""
    code, world = program(book), World(book, case)
    try:
        rows = Rows(code, case, code.run(case))
    except (UniqueTableError, LimitError):
        with pytest.raises((ClashError, ManyError)):
            world.answer_all()
        return
    assert differences(rows, world) == []


def assert_refined(before: Outcome, after: Outcome) -> None:
    """Knowing more keeps what was decided, and lies inside what was possible."""
    later = goals(after)
    for key, value in goals(before).items():
        assert value is UNKNOWN or same(value, later[key]), key
    for name, verdict in before.verdicts.items():
        assert verdict not in DECIDED or after.verdicts[name] is verdict
    for name, bounds in before.bounds.items():
        value = after.value(name)
        if value is UNKNOWN and not before.plan.decisions[name].source.optional:
            assert within(after.bounds[name], bounds), name
        elif value is not UNKNOWN:
            assert inside(value, bounds), name


def assert_asks_what_matters(case: Case, full: Case, book: Rulebook) -> None:
    """Whatever is not asked for changes no goal; answering what is asked for decides every goal."""
    outcome = decide(book, case)
    before = goals(outcome)
    rest = set(iter_unknown(case)) - asked(outcome) - judged(outcome)
    after = goals(decide(book, filled(case, rest, full)))
    assert all(same(value, after[key]) for key, value in before.items() if key in after)
    for rounds in range(MOST_ROUNDS):
        if not asked(outcome):
            event(f"decided after {rounds} rounds")
            break
        assert unknown(goals(outcome))
        case = filled(case, asked(outcome), full)
        outcome = decide(book, case)
    assert not unknown(goals(outcome))
    complete = goals(decide(book, full))  # entities that nobody asked for may come on top
    assert [key for key, value in goals(outcome).items() if not same(value, complete[key])] == []
