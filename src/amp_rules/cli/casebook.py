"""A case file for a command: opened or refused in words, with the rules that decide it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.options import chosen_books, day, did_you_mean, form_option
from amp_rules.cli.terminal import BAD_INPUT, DONE, FAILED, complain, write, write_utf8

if TYPE_CHECKING:
    from amp_rules.casefile import CaseFile, EventBase, Stored
    from amp_rules.engine import Outcome
    from amp_rules.rulebook import Library, Rulebook

KnownOption = Annotated[
    str | None,
    typer.Option("--known", metavar="DATE", help="Count what was written down by the end of this day."),
]
FormOption = Annotated[str, form_option("text", "json")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A case file.")]


@contextmanager
def refusing(path: Path, hint: str = "") -> Iterator[None]:
    """What the library refuses inside ends the command, each problem on a line after the file's name.

    `hint` is what to do where a fact of the file itself is refused.
    """
    from amp_rules.casefile import CaseFileError, EventsConflictError
    from amp_rules.errors import AmpRulesError, CaseError

    try:
        yield
    except CaseFileError as error:
        refuse(path, error)
        complain(f"{path}: see 'amp-rules case verify'")
        raise typer.Exit(BAD_INPUT) from None
    except EventsConflictError as error:
        refuse(path, error)
        raise typer.Exit(FAILED) from None
    except AmpRulesError as error:
        refuse(path, error)
        if hint and isinstance(error, CaseError):
            complain(f"{path}: {hint}")
        raise typer.Exit(BAD_INPUT) from None


def refuse(path: Path, error: Exception) -> None:
    """Each line of an error, after the file's name."""
    for line in str(error).splitlines():
        complain(f"{path}: {line}")


def opened(path: Path) -> Stored:
    """The case file; a torn last line is told of, and left out."""
    from amp_rules.casefile import load

    with refusing(path):
        stored = load(path)
    if stored.torn is not None:
        left = " and is left out" if stored.torn.kind == "torn" else ""
        complain(f"warning: {path}: {stored.torn}{left}")
    return stored


def rulebook_for(library: Library, file: CaseFile, edition: str | None) -> Rulebook:
    """The rules of a file: those asked for, else those it names, else those of the date that counts.

    Raises NoEditionError where none are in force or no date is known, EventsConflictError where there is no
    case to ask.
    """
    from amp_rules.engine import choose_edition

    if edition is not None:
        return chosen_books(library, file.programme.value, edition)[0]
    if file.edition is not None:
        return library.rulebook(file.programme.value, edition=file.edition)
    return choose_edition(library, file.case())


def kind_of(kind: str, programme: str | None) -> type[EventBase]:
    """The kind of that name; ends the command where the programme knows none."""
    from amp_rules.casefile import EVENTS, events_of

    known = EVENTS if programme is None else events_of(programme)
    if kind not in known:
        see = "see 'amp-rules case kinds'"
        if kind in EVENTS:
            raise typer.BadParameter(f"not a kind of event in '{programme}' ({see})", param_hint="KIND")
        hint = did_you_mean(kind, known, most=0).replace("see 'amp-rules rules'", see)
        raise typer.BadParameter(f"no such kind of event ({hint})", param_hint="KIND")
    return EVENTS[kind]


def decided(
    library: Library, file: CaseFile, edition: str | None, language: str, schema: Any = None
) -> tuple[Rulebook, Outcome]:
    """The rules of a file with its outcome; where no edition can be told, the command says so and ends well.

    schema: of the JSON in which it says so; in words where there is none.

    Raises AmpRulesError for a file that cannot be decided.
    """
    from amp_rules.engine import decide
    from amp_rules.errors import NoEditionError
    from amp_rules.report.casefilestatusobject import untold_object
    from amp_rules.report.casefilewords import why_untold

    try:
        book = rulebook_for(library, file, edition)
    except NoEditionError as error:
        if schema is None:
            write(f"{why_untold(error, language)}\n")
        else:
            write_json(untold_object(schema, error, language))
        raise typer.Exit(DONE) from None
    return book, decide(book, file.case())


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """What the operating system refuses inside ends the command in words."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        complain(f"{path}: {(reason or type(error).__name__).lower()}")
        raise typer.Exit(BAD_INPUT) from None


def write_json(found: Any) -> None:
    """One object, laid out."""
    write_utf8(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def day_of(text: str | None, option: str) -> date | None:
    """The day that an option names; None where it is left out."""
    try:
        return None if text is None else day(text)
    except typer.BadParameter as error:
        raise typer.BadParameter(error.message, param_hint=option) from None
