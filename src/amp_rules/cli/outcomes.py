"""Decides the cases of a command one after another and writes each in the form asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import typer

from amp_rules.case import Case
from amp_rules.cli.inputs import Refused, read_case, sources
from amp_rules.cli.options import did_you_mean
from amp_rules.cli.terminal import complain, styled, write, write_utf8
from amp_rules.engine import Outcome, choose_edition, decide
from amp_rules.errors import AmpRulesError, UnknownNameError
from amp_rules.report import outcome_object, statement
from amp_rules.report.text import as_text
from amp_rules.rulebook import Library, Rulebook, with_readings


@dataclass(slots=True)
class Deciding:
    """Which rules decide a case; each edition is read only once."""

    library: Library
    readings: Mapping[str, str]
    programme: str | None
    edition: str | None
    on: date | None
    _books: dict[str, Rulebook] = field(default_factory=dict)

    def check(self) -> None:
        """Ends the command when no case at all could be decided so."""
        books = self.library.rulebooks
        programmes = sorted({book.edition.programme for book in books})
        if self.programme is not None and self.programme not in programmes:
            hint = did_you_mean(self.programme, programmes)
            raise typer.BadParameter(f"no programme '{self.programme}' ({hint})", param_hint="--programme")
        if self.edition is not None:
            fitting = [book for book in books if self.programme in (None, book.edition.programme)]
            if not any(self.edition in (book.name, book.edition.name) for book in fitting):
                hint = did_you_mean(self.edition, [book.name for book in fitting])
                raise typer.BadParameter(f"no edition '{self.edition}' ({hint})", param_hint="--edition")

    def rulebook(self, case: Case) -> Rulebook:
        """The rules for a case, in the readings chosen.

        Raises AmpRulesError when there are none.
        """
        programme = case.programme.value
        if self.programme is not None and programme != self.programme:
            raise UnknownNameError("case of programme", self.programme, (programme,))
        if self.edition is None and self.on is None:
            found = choose_edition(self.library, case)
        else:
            found = self.library.rulebook(programme, on=self.on, edition=self.edition)
        return self._books.setdefault(found.name, with_readings(found, self.readings))

    def outcome(self, case: Case) -> Outcome:
        """The outcome of a case under its rules."""
        return decide(self.rulebook(case), case)


def decide_all(names: list[str], deciding: Deciding, form: str, language: str, explain: bool) -> int:
    """Writes the outcome of every case that can be decided; the number of those that cannot."""
    failed = 0
    for each in outcomes(names, deciding):
        if isinstance(each, Refused):
            failed += 1
            for problem in each.problems:
                complain(f"{each.name}: {problem}")
        else:
            _write(each, form, language, explain)
    return failed


def outcomes(names: list[str], deciding: Deciding) -> Iterator[Outcome | Refused]:
    """The outcome of every case, or why there is none, in the order given."""
    for source in sources(names):
        case = source if isinstance(source, Refused) else read_case(source)
        if isinstance(case, Refused):
            yield case
            continue
        try:
            yield deciding.outcome(case)
        except AmpRulesError as error:
            yield Refused(source.name, (str(error),))


def _write(outcome: Outcome, form: str, language: str, explain: bool) -> None:
    if form == "json":
        shown = outcome_object(outcome, language, ledger=explain)
        pretty = sys.stdout.isatty()
        write_utf8(json.dumps(shown, ensure_ascii=False, indent=2 if pretty else None) + "\n")
    elif styled():
        from rich.console import Console

        from amp_rules.report.terminal import show

        show(statement(outcome, language, explain=explain), Console())
    else:
        write(as_text(statement(outcome, language, explain=explain)) + "\n")
