"""A case file in memory: its events, and the case as of any pair of dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from amp_rules.case.enums import Programme
from amp_rules.case.model import Case
from amp_rules.casefile.errors import EventError
from amp_rules.casefile.events import Event
from amp_rules.casefile.project import case_of, standing
from amp_rules.casefile.shared_events import Corrected
from amp_rules.errors import Problem


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The events of one case, in the order they were recorded.

    `edition` names the edition to decide by, or is None where the date of application chooses it. `complete`
    says that the file is the whole record, so that a step without an event has not happened. `numbers` are
    the events' own numbers, from 1; they have gaps where `as_of` left events out.

    >>> file = CaseFile(id="a-1", programme=Programme.AMP)
    >>> file.events, file.case().claims
    ((), ())

    Raises EventError for an event of the other programme, or a correction of an event that is not earlier.
    """

    id: str
    programme: Programme
    edition: str | None = None
    events: tuple[Event, ...] = ()
    complete: bool = True
    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.numbers:
            object.__setattr__(self, "numbers", tuple(range(1, len(self.events) + 1)))
        if len(self.numbers) != len(self.events):
            raise EventError((Problem("$.numbers", "expected one number for each event"),))
        object.__setattr__(self, "programme", Programme(self.programme))
        problems = tuple(
            problem
            for number, event in self.numbered()
            for problem in event_problems(event, number, self.programme)
        )
        if problems:
            raise EventError(problems)

    def numbered(self) -> Iterator[tuple[int, Event]]:
        """The events, each with its number."""
        return zip(self.numbers, self.events, strict=True)

    def standing(self) -> Iterator[tuple[int, Event]]:
        """The events that no correction voids, corrections left out, each with its number."""
        return standing(tuple(self.numbered()))

    def with_event(self, event: Event) -> CaseFile:
        """The file with one more event.

        Raises EventError when the file cannot hold it.
        """
        number = self.numbers[-1] + 1 if self.numbers else 1
        return replace(self, events=(*self.events, event), numbers=(*self.numbers, number))

    def as_of(self, valid: date | None = None, known: date | None = None) -> CaseFile:
        """The file as it was about days up to `valid`, as far as was written down by the end of `known`.

        Days of writing are days in UTC. Left out, either means everything. A correction counts from the day
        that it is written down, whatever day it is about: it changes what is known, not what happened.
        """
        kept = [
            (number, event)
            for number, event in self.numbered()
            if (known is None or event.recorded_at.date() <= known)
            and (valid is None or event.on <= valid or isinstance(event, Corrected))
        ]
        return replace(
            self,
            events=tuple(event for _, event in kept),
            numbers=tuple(number for number, _ in kept),
        )

    def case(self) -> Case:
        """The case that the events add up to.

        Raises EventsConflictError for facts that cannot stand together.
        """
        return case_of(
            self.events,
            id=self.id,
            programme=self.programme,
            complete=self.complete,
            numbers=self.numbers,
        )


def event_problems(event: Event, number: int, programme: Programme) -> tuple[Problem, ...]:
    """Why a file of this programme cannot hold the event under this number; empty when it can."""
    problems: list[Problem] = []
    if programme not in event.programmes:
        problems.append(Problem("$.kind", f"not an event of this programme, '{programme}'"))
    if isinstance(event, Corrected) and event.number >= number:
        problems.append(Problem("$.number", "expected the number of an earlier event"))
    return tuple(problems)
