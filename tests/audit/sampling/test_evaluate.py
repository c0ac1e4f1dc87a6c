"""What a sample says of the whole, in both directions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling import (
    Bound,
    Counting,
    Evaluation,
    SamplingError,
    Selection,
    Standing,
    draw_sample,
    evaluate_sample,
    plan_sample,
    poisson_factor,
)
from amp_rules.terms import UNKNOWN, Money, Unknown
from tests.audit.sampling.samples import Figures, dollars, sample_of


def evaluated(figures: Figures, right: int = 0, interval: str = "1000", **asked: Any) -> Evaluation:
    sample, audited = sample_of(interval, "100000", figures, right)
    settings: dict[str, Any] = {"confidence": "0.95", "tolerable": dollars("10000"), **asked}
    return evaluate_sample(sample, {**audited, **settings.pop("told", {})}, **settings)


def test_without_misstatement_only_basic_precision_is_left() -> None:
    found = evaluated([], 20)
    for side in (found.over, found.under):
        assert side.most_likely == dollars("0")
        assert side.upper == side.basic == dollars("2995.74")
        assert side.standing is Standing.WITHIN
    assert found.standing is Standing.WITHIN


def test_the_parts_add_up_to_the_limit() -> None:
    found = evaluated([("300", "200"), ("700", "100"), ("5000", "4000"), ("200", "250")], 10)
    for side in (found.over, found.under):
        assert side.upper == side.certain + side.basic + side.projected + side.incremental
        assert side.most_likely == side.certain + side.projected
    assert found.over.certain == dollars("1000")
    assert found.over.found == dollars("700")
    assert found.under.found == dollars("50")


def test_overpaid_and_underpaid_are_never_set_off_against_each_other() -> None:
    alone = evaluated([("300", "200")], 10)
    both = evaluated([("300", "200"), ("300", "400")], 10)
    assert both.over == alone.over
    assert both.under.projected == both.over.projected
    assert both.net == dollars("0")


def test_amounts_are_rounded_up_to_the_cent() -> None:
    found = evaluated([("3", "2")], interval="1000").over
    assert found.layers[0].tainting == Fraction(1, 3)
    assert found.layers[0].projected == dollars("333.34")
    step = Fraction(poisson_factor(1, Fraction(19, 20)) - poisson_factor(0, Fraction(19, 20)))
    exact = step * 100_000 / 3
    assert 0 <= found.layers[0].added.minor - exact < 1


def test_an_item_drawn_twice_counts_twice() -> None:
    sample, audited = sample_of("1000", "100000", [("300", "200")])
    (pick,) = sample.picks
    twice = replace(sample, picks=(replace(pick, hits=2),))
    found = evaluate_sample(twice, audited, confidence="0.95", tolerable=dollars("9000")).over
    assert len(found.layers) == 2
    assert found.found == dollars("100")


def test_an_unresolved_item_counts_as_wholly_overpaid_and_leaves_underpayment_open() -> None:
    found = evaluated([("300", "300"), ("2000", "2000")], 5, told={"1": UNKNOWN, "2": UNKNOWN})
    assert found.unresolved == ("1", "2")
    assert found.over.certain == dollars("2000")
    assert found.over.layers[0].tainting == 1
    assert found.over.layers[0].audited is UNKNOWN
    assert found.under.upper is UNKNOWN
    assert found.under.standing is Standing.OPEN
    assert found.standing is Standing.OPEN


def test_underpayment_known_to_be_too_much_is_exceeded_even_with_unresolved_items() -> None:
    found = evaluated([("300", "300"), ("2000", "9000")], 5, told={"1": UNKNOWN}, tolerable=dollars("6000"))
    assert found.under.standing is Standing.EXCEEDED


@pytest.mark.parametrize(
    ("tolerable", "standing"),
    [
        ("4743.88", Standing.WITHIN),
        ("4743.87", Standing.UNCLEAR),
        ("1000", Standing.UNCLEAR),
        ("999.99", Standing.EXCEEDED),
    ],
)
def test_the_conclusion_turns_where_the_limit_and_the_projection_stand(
    tolerable: str, standing: Standing
) -> None:
    found = evaluated([("500", "0")], 9, tolerable=dollars(tolerable))
    assert found.over.upper == dollars("4743.88")
    assert found.over.standing is standing


def test_overpayment_cannot_pass_what_was_paid() -> None:
    sample = draw_sample([("a", dollars("90")), ("b", dollars("5000"))], dollars("1000"), seed="c3")
    audited: dict[str, Money | Unknown] = {pick.key: pick.book for pick in sample.picks}
    found = evaluate_sample(sample, audited, confidence="0.95", tolerable=dollars("100"))
    assert found.over.upper == dollars("90")
    assert found.over.capped
    assert found.under.upper == dollars("2995.74")
    assert not found.under.capped


def test_a_population_taken_whole_has_no_sampling_risk() -> None:
    sample = draw_sample([("a", dollars("90")), ("b", dollars("50"))], dollars("50"), seed=1)
    found = evaluate_sample(
        sample, {"a": dollars("80"), "b": dollars("55")}, confidence="0.95", tolerable=dollars("10")
    )
    assert found.over.upper == found.over.most_likely == dollars("10")
    assert found.under.upper == dollars("5")
    assert found.standing is Standing.WITHIN


def test_tainting_above_one_is_told_and_not_held_to_the_book_value() -> None:
    found = evaluated([("300", "-100"), ("200", "500"), ("400", "0")], 5)
    assert found.beyond == ("1", "2")
    assert not found.over.capped
    assert found.over.layers[0].tainting == Fraction(4, 3)


@given(
    st.lists(st.tuples(st.integers(1, 99_999), st.integers(0, 99_999)), max_size=12),
    st.fractions(Fraction(1, 2), Fraction(99, 100), max_denominator=100),
)
def test_a_limit_grows_with_confidence_and_is_never_below_the_projection(
    figures: list[tuple[int, int]], confidence: Fraction
) -> None:
    shown = [
        (f"{was // 100}.{was % 100:02}", f"{should // 100}.{should % 100:02}") for was, should in figures
    ]
    less = evaluated(shown, 3, confidence=confidence)
    more = evaluated(shown, 3, confidence=confidence + Fraction(9, 1000))
    for bound in (less, more):
        for side in (bound.over, bound.under):
            assert side.upper is not UNKNOWN
            assert side.upper >= side.most_likely
    assert less.over.upper <= more.over.upper  # type: ignore[operator]


@given(st.lists(st.tuples(st.integers(1, 99_999), st.integers(0, 99_999)), min_size=1, max_size=10))
def test_binomial_limits_are_not_above_poisson_ones(figures: list[tuple[int, int]]) -> None:
    """Where the units drawn stand for no more than the interval each."""
    shown = [(f"{was // 100}.{was % 100:02}", f"{min(was, should) // 100}") for was, should in figures]
    one = evaluated(shown, 100 - len(shown))
    other = evaluated(shown, 100 - len(shown), counting=Counting.BINOMIAL)
    assert other.over.upper <= one.over.upper + Money(2 + 2 * len(shown), "USD")  # type: ignore[operator]


def test_binomial_factors_do_not_fit_a_number_of_units_left_to_chance() -> None:
    sample, audited = sample_of("1000", "100000", [], 3, Selection.SIEVE)
    with pytest.raises(SamplingError, match="sieves"):
        evaluate_sample(sample, audited, confidence="0.9", tolerable=dollars("5"), counting=Counting.BINOMIAL)


def test_binomial_factors_need_a_unit() -> None:
    with pytest.raises(SamplingError, match="none was"):
        evaluated([], counting=Counting.BINOMIAL)


def test_an_item_without_an_audited_amount_is_refused_without_being_named() -> None:
    sample, _ = sample_of("1000", "100000", [("300", "200")])
    with pytest.raises(SamplingError) as caught:
        evaluate_sample(sample, {}, confidence="0.9", tolerable=dollars("5"))
    assert "300" not in str(caught.value)


def test_currencies_are_never_mixed() -> None:
    sample, _ = sample_of("1000", "100000", [("300", "200")])
    with pytest.raises(SamplingError, match="in USD and an audited amount in SEK"):
        evaluate_sample(sample, {"1": Money.of("200", "SEK")}, confidence="0.9", tolerable=dollars("5"))
    with pytest.raises(SamplingError, match="in USD"):
        evaluated([], tolerable=Money.of("5", "SEK"))
    with pytest.raises(SamplingError, match="above zero"):
        evaluated([], tolerable=dollars("0"))


def test_a_sample_as_planned_with_what_was_expected_is_within() -> None:
    """Misstatement just as expected leaves the limit at what is tolerable, as the plan promises."""
    book, tolerable = dollars("1000000"), dollars("50000")
    planned = plan_sample(book, tolerable=tolerable, expected=dollars("10000"), confidence="0.95")
    assert planned.size == 93
    whole, part = ("100", "0"), ("100", "100")
    sample, audited = sample_of(str(planned.interval), "1000000", [whole] + [part] * (planned.size - 1))
    found = evaluate_sample(sample, audited, tolerable=tolerable, confidence="0.95", bound=Bound.STRINGER)
    assert found.over.standing is Standing.UNCLEAR
    sample, audited = sample_of(
        str(planned.interval), "1000000", [("100", "8")] + [part] * (planned.size - 1)
    )
    found = evaluate_sample(sample, audited, tolerable=tolerable, confidence="0.95")
    assert found.over.standing is Standing.WITHIN
