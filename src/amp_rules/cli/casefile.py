"""`amp-rules case`: case files over time."""

from __future__ import annotations

import typer

from amp_rules.cli.casecheck import kinds_command, verify_command
from amp_rules.cli.casediff import diff_command
from amp_rules.cli.casedue import due_command
from amp_rules.cli.caserecord import add_command, new_command
from amp_rules.cli.caseview import status_command

case_app = typer.Typer(
    name="case",
    help="Keep a case over time: dated events in a file, and what follows from them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
case_app.command("new")(new_command)
case_app.command("add")(add_command)
case_app.command("kinds")(kinds_command)
case_app.command("status")(status_command)
case_app.command("due")(due_command)
case_app.command("diff")(diff_command)
case_app.command("verify")(verify_command)
