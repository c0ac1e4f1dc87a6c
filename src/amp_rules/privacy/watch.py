"""The outcomes that must stay as they are: those of the edition in force, however it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

from amp_rules.case.model import Case
from amp_rules.engine import Outcome, choose_edition, decide, plan_of
from amp_rules.errors import AmpRulesError, NoEditionError
from amp_rules.plan.model import Plan
from amp_rules.plan.rivals import rival_readings
from amp_rules.plan.substance import substance
from amp_rules.privacy.told import Told, Turned, answers_told, facts_read, fixed_dates, labels_of, ledger_told
from amp_rules.rulebook import Library, Rulebook, with_readings

_GONE: Final = object()


def plans_of(book: Rulebook) -> tuple[Plan, ...]:
    """The plan of an edition, then those under every other reading that answers otherwise; made once.

    One ambiguity is read otherwise at a time.
    """
    found = book.kept.get("rivals")
    if found is None:
        found = book.kept.setdefault("rivals", tuple(_plans(book)))
    return found  # type: ignore[return-value]


def _plans(book: Rulebook) -> Iterator[Plan]:
    plan = plan_of(book)
    seen = {substance(plan)}
    yield plan
    for label, choice in rival_readings(plan):
        rival = plan_of(with_readings(book, {label: choice}))
        if (text := substance(rival)) not in seen:
            seen.add(text)
            yield rival


class Watch:
    """The outcomes of one case, to be held against those of the same case written otherwise.

    Under the edition in force; where none is, or the date that counts is not known, under every edition of
    the programme.
    """

    def __init__(self, library: Library, case: Case) -> None:
        self.library = library
        self.case = case
        self.book = _edition(library, case)
        books = [book for book in library.rulebooks if book.edition.programme == case.programme]
        chosen = [self.book] if self.book is not None else books
        self.watched = [
            _Watched(plan, case, whole=place == 0)
            for book in chosen
            for place, plan in enumerate(plans_of(book))
        ]

    def same(self, other: Case, days: int, slack: int = 0) -> bool:
        """Whether every outcome of the other case is that of this one, with dates so many days later.

        slack: so many days more or less may lie between dates that rules reckon.
        """
        made = self.answers(other, days, slack)
        return made is not None and self.tells_the_same(made, other, days, slack)

    def answers(self, other: Case, days: int, slack: int) -> Answered | None:
        """The outcomes of the other case, where their answers may be the same under every plan; quick."""
        if _edition(self.library, other) is not self.book:
            return None
        made: Answered = {}
        for each in self.watched:
            made[each] = _outcome(each.plan, other)
            if not each.alike(made[each], days, slack):
                self._first(each)
                return None
        return made

    def tells_the_same(self, made: Answered, other: Case, days: int, slack: int) -> bool:
        """Whether all that these outcomes tell is the same; takes long."""
        for each in self.watched:
            if not each.same(made[each], other, days, slack):
                self._first(each)
                return False
        return True

    def _first(self, found: _Watched) -> None:
        """What told the last case apart most likely tells the next one apart, and is looked at first."""
        self.watched.remove(found)
        self.watched.insert(0, found)

    def in_edition(self, days: int) -> bool:
        """False where the date that counts, moved by so many days, is sure to fall into another edition."""
        on = self.case.applied_on
        if self.book is None or self.book.edition.counts_on.text != "case.applied_on":
            return True
        return isinstance(on, date) and self.book.edition.covers(on + timedelta(days))

    def read(self) -> frozenset[str]:
        """The paths of every fact that some rule reads, or that is missing for an answer."""
        known = [each.outcome for each in self.watched if not isinstance(each.outcome, str)]
        return frozenset(path for outcome in known for path in facts_read(outcome))


class _Watched:
    """The outcome under one plan; whole: the ledger and the bounds count too."""

    def __init__(self, plan: Plan, case: Case, whole: bool) -> None:
        self.plan = plan
        self.case = case
        self.whole = whole
        self.outcome = _outcome(plan, case)
        self.fixed = fixed_dates(plan)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """What the outcome tells, worked out once."""
        return () if isinstance(self.outcome, str) else tuple(self._told(self.outcome))

    def _told(self, outcome: Outcome) -> Iterator[Told]:
        yield from answers_told(outcome)
        if self.whole:
            yield from ledger_told(outcome)

    def alike(self, other: Outcome | str, days: int, slack: int) -> bool:
        """Whether every answer and every condition of a rule may be the same."""
        if isinstance(self.outcome, str) or isinstance(other, str):
            return self.outcome == other
        turned = Turned(days, {}, self.fixed, slack)
        return _rows_alike(turned, self.outcome.groups, other.groups)

    def same(self, other: Outcome | str, case: Case, days: int, slack: int) -> bool:
        """Whether the other outcome tells the same."""
        if isinstance(self.outcome, str) or isinstance(other, str):
            return self.outcome == other
        mine = (*labels_of(self.outcome), *_ids(self.case))
        theirs = (*labels_of(other), *_ids(case))
        if len(mine) != len(theirs):
            return False
        turned = Turned(days, dict(zip(mine, theirs, strict=True)), self.fixed, slack)
        pairs = zip_longest(self.told, self._told(other), fillvalue=_GONE)
        return all(turned.same(one, two) for one, two in pairs)


Answered = dict[_Watched, Outcome | str]


def _edition(library: Library, case: Case) -> Rulebook | None:
    try:
        return choose_edition(library, case)
    except NoEditionError:
        return None


def _outcome(plan: Plan, case: Case) -> Outcome | str:
    """The outcome, or the name of the error where rules clash."""
    try:
        return decide(plan, case)
    except AmpRulesError as error:
        return type(error).__name__


def _rows_alike(turned: Turned, one: Any, other: Any) -> bool:
    """Whether rows may be the same: whole numbers may be days, and then moved."""
    kind = type(one)
    if kind is tuple or kind is list:
        if len(one) != len(other):
            return False
        for mine, theirs in zip(one, other, strict=True):
            if mine is not theirs and not _rows_alike(turned, mine, theirs):
                return False
        return True
    if kind is int and type(other) is int:
        return other - one in (0, turned.days)
    return turned.same(one, other)


def _ids(case: Case) -> tuple[str, ...]:
    """The ids of everyone and everything in the case, in its order."""
    listed = [each for each in (case.claims, case.periods, case.items) if isinstance(each, tuple)]
    return (*(each.id for each in case.persons), *(entry.id for each in listed for entry in each))
