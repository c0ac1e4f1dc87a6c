"""`amp-rules check`: every fault of rule files, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, counted, write

if TYPE_CHECKING:
    from amp_rules.errors import Diagnostic

FolderArgument = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="A rules folder; the shipped rules when left out.")
]


def check_command(folder: FolderArgument = None) -> None:
    """Check rule files and scenarios; each fault with its place.

    Each line reads FILE:LINE:COLUMN: CODE MESSAGE (HINT). The exit code is 1 when there is an error; warnings
    alone leave it 0.

    \b
    Examples:
      amp-rules check
      amp-rules check my-rules
    """  # noqa: D301
    if folder is not None and not folder.is_dir():
        complain(f"{folder}: expected a folder of rule files")
        raise typer.Exit(BAD_INPUT)
    found, editions = diagnostics(folder)
    for each in found:
        write(f"{_line(each)}\n")
    errors = sum(each.severity == "error" for each in found)
    warnings = counted(len(found) - errors, "warning")
    complain(f"{counted(editions, 'edition')}, {counted(errors, 'error')}, {warnings}")
    if errors:
        raise typer.Exit(FAILED)


def _line(diagnostic: Diagnostic) -> str:
    if diagnostic.severity == "error":
        return str(diagnostic)
    return str(diagnostic).replace(f": {diagnostic.code} ", f": {diagnostic.code} {diagnostic.severity}: ", 1)


def diagnostics(folder: Path | None) -> tuple[list[Diagnostic], int]:
    """Every diagnostic of a rules folder in order of place, and the number of its editions."""
    from amp_rules.errors import RulebookError
    from amp_rules.plan import check_rulebook
    from amp_rules.rulebook import load_library
    from amp_rules.scenarios import load_scenarios

    library = load_library(folder, strict=False)
    found = dict.fromkeys(library.diagnostics)
    if not any(each.severity == "error" for each in library.diagnostics):
        for book in library.rulebooks:
            found.update(dict.fromkeys(check_rulebook(book).found))
        try:
            load_scenarios(folder)
        except RulebookError as error:
            found.update(dict.fromkeys(error.diagnostics))
    return sorted(found, key=lambda each: (each.where, each.code, each.message)), len(library.rulebooks)
