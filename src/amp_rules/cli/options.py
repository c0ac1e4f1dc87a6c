"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from amp_rules.rulebook import Library, Rulebook
    from amp_rules.scenarios import Scenario


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in allowed:
            return text
        raise typer.BadParameter(f"'{text}' is not one of {', '.join(allowed)}")

    return read


def form_option(*forms: str) -> Any:
    """The option that chooses among forms of output; the first is the usual one."""
    about = f"Form of the output: {', '.join(forms)}."
    return typer.Option("--format", "-f", metavar="FORM", parser=_one_of(*forms), help=about)


def engine_option() -> Any:
    """The option that chooses which engine decides."""
    about = "Which engine decides: compiled, durable, or both, which ends at once should they differ."
    return typer.Option(
        "--engine", metavar="ENGINE", parser=_one_of("compiled", "durable", "both"), help=about
    )


LanguageOption = Annotated[
    str,
    typer.Option(
        "--language",
        "-l",
        metavar="LANG",
        envvar="AMP_RULES_LANGUAGE",
        parser=_one_of("en", "sv"),
        help="Language of what is said about cases and rules: en or sv.",
    ),
]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Rules folder to use instead of the shipped one."),
]
ProgrammeOption = Annotated[
    str | None, typer.Option("--programme", "-p", metavar="P", help="The programme: amp or nsp.")
]
EditionOption = Annotated[
    str | None,
    typer.Option("--edition", "-e", metavar="E", help="Use this edition, such as 2016 or amp/2016."),
]


def day(text: str) -> date:
    """A date written YYYY-MM-DD."""
    expected = "expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31"
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(expected, param_hint="--on") from None
    if len(text) != 10 or not 1900 <= found.year <= 2199:
        raise typer.BadParameter(expected, param_hint="--on")
    return found


def open_library(folder: Path | None, *, strict: bool = True, run: bool = False) -> Library:
    """The rules of a folder, or of the library itself; ends the command when they cannot be used.

    With `run`, every edition must make a plan, as all of them will be run.
    """
    from amp_rules.cli.terminal import BAD_INPUT, complain, counted
    from amp_rules.errors import RulebookError
    from amp_rules.rulebook import load_library

    if folder is not None and not folder.is_dir():
        complain(f"{folder}: expected a folder of rule files")
        raise typer.Exit(BAD_INPUT)
    try:
        library = load_library(folder, strict=strict)
        if run:
            from amp_rules.engine import plan_of

            for book in library.rulebooks:
                plan_of(book)
    except RulebookError as error:
        for diagnostic in error.diagnostics:
            complain(str(diagnostic))
        complain(f"the rules cannot be used: {counted(len(error.diagnostics), 'error')}")
        raise typer.Exit(BAD_INPUT) from None
    return library


def open_scenarios(library: Library) -> tuple[Scenario, ...]:
    """The scenarios of a rules folder; ends the command when they cannot be read."""
    from amp_rules.cli.terminal import BAD_INPUT, complain, counted
    from amp_rules.errors import RulebookError
    from amp_rules.scenarios import load_scenarios

    try:
        return load_scenarios(library.root)
    except RulebookError as error:
        for diagnostic in error.diagnostics:
            complain(str(diagnostic))
        complain(f"the scenarios cannot be read: {counted(len(error.diagnostics), 'error')}")
        raise typer.Exit(BAD_INPUT) from None


def chosen_books(library: Library, programme: str | None, edition: str | None) -> list[Rulebook]:
    """The editions that fit; refuses a programme or edition that does not exist."""
    books = list(library.rulebooks)
    programmes = sorted({book.edition.programme for book in books})
    if programme is not None and programme not in programmes:
        hint = did_you_mean(programme, programmes)
        raise typer.BadParameter(f"no programme '{programme}' ({hint})", param_hint="--programme")
    books = [book for book in books if programme in (None, book.edition.programme)]
    fitting = [book for book in books if edition in (None, book.name, book.edition.name)]
    if not fitting:
        hint = did_you_mean(str(edition), [book.name for book in books])
        raise typer.BadParameter(f"no edition '{edition}' ({hint})", param_hint="--edition")
    return fitting


def did_you_mean(name: str, known: Iterable[str], most: int = 20) -> str:
    """A hint with the nearest known name, or the known names themselves where they are few."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(name[:64], names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known: {', '.join(names) or 'none'}" if len(names) <= most else "see 'amp-rules rules'"


def readings_of(given: list[str], library: Library) -> dict[str, str]:
    """The readings named as ID=CHOICE, once both parts are known ones."""
    chosen: dict[str, str] = {}
    for each in given:
        key, _, choice = each.partition("=")
        problem = _unreadable(each, library)
        if problem is None and chosen.setdefault(key, choice) != choice:
            problem = f"{key} is given two readings"
        if problem is not None:
            raise typer.BadParameter(problem, param_hint="--reading")
    return chosen


def _unreadable(given: str, library: Library) -> str | None:
    """What is wrong with ID=CHOICE, if anything is."""
    known = library.registers.interpretations
    key, equals, choice = given.partition("=")
    if not equals:
        return f"expected ID=CHOICE such as B5=day-count, found '{given}'"
    if key not in known:
        return f"no interpretation '{key}' ({did_you_mean(key, known, most=40)})"
    if choice not in known[key].readings:
        return f"{key} has no reading '{choice}' ({did_you_mean(choice, known[key].readings)})"
    return None
