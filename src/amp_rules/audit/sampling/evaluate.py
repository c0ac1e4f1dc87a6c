"""From the items of a sample as audited to misstatement of the whole, most likely and at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from amp_rules.audit.sampling.bounds import Bound, Factor, cell_steps, stringer_steps
from amp_rules.audit.sampling.draw import Pick, Sample, Selection
from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.audit.sampling.evaluation import Counting, Evaluation, Layer, Side, Standing
from amp_rules.audit.sampling.factors import binomial_factor, confidence_of, poisson_factor
from amp_rules.terms import UNKNOWN, Money, Unknown

Audited = tuple[Pick, Money | Unknown]
_NOTHING: Final = Fraction(0)


def evaluate_sample(
    sample: Sample,
    audited: Mapping[str, Money | Unknown],
    *,
    tolerable: Money,
    confidence: Fraction | Decimal | str,
    bound: Bound = Bound.STRINGER,
    counting: Counting = Counting.POISSON,
) -> Evaluation:
    """Projected misstatement with its upper limit, of overpayment and of underpayment.

    audited: for each item drawn, what should have stood there; UNKNOWN where nobody can tell.

    An item below the interval is tainted by t = (book - audited) / book. With I the interval, t(1), t(2),
    ... the taintings of one direction, the largest first, and R the confidence factors:

        projected misstatement   I * sum(t(i))
        basic precision          I * R(0)
        incremental allowance    I * sum((R(i) - R(i - 1) - 1) * t(i))
        upper limit              their sum, and the misstatement of items taken with certainty

    This is Stringer's bound as in the AICPA Audit Guide Audit Sampling; `bounds` has it and the cell
    method. Factors are Poisson's, or for fixed intervals and cells the binomial ones, with the book value
    below the interval shared evenly over the units drawn in the interval's stead. An unresolved item counts
    as wholly overpaid (ISA 530, paragraph 11: an item that cannot be audited is a misstatement), and leaves
    underpayment open.

    >>> from amp_rules.audit.sampling import draw_sample
    >>> paid = [("a", Money.of("90", "SEK")), ("b", Money.of("50", "SEK"))]
    >>> sample = draw_sample(paid, Money.of("50", "SEK"), seed=1)
    >>> right = {"a": Money.of("80", "SEK"), "b": Money.of("55", "SEK")}
    >>> found = evaluate_sample(sample, right, tolerable=Money.of("10", "SEK"), confidence="0.95")
    >>> found.over.upper, found.under.upper, found.standing.value
    (Money('10.00', 'SEK'), Money('5.00', 'SEK'), 'within')

    Raises:
        SamplingError: an item drawn has no audited amount, an amount is of another currency, the tolerable
            misstatement is not above zero, or the factors do not fit the selection.
    """
    sure = confidence_of(confidence)
    if tolerable.currency != sample.currency or not tolerable.minor > 0:
        raise SamplingError(f"tolerable misstatement must be above zero and in {sample.currency}")
    if counting is Counting.BINOMIAL and sample.selection is Selection.SIEVE:
        raise SamplingError(
            "binomial factors need a number of units that is not left to chance, unlike sieves"
        )
    if counting is Counting.BINOMIAL and sample.below.count and not sample.units:
        raise SamplingError("binomial factors need a unit drawn below the interval; none was")
    differences = tuple((pick, _audited(pick, audited)) for pick in sample.picks)
    rule = _Rule(sample, tolerable, sure, bound, counting)
    return Evaluation(
        sample,
        tolerable,
        sure,
        bound,
        counting,
        rule.side(differences, 1),
        rule.side(differences, -1),
        tuple(pick.key for pick, amount in differences if amount is UNKNOWN),
        tuple(pick.key for pick, amount in differences if _beyond(pick, amount)),
    )


def _audited(pick: Pick, audited: Mapping[str, Money | Unknown]) -> Money | Unknown:
    if pick.key not in audited:
        raise SamplingError("an item that was drawn has no audited amount")
    found = audited[pick.key]
    if found is not UNKNOWN and found.currency != pick.book.currency:
        raise SamplingError(
            f"the sample is in {pick.book.currency} and an audited amount in {found.currency}"
        )
    return found


def _beyond(pick: Pick, audited: Money | Unknown) -> bool:
    return not pick.certain and audited is not UNKNOWN and abs(_wrong(pick, audited, 1)) > pick.book.minor


def _wrong(pick: Pick, audited: Money | Unknown, sign: int) -> Fraction:
    """Misstatement in minor units, above zero in the direction of the sign; unresolved is wholly overpaid."""
    if audited is UNKNOWN:
        return Fraction(pick.book.minor) if sign > 0 else _NOTHING
    return Fraction(sign * (pick.book.minor - audited.minor))


@dataclass(frozen=True, slots=True)
class _Rule:
    sample: Sample
    tolerable: Money
    confidence: Fraction
    bound: Bound
    counting: Counting

    def side(self, differences: tuple[Audited, ...], sign: int) -> Side:
        wrong = [(pick, amount, _wrong(pick, amount, sign)) for pick, amount in differences]
        known = [each for each in wrong if each[2] > 0]
        certain = self._up(sum((by for pick, _, by in known if pick.certain), _NOTHING))
        layers = self._layers([each for each in known if not each[0].certain for _ in range(each[0].hits)])
        found = self._up(sum((by for pick, _, by in known if not pick.certain), _NOTHING))
        basic = self._up(self._worth * Fraction(self._factor(0))) if self.sample.below.count else self._none
        projected = self._sum(layer.projected for layer in layers)
        # Taintings above 1 at a confidence near a half could bring the sum below what is projected.
        limit = max(basic + self._sum(layer.added for layer in layers), projected)
        full = all(layer.tainting <= 1 for layer in layers)
        most = self.sample.below.book if sign > 0 and full else None
        capped = most is not None and limit > most
        likely = certain + (min(projected, most) if most is not None else projected)
        upper: Money | Unknown = certain + (min(limit, most) if most is not None else limit)
        if sign < 0 and any(amount is UNKNOWN for _, amount in differences):
            upper = UNKNOWN
        standing = _standing(likely, upper, self.tolerable)
        spread = limit - basic - projected
        return Side(found, certain, layers, projected, basic, spread, likely, upper, capped, standing)

    def _layers(self, wrong: list[tuple[Pick, Money | Unknown, Fraction]]) -> tuple[Layer, ...]:
        ranked = sorted(wrong, key=lambda each: each[2] / each[0].book.minor, reverse=True)
        taintings = [by / pick.book.minor for pick, _, by in ranked]
        steps = cell_steps if self.bound is Bound.CELL else stringer_steps
        return tuple(
            Layer(
                pick.key,
                pick.book,
                amount,
                tainting,
                self._up(self._worth * tainting),
                self._up(self._worth * step),
            )
            for (pick, amount, _), tainting, step in zip(
                ranked, taintings, steps(taintings, self._factor), strict=True
            )
        )

    @property
    def _worth(self) -> Fraction:
        """What a unit drawn stands for, in minor units."""
        if self.counting is Counting.POISSON or not self.sample.units:
            return Fraction(self.sample.interval.minor)
        return Fraction(self.sample.below.book.minor) / self.sample.units

    @property
    def _factor(self) -> Factor:
        if self.counting is Counting.POISSON:
            return lambda number: poisson_factor(number, self.confidence)
        units = self.sample.units
        return lambda number: binomial_factor(number, units, self.confidence)

    @property
    def _none(self) -> Money:
        return Money(0, self.sample.currency)

    def _up(self, minor: Fraction) -> Money:
        return Money(ceil(minor), self.sample.currency)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, self._none)


def _standing(likely: Money, upper: Money | Unknown, tolerable: Money) -> Standing:
    if likely > tolerable:
        return Standing.EXCEEDED
    if upper is UNKNOWN:
        return Standing.OPEN
    return Standing.WITHIN if upper <= tolerable else Standing.UNCLEAR
