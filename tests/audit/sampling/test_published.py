"""Worked examples as they are printed, each with where it stands.

What the printed figures round is met to that rounding: most books use factors of one or two decimals.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from amp_rules.audit.sampling import Bound, Counting, Evaluation, Standing, evaluate_sample, stringer_steps
from amp_rules.terms import UNKNOWN, Money
from tests.audit.sampling.samples import Figures, dollars, sample_of


def evaluated(interval: str, book: str, figures: Figures, right: int = 0, **asked: Any) -> Evaluation:
    sample, audited = sample_of(interval, book, figures, right)
    settings: dict[str, Any] = {"confidence": "0.95", "tolerable": dollars("360000"), **asked}
    return evaluate_sample(sample, audited, **settings)


def near(found: Money | object, printed: str, within: str) -> bool:
    assert isinstance(found, Money)
    return abs(found.amount - Decimal(printed)) <= Decimal(within)


def printed_limit(taintings: list[str], factors: list[str], interval: str) -> Fraction:
    """Stringer's bound with the factors of a printed table, in dollars."""
    table = [Decimal(each) for each in factors]
    steps = stringer_steps([Fraction(each) for each in taintings], table.__getitem__)
    return Fraction(interval) * (Fraction(table[0]) + sum(steps))


# Messier, Glover and Prawitt, Auditing and Assurance Services, chapter 9, problem 9-23, from its solutions:
# book value 9,000,000, 156 units, interval 57,692; 10,000 as 7,500, 9,000 as 6,000, 60,000 as 0, 800 as
# 640.
MESSIER: Figures = (("10000", "7500"), ("9000", "6000"), ("60000", "0"), ("800", "640"))


def test_messier_with_the_printed_factors() -> None:
    """173,076 + 32,365 + 21,635 + 16,153 + 60,000 = 303,229, with .33 for a third."""
    limit = printed_limit(["0.33", "0.25", "0.20"], ["3.0", "4.7", "6.2", "7.6"], "57692") + 60_000
    assert abs(limit - 303_229) < 1


def test_messier_with_exact_factors_and_taintings() -> None:
    """Within a hundredth above: the printed factors are binomial limits of 100 units, to one decimal."""
    found = evaluated("57692", "9000000", MESSIER).over
    assert [layer.key for layer in found.layers] == ["2", "1", "4"]
    assert [layer.tainting for layer in found.layers] == [Fraction(1, 3), Fraction(1, 4), Fraction(1, 5)]
    assert [str(layer.projected) for layer in found.layers] == ["19230.67", "14423.00", "11538.40"]
    assert found.certain == dollars("60000")
    assert near(found.basic, "173076", "250")
    assert dollars("303229") < found.upper < dollars("306300")  # type: ignore[operator]
    assert found.standing is Standing.WITHIN


def test_acl_on_the_same_items_with_a_longer_interval() -> None:
    """ACL, printed in the same solutions: interval 68,906.25, most likely 122,882.81, upper limit 407,351.03.

    The item of 60,000 is below this interval and is projected. ACL's factors have two decimals.
    """
    found = evaluated("68906.25", "9000000", MESSIER).over
    assert near(found.most_likely, "122882.81", "0.02")
    assert found.certain == dollars("0")
    factors = ["3.00", "4.75", "6.30", "7.76", "9.16"]
    assert abs(printed_limit(["1", "1/3", "1/4", "1/5"], factors, "68906.25") - Fraction("407351.03")) < 1
    assert near(found.upper, "407351.03", "450")


def test_a_sample_at_ninety_per_cent() -> None:
    """Lecture notes, course ACG 5637 of the University of Florida (2008), chapter 16, problem 7, risk 0.10.

    Book value 2,500,000, 59 units, interval 42,373: 97,882 + 40,678 + 17,797 + 5,932 + 10,699 = 172,988.
    """
    figures = (("71330", "60631"), ("18996", "17096"), ("30081", "21057"), ("3555", "1422"))
    limit = printed_limit(["0.60", "0.30", "0.10"], ["2.31", "3.91", "5.31", "6.71"], "42373") + 10_699
    assert abs(limit - 172_988) < 2
    found = evaluated("42373", "2500000", figures, confidence="0.90", tolerable=dollars("128000")).over
    assert found.certain == dollars("10699")
    assert [round(layer.tainting, 2) for layer in found.layers] == [
        Fraction(3, 5),
        Fraction(3, 10),
        Fraction(1, 10),
    ]
    assert near(found.basic, "97882", "320")
    assert near(found.upper, "172988", "500")
    assert found.standing is Standing.UNCLEAR


def test_a_projection_with_an_item_of_its_own() -> None:
    """A handout of a course (no. 1004): interval 11,333; 567 + 212 + 1,133 = 1,912 projected."""
    found = evaluated(
        "11333", "1000000", (("100", "95"), ("11700", "11488"), ("65", "58.50")), tolerable=dollars("50000")
    ).over
    assert near(found.most_likely, "1912", "1")
    assert found.certain == dollars("212")


# FSaudit (Hoogduin and Boersma), the R package beside the text book of the same authors: its tests print
# what IDEA gives for 31 units of 7,360,816, and what the package gives for 145 units of 13,500,000.
IDEA_BOOK, IDEA_UNITS = "7360816", 31
IDEA_INTERVAL = "237445.68"


def idea(figures: Figures, bound: Bound) -> Evaluation:
    return evaluated(
        IDEA_INTERVAL,
        IDEA_BOOK,
        figures,
        IDEA_UNITS - len(figures),
        bound=bound,
        counting=Counting.BINOMIAL,
        tolerable=dollars("1000000"),
    )


@pytest.mark.parametrize(
    ("figures", "bound", "upper"),
    [
        ([], Bound.STRINGER, "678033"),
        ([("100", "0")], Bound.STRINGER, "1060621"),
        ([("100", "0")] * 5, Bound.STRINGER, "2279226"),
        ([("100", "90")] * 31, Bound.STRINGER, "1346319.33"),
        ([], Bound.CELL, "678026.13"),
        ([("100", "0")], Bound.CELL, "1060622.35"),
        ([("100", "0")] * 5, Bound.CELL, "2279217.31"),
        ([("100", "90")] * 31, Bound.CELL, "1414107.73"),
    ],
)
def test_idea_with_binomial_factors(figures: Figures, bound: Bound, upper: str) -> None:
    """IDEA's patterns 1, 6 and 7, to the rounding of a share of the book value in its sixth decimal."""
    found = idea(figures, bound).over
    assert near(found.upper, upper, "12")


def test_idea_with_underpayments() -> None:
    """IDEA's pattern 8, every unit a tenth underpaid: the limits change sides."""
    found = idea([("100", "110")] * 31, Bound.CELL)
    assert near(found.over.upper, "678026.13", "12")
    assert near(found.under.upper, "1414107.73", "12")


FSAUDIT: Figures = (("100", "0"), ("250", "200"), ("400", "384"))


@pytest.mark.parametrize(
    ("counting", "steps", "upper"),
    [
        (Counting.POISSON, ("278914", "69653.55", "10277.31", "1705.14"), "475998.28"),
        (Counting.BINOMIAL, ("276052", "66854.55", "9684.91", "1579.78"), "469619.52"),
    ],
)
def test_fsaudit_step_by_step(counting: Counting, steps: tuple[str, ...], upper: str) -> None:
    """One dollar is the unit there and limits are whole ones, so each step may differ by about one."""
    found = evaluated(
        "93103.44", "13500000", FSAUDIT, 142, counting=counting, tolerable=dollars("450000")
    ).over
    assert near(found.basic, steps[0], "1.5")
    for layer, step in zip(found.layers, steps[1:], strict=True):
        assert near(layer.added - layer.projected, step, "1.5")
    assert near(found.most_likely, "115448.28", "0.03")
    assert near(found.upper, upper, "2.5")


def test_fsaudit_with_the_cell_method() -> None:
    """The same items: precision achieved 342,903.55 and upper limit 458,351.83, with hypergeometric factors.

    Hypergeometric factors of 13,500,000 units differ from binomial ones by a few dollars.
    """
    found = evaluated(
        "93103.44",
        "13500000",
        FSAUDIT,
        142,
        bound=Bound.CELL,
        counting=Counting.BINOMIAL,
        tolerable=dollars("450000"),
    ).over
    assert near(found.upper, "458351.83", "5")


def test_fsaudit_with_the_cell_method_and_poisson_factors() -> None:
    """One item wholly wrong among 31 units of 1,000,000; the printed limit has three small taintings more.

    They come to 0.024038 units (243,153.47 less 237,445.68 projected of 7,360,816): 96,637 and 153,803.43.
    """
    figures = [("1", "0"), *[("10000", "9919.873")] * 3]
    found = evaluated("32258.06", "1000000", figures, 27, bound=Bound.CELL, tolerable=dollars("200000")).over
    assert near(found.basic, "96637", "1")
    assert near(found.upper, "153803.43", "1.5")


def test_what_the_examples_leave_unknown_is_unknown_here() -> None:
    """No worked example with an item that cannot be audited was found; ISA 530 counts it as misstated."""
    sample, audited = sample_of("1000", "100000", [("500", "500")])
    found = evaluate_sample(sample, {**audited, "1": UNKNOWN}, confidence="0.95", tolerable=dollars("10000"))
    assert found.over.layers[0].tainting == 1
    assert found.under.upper is UNKNOWN
