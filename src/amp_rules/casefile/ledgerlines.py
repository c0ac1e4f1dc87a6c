"""The lines of an adjustment: the parts of two totals, paired and cut to common days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from amp_rules.casefile.adjustment import Basis, Line
from amp_rules.casefile.parts import Minor, Part, Share
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN, Money, Unknown

_DAY = timedelta(days=1)
_NOTHING = Share(0)


@dataclass(frozen=True, slots=True)
class _Run:
    """Days of one entity with one decision, and what it adds for each of them on both sides."""

    decision: str
    first: date
    last: date
    then: Share
    now: Share


def lines_between(
    titles: Mapping[str, Text], then: Sequence[Part], now: Sequence[Part], nothing: Money
) -> Iterator[Line]:
    """The lines that are not known to be alike, entity by entity in the order that they are met.

    `titles` are those of the decisions, `nothing` is no money in the currency of the total. What one side
    does not have is nothing there.
    """
    abouts = dict.fromkeys((part.about, part.days is not None) for part in (*then, *now))
    for about, dated in abouts:
        sides = [
            [part for part in side if part.about == about and (part.days is not None) is dated]
            for side in (then, now)
        ]
        for run in _dated(*sides) if dated else _undated(*sides):
            yield _line(titles[run.decision], about, run, dated, nothing)


def _line(title: Text, about: str, run: _Run, dated: bool, nothing: Money) -> Line:
    count = (run.last - run.first).days + 1

    def money(value: Minor) -> Money | Unknown:
        return UNKNOWN if value is UNKNOWN else Money(value * count, nothing.currency)

    return Line(
        run.decision,
        title,
        about,
        (run.first, run.last) if dated else None,
        money(run.then.value),
        money(run.now.value),
        _basis(run.then),
        _basis(run.now),
    )


def _basis(share: Share) -> Basis:
    return Basis(share.rules, share.cite, share.missing)


def _differ(then: Share, now: Share) -> bool:
    return then.value is UNKNOWN or then.value != now.value


def _undated(then: Iterable[Part], now: Iterable[Part]) -> Iterator[_Run]:
    sides = [_together(side) for side in (then, now)]
    for decision in dict.fromkeys((*sides[0], *sides[1])):
        shares = [side.get(decision, _NOTHING) for side in sides]
        if _differ(shares[0], shares[1]):
            yield _Run(decision, date.min, date.min, shares[0], shares[1])


def _together(parts: Iterable[Part]) -> dict[str, Share]:
    """The parts by decision; one that counts in part for certain, in part perhaps, is one sum."""
    found: dict[str, Share] = {}
    for part in parts:
        found[part.decision] = _sum(found.get(part.decision), part.share)
    return found


def _sum(one: Share | None, other: Share) -> Share:
    if one is None:
        return other
    value: Minor = UNKNOWN
    if one.value is not UNKNOWN and other.value is not UNKNOWN:
        value = one.value + other.value
    missing = tuple(sorted({*one.missing, *other.missing}))
    return replace(one, value=value, missing=missing)


def _dated(then: Sequence[Part], now: Sequence[Part]) -> Iterator[_Run]:
    """Runs of days by decision, neighbours that are alike in one, in the order of their first days."""
    runs: dict[str, list[_Run]] = {}
    for first, last in _common((*then, *now)):
        sides = [[part for part in side if _covers(part, first)] for side in (then, now)]
        for name, shares in _paired(sides[0], sides[1]).items():
            if _differ(*shares):
                _add(runs.setdefault(name, []), _Run(name, first, last, *shares))
    found = [run for each in runs.values() for run in each]
    return iter(sorted(found, key=lambda run: run.first))


def _common(parts: Iterable[Part]) -> Iterator[tuple[date, date]]:
    """Stretches of days that no run of either side begins or ends inside."""
    cuts: set[date] = set()
    for part in parts:
        assert part.days is not None
        cuts |= {part.days[0], part.days[1] + _DAY}
    for first, after in pairwise(sorted(cuts)):
        yield first, after - _DAY


def _covers(part: Part, on: date) -> bool:
    return part.days is not None and part.days[0] <= on <= part.days[1]


def _paired(then: Sequence[Part], now: Sequence[Part]) -> Mapping[str, tuple[Share, Share]]:
    """What each side has for a day, by component where both sides are made of components."""
    parts = (*then, *now)
    apart = all(part.components is not None for part in parts)
    sides = [_shares(side, apart) for side in (then, now)]
    names = dict.fromkeys((*sides[0], *sides[1]))
    return {name: (sides[0].get(name, _NOTHING), sides[1].get(name, _NOTHING)) for name in names}


def _shares(parts: Iterable[Part], apart: bool) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for part in parts:
        for name, share in (
            part.components if apart and part.components else {part.decision: part.share}
        ).items():
            found[name] = _sum(found.get(name), share)
    return found


def _add(runs: list[_Run], run: _Run) -> None:
    """Adds a run, joined to the last one where it goes on in the same way."""
    if runs and runs[-1].last + _DAY == run.first and (runs[-1].then, runs[-1].now) == (run.then, run.now):
        run = replace(run, first=runs.pop().first)
    runs.append(run)
