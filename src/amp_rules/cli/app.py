"""The `amp-rules` command and its sub-commands."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from amp_rules import __version__
from amp_rules.cli.audit import audit_command
from amp_rules.cli.budget import budget_command
from amp_rules.cli.casefile import case_app
from amp_rules.cli.check import check_command
from amp_rules.cli.decide import decide_command
from amp_rules.cli.letter import letter_command
from amp_rules.cli.population import population_app
from amp_rules.cli.pseudonymise import pseudonymise_command
from amp_rules.cli.reconcile import reconcile_command
from amp_rules.cli.record import record_app
from amp_rules.cli.rules import rules_command
from amp_rules.cli.sample import sample_app
from amp_rules.cli.schema import schema_command
from amp_rules.cli.sensitivity import sensitivity_command
from amp_rules.cli.sql import sql_command
from amp_rules.cli.sweep import sweep_command
from amp_rules.cli.terminal import BROKEN, complain
from amp_rules.cli.trial import trial_command
from amp_rules.cli.whatif import whatif_command

app = typer.Typer(
    name="amp-rules",
    help="Decide cases of two Swedish support programmes (AMP and NSP) under cited, versioned rules.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("decide")(decide_command)
app.command("rules")(rules_command)
app.command("check")(check_command)
app.command("test")(trial_command)
app.command("schema")(schema_command)
app.add_typer(case_app)
app.add_typer(population_app)
app.add_typer(sample_app)
app.command("whatif")(whatif_command)
app.command("sensitivity")(sensitivity_command)
app.command("sweep")(sweep_command)
app.command("budget")(budget_command)
app.command("audit")(audit_command)
app.command("reconcile")(reconcile_command)
app.command("pseudonymise")(pseudonymise_command)
app.add_typer(record_app)
app.command("letter")(letter_command)
app.command("sql")(sql_command)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"amp-rules {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Decide cases of two Swedish support programmes (AMP and NSP) under cited, versioned rules."""


def main() -> None:
    """Runs the command line and exits; a reader that goes away ends it quietly."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    code: int | str | None
    try:
        app(prog_name="amp-rules")
        code = None
    except SystemExit as exit_:
        code = exit_.code
    except OSError as error:
        code = _broken(f"cannot read or write: {(error.strerror or type(error).__name__).lower()}")
    except Exception as error:
        # The text of an unforeseen error may hold a person's facts, so only its kind and place are shown.
        code = _broken(f"internal error: {type(error).__name__} {_place(error)}")
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _broken(f"cannot write: {(error.strerror or type(error).__name__).lower()}")
        # What is still waiting to be written would fail again, and noisily, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _broken(line: str) -> int:
    complain(line)
    return BROKEN


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    module = trace.tb_frame.f_globals.get("__name__", "?")
    return f"in {module}, line {trace.tb_lineno}"
