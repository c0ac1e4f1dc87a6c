from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from amp_rules.audit.record import (
    Cause,
    Mark,
    Openings,
    Record,
    Standing,
    UnrecordableError,
    committed,
    openings_from_json,
    record_from_json,
    verify,
)
from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.leaves import leaves_of
from tests.audit.record.made import changed, example, mother, returning, shelf


def bare() -> tuple[Record, Openings]:
    return committed(returning())


def with_openings(openings: Openings, **other: Any) -> Openings:
    return openings_from_json(canonical({**openings.tree(), **other}) + b"\n")


def test_with_its_openings_a_committed_record_verifies_as_the_whole_one() -> None:
    made, openings = bare()
    read = record_from_json(made.to_json()), openings_from_json(openings.to_json())
    seen = verify(read[0], shelf(), read[1])
    assert (seen.standing, seen.entries) == (Standing.SAME, len(returning().ledger))


def test_without_them_it_says_what_it_could_not_check() -> None:
    seen = verify(bare()[0], shelf())
    assert seen.standing is Standing.UNCHECKED
    marks = {each.name: each.mark for each in seen.checks}
    assert {name for name, mark in marks.items() if mark is Mark.UNCHECKED} == {"facts", "ledger", "outcome"}
    assert {name for name, mark in marks.items() if mark is Mark.FITS} == {
        "content",
        "files",
        "edition",
        "plan",
        "library",
    }
    assert seen.check("facts").number == len(leaves_of(example("amp-2015-mother-and-child")))


@pytest.mark.parametrize(
    ("path", "to", "check", "number"),
    [
        (("ledger", 4, "decision"), "made_up", "ledger", 5),
        (("ledger", 4, "rule"), "made_up.rule", "ledger", 5),
        (("ledger", 4, "cite"), ["NSP-Z99"], "ledger", 5),
        (("ledger", 4, "reading"), "B5=day-count", "ledger", 5),
        (("ledger", 4, "days"), {"from": "2022-03-01", "to": "2022-03-02"}, "ledger", 5),
        (("outcome", "answers", 1, "cite"), [], "outcome", 2),
        (("outcome", "answers", 1, "decision"), "made_up", "outcome", 2),
        (("outcome", "lines", 0, "amount", "amount"), "1.00", "outcome", 15),
        (("outcome", "lines", 0, "days"), 9, "outcome", 15),
    ],
)
def test_what_the_rules_never_write_is_found_without_the_openings(
    path: Any, to: Any, check: str, number: int
) -> None:
    seen = verify(changed(committed(mother())[0], *path, to=to), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RECORD,))
    assert (seen.check(check).mark, seen.check(check).number) == (Mark.DIFFERS, number)


def test_an_amount_without_its_rate_is_found_without_the_openings() -> None:
    made = committed(mother())[0]
    line = {key: value for key, value in made.tree()["outcome"]["lines"][0].items() if key != "rate"}
    assert verify(changed(made, "outcome", "lines", 0, to=line), shelf()).standing is Standing.DIFFERS


def test_no_fact_and_nothing_that_was_read_or_concluded_stands_in_it() -> None:
    text = committed(mother())[0].to_json().decode()
    for secret in ("1994-06-15", '"NG"', "asylum_seeker", '"sexual"', "2018-11-02", "Migration Agency"):
        assert secret in mother().to_json().decode()
        assert secret not in text
    tree = committed(mother())[0].tree()
    assert not any({"read", "holds", "conclusion", "notes"} & set(each) for each in tree["ledger"])


def test_the_same_fact_has_another_commitment_each_time() -> None:
    one, other = (set(bare()[0].tree()["facts"]["commitments"]) for _ in range(2))
    assert not one & other
    salts = Counter(each["salt"] for part in ("facts", "ledger") for each in bare()[1].tree()[part])
    assert set(salts.values()) == {1}


def test_an_opened_fact_that_was_changed_is_told_by_path() -> None:
    made, openings = bare()
    facts = openings.tree()["facts"]
    for each in facts:
        if each["path"] == "$.exploitation.trafficking":
            each["value"] = "suspected"
    seen = verify(made, shelf(), with_openings(openings, facts=facts))
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.FACTS,))
    assert seen.check("facts").names == ("$.exploitation.trafficking",)


def test_a_fact_opened_twice_is_found() -> None:
    made, openings = bare()
    facts = openings.tree()["facts"]
    seen = verify(made, shelf(), with_openings(openings, facts=[*facts, facts[0]]))
    assert seen.check("facts").mark is Mark.DIFFERS


def test_openings_of_some_facts_only_leave_the_record_unchecked() -> None:
    made, openings = bare()
    facts = openings.tree()["facts"]
    seen = verify(made, shelf(), with_openings(openings, facts=facts[3:]))
    assert seen.standing is Standing.UNCHECKED
    assert seen.check("facts").number == 3


def test_an_opened_entry_that_was_changed_is_told_by_number() -> None:
    made, openings = bare()
    ledger = openings.tree()["ledger"]
    ledger[4]["entry"]["notes"] = ["month-end"]
    seen = verify(made, shelf(), with_openings(openings, ledger=ledger))
    assert seen.standing is Standing.DIFFERS
    assert (seen.check("ledger").mark, seen.check("ledger").number) == (Mark.DIFFERS, 5)


def test_openings_of_another_record_do_not_fit() -> None:
    made, _ = bare()
    _, other = bare()
    assert verify(made, shelf(), other).causes == (Cause.FACTS,)


def test_an_answer_changed_with_every_digest_made_to_fit_is_found_with_the_openings() -> None:
    made, openings = bare()
    forged = changed(made, "outcome", "answers", 0, "verdict", to="refused")
    seen = verify(forged, shelf(), with_openings(openings, record=forged.digest))
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RECORD,))
    assert seen.difference is not None
    assert seen.difference.part == "outcome"


def test_a_record_is_not_committed_twice() -> None:
    with pytest.raises(UnrecordableError):
        committed(bare()[0])
