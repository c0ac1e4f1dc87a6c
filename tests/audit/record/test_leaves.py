from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.record.leaves import (
    EVIDENCE,
    LIST,
    PRINCIPAL_ID,
    WITHHELD,
    is_fact,
    leaves_of,
    list_of,
    partial_case,
    whole_case,
)
from amp_rules.case import Case, fact_at, iter_unknown
from amp_rules.errors import CaseError
from amp_rules.terms import UNKNOWN
from amp_rules.testing import cases
from tests.audit.record.made import example


def plain(case: Case) -> object:
    return case.model_dump(mode="json")


@settings(max_examples=60, deadline=None)
@given(cases())
def test_all_facts_together_make_the_same_case(case: Case) -> None:
    assert plain(whole_case(leaves_of(case), case.programme.value)) == plain(case)


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_some_facts_make_a_case_that_knows_those_and_no_others(case: Case, data: st.DataObject) -> None:
    leaves = leaves_of(case)
    shown = {path: leaves[path] for path in data.draw(st.sets(st.sampled_from(sorted(leaves))))}
    found = partial_case(shown, case.programme.value)
    again = leaves_of(found.case)
    known = {path: value for path, value in again.items() if not path.endswith(LIST)}
    assert all(known[path] == leaves[path] for path in known if path not in ("$.id", PRINCIPAL_ID))
    assert set(again) - {"$.id", PRINCIPAL_ID} <= set(shown)


def test_part_of_a_list_is_never_taken_for_all_of_it() -> None:
    leaves = leaves_of(example("nsp-mother-and-child"))
    shown = {path: value for path, value in leaves.items() if path.startswith("$.periods[1]")}
    found = partial_case(shown, "nsp")
    assert found.case.periods is UNKNOWN
    assert set(found.unplaced) == set(shown)


def test_a_list_alone_says_how_many_there_are_and_their_ids() -> None:
    leaves = leaves_of(example("nsp-mother-and-child"))
    found = partial_case({"$.periods[]": leaves["$.periods[]"]}, "nsp").case
    assert found.periods is not UNKNOWN
    assert [each.id for each in found.periods] == ["reflection", "first", "extension", "integration"]
    assert {each.start for each in found.periods} == {UNKNOWN}


def test_an_empty_list_is_a_fact() -> None:
    leaves = leaves_of(example("nsp-mother-and-child"))
    assert leaves["$.daily.other_payer[]"] == []
    assert partial_case({"$.daily.other_payer[]": []}, "nsp").case.daily.other_payer == ()


def test_whom_a_claim_is_about_is_unknown_where_the_principal_is() -> None:
    leaves = leaves_of(example("amp-2015-mother-and-child"))
    del leaves[PRINCIPAL_ID]
    case = partial_case(leaves, "amp").case
    assert case.principal.id == WITHHELD
    assert case.claims is not UNKNOWN
    assert [each.person for each in case.claims] == [UNKNOWN, UNKNOWN, UNKNOWN, "child-1", UNKNOWN]


def test_the_name_of_nobody_is_never_that_of_a_child() -> None:
    case = partial_case({"$.children[]": [{"id": WITHHELD}]}, "amp").case
    assert case.principal.id not in (WITHHELD, "principal")


def test_evidence_is_kept_but_decides_nothing() -> None:
    case = example("nsp-mother-and-child")
    leaves = leaves_of(case)
    assert len(leaves[EVIDENCE]) == 2
    assert partial_case(leaves, "nsp").case.evidence == ()
    assert whole_case(leaves, "nsp").evidence == case.evidence


@pytest.mark.parametrize("path", ["$.id", PRINCIPAL_ID, "$.periods[]"])
def test_a_case_is_not_whole_without_its_ids_and_lists(path: str) -> None:
    leaves = leaves_of(example("nsp-mother-and-child"))
    del leaves[path]
    with pytest.raises(CaseError):
        whole_case(leaves, "nsp")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.periods", []),
        ("$.periods[]", {"id": "p1"}),
        ("$.periods[]", ["p1"]),
        ("$.principal", {}),
        ("$.principal[0]", 1),
        ("$.periods[0]", {}),
        ("$.shoe", 43),
        ("periods", []),
        ("", 1),
        ("$.principal.age[]", []),
        ("$.principal.age", "old"),
    ],
)
def test_what_is_no_fact_is_refused_without_being_shown(path: str, value: object) -> None:
    with pytest.raises(CaseError) as refused:
        partial_case({path: value}, "nsp")
    assert "shoe" not in str(refused.value)
    assert "old" not in str(refused.value)


def test_every_fact_of_a_case_is_a_fact_and_belongs_to_its_list() -> None:
    for name in ("nsp-mother-and-child", "amp-2015-mother-and-child"):
        leaves = leaves_of(example(name))
        assert [path for path in leaves if not is_fact(path)] == []
        assert {listed for path in leaves if (listed := list_of(path))} <= set(leaves)


def test_what_is_unknown_is_no_fact_that_can_be_shown() -> None:
    case = example("nsp-little-known")
    leaves = leaves_of(case)
    assert not set(iter_unknown(case)) & set(leaves)
    assert all(
        fact_at(case, path) is not UNKNOWN for path in leaves if not path.endswith(LIST) and path != EVIDENCE
    )
