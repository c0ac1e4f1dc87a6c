from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case.enums import EventKind
from amp_rules.case.titles import MEMBER_TITLES
from amp_rules.casefile import EVENTS, events_of
from amp_rules.casefile.machine import (
    Effect,
    Signal,
    Truth,
    dues_in,
    duties_in,
    may_withdraw,
    move,
    run,
    steps_from,
)
from amp_rules.rulebook import load_library
from amp_rules.rulebook.model import Process
from amp_rules.terms import UNKNOWN

PROCESSES: dict[str, Process] = {
    book.name: book.process for book in load_library().rulebooks if book.process is not None
}
PLACES = [(name, state) for name, process in PROCESSES.items() for state in process.states]
WAITING = [(name, state, step.id) for name, state in PLACES for step in steps_from(PROCESSES[name], state)]
TRUTHS: st.SearchStrategy[Truth] = st.sampled_from((True, False, UNKNOWN))


@st.composite
def signals(draw: st.DrawFn, process: Process) -> Signal:
    kinds = sorted({step.event for step in process.steps.values()} | {process.withdrawal.event, "assessed"})
    kind = draw(st.sampled_from(kinds))
    own = [step.id for step in process.steps.values() if step.event == kind]
    return Signal(kind, draw(st.fixed_dictionaries({}, optional=dict.fromkeys(own, TRUTHS))))


@st.composite
def runs(draw: st.DrawFn) -> tuple[Process, list[Signal]]:
    process = PROCESSES[draw(st.sampled_from(sorted(PROCESSES)))]
    return process, draw(st.lists(signals(process), max_size=30))


def test_the_kinds_that_steps_know_are_the_kinds_of_events() -> None:
    assert {kind.value for kind in EventKind} == set(EVENTS)


def test_a_kind_is_called_the_same_in_rules_and_in_files() -> None:
    assert set(MEMBER_TITLES[EventKind]) == set(EVENTS)
    assert EVENTS["withdrawn"].title("sv") == MEMBER_TITLES[EventKind]["withdrawn"][1]


@pytest.mark.parametrize("name", PROCESSES)
def test_steps_wait_for_events_of_their_own_programme(name: str) -> None:
    process = PROCESSES[name]
    kinds = {step.event for step in process.steps.values()} | {process.withdrawal.event}
    kinds |= {due.settled_by for due in process.dues.values() if due.settled_by}
    assert kinds - set(events_of(name[:3])) == set()


@pytest.mark.parametrize(("name", "state"), PLACES)
def test_the_person_may_leave_from_every_state_that_is_not_an_end(name: str, state: str) -> None:
    process = PROCESSES[name]
    nothing_holds: dict[str, Truth] = dict.fromkeys(process.steps, False)
    made = move(process, state, Signal(process.withdrawal.event, nothing_holds))
    if process.states[state].final:
        assert (made.after, made.effect) == (state, Effect.NOT_FROM_HERE)
    else:
        assert (made.after, made.effect) == (process.withdrawal.target, Effect.WITHDRAWN)


@pytest.mark.parametrize(("name", "state", "step"), WAITING)
def test_a_step_whose_needs_fail_is_not_taken(name: str, state: str, step: str) -> None:
    process = PROCESSES[name]
    kind = process.steps[step].event
    refused = move(process, state, Signal(kind, dict.fromkeys(process.steps, False)))
    assert (refused.after, refused.effect) == (state, Effect.REFUSED)
    unknown = move(process, state, Signal(kind, dict.fromkeys(process.steps, UNKNOWN)))
    assert (unknown.after, unknown.effect) == (state, Effect.UNKNOWN)


@pytest.mark.parametrize(("name", "state", "step"), WAITING)
def test_a_step_that_alone_holds_is_taken(name: str, state: str, step: str) -> None:
    process = PROCESSES[name]
    kind = process.steps[step].event
    made = move(process, state, Signal(kind, {each: each == step for each in process.steps}))
    assert (made.step, made.after) == (step, process.steps[step].leads_to(state))


def test_a_step_that_is_not_known_to_hold_bars_those_after_it() -> None:
    process = PROCESSES["amp/2016"]
    signal = Signal("decided", {"approve": UNKNOWN, "refuse": True})
    assert move(process, "referred", signal).effect is Effect.UNKNOWN
    signal = Signal("decided", {"approve": False, "refuse": True})
    assert move(process, "referred", signal).after == "refused"


def test_an_event_that_no_step_waits_for_is_not_irregular() -> None:
    made = move(PROCESSES["amp/2015"], "considering", Signal("facts_stated"))
    assert (made.effect, made.irregular) == (Effect.UNRELATED, False)


def test_an_event_that_other_states_wait_for_is_irregular() -> None:
    made = move(PROCESSES["amp/2015"], "considering", Signal("departed"))
    assert (made.effect, made.irregular) == (Effect.NOT_FROM_HERE, True)


def test_instalments_may_still_be_due_after_withdrawal_and_nothing_else() -> None:
    for name in ("amp/2015", "amp/2016"):
        assert [due.id for due in dues_in(PROCESSES[name], "withdrawn")] == ["instalment"]
        assert duties_in(PROCESSES[name], "withdrawn") == ()
    assert dues_in(PROCESSES["amp/2023"], "withdrawn") == ()


@given(runs())
def test_a_run_is_a_chain_of_moves_one_for_each_signal(made: tuple[Process, list[Signal]]) -> None:
    process, given_signals = made
    moves = run(process, given_signals)
    assert len(moves) == len(given_signals)
    assert [each.before for each in moves[1:]] == [each.after for each in moves[:-1]]
    assert not moves or moves[0].before == process.start
    for each in moves:
        if each.effect not in (Effect.TAKEN, Effect.WITHDRAWN):
            assert each.before == each.after


@given(runs())
def test_an_end_is_never_left(made: tuple[Process, list[Signal]]) -> None:
    process, given_signals = made
    for each in run(process, given_signals):
        if not may_withdraw(process, each.before):
            assert each.after == each.before


@given(runs(), st.integers(0, 30))
def test_a_run_may_be_taken_up_where_it_was_left(made: tuple[Process, list[Signal]], at: int) -> None:
    process, given_signals = made
    whole = run(process, given_signals)
    for signal, each in list(zip(given_signals, whole, strict=True))[at:]:
        assert move(process, each.before, signal) == each
