"""One of several payments that were audited together."""

from __future__ import annotations

from fractions import Fraction

from amp_rules.terms import UNKNOWN, Money, Unknown


def share_of(book: Money, paid: Money, expected: Money | Unknown) -> Money | Unknown:
    """What should have stood for one payment, where several were held against one amount.

    book: the payment. paid: all of them together, with what came back taken off. expected: what they should
    have come to. The difference is shared in proportion to the amounts paid, to the nearest ore or cent;
    where something came back it is shared over less than was paid at first, so never too small. UNKNOWN
    where the expected amount is, and where all of it came back, as there is nothing to share by.

    >>> share_of(Money.of("300", "SEK"), Money.of("400", "SEK"), Money.of("200", "SEK"))
    Money('150.00', 'SEK')

    Raises:
        TypeError: the currencies differ.
    """
    if expected is UNKNOWN:
        return UNKNOWN
    if book == paid:
        return expected + Money(0, book.currency)
    if not paid > Money(0, book.currency):
        return UNKNOWN
    both = expected + Money(0, book.currency)
    return Money(round(Fraction(book.minor) * both.minor / paid.minor), book.currency)
