"""What an attribution is made of: a difference split over the changes that make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa

from amp_rules.errors import UnknownNameError
from amp_rules.rulebook.model import Text
from amp_rules.whatif.amounts import Exact, Flags, Whole
from amp_rules.whatif.comparison import Goal


@dataclass(frozen=True, slots=True)
class Part:
    """What one change, or several tied together by `needs`, does to an amount.

    share: of the whole difference, exact. alone: what it does when made by itself; last: when made after all
    the others. cases: in how many its share is not nothing.
    """

    changes: tuple[str, ...]
    why: tuple[Text, ...]
    share: Fraction
    alone: Fraction
    last: Fraction
    cases: int

    @property
    def name(self) -> str:
        """Its changes by id."""
        return " + ".join(self.changes)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attribution:
    """A difference split over the changes of a reform; the shares add up to it, in every case and in all.

    difference: over the `split` cases, those whose amount is known under every combination of changes.
    apart: cases known under the old and under the new rules but not under some combination; what they differ
    by is `unsplit`. unknown: cases not known under the old or the new rules. combinations, runs: how many
    there are, and how many had to be run. counts: of each part and case, in 1/`fineness`; what they are where
    `rows` is false means nothing.
    """

    goal: Goal
    parts: tuple[Part, ...]
    difference: Fraction
    split: int
    apart: int
    unsplit: Fraction
    unknown: int
    combinations: int
    runs: int
    ids: pa.Array
    rows: Flags
    counts: tuple[Whole, ...]
    fineness: int

    def __repr__(self) -> str:
        return f"Attribution({self.goal.name!r}, parts={len(self.parts)}, split={self.split})"

    @property
    def whole(self) -> Fraction:
        """The difference over all cases known on both sides: what is split, and what is not."""
        return self.difference + self.unsplit

    def of_case(self, case_id: str) -> Mapping[str, Fraction] | None:
        """What each part does in one case, by the part's name; None where it could not be split.

        Raises UnknownNameError when there is no such case.
        """
        found = np.flatnonzero(np.asarray(self.ids) == case_id)
        if not len(found):
            raise UnknownNameError("case", case_id, ())
        row = int(found[0])
        if not self.rows[row]:
            return None
        return {
            part.name: Fraction(int(counts[row]), self.fineness)
            for part, counts in zip(self.parts, self.counts, strict=True)
        }

    def of_rows(self, part: int, rows: Flags) -> Fraction:
        """What a part does in some of the cases, in their order."""
        return Exact(self.counts[part][rows & self.rows], self.fineness).total()
