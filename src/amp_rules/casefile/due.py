"""What falls due when, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.events import Event
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.progress import in_order, progress
from amp_rules.casefile.reasons import bound_process, due_days
from amp_rules.engine import decide
from amp_rules.engine.missing import Finder
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Tracer, env_of
from amp_rules.rulebook.model import Due, Rulebook, Text
from amp_rules.terms import UNKNOWN, Maybe


class DueStatus(StrEnum):
    """What has become of a deadline."""

    DUE = "due"
    OVERDUE = "overdue"
    PASSED = "passed"
    """Its day is over, and nobody had to do anything."""
    SETTLED = "settled"
    LAPSED = "lapsed"
    """The person withdrew before its day."""
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day by which something falls due; `about` as in the ledger.

    settled_by: the number of the event that settled it. missing: paths of the facts, and of the questions for
    a person, that would tell its day or whether it stands. actors: who can settle it. known_at: when the last
    event that was known was written down.
    """

    case: str
    id: str
    about: str
    title: Text
    day: Maybe[date]
    status: DueStatus
    settled_by: int | None
    missing: tuple[str, ...]
    actors: tuple[str, ...]
    cite: tuple[str, ...]
    known_at: datetime | None


def due(rulebook: Rulebook, file: CaseFile, on: date, known: date | None = None) -> tuple[Deadline, ...]:
    """What falls due as seen on a day, oldest first and days not known last.

    >>> from amp_rules.case.enums import Programme
    >>> from amp_rules.rulebook import load_rulebook
    >>> due(load_rulebook("amp", edition="2015"), CaseFile("a-1", Programme.AMP), date(2015, 3, 1))
    ()

    Counted is what is about days up to `on`, as written down by the end of `known` (None: everything), as in
    `CaseFile.as_of`. A deadline that stands in other states than the present one is left out, unless an event
    settled it or the person's leaving made it lapse. One whose day is today is still due.

    Raises:
        NoStepsError: the edition declares no steps.
        WrongProgrammeError: the file belongs to another programme.
        EventsConflictError: facts that cannot stand together.
    """
    seen = file.as_of(valid=on, known=known)
    present = _Present(rulebook, seen, on)
    found = list(present.deadlines())
    found += _lapsed(present, {(each.id, each.about) for each in found})
    return tuple(sorted(found, key=lambda each: date.max if each.day is UNKNOWN else each.day))


class _Present:
    """A case file on a day: decided, and brought to its state."""

    def __init__(self, rulebook: Rulebook, file: CaseFile, on: date) -> None:
        self.rulebook = rulebook
        self.file = file
        self.on = on
        self.progress = progress(rulebook, file)
        self.process = self.progress.process
        self.outcome = decide(rulebook, file.case())
        self.rows = self.outcome.rows
        self.finder = Finder(Tracer(self.rows))
        self.bound = bound_process(self.outcome)
        self.events = in_order(file)
        self.known_at = max((event.recorded_at for event in file.events), default=None)

    def deadlines(self) -> Iterator[Deadline]:
        """Those that stand, and those that were settled."""
        for each in self.process.dues.values():
            for instance, found in zip(
                self.rows.instances(each.about), due_days(self.outcome, each), strict=True
            ):
                if found.day is None or found.holds is False:
                    continue
                sure = found.day is not UNKNOWN and found.holds is True
                settled_by = self._settled_by(each, instance, sure)
                if settled_by is not None or self._stands(each):
                    yield self._deadline(each, instance, found.day, sure, settled_by)

    def withdrawal(self) -> tuple[int, Event] | None:
        """The event by which the person left; None where that did not happen."""
        left = (each for each in self.progress.taken if each.step is None)
        return next(((each.number, each.event) for each in left), None)

    def _stands(self, each: Due) -> bool:
        return not each.states or self.progress.state.key in each.states

    def _deadline(
        self, each: Due, instance: Instance, day: Maybe[date], sure: bool, settled_by: int | None
    ) -> Deadline:
        if settled_by is not None:
            status = DueStatus.SETTLED
        elif day is UNKNOWN or not sure:
            status = DueStatus.UNDETERMINED
        elif self.on <= day:
            status = DueStatus.DUE
        else:
            status = DueStatus.OVERDUE if each.settled_by else DueStatus.PASSED
        return Deadline(
            self.file.id,
            each.id,
            self.rows.label(instance),
            each.title,
            day,
            status,
            settled_by,
            self._missing(each, instance),
            self._actors(each),
            each.cite,
            self.known_at,
        )

    def _missing(self, each: Due, instance: Instance) -> tuple[str, ...]:
        env = env_of(self.rows, instance)
        causes = self.finder.of(self.bound.dates[each.id], env)
        if each.id in self.bound.holds_for:
            causes |= self.finder.of(self.bound.holds_for[each.id], env)
        return tuple(sorted({cause.path for cause in causes}))

    def _actors(self, each: Due) -> tuple[str, ...]:
        """The bodies of the steps that the settling event takes."""
        steps = [step for step in self.process.steps.values() if step.event == each.settled_by]
        return tuple(dict.fromkeys(actor for step in steps for actor in step.actors))

    # what settles

    def _settled_by(self, each: Due, instance: Instance, sure: bool) -> int | None:
        """The number of the last event that settled it; None where none did.

        An event that names an entity settles what is about that one. Any other settles what is `sure` to
        stand in the state that it was met in, until the case comes back to it.
        """
        settled: int | None = None
        named = False
        for (number, event), made in zip(self.events, self.progress.moves, strict=True):
            about = self._names(event, each.about, instance) if event.kind == each.settled_by else False
            if about or (about is None and sure and (not each.states or made.before in each.states)):
                settled = number
                named = about is True
            elif not named and made.before not in each.states and made.after in each.states:
                settled = None
        return settled

    def _names(self, event: Event, entity: str, instance: Instance) -> bool | None:
        """Whether the event is about the entity; None where it does not say."""
        scopes = self.outcome.plan.scopes
        if entity not in scopes.numbered:
            named = getattr(event, entity, None)
            return named == self.rows.object(instance).id if isinstance(named, str) else None
        parent = str(scopes.parents[entity])
        owner = getattr(self.rows.object(self.rows.parent(instance, parent)), "id", None)
        if getattr(event, parent, owner) != owner:
            return False
        number = getattr(event, "number", None)
        return None if number is None else bool(number == self.rows.object(instance))


def _lapsed(present: _Present, listed: set[tuple[str, str]]) -> Iterator[Deadline]:
    """What would still be due had the person not left, and is not."""
    left = present.withdrawal()
    if left is None:
        return
    number, event = left
    stayed = [each for each in present.file.numbered() if each[0] != number]
    file = replace(
        present.file,
        events=tuple(told for _, told in stayed),
        numbers=tuple(own for own, _ in stayed),
    )
    try:
        before = _Present(present.rulebook, file, present.on)
    except EventsConflictError:
        return
    for each in before.deadlines():
        open_ = each.status is not DueStatus.SETTLED and (each.day is UNKNOWN or each.day >= event.on)
        if open_ and (each.id, each.about) not in listed:
            yield replace(each, status=DueStatus.LAPSED, missing=(), known_at=present.known_at)
