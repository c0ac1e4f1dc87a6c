from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.record import (
    Cause,
    Mark,
    Record,
    Shelf,
    Standing,
    committed,
    record,
    record_from_json,
    verify,
)
from amp_rules.case import Case
from amp_rules.engine import decide
from amp_rules.errors import UniqueTableError
from amp_rules.testing import cases
from tests.audit.record.made import (
    book,
    changed,
    mother,
    pinned,
    returning,
    retyped,
    shelf,
    shipped,
    small_record,
)
from tests.rulebook.folders import FOLDER, RULES


def entry_number(found: Record, decision: str, about: str = "case") -> int:
    ledger = found.tree()["ledger"]
    return next(
        at for at, each in enumerate(ledger) if (each["decision"], each["about"]) == (decision, about)
    )


@pytest.mark.parametrize("found", [mother, returning], ids=["nsp", "amp"])
def test_a_record_verifies_with_every_check(found: Any) -> None:
    seen = verify(found(), shelf())
    assert (seen.standing, seen.causes, seen.difference) == (Standing.SAME, (), None)
    assert {each.mark for each in seen.checks} == {Mark.FITS}
    assert seen.entries == len(found().ledger)


def test_the_second_engine_confirms_it() -> None:
    assert verify(returning(), shelf(), engine="both").standing is Standing.SAME


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["nsp/2022", "amp/2015", "amp/2016", "amp/2023"]), st.data())
def test_every_record_of_any_case_verifies(name: str, data: st.DataObject) -> None:
    case: Case = data.draw(cases(name[:3], name[4:]))
    made = record(decide(book(name), case), author="unit 1", rules=pinned(name))
    assert verify(record_from_json(made.to_json()), shelf()).standing is Standing.SAME
    bare, openings = committed(made)
    assert verify(bare, shelf(), openings).standing is Standing.SAME
    assert verify(bare, shelf()).standing is Standing.UNCHECKED


def test_a_record_under_another_reading_verifies_under_that_reading() -> None:
    read = book("nsp/2022", {"B5": "day-count"})
    made = record(decide(read, mother_case()), author="unit 1", library=shipped())
    assert made.rules.readings["B5"] == "day-count"
    assert verify(made, shelf()).standing is Standing.SAME


def mother_case() -> Case:
    from tests.audit.record.made import example

    return example("nsp-mother-and-child")


# what differs, and why


def test_a_fact_changed_afterwards_is_told_to_be_the_facts() -> None:
    seen = verify(retyped(mother(), "facts", "case", "support", "society_pays", to=True), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.FACTS,))
    assert seen.check("content").names == ("facts",)
    assert seen.difference is not None
    assert (seen.difference.part, seen.difference.field) == ("ledger", "read")


def test_a_fact_changed_with_every_digest_made_to_fit_is_told_by_what_the_ledger_read() -> None:
    seen = verify(changed(mother(), "facts", "case", "support", "society_pays", to=True), shelf())
    assert seen.check("content").mark is Mark.FITS
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.FACTS,))
    assert seen.difference is not None
    assert seen.difference.number == entry_number(mother(), seen.difference.decision) + 1


def test_facts_of_every_kind_are_told_by_what_the_ledger_read() -> None:
    for path, to in (
        (("principal", "birth_date"), "2010-01-01"),
        (("items", 0, "cost"), "1.00"),
        (("periods", 2, "kind"), "integration"),
        (("shelter", "women_age_from"), 40),
        (("exploitation", "forms"), ["labour"]),
    ):
        seen = verify(changed(mother(), "facts", "case", *path, to=to), shelf())
        assert seen.causes == (Cause.FACTS,), path


def test_a_value_that_the_ledger_read_changed_in_one_entry_cannot_be_told_from_a_changed_fact() -> None:
    at = entry_number(mother(), "not_paid_by_society")
    seen = verify(changed(mother(), "ledger", at, "read", 0, "value", to=True), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.FACTS, Cause.RECORD))


def test_a_conclusion_changed_with_every_digest_made_to_fit_is_told_to_be_the_record() -> None:
    at = entry_number(mother(), "period_total", "period first")
    to = {"amount": "999999.00", "currency": "SEK"}
    seen = verify(changed(mother(), "ledger", at, "conclusion", to=to), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RECORD,))
    assert seen.difference is not None
    where = seen.difference
    assert (where.number, where.decision, where.about) == (at + 1, "period_total", "period first")
    assert (where.field, where.recorded) == ("conclusion", to)


@pytest.mark.parametrize(
    "path",
    [
        ("outcome", "answers", 0, "verdict"),
        ("outcome", "lines", 2, "rate", "amount"),
        ("outcome", "lines", 0, "cite", 0),
        ("outcome", "total"),
        ("outcome", "authority"),
    ],
)
def test_an_answer_changed_with_every_digest_made_to_fit_is_found_in_the_outcome(path: Any) -> None:
    seen = verify(changed(mother(), *path, to="1.00"), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RECORD,))
    assert seen.difference is not None
    assert seen.difference.part == "outcome"
    assert (seen.check("ledger").mark, seen.check("outcome").mark) == (Mark.FITS, Mark.DIFFERS)


@pytest.mark.parametrize(
    ("path", "to", "cause", "names"),
    [
        (("author",), "somebody else", Cause.RECORD, ()),
        (("at",), "2020-01-01T00:00:00Z", Cause.RECORD, ()),
        (("digest",), "0" * 64, Cause.RECORD, ()),
        (("parts", "ledger"), "0" * 64, Cause.RECORD, ("ledger",)),
        (("rules", "readings", "B5"), "day-count", Cause.RULES, ("rules",)),
        (("outcome", "lines", 0, "days"), 11, Cause.RECORD, ("outcome",)),
    ],
)
def test_the_digests_tell_which_part_was_changed(path: Any, to: Any, cause: Cause, names: Any) -> None:
    seen = verify(retyped(mother(), *path, to=to), shelf())
    assert seen.standing is Standing.DIFFERS
    assert seen.check("content").mark is Mark.DIFFERS
    assert seen.check("content").names == names
    assert seen.causes[0] is cause


@pytest.mark.parametrize("how", ["less", "more", "order"])
def test_an_entry_left_out_added_or_moved_is_found(how: str) -> None:
    ledger = returning().tree()["ledger"]
    other = {"less": ledger[:-1], "more": [*ledger, ledger[0]], "order": [ledger[1], ledger[0], *ledger[2:]]}[
        how
    ]
    seen = verify(changed(returning(), "ledger", to=other), shelf())
    assert seen.difference is not None
    assert seen.difference.number == {"less": len(ledger), "more": len(ledger) + 1, "order": 1}[how]
    assert seen.difference.field == ""
    assert seen.causes == (Cause.RECORD,)


def test_another_library_that_says_the_same_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amp_rules.audit.record.rulechecks.__version__", "99.0")
    seen = verify(returning(), shelf())
    assert (seen.standing, seen.check("library").mark) == (Standing.SAME, Mark.NOTED)


def test_another_library_that_says_otherwise_is_told_to_be_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = entry_number(mother(), "period_total", "period first")
    other = changed(mother(), "ledger", at, "conclusion", to={"amount": "1.00", "currency": "SEK"})
    monkeypatch.setattr("amp_rules.audit.record.rulechecks.__version__", "99.0")
    assert verify(other, shelf()).causes == (Cause.LIBRARY,)


def test_where_rules_and_library_are_others_it_is_said_that_they_cannot_be_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = small_record(tmp_path)
    (tmp_path / FOLDER / "rules.yaml").write_text(RULES.replace("wants_return", "coerced"))
    monkeypatch.setattr("amp_rules.audit.record.rulechecks.__version__", "99.0")
    assert verify(old, Shelf(rules=tmp_path)).causes == (Cause.RULES, Cause.LIBRARY)


def test_rules_that_changed_without_touching_the_case_are_told_all_the_same(tmp_path: Path) -> None:
    old = small_record(tmp_path)
    more = RULES + RULES.split("\n", 1)[1].replace("granted:", "also:")
    (tmp_path / FOLDER / "rules.yaml").write_text(more)
    seen = verify(old, Shelf(rules=tmp_path))
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RULES,))


def test_rules_that_are_nowhere_leave_nothing_to_compare(tmp_path: Path) -> None:
    old = small_record(tmp_path)
    seen = verify(old, shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.RULES,))
    assert (seen.difference, seen.entries) == (None, 0)
    assert seen.check("ledger").mark is Mark.UNCHECKED


def test_facts_that_are_no_case_are_told_by_path() -> None:
    seen = verify(changed(mother(), "facts", "case", "principal", "birth_date", to="soon"), shelf())
    assert (seen.standing, seen.causes) == (Standing.DIFFERS, (Cause.FACTS,))
    assert seen.check("facts").names == ("$.principal.birth_date",)


def test_facts_in_another_form_that_mean_the_same_are_noted() -> None:
    seen = verify(changed(mother(), "facts", "case", "items", 0, "cost", to=1495), shelf())
    assert (seen.check("facts").mark, seen.standing) == (Mark.NOTED, Standing.SAME)


def test_facts_that_another_library_cannot_read_may_be_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amp_rules.audit.record.rulechecks.__version__", "99.0")
    seen = verify(changed(mother(), "facts", "case", "principal", "shoe", to=43), shelf())
    assert seen.causes == (Cause.FACTS, Cause.LIBRARY)
    assert seen.check("facts").names == ("$.principal",)


def test_facts_that_cannot_be_decided_any_longer_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UniqueTableError("a", ("a.one", "a.two"))

    monkeypatch.setattr(import_module("amp_rules.audit.record.verify"), "decide", refuse)
    seen = verify(mother(), shelf())
    assert (seen.standing, seen.causes, seen.difference) == (Standing.DIFFERS, (Cause.RECORD,), None)
    assert seen.check("ledger").mark is Mark.DIFFERS


def test_a_check_that_was_not_made_has_no_name() -> None:
    with pytest.raises(KeyError):
        verify(returning(), shelf()).check("weather")
