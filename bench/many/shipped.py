"""`python -m bench.many.shipped`: the shipped rulebooks, dated facts included, on up to millions of cases.

Cases are drawn part by part and written as Parquet; a population is a folder of such parts, decided one part
after the other, so that memory holds one at a time. Every size is decided in a process of its own. Timed is
everything from the files to the answers, which are counted up: reading, checking every row, deciding, what
unknown answers wait for, and the timeline; not writing the plan's code, which the first hundred cases do.
Where a population is larger than the cases that were drawn, the same parts come again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from amp_rules.engine import plan_of
from amp_rules.population import run, run_parts
from amp_rules.population.run import Engine
from amp_rules.rulebook import load_library
from amp_rules.testing.populations import drawn_population
from bench.machine import Machine, describe_machine
from bench.many.peak import resident

RESULTS = Path(__file__).parents[1] / "results"
STEM = "many-shipped"
ENGINES: tuple[Engine, ...] = ("columns", "duckdb")
SIZES = (100_000, 1_000_000, 10_000_000)
PART = 100_000
DISTINCT = 1_000_000


@dataclass(frozen=True, slots=True)
class Decided:
    """One size of one edition: seconds from the files to the answers, and the most MiB on the way."""

    edition: str
    engine: str
    cases: int
    seconds: float
    peak: float
    undetermined: int

    @property
    def rate(self) -> float:
        """Cases per second."""
        return self.cases / self.seconds


def draw_parts(edition: str, folder: Path, cases: int, part: int) -> list[str]:
    """The names of parts with so many cases together, written to the folder."""
    names = []
    for number, low in enumerate(range(0, cases, part)):
        names.append(f"{number:05}")
        population = drawn_population(edition, min(part, cases - low), seed=number)
        population.write(folder, part=names[-1])
    return names


def link_parts(drawn: Path, names: list[str], folder: Path, parts: int) -> None:
    """A population of so many parts, the drawn ones over and over."""
    for table in (each for each in drawn.iterdir() if each.is_dir()):
        (folder / table.name).mkdir(parents=True)
        for number in range(parts):
            given = table / f"{names[number % len(names)]}.parquet"
            (folder / table.name / f"{number:05}.parquet").hardlink_to(given)


def decide(edition: str, folder: Path, engine: Engine) -> Decided:
    """Every case of a folder decided in this process."""
    (rulebook,) = (book for book in load_library().rulebooks if book.name == edition)
    plan = plan_of(rulebook)
    run(plan, drawn_population(edition, 100), engine)
    begin = perf_counter()
    found = run_parts(plan, folder, engine=engine)
    seconds = perf_counter() - begin
    if found.problems:
        raise AssertionError(f"{edition}: {found.problems.total()} cases could not be decided")
    open_cases = sum(counts["undetermined"] for counts in found.verdicts.values())
    return Decided(edition, engine, found.cases, seconds, round(resident("VmHWM"), 1), open_cases)


def decide_apart(edition: str, folder: Path, engine: Engine) -> Decided:
    """The same in a process of its own."""
    words = ["--decide", str(folder), "--edition", edition, "--engine", engine]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.many.shipped", *words], stdout=subprocess.PIPE, text=True, check=True
    )
    return Decided(**json.loads(ran.stdout.splitlines()[-1]))


def measure(edition: str, chosen: argparse.Namespace) -> Iterator[Decided]:
    """Every size by every engine, the smallest first; the slower engine only as far as asked."""
    with tempfile.TemporaryDirectory(dir=chosen.folder) as home:
        drawn = Path(home) / "drawn"
        names = draw_parts(edition, drawn, min(chosen.distinct, max(chosen.sizes)), chosen.part)
        for size in chosen.sizes:
            folder = Path(home) / str(size)
            link_parts(drawn, names, folder, max(1, size // chosen.part))
            for engine in chosen.engine or ENGINES:
                if engine == "columns" or size <= chosen.most_in_duckdb:
                    found = decide_apart(edition, folder, engine)
                    said = f"{found.seconds:.1f} s, {found.rate:.0f} cases a second, {found.peak:.0f} MiB"
                    print(f"{edition}: {size} cases, {engine}: {said}", file=sys.stderr, flush=True)
                    yield found


def describe(machine: Machine, found: list[Decided], date: str) -> str:
    """The run as a Markdown table."""
    lines = [
        "| edition | engine | cases | seconds | cases per second | × the smallest | MiB at most |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in found:
        base = next(one for one in found if (one.edition, one.engine) == (each.edition, each.engine))
        longer = (each.seconds / each.cases) / (base.seconds / base.cases)
        figures = f"{each.cases} | {each.seconds:.1f} | {each.rate:.0f} | {longer:.2f} | {each.peak:.0f}"
        lines.append(f"| {each.edition} | {each.engine} | {figures} |")
    where = f"{machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    return "\n".join(
        [
            *lines,
            "",
            f"- {date}, {where}, load average before {machine.load_before}",
            "- × the smallest: time per case, as many times that of the smallest population",
            "- one run of each size, in a process of its own, memory being that of the whole process",
            "",
        ]
    )


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The settings of a run."""
    parser = argparse.ArgumentParser(prog="python -m bench.many.shipped", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="cases of each population, comma between")
    parser.add_argument("--part", type=int, default=PART, help="cases of a part")
    parser.add_argument("--distinct", type=int, default=DISTINCT, help="cases drawn before they come again")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this engine")
    parser.add_argument(
        "--most-in-duckdb", type=int, default=1_000_000, help="largest population that DuckDB decides"
    )
    parser.add_argument("--edition", action="append", help="only this edition")
    parser.add_argument("--folder", type=Path, help="where the populations are laid meanwhile")
    parser.add_argument("--decide", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def main(arguments: list[str] | None = None) -> int:
    """Run, print the table, give the exit code."""
    chosen = read_arguments(arguments)
    if chosen.decide is not None:
        print(json.dumps(asdict(decide(chosen.edition[0], chosen.decide, chosen.engine[0]))))
        return 0
    machine = describe_machine(heap_kept=False)
    editions = chosen.edition or [book.name for book in load_library().rulebooks]
    found = [each for edition in editions for each in measure(edition, chosen)]
    date = datetime.now(UTC).date().isoformat()
    text = describe(machine, found, date)
    print(text, end="")
    if chosen.write:
        record = {"date": date, "machine": asdict(machine), "runs": [asdict(each) for each in found]}
        (RESULTS / f"{STEM}.md").write_text(text, encoding="utf-8")
        whole = json.dumps(record, indent=1, sort_keys=True) + "\n"
        (RESULTS / f"{STEM}.json").write_text(whole, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
