"""What a total is taken apart into, under rules made for the purpose."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case, case_from_mapping
from amp_rules.casefile.parts import Part, parts_of
from amp_rules.engine import Outcome, decide, plan_of
from amp_rules.engine.kleene import LimitError
from amp_rules.errors import RulebookError, UniqueTableError
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import cases
from tests.engine.rulebooks import decision as made_decision
from tests.engine.rulebooks import rule, rulebooks
from tests.rulebook.folders import EDITION, decision, parameter
from tests.rulebook.folders import plan_of as plan_in

SHOWN = EDITION + "total: total\n"
DAILY = SHOWN + "timeline: {rate: worth, components: [half]}\n"
PERIOD = {"id": "p1", "kind": "reflection", "start": "2020-06-01", "end": "2020-06-03"}
ITEMS = [{"id": "i1", "on": "2020-06-01", "cost": "10.00"}, {"id": "i2", "on": "2020-06-02", "cost": "5.00"}]


def money(name: str, value: str, about: str = "case", unit: str = "SEK") -> str:
    return decision(name, f"value: {value}", about=about, kind="amount", more=f"unit: {unit}")


def outcome(room: Path, *rules: str, edition: str = SHOWN, parameters: str = "", **facts: Any) -> Outcome:
    head = f"parameters:\n{parameters}" if parameters else ""
    text = f"{head}decisions:\n" + decision("granted", "value: 'True'") + "".join(rules)
    case = {"id": "c1", "programme": "nsp", "principal": {"id": "p0"}, **facts}
    return decide(plan_in(room, text, edition), case_from_mapping(case))


def rows(found: tuple[Part, ...]) -> list[tuple[str, str, Any]]:
    return [(part.decision, part.about, part.share.value) for part in found]


COST = money("price", "item.cost", about="item")


def test_what_is_taken_off_has_its_sign(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) - charge")
    found = outcome(
        tmp_path,
        total,
        COST,
        money("charge", "parameter.fee"),
        parameters=parameter("fee", "SEK", "3"),
        items=ITEMS,
    )
    assert rows(parts_of(found)) == [
        ("price", "item i1", 1000),
        ("price", "item i2", 500),
        ("charge", "case", -300),
    ]


def test_what_counts_twice_is_one_part(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) + sum(i.price for i in case.items)")
    assert rows(parts_of(outcome(tmp_path, total, COST, items=ITEMS[:1]))) == [("price", "item i1", 2000)]


def test_what_is_no_plain_sum_stays_whole(tmp_path: Path) -> None:
    total = money("total", "max(0, sum(i.price for i in case.items))")
    assert rows(parts_of(outcome(tmp_path, total, COST, items=ITEMS))) == [("total", "case", 1500)]


def test_a_sum_with_a_number_of_its_own_stays_whole(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) + parameter.fee")
    found = outcome(tmp_path, total, COST, parameters=parameter("fee", "SEK", "3"), items=ITEMS)
    assert rows(parts_of(found)) == [("total", "case", 1800)]


def test_items_left_out_of_a_sum_are_left_out_here(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items if i.accepted)")
    items = [{**ITEMS[0], "accepted": True}, {**ITEMS[1], "accepted": False}]
    assert rows(parts_of(outcome(tmp_path, total, COST, items=items))) == [("price", "item i1", 1000)]


def test_an_amount_that_may_not_count_is_unknown(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) if case.support.society_pays else 0")
    found = parts_of(outcome(tmp_path, total, COST, items=ITEMS[:1]))
    assert rows(found) == [("price", "item i1", UNKNOWN)]
    assert found[0].share.missing == ("$.support.society_pays",)


def test_an_amount_that_does_not_count_is_nothing_and_keeps_its_rules(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) if case.support.society_pays else 0")
    found = parts_of(outcome(tmp_path, total, COST, items=ITEMS[:1], support={"society_pays": False}))
    assert rows(found) == [("price", "item i1", 0)]
    assert found[0].share.rules == ("price.value",)


def test_two_ways_that_both_count_stay_whole_while_it_is_open_which(tmp_path: Path) -> None:
    total = money("total", "sum(i.price for i in case.items) if case.support.society_pays else charge")
    found = outcome(
        tmp_path,
        total,
        COST,
        money("charge", "parameter.fee"),
        parameters=parameter("fee", "SEK", "3"),
        items=ITEMS,
    )
    assert rows(parts_of(found)) == [("total", "case", UNKNOWN)]


def test_more_that_may_be_there_is_a_part_that_is_not_known(tmp_path: Path) -> None:
    body = "parameter.fee if person.role == 'principal' else 0"
    total = money("total", "sum(p.given for p in case.persons)")
    found = outcome(
        tmp_path, total, money("given", body, about="person"), parameters=parameter("fee", "SEK", "3")
    )
    assert rows(parts_of(found)) == [("given", "person p0", 300), ("total", "case", UNKNOWN)]
    assert parts_of(found)[1].share.missing == ("$.children",)


def test_two_sums_that_are_not_known_are_not_set_off_against_each_other(tmp_path: Path) -> None:
    body = "parameter.fee if person.role == 'principal' else 0"
    total = money("total", "sum(p.given for p in case.persons) - sum(p.taken for p in case.persons)")
    found = outcome(
        tmp_path,
        total,
        money("given", body, about="person"),
        money("taken", body, about="person"),
        parameters=parameter("fee", "SEK", "3"),
    )
    assert rows(parts_of(found)) == [
        ("given", "person p0", 300),
        ("total", "case", UNKNOWN),
        ("taken", "person p0", -300),
        ("total", "case", UNKNOWN),
    ]


def days(room: Path, worth: str) -> tuple[Part, ...]:
    return parts_of(
        outcome(
            room,
            money("total", "sum(p.paid for p in case.periods)"),
            money("paid", "sum(d.worth for d in period.days)", about="period"),
            money("half", "parameter.rate", about="day", unit="SEK/day"),
            money("worth", worth, about="day", unit="SEK/day"),
            edition=DAILY,
            parameters=parameter("rate", "SEK/day", "7"),
            periods=[PERIOD],
        )
    )


def test_days_are_given_by_what_the_statement_of_days_shows(tmp_path: Path) -> None:
    (part,) = days(tmp_path, "half")
    assert (part.decision, part.share.value) == ("worth", 700)
    assert part.components is not None
    assert {name: share.value for name, share in part.components.items()} == {"half": 700}


def test_components_that_do_not_come_to_the_rate_are_not_shown(tmp_path: Path) -> None:
    (part,) = days(tmp_path, "half + half")
    assert (part.share.value, part.components) == (1400, None)


EACH = {"case": "{}", "item": "sum(x.{} for x in case.items)", "period": "sum(x.{} for x in case.periods)"}
EACH |= {"person": "sum(x.{} for x in case.persons)", "claim": "sum(x.{} for x in case.claims)"}


@st.composite
def summed(draw: st.DrawFn) -> Rulebook:
    """Rules made at random, with a total that is a sum or difference of some of their amounts."""
    book = draw(rulebooks())
    unit = draw(st.sampled_from(("SEK", "USD")))
    named = [name for name, each in book.decisions.items() if each.about in EACH and each.unit == unit]
    assume(named)
    terms = [EACH[book.decisions[name].about].format(name) for name in named]
    value = terms[0] + "".join(draw(st.sampled_from((" + ", " - "))) + term for term in terms[1:])
    if draw(st.booleans()):
        value = f"({value}) if case.needs.acute else 0"
    total = made_decision("total", "case", "amount", (rule("total.value", None, value),), unit=unit)
    edition = replace(book.edition, total="total")
    return replace(book, edition=edition, decisions={**book.decisions, "total": total})


@settings(max_examples=200, suppress_health_check=[*HealthCheck], deadline=None)
@given(summed().flatmap(lambda book: st.tuples(st.just(book), cases(edition=book))))
def test_under_any_rules_the_parts_of_a_known_total_sum_to_it(drawn: tuple[Rulebook, Case]) -> None:
    book, case = drawn
    try:
        plan_of(book)
    except RulebookError:
        assume(False)
    with suppress(UniqueTableError, LimitError):
        found = decide(book, case)
        parts = parts_of(found)
        values = [_whole(part) for part in parts]
        event("taken apart" if [part.decision for part in parts] != ["total"] else "whole")
        if isinstance(found.total, Money):
            assert UNKNOWN not in values
            assert sum(values) == found.total.minor
        else:
            assert UNKNOWN in values


def _whole(part: Part) -> Any:
    if part.days is None or part.share.value is UNKNOWN:
        return part.share.value
    return part.share.value * ((part.days[1] - part.days[0]).days + 1)
