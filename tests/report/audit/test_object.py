from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from amp_rules.audit.checking import PaymentAudit
from amp_rules.report.audit import audit_object, lines
from amp_rules.report.audit.object import payment_object
from amp_rules.report.audit.telling import Telling
from tests.report.audit.made import BAD, GIVEN, holding, wrong
from tests.report.fits import assert_fits, assert_nothing_else_fits

BY_NAME = "readings obstacles"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_line_fits(audit: PaymentAudit, language: str) -> None:
    for line in lines(audit, language, GIVEN):
        assert_fits("audit", line)


def test_the_summary_and_nothing_else_fits(audit: PaymentAudit) -> None:
    assert_nothing_else_fits("audit", audit_object(audit, "en", GIVEN), BY_NAME)


def test_each_kind_of_line_and_nothing_else_fits(audit: PaymentAudit) -> None:
    for line in [*lines(audit)][1:]:
        assert_nothing_else_fits("audit", line)


def test_the_summary_comes_first_then_payments_then_rows(audit: PaymentAudit) -> None:
    told = [line["line"] for line in lines(audit)]
    assert told == ["audit", *["payment"] * 8, "row"]


def test_the_summary_has_the_totals_as_text(audit: PaymentAudit) -> None:
    summary = audit_object(audit, "en", GIVEN)
    kronor = summary["currencies"][0]
    assert (kronor["currency"], kronor["paid"], kronor["difference"]) == ("SEK", "271187.00", "-23108.00")
    assert summary["obstacles"] == {"no_case": 1}
    assert summary["given"]["doubled"] == 2
    assert [each["edition"] for each in summary["rules"]] == ["amp/2015", "amp/2016", "amp/2023", "nsp/2022"]


def test_the_differences_of_findings_add_up_to_the_kinds(audit: PaymentAudit) -> None:
    summary, *rest = lines(audit)
    assert summary["line"] == "audit"
    found: dict[tuple[str, str], Decimal] = {}
    for line in rest:
        if line["line"] != "payment":
            continue
        for each in line["findings"]:
            key = (line["currency"], each["code"])
            found[key] = found.get(key, Decimal()) + Decimal(each["difference"])
    for currency in summary["currencies"]:
        for kind in currency["kinds"]:
            net = Decimal(kind["over"]) - Decimal(kind["under"])
            assert found.pop((currency["currency"], kind["code"])) == net
    assert not found


def test_what_could_not_be_checked_has_no_expected_amount(audit: PaymentAudit) -> None:
    open_ones = [
        line for line in lines(audit) if line["line"] == "payment" and line["standing"] == "unchecked"
    ]
    assert [(line["case"], line["expected"], line["obstacle"]) for line in open_ones] == [
        ("ghost", None, "no_case")
    ]


def test_unreadable_rows_say_what_was_expected() -> None:
    with holding([], [BAD]) as audit:
        assert [*lines(audit)][-1] == {
            "schema": "amp-rules/audit/1",
            "line": "row",
            "row": 14,
            "problems": [
                {"column": "Belopp", "expected": "expected an amount"},
                {"column": None, "expected": "names neither a period nor days"},
            ],
        }


def test_days_and_their_worth_are_told_both_ways() -> None:
    with holding([wrong()]) as audit:
        told = payment_object(wrong(), Telling(audit, "sv"))
    assert told["findings"][0]["days"] == [{"first": "2022-03-31", "last": "2022-04-02"}]
    assert told["findings"][0]["why"] == "Dagar över taket ersätts."
    assert [run["status"] for run in told["should"]] == ["paid", "over_cap"]
    assert told["was"] == [{"first": "2022-03-01", "last": "2022-04-02", "rate": "1629.00", "status": "paid"}]


def test_what_was_paid_is_not_told_by_day_where_nothing_explains_it() -> None:
    found = wrong(was=wrong().should)
    with holding([found]) as audit:
        assert payment_object(found, Telling(audit, "en"))["was"] == []


def test_a_payment_that_is_right_fits_too() -> None:
    with holding([]) as audit:
        right = replace(wrong(), findings=(), expected=wrong().paid)
        assert assert_fits("audit", payment_object(right, Telling(audit, "en")))["standing"] == "right"
