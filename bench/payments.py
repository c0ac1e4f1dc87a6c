"""`python -m bench.payments`: lists of payments held against the rules, up to a million of them.

Cases are drawn and paid month by month as the rules give; one payment in a hundred is then spoiled: a sum too
much or too little, paid twice, or an allowance kept. List and cases are written as CSV and JSON Lines and
given to `amp-rules audit`, each size in a process of its own with its workers, whose findings go to a file.
Timed is the whole command. Where there are more cases than were drawn, they come again under other ids.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from dateutil.relativedelta import relativedelta

from amp_rules.case import Case
from amp_rules.engine import decide
from amp_rules.engine.answers import Segment
from amp_rules.rulebook import load_library
from amp_rules.terms import Money
from amp_rules.testing.populations import drawn_population
from bench.machine import Machine, describe_machine

RESULTS = Path(__file__).parent / "results"
STEM = "payments"
SIZES = (10_000, 100_000, 1_000_000)
DISTINCT = 20_000
WRONG = 100
EDITION = "nsp/2022"
COLUMNS = ("case", "kind", "period", "from", "to", "amount", "paid_on")
RUN = "from amp_rules.cli import main; main()"
Paid = tuple[str, date, date, Money]


@dataclass(frozen=True, slots=True)
class Audited:
    """One list: how many payments and cases, seconds from files to findings, MiB of the largest process."""

    payments: int
    cases: int
    wrong: int
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        """Payments per second."""
        return self.payments / self.seconds


def month_by_month(segments: list[Segment]) -> Iterator[Paid]:
    """What the segments of a period come to in each month, where all of it is known."""
    if not all(isinstance(each.rate, Money) for each in segments):
        return
    first, last = segments[0].start, segments[-1].end
    while first <= last:
        end = min(last, first.replace(day=1) + relativedelta(months=1) - timedelta(days=1))
        amount = Money(0, "SEK")
        for each in segments:
            shared = (min(end, each.end) - max(first, each.start)).days + 1
            if shared > 0 and isinstance(each.rate, Money):
                amount += each.rate * shared
        if amount and isinstance(amount.minor, int):
            yield segments[0].period, first, end, amount
        first = end + timedelta(days=1)


def drawn_cases(most: int) -> list[tuple[Case, list[Paid]]]:
    """Cases with what is to be paid in them, of which there is something."""
    (rulebook,) = (book for book in load_library().rulebooks if book.name == EDITION)
    found = []
    for case in drawn_population(EDITION, most, seed=1).cases():
        periods: dict[str, list[Segment]] = {}
        for segment in decide(rulebook, case).timeline:
            periods.setdefault(segment.period, []).append(segment)
        paid = [each for segments in periods.values() for each in month_by_month(segments)]
        if paid:
            found.append((case, paid))
    return found


def write_list(drawn: list[tuple[Case, list[Paid]]], size: int, home: Path) -> tuple[Path, Path]:
    """A list of so many payments, and its cases."""
    chance = Random(size)
    payments, cases = home / f"{size}.csv", home / f"{size}.jsonl"
    left = size
    with payments.open("w", newline="") as stream, cases.open("w") as lines:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        number = -1
        while left:
            number += 1
            case, paid = drawn[number % len(drawn)]
            own = f"{case.id}-{number // len(drawn)}"
            lines.write(case.model_copy(update={"id": own}).model_dump_json() + "\n")
            for period, first, last, amount in paid:
                for row in spoiled(chance, own, period, first, last, amount)[:left]:
                    table.writerow(row)
                    left -= 1
    return payments, cases


def spoiled(
    chance: Random, case: str, period: str, first: date, last: date, amount: Money
) -> list[tuple[object, ...]]:
    """The rows for one payment, most often a right one."""
    kind = chance.randrange(4 * WRONG)
    if kind == 0:
        amount += Money(77_700, "SEK")
    elif kind == 1:
        amount += Money(7_100, "SEK") * ((last - first).days + 1)
    elif kind == 2:
        amount -= Money(50_000, "SEK")
    row = (case, "period", period, first, last, amount, last + timedelta(days=14))
    return [row, row] if kind == 3 else [row]


def audit(size: int, files: tuple[Path, Path], workers: int) -> Audited:
    """The command run on a list."""
    payments, cases = files
    words = ["--cases", str(cases), "--edition", EDITION, "--format", "json", "--workers", str(workers)]
    found = payments.with_suffix(".found")
    begin = perf_counter()
    with found.open("wb") as stream:
        command = [sys.executable, "-c", RUN, "audit", str(payments), *words]
        done = subprocess.run(command, stdout=stream, check=False)
    seconds = perf_counter() - begin
    if done.returncode != 1:
        raise AssertionError(f"expected findings, found exit code {done.returncode}")
    with found.open() as lines:
        told = json.loads(next(lines))
    return Audited(size, told["cases"], told["wrong"], seconds, 0.0)


def audit_apart(size: int, files: tuple[Path, Path], workers: int) -> Audited:
    """The same in a process of its own, whose children's memory is that of this command alone."""
    words = ["--size", str(size), "--list", str(files[0]), str(files[1]), "--workers", str(workers)]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.payments", *words], stdout=subprocess.PIPE, text=True, check=True
    )
    return Audited(**json.loads(ran.stdout.splitlines()[-1]))


def describe(machine: Machine, found: list[Audited], workers: int, day: str) -> str:
    """The run as a Markdown table."""
    lines = [
        "| payments | cases | found wrong | seconds | payments per second | × the smallest | MiB at most |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    base = found[0].seconds / found[0].payments
    for each in found:
        longer = each.seconds / each.payments / base
        figures = f"{each.seconds:.1f} | {each.rate:.0f} | {longer:.2f} | {each.peak:.0f}"
        lines.append(f"| {each.payments} | {each.cases} | {each.wrong} | {figures} |")
    where = f"{machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    return "\n".join(
        [
            *lines,
            "",
            f"- {day}, {where}, load average before {machine.load_before}",
            f"- {EDITION}, {workers} workers, both engines for every payment; one run of each size",
            "- × the smallest: time per payment, as many times that of the smallest list",
            "- MiB at most: of the largest of its processes",
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Measures every size; keeps the table when asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.payments", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--distinct", type=int, default=DISTINCT, help="cases drawn")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the lists are written")
    parser.add_argument("--write", action="store_true", help="keep the table")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--list", type=Path, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.list:
        one = audit(chosen.size, (chosen.list[0], chosen.list[1]), chosen.workers)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(json.dumps({**asdict(one), "peak": round(peak, 1)}))
        return 0
    machine = describe_machine(heap_kept=False)
    drawn = drawn_cases(chosen.distinct)
    found = []
    with tempfile.TemporaryDirectory(dir=chosen.folder) as home:
        for size in chosen.sizes:
            found.append(audit_apart(size, write_list(drawn, size, Path(home)), chosen.workers))
            print(found[-1], file=sys.stderr, flush=True)
    text = describe(machine, found, chosen.workers, datetime.now(UTC).date().isoformat())
    print(text)
    if chosen.write:
        (RESULTS / f"{STEM}.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
