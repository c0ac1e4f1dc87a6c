"""A run as tables in Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import Machine
from bench.many.peak import Memory
from bench.many.peer import Question
from bench.measure import Timing

RESULTS = Path(__file__).parents[1] / "results"
STEM = "many-cases"
FORMAT = 1
HAND = "NumPy, blocked, by hand"
CODED = "NumPy, blocked, one number a fact, by hand"
SUBJECT = "amp_rules, columns in memory"
OPENFISCA = "openfisca-core, calculate alone"
SQL = "amp_rules, DuckDB, answers alone"
BY_HAND = "DuckDB, by hand"
SAME_TABLES = "DuckDB, by hand, on the tables of a population"
HELD_AGAINST = (
    (SUBJECT, HAND),
    (SUBJECT, CODED),
    (OPENFISCA, SUBJECT),
    (SQL, SAME_TABLES),
    (SQL, BY_HAND),
)
"""Who is told as so many times whom."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: milliseconds for all cases, and MiB where they were measured."""

    timings: tuple[Timing, ...]
    memory: Mapping[str, Memory]

    def find(self, name: str) -> Timing | None:
        """The timing of that name, None where it did not run."""
        return next((timing for timing in self.timings if timing.name == name), None)


@dataclass(frozen=True, slots=True)
class ManyRun:
    """Settings, machine, timings and memory of one run."""

    date: str
    seed: int
    cases: int
    periods: int
    checked: int
    rounds: int
    machine: Machine
    versions: Mapping[str, str]
    skipped: tuple[str, ...]
    asked: Mapping[Question, Asked]


def write_json(run: ManyRun) -> str:
    """The run with every round's figure, sorted keys."""
    record = asdict(run)
    record["format"] = FORMAT
    record["unit"] = "milliseconds for all cases, MiB"
    for question, asked in run.asked.items():
        for timing, row in zip(asked.timings, record["asked"][question]["timings"], strict=True):
            row["median"] = timing.median
    return json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_markdown(run: ManyRun) -> str:
    """A table for each question, and below them how they were made."""
    parts: list[str] = []
    for question, asked in run.asked.items():
        parts += [f"### {question.capitalize()}", "", *list_table(asked), ""]
    return "\n".join([*parts, *list_notes(run), ""])


def list_table(asked: Asked) -> Iterator[str]:
    """The table's lines; a column for each base that ran."""
    bases = [(name, base) for name in (HAND, SUBJECT) if (base := asked.find(name)) is not None]
    heads = ["answered by", "ms", "range", *(f"× {name}" for name, _ in bases)]
    heads += ["MiB at most", "of cases", "of answering"] if asked.memory else []
    yield "| " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * (len(heads) - 1)
    for timing in asked.timings:
        cells = [
            timing.name,
            figure(timing.median),
            f"{figure(min(timing.rounds))} to {figure(max(timing.rounds))}",
            *(f"{timing.compare(base):.2f}" for _, base in bases),
        ]
        if asked.memory:
            found = asked.memory.get(timing.name)
            sizes = () if found is None else (found.peak, found.cases, found.more)
            cells += [f"{size:.0f}" for size in sizes] or ["–"] * 3
        yield "| " + " | ".join(cells) + " |"


def figure(milliseconds: float) -> str:
    """Three digits or so."""
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def list_notes(run: ManyRun) -> Iterator[str]:
    """Everything that a reader needs to place the tables."""
    machine = run.machine
    yield f"- {run.date}, {machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    yield f"- load average before the run: {machine.load_before}"
    yield f"- {run.cases} cases with {run.periods} periods, seed {run.seed}"
    yield (
        f"- all agree exactly with the hand-written function for one case on the first {run.checked} cases, "
        "and with each other on all"
    )
    yield (
        f"- medians of {run.rounds} rounds; each round times everyone in turn, each in a process of its own; "
        "a ratio is the median of the rounds' own ratios"
    )
    if any(asked.memory for asked in run.asked.values()):
        yield (
            "- MiB at most: of the whole process while answering; of it what the cases take, ready to be "
            "asked about, and what the first answer added; the rest is Python and what is imported"
        )
    for question, asked in run.asked.items():
        for name, base in HELD_AGAINST:
            mine, its = asked.find(name), asked.find(base)
            if mine is not None and its is not None:
                yield f"- {question}, {name}: {mine.compare(its):.2f} × {base}"
    if run.versions:
        yield "- " + ", ".join(f"{name} {version}" for name, version in run.versions.items())
    for name in run.skipped:
        yield f"- skipped, not installed: {name}"


def save_run(run: ManyRun, directory: Path = RESULTS) -> tuple[Path, Path]:
    """Both files, replacing the last run's."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = directory / f"{STEM}.json", directory / f"{STEM}.md"
    for path, text in zip(paths, (write_json(run), write_markdown(run)), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
