"""`python -m bench.imports`: what importing costs, beyond importing pydantic, as -X importtime counts it.

Medians over fresh interpreters that take turns. `--write` keeps the run in bench/results.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import describe_machine

RESULTS = Path(__file__).parent / "results"
STATEMENTS = (
    "import pydantic; pydantic.BaseModel",
    "import pydantic; pydantic.BaseModel; import amp_rules",
    "import pydantic; pydantic.BaseModel; from amp_rules import Case, decide, explain, load_rulebook",
)


def milliseconds(statement: str) -> float:
    """What the imports of a statement take in a fresh interpreter, by -X importtime's own sums."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", statement], capture_output=True, text=True, check=True
    )
    own = (
        line.removeprefix("import time:").partition("|")[0] for line in ran.stderr.splitlines() if "|" in line
    )
    return sum(int(each) for each in own if each.strip().isdigit()) / 1000


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="interpreters started for each statement")
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    machine = describe_machine(heap_kept=False)
    figures: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for _ in range(chosen.rounds):
        for statement in STATEMENTS:
            figures[statement].append(milliseconds(statement))
    base = statistics.median(figures[STATEMENTS[0]])
    lines = ["| statement | ms | more than pydantic alone, ms |", "| --- | ---: | ---: |"]
    for statement, rounds in figures.items():
        median = statistics.median(rounds)
        lines.append(f"| `{statement}` | {median:.0f} | {median - base:.0f} |")
    where = f"{machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    lines += [
        "",
        f"- {datetime.now(UTC).date().isoformat()}, {where}, load average before {machine.load_before}",
    ]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if chosen.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "imports.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
