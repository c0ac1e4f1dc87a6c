"""`amp-rules case due`: what falls due, on the screen or as a calendar."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from amp_rules.cli.casebook import (
    FileArgument,
    FormOption,
    KnownOption,
    day_of,
    decided,
    opened,
    refusing,
    saving,
    write_json,
)
from amp_rules.cli.options import EditionOption, LanguageOption, RulesOption, open_library
from amp_rules.cli.terminal import BAD_INPUT, complain, counted, show_page

if TYPE_CHECKING:
    from amp_rules.casefile.due import Deadline

_MOST_KEY: Final = 4096
_CALENDAR: Final = b"BEGIN:VCALENDAR"


def due_command(
    file: FileArgument,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As seen on this day; today when left out.")
    ] = None,
    known: KnownOption = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="OUT", help="Write a calendar (iCalendar) to this file.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="KEY",
            help="The secret that ids of calendar entries are made with; made at first.",
        ),
    ] = None,
    titles: Annotated[
        bool,
        typer.Option(
            "--titles", help="Call calendar entries by their titles instead of by one neutral word."
        ),
    ] = False,
    edition: EditionOption = None,
    language: LanguageOption = "en",
    form: FormOption = "text",
    rules: RulesOption = None,
) -> None:
    """List what falls due, is overdue, done or lapsed.

    A calendar holds days and one neutral word, and nothing of the case. Its entries keep their ids from file
    to file when the same key is used; keep the key with the case files and nowhere else.

    \b
    Examples:
      amp-rules case due c1.jsonl --on 2022-04-01
      amp-rules case due c1.jsonl --ics reminders.ics --key calendar.key
    """  # noqa: D301
    from amp_rules.casefile import now
    from amp_rules.casefile.due import due
    from amp_rules.report.casefiledue import DUE_SCHEMA, due_object, due_page

    if (ics is None) != (key is None):
        raise typer.BadParameter("give both --ics and --key, or neither", param_hint="--ics")
    day, by = day_of(on, "--on") or now().date(), day_of(known, "--known")
    stored, library = opened(file), open_library(rules)
    with refusing(file):
        seen = stored.file.as_of(day, by)
        book, outcome = decided(library, seen, edition, language, DUE_SCHEMA if form == "json" else None)
        found = due(book, seen, day)
        if ics is not None and key is not None:
            _write_calendar(found, ics, _key(key), language, titles)
        if form == "json":
            write_json(due_object(found, day, language))
        else:
            show_page(due_page(found, outcome, day, language))


def _key(path: Path) -> bytes:
    """The key of a file, which is made where there is none."""
    from amp_rules.casefile.calendar import new_key

    with saving(path):
        if path.exists():
            with path.open("rb") as stream:
                return stream.read(_MOST_KEY)
        made = new_key()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(made)
    complain(f"{path}: a new key; keep it with the case files and nowhere else")
    return made


def _write_calendar(found: tuple[Deadline, ...], path: Path, key: bytes, language: str, titles: bool) -> None:
    from amp_rules.casefile.calendar import calendar

    text = calendar(found, language=language, key=key, discreet=not titles)
    with saving(path):
        if path.exists() and not _is_calendar(path):
            complain(f"{path}: expected a calendar to replace, or no file; found something else")
            raise typer.Exit(BAD_INPUT)
        path.write_bytes(text)
    complain(f"{path}: {counted(text.count(b'BEGIN:VEVENT'), 'day')} written")


def _is_calendar(path: Path) -> bool:
    """Whether a file may be replaced: a mistyped name must not cost anybody another file."""
    with path.open("rb") as stream:
        return stream.read(len(_CALENDAR)) == _CALENDAR
