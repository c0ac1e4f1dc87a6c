from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from amp_rules.audit.checking import Checked, PaymentAudit
from amp_rules.report.audit import audit_html
from amp_rules.terms import UNKNOWN, Money
from tests.report.audit.made import BAD, GIVEN, STAY, audited, holding, paid, wrong
from tests.report.test_html import HOSTILE, read


def flat(html: str) -> str:
    """The text of a document."""
    return " ".join(" ".join(read(html).text).replace("\xa0", " ").split())


def count(html: str, tag: str, **wanted: str) -> int:
    return sum(name == tag and wanted.items() <= attributes.items() for name, attributes in read(html).tags)


def named(attributes: dict[str, Any]) -> list[str]:
    return str(attributes["aria-labelledby"]).split()


def dated(first: str = "2022-05-01", **more: Any) -> Checked:
    """An instalment with dates and no days."""
    dates = (("paid", date.fromisoformat(first)), ("due", date(2022, 5, 31)), ("withdrawn", date(2022, 4, 2)))
    without: dict[str, Any] = {"should": (), "was": (), "kind": "instalment", "number": 2, "dates": dates}
    finding = replace(wrong().findings[0], days=())
    return wrong(**{**without, "findings": (finding,), **more})


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_report_is_one_document_that_fetches_and_runs_nothing(audit: PaymentAudit, language: str) -> None:
    html = audit_html(audit, language, GIVEN)
    reader = read(html)
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert not reader.values("src")
    assert all(target.startswith("#") for target in reader.values("href"))
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'; style-src 'unsafe-inline'" in reader.values("content")
    assert f'<html lang="{language}">' in html


def test_the_summary_leads_and_how_it_was_done_ends(audit: PaymentAudit) -> None:
    headings = re.findall(r"<h[12][^>]*>(.*?)</h", audit_html(audit, "en", GIVEN))
    assert headings == [
        "Payments held against the rules",
        "What was paid and what the rules give",
        "Findings by kind",
        "Payments that differ, largest difference first",
        "Why some could not be checked",
        "Rows that cannot be read",
        "Sources",
        "How this was checked",
    ]


def test_every_drawing_has_a_text_alternative_of_its_own(audit: PaymentAudit) -> None:
    reader = read(audit_html(audit))
    drawings = [attributes for tag, attributes in reader.tags if tag == "svg"]
    ids = [each for each in reader.values("id") if each.startswith("drawn-")]
    assert len(drawings) > 3
    assert sorted(ids) == sorted(name for attributes in drawings for name in named(attributes))
    assert len(ids) == len(set(ids))
    assert all(attributes["role"] == "img" for attributes in drawings)


def test_a_table_below_the_drawing_says_the_same() -> None:
    with holding([wrong()]) as audit:
        html = audit_html(audit)
    table = html[html.index("</svg>") :]
    cells = re.findall(r'<td role="cell" class="[nd]"[^>]*>(.*?)</td>', table)
    assert [re.sub("<.*?>", "", cell) for cell in cells][:14] == [
        *("2022-03-01", "2022-03-30", "30", "1,629.00", "paid", "1,629.00"),
        *("2022-03-31", "2022-04-02", "3", "0.00", "beyond the cap", "1,629.00", "PF01"),
        *cells[13:14],
    ]
    told = re.search(r"<desc[^>]*>(.*?)</desc>", html)
    assert told is not None
    assert "the rules give SEK 1,629 per day, paid SEK 1,629 per day" in told[1].replace("\xa0", " ")
    assert told[1].endswith("(PF01)")


def test_the_drawing_names_what_becomes_of_the_days() -> None:
    found = wrong(over=30)
    with holding([found]) as audit:
        english, swedish = audit_html(audit), audit_html(audit, "sv")
    assert re.search(r'<text class="quiet"[^>]*>beyond the cap</text>', english)
    assert re.search(r'<text class="quiet"[^>]*>över taket</text>', swedish)


def test_days_concerned_are_marked_with_the_code_of_the_finding() -> None:
    with holding([wrong()]) as audit:
        html = audit_html(audit)
    assert count(html, "rect", **{"class": "concerned"}) == 1
    assert re.search(r'<text class="code"[^>]*>PF01</text>', html)


def test_dates_stand_on_a_line_where_there_are_no_days() -> None:
    with holding([dated()]) as audit:
        html = audit_html(audit)
    assert count(html, "circle") == 3
    for text in ("paid 2022-05-01", "falls due 2022-05-31", "withdrawn 2022-04-02"):
        assert f">{text}</text>" in html
    assert "Withdrawn 2 April 2022" in flat(html)


def test_without_days_or_dates_it_says_so() -> None:
    with holding([dated(dates=())]) as audit:
        html = audit_html(audit)
    assert count(html, "svg") == 0
    assert "Neither the list nor the case names days or dates" in flat(html)


def test_dates_far_from_the_days_are_told_at_the_end_they_lie_beyond() -> None:
    dates = (("paid", date(2023, 6, 1)), ("paid", date(2021, 6, 1)), ("paid", date(2022, 3, 5)))
    with holding([wrong(dates=dates)]) as audit:
        html = audit_html(audit)
    for text in ("paid 2023-06-01 ▶", "◀ paid 2021-06-01", "▲ paid 2022-03-05"):
        assert f">{text}</text>" in html


def test_only_the_largest_are_drawn_and_the_rest_counted() -> None:
    with holding([wrong(row, row) for row in range(2, 8)]) as audit:
        html = audit_html(audit, most=2)
    assert count(html, "svg") == 2
    assert "Case stay-7" in flat(html)
    assert "Case stay-5" not in flat(html)
    assert "4 more payments are not shown here" in flat(html)


def test_thousands_of_findings_stay_a_document_that_can_be_opened() -> None:
    with holding(wrong(row) for row in range(2, 5002)) as audit:
        html = audit_html(audit)
    assert count(html, "svg") == 200
    assert len(html.encode()) < 2_000_000
    assert "4,800 more payments" in flat(html)


def test_hostile_names_are_text() -> None:
    bad = replace(BAD, problems=((HOSTILE, HOSTILE),))
    open_one = replace(
        wrong(3), expected=UNKNOWN, findings=(), obstacle="no_case", case=HOSTILE, target=HOSTILE, edition=""
    )
    given = replace(GIVEN, payments=HOSTILE, cases=(HOSTILE,))
    with holding(
        [wrong(case=HOSTILE, target=HOSTILE), dated(case=HOSTILE, target=HOSTILE), open_one], [bad]
    ) as audit:
        html = audit_html(audit, "en", given)
    reader = read(html)
    assert not [tag for tag, _ in reader.tags if tag == "script"]
    assert not reader.values("onload")
    assert HOSTILE in "".join(reader.text)


@pytest.mark.parametrize(
    ("payments", "headings"),
    [
        ((), ["How this was checked"]),
        ((BAD,), ["Rows that cannot be read", "How this was checked"]),
        (
            (paid(2, "x", "5.00", case="ghost"),),
            [
                "What was paid and what the rules give",
                "Why some could not be checked",
                "How this was checked",
            ],
        ),
        (
            (paid(2, "glasses", "1495.00", "item"),),
            ["What was paid and what the rules give", "How this was checked"],
        ),
    ],
    ids=["nothing", "only unreadable", "only unchecked", "all right"],
)
def test_a_report_without_findings_is_whole(payments: tuple[Any, ...], headings: list[str]) -> None:
    with audited(payments, STAY) as audit:
        html = audit_html(audit)
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == headings
    assert count(html, "svg") == 0


def test_long_tables_and_many_dates_are_cut_and_the_rest_counted() -> None:
    start = date(2022, 1, 1).toordinal()
    days = tuple(date.fromordinal(start + 2 * number) for number in range(70))
    runs = tuple(replace(wrong().should[0], first=day, last=day) for day in days)
    finding = replace(wrong().findings[0], days=())
    dates = tuple(("paid", day) for day in days[:26])
    with holding([wrong(should=runs, was=(), findings=(finding,), dates=dates)]) as audit:
        text = flat(audit_html(audit))
    assert "10 more rows of days are in the JSON." in text
    assert "2 more dates are in the JSON." in text


def test_what_could_not_be_checked_is_listed_up_to_a_number() -> None:
    open_one = replace(wrong(), expected=UNKNOWN, findings=(), obstacle="missing", open=("$.periods[0].end",))
    with holding(replace(open_one, rows=(row,), case=f"stay-{row}") for row in range(2, 123)) as audit:
        html = audit_html(audit)
    text = flat(html)
    assert (
        "stay-101 support period reflection row 101 SEK 53,757 Facts are missing period 1, last day" in text
    )
    assert "stay-102" not in text
    assert "21 more payments are not shown here" in text


def test_fractions_of_an_ore_are_shown() -> None:
    split = Money(Fraction(25, 2), "SEK")
    found = wrong()
    finding = replace(found.findings[0], difference=split)
    runs = tuple(replace(run, rate=run.rate + split) for run in found.was)
    with holding([replace(found, expected=found.paid - split, findings=(finding,), was=runs)]) as audit:
        text = flat(audit_html(audit))
    assert "+SEK 0.125" in text
    assert "1,629.125" in text


def test_days_that_were_paid_twice_are_framed_with_what_was_paid() -> None:
    with holding([wrong(should=(), was=())]) as audit:
        html = audit_html(audit)
    assert count(html, "rect", **{"class": "frame"}) == 1


def unexplained() -> Checked:
    """A payment that no finding explains: the days are those of the rules."""
    found = wrong()
    finding = replace(found.findings[0], kind="no_reading_gives", code="PF15", way=None, why=None)
    return replace(found, findings=(finding,), was=found.should)


def test_what_no_finding_explains_is_not_drawn_as_the_rules_have_it() -> None:
    with holding([unexplained()]) as audit:
        html = audit_html(audit)
    assert count(html, "rect", **{"class": "s1"}) == 0
    assert count(html, "rect", **{"class": "frame"}) == 1
    assert "What was paid, SEK 53,757, is known only as a whole" in flat(html)


def test_what_was_never_paid_is_not_drawn_as_paid() -> None:
    found = unexplained()
    zero = Money(0, "SEK")
    with holding([replace(found, rows=(), paid=zero, expected=Money(100, "SEK"))]) as audit:
        html = audit_html(audit)
    assert count(html, "rect", **{"class": "s1"}) == count(html, "rect", **{"class": "frame"}) == 0
    assert count(html, "rect", **{"class": "s0"}) > 0


@pytest.mark.parametrize(("more", "told"), [(500, "SEK 5 more was paid"), (-500, "SEK 5 less was paid")])
def test_what_the_days_do_not_come_to_is_told(more: int, told: str) -> None:
    found = wrong()
    with holding([replace(found, paid=found.paid + Money(more, "SEK"))]) as audit:
        assert told in flat(audit_html(audit))
