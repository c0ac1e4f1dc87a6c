"""`amp-rules test`: the scenarios of a rules folder, and what they exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.check import FolderArgument
from amp_rules.cli.options import open_library, open_scenarios
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, counted, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amp_rules.rulebook import Library
    from amp_rules.scenarios import Ran


def trial_command(
    folder: FolderArgument = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="List each rule and condition that no scenario exercises.")
    ] = False,
    named: Annotated[
        str | None, typer.Option("-k", metavar="TEXT", help="Only the scenarios whose id has this in it.")
    ] = None,
) -> None:
    """Run the scenarios of a rules folder, with coverage.

    What came out otherwise than a scenario says is printed with its place in the file.

    The exit code is 1 when a scenario fails.

    \b
    Examples:
      amp-rules test
      amp-rules test -k reflection
      amp-rules test my-rules --coverage
    """  # noqa: D301
    from amp_rules.scenarios import run_all

    library = open_library(folder, run=True)
    chosen = [each for each in open_scenarios(library) if named is None or named in each.id]
    if not chosen:
        complain("no scenario fits" if named else "no scenarios: expected files in scenarios/EDITION/")
        raise typer.Exit(BAD_INPUT)
    ran = run_all(chosen, library)
    _failures(ran)
    if named is None or coverage:
        _coverage(ran, library, coverage)
    failed = sum(not each.passed for each in ran)
    write(f"{counted(len(ran), 'scenario')}: {len(ran) - failed} passed, {failed} failed\n")
    if failed:
        raise typer.Exit(FAILED)


def _failures(ran: Sequence[Ran]) -> None:
    for each in ran:
        if each.passed:
            continue
        write(f"FAILED {each.scenario.id}: {each.scenario.title.en}\n")
        for failure in each.failures:
            write(f"  {failure}\n")


def _coverage(ran: Sequence[Ran], library: Library, listed: bool) -> None:
    from amp_rules.scenarios import coverage

    found = coverage(ran, library)
    if listed:
        for gap in found.uncovered():
            write(f"{gap}\n")
    rules, conditions = found.rules, found.conditions
    for name, parts, ratio in (
        ("rules", rules, found.rule_ratio),
        ("conditions", conditions, found.condition_ratio),
    ):
        covered = sum(part.covered for part in parts)
        write(f"{name}: {covered} of {len(parts)} covered ({100 * ratio:.1f} %)\n")
