"""The command refuses to time what does not agree, and says how a table was made."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as command
from bench.cases import Answer, Case, generate_cases
from bench.machine import describe_machine
from bench.measure import Timing, time_peers
from bench.peer import HANDWRITTEN, SECOND, SUBJECT, TRACED, WHOLE
from bench.peers.handwritten_peer import Handwritten, decide
from bench.report import Run, save_run, write_markdown

pytestmark = pytest.mark.source_tree


class Wrong:
    """A peer that answers as the hand-written function does until its thirteenth case."""

    name = "wrong"

    def __init__(self) -> None:
        self.seen = 0

    def convert(self, case: Case) -> Case:
        return case

    def decide(self, given: Case) -> Answer:
        eligible, amounts, total = decide(given)
        self.seen += 1
        return eligible, amounts, total + (self.seen > 12)


@pytest.fixture
def command_with(monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(peers: list[Any], *arguments: str) -> int:
        monkeypatch.setattr(command, "prepare_peers", lambda: (peers, []))
        monkeypatch.setattr(command, "keep_heap", lambda: False)
        return command.main(list(arguments))

    return run


def make_run(*timings: Timing) -> Run:
    return Run(
        date="2022-05-04",
        seed=1,
        agreed_on=3000,
        rounds=3,
        cases_per_round=100,
        garbage_collected=False,
        machine=describe_machine(heap_kept=False),
        versions={"pydantic": "2"},
        skipped=("absent",),
        timings=timings,
    )


def test_a_disagreement_stops_the_run_and_names_case_and_peer(
    command_with: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_with([Handwritten(), Wrong()]) == 1
    printed = capsys.readouterr()
    assert "disagreement: wrong: case 12: expected" in printed.err
    assert printed.out == ""


def test_agreement_is_followed_by_a_table(command_with: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_with([Handwritten()], "--rounds", "2", "--batch", "20") == 0
    assert capsys.readouterr().out.startswith("| decided by |")


@pytest.mark.parametrize("arguments", [["--cases", "2999"], ["--rounds", "0"], ["--batch", "4000"]])
def test_too_few_cases_or_rounds_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        command.main(arguments)
    assert refusal.value.code == 2


def test_every_peer_is_timed_once_in_each_round() -> None:
    timings = time_peers(generate_cases(10, seed=1), [Handwritten(), Wrong()], 4, collect_garbage=True)
    assert [(timing.name, len(timing.rounds)) for timing in timings] == [(HANDWRITTEN, 4), ("wrong", 4)]


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    base = Timing(TRACED, (1.0, 2.0, 4.0))
    assert Timing("other", (3.0, 4.0, 20.0)).compare(base) == 3.0


def test_the_table_has_a_column_for_amp_rules_only_where_it_ran() -> None:
    base = Timing(TRACED, (1.0, 2.0, 4.0))
    assert f"× {SUBJECT}" not in write_markdown(make_run(base))
    assert "| amp_rules | 4.00 | 2.00 to 8.00 | 2.00 | 1.00 |" in write_markdown(
        make_run(base, Timing(SUBJECT, (2.0, 4.0, 8.0)))
    )


def test_a_saved_run_keeps_every_round(tmp_path: Path) -> None:
    paths = save_run(make_run(Timing(TRACED, (1.0, 2.0, 4.0))), tmp_path)
    record = json.loads(paths[0].read_text(encoding="utf-8"))
    assert record["timings"] == [{"name": TRACED, "median": 2.0, "rounds": [1.0, 2.0, 4.0]}]
    assert "skipped, not installed: absent" in paths[1].read_text(encoding="utf-8")


def test_the_second_engine_is_held_against_durable_rules() -> None:
    base, mine = Timing(WHOLE, (1.0, 2.0, 4.0)), Timing(SECOND, (2.0, 4.0, 8.0))
    assert f"- {SECOND}: 2.00 × {WHOLE}" in write_markdown(make_run(base, mine)).splitlines()
    assert f"× {WHOLE}" not in write_markdown(make_run(base))
