"""Decides the cases of a command one after another and writes each in the form asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from amp_rules.case import Case
from amp_rules.cli.inputs import Refused, Source, read_case, sources
from amp_rules.cli.progress import progress
from amp_rules.cli.terminal import complain, show_page, write_utf8
from amp_rules.engine import Engine, EnginesDifferError, Outcome, WrongProgrammeError, choose_edition, decide
from amp_rules.errors import AmpRulesError, NoEditionError
from amp_rules.report import Page, as_html, outcome_object, statement
from amp_rules.rulebook import Library, Rulebook, with_readings


@dataclass(slots=True)
class Deciding:
    """Which rules decide a case; each edition is read only once."""

    library: Library
    readings: Mapping[str, str]
    programme: str | None
    edition: str | None
    on: date | None
    engine: Engine = "compiled"
    _books: dict[str, Rulebook] = field(default_factory=dict)

    def rulebook(self, case: Case) -> Rulebook:
        """The rules for a case, in the readings chosen.

        Raises AmpRulesError when there are none.
        """
        programme = case.programme.value
        if self.programme is not None and programme != self.programme:
            raise WrongProgrammeError(programme, self.programme)
        if self.edition is None and self.on is None:
            found = choose_edition(self.library, case)
        else:
            found = self.library.rulebook(programme, on=self.on, edition=self.edition)
        if found.name not in self._books:
            self._books[found.name] = with_readings(found, self.readings)
        return self._books[found.name]

    def outcome(self, case: Case) -> Outcome:
        """The outcome of a case under its rules."""
        return decide(self.rulebook(case), case, self.engine)


def decide_all(names: list[str], deciding: Deciding, form: str, language: str, explain: bool) -> int:
    """Writes the outcome of every case that can be decided; the number of those that cannot."""
    failed = decided = 0
    pages: list[Page] = []
    with progress(names) as advance:
        for name, each in outcomes(names, deciding, advance):
            if isinstance(each, Refused):
                failed += 1
                for problem in each.problems:
                    complain(f"{name}: {problem}")
                continue
            decided += 1
            if form == "html":
                pages.append(statement(each, language, why=explain))
            else:
                _write(each, form, language, explain)
    if pages:
        write_utf8(as_html(pages, language))
    if failed and decided:
        complain(f"{decided} decided, {failed} not")
    return failed


def outcomes(
    names: list[str], deciding: Deciding, advance: Callable[[int], None]
) -> Iterator[tuple[str, Outcome | Refused]]:
    """Where each case came from with its outcome, or why there is none, in the order given."""
    ids = _Ids()
    for source in sources(names):
        case = source if isinstance(source, Refused) else read_case(source)
        if isinstance(source, Source):
            advance(source.size)
        if isinstance(case, Refused):
            yield source.name, case
            continue
        ids.note(case, source.name)
        yield source.name, _outcome(case, source.name, deciding)
    ids.warn()


@dataclass(slots=True)
class _Ids:
    """Which ids came, and where; the first that came again."""

    first: dict[tuple[str, str], str] = field(default_factory=dict)
    again: tuple[str, str] | None = None
    count: int = 0

    def note(self, case: Case, name: str) -> None:
        """Takes down one case."""
        key = (case.programme.value, case.id)
        if key in self.first:
            self.again = self.again or (name, self.first[key])
            self.count += 1
        else:
            self.first[key] = name

    def warn(self) -> None:
        """Says so once where ids came again."""
        if self.again is not None:
            more = f", and {self.count - 1} more such" if self.count > 1 else ""
            complain(f"warning: {self.again[0]} has the case id of {self.again[1]}{more}")


def _outcome(case: Case, name: str, deciding: Deciding) -> Outcome | Refused:
    try:
        return deciding.outcome(case)
    except NoEditionError as error:
        return Refused(name, (str(error), "name one with --edition, or a day with --on"))
    except EnginesDifferError:
        raise
    except AmpRulesError as error:
        return Refused(name, (str(error),))


def _write(outcome: Outcome, form: str, language: str, explain: bool) -> None:
    if form == "json":
        shown = outcome_object(outcome, language, why=explain)
        pretty = sys.stdout.isatty()
        write_utf8(json.dumps(shown, ensure_ascii=False, indent=2 if pretty else None) + "\n")
    else:
        show_page(statement(outcome, language, why=explain))
