"""A run as a table in Markdown and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import Machine
from bench.measure import Timing
from bench.peer import CHAINED, HANDWRITTEN, SUBJECT, TRACED

RESULTS = Path(__file__).parent / "results"
STEM = "one-case"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Run:
    """Settings, machine and timings of one run."""

    date: str
    seed: int
    agreed_on: int
    rounds: int
    cases_per_round: int
    garbage_collected: bool
    machine: Machine
    versions: dict[str, str]
    skipped: tuple[str, ...]
    timings: tuple[Timing, ...]

    def find(self, name: str) -> Timing | None:
        """The timing of that name, None where it did not run."""
        return next((timing for timing in self.timings if timing.name == name), None)


def write_json(run: Run) -> str:
    """The run with every round's figure, sorted keys."""
    record = asdict(run)
    record["format"] = FORMAT
    record["unit"] = "microseconds per case"
    for timing, row in zip(run.timings, record["timings"], strict=True):
        row["median"] = timing.median
    return json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_markdown(run: Run) -> str:
    """The table, and below it how it was made."""
    return "\n".join([*list_table(run), "", *list_notes(run), ""])


def list_table(run: Run) -> Iterator[str]:
    """The table's lines; the column for amp_rules only where it ran."""
    bases = [(name, base) for name in (TRACED, HANDWRITTEN, SUBJECT) if (base := run.find(name)) is not None]
    heads = ["decided by", "µs per case", "range", *(f"× {name}" for name, _ in bases)]
    yield "| " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * (len(heads) - 1)
    for timing in run.timings:
        cells = [
            timing.name,
            f"{timing.median:.2f}",
            f"{min(timing.rounds):.2f} to {max(timing.rounds):.2f}",
            *(f"{timing.compare(base):.2f}" for _, base in bases),
        ]
        yield "| " + " | ".join(cells) + " |"


def list_notes(run: Run) -> Iterator[str]:
    """Everything that a reader needs to place the table."""
    machine = run.machine
    yield f"- {run.date}, {machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    yield f"- load average before the run: {machine.load_before}"
    yield f"- all agree exactly with the hand-written function on {run.agreed_on} cases, seed {run.seed}"
    yield (
        f"- medians of {run.rounds} rounds; each round times every peer in turn on the same "
        f"{run.cases_per_round} cases; a ratio is the median of the rounds' own ratios"
    )
    collected = "on, after a collection" if run.garbage_collected else "off, after a collection"
    yield f"- garbage collector while timing: {collected}, with what existed before frozen"
    kept = "kept by the process" if machine.heap_kept else "returned to the system"
    yield f"- freed memory is {kept} during the run"
    for name, base in CHAINED:
        mine, its = run.find(name), run.find(base)
        if mine is not None and its is not None:
            yield f"- {name}: {mine.compare(its):.2f} × {base}"
    if run.versions:
        yield "- " + ", ".join(f"{name} {version}" for name, version in run.versions.items())
    for name in run.skipped:
        yield f"- skipped, not installed: {name}"


def save_run(run: Run, directory: Path = RESULTS) -> tuple[Path, Path]:
    """Both files, replacing the last run's."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = directory / f"{STEM}.json", directory / f"{STEM}.md"
    for path, text in zip(paths, (write_json(run), write_markdown(run)), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
