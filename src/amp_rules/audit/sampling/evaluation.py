"""What a sample says of its population: misstatement in both directions, likely and at most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from amp_rules.audit.sampling.bounds import Bound
from amp_rules.audit.sampling.draw import Sample
from amp_rules.terms import Money, Unknown


class Counting(StrEnum):
    """The law that counts of misstated units are taken to follow; Poisson's gives the higher limit."""

    POISSON = "poisson"
    BINOMIAL = "binomial"


class Standing(StrEnum):
    """How misstatement stands to what is tolerable.

    within: the upper limit is not above it. unclear: the upper limit is, the most likely misstatement is not.
    exceeded: the most likely misstatement is above it. open: the upper limit is not known.
    """

    WITHIN = "within"
    UNCLEAR = "unclear"
    EXCEEDED = "exceeded"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Layer:
    """One misstated unit below the interval.

    tainting: share of the book value that is misstated. projected: its tainting over a whole interval.
    added: what it adds to the upper limit. Both are rounded up to the ore or cent.
    """

    key: str
    book: Money
    audited: Money | Unknown
    tainting: Fraction
    projected: Money
    added: Money


@dataclass(frozen=True, slots=True)
class Side:
    """Misstatement in one direction: paid too much, or paid too little.

    found: in the items below the interval, as they are. certain: in items taken with certainty, as it is.
    projected: of the layers, together. most_likely: certain and projected. basic: the limit had nothing
    been found. incremental: what is needed on top for what was found. upper: certain, basic, projected and
    incremental.

    Overpayment cannot pass what was paid: where `capped`, projected or limit is held to the book value
    below the interval. upper is UNKNOWN for underpayment while audited amounts are.
    """

    found: Money
    certain: Money
    layers: tuple[Layer, ...]
    projected: Money
    basic: Money
    incremental: Money
    most_likely: Money
    upper: Money | Unknown
    capped: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a sample says of its population.

    over, under: each at the stated confidence by itself. unresolved: keys of items whose audited amount is
    unknown; they count as wholly overpaid. beyond: keys of items tainted above 1, which the limits take no
    unseen item to be.
    """

    sample: Sample
    tolerable: Money
    confidence: Fraction
    bound: Bound
    counting: Counting
    over: Side
    under: Side
    unresolved: tuple[str, ...]
    beyond: tuple[str, ...]

    @property
    def net(self) -> Money:
        """The most likely overpayment less the most likely underpayment."""
        return self.over.most_likely - self.under.most_likely

    @property
    def standing(self) -> Standing:
        """The worse of the two directions."""
        worst = (Standing.EXCEEDED, Standing.OPEN, Standing.UNCLEAR, Standing.WITHIN)
        return min((self.over.standing, self.under.standing), key=worst.index)
