"""`amp-rules population`: many cases as tables."""

from __future__ import annotations

import typer

from amp_rules.cli.populationcheck import population_check_command
from amp_rules.cli.populationrun import population_run_command
from amp_rules.cli.populationsynth import synth_command

population_app = typer.Typer(
    name="population",
    help="Many cases as tables: draw invented ones, check, decide.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
population_app.command("synth")(synth_command)
population_app.command("check")(population_check_command)
population_app.command("run")(population_run_command)
