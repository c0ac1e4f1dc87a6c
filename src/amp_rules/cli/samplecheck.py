"""`amp-rules sample check`: whether a list gives the sample that a record holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amp_rules.cli.options import LanguageOption
from amp_rules.cli.sampleasked import MappingOption, listed, refusing
from amp_rules.cli.sampledraw import drawn_from
from amp_rules.cli.terminal import FAILED, show_page


def check_command(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The record of a sample, .json.")],
    payments: Annotated[
        Path, typer.Argument(metavar="PAYMENTS", help="The list it was drawn from: CSV, XLSX or Parquet.")
    ],
    mapping: MappingOption = None,
    language: LanguageOption = "en",
) -> None:
    """Draw a sample again, and hold it against its record.

    The exit code is 1 when the list is another, or when it gives another sample with the seed, the interval
    and the way of selection that the record names.

    \b
    Examples:
      amp-rules sample check sample.json paid.csv
    """  # noqa: D301
    from amp_rules.cli.samplefile import read_record
    from amp_rules.report.samplingpage import again_page

    with refusing():
        drawn = read_record(record)
        kept = drawn.sample
        source = listed(payments, mapping, kept.currency, drawn.key)
        digest = source.digest()
        again, _ = drawn_from(source, kept.interval, kept.seed, kept.selection)
    show_page(again_page(drawn, again, digest, language))
    if again != kept or digest != drawn.sha256:
        raise typer.Exit(FAILED)
