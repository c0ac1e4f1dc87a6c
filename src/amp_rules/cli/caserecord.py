"""`amp-rules case new` and `add`: what writes a case file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.casebook import (
    FileArgument,
    FormOption,
    kind_of,
    opened,
    refuse,
    refusing,
    rulebook_for,
    write_json,
)
from amp_rules.cli.options import EditionOption, LanguageOption, RulesOption, chosen_books, day, open_library
from amp_rules.cli.terminal import BAD_INPUT, complain, show_page, write

if TYPE_CHECKING:
    from datetime import datetime

    from amp_rules.casefile import CaseFile, Event, StoredEvent
    from amp_rules.report.casefileadded import Added
    from amp_rules.rulebook import Library


def new_command(
    file: FileArgument,
    programme: Annotated[
        str, typer.Option("--programme", "-p", metavar="P", help="The programme: amp or nsp.")
    ],
    id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The id of the case; the file's name when left out."),
    ] = None,
    edition: EditionOption = None,
    incomplete: Annotated[
        bool,
        typer.Option(
            "--incomplete", help="The file is not the whole record: a step without an event is unknown."
        ),
    ] = False,
    recorded_at: Annotated[
        str | None,
        typer.Option("--recorded-at", metavar="MOMENT", help="When it was made; now when left out."),
    ] = None,
    form: FormOption = "text",
    rules: RulesOption = None,
) -> None:
    """Make an empty case file; prints its digest.

    A digest kept elsewhere proves later, with 'verify --expected', that nothing before it was changed.

    \b
    Examples:
      amp-rules case new c1.jsonl --programme nsp
      amp-rules case new c2.jsonl --programme amp --edition 2016 --id made-up-2
    """  # noqa: D301
    from amp_rules.case.enums import Programme
    from amp_rules.casefile import CaseFile, create

    moment = None if recorded_at is None else _moment(recorded_at)
    books = chosen_books(open_library(rules), programme, edition)
    named = books[0].edition.name if edition is not None else None
    made = CaseFile(
        id=file.stem if id is None else id,
        programme=Programme(programme),
        edition=named,
        complete=not incomplete,
    )
    with refusing(file, "name the case with --id" if id is None else ""):
        stored = create(file, made, created_at=moment)
    if form == "json":
        write_json({"file": str(file), "id": made.id, "programme": programme, "digest": stored.digest})
    else:
        write(f"{stored.digest}\n")


def _moment(text: str) -> datetime:
    from pydantic import TypeAdapter, ValidationError

    from amp_rules.casefile.base import Moment

    try:
        found: datetime = TypeAdapter(Moment).validate_json(json.dumps(text))
    except ValidationError:
        expected = "expected a moment as YYYY-MM-DDTHH:MM:SSZ"
        raise typer.BadParameter(expected, param_hint="--recorded-at") from None
    return found


def add_command(
    file: FileArgument,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind of event; see 'case kinds'.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day that the event is about.")],
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Who writes it down: a role or unit, never a name.")
    ],
    pairs: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="PATH=VALUE", help="One field of the event; may be repeated."),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--json", metavar="OBJECT", help="The fields as a JSON object; - reads standard input."),
    ] = None,
    recorded_at: Annotated[
        str | None,
        typer.Option(
            "--recorded-at",
            metavar="MOMENT",
            help="When it was written down, as 2022-03-01T09:30:00Z; now when left out.",
        ),
    ] = None,
    edition: EditionOption = None,
    language: LanguageOption = "en",
    form: FormOption = "text",
    rules: RulesOption = None,
) -> None:
    """Append an event, and say what it did to the process.

    An event that takes no step of the process is recorded all the same, as what happened has happened; a
    line then says that it is irregular, and why. Facts that cannot be true together are refused.

    \b
    Examples:
      amp-rules case add c1.jsonl shelter_applied --on 2022-03-01 --by shelter-1
      amp-rules case add c1.jsonl period_asked --on 2022-03-08 --by shelter-1 --set period.id=p1
      amp-rules case add c1.jsonl facts_stated --on 2022-03-01 --by shelter-1 --json - < facts.json
    """  # noqa: D301
    from amp_rules.casefile import append
    from amp_rules.report.casefileadded import added_object, added_page

    stored = opened(file)
    event = _event(kind, on, by, pairs or [], text, recorded_at, stored.file.programme.value)
    library = open_library(rules)
    with refusing(file):
        before = stored.file
        after = before.with_event(event)
        _consistent(file, before, after)
        record = append(file, event)
    if record.number != after.numbers[-1]:
        before, after = _between(opened(file).file, record.number)
    added = _added(library, before, after, record, edition, language)
    if form == "json":
        write_json(added_object(added))
    else:
        show_page(added_page(added, language))


def _event(
    kind: str,
    on: str,
    by: str,
    pairs: list[str],
    text: str | None,
    recorded_at: str | None,
    programme: str,
) -> Event:
    """The event that the options describe; ends the command with every problem."""
    from amp_rules.casefile import event_from_mapping, now
    from amp_rules.casefile.base import write_moment
    from amp_rules.cli.casepayload import PayloadError, payload_of
    from amp_rules.errors import AmpRulesError

    model = kind_of(kind, programme)
    envelope = {
        "kind": kind,
        "on": day(on).isoformat(),
        "recorded_by": by,
        "recorded_at": write_moment(now()) if recorded_at is None else recorded_at,
    }
    try:
        return event_from_mapping({**payload_of(model, pairs, text), **envelope})
    except (AmpRulesError, PayloadError) as error:
        refuse(Path(kind), error)
        raise typer.Exit(BAD_INPUT) from None


def _between(file: CaseFile, number: int) -> tuple[CaseFile, CaseFile]:
    """The file just before and just after an event, where others wrote to it in the meantime."""
    before = replace(file, events=file.events[: number - 1], numbers=file.numbers[: number - 1])
    return before, before.with_event(file.events[number - 1])


def _consistent(path: Path, before: CaseFile, after: CaseFile) -> None:
    """Ends the command where the event, and nothing before it, makes the facts impossible."""
    from amp_rules.casefile import EventsConflictError

    try:
        after.case()
    except EventsConflictError as error:
        try:
            before.case()
        except EventsConflictError:
            return
        refuse(path, error)
        complain(f"{path}: the event is not added; correct the earlier one first ('corrected')")
        raise typer.Exit(BAD_INPUT) from None


def _added(
    library: Library,
    before: CaseFile,
    after: CaseFile,
    record: StoredEvent,
    edition: str | None,
    language: str,
) -> Added:
    """What the event did, or why that cannot be told."""
    from amp_rules.casefile.progress import progress
    from amp_rules.errors import AmpRulesError
    from amp_rules.report.casefileadded import Added
    from amp_rules.report.casefilewords import why_untold

    number = getattr(record.event, "number", 0) if record.event.kind == "corrected" else 0
    target = before.events[number - 1] if number else None
    try:
        book = rulebook_for(library, after, edition)
        now = progress(book, after)
    except AmpRulesError as error:
        return Added(record, target, without=why_untold(error, language))
    try:
        return Added(record, target, progress(book, before), now)
    except AmpRulesError:
        return Added(record, target, None, now)
