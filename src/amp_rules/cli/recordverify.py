"""`amp-rules record verify`: records decided again under the rules they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.casebook import write_json
from amp_rules.cli.options import LanguageOption, RulesOption, engine_option, form_option
from amp_rules.cli.recording import ArchiveOption, content_of, record_of, refusing_record, shelf_of
from amp_rules.cli.terminal import FAILED, complain, counted, show_page, tell_apart, write_utf8

if TYPE_CHECKING:
    from amp_rules.audit.record import Record, Verification
    from amp_rules.report import Page


def verify_record_command(
    records: Annotated[list[Path], typer.Argument(metavar="RECORD", help="Files that hold one record each.")],
    archive: ArchiveOption = None,
    openings: Annotated[
        Path | None,
        typer.Option(
            "--openings", metavar="FILE", help="What opens the commitments, where the record holds those."
        ),
    ] = None,
    expected: Annotated[
        str | None,
        typer.Option("--expected", metavar="DIGEST", help="The digest that was kept elsewhere."),
    ] = None,
    engine: Annotated[Any, engine_option()] = "compiled",
    language: LanguageOption = "en",
    form: Annotated[str, form_option("text", "json", "html")] = "text",
    rules: RulesOption = None,
) -> None:
    """Decide records again and compare them, entry by entry; says what differs first, and why.

    Rule files that have changed since are taken from the archive, by digest. The exit code is 1 unless every
    record is the same: also where something could not be checked, as in a record of commitments without its
    openings.

    \b
    Examples:
      amp-rules record verify *.record.json --archive old-rules
      amp-rules record verify case.record.json --openings case.openings.json
      amp-rules record verify case.record.json --expected "$(cat case.digest)" --language sv
    """  # noqa: D301
    from amp_rules.audit.record import openings_from_json, verify
    from amp_rules.engine import EnginesDifferError
    from amp_rules.report.recordverify import verify_object, verify_page

    if len(records) > 1 and (openings is not None or expected is not None):
        raise typer.BadParameter("give one record with --openings or --expected", param_hint="RECORD")
    shelf = shelf_of(archive, rules)
    opened = None
    if openings is not None:
        with refusing_record(openings):
            opened = openings_from_json(content_of(openings))
    found = []
    for path in records:
        record = record_of(path)
        try:
            found.append((str(path), record, verify(record, shelf, opened, engine=engine)))
        except EnginesDifferError as error:
            tell_apart(error, language)
            raise typer.Exit(FAILED) from None
    if form == "json":
        write_json(verify_object(found, language))
    else:
        pages = [verify_page(Path(name).name, record, each, language) for name, record, each in found]
        _write(pages, form, language)
    _judge(found, expected)


def _write(pages: list[Page], form: str, language: str) -> None:
    from amp_rules.report import as_html

    if form == "html":
        write_utf8(as_html(pages, language))
    else:
        for page in pages:
            show_page(page)


def _judge(found: list[tuple[str, Record, Verification]], expected: str | None) -> None:
    """Ends the command with 1 unless every record is the same, and the one expected."""
    from amp_rules.audit.record import Standing

    other = [each for _, _, each in found if each.standing is not Standing.SAME]
    rewritten = expected is not None and found[0][2].digest != expected.strip().lower()
    if rewritten:
        complain("the digest is another than the one expected")
    if other or rewritten:
        complain(f"{counted(len(found), 'record')}, {len(found) - len(other)} the same")
        raise typer.Exit(FAILED)
