"""`python -m bench.many`: first whether all agree on every case, then how long each takes.

Exit codes: 0 done, 1 someone disagrees, 2 bad arguments.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bench.many.agree import by_hand, find_disagreement
from bench.many.cases import Many, draw_many
from bench.many.measure import time_peers
from bench.many.peer import QUESTIONS, Answer, Peer, Question, load_peers
from bench.measure import Timing

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
    parser.add_argument("--only", default="", help="ways whose name contains one of these, comma between")
    parser.add_argument("--question", choices=QUESTIONS, action="append", help="only this question")
    parser.add_argument("--agree-only", action="store_true", help="do not time anything")
    chosen = parser.parse_args(arguments)
    for name in ("cases", "checked", "rounds"):
        if getattr(chosen, name) < 1:
            parser.error(f"--{name}: expected at least 1, found {getattr(chosen, name)}")
    return chosen


def agreed(question: Question, few: Many, many: Many, peers: list[Peer[Any, Any]]) -> list[Any] | None:
    """Every way made ready for all cases; None where one disagrees.

    On the first cases all are held against the function for one case, on all cases against each other.
    """
    expected = by_hand(question, few)
    for peer in peers:
        announce(f"{question}: {peer.name} against the function for one case")
        found = find_disagreement(peer, peer.prepare(few), expected)
        if found is not None:
            announce(f"disagreement: {found}")
            return None
    ready, measure = [], None
    for peer in peers:
        announce(f"{question}: {peer.name} on all cases")
        ready.append(peer.prepare(many))
        measure = first_answer(peer, ready[-1]) if measure is None else measure
        found = find_disagreement(peer, ready[-1], measure)
        if found is not None:
            announce(f"disagreement: {found}")
            return None
    return ready


def first_answer(peer: Peer[Any, Any], ready: Any) -> Answer:
    """What the first of the ways says."""
    peer.renew(ready)
    return peer.read(ready, peer.answer(ready))


def main(arguments: list[str] | None = None) -> int:
    """Run, print the tables, give the exit code."""
    chosen = read_arguments(arguments)
    many = draw_many(chosen.cases, chosen.seed)
    few = draw_many(min(chosen.checked, chosen.cases), chosen.seed)
    for question in chosen.question or QUESTIONS:
        peers, skipped = load_peers(question)
        for entrant in skipped:
            announce(f"skipped, not installed: {entrant.distribution}")
        wanted = [each for each in chosen.only.split(",") if each]
        peers = [peer for peer in peers if not wanted or any(each in peer.name for each in wanted)]
        ready = agreed(question, few, many, peers)
        if ready is None:
            return 1
        if not chosen.agree_only:
            show(question, time_peers(list(zip(peers, ready, strict=True)), chosen.rounds, announce))
    return 0


def show(question: Question, timings: list[Timing]) -> None:
    """A first table."""
    for timing in timings:
        cells = f"{timing.median:10.2f} ms  ({min(timing.rounds):.2f} to {max(timing.rounds):.2f})"
        print(f"{question:12} {timing.name:45} {cells}  x {timing.compare(timings[0]):.2f}")


if __name__ == "__main__":
    sys.exit(main())
