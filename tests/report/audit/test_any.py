"""Whatever checking may give can be shown in every form."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.checking import Checked, DayRun, Finding
from amp_rules.audit.payments.payment import KINDS as PAYMENT_KINDS
from amp_rules.audit.payments.payment import PaymentKind
from amp_rules.report import as_text
from amp_rules.report.audit import audit_html, audit_page, lines
from amp_rules.rulebook import load_library
from amp_rules.rulebook.mistakes import load_mistakes
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN, Money
from tests.report.audit.made import holding
from tests.report.fits import assert_fits
from tests.report.test_html import read

KINDS = load_mistakes(load_library()).kinds
STATUSES = load_library().rulebook("nsp", edition="2022").decisions["day_status"].choices
DAYS = st.dates(date(1900, 1, 1), date(2199, 1, 1))
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
ORE = st.integers(-(10**12), 10**12) | st.integers(-(10**6), 10**6).map(lambda number: Fraction(number, 4))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(DAYS)
    return first, first + timedelta(days=draw(st.integers(0, 120)))


@st.composite
def runs(draw: st.DrawFn, currency: Any) -> tuple[DayRun, ...]:
    """Runs of days, none of which shares a day with another."""
    found, day = [], draw(DAYS)
    for length in draw(st.lists(st.integers(1, 50), max_size=4)):
        last = day + timedelta(days=length - 1)
        status = draw(st.sampled_from([None, *STATUSES]))
        found.append(DayRun(day, last, Money(draw(ORE), currency), status))
        day = last + timedelta(days=draw(st.integers(1, 9)))
    return tuple(found)


@st.composite
def findings(draw: st.DrawFn, currency: Any) -> Finding:
    kind = draw(st.sampled_from(sorted(KINDS)))
    way = draw(st.none() | st.just(f"{kind}.way"))
    return Finding(
        kind,
        KINDS[kind].code,
        Money(draw(ORE), currency),
        tuple(draw(st.lists(spans(), max_size=3))),
        tuple(draw(st.lists(NAMES, max_size=2))),
        tuple(draw(st.lists(st.sampled_from(["NSP-E02", "AMP-A01"]), max_size=2, unique=True))),
        way,
        None if way is None else Text("wrong", "fel"),
        tuple(draw(st.lists(st.just("B1=per-child"), max_size=1))),
        tuple(
            draw(
                st.lists(
                    st.sampled_from(["beyond_cap.no_cap", "double_payment+not_granted.claim"]), max_size=2
                )
            )
        ),
    )


@st.composite
def checks(draw: st.DrawFn) -> Checked:
    kind: PaymentKind = draw(st.sampled_from(PAYMENT_KINDS))
    currency: Any = "SEK" if kind in ("period", "item") else "USD"
    rows = tuple(draw(st.lists(st.integers(1, 10**6), max_size=12)))
    number = draw(st.integers(1, 3)) if kind == "instalment" else None
    paid = Money(draw(ORE) if rows else 0, currency)
    known = draw(st.booleans())
    edition = "nsp/2022" if currency == "SEK" else "amp/2015"
    if not known:
        missing = draw(st.booleans())
        return Checked(
            draw(NAMES),
            edition,
            kind,
            draw(NAMES),
            number,
            rows,
            paid,
            UNKNOWN,
            obstacle="missing" if missing else "no_case",
            open=("$.periods[0].end", "$.claims") if missing else (),
        )
    found = tuple(draw(st.lists(findings(currency), min_size=1, max_size=3)))
    timed = kind == "period"
    return Checked(
        draw(NAMES),
        edition,
        kind,
        draw(NAMES),
        number,
        rows,
        paid,
        Money(draw(ORE), currency),
        found,
        should=draw(runs(currency)) if timed else (),
        was=draw(runs(currency)) if timed else (),
        dates=tuple(
            (what, draw(DAYS))
            for what in draw(st.lists(st.sampled_from(["paid", "due", "withdrawn"]), max_size=4))
        ),
    )


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(checks(), max_size=4), st.sampled_from(["en", "sv"]))
def test_whatever_is_found_can_be_shown_in_every_form(found: list[Checked], language: str) -> None:
    with holding(found) as audit:
        text = as_text(audit_page(audit, language, most=5))
        html = audit_html(audit, language)
        told = [assert_fits("audit", line) for line in lines(audit, language)]
    wrong = [each for each in found if each.findings]
    assert len(told) == 1 + len(found)
    reader = read(html)
    drawn = [tag for tag, _ in reader.tags if tag == "svg"]
    assert len(drawn) == sum(
        bool(
            each.dates
            or each.should
            or any(finding.days for finding in each.findings)
            or (each.was and each.rows)
        )
        for each in wrong
    )
    for each in wrong:
        assert all(finding.code in text for finding in each.findings)
        assert " ".join(each.case.split()) in " ".join("".join(reader.text).split())
