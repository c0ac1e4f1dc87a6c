"""The entities of one case while production rules decide about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from amp_rules.case.model import Case
from amp_rules.engine import kleene
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.terms import UNKNOWN

U = UNKNOWN
Env = tuple[Any, ...]
Read = Callable[[Env], Any]


class Thing:
    """One entity: its facts, and what has been concluded about it so far.

    env: itself, then its parents up to the case. position: its place in the case's own list, or its number.
    days: first and last ordinal of a run of days. parts: the entities below it, by kind; None: not known.
    things: all entities, known to the case only, which ends every env.
    """

    __slots__ = ("answers", "at", "dated", "days", "env", "facts", "held", "parts", "position", "things")
    things: Things

    def __init__(self, facts: Any, above: Env, at: int, position: int) -> None:
        self.facts = facts
        self.at = at
        self.position = position
        self.env: Env = (self, *above)
        self.answers: dict[str, Any] = {}
        self.held: dict[str, list[Any]] = {}
        self.parts: dict[str, list[Thing] | None] = {}
        self.days = (0, 0)
        self.dated: dict[str, Any] = {}


class Things:
    """All entities of one case, in order of date; `open`: more of a kind may be missing."""

    __slots__ = ("case", "lists", "open", "root", "spans", "unordered")

    def __init__(self, case: Case, kinds: frozenset[str]) -> None:
        self.case = case
        self.root = Thing(case, (), 0, 0)
        self.root.things = self
        self.lists: dict[str, list[Thing]] = {"case": [self.root]}
        self.open: dict[str, bool] = {}
        self.unordered: dict[str, bool] = {}
        self.spans: dict[str, kleene.Spans | None] = {}
        for kind in kinds:
            self._list(kind)

    def _list(self, kind: str) -> None:
        key = ORDER_KEYS[kind]
        listed = getattr(self.case, CASE_LISTS[kind])
        facts, positions, more, unordered = (
            kleene.persons(self.case) if key is None else kleene.entities(listed, key)
        )
        above = self.root.env
        self.lists[kind] = [
            Thing(each, above, at, place)
            for at, (each, place) in enumerate(zip(facts, positions, strict=True))
        ]
        self.open[kind], self.unordered[kind] = more, unordered

    def dated(self, name: str) -> kleene.Spans | None:
        """The spans of a dated fact of the case; None where they are unknown."""
        if name not in self.spans:
            self.spans[name], _ = kleene.spans_of(getattr(self.case.daily, name))
        return self.spans[name]


class Counted:
    """Brings about the numbered entities of a kind, once it is known how many there are."""

    def __init__(self, kind: str, of: str, most: int, count: Read) -> None:
        self.kind, self.of, self.most, self.count = kind, of, most, count

    def expand(self, things: Things, above: Sequence[Thing]) -> None:
        """The entities below each of these.

        Raises LimitError for more of them than the rulebook allows.
        """
        for owner in above:
            number = self.count(owner.env)
            known = number is not U
            if known and number > self.most:
                kleene.too_many(self.kind, self.most)
            made = [Thing(each, owner.env, each - 1, each) for each in range(1, number + 1 if known else 1)]
            if self.of == "case":
                things.lists[self.kind] = made
                things.open[self.kind] = things.unordered[self.kind] = not known
            else:
                owner.parts[self.kind] = made if known else None


class Days:
    """Cuts periods into runs of days on which every dated fact and every comparison stays the same.

    dated: the facts and parameters read by day: their spans (None: those of the case), and what other days
    have. fixed: days on which a comparison with a fixed date changes. crossings: comparisons of the day with
    something else. firsts: flags of which only the first days count.
    """

    def __init__(
        self,
        dated: Mapping[str, tuple[kleene.Spans | None, Any]],
        fixed: Sequence[int],
        crossings: Sequence[tuple[str, Read, Read]],
        firsts: Sequence[tuple[str, str, Read]],
    ) -> None:
        self.by_day, self.fixed, self.crossings, self.firsts = dated, fixed, crossings, firsts
        self.outside = {
            **{name: outside for name, (_, outside) in dated.items()},
            **{key: False for key, _, _ in firsts},
        }

    def expand(self, things: Things, above: Sequence[Thing]) -> None:
        """The runs of days of each of these periods."""
        spans = {
            name: things.dated(name) if fixed is None else fixed for name, (fixed, _) in self.by_day.items()
        }
        spans = {name: listed for name, listed in spans.items() if listed != ()}
        for period in above:
            start, end = period.facts.start, period.facts.end
            known = start is not U and end is not U
            period.parts["day"] = (
                self._runs(things, spans, period, start.toordinal(), end.toordinal()) if known else None
            )

    def _runs(
        self, things: Things, spans: Mapping[str, kleene.Spans | None], period: Thing, start: int, end: int
    ) -> list[Thing]:
        first = Thing(None, period.env, 0, 0)
        first.days = (start, start)
        cuts: set[int] = set(self.fixed)
        for op, ramp, steady in self.crossings:
            cuts.update(_crossed(op, ramp, steady, first))
        if self.firsts:
            counted = {
                key: _counted(things.dated(name), start, end, count, first)
                for key, name, count in self.firsts
            }
            spans = {**spans, **counted}
        here = {
            name: None if each is None else kleene.within(each, start, end) for name, each in spans.items()
        }
        for listed in here.values():
            for low, high, _ in listed or ():
                cuts.add(low)
                cuts.add(high + 1)
        found = []
        for at, days in enumerate(kleene.segments(start, end, cuts)):
            run = Thing(None, period.env, at, at)
            run.days = days
            run.dated = self.outside.copy()
            for name, listed in here.items():
                run.dated[name] = kleene.on_day(listed, days[0], self.outside[name])
            found.append(run)
        return found


def _counted(flags: kleene.Spans | None, start: int, end: int, count: Read, first: Thing) -> kleene.Spans:
    """The flagged days that count; none where the number cannot be worked out."""
    if flags is not None and not flags:
        return ()
    try:
        return kleene.first_days(flags, start, end, count(first.env))
    except (AttributeError, TypeError, kleene.LimitError):
        return ()


def _crossed(op: str, ramp: Read, steady: Read, first: Thing) -> tuple[int, ...]:
    """A comparison that is guarded where it stands may fail out here: then it cuts nothing."""
    try:
        return kleene.crossing(op, ramp(first.env), steady(first.env), first.days[0])
    except (AttributeError, TypeError, kleene.LimitError):
        return ()


def day_of(thing: Thing) -> date:
    """The first day of a run of days."""
    return date.fromordinal(thing.days[0])


def before(plan: Plan, prior: ir.Prior, keys: list[Read], thing: Thing, things: Things) -> Any:
    """The entity before (with the same keys), None at the first, UNKNOWN where that is open."""
    about = plan.decisions[prior.decision].about
    parent = plan.scopes.parents[about]
    if parent != "case":
        listed = thing.env[1].parts[about]
        return listed[thing.at - 1] if thing.at else None
    if things.unordered[about]:
        return U
    earlier = things.lists[about][: thing.at]
    if not keys:
        return earlier[-1] if earlier else None
    own = [key(thing.env) for key in keys]
    others = [[key(other.env) for key in keys] for other in earlier]
    if U in own or any(U in other for other in others):
        return U
    return next((earlier[at] for at in reversed(range(len(earlier))) if others[at] == own), None)
