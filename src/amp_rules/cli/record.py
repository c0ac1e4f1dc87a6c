"""`amp-rules record`: decision records, made, verified, signed and shown in part."""

from __future__ import annotations

import typer

from amp_rules.cli.recordmake import archive_command, make_command
from amp_rules.cli.recordsign import check_command, key_command, present_command, sign_command
from amp_rules.cli.recordverify import verify_record_command

record_app = typer.Typer(
    name="record",
    help="Keep what is needed to repeat a decision: records, verified later, signed, shown in part.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
record_app.command("make")(make_command)
record_app.command("verify")(verify_record_command)
record_app.command("archive")(archive_command)
record_app.command("key")(key_command)
record_app.command("sign")(sign_command)
record_app.command("present")(present_command)
record_app.command("check")(check_command)
