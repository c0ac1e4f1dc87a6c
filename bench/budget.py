"""`python -m bench.budget`: simulated years of the budget, all at once and one by one in plain Python.

First both must come to the same money, days and persons in every year; then they take turns, round after
round. The plain loop keeps the default policy only. `--write` keeps the run in bench/results.

Exit codes: 0 done, 1 the two disagree.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

from amp_rules import load_rulebook
from amp_rules.engine import plan_of
from amp_rules.population import run
from amp_rules.population.synthesize import synthesize
from amp_rules.rulebook import parse_changes, reformed
from amp_rules.whatif.budget import KINDS, Assumptions, Kind, Policy, Simulation, Stays, simulate
from amp_rules.whatif.budget.arrivals import Arrivals, day_weights, draw_arrivals
from amp_rules.whatif.budget.move import move_persons
from amp_rules.whatif.budget.pool import asking, settled, stays_of, year_of
from amp_rules.whatif.budget.simulate import BLOCK
from amp_rules.whatif.budget.year import Years, run_years
from bench.machine import Machine, describe_machine, find_version

RESULTS = Path(__file__).parent / "results"
BOOK = load_rulebook("nsp", edition="2022")
YEAR = year_of(plan_of(BOOK))
POLICY = Policy()
ITEM = KINDS.index(Kind.ONE_OFF)


@dataclass(frozen=True, slots=True)
class Plain:
    """One request with the cost of its first 0, 1, 2 ... days."""

    rank: int
    start: int
    item: bool
    sums: list[int]
    paid: list[int]


@dataclass(frozen=True, slots=True)
class PlainYear:
    """What is compared of a year."""

    spent: int
    days: int
    ran_out: int
    waited: int


def announce(line: str) -> None:
    """Progress, apart from the table."""
    print(line, file=sys.stderr, flush=True)


def prepared(persons: int, seed: int) -> Stays:
    """Stays of invented persons, decided by the rules."""
    people = synthesize(persons, seed)
    moved = move_persons(people, YEAR.first, YEAR.last, Assumptions(seed=seed))
    found = run(asking(BOOK), moved.cases)
    return stays_of(found, moved.by_day, settled(found))


def written_out(stays: Stays) -> list[list[Plain]]:
    """The requests of each stay as Python's own numbers."""
    ranks = [POLICY.rank(kind) for kind in KINDS]
    found: list[list[Plain]] = []
    for first, last in zip(stays.requests[:-1].tolist(), stays.requests[1:].tolist(), strict=True):
        own = []
        for each in range(first, last):
            at, end = int(stays.at[each]), int(stays.at[each + 1])
            sums, paid = stays.cost[at:end].tolist(), stays.paid[at:end].tolist()
            kind = int(stays.kind[each])
            own.append(Plain(ranks[kind], int(stays.start[each]), kind == ITEM, sums, paid))
        found.append(own)
    return found


def plain_years(stays: list[list[Plain]], arrivals: Arrivals, budget: int) -> Iterator[PlainYear]:
    """Each year gone through by itself."""
    by_year: list[list[int]] = [[] for _ in range(arrivals.years)]
    for year, stay in zip(arrivals.year.tolist(), arrivals.stay.tolist(), strict=True):
        by_year[year].append(stay)
    for drawn in by_year:
        asked: list[list[tuple[int, int, int, Plain]]] = [[] for _ in range(YEAR.days)]
        for person, stay in enumerate(drawn):
            for each in stays[stay]:
                asked[each.start].append((each.rank, each.start, person, each))
        yield one_year(asked, budget)


def one_year(asked: list[list[tuple[int, int, int, Plain]]], budget: int) -> PlainYear:
    """The days of one year."""
    left, days, ran_out, waited = budget, 0, YEAR.days, 0
    waiting: list[tuple[int, int, int, Plain]] = []
    for day, new in enumerate(asked):
        kept, tonight = [], set()
        for entry in sorted([*waiting, *new], key=lambda each: each[:3]):
            request = entry[3]
            tried = day - request.start
            passed = 0 if request.item else tried
            price = request.sums[-1] - request.sums[passed]
            if price <= left:
                left -= price
                days += request.paid[-1] - request.paid[passed]
                continue
            if tried == 0:
                ran_out = min(ran_out, day)
            if tried < POLICY.wait_days:
                tonight.add(entry[2])
                after = 0 if request.item else min(tried + 1, len(request.paid) - 1)
                if request.paid[-1] > request.paid[after]:
                    kept.append(entry)
        waiting = kept
        waited += len(tonight)
    return PlainYear(budget - left, days, ran_out, waited)


def disagreement(years: Years, plain: list[PlainYear]) -> int | None:
    """The first year on which the two do not agree."""
    granted = years.asked_days.sum(axis=1) - years.refused_days.sum(axis=1)
    columns = (years.spent.sum(axis=1), granted, years.ran_out, years.waiting.sum(axis=1))
    for number, (found, each) in enumerate(
        zip(zip(*(c.tolist() for c in columns), strict=True), plain, strict=True)
    ):
        if found != (each.spent, each.days, each.ran_out, each.waited):
            return number
    return None


def timed(what: Callable[[], object]) -> float:
    """Seconds, with the garbage collector at rest."""
    gc.collect()
    gc.disable()
    begin = perf_counter()
    what()
    elapsed = perf_counter() - begin
    gc.enable()
    return elapsed


def whole_command(years: int, persons: int, seed: int) -> Simulation:
    """What `amp-rules budget --set child_supplement=600` simulates, from the invented persons on."""
    other = reformed(BOOK, parse_changes(BOOK, ["child_supplement=600"]))
    return simulate(BOOK, synthesize(persons, seed), other, assumptions=Assumptions(years=years, seed=seed))


def describe(figures: dict[str, list[float]], years: int, agreed: int, machine: Machine) -> str:
    """The table, and how it was made."""
    at_once, one_by_one = (statistics.median(figures[name]) for name in ("at once", "one by one"))
    ratio = statistics.median(
        slow / fast for slow, fast in zip(figures["one by one"], figures["at once"], strict=True)
    )
    whole = statistics.median(figures["whole"])
    versions = ", ".join(f"{name} {find_version(name)}" for name in ("amp-rules", "numpy", "pyarrow"))
    return "\n".join(
        [
            "| years of the budget | µs per year | × all at once |",
            "| --- | ---: | ---: |",
            f"| all at once, NumPy | {at_once * 1e6:.1f} | 1.0 |",
            f"| one by one, plain Python | {one_by_one * 1e6:.1f} | {ratio:.1f} |",
            "",
            f"- {years} years under two sets of rules, stays decided by the rules: {whole:.1f} s in all",
            f"- {datetime.now(UTC).date().isoformat()}, {machine.processor}, {machine.cores} cores, "
            f"{machine.system}, {machine.python}, load average before {machine.load_before}",
            f"- both agree exactly on {agreed} years",
            f"- medians of {len(figures['at once'])} rounds, in turns; a ratio is the median of theirs",
            f"- {versions}",
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.budget", description=__doc__)
    parser.add_argument("--years", type=int, default=10_000, help="years simulated at once")
    parser.add_argument("--plain", type=int, default=300, help="years gone through one by one")
    parser.add_argument("--persons", type=int, default=1_000, help="invented persons")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds")
    parser.add_argument("--seed", type=int, default=2022, help="of persons and years")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    machine = describe_machine(heap_kept=False)
    stays = prepared(chosen.persons, chosen.seed)
    plain, budget = written_out(stays), int(YEAR.budget.minor)
    assumed = Assumptions(years=chosen.years, seed=chosen.seed)
    weights = day_weights(YEAR.first, YEAR.last, assumed)
    few = draw_arrivals(range(chosen.plain), weights, stays.began, assumed)
    blocks = [
        draw_arrivals(range(first, min(first + BLOCK, chosen.years)), weights, stays.began, assumed)
        for first in range(0, chosen.years, BLOCK)
    ]
    wrong = disagreement(run_years(stays, few, POLICY, budget), list(plain_years(plain, few, budget)))
    if wrong is not None:
        announce(f"disagreement in year {wrong}")
        return 1
    figures: dict[str, list[float]] = {"at once": [], "one by one": [], "whole": []}
    for number in range(chosen.rounds):
        announce(f"round {number + 1} of {chosen.rounds}")
        at_once = timed(lambda: [run_years(stays, block, POLICY, budget) for block in blocks])
        figures["at once"].append(at_once / chosen.years)
        figures["one by one"].append(timed(lambda: list(plain_years(plain, few, budget))) / chosen.plain)
        figures["whole"].append(timed(lambda: whole_command(chosen.years, chosen.persons, chosen.seed)))
    text = describe(figures, chosen.years, len(np.unique(few.year)), machine)
    print(text, end="")
    if chosen.write:
        (RESULTS / "budget.md").write_text(text, encoding="utf-8")
        announce(f"wrote {RESULTS / 'budget.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
