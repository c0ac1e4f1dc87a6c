"""`python -m bench.many`: first whether all agree on every case, then how long each takes.

Exit codes: 0 done, 1 someone disagrees, 2 bad arguments.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bench.machine import describe_machine, find_version
from bench.many.agree import by_hand, find_disagreement
from bench.many.cases import Many, draw_many
from bench.many.measure import time_in_turn
from bench.many.peer import ENTRANTS, QUESTIONS, Answer, Entrant, Offered, Peer, Question, load_peers
from bench.many.report import Asked, ManyRun, save_run, write_markdown
from bench.many.worker import working

SEED = 2022


def announce(line: str) -> None:
    """Progress, apart from the tables."""
    print(line, file=sys.stderr, flush=True)


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The settings of a run."""
    parser = argparse.ArgumentParser(prog="python -m bench.many", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases that everyone decides")
    parser.add_argument("--checked", type=int, default=100_000, help="cases decided by hand one by one")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the cases")
    parser.add_argument("--only", default="", help="ways whose name has one of these words, comma between")
    parser.add_argument("--question", choices=QUESTIONS, action="append", help="only this question")
    parser.add_argument("--agree-only", action="store_true", help="do not time anything")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    for name in ("cases", "checked", "rounds"):
        if getattr(chosen, name) < 1:
            parser.error(f"--{name}: expected at least 1, found {getattr(chosen, name)}")
    return chosen


def agreed(question: Question, few: Many, many: Many, peers: list[Peer[Any, Any]]) -> bool:
    """Whether all agree; the first difference is printed.

    On the first cases all are held against the function for one case, on all cases against each other.
    """
    expected = by_hand(question, few)
    measure: Answer | None = None
    for peer in peers:
        announce(f"{question}: {peer.name}, whether its answers are right")
        if not agrees(peer, peer.prepare(few), expected):
            return False
        ready = peer.prepare(many)
        measure = first_answer(peer, ready) if measure is None else measure
        if not agrees(peer, ready, measure):
            return False
    return True


def agrees(peer: Peer[Any, Any], ready: Any, expected: Answer) -> bool:
    """Whether all answers are the expected ones; the first that is not is printed."""
    found = find_disagreement(peer, ready, expected)
    if found is not None:
        announce(f"disagreement: {found}")
    return found is None


def first_answer(peer: Peer[Any, Any], ready: Any) -> Answer:
    """What the first of the ways says."""
    peer.renew(ready)
    return peer.read(ready, peer.answer(ready))


def ask(question: Question, offered: Offered, chosen: argparse.Namespace) -> Asked:
    """Time and memory of everyone, each in a process of its own."""
    announce(f"{question}: everyone made ready")
    ways = [(entrant, peer.name) for entrant, peer in offered]
    with working(ways, question, chosen.cases, chosen.seed) as workers:
        timings = time_in_turn(workers, chosen.rounds, announce)
        told = {
            worker.name: worker.memory
            for (entrant, _), worker in zip(ways, workers, strict=True)
            if entrant.in_process
        }
    return Asked(tuple(timings), told)


def list_versions(skipped: Sequence[Entrant]) -> dict[str, str]:
    """The version of each distribution that took part."""
    names = dict.fromkeys(each.distribution for each in ENTRANTS if each not in skipped)
    return {name: version for name in names if (version := find_version(name)) is not None}


def main(arguments: list[str] | None = None) -> int:
    """Run, print the tables, give the exit code."""
    chosen = read_arguments(arguments)
    machine = describe_machine(heap_kept=False)
    many = draw_many(chosen.cases, chosen.seed)
    few = draw_many(min(chosen.checked, chosen.cases), chosen.seed)
    wanted = [each for each in chosen.only.split(",") if each]
    asked: dict[Question, Asked] = {}
    skipped: list[Entrant] = []
    for question in chosen.question or QUESTIONS:
        offered, skipped = load_peers(question)
        offered = [each for each in offered if not wanted or any(word in each[1].name for word in wanted)]
        if not agreed(question, few, many, [peer for _, peer in offered]):
            return 1
        if not chosen.agree_only:
            asked[question] = ask(question, offered, chosen)
    if chosen.agree_only:
        return 0
    run = ManyRun(
        date=datetime.now(UTC).date().isoformat(),
        seed=chosen.seed,
        cases=len(many),
        periods=many.periods,
        checked=len(few),
        rounds=chosen.rounds,
        machine=machine,
        versions=list_versions(skipped),
        skipped=tuple(entrant.distribution for entrant in skipped),
        asked=asked,
    )
    print(write_markdown(run), end="")
    if chosen.write:
        for path in save_run(run):
            announce(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
