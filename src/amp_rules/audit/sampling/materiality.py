"""What is material: three sums from shares that the auditor sets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.terms import Money

Share = Fraction | Decimal | str


@dataclass(frozen=True, slots=True)
class Materiality:
    """Three sums, each rounded down to the ore or cent, with the shares they come from.

    basis: what the first share is of, such as everything paid in a year. overall: above it, misstatement
    matters to those who rely on the accounts. performance: below overall, so that misstatement neither
    found nor corrected stays within it; the usual tolerable misstatement of a sample. trivial: below it, a
    misstatement need not be gathered.
    """

    basis: Money
    overall: Money
    performance: Money
    trivial: Money
    overall_share: Fraction
    performance_share: Fraction
    trivial_share: Fraction


def materiality_of(basis: Money, *, overall: Share, performance: Share, trivial: Share) -> Materiality:
    """Overall and performance materiality, and what is clearly trivial.

    Shares are ratios, and none has a default. overall: share of the basis. performance: share of overall
    materiality, not above 1. trivial: share of overall materiality, below that of performance. ISA 320 and
    ISA 450 ask for the three sums and set no share.

    >>> found = materiality_of(Money.of("4000000", "SEK"), overall="0.02", performance="0.75", trivial="0.05")
    >>> found.overall, found.performance, found.trivial
    (Money('80000.00', 'SEK'), Money('60000.00', 'SEK'), Money('4000.00', 'SEK'))

    Raises:
        SamplingError: the basis is not above zero, or a share is out of its range.
        TypeError: a share is a float.
    """
    if not basis.minor > 0:
        raise SamplingError("the basis of materiality must be above zero")
    first, second = _share("overall", overall), _share("performance", performance)
    third = _share("trivial", trivial)
    if third >= second:
        raise SamplingError("what is clearly trivial must be below performance materiality")
    whole, most, least = (
        Money(int(basis.minor * first * each), basis.currency) for each in (Fraction(1), second, third)
    )
    return Materiality(basis, whole, most, least, first, second, third)


def _share(name: str, given: Share) -> Fraction:
    if not isinstance(given, Fraction | Decimal | str):
        raise TypeError(
            f"the share '{name}' must be a Fraction, Decimal or str, found {type(given).__name__}"
        )
    try:
        found = Fraction(given)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise SamplingError(f"the share '{name}' must be a number such as 0.05") from None
    least = found >= 0 if name == "trivial" else found > 0
    if not (least and found <= 1):
        raise SamplingError(f"the share '{name}' must be a ratio up to 1, not per cent")
    return found
