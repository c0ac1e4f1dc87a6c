"""Statecharts of durable-rules: one trigger for an event, one case at a time, nothing left behind."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from amp_rules.engine.durable import Chart, Trigger
from amp_rules.engine.durable.chart import MOST_TRIGGERS

DOOR = Chart(
    "shut",
    [
        Trigger("locked", "shut", "push", {"key": 0}, "shut"),
        Trigger("open", "shut", "push", {}, "ajar"),
        Trigger("close", "ajar", "pull", {}, "shut"),
        Trigger("wind", "ajar", None, {}, "shut"),
    ],
)


def test_an_event_takes_the_first_trigger_that_fits() -> None:
    with DOOR.case() as case:
        assert [case.post("push", {"key": 0}), case.state] == ["locked", "shut"]
        assert [case.post("push", {"key": 1}), case.state] == ["open", "ajar"]
        assert [case.post("pull", {}), case.state] == ["close", "shut"]


def test_an_event_that_fits_nothing_is_used_up() -> None:
    with DOOR.case() as case:
        assert [case.post("pull", {}), case.state] == [None, "shut"]
        assert case.post("push", {}) == "open"
        assert case.state == "ajar"


def test_a_trigger_may_wait_for_anything() -> None:
    with DOOR.case() as case:
        case.post("push", {})
        assert [case.post("never heard of\0", {}), case.state] == ["wind", "shut"]


def test_what_stands_in_a_state_fires_when_the_case_enters_it() -> None:
    standing = {"quiet": ["shut"], "draught": ["ajar"], "door": ["ajar", "shut"], "never": ["off its hinges"]}
    chart = Chart(DOOR.start, list(DOOR.named.values()), standing)
    with chart.case() as case:
        assert case.standing == ("quiet", "door")
        case.post("push", {"key": 0})
        assert case.standing == ("quiet", "door")
        case.post("push", {})
        assert case.standing == ("draught", "door")
        case.post("pull", {})
        assert case.standing == ("quiet", "door")


def test_every_case_begins_at_the_start() -> None:
    for _ in range(3000):
        with DOOR.case() as case:
            assert case.state == "shut"
            case.post("push", {})


def test_a_case_that_fails_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), DOOR.case() as case:
        case.post("push", {"key": 1 // int(case.post("push", {}) is None)})
    with DOOR.case() as case:
        assert [case.post("pull", {}), case.state] == [None, "shut"]


def test_eight_threads_keep_their_cases_apart() -> None:
    begin = threading.Barrier(8)

    def swing(times: int) -> list[str]:
        begin.wait()
        found = []
        for turn in range(200):
            with DOOR.case() as case:
                for step in range(times + turn % 3):
                    case.post("pull" if step % 2 else "push", {})
                found.append(case.state)
        return found

    with ThreadPoolExecutor(8) as pool:
        for times, states in enumerate(pool.map(swing, range(8))):
            assert states == [("ajar" if (times + turn % 3) % 2 else "shut") for turn in range(200)]


def test_a_thread_has_one_case_of_a_chart_at_a_time() -> None:
    with DOOR.case(), pytest.raises(RuntimeError, match="open already"), DOOR.case():
        pass


def test_as_many_triggers_as_a_chart_may_have() -> None:
    names = [f"{at}" for at in range(MOST_TRIGGERS)]
    triggers = [Trigger(name, name, f"on {int(name) % 2}", {}, str(int(name) + 1)) for name in names]
    with Chart("0", triggers).case() as case:
        assert [case.post(f"on {at % 2}", {}) for at in range(MOST_TRIGGERS)] == names
    with pytest.raises(ValueError, match="more than 400 triggers"):
        Chart("0", [*triggers, triggers[0]])
    with pytest.raises(ValueError, match="more than 200 triggers for one kind"):
        Chart("0", triggers[::2] + triggers[:1])
