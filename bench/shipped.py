"""`python -m bench.shipped`: the shipped rulebooks, against pydantic's validation of the same cases.

Every case of the scenarios is decided under its own edition. Figures are medians over rounds in which all
parts take turns; the machine is described. Scenarios leave most facts open and so are quick to validate;
the same cases with every fact filled in are measured too. `--write` keeps the run in bench/results.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter_ns

from hypothesis import Phase, given, seed, settings

from amp_rules import Case, Outcome, Plan, choose_edition, decide, load_library
from amp_rules.engine import plan_of
from amp_rules.errors import AmpRulesError
from amp_rules.scenarios import load_scenarios
from amp_rules.scenarios.run import rulebook_for
from amp_rules.testing import completions
from bench.machine import Machine, describe_machine, keep_heap

LIBRARY = load_library()
RESULTS = Path(__file__).parent / "results"
MOST_VALIDATIONS = 10
HEADS = (
    "edition",
    "rules tested per case",
    "µs per rule tested",
    "worst, × validation",
    f"cases above {MOST_VALIDATIONS}",
    "everything stated, × validation",
    "last tenth, × first",
)
Ready = list[tuple[Plan, Case, str]]
Part = Callable[[Plan, Case, str], object]


def validate(plan: Plan, case: Case, text: str) -> object:
    """What pydantic needs for the same case from JSON."""
    return Case.model_validate_json(text)


def outcome_of(plan: Plan, case: Case, text: str) -> Outcome:
    """The outcome with its compact ledger."""
    return decide(plan, case)


def missing(plan: Plan, case: Case, text: str) -> object:
    """The outcome, its verdicts, and what is missing or left to a person."""
    outcome = decide(plan, case)
    return outcome.verdicts, outcome.missing, outcome.referrals


def written_out(plan: Plan, case: Case, text: str) -> object:
    """The outcome with its ledger and timeline written out as objects."""
    outcome = decide(plan, case)
    return outcome.ledger, outcome.timeline


def bounded(plan: Plan, case: Case, text: str) -> object:
    """The outcome with the bounds of its amounts."""
    return decide(plan, case).bounds


PARTS: dict[str, Part] = {
    "pydantic, validation from JSON": validate,
    "decide": outcome_of,
    "decide, verdicts and missing facts": missing,
    "decide, ledger and timeline written out": written_out,
    "decide, bounds of amounts": bounded,
}


SPARSE = {"decide, bounds of amounts": 10, "decide, ledger and timeline written out": 3}
"""The slow parts are timed on every tenth or third case."""


def gather() -> dict[str, Ready]:
    """The scenarios' cases by edition, with their plans and JSON."""
    found: dict[str, Ready] = {}
    for scenario in load_scenarios():
        try:
            plan = plan_of(rulebook_for(scenario, LIBRARY))
            decide(plan, scenario.case)
        except AmpRulesError:
            continue
        text = scenario.case.model_dump_json()
        found.setdefault(plan.name, []).append((plan, scenario.case, text))
    return found


def time_part(part: Part, ready: Ready) -> float:
    """Microseconds per case over one pass."""
    gc.disable()
    begin = perf_counter_ns()
    for plan, case, text in ready:
        part(plan, case, text)
    elapsed = perf_counter_ns() - begin
    gc.enable()
    return elapsed / len(ready) / 1000


def measure(ready: Ready, rounds: int) -> dict[str, float]:
    """Median microseconds per case for every part."""
    figures: dict[str, list[float]] = {name: [] for name in PARTS}
    for _ in range(rounds):
        for name, part in PARTS.items():
            figures[name].append(time_part(part, ready[:: SPARSE.get(name, 1)]))
    return {name: statistics.median(rounds_of) for name, rounds_of in figures.items()}


def growth(ready: Ready, count: int) -> float:
    """How much longer the last tenth of many decisions takes than the first."""
    tenth = count // 10

    def stretch() -> float:
        begin = perf_counter_ns()
        for number in range(tenth):
            plan, case, _ = ready[number % len(ready)]
            decide(plan, case)
        return perf_counter_ns() - begin

    times = [stretch() for _ in range(10)]
    return times[-1] / statistics.median(times[:3])


def ratios(ready: Ready) -> list[float]:
    """How many times its validation each case takes to decide."""
    found = []
    for each in ready:
        one = [each] * 5
        found.append(
            min(time_part(outcome_of, one) for _ in range(3))
            / min(time_part(validate, one) for _ in range(3))
        )
    return found


def stated(ready: Ready) -> Ready:
    """Every fifth case with all that it leaves open filled in, the same on every run of one version."""
    found: Ready = []
    for plan, case, _ in ready[::5]:
        full = fill_in(case)
        if choose_edition(LIBRARY, full).name == plan.name:
            found.append((plan, full, full.model_dump_json()))
    return found


def fill_in(case: Case) -> Case:
    """The case with every fact known, drawn by the library's own strategy."""
    drawn: list[Case] = []

    @seed(0)
    @settings(max_examples=3, database=None, deadline=None, phases=[Phase.generate])
    @given(completions(case))
    def draw(full: Case) -> None:
        drawn.append(full)

    draw()
    return drawn[-1]


def describe(
    machine: Machine, editions: dict[str, dict[str, float]], extra: dict[str, dict[str, float]]
) -> str:
    """The run as a Markdown table."""
    lines = ["| edition | cases | part | µs per case | × validation |", "| --- | ---: | --- | ---: | ---: |"]
    for name, figures in editions.items():
        base = figures["pydantic, validation from JSON"]
        for part, figure in figures.items():
            lines.append(
                f"| {name} | {extra[name]['cases']:.0f} | {part} | {figure:.1f} | {figure / base:.1f} |"
            )
    lines += ["", "| " + " | ".join(HEADS) + " |", "| --- |" + " ---: |" * (len(HEADS) - 1)]
    for name, more in extra.items():
        per_rule = editions[name]["decide"] / more["rules"]
        cells = (
            name,
            f"{more['rules']:.0f}",
            f"{per_rule:.2f}",
            f"{more['worst']:.1f}",
            f"{more['above']:.0f}",
            f"{more['stated']:.1f}",
            f"{more['growth']:.2f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    where = f"{machine.processor}, {machine.cores} cores, {machine.system}, {machine.python}"
    lines += [
        "",
        f"- {datetime.now(UTC).date().isoformat()}, {where}, load average before {machine.load_before}",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run, print the tables, give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.shipped", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds")
    parser.add_argument(
        "--decisions", type=int, default=20_000, help="decisions made to see whether they slow down"
    )
    parser.add_argument("--write", action="store_true", help="keep the run in bench/results")
    chosen = parser.parse_args(arguments)
    machine = describe_machine(keep_heap())
    editions, extra = {}, {}
    for name, ready in sorted(gather().items()):
        editions[name] = measure(ready, chosen.rounds)
        rules = statistics.mean(len(decide(plan, case).ledger) for plan, case, _ in ready)
        each = ratios(ready)
        extra[name] = {
            "cases": len(ready),
            "rules": rules,
            "worst": max(each),
            "above": sum(ratio > MOST_VALIDATIONS for ratio in each),
            "stated": statistics.median(ratios(stated(ready))),
            "growth": growth(ready, chosen.decisions),
        }
    text = describe(machine, editions, extra)
    print(text, end="")
    if chosen.write:
        RESULTS.mkdir(exist_ok=True)
        record = {"machine": asdict(machine), "editions": editions, "more": extra}
        (RESULTS / "shipped.json").write_text(
            json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        (RESULTS / "shipped.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
