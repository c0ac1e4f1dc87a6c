"""`python -m bench.contained`: very many cases under production rules, in one process.

Every answer is compared with plain Python. Printed are the cases, the wrong answers, and the resident memory
after the first tenth of the cases and at the end. The exit code is 1 when an answer was wrong.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from pathlib import Path

from amp_rules.engine.durable import Every, Match, Production, Productions, Some
from bench.machine import describe_machine, keep_heap

PAGE = resource.getpagesize() // 1024
LIMITS = range(0, 60, 2)


def rules() -> Productions:
    """Thirty rules with a number, and two with both ways of a flag."""
    numbers = [Production(f"over {limit}", Match("n", ">", limit)) for limit in LIMITS]
    wide = Some((Match("n", "<", 5), Match("word", "==", "å")))
    return Productions(
        [
            *numbers,
            Production("true", Every((Match("flag", "==", True), wide))),
            Production("false", Match("flag", "==", False)),
        ]
    )


def expected(fact: dict[str, bool | int | str]) -> tuple[str, ...]:
    """What fires, in plain Python."""
    found = [f"over {limit}" for limit in LIMITS if "n" in fact and int(fact["n"]) > limit]
    wide = ("n" in fact and int(fact["n"]) < 5) or fact.get("word") == "å"
    if fact.get("flag") is True and wide:
        found.append("true")
    if fact.get("flag") is False:
        found.append("false")
    return tuple(found)


def draw(chance: random.Random) -> dict[str, bool | int | str]:
    """A fact of which anything may be missing."""
    whole: dict[str, bool | int | str] = {
        "n": chance.randrange(-5, 65),
        "flag": chance.random() < 0.5,
        "word": chance.choice(["å", "a\0", "b"]),
    }
    return {name: value for name, value in whole.items() if chance.random() < 0.8}


def resident() -> int:
    """Resident memory in KiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def main(arguments: list[str] | None = None) -> int:
    """Run, print what was seen, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.contained", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases of one to three facts")
    chosen = parser.parse_args(arguments)
    machine, chance, made = describe_machine(keep_heap()), random.Random(2022), rules()
    wrong, early = 0, resident()
    for number in range(chosen.cases):
        facts = [draw(chance) for _ in range(chance.randrange(1, 4))]
        with made.case() as case:
            wrong += case.tell(facts) != tuple(map(expected, facts))
        if number == chosen.cases // 10:
            early = resident()
    kept = f"{early} KiB resident after a tenth, {resident()} KiB at the end"
    print(f"{chosen.cases} cases, {wrong} wrong, {kept}")
    print(f"{machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
