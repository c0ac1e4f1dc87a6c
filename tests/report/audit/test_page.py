from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import amp_rules
from amp_rules.audit.checking import Checked, PaymentAudit
from amp_rules.errors import UnknownNameError
from amp_rules.report import as_text
from amp_rules.report.audit import Given, audit_page
from amp_rules.report.page import Items, Page, Table
from amp_rules.terms import UNKNOWN, Money
from tests.report.audit.made import BAD, GIVEN, STAY, audited, holding, paid, wrong


def flat(audit: PaymentAudit, language: str = "en", given: Given | None = None, most: int = 10) -> str:
    """The page as running text."""
    return " ".join(as_text(audit_page(audit, language, given, most)).replace("\xa0", " ").split())


def table(page: Page, section: str) -> dict[str, list[str]]:
    """The rows of a section's table by their first cell."""
    blocks = next(each for each in page.sections if each.title == section).blocks
    found = next(each for each in blocks if isinstance(each, Table))
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in found.rows}


def titles(page: Page) -> list[str]:
    return [section.title for section in page.sections]


def test_the_summary_comes_first_and_counts_everything(audit: PaymentAudit) -> None:
    text = flat(audit, given=GIVEN)
    assert text.startswith("Payments held against the rules List of payments paid-2022.xlsx")
    for counted in (
        "Payments in the list 11",
        "As the rules give 3",
        "Otherwise than the rules give 7",
        "Could not be checked 1",
        "Rows that cannot be read 1",
        "one of the same id was there 2",
    ):
        assert counted in text


def test_sums_are_told_by_currency_and_none_hides_another(audit: PaymentAudit) -> None:
    rows = table(audit_page(audit), "What was paid and what the rules give")
    assert rows["SEK"] == [
        "271,187.00",
        "294,295.00",
        "-23,108.00",
        "21,892.00",
        "45,000.00",
        "12.00",
    ]
    assert rows["USD"] == ["2,040.00", "1,375.00", "+665.00", "665.00", "0.00", "0.00"]


def test_each_kind_of_finding_is_counted_and_summed(audit: PaymentAudit) -> None:
    rows = table(audit_page(audit), "Findings by kind")
    assert rows["PF01"] == ["Paid beyond a cap", "1", "SEK", "4,887.00", "0.00"]
    assert rows["PF16"] == ["Paid too little", "1", "SEK", "0.00", "45,000.00"]
    assert rows["PF21"] == ["Whole share for a child", "1", "USD", "75.00", "0.00"]


def test_a_finding_says_what_how_much_when_why_and_on_which_rules(audit: PaymentAudit) -> None:
    assert (
        "Case example-nsp-mother-and-child: support period reflection, row 2 Paid SEK 54,467; the rules give"
        " SEK 49,580; difference +SEK 4,887 - PF01 Paid beyond a cap: +SEK 4,887 Days beyond the cap are paid"
        " like the others. 31 Mar – 2 Apr 2022 (3 days) Rules not kept: day_status.over_cap"
        " [NSP-S01, NSP-S02, NSP-S08] No other reading of any one ambiguity gives what was paid"
    ) in flat(audit)


def test_a_finding_names_other_mistakes_that_give_the_same() -> None:
    found = wrong()
    instead = ("not_granted.claim", "outside_period+beyond_cap.no_cap")
    with holding([replace(found, findings=(replace(found.findings[0], instead=instead),))]) as audit:
        says = flat(audit)
    assert "Gives the same amount too: PF18 Paid although not granted" in says
    assert "PF22 Days outside the period applied for and PF01 Paid beyond a cap" in says


def test_a_finding_names_the_readings_that_give_what_was_paid() -> None:
    found = wrong()
    finding = replace(found.findings[0], readings=("B1=per-child",))
    with holding([replace(found, findings=(finding,))]) as audit:
        says = flat(audit)
    assert "Another reading gives just what was paid: B1=per-child: " in says
    assert "No other reading" not in says


def test_nothing_paid_is_said_to_be_outside_the_list() -> None:
    zero = Money(0, "SEK")
    unpaid = replace(wrong(), rows=(), paid=zero, expected=Money(100, "SEK"))
    finding = replace(unpaid.findings[0], difference=Money(-100, "SEK"))
    with holding([replace(unpaid, findings=(finding,))]) as audit:
        says = flat(audit)
    assert "support period reflection, not in the list" in says
    assert "Other readings were not tried" in says


def test_the_largest_come_first_and_the_rest_are_counted() -> None:
    with holding([wrong(2, 1), wrong(3, 9), wrong(4, 5)]) as audit:
        page = audit_page(audit, most=2)
    section = next(each for each in page.sections if each.title == "The 2 largest differences")
    items = section.blocks[0]
    assert isinstance(items, Items)
    assert [item.text.text.split(":")[0] for item in items.items] == ["Case stay-3", "Case stay-4"]
    assert "1 more payment is not shown here" in as_text(page)


def test_what_could_not_be_checked_is_told_by_reason_and_fact() -> None:
    missing = Checked(
        "stay-1",
        "nsp/2022",
        "period",
        "p1",
        None,
        (2,),
        Money(100, "SEK"),
        UNKNOWN,
        obstacle="missing",
        open=("$.periods[0].end", "$.support.needs_support"),
    )
    asked = replace(missing, obstacle="question", open=("fits_shelter",), rows=(3,))
    with holding([missing, replace(missing, rows=(4,)), asked]) as audit:
        decisions = audit.checker.editions.library.rulebook("nsp", edition="2022").decisions
        asked = replace(asked, open=(next(iter(decisions)),))
    with holding([missing, replace(missing, rows=(4,)), asked]) as audit:
        english, swedish = flat(audit), flat(audit, "sv")
    assert "Facts are missing 2 A person has to answer first 1" in english
    assert "period 1, last day 2" in english
    assert "period 1, sista dag 2" in swedish
    assert decisions[asked.open[0]].title.en in english


def test_only_so_many_missing_facts_are_told_and_the_rest_counted() -> None:
    paths = tuple(f"$.periods[{number}].end" for number in range(15))
    missing = replace(wrong(), expected=UNKNOWN, findings=(), obstacle="missing", open=paths)
    with holding([missing]) as audit:
        says = flat(audit)
    assert "period 12, last day 1 Others, not shown here 3" in says


def test_only_so_many_unreadable_rows_are_told_and_the_rest_counted() -> None:
    with holding([], [replace(BAD, row=row) for row in range(2, 15)]) as audit:
        says = flat(audit)
    assert "row 11 " in says
    assert "row 12 " not in says
    assert "3 more rows cannot be read." in says


def test_unreadable_rows_are_told_with_what_was_expected(audit: PaymentAudit) -> None:
    assert "row 14 Belopp: expected an amount names neither a period nor days" in flat(audit)


def test_rules_readings_and_engines_are_told(audit: PaymentAudit) -> None:
    says = flat(audit, given=GIVEN)
    digest = audit.checker.editions.of(audit.checker.editions.library.rulebook("nsp", edition="2022")).plan
    assert "National support programme 2022 (nsp/2022)" in says
    assert f"Digest of nsp/2022 {digest.digest}" in says
    assert "Readings the default of every ambiguity" in says
    assert "worked out once, by the first engine" in says
    assert "cases.json, more.json" in says
    assert f"Version of amp-rules {amp_rules.__version__}" in says


def test_a_reading_chosen_otherwise_is_named() -> None:
    terms = {"readings": (("B1", "per-child"),), "edition": "nsp/2022"}
    with audited([paid(2, "glasses", "1495.00", "item")], STAY, **terms) as audit:
        says = flat(audit)
    assert "Readings B1=per-child" in says
    assert "amp/2015" not in says


def test_an_audit_that_found_nothing_tells_no_findings() -> None:
    with audited([paid(2, "glasses", "1495.00", "item")], STAY) as audit:
        page = audit_page(audit)
    assert titles(page) == ["What was paid and what the rules give", "How this was checked"]


def test_an_audit_of_nothing_readable_has_no_sums() -> None:
    with audited([BAD]) as audit:
        page = audit_page(audit)
    assert titles(page) == ["Rows that cannot be read", "How this was checked"]
    assert "Payments in the list 0" in " ".join(as_text(page).split())


def test_an_audit_with_nothing_checked_says_why() -> None:
    with audited([paid(2, "x", "5.00", case="ghost")]) as audit:
        says = flat(audit)
    assert "Otherwise than the rules give 0" in says
    assert "The case is not among the cases 1" in says


def test_fractions_of_an_ore_are_shown_to_the_end() -> None:
    found = wrong()
    split = Money(Fraction(25, 2), "SEK")
    finding = replace(found.findings[0], difference=split)
    with holding(
        [replace(found, paid=found.paid, expected=found.paid - split, findings=(finding,))]
    ) as audit:
        assert "+SEK 0.125" in flat(audit)


def test_both_languages_tell_the_same(audit: PaymentAudit) -> None:
    english, swedish = audit_page(audit, "en", GIVEN), audit_page(audit, "sv", GIVEN)
    assert len(english.sections) == len(swedish.sections)
    assert "Utbetalningar jämförda med reglerna" in as_text(swedish)
    assert "PF13 Kvitto i fel kategori" in as_text(swedish)


def test_another_language_is_refused(audit: PaymentAudit) -> None:
    with pytest.raises(UnknownNameError):
        audit_page(audit, "de")
