"""`python -m bench.engines`: both engines on very many cases of the shipped editions, every answer compared.

Cases are bred from the scenarios of an edition: the groups of facts of two cases are mixed, facts are left
out at random, dates are moved together. Compared are all rows: whether each rule held and what each decision
answered, for every entity and every run of days. `--write` keeps the run in bench/results. The exit code is 1
when the engines differed on a case.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import EnginesDifferError, decide
from amp_rules.errors import AmpRulesError, CaseError
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.scenarios import load_scenarios
from amp_rules.scenarios.run import rulebook_for
from bench.machine import Machine, describe_machine, keep_heap

RESULTS = Path(__file__).parent / "results"
HEADS = ("cases", "some goal undetermined", "rules fired", "differences")
LEFT_OUT = (0.0, 0.02, 0.1, 0.4)
FARTHEST = 40
KEPT = ("id", "programme", "evidence", "start", "end")


def bred(parents: list[dict[str, Any]], chance: random.Random) -> Iterator[Case]:
    """Cases without end; children that are no valid case are left out."""
    while True:
        one, other = chance.choice(parents), chance.choice(parents)
        mixed = {key: chance.choice((one, other)).get(key) for key in {**one, **other}}
        mixed = {key: value for key, value in mixed.items() if value is not None}
        mixed["id"] = "bred"
        mixed.pop("evidence", None)
        moved = timedelta(days=chance.randrange(-FARTHEST, FARTHEST + 1))
        try:
            yield case_from_mapping(changed(mixed, chance, chance.choice(LEFT_OUT), moved))
        except CaseError:
            continue


def changed(tree: Any, chance: random.Random, left_out: float, moved: timedelta) -> Any:
    """Facts left out at random, all dates moved by the same days."""
    if isinstance(tree, dict):
        return {
            key: changed(value, chance, left_out, moved)
            for key, value in tree.items()
            if key in KEPT or chance.random() >= left_out
        }
    if isinstance(tree, list):
        return [changed(each, chance, left_out, moved) for each in tree]
    if isinstance(tree, str) and len(tree) == 10 and tree[4] == tree[7] == "-":
        return (date.fromisoformat(tree) + moved).isoformat()
    return tree


def compare(book: Rulebook, cases: Iterator[Case], count: int) -> Counter[str]:
    """How many cases there were, of which kinds, and on how many the engines differed."""
    seen: Counter[str] = Counter()
    for number in range(count):
        case = next(cases)
        try:
            outcome = decide(book, case, "both")
        except EnginesDifferError as error:
            seen["differences"] += 1
            print(f"{book.name}, case {number}: {error}", file=sys.stderr)
            continue
        seen["cases"] += 1
        seen["some goal undetermined"] += any(
            verdict == "undetermined" for verdict in outcome.verdicts.values()
        )
        seen["rules fired"] += len(outcome.agenda or ())
    return seen


def main(arguments: list[str] | None = None) -> int:
    """Run, print what was seen, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000, help="cases, over all editions")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    parser.add_argument("--seed", type=int, default=2022, help="seed of the breeding")
    chosen = parser.parse_args(arguments)
    machine, chance = describe_machine(keep_heap()), random.Random(chosen.seed)
    library = load_library()
    parents: dict[str, list[dict[str, Any]]] = {}
    for scenario in load_scenarios(library.root):
        with suppress(AmpRulesError):
            name = rulebook_for(scenario, library).name
            parents.setdefault(name, []).append(scenario.case.model_dump(mode="json"))
    rows, differences = [], 0
    for book in library.rulebooks:
        seen = compare(book, bred(parents[book.name], chance), -(-chosen.cases // len(library.rulebooks)))
        differences += seen["differences"]
        rows.append([book.name, *(f"{seen[head]:,}".replace(",", " ") for head in HEADS)])
        print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    text = written([["edition", *HEADS], *rows], machine, chosen.seed)
    print(text, end="")
    if chosen.write:
        (RESULTS / "engines.md").write_text(text, encoding="utf-8")
    return 1 if differences else 0


def written(rows: list[list[str]], machine: Machine, seed: int) -> str:
    """The run as a table in Markdown."""
    head, *rest = rows
    lines = [head, ["---", *["---:"] * len(HEADS)], *rest]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    today = datetime.now(UTC).date().isoformat()
    return f"{table}\n- {today}, {machine.processor}, {machine.cores} cores, {machine.python}, seed {seed}\n"


if __name__ == "__main__":
    sys.exit(main())
