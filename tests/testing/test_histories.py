"""Generated case files: what every one of them keeps to, and what some of them reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from amp_rules.casefile import EVENTS, CaseFile, EventsConflictError, events_of
from amp_rules.testing import histories

QUICK = settings(max_examples=2000, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@given(st.data())
def test_a_sound_history_is_a_possible_case_as_of_any_dates(data: st.DataObject) -> None:
    file = data.draw(histories())
    days = [event.on for event in file.events] + [event.recorded_at.date() for event in file.events]
    chosen = st.none() | st.sampled_from(days) if days else st.none()
    seen = file.as_of(valid=data.draw(chosen), known=data.draw(chosen))
    assert seen.case().id == file.id


@given(histories(sound=False))
def test_an_unsound_history_is_refused_by_name_or_is_a_case(file: CaseFile) -> None:
    numbers: tuple[int, ...] = ()
    try:
        file.case()
    except EventsConflictError as refused:
        numbers = refused.events
    assert set(numbers) <= set(file.numbers)


@pytest.mark.slow
@pytest.mark.parametrize("programme", ["amp", "nsp"])
def test_every_kind_of_event_is_reached(programme: str) -> None:
    left = set(events_of(programme))
    assert left <= set(EVENTS)

    def is_last_of_all(file: CaseFile) -> bool:
        left.difference_update(event.kind for event in file.events)
        return not left

    many = settings(QUICK, phases=[Phase.generate])
    find(histories(programme, most=25), is_last_of_all, settings=many)
    assert not left


def test_late_events_conflicts_and_files_that_are_not_the_whole_record_are_reached() -> None:
    def late(file: CaseFile) -> bool:
        return any(event.recorded_at.date() - event.on > timedelta(days=80) for event in file.events)

    def refused(file: CaseFile) -> bool:
        try:
            file.case()
        except EventsConflictError:
            return True
        return False

    assert late(find(histories(), late, settings=QUICK))
    assert not find(histories(), lambda file: not file.complete, settings=QUICK).complete
    assert refused(find(histories("nsp", sound=False), refused, settings=QUICK))
