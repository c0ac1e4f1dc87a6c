"""What was decided then, what should be now, and the difference line by line to the last ore."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from amp_rules.casefile.adjustment import Adjustment, Blame, Line, Side, View
from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.ledgerlines import lines_between
from amp_rules.casefile.parts import Part, parts_of
from amp_rules.casefile.reasons import due_days
from amp_rules.casefile.said import Said, answers_of, changed, findings_of, nothing_in, verdicts_of
from amp_rules.engine import Outcome, decide
from amp_rules.rulebook.model import Rulebook
from amp_rules.terms import UNKNOWN, Maybe, Money, Unknown

Pair = tuple[date | None, date | None]


def compare(rulebook: Rulebook, file: CaseFile, then: Pair, now: Pair = (None, None)) -> Adjustment:
    """What the case came to as seen `then`, what it comes to as seen `now`, and why they differ.

    >>> from amp_rules.case.enums import Programme
    >>> from amp_rules.rulebook import load_rulebook
    >>> file = CaseFile(id="a-1", programme=Programme.NSP)
    >>> compare(load_rulebook("nsp", edition="2022"), file, (None, date(2022, 4, 1))).lines
    ()

    A view is a pair of days: about days up to the first, as written down by the end of the second; None is
    everything. Where both totals are known, the deltas of the lines sum to their difference exactly. An event
    is blamed when leaving it out of the later view (or adding it, where only the earlier one has it) by
    itself changes something.

    Raises:
        EventsConflictError: facts of a view that cannot stand together.
        WrongProgrammeError: the file belongs to another programme.
    """
    before, after = (_Seen(rulebook, View(*each), file.as_of(*each)) for each in (then, now))
    return replace(_between(before, after), blame=tuple(_blame(file, before, after)))


class _Seen:
    """What a view shows of a case file, decided."""

    def __init__(self, rulebook: Rulebook, view: View, file: CaseFile) -> None:
        self.rulebook = rulebook
        self.view = view
        self.file = file
        self.outcome: Outcome = decide(rulebook, file.case())
        self.parts: tuple[Part, ...] = parts_of(self.outcome)

    @property
    def side(self) -> Side:
        """What the total says, or what it waits for."""
        total = self.rulebook.edition.total
        causes = self.outcome.causes[total] if total is not None else frozenset()
        missing = sorted({cause.path for cause in causes if not cause.decision})
        asked = sorted({cause.path for cause in causes if cause.decision})
        return Side(self.view, self.outcome.total, tuple(missing), tuple(asked))

    def days(self) -> Said[Maybe[date]]:
        """The days that fall due, whatever state the case is in."""
        process = self.rulebook.process
        return {
            (due.id, each.about): each.day if each.holds is True else UNKNOWN
            for due in (process.dues.values() if process is not None else ())
            for each in due_days(self.outcome, due)
            if each.holds is not False and each.day is not None
        }


def _between(before: _Seen, after: _Seen) -> Adjustment:
    rulebook = before.rulebook
    titles = {name: each.title for name, each in rulebook.decisions.items()}
    if rulebook.process is not None:
        days = {name: each.title for name, each in rulebook.process.dues.items()}
    else:
        days = {}
    then, now = before.side, after.side
    same = before.outcome.case == after.outcome.case
    lines = () if same else tuple(_lines(before, after))
    return Adjustment(
        rulebook=rulebook.name,
        then=then,
        now=now,
        delta=_difference(then, now, same, before.outcome),
        covered=_covered(lines, before.outcome),
        lines=lines,
        verdicts=changed(verdicts_of(before.outcome), verdicts_of(after.outcome), titles),
        findings=changed(findings_of(before.outcome), findings_of(after.outcome), titles),
        answers=changed(answers_of(before.outcome), answers_of(after.outcome), titles),
        days=changed(before.days(), after.days(), days),
    )


def _lines(before: _Seen, after: _Seen) -> Iterator[Line]:
    nothing = nothing_in(before.outcome)
    if nothing is not None:
        titles = {name: each.title for name, each in before.rulebook.decisions.items()}
        yield from lines_between(titles, before.parts, after.parts, nothing)


def _difference(then: Side, now: Side, same: bool, outcome: Outcome) -> Money | Unknown | None:
    if isinstance(then.total, Money) and isinstance(now.total, Money):
        return now.total - then.total
    nothing = nothing_in(outcome)
    return nothing if same or nothing is None else UNKNOWN


def _covered(lines: Iterable[Line], outcome: Outcome) -> Money | None:
    nothing = nothing_in(outcome)
    known = [line.delta for line in lines if isinstance(line.delta, Money)]
    return None if nothing is None else sum(known, nothing)


def _blame(file: CaseFile, before: _Seen, after: _Seen) -> Iterator[Blame]:
    """The events that only one view knows, each tried by itself."""
    now = set(after.file.numbers)
    events = dict(file.numbered())
    for number in sorted(now.symmetric_difference(before.file.numbers)):
        kept = sorted(now ^ {number})
        other = replace(file, events=tuple(events[each] for each in kept), numbers=tuple(kept))
        try:
            found = _between(_Seen(after.rulebook, after.view, other), after)
        except EventsConflictError:
            yield Blame(number, events[number].kind, UNKNOWN)
            continue
        if found.changed:
            sign = 1 if number in now else -1
            delta = found.delta * sign if isinstance(found.delta, Money) else found.delta
            yield Blame(number, events[number].kind, delta)
