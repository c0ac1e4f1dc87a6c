"""A whole list on disk gives what its cases give one by one, with one process or two."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from amp_rules.audit.checking import Checked, Checker, PaymentAudit, Terms
from amp_rules.audit.checking.run import _work
from amp_rules.audit.payments.payment import BadRow, Payment
from amp_rules.case import Case
from amp_rules.engine import EnginesDifferError, decide
from amp_rules.rulebook import load_library
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing.payments import right_payments
from amp_rules.testing.populations import drawn_population
from tests.audit.checking.worked import period, sek, shelter_case

EDITION = "amp/2015"


def spoiled(edition: str, count: int, seed: int) -> tuple[list[Case], list[Payment]]:
    """Cases, and their payments of which every fourth is wrong, in no order."""
    programme, _, name = edition.partition("/")
    book = load_library().rulebook(programme, edition=name)
    chance = Random(seed)
    cases = list(drawn_population(edition, count, seed).cases())
    found: list[Payment] = []
    for case in cases:
        for payment in right_payments(decide(book, case), len(found) + 2):
            more = Money(chance.choice((0, 0, 0, 7_700)), payment.amount.currency)
            found.append(replace(payment, amount=payment.amount + more))
    chance.shuffle(found)
    return cases, [replace(payment, row=row) for row, payment in enumerate(found, 2)]


def run(cases: list[Case], payments: list[Payment], workers: int = 1) -> list[Checked]:
    kept: list[Checked] = []
    with PaymentAudit(Terms(edition=EDITION, workers=workers)) as audit:
        audit.add_cases(cases)
        audit.add_payments(payments)
        audit.run(each=kept.append)
        ordered = [checked for checked in sorted(kept, key=lambda each: each.rows) if checked.findings]
        assert sorted(audit.wrong(), key=lambda each: each.rows) == ordered
    return kept


def one_by_one(cases: list[Case], payments: list[Payment]) -> list[Checked]:
    checker = Checker(load_library(), edition=load_library().rulebook("amp", edition="2015"))
    by_case = {case.id: [each for each in payments if each.case == case.id] for case in cases}
    return [each for case in cases for each in checker.check(case, by_case[case.id])]


@pytest.mark.slow
def test_a_list_gives_what_its_cases_give_one_by_one() -> None:
    cases, payments = spoiled(EDITION, 450, 3)
    whole = run(cases, payments)
    alone = one_by_one(cases, payments)
    assert len(whole) > 900
    assert sum(bool(each.findings) for each in whole) > 100
    assert sorted(whole, key=lambda each: each.rows) == sorted(alone, key=lambda each: each.rows)


@pytest.mark.slow
def test_two_processes_give_the_same_in_the_same_order() -> None:
    cases, payments = spoiled(EDITION, 450, 4)
    assert run(cases, payments, workers=2) == run(cases, payments)


def test_what_was_found_is_read_back_in_order() -> None:
    case = shelter_case(period("p", "reflection", "2022-03-01", "2022-03-30"))
    payments = [sek("10", "q", row=4), sek("500", "r", row=2), sek("90", "s", row=3)]
    with PaymentAudit(Terms()) as audit:
        audit.add_cases([case])
        audit.add_payments(payments)
        audit.run()
        assert [each.rows for each in audit.wrong()] == [(2,), (3,), (4,)]
        assert [each.rows for each in audit.wrong(largest_first=True)] == [(2,), (3,), (4,)]
        assert [each.rows for each in audit.wrong(largest_first=True, most=1)] == [(2,)]


def test_totals_add_up_and_the_unchecked_stand_apart() -> None:
    case = shelter_case(period("p", "reflection", "2022-03-01", "2022-03-30"))
    payments: list[Payment | BadRow] = [
        sek("36000", row=2),
        sek("100", "q", row=3),
        replace(sek("55", row=4), case="nowhere"),
        BadRow(5, (("amount", "is empty"),)),
    ]
    with PaymentAudit(Terms()) as audit:
        audit.add_cases([case])
        audit.add_payments(payments)
        totals = audit.run()
        bad = list(audit.bad_rows())
        (open_one,) = audit.unchecked()
    assert (totals.payments, totals.bad_rows, totals.right, totals.wrong, totals.unchecked) == (3, 1, 1, 1, 1)
    money = totals.currencies["SEK"]
    assert (money.paid, money.expected, money.over, money.under, money.unchecked) == (
        3_610_000,
        3_600_000,
        10_000,
        0,
        5_500,
    )
    assert dict(totals.obstacles) == {"no_case": 1}
    assert (open_one.obstacle, open_one.expected) == ("no_case", UNKNOWN)
    assert [str(each) for each in bad] == ["row 5: amount: is empty"]


def test_a_second_case_of_the_same_id_is_left_out_and_counted() -> None:
    case = shelter_case(period("p", "reflection", "2022-03-01", "2022-03-30"))
    with PaymentAudit(Terms()) as audit:
        assert audit.add_cases([case, case]) == 1


def test_nothing_at_all_is_no_finding() -> None:
    with PaymentAudit(Terms()) as audit:
        totals = audit.run()
        assert (totals.findings, totals.payments, list(audit.wrong())) == (0, 0, [])


def test_progress_adds_up_to_all_payments() -> None:
    cases, payments = spoiled(EDITION, 40, 5)
    told: list[int] = []
    with PaymentAudit(Terms(edition=EDITION)) as audit:
        audit.add_cases(cases)
        audit.add_payments(payments)
        audit.run(advance=told.append)
    assert sum(told) == len(payments)


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_what_is_kept_on_disk_is_for_its_owner_and_goes_away(tmp_path: Path) -> None:
    with PaymentAudit(Terms(), folder=tmp_path) as audit:
        audit.add_cases([shelter_case()])
        (folder,) = tmp_path.iterdir()
        modes = [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert modes == [0o600] * len(modes)
        assert modes
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_on_disk_goes_away_after_an_error_too(tmp_path: Path) -> None:
    def broken() -> Iterator[Case]:
        yield shelter_case()
        raise KeyboardInterrupt

    def interrupted() -> None:
        with PaymentAudit(Terms(), folder=tmp_path) as audit:
            audit.add_cases(broken())

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_engines_that_differ_in_another_process_are_told_by_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = decide(load_library().rulebook("nsp", edition="2022"), shelter_case())

    def differ(*_: object) -> None:
        raise EnginesDifferError(outcome, outcome, ("total_paid",))

    monkeypatch.setattr("amp_rules.audit.checking.run._check", differ)
    monkeypatch.setattr("amp_rules.audit.checking.run._ready", lambda *_: (None, None))
    assert _work(Terms(), Path("nowhere"), ("a", "b")) is None
