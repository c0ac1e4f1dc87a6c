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
from bench.many.measure import time_peers
from bench.many.peak import Memory, measure_apart
from bench.many.peer import ENTRANTS, QUESTIONS, Answer, Entrant, Peer, Question, load_peers
from bench.many.report import Asked, ManyRun, save_run, write_markdown

SEED = 2022
Ready = list[tuple[Peer[Any, Any], Any]]


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
    parser.add_argument("--memory", action="store_true", help="measure memory too")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    for name in ("cases", "checked", "rounds"):
        if getattr(chosen, name) < 1:
            parser.error(f"--{name}: expected at least 1, found {getattr(chosen, name)}")
    return chosen


def agreed(question: Question, few: Many, many: Many, peers: list[Peer[Any, Any]]) -> Ready | None:
    """Every way made ready for all cases; None where one disagrees.

    On the first cases all are held against the function for one case, on all cases against each other.
    """
    expected = by_hand(question, few)
    for peer in peers:
        announce(f"{question}: {peer.name} against the function for one case")
        if not agrees(peer, peer.prepare(few), expected):
            return None
    ready: Ready = []
    measure: Answer | None = None
    for peer in peers:
        announce(f"{question}: {peer.name} on all cases")
        ready.append((peer, peer.prepare(many)))
        measure = first_answer(*ready[-1]) if measure is None else measure
        if not agrees(*ready[-1], measure):
            return None
    return ready


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


def remember(question: Question, chosen: argparse.Namespace, names: set[str]) -> dict[str, Memory]:
    """The memory of every way that has all of its own in one process."""
    found: dict[str, Memory] = {}
    for entrant in (each for each in ENTRANTS if each.in_process):
        for peer in load_peers(question, [entrant])[0]:
            if peer.name in names:
                announce(f"{question}: memory of {peer.name}")
                settings = (question, chosen.cases, chosen.seed)
                found[peer.name] = measure_apart(entrant.module, peer.name, *settings)
    return found


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
        peers, skipped = load_peers(question)
        peers = [peer for peer in peers if not wanted or any(each in peer.name for each in wanted)]
        ready = agreed(question, few, many, peers)
        if ready is None:
            return 1
        if chosen.agree_only:
            continue
        timings = tuple(time_peers(ready, chosen.rounds, announce))
        del ready
        memory = remember(question, chosen, {each.name for each in peers}) if chosen.memory else {}
        asked[question] = Asked(timings, memory)
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
