"""Whatever is shown and withheld: the honest are never contradicted, a changed answer is never confirmed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.record import Mark, Weight
from amp_rules.audit.record.disclosable import Groups, addresses
from amp_rules.case import Case
from amp_rules.engine import Outcome, decide
from amp_rules.rulebook import Rulebook
from amp_rules.testing import cases
from tests.audit.record.made import book, groups, shown

NAMES = st.sampled_from(["nsp/2022", "amp/2015", "amp/2016", "amp/2023"])
OTHER_MONEY = {"amount": "123456.78", "currency": "SEK"}

pytestmark = pytest.mark.slow


def readings_of(rulebook: Rulebook, data: st.DataObject) -> dict[str, str]:
    """Some readings other than the default."""
    known = rulebook.registers.interpretations
    labels = data.draw(st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True))
    return {label: data.draw(st.sampled_from(sorted(known[label].readings))) for label in labels}


def drawn(data: st.DataObject) -> tuple[str, dict[str, str], Outcome]:
    name = data.draw(NAMES)
    readings = readings_of(book(name), data)
    case: Case = data.draw(cases(name[:3], name[4:]))
    return name, readings, decide(book(name, readings), case)


def some(data: st.DataObject, of: Groups) -> set[str]:
    """Some addresses: each fact by a coin that is the same for all of them, the answers all or some."""
    share = data.draw(st.sampled_from([0, 20, 50, 80, 95, 100]))
    random = data.draw(st.randoms(use_true_random=False))
    return {each for each in addresses(of) if random.randrange(100) < share}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_honest_record_is_never_contradicted_whatever_it_shows(data: st.DataObject) -> None:
    name, readings, outcome = drawn(data)
    of = groups(outcome)
    found = shown(of, name, some(data, of), readings)
    assert [each.address for each in found.claims if each.weight is Weight.CONTRADICTED] == []
    assert [each for each in found.sums if each.mark is Mark.DIFFERS] == []
    assert found.weight is not Weight.CONTRADICTED


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_record_that_shows_everything_is_confirmed_in_everything(data: st.DataObject) -> None:
    name, readings, outcome = drawn(data)
    found = shown(groups(outcome), name, None, readings)
    assert found.whole
    assert [each.address for each in found.claims if each.weight is not Weight.CONFIRMED] == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_answer_is_never_confirmed(data: st.DataObject) -> None:
    name, readings, outcome = drawn(data)
    of = groups(outcome)
    only = some(data, of)
    group = data.draw(
        st.sampled_from([each for each in ("answers", "lines", "components", "cited") if of[each]])
    )
    which = data.draw(st.sampled_from(sorted(of[group])))
    forged = copy.deepcopy(of)
    key = altered(forged[group][which], data)
    if key is None:
        return
    found = shown(forged, name, only | {f"{group}.{which}"}, readings)
    weights = {each.address: each.weight for each in found.claims}
    assert weights[f"{group}.{which}"] is not Weight.CONFIRMED, key


def altered(told: dict[str, Any], data: st.DataObject) -> str | None:
    """Changes one value of an answer or a line; its key, or None where nothing can be changed."""
    keys = sorted(key for key in told if key not in ("about", "decision", "period", "from", "to"))
    if not keys:
        return None
    key = data.draw(st.sampled_from(keys))
    told[key] = other(told[key])
    return key


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case "granted":
            return "refused"
        case str():
            return "granted" if value in ("refused", "undetermined", "referred") else value + "x"
        case {"amount": amount}:
            return {**value, "amount": f"{amount[:-1]}{(int(amount[-1]) + 1) % 10}"}
        case {"date": _}:
            return {"date": "1999-01-01"}
        case list():
            return [*value, "XX-00"]
    return "something"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_showing_more_never_takes_back_what_was_confirmed(data: st.DataObject) -> None:
    name, readings, outcome = drawn(data)
    of = groups(outcome)
    claims = {each for each in addresses(of) if not each.startswith(("$", "about"))}
    less = some(data, of) | claims
    more = less | some(data, of)
    before = {each.address: each.weight for each in shown(of, name, less, readings).claims}
    after = {each.address: each.weight for each in shown(of, name, more, readings).claims}
    assert [
        each for each in before if before[each] is Weight.CONFIRMED and after[each] is not Weight.CONFIRMED
    ] == []
