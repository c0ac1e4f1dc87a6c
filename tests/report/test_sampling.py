"""Plans, samples and evaluations in words and as JSON."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import amp_rules.report
from amp_rules.audit.sampling import (
    Bound,
    Counting,
    Drawing,
    Evaluation,
    Plan,
    Sizing,
    Stratum,
    draw_sample,
    evaluate_sample,
    materiality_of,
    plan_sample,
)
from amp_rules.errors import UnknownNameError
from amp_rules.report.html import as_html
from amp_rules.report.samplingevaluation import evaluation_page
from amp_rules.report.samplingobject import (
    Drawn,
    Population,
    draw_object,
    evaluation_object,
    exact,
    materiality_object,
    plan_object,
)
from amp_rules.report.samplingpage import draw_page, materiality_page, plan_page
from amp_rules.report.samplingwords import sampling_words
from amp_rules.report.text import as_text
from amp_rules.terms import UNKNOWN, Money, Unknown
from tests.report.fits import assert_fits, assert_nothing_else_fits

LANGUAGES = ["en", "sv"]


def kr(amount: str) -> Money:
    return Money.of(amount, "SEK")


def planned(sizing: Sizing = Sizing.EXACT) -> Plan:
    return plan_sample(kr("40000"), tolerable=kr("6000"), expected=kr("500"), confidence="0.9", sizing=sizing)


@cache
def drawn() -> Drawn:
    plan = planned()
    drawing = Drawing(plan.interval, seed="a")
    for row in range(2, 42):
        drawing.add(str(row), kr(str(row * 40)))
    drawing.add("42", kr("9000"))
    drawing.add("43", kr("0"))
    drawing.add("44", kr("-75"))
    return Drawn(drawing.sample(), plan, "paid.csv", "0" * 64, "row")


def audited(unknown: bool = False) -> dict[str, Money | Unknown]:
    """The first item drawn is half wrong, the second a little underpaid, the large one 100 too much."""
    right: dict[str, Money | Unknown] = {pick.key: pick.book for pick in drawn().sample.picks}
    first, second, third, *_ = (pick for pick in drawn().sample.picks if not pick.certain)
    right[first.key] = Money(int(first.book.minor) * 2 // 3, "SEK")
    right[second.key] = second.book + kr("10")
    right["42"] = kr("8900")
    if unknown:
        right[third.key] = UNKNOWN
    return right


@cache
def evaluated(unknown: bool = False, bound: Bound = Bound.STRINGER, tolerable: str = "6000") -> Evaluation:
    return evaluate_sample(
        drawn().sample, audited(unknown), tolerable=kr(tolerable), confidence="0.9", bound=bound
    )


def text(page: object) -> str:
    return " ".join(as_text(page).replace("\xa0", " ").split())  # type: ignore[arg-type]


def strata() -> Population:
    sample = drawn().sample
    return Population(sample.below, sample.certain, sample.zero, sample.negative)


MATERIAL = materiality_of(kr("4000000"), overall="0.02", performance="0.75", trivial="1/3")


def test_materiality_fits_its_schema_and_nothing_else_does() -> None:
    assert_nothing_else_fits("sample-materiality", materiality_object(MATERIAL))
    assert materiality_object(MATERIAL)["trivial_share"] == "1/3"


@pytest.mark.parametrize("sizing", Sizing)
def test_a_plan_fits_its_schema_and_nothing_else_does(sizing: Sizing) -> None:
    assert_nothing_else_fits("sample-plan", plan_object(planned(sizing), strata()))
    assert assert_fits("sample-plan", plan_object(planned(sizing), None))["population"] is None


def test_a_sample_fits_its_schema_and_nothing_else_does() -> None:
    assert_nothing_else_fits("sample-draw", draw_object(drawn()))
    without = Drawn(drawn().sample, None, "paid.csv", "0" * 64, "reference")
    assert assert_fits("sample-draw", draw_object(without))["plan"] is None


def test_an_evaluation_fits_its_schema_and_nothing_else_does() -> None:
    assert_nothing_else_fits("sample-evaluation", evaluation_object(evaluated()))
    told = assert_fits("sample-evaluation", evaluation_object(evaluated(unknown=True)))
    assert told["under"]["upper"] is None
    assert told["over"]["layers"][0]["audited"] is None
    assert told["standing"] == "open"


def test_no_sum_is_a_number_in_json() -> None:
    told = json.dumps(evaluation_object(evaluated()))
    assert not re.search(r"[0-9]\.[0-9]+[,}\]]", told)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1), "1"),
        (Fraction(20), "20"),
        (Fraction(0), "0"),
        (Fraction(4, 3), "4/3"),
    ],
)
def test_a_ratio_is_exact(ratio: Fraction, said: str) -> None:
    assert exact(ratio) == said
    assert Fraction(exact(ratio)) == ratio


SAID = {
    "en": ("Sampling interval", "SEK 6,000", "At or above the interval: all taken 1 9,000.00"),
    "sv": ("Urvalsintervall", "6 000 kr", "Vid eller över intervallet: alla tas 1 9 000,00"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_and_a_sample_tell_what_they_do_not_reach(language: str) -> None:
    for page in (plan_page(planned(), strata(), language), draw_page(drawn(), language)):
        told = text(page)
        for part in SAID[language]:
            assert part in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_evaluation_shows_its_parts_and_its_tainted_items(language: str) -> None:
    told = text(evaluation_page(evaluated(), language))
    words = sampling_words(language)
    side = evaluated().over
    assert isinstance(side.upper, Money)
    for money in (side.most_likely, side.upper, side.basic, side.projected, side.incremental, side.certain):
        assert words.money(money).replace("\xa0", " ") in told
    assert side.layers[0].key in told
    assert words.share(round(side.layers[0].tainting, 4)).replace("\xa0", " ") in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_conclusion_is_said(language: str) -> None:
    said = set()
    for tolerable in ("9000", "2000", "100"):
        for unknown in (False, True):
            found = evaluated(unknown, tolerable=tolerable)
            said.add(found.standing)
            key = f"sampling.say_{found.standing.value}"
            words = sampling_words(language)
            sentence = words.say(key, money=words.money(kr(tolerable)), share="90 per cent")
            start = " ".join(sentence.replace("\xa0", " ").split())[:40]
            assert start in text(evaluation_page(found, language))
    assert len(said) == 4


def test_items_that_cannot_be_audited_are_named() -> None:
    found = evaluated(unknown=True)
    assert f"ISA 530, paragraph 11): {found.unresolved[0]}." in text(evaluation_page(found))


def test_items_misstated_by_more_than_they_are_and_limits_that_are_held_are_told() -> None:
    sample = draw_sample([("a", kr("900")), ("b", kr("800"))], kr("1000"), seed=2)
    (pick,) = sample.picks[:1]
    right: dict[str, Money | Unknown] = {each.key: each.book for each in sample.picks}
    held = evaluate_sample(sample, right, tolerable=kr("5"), confidence="0.95")
    assert "held to what was paid" in text(evaluation_page(held))
    beyond = evaluate_sample(
        sample, {**right, pick.key: kr("-50")}, tolerable=kr("5"), confidence="0.95", bound=Bound.CELL
    )
    told = text(evaluation_page(beyond, key="reference"))
    assert f"more than was paid: {pick.key}." in told
    assert "Leslie" in told
    assert "Reference" in told


def test_binomial_factors_are_named() -> None:
    found = evaluate_sample(
        drawn().sample, audited(), tolerable=kr("6000"), confidence="0.9", counting=Counting.BINOMIAL
    )
    assert "binomial factors" in text(evaluation_page(found))


def test_a_sample_of_nothing_says_so() -> None:
    empty = draw_sample([("a", kr("-5"))], kr("10"), seed=1)
    assert "Nothing was drawn" in text(draw_page(Drawn(empty, None, "paid.csv", "0" * 64, "row")))
    assert empty.negative == Stratum(1, kr("-5"))


def test_the_pages_can_be_shown_as_html_without_raw_ids() -> None:
    for language in LANGUAGES:
        pages = [
            materiality_page(MATERIAL, language),
            plan_page(planned(), strata(), language),
            draw_page(drawn(), language),
            evaluation_page(evaluated(), language),
            evaluation_page(evaluated(unknown=True, bound=Bound.CELL), language),
        ]
        assert "sampling." not in as_html(pages, language)


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        evaluation_page(evaluated(), "fr")


SOURCES = "\n".join(
    path.read_text("utf-8") for path in Path(amp_rules.report.__file__).parent.glob("sampling*.py")
)


def messages(language: str) -> dict[str, Message]:
    text_ = files("amp_rules.audit.sampling").joinpath("locale", f"{language}.po").read_bytes()
    return {str(each.id): each for each in read_po(BytesIO(text_), locale=language) if each.id}


def places(message: Message) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(message.string)) if name}


def test_every_message_is_in_both_languages_with_the_same_places() -> None:
    english, swedish = messages("en"), messages("sv")
    assert list(english) == list(swedish)
    for name in english:
        assert english[name].string, name
        assert swedish[name].string, name
        assert places(english[name]) == places(swedish[name]), name


def test_every_message_is_used_and_every_one_used_is_there() -> None:
    used = set(re.findall(r'"(sampling\.[a-z_]+)"', SOURCES))
    assert used == set(messages("en"))
