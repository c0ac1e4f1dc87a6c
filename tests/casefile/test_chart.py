"""The steps of every edition run alike in plain Python and as a statechart of durable-rules."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.case.enums import EventKind
from amp_rules.casefile.chart import StepChart
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.machine import Effect, Signal, duties_in, may_withdraw, run, steps_from
from amp_rules.casefile.progress import progress, signals
from amp_rules.rulebook import Rulebook
from amp_rules.rulebook.model import Process
from amp_rules.terms import UNKNOWN
from amp_rules.testing import histories
from tests.engine.books import BOOKS, NAMES

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
KINDS = [kind.value for kind in EventKind]


@cache
def chart(book: Rulebook) -> StepChart:
    return StepChart(process(book))


def process(book: Rulebook) -> Process:
    assert book.process is not None
    return book.process


def signals_of(book: Rulebook) -> st.SearchStrategy[list[Signal]]:
    """Any events, most of them such as the steps wait for, with any truth of any step's conditions."""
    own = sorted({step.event for step in process(book).steps.values()})
    truths = st.dictionaries(
        st.sampled_from([*process(book).steps]), st.sampled_from([True, True, False, UNKNOWN])
    )
    return st.lists(st.builds(Signal, st.sampled_from([*own, *own, *own, *KINDS]), truths), max_size=40)


def assert_alike(book: Rulebook, given_signals: list[Signal]) -> None:
    """After every event the same state, and the same steps open and duties standing in it."""
    plain, charted = run(process(book), given_signals), list(chart(book).steps(given_signals))
    assert tuple(other for other, _ in charted) == plain
    for one, (other, duties) in zip(plain, charted, strict=True):
        open_steps = tuple(step.id for step in steps_from(process(book), one.after))
        assert chart(book).open_steps(other.after) == open_steps
        assert duties == tuple(duty.id for duty in duties_in(process(book), one.after))


@SHIPPED
def test_any_events_lead_the_same_way(book: Rulebook) -> None:
    @settings(max_examples=200, suppress_health_check=SLOW)
    @given(signals_of(book))
    def holds(drawn: list[Signal]) -> None:
        assert_alike(book, drawn)

    holds()


@SHIPPED
def test_case_files_stand_where_the_chart_says(book: Rulebook) -> None:
    @settings(max_examples=40, suppress_health_check=SLOW)
    @given(histories(book.edition.programme, edition=book.edition.name))
    def holds(file: CaseFile) -> None:
        drawn = list(signals(book, file))
        assert_alike(book, drawn)
        moves = chart(book).run(drawn)
        after = moves[-1].after if moves else process(book).start
        found = progress(book, file)
        assert found.state.key == after
        assert tuple(each.step.id for each in found.open_steps) == chart(book).open_steps(after)

    holds()


@SHIPPED
def test_the_chart_lets_the_person_leave_from_every_state(book: Rulebook) -> None:
    leave = process(book).withdrawal
    for trigger in chart(book).chart.named.values():
        if chart(book).meaning[trigger.name][0] is Effect.WITHDRAWN:
            assert (trigger.kind, trigger.flags, trigger.to) == (leave.event, {}, leave.target)
    left = {
        t.state
        for t in chart(book).chart.named.values()
        if chart(book).meaning[t.name][0] is Effect.WITHDRAWN
    }
    assert left == {state for state in process(book).states if may_withdraw(process(book), state)}


def test_a_step_not_known_to_be_allowed_stops_those_after_it() -> None:
    (book,) = (each for each in BOOKS if each.name == "nsp/2022")
    drawn = [
        Signal("shelter_applied"),
        Signal("gates_answered"),
        Signal("period_granted", {"grant_reflection": UNKNOWN, "grant_in_depth": True}),
        Signal("period_granted", {"grant_reflection": False, "grant_in_depth": True}),
    ]
    assert [(move.effect, move.step) for move in chart(book).run(drawn)[2:]] == [
        (Effect.UNKNOWN, "grant_reflection"),
        (Effect.TAKEN, "grant_in_depth"),
    ]
