"""Payments that were audited together, each with its share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling import share_of
from amp_rules.terms import UNKNOWN, Money

AMOUNT = st.integers(1, 10**7)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


@given(AMOUNT, st.integers(0, 10**7))
def test_a_payment_alone_should_have_been_what_was_expected(book: int, expected: int) -> None:
    assert share_of(kr(book), kr(book), kr(expected)) == kr(expected)


@given(st.lists(AMOUNT, min_size=2, max_size=6), st.integers(0, 10**7))
def test_shares_come_to_what_was_expected_but_for_rounding(books: list[int], expected: int) -> None:
    shares = [share_of(kr(book), kr(sum(books)), kr(expected)) for book in books]
    total = sum(int(share.minor) for share in shares if isinstance(share, Money))
    assert abs(total - expected) <= len(books) / 2


@given(AMOUNT, AMOUNT, st.integers(0, 10**7))
def test_where_something_came_back_the_difference_is_not_made_smaller(
    book: int, other: int, expected: int
) -> None:
    paid = max(book - other, 1)
    share = share_of(kr(book), kr(paid), kr(expected))
    assert isinstance(share, Money)
    assert abs(book - Fraction(share.minor)) + 1 >= abs(paid - expected)


def test_what_is_unknown_together_is_unknown_alone() -> None:
    assert share_of(kr(5), kr(9), UNKNOWN) is UNKNOWN


@pytest.mark.parametrize("paid", [0, -3])
def test_where_all_came_back_nothing_can_be_told(paid: int) -> None:
    assert share_of(kr(5), kr(paid), kr(4)) is UNKNOWN


def test_currencies_are_never_mixed() -> None:
    with pytest.raises(TypeError):
        share_of(kr(5), kr(5), Money(5, "USD"))
    with pytest.raises(TypeError):
        share_of(kr(5), kr(9), Money(5, "USD"))
    with pytest.raises(TypeError):
        share_of(Money(5, "USD"), kr(9), kr(5))
