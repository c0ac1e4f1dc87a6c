"""Many cases: everyone answers the reduced rules alike; the tables say how they were made."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from amp_rules.cli.app import app
from bench.cases import FACTS
from bench.machine import describe_machine
from bench.many import __main__ as command
from bench.many import shipped
from bench.many.agree import by_hand, find_disagreement
from bench.many.cases import NO, OPEN, TRUTHS, YES, Many, draw_many, neutral_cases
from bench.many.peak import Memory, answer_once
from bench.many.peer import ENTRANTS, QUESTIONS, Answer, Peer, Question, load_peers
from bench.many.peers.amp_columns import RULES
from bench.many.report import HAND, SUBJECT, Asked, ManyRun, save_run, write_markdown
from bench.many.worker import Worker
from bench.measure import Timing

pytestmark = pytest.mark.source_tree


@pytest.fixture(scope="module")
def many() -> Many:
    return draw_many(3000, seed=5)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("module", [each.module for each in ENTRANTS if each.module != "spark_peer"])
def test_everyone_answers_as_the_function_for_one_case_does(
    question: Question, module: str, many: Many
) -> None:
    peers, skipped = load_peers(question, [each for each in ENTRANTS if each.module == module])
    if skipped:
        pytest.skip(f"{module} is not installed")
    expected = by_hand(question, many)
    for _, peer in peers:
        assert find_disagreement(peer, peer.prepare(many), expected) is None


def test_a_longer_draw_begins_with_a_shorter_one(many: Many) -> None:
    assert list(neutral_cases(draw_many(100, seed=5))) == list(neutral_cases(many))[:100]


def test_the_cases_reach_every_rule(many: Many) -> None:
    cases = list(neutral_cases(many))
    assert {getattr(case, fact) for case in cases for fact in FACTS} == {True, False, None}
    assert set(many.status.tolist()) == {-1, 0, 1, 2}
    assert {len(case.periods) for case in cases} == {1, 2, 3, 4}
    assert {period.number for case in cases for period in case.periods} == {0, 1, 2, 3, 4}
    assert {value for name in TRUTHS for value in many.truths[name].tolist()} == {NO, OPEN, YES}
    assert set(by_hand("eligibility", many).tolist()) == {NO, OPEN, YES}  # type: ignore[union-attr]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_rule_files_have_no_fault(question: Question) -> None:
    ran = CliRunner().invoke(app, ["check", str(RULES / question)])
    assert (ran.exit_code, ran.output.strip()) == (0, "1 edition, 0 errors, 0 warnings")


class Wrong(Peer[Many, Answer]):
    """Answers as the function for one case does, but for the twelfth row."""

    def prepare(self, many: Many) -> Many:
        return many

    def answer(self, ready: Many) -> Answer:
        found = by_hand(self.question, ready)
        changed = found[1] if isinstance(found, tuple) else found
        changed[12] += 1
        return found

    def read(self, ready: Many, made: Answer) -> Answer:
        return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_disagreement_names_the_way_and_the_row(question: Question, many: Many) -> None:
    found = find_disagreement(Wrong("wrong", question), many, by_hand(question, many))
    assert str(found).startswith("wrong: case 12: expected ")


def test_a_disagreement_stops_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        command, "load_peers", lambda question: ([(ENTRANTS[0], Wrong("wrong", question))], [])
    )
    assert command.main(["--cases", "50"]) == 1
    printed = capsys.readouterr()
    assert "disagreement: wrong: case 12" in printed.err
    assert printed.out == ""


def test_amounts_that_are_not_whole_are_refused(many: Many) -> None:
    class Inexact(Wrong):
        def read(self, ready: Many, made: Answer) -> Answer:
            return made[0] / 1.0, made[1]  # type: ignore[return-value]

    with pytest.raises(TypeError, match="expected whole numbers"):
        find_disagreement(Inexact("inexact", "funding"), many, by_hand("funding", many))


@pytest.mark.slow
def test_a_small_run_prints_both_tables(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--cases", "400", "--checked", "100", "--rounds", "2"]
    assert command.main([*settings, "--only", "blocked,in memory"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("#")] == ["### Eligibility", "### Funding"]
    assert any(line.startswith(f"- funding, {SUBJECT}: ") for line in lines)
    assert any(line.startswith("- 400 cases with ") for line in lines)


@pytest.mark.parametrize("arguments", [["--cases", "0"], ["--rounds", "0"], ["--checked", "0"]])
def test_no_cases_or_no_rounds_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        command.main(arguments)
    assert refusal.value.code == 2


def make_run() -> ManyRun:
    timings = Timing(HAND, (1.0, 2.0, 4.0)), Timing(SUBJECT, (2.0, 2.0, 8.0))
    memory = {HAND: Memory(imports=20.0, held=50.0, peak=61.0)}
    return ManyRun(
        date="2022-05-04",
        seed=1,
        cases=1000,
        periods=2500,
        checked=100,
        rounds=3,
        machine=describe_machine(heap_kept=False),
        versions={"numpy": "2"},
        skipped=("absent",),
        asked={"funding": Asked(timings, memory)},
    )


def test_ratios_are_medians_of_the_rounds_own_ratios_and_memory_is_told_apart() -> None:
    lines = write_markdown(make_run()).splitlines()
    assert f"| {HAND} | 2.00 | 1.00 to 4.00 | 1.00 | 0.50 | 61 | 30 | 11 |" in lines
    assert f"| {SUBJECT} | 2.00 | 2.00 to 8.00 | 2.00 | 1.00 | – | – | – |" in lines
    assert f"- funding, {SUBJECT}: 2.00 × {HAND}" in lines
    assert "- skipped, not installed: absent" in lines


def test_a_saved_run_keeps_every_round(tmp_path: Path) -> None:
    paths = save_run(make_run(), tmp_path)
    record = json.loads(paths[0].read_text(encoding="utf-8"))
    assert record["asked"]["funding"]["timings"][0] == {
        "name": HAND,
        "median": 2.0,
        "rounds": [1.0, 2.0, 4.0],
    }
    assert paths[1].read_text(encoding="utf-8") == write_markdown(make_run())


def test_memory_grows_from_imports_to_the_answer(many: Many) -> None:
    ready, found = answer_once(Wrong("wrong", "funding"), lambda: many, lambda: many)
    assert ready is many
    assert found.imports > 0
    assert found.held <= found.peak
    assert found.more >= 0


def test_a_worker_that_ends_is_told_by_name() -> None:
    with pytest.raises(RuntimeError, match="the process of 'gone' has ended"):
        Worker("gone", io.StringIO(), io.StringIO())


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decides in this process what the command decides in one of its own."""
    monkeypatch.setattr(shipped, "decide_apart", shipped.decide)


@pytest.mark.slow
def test_shipped_editions_are_decided_part_by_part(here: None, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--sizes", "60,120", "--part", "30", "--distinct", "60", "--engine", "columns"]
    assert shipped.main([*sizes, "--edition", "amp/2023"]) == 0
    rows = [line.split(" | ")[:3] for line in capsys.readouterr().out.splitlines()[2:4]]
    assert rows == [["| amp/2023", "columns", "60"], ["| amp/2023", "columns", "120"]]


def test_growth_is_told_as_time_per_case_against_the_smallest() -> None:
    small = shipped.Decided("nsp/2022", "columns", 100, 2.0, 50.0, 7)
    large = replace(small, cases=1000, seconds=22.0)
    text = shipped.describe(describe_machine(heap_kept=False), [small, large], "2022-05-04")
    assert "| nsp/2022 | columns | 1000 | 22.0 | 45 | 1.10 | 50 |" in text


def test_answers_are_whole_arrays(many: Many) -> None:
    found: Any = by_hand("funding", many)
    assert [each.dtype for each in found] == [np.int64, np.int64]
    assert int(found[0].sum()) == int(found[1].sum())
