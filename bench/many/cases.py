"""Very many neutral cases as arrays, drawn by a seed as `bench.cases` draws them one by one.

The rules are those that `bench.cases` describes. Two things are said otherwise, for everyone alike:
trafficking is a status (none, suspected, identified), of which the last two count; and nobody is told the
number of an in-depth period, so that everyone has to count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.cases import ALLOWANCES, FACTS, FAVOURABLE, Case, Period, Tri

Whole = NDArray[np.int64]
Days = NDArray[np.int32]
Small = NDArray[np.int8]
Flags = NDArray[np.bool_]

NO, OPEN, YES = 0, 1, 2
STATUSES = ("none", "suspected", "identified")
TRUTHS = FACTS[1:]
"""The eight facts that are true, false or unknown; the first is the status of trafficking."""
CHUNK = 65_536
FIRST = date(2021, 11, 15).toordinal()
MIXES = np.array([(0.98, 0.0), (0.9, 0.08), (0.7, 0.15), (0.34, 0.33)])
"""How often a fact is favourable, and how often unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """Cases as arrays; periods lie by case and in order of time.

    status: place in STATUSES, -1 where unknown. truths: 0 false, 1 unknown, 2 true. starts: where the periods
    of each case begin, and the end. owner: the case of each period; position: its place among them, from 0.
    start and end: days since 0001-01-01 (day 1), both inclusive. allowance: SEK a day.
    """

    status: Small
    truths: Mapping[str, Small]
    starts: Whole
    owner: Days
    position: Small
    reflects: Flags
    start: Days
    end: Days
    child: Flags
    staffing: Flags
    allowance: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.status)

    @property
    def periods(self) -> int:
        """How many periods all cases have."""
        return len(self.owner)


def draw_many(count: int, seed: int) -> Many:
    """The same cases for the same seed; the first so many of a longer draw."""
    parts = [
        _draw(np.random.default_rng((seed, number)), min(CHUNK, count - low))
        for number, low in enumerate(range(0, count, CHUNK))
    ]
    lengths = np.concatenate([part.lengths for part in parts])
    owner = np.repeat(np.arange(count, dtype=np.int32), lengths)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    return Many(
        status=np.concatenate([part.status for part in parts]),
        truths={name: np.concatenate([part.truths[name] for part in parts]) for name in TRUTHS},
        starts=starts,
        owner=owner,
        position=(np.arange(len(owner)) - starts[owner]).astype(np.int8),
        **columns,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    status: Small
    truths: dict[str, Small]
    lengths: Whole
    columns: dict[str, NDArray[np.generic]]


def _draw(chance: np.random.Generator, count: int) -> _Part:
    """The first cases of a whole chunk, so that a longer draw begins with a shorter one."""
    mix = MIXES[chance.integers(len(MIXES), size=CHUNK)]
    truths = {fact: _draw_fact(chance, FAVOURABLE[fact], mix) for fact in FACTS}
    trafficked = truths.pop(FACTS[0])
    certain = 1 + (chance.random(CHUNK) < 0.5)
    status = np.select([trafficked == YES, trafficked == NO], [certain, 0], -1).astype(np.int8)
    lengths, columns = _draw_periods(chance)
    periods = int(lengths[:count].sum())
    return _Part(
        status[:count],
        {name: values[:count] for name, values in truths.items()},
        lengths[:count],
        {name: values[:periods] for name, values in columns.items()},
    )


def _draw_fact(chance: np.random.Generator, wanted: bool, mix: NDArray[np.float64]) -> Small:
    draw = chance.random(len(mix))
    favourable, other = (YES, NO) if wanted else (NO, YES)
    answers = np.where(draw < mix[:, 0], favourable, np.where(draw < mix.sum(axis=1), OPEN, other))
    return answers.astype(np.int8)


def _draw_periods(chance: np.random.Generator) -> tuple[Whole, dict[str, NDArray[np.generic]]]:
    lengths = chance.integers(1, 5, size=CHUNK)
    firsts = np.cumsum(lengths) - lengths
    periods = int(lengths.sum())
    reflects = chance.random(periods) < 0.1
    reflects[firsts] = chance.random(CHUNK) < 0.6
    length = (chance.random(periods) * np.where(reflects, 45, 120)).astype(np.int64)
    steps = length + chance.integers(1, 16, size=periods)
    since = np.cumsum(steps) - steps
    start = np.repeat(FIRST + chance.integers(330, size=CHUNK) - since[firsts], lengths) + since
    return lengths, {
        "reflects": reflects,
        "start": start.astype(np.int32),
        "end": (start + length).astype(np.int32),
        "child": chance.random(periods) < 0.4,
        "staffing": chance.random(periods) < 0.2,
        "allowance": np.array(ALLOWANCES, np.int16)[chance.integers(len(ALLOWANCES), size=periods)],
    }


def neutral_cases(many: Many) -> Iterator[Case]:
    """The same cases one by one, as the hand-written function takes them."""
    bounds = many.starts.tolist()
    facts = {FACTS[0]: _trafficked(many.status), **many.truths}
    rows = zip(*(facts[name].tolist() for name in FACTS), strict=True)
    periods = list(_neutral_periods(many))
    said: tuple[Tri, ...] = (False, None, True)
    for row, (low, high) in zip(rows, pairwise(bounds), strict=True):
        facts_of = dict(zip(FACTS, (said[each] for each in row), strict=True))
        yield Case(**facts_of, periods=tuple(_numbered(periods[low:high])))


def _trafficked(status: Small) -> Small:
    return np.where(status < 0, OPEN, np.where(status > 0, YES, NO)).astype(np.int8)


def _neutral_periods(many: Many) -> Iterator[Period]:
    columns = (many.reflects, many.start, many.end, many.child, many.staffing, many.allowance)
    for reflects, start, end, child, staffing, allowance in zip(
        *(each.tolist() for each in columns), strict=True
    ):
        kind = "reflection" if reflects else "in_depth"
        first, last = date.fromordinal(start), date.fromordinal(end)
        yield Period(kind, 0, first, last, child, staffing, allowance)  # type: ignore[arg-type]


def _numbered(periods: list[Period]) -> Iterator[Period]:
    number = 0
    for each in periods:
        number += each.kind == "in_depth"
        given = (each.start, each.end, each.any_child, each.extra_staffing, each.allowance)
        yield Period(each.kind, number if each.kind == "in_depth" else 0, *given)
