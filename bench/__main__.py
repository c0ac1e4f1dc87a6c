"""`python -m bench`: first whether all peers agree, then how long each takes.

Exit codes: 0 done, 1 a peer disagrees with the hand-written function, 2 bad arguments.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from bench.agree import find_disagreement
from bench.cases import Case, generate_cases
from bench.machine import describe_machine, find_version, keep_heap
from bench.measure import time_peers
from bench.peer import ENTRANTS, Entrant, Peer, Reference, prepare_peers
from bench.peers.handwritten_peer import decide
from bench.report import Run, save_run, write_markdown

SEED = 2022
FEWEST_CASES = 3000


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The settings of a run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=FEWEST_CASES, help="cases to agree on (at least 3000)")
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds")
    parser.add_argument("--batch", type=int, default=1000, help="cases timed per round, the first of all")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the case generator")
    parser.add_argument("--gc", action="store_true", help="leave the garbage collector on while timing")
    parser.add_argument("--agree-only", action="store_true", help="do not time anything")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    if chosen.cases < FEWEST_CASES:
        parser.error(f"--cases: expected at least {FEWEST_CASES}, found {chosen.cases}")
    if chosen.rounds < 1:
        parser.error(f"--rounds: expected at least 1, found {chosen.rounds}")
    if not 1 <= chosen.batch <= chosen.cases:
        parser.error(f"--batch: expected 1 to {chosen.cases}, found {chosen.batch}")
    return chosen


def announce(line: str) -> None:
    """Progress, apart from the table."""
    print(line, file=sys.stderr, flush=True)


def check_agreement(cases: list[Case], peers: list[Peer[Any] | Reference[Any]]) -> bool:
    """Whether all agree; the first difference of each that does not is printed."""
    expected = [decide(case) for case in cases]
    agreed = True
    for peer in peers:
        announce(f"checking {peer.name}")
        found = find_disagreement(cases, expected, peer)
        if found is not None:
            announce(f"disagreement: {found}")
            agreed = False
    return agreed


def list_versions(skipped: list[Entrant]) -> dict[str, str]:
    """The version of each distribution that took part."""
    names = [entrant.distribution for entrant in ENTRANTS if entrant not in skipped]
    return {name: version for name in names if name is not None and (version := find_version(name))}


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, give the exit code."""
    chosen = read_arguments(arguments)
    machine = describe_machine(keep_heap())
    peers, skipped = prepare_peers()
    for entrant in skipped:
        announce(f"skipped, not installed: {entrant.distribution}")
    cases = generate_cases(chosen.cases, chosen.seed)
    if not check_agreement(cases, peers):
        return 1
    if chosen.agree_only:
        return 0
    timed = cases[: chosen.batch]
    run = Run(
        date=datetime.now(UTC).date().isoformat(),
        seed=chosen.seed,
        agreed_on=len(cases),
        rounds=chosen.rounds,
        cases_per_round=len(timed),
        garbage_collected=chosen.gc,
        machine=machine,
        versions=list_versions(skipped),
        skipped=tuple(entrant.distribution or entrant.module for entrant in skipped),
        timings=tuple(time_peers(timed, peers, chosen.rounds, chosen.gc, announce)),
    )
    print(write_markdown(run), end="")
    if chosen.write:
        for path in save_run(run):
            announce(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
