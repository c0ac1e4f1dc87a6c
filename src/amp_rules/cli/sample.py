"""`amp-rules sample`: auditing some payments to speak of all."""

from __future__ import annotations

import typer

from amp_rules.cli.samplecheck import check_command
from amp_rules.cli.sampledraw import draw_command
from amp_rules.cli.sampleevaluate import evaluate_command
from amp_rules.cli.sampleplan import materiality_command, plan_command

sample_app = typer.Typer(
    name="sample",
    help="Monetary-unit sampling of payments: what is material, how many, which, and what they say.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
sample_app.command("materiality")(materiality_command)
sample_app.command("plan")(plan_command)
sample_app.command("draw")(draw_command)
sample_app.command("check")(check_command)
sample_app.command("evaluate")(evaluate_command)
