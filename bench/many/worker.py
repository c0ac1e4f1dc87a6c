"""One way to answer in a process of its own, so that nobody's memory or threads weigh on another.

`python -m bench.many.worker` makes the cases ready, answers once, prints what memory that took and then times
one answer for each line that it is sent. Figures are JSON, one line each.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from typing import IO

from bench.many.cases import draw_many
from bench.many.measure import time_round
from bench.many.peak import Memory, answer_once
from bench.many.peer import ENTRANTS, QUESTIONS, Entrant, Question, load_peers

FEW = 1_000


class Worker:
    """A running process that times one way when asked."""

    def __init__(self, name: str, given: IO[str], told: IO[str]) -> None:
        self.name = name
        self._given = given
        self._told = told
        self.memory = Memory(**json.loads(self._line()))

    def _line(self) -> str:
        found = self._told.readline()
        if not found:
            raise RuntimeError(f"the process of '{self.name}' has ended")
        return found

    def time(self) -> float:
        """Milliseconds for all cases."""
        print("time", file=self._given, flush=True)
        return float(json.loads(self._line()))


@contextmanager
def working(
    ways: Sequence[tuple[Entrant, str]], question: Question, cases: int, seed: int
) -> Iterator[list[Worker]]:
    """A process for each way, one after the other made ready, all of them ended in the end."""
    with ExitStack() as stack:
        found = []
        for entrant, name in ways:
            asked = {"module": entrant.module, "name": name, "question": question}
            settings = {**asked, "cases": cases, "seed": seed}
            words = [word for key, value in settings.items() for word in (f"--{key}", str(value))]
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "bench.many.worker", *words],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.stdin.close)  # type: ignore[union-attr]
            found.append(Worker(name, process.stdin, process.stdout))  # type: ignore[arg-type]
        yield found


def main(arguments: list[str] | None = None) -> int:
    """Prepare, answer once, then time on request until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.many.worker", description=__doc__)
    parser.add_argument("--module", required=True, help="a module of bench.many.peers")
    parser.add_argument("--name", required=True, help="a way that it offers")
    parser.add_argument("--question", choices=QUESTIONS, required=True, help="what is asked")
    parser.add_argument("--cases", type=int, required=True, help="cases that are decided")
    parser.add_argument("--seed", type=int, required=True, help="seed of the cases")
    chosen = parser.parse_args(arguments)
    offered, _ = load_peers(chosen.question, [each for each in ENTRANTS if each.module == chosen.module])
    (peer,) = (peer for _, peer in offered if peer.name == chosen.name)
    ready, memory = answer_once(
        peer, *(partial(draw_many, count, chosen.seed) for count in (chosen.cases, FEW))
    )
    print(json.dumps(asdict(memory)), flush=True)
    for _ in sys.stdin:
        print(json.dumps(time_round(peer, ready)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
