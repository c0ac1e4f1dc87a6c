"""What was decided then, what should be now, and the difference line by line to the last ore."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from amp_rules.casefile.adjustment import Adjustment, Blame, Changed, Line, Side, View
from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.ledgerlines import lines_between
from amp_rules.casefile.parts import Part, parts_of
from amp_rules.casefile.reasons import due_days
from amp_rules.engine import Outcome, decide
from amp_rules.engine.answers import FindingHeld
from amp_rules.engine.entries import public
from amp_rules.ledger import Answer, Verdict
from amp_rules.rulebook.model import Rulebook, Text
from amp_rules.terms import UNKNOWN, Maybe, Money, Unknown

T = TypeVar("T")
Pair = tuple[date | None, date | None]
Said = Mapping[tuple[str, str], T]


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

    def said(self, names: Iterable[str], read: Callable[[str, Any], T]) -> Said[T]:
        """What decisions say about each entity, by name and label."""
        rows, plan = self.outcome.rows, self.outcome.plan
        return {
            (name, rows.label(each)): read(name, each)
            for name in names
            for each in rows.instances(plan.decisions[name].about)
        }

    def verdicts(self) -> Said[Verdict]:
        """Every verdict, those aside that are no goal of the edition too."""
        named = [name for name, each in self.rulebook.decisions.items() if each.kind == "verdict"]
        return self.said(named, self.outcome.verdict_at)

    def answers(self) -> Said[Answer]:
        """Every goal that is no verdict and not the total."""
        edition, decisions = self.rulebook.edition, self.outcome.plan.decisions
        named = [
            name
            for name in edition.goals
            if name != edition.total and decisions[name].source.kind != "verdict"
        ]
        return self.said(
            named, lambda name, each: public(self.outcome.rows.value(name, each), decisions[name].type)
        )

    def findings(self) -> Said[FindingHeld]:
        """The findings that hold; those about days are told apart by their days."""
        return {(each.decision, _place(each)): each for each in self.outcome.findings}

    def days(self) -> Said[Maybe[date]]:
        """The days that fall due, whatever state the case is in."""
        process = self.rulebook.process
        return {
            (due.id, each.about): each.day if each.holds is True else UNKNOWN
            for due in (process.dues.values() if process is not None else ())
            for each in due_days(self.outcome, due)
            if each.holds is not False and each.day is not None
        }


def _place(finding: FindingHeld) -> str:
    return finding.about if finding.days is None else f"{finding.about} {finding.days[0]}/{finding.days[1]}"


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
        verdicts=_changed(before.verdicts(), after.verdicts(), titles),
        findings=_changed(before.findings(), after.findings(), titles),
        answers=_changed(before.answers(), after.answers(), titles),
        days=_changed(before.days(), after.days(), days),
    )


def _lines(before: _Seen, after: _Seen) -> Iterator[Line]:
    currency = _nothing(before.outcome)
    if currency is not None:
        yield from lines_between(before.outcome.plan, before.parts, after.parts, currency)


def _nothing(outcome: Outcome) -> Money | None:
    """No money, in the currency of the total."""
    total = outcome.plan.rulebook.edition.total
    currency = None if total is None else outcome.plan.decisions[total].type.money
    return None if currency is None else Money(0, currency)


def _difference(then: Side, now: Side, same: bool, outcome: Outcome) -> Money | Unknown | None:
    if isinstance(then.total, Money) and isinstance(now.total, Money):
        return now.total - then.total
    nothing = _nothing(outcome)
    return nothing if same or nothing is None else UNKNOWN


def _covered(lines: Iterable[Line], outcome: Outcome) -> Money | None:
    nothing = _nothing(outcome)
    known = [line.delta for line in lines if isinstance(line.delta, Money)]
    return None if nothing is None else sum(known, nothing)


def _changed(then: Said[T], now: Said[T], titles: Mapping[str, Text]) -> tuple[Changed[T], ...]:
    keys = dict.fromkeys((*then, *now))
    return tuple(
        Changed(name, titles[name], about, then.get((name, about)), now.get((name, about)))
        for name, about in keys
        if then.get((name, about)) != now.get((name, about))
    )


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
