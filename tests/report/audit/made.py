"""Audits of invented payments, run in full or put together from what checking gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from amp_rules.audit.checking import Checked, DayRun, Finding, PaymentAudit, Terms
from amp_rules.audit.payments.payment import BadRow, Payment, PaymentKind
from amp_rules.case import Case, case_from_json
from amp_rules.report.audit import Given
from amp_rules.rulebook import Library, load_library
from amp_rules.rulebook.model import Text
from amp_rules.terms import Currency, Money
from tests.places import EXAMPLES

GIVEN = Given("paid-2022.xlsx", "0" * 64, ("cases.json", "more.json"), 2, date(2023, 1, 9))
BAD = BadRow(14, (("Belopp", "expected an amount"), ("", "names neither a period nor days")))


@cache
def library() -> Library:
    return load_library()


@cache
def example(name: str) -> Case:
    return case_from_json(next(path for path in EXAMPLES if path.stem == name).read_bytes())


STAY = "nsp-mother-and-child"
RETURN = "amp-2015-mother-and-child"


def days(first: str, last: str) -> dict[str, Any]:
    return {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}


def paid(
    row: int, target: str, amount: str, kind: PaymentKind = "period", case: str = STAY, **more: Any
) -> Payment:
    currency: Currency = "SEK" if kind in ("period", "item") else "USD"
    of = example(case).id if case in (STAY, RETURN) else case
    return Payment(row, of, kind, target, Money.of(amount, currency), **more)


def several() -> tuple[Payment | BadRow, ...]:
    """Payments right and wrong, in two currencies, one of a case that is not there; a row that is none."""
    return (
        paid(2, "reflection", "54467.00", paid_on=date(2022, 4, 11), **days("2022-03-01", "2022-04-02")),
        paid(3, "first", "149410.00"),
        paid(4, "extension", "48810.00"),
        paid(5, "glasses", "1495.00", "item"),
        paid(7, "reflection", "17000.00", paid_on=date(2022, 5, 10), **days("2022-03-01", "2022-03-10")),
        paid(8, "absent", "5.00"),
        paid(9, "reflection", "12.00", case="ghost"),
        paid(10, "", "150.00", "instalment", RETURN, number=1),
        paid(11, "child-1", "150.00", "instalment", RETURN, number=2, paid_on=date(2015, 9, 1)),
        paid(12, "rent", "240.00", "claim", RETURN, category="health"),
        paid(13, "sewing-machines", "1500.00", "claim", RETURN),
        BAD,
    )


@contextmanager
def audited(payments: Iterable[Payment | BadRow], *names: str, **terms: Any) -> Iterator[PaymentAudit]:
    """An audit of these payments, and of the example cases of these names."""
    with PaymentAudit(Terms(**{"engines": "compiled", **terms}), library()) as audit:
        audit.add_cases(example(name) for name in names)
        audit.add_payments(payments)
        audit.run()
        yield audit


@contextmanager
def holding(found: Iterable[Checked], bad: Iterable[BadRow] = ()) -> Iterator[PaymentAudit]:
    """An audit that has come to just this."""
    with PaymentAudit(Terms(engines="compiled"), library()) as audit:
        audit.add_payments(bad)
        audit.run()
        listed = [*found]
        for each in listed:
            audit.totals.add(each)
            audit.totals.payments += len(each.rows)
        audit._store.keep(each for each in listed if each.findings or each.obstacle)
        yield audit


def wrong(row: int = 2, over: int = 3, **more: Any) -> Checked:
    """Days beyond the cap that were paid: so many of them."""
    rate = Money(162_900, "SEK")
    first, last = date(2022, 3, 1), date(2022, 3, 30)
    beyond = (date(2022, 3, 31), date.fromordinal(last.toordinal() + over))
    difference = rate * over
    finding = Finding(
        "beyond_cap",
        "PF01",
        difference,
        (beyond,),
        ("day_status.over_cap",),
        ("NSP-S01",),
        "beyond_cap.no_cap",
        Text("Days beyond the cap are paid.", "Dagar över taket ersätts."),
    )
    found = Checked(
        f"stay-{row}",
        "nsp/2022",
        "period",
        "reflection",
        None,
        (row,),
        rate * 30 + difference,
        rate * 30,
        (finding,),
        should=(DayRun(first, last, rate, "paid"), DayRun(*beyond, Money(0, "SEK"), "over_cap")),
        was=(DayRun(first, beyond[1], rate, "paid"),),
    )
    return replace(found, **more)
