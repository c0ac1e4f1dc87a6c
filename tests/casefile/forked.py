"""Writers in processes of their own, some of them killed: run as a script, told what to do in arguments.

forked.py kill PATH ROUNDS WRITERS SEED    kills the writers of each round after a random time
forked.py race PATH WRITERS EVENTS         lets all writers finish
forked.py half PATH KEEP                   dies in the middle of one write
Prints one line for every event that a writer was told is stored: 'WRITER NUMBER'.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from amp_rules.casefile import append
from amp_rules.casefile.support_events import BudgetReported


def write(path: Path, writer: int, events: int, told: int) -> None:
    """Appends events, and reports each once it is stored."""
    for _ in range(events):
        record = append(
            path,
            BudgetReported(
                on=date(2022, 3, 1),
                recorded_at=datetime(2022, 3, 1, tzinfo=UTC),
                recorded_by=f"writer-{writer}",
            ),
        )
        os.write(told, f"{writer} {record.number}\n".encode())


def start(path: Path, writers: range, events: int) -> tuple[list[int], int]:
    """Forked writers, and where they report."""
    heard, told = os.pipe()
    children = []
    for writer in writers:
        child = os.fork()
        if child == 0:
            try:
                write(path, writer, events, told)
            except BaseException as error:
                os.write(told, f"failed {type(error).__name__}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(told)
    return children, heard


def finish(children: list[int], heard: int) -> None:
    """Waits for the writers and passes their reports on."""
    with os.fdopen(heard) as reports:
        sys.stdout.write(reports.read())
    for child in children:
        os.waitpid(child, 0)


def kill(path: Path, rounds: int, writers: int, seed: int) -> None:
    """Kills the writers of each round after at most some 20 milliseconds."""
    chance = random.Random(seed)
    for number in range(rounds):
        children, heard = start(path, range(number * writers, (number + 1) * writers), 100_000)
        for child in children:
            time.sleep(chance.random() * 0.02)
            os.kill(child, signal.SIGKILL)
        finish(children, heard)


def half(path: Path, keep: int) -> None:
    """Dies once the first bytes of an event are written."""
    real = os.write

    def dying(descriptor: int, content: Any) -> int:
        real(descriptor, content[:keep])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = dying
    write(path, 0, 1, 1)


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    numbers = [int(each) for each in rest]
    if what == "kill":
        kill(Path(where), *numbers)
    elif what == "race":
        finish(*start(Path(where), range(numbers[0]), numbers[1]))
    else:
        half(Path(where), *numbers)
