"""Writers that are killed and writers that race: no event that was reported as stored is ever lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from amp_rules.casefile import append, create, load, read, verify
from tests.casefile.made import made, nsp

WRITERS = Path(__file__).with_name("forked.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "a", nsp())
    return tmp_path / "a"


def run(*arguments: object) -> tuple[int, list[tuple[str, int]]]:
    done = subprocess.run(
        [sys.executable, str(WRITERS), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not done.stderr
    told = [line.split() for line in done.stdout.splitlines()]
    assert not [line for line in told if line[0] == "failed"]
    return done.returncode, [(f"writer-{writer}", int(number)) for writer, number in told]


def stored(path: Path) -> dict[int, str]:
    return {record.number: record.event.recorded_by for record in load(path).records}


@pytest.mark.slow
@pytest.mark.parametrize(("writers", "seed"), [(1, 1), (1, 2), (3, 3)])
def test_killed_writers_lose_no_event_that_they_reported(path: Path, writers: int, seed: int) -> None:
    code, told = run("kill", path, 40, writers, seed)
    assert code == 0
    assert told
    found = stored(path)
    assert all(found[number] == writer for writer, number in told)
    assert {problem.kind for problem in verify(path)} <= {"torn", "unfinished"}
    append(path, made("closed"))
    assert verify(path) == ()
    assert len(read(path).events) == len(stored(path)) >= len(found) + 1


@pytest.mark.slow
@pytest.mark.parametrize("writers", [2, 4])
def test_all_events_of_writers_at_once_are_stored_in_one_chain(path: Path, writers: int) -> None:
    code, told = run("race", path, writers, 100)
    assert code == 0
    assert verify(path) == ()
    found = stored(path)
    assert sorted(found) == list(range(1, writers * 100 + 1))
    assert set(told) == {(writer, number) for number, writer in found.items()}
    assert Counter(found.values()) == {f"writer-{writer}": 100 for writer in range(writers)}


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_writer_that_dies_in_the_middle_of_a_line_leaves_the_rest_whole(path: Path, keep: int) -> None:
    append(path, made("shelter_applied"))
    code, told = run("half", path, keep)
    assert (code, told) == (-signal.SIGKILL, [])
    kept = 2 if keep == -1 else 1
    assert len(read(path).events) == kept
    append(path, made("closed"))
    assert verify(path) == ()
    assert [event.kind for event in read(path).events][-1] == "closed"
    assert len(read(path).events) == kept + 1
    assert len(list(path.parent.glob("a.torn-*"))) == (keep in (1, 100))
