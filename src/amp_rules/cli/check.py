"""`amp-rules check`: every fault of rule files or of a reform, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.options import RulesOption, open_library
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, counted, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amp_rules.errors import Diagnostic
    from amp_rules.rulebook import Library

FolderArgument = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="A rules folder; the shipped rules when left out.")
]


def check_command(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="A rules folder, or a reform file; the shipped rules when left out."
        ),
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Check rule files and scenarios, or a reform; each fault with its place.

    Each line reads FILE:LINE:COLUMN: CODE MESSAGE (HINT). The exit code is 1 when there is an error; warnings
    alone leave it 0. A reform is checked against the shipped rules, or those of --rules.

    \b
    Examples:
      amp-rules check
      amp-rules check my-rules
      amp-rules check my-reform.yaml
    """  # noqa: D301
    if path is not None and path.is_file():
        _tell(reform_diagnostics(path, rules), "1 reform")
        return
    if path is not None and not path.is_dir():
        complain(f"{path}: expected a folder of rule files, or a reform file")
        raise typer.Exit(BAD_INPUT)
    found, editions = diagnostics(rules if path is None else path)
    _tell(found, counted(editions, "edition"))


def _tell(found: Sequence[Diagnostic], checked: str) -> None:
    """Every diagnostic, then how many; ends the command where there is an error."""
    for each in found:
        write(f"{_line(each)}\n")
    errors = sum(each.severity == "error" for each in found)
    complain(f"{checked}, {counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}")
    if errors:
        raise typer.Exit(FAILED)


def reform_diagnostics(path: Path, rules: Path | None) -> Sequence[Diagnostic]:
    """Every diagnostic of a reform file in order of place."""
    from amp_rules.errors import RulebookError
    from amp_rules.plan import check_reform
    from amp_rules.rulebook import load_reform

    library = open_library(rules, run=True)
    try:
        reform = load_reform(path, library)
        book = next(each for each in library.rulebooks if each.name == reform.of)
        return check_reform(book, reform)
    except RulebookError as error:
        return error.diagnostics


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
        if not any(each.severity == "error" for each in found):
            found.update(dict.fromkeys(_of_mistakes(library)))
    return sorted(found, key=lambda each: (each.where, each.code, each.message)), len(library.rulebooks)


def _of_mistakes(library: Library) -> list[Diagnostic]:
    """What is wrong with the folder's own mistakes in payments, made in the rules as they are."""
    from amp_rules.errors import RulebookError
    from amp_rules.plan import reformed_plan
    from amp_rules.rulebook.mistakes import FOLDER, KINDS_FILE, load_mistakes

    if not (library.root / FOLDER / KINDS_FILE).is_file():
        return []
    try:
        mistakes = load_mistakes(library)
        for book in library.rulebooks:
            for reform in mistakes.reforms(book):
                reformed_plan(book, reform)
    except RulebookError as error:
        return list(error.diagnostics)
    return []
