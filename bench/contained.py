"""`python -m bench.contained`: very many cases under production rules, in one process.

Facts are matched and compared with plain Python; the reduced rules are decided by the second engine and
compared with the hand-written function. Printed are the cases, the wrong answers, and the resident memory
after the first tenth of the cases and at the end; `--write` keeps them. The exit code is 1 when an answer was
wrong.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from amp_rules.engine.durable import Every, Match, Production, Productions, Some
from amp_rules.plan import build_plan
from amp_rules.rulebook import load_rulebook
from bench.cases import generate_cases
from bench.machine import describe_machine, keep_heap
from bench.peers.amp_rules_peer import RULES, AmpRulesPeer
from bench.peers.handwritten_peer import decide

RESULTS = Path(__file__).parent / "results"
HEAD = "| --- | ---: | ---: | ---: | ---: |"
PAGE = resource.getpagesize() / 1024**2
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


def resident() -> float:
    """Resident memory in MiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def match(number: int) -> Iterator[bool]:
    """Whether each of very many cases of facts is matched as plain Python would."""
    chance, made = random.Random(2022), rules()
    for _ in range(number):
        facts = [draw(chance) for _ in range(chance.randrange(1, 4))]
        with made.case() as case:
            yield tuple(map(tuple, case.tell(facts))) == tuple(map(expected, facts))


def decide_reduced(number: int) -> Iterator[bool]:
    """Whether the second engine answers the reduced rules as the hand-written function does."""
    plan = build_plan(load_rulebook("nsp", edition="2022", root=RULES))
    peer = AmpRulesPeer(plan, "second engine", "durable")
    ready = [(peer.convert(case), decide(case)) for case in generate_cases(2000, 2022)]
    for _, (given, answer) in zip(range(number), cycle(ready), strict=False):
        yield peer.decide(given) == answer


PARTS = {"cases of facts matched": match, "cases decided by the second engine": decide_reduced}


def main(arguments: list[str] | None = None) -> int:
    """Run, print what was seen, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.contained", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases of each part")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    machine = describe_machine(keep_heap())
    lines, wrong = ["| in one process | number | wrong | MiB after a tenth | MiB at the end |", HEAD], 0
    for name, part in PARTS.items():
        errors, early = 0, 0.0
        for number, right in enumerate(part(chosen.cases)):
            errors += not right
            if number == chosen.cases // 10:
                early = resident()
        lines.append(f"| {name} | {chosen.cases} | {errors} | {early:.1f} | {resident():.1f} |")
        wrong += errors
    today = datetime.now(UTC).date().isoformat()
    lines += [
        "",
        f"- {today}, {machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}",
    ]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if chosen.write:
        (RESULTS / "contained.md").write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
