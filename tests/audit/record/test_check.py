from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from amp_rules.audit.record import FactsStand, Mark, Shelf, Weight
from amp_rules.audit.record.check import Checked
from amp_rules.audit.record.disclosable import Groups, disclosable
from amp_rules.terms import Money
from tests.audit.record.made import mother, returning, shown
from tests.rulebook.folders import write_folder

PERSON = ("$.principal", "$.children", "$.exploitation", "$.stay")
ANSWERS = ("answers", "lines", "components", "cited", "about")


def nsp() -> Groups:
    return copy.deepcopy(disclosable(mother()))


def amp() -> Groups:
    return copy.deepcopy(disclosable(returning()))


def names(of: Groups, *without: str) -> set[str]:
    every = set(of["facts"]) | {f"{group}.{name}" for group in ANSWERS for name in of[group]}
    return {each for each in every if not each.startswith(without)} if without else every


def weights(found: Checked) -> dict[str, Weight]:
    return {each.address: each.weight for each in found.claims}


def needs(found: Checked, address: str) -> tuple[str, ...]:
    return next(each.needs for each in found.claims if each.address == address)


def test_total_days_and_rules_are_confirmed_without_nationality_and_forms_of_exploitation() -> None:
    of = nsp()
    only = names(of, "$.children", "$.exploitation", "$.stay", "$.principal") | {"$.principal.birth_date"}
    found = shown(of, "nsp/2022", only)
    assert {weight for name, weight in weights(found).items() if name != "answers.period_granted"} == {
        Weight.CONFIRMED
    }
    assert not found.whole


def test_without_the_age_it_is_said_that_the_total_needs_it() -> None:
    of = nsp()
    found = shown(of, "nsp/2022", names(of, *PERSON))
    assert found.weight is Weight.OPEN
    assert needs(found, "answers.total_paid") == ("$.principal.birth_date", "$.stay.unaccompanied")


def test_the_age_may_be_withheld_where_it_is_stated_that_nobody_is_an_unaccompanied_minor() -> None:
    of = nsp()
    of["facts"]["$.stay.unaccompanied"] = False
    found = shown(of, "nsp/2022", names(of, *PERSON) | {"$.stay.unaccompanied"})
    assert {*weights(found).values()} == {Weight.CONFIRMED}


def test_a_list_that_is_withheld_is_named_as_what_is_needed() -> None:
    of = nsp()
    found = shown(of, "nsp/2022", names(of, "$.periods"))
    assert "$.periods[]" in needs(found, "answers.total_paid")
    assert needs(found, "lines.1") == ("$.periods[]",)
    assert needs(found, "answers.period_granted/period first") == ("$.periods[]",)


def test_part_of_a_list_confirms_nothing() -> None:
    of = nsp()
    found = shown(of, "nsp/2022", names(of, "$.periods[]", "$.periods[1]", "$.periods[2]", "$.periods[3]"))
    assert weights(found)["answers.total_paid"] is Weight.OPEN
    assert set(found.unplaced) == {each for each in of["facts"] if each.startswith("$.periods[0]")}


def test_parts_of_a_line_say_nothing_without_the_line() -> None:
    of = nsp()
    found = shown(of, "nsp/2022", names(of, "lines"))
    assert (weights(found)["components.2"], needs(found, "components.2")) == (Weight.OPEN, ("lines.2",))
    assert needs(found, "cited.2") == ("lines.2",)


def test_a_return_is_confirmed_without_age_and_forms_but_not_without_nationality() -> None:
    of = amp()
    only = names(of, "$.exploitation.forms", "$.principal.birth_date", "$.principal.sex")
    assert weights(shown(of, "amp/2015", only))["answers.granted_total"] is Weight.CONFIRMED
    found = shown(of, "amp/2015", only - {"$.principal.nationalities"})
    assert weights(found)["answers.granted_total"] is Weight.OPEN
    assert "$.principal.nationalities" in needs(found, "answers.granted_total")


def test_an_answer_about_the_principal_needs_to_know_who_that_is() -> None:
    of = amp()
    of["answers"]["eligible/person principal"] = of["answers"]["eligible"] | {"about": "person principal"}
    found = shown(of, "amp/2015", names(of))
    assert weights(found)["answers.eligible/person principal"] is Weight.CONTRADICTED


# what is not so


@pytest.mark.parametrize(
    ("group", "name", "change"),
    [
        ("answers", "total_paid", {"value": {"amount": "309296.00", "currency": "SEK"}}),
        ("answers", "total_paid", {"value": {"amount": "309295.00", "currency": "USD"}}),
        ("answers", "total_paid", {"cite": ["NSP-A01"]}),
        ("answers", "total_paid", {"unit": "SEK/day"}),
        ("answers", "total_paid", {"decision": "period_total"}),
        ("answers", "support", {"verdict": "refused"}),
        ("answers", "support", {"verdict": "undetermined"}),
        ("answers", "support", {"verdict": "referred"}),
        ("answers", "days_paid_total", {"value": 241}),
        ("answers", "days_paid_total", {"value": "240"}),
        ("answers", "period_granted/period first", {"about": "period second"}),
        ("lines", "2", {"rate": {"amount": "1700.00", "currency": "SEK"}}),
        ("lines", "2", {"status": "refused"}),
        ("lines", "2", {"days": 21}),
        ("lines", "2", {"to": "2022-02-31"}),
        ("lines", "2", {"to": "2022-04-30", "days": 51}),
        ("lines", "2", {"from": "2022-03-30", "to": "2022-03-11"}),
        ("lines", "2", {"period": "first"}),
        ("components", "2", {"child_supplement": {"amount": "400.00", "currency": "SEK"}}),
        ("components", "2", {"made_up": {"amount": "0.00", "currency": "SEK"}}),
        ("cited", "2", {"rules": ["day_total.adult_rate"]}),
        ("cited", "2", {"cite": ["NSP-A01"]}),
    ],
)
def test_what_the_facts_do_not_give_is_contradicted(group: str, name: str, change: dict[str, Any]) -> None:
    of = nsp()
    of[group][name] = {**of[group][name], **change}
    found = shown(of, "nsp/2022")
    assert weights(found)[f"{group}.{name}"] is Weight.CONTRADICTED
    assert found.weight is Weight.CONTRADICTED


def test_an_answer_left_open_by_the_record_is_only_confirmed_once_nothing_is_withheld() -> None:
    of = nsp()
    del of["facts"]["$.support.society_pays"]
    of["about"]["number_of_facts"] -= 1
    of["answers"] = {"support": of["answers"]["support"] | {"verdict": "undetermined"}}
    assert weights(shown(of, "nsp/2022"))["answers.support"] is Weight.CONFIRMED
    found = shown(of, "nsp/2022", set(of["facts"]) | {"answers.support"})
    assert needs(found, "answers.support") == ("$.support.society_pays", "about.number_of_facts")
    of["answers"]["support"]["verdict"] = "referred"
    assert weights(shown(of, "nsp/2022"))["answers.support"] is Weight.CONTRADICTED


def test_an_answer_said_to_be_open_is_contradicted_by_facts_that_settle_it() -> None:
    of = nsp()
    del of["answers"]["total_paid"]["value"]
    assert weights(shown(of, "nsp/2022"))["answers.total_paid"] is Weight.CONTRADICTED


def test_facts_that_make_no_case_are_contradicted() -> None:
    of = nsp()
    of["facts"]["$.periods[0].end"] = "2021-01-01"
    found = shown(of, "nsp/2022")
    assert (found.stand, found.weight) == (FactsStand.NO_CASE, Weight.CONTRADICTED)
    assert {*weights(found).values()} == {Weight.OPEN}


def test_more_facts_than_there_are_said_to_be_are_contradicted() -> None:
    of = nsp()
    of["about"]["number_of_facts"] = 3
    assert shown(of, "nsp/2022").weight is Weight.CONTRADICTED


def test_without_the_rules_that_are_named_nothing_is_confirmed(tmp_path: Path) -> None:
    of = nsp()
    found = shown(of, "nsp/2022", at=Shelf(rules=write_folder(tmp_path, {})))
    assert (found.stand, found.weight) == (FactsStand.UNDECIDED, Weight.OPEN)
    assert {*weights(found).values()} == {Weight.OPEN}
    assert {each.name for each in found.checks if each.mark is Mark.DIFFERS} == {"files", "plan"}


# sums


def sums(found: Checked) -> dict[tuple[str, str], Mark]:
    return {(each.name, each.line): each.mark for each in found.sums}


def test_sums_need_no_facts() -> None:
    of = nsp()
    found = shown(of, "nsp/2022", {each for each in names(of) if not each.startswith("$")})
    assert {*weights(found).values()} == {Weight.OPEN}
    assert {mark for (name, _), mark in sums(found).items() if name != "total"} == {Mark.FITS}
    assert sums(found)["total", ""] is Mark.NOTED
    assert found.sums[-1].rest == Money.of("1495.00", "SEK")


@pytest.mark.parametrize(
    ("group", "key", "sum_"),
    [("lines", "amount", "amount"), ("components", "support_half", "rate")],
)
def test_a_sum_that_does_not_come_out_is_contradicted(group: str, key: str, sum_: str) -> None:
    of = nsp()
    of[group]["3"][key] = {"amount": "1.00", "currency": "SEK"}
    found = shown(of, "nsp/2022", {each for each in names(of) if not each.startswith("$")})
    assert sums(found)[sum_, "3"] is Mark.DIFFERS
    assert found.weight is Weight.CONTRADICTED


def test_a_day_counted_twice_is_contradicted() -> None:
    of = nsp()
    of["lines"]["9"] = of["lines"]["1"]
    found = shown(of, "nsp/2022", {"lines.1", "lines.9"})
    assert sums(found)["days", ""] is Mark.DIFFERS


@pytest.mark.parametrize("without", ["lines.4", "about.number_of_lines"])
def test_a_total_is_not_put_to_lines_that_are_not_all_there(without: str) -> None:
    of = nsp()
    found = shown(of, "nsp/2022", names(of) - {without})
    assert sums(found)["total", ""] is Mark.UNCHECKED


def test_a_rate_is_not_put_to_parts_that_are_not_all_there() -> None:
    of = nsp()
    del of["components"]["1"]["child_supplement"]
    assert sums(shown(of, "nsp/2022"))["rate", "1"] is Mark.UNCHECKED
