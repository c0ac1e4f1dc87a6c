"""Samples that were drawn elsewhere, written down for evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amp_rules.audit.sampling import Pick, Sample, Selection, Stratum
from amp_rules.terms import Money, Unknown

Figures = Sequence[tuple[str, str]]


def dollars(amount: str) -> Money:
    return Money.of(amount, "USD")


def sample_of(
    interval: str, book: str, figures: Figures, right: int = 0, selection: Selection = Selection.FIXED
) -> tuple[Sample, Mapping[str, Money | Unknown]]:
    """A sample of dollars, and its audited amounts by key.

    book: of the population. figures: book and audited value of each item that is wrong; at or above the
    interval it is taken with certainty. right: so many items of 1 dollar that were drawn and are right.
    """
    width = dollars(interval)
    wrong = [(str(at), dollars(was), dollars(should)) for at, (was, should) in enumerate(figures, 1)]
    same = [(f"right {at}", dollars("1"), dollars("1")) for at in range(right)]
    picks = tuple(Pick(key, was, 1, was >= width) for key, was, _ in (*wrong, *same))
    certain = [pick for pick in picks if pick.certain]
    above = sum((pick.book for pick in certain), dollars("0"))
    none = Stratum(0, dollars("0"))
    sample = Sample(
        width,
        selection,
        "elsewhere",
        Stratum(10_000, dollars(book) - above),
        Stratum(len(certain), above),
        none,
        none,
        picks,
    )
    return sample, {key: should for key, _, should in (*wrong, *same)}
