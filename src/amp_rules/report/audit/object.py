"""An audit as JSON: a summary, then a line for each payment and each unreadable row; amounts as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from amp_rules.audit.checking import Checked, DayRun, Finding, PaymentAudit
from amp_rules.audit.checking.finding import Obstacle
from amp_rules.audit.checking.spans import Span
from amp_rules.audit.checking.totals import CurrencyTotal, Minor, Totals
from amp_rules.audit.payments.payment import BadRow
from amp_rules.report.audit.given import Given
from amp_rules.report.audit.pieces import paid_days
from amp_rules.report.audit.telling import OBSTACLES, Telling
from amp_rules.report.shapes import audit as shapes
from amp_rules.terms import UNKNOWN, Currency, Money

AUDIT_SCHEMA: Final = "amp-rules/audit/1"


def lines(
    audit: PaymentAudit, language: str = "en", given: Given | None = None
) -> Iterator[shapes.Audit | shapes.AuditFinding | shapes.AuditRow]:
    """The summary, what was found wrong in the order of the list, what could not be checked, unreadable rows.

    One line is held in memory at a time.

    Raises UnknownNameError for another language.
    """
    telling = Telling(audit, language)
    yield audit_object(audit, language, given)
    for checked in audit.wrong():
        yield payment_object(checked, telling)
    for checked in audit.unchecked():
        yield payment_object(checked, telling)
    for row in audit.bad_rows():
        yield row_object(row)


def audit_object(audit: PaymentAudit, language: str = "en", given: Given | None = None) -> shapes.Audit:
    """The summary of an audit that was run.

    Raises UnknownNameError for another language.
    """
    from amp_rules import __version__

    telling, totals = Telling(audit, language), audit.totals
    return {
        "schema": AUDIT_SCHEMA,
        "line": "audit",
        "language": language,
        "version": __version__,
        "given": _given(given or Given()),
        "rules": [
            {"edition": plan.name, "digest": plan.digest, "readings": dict(plan.readings)}
            for plan in telling.plans()
        ],
        "engines": audit.terms.engines,
        "complete": audit.terms.complete,
        "payments": totals.payments,
        "unreadable": totals.bad_rows,
        "cases": totals.cases,
        "right": totals.right,
        "wrong": totals.wrong,
        "unchecked": totals.unchecked,
        "findings": totals.findings,
        "obstacles": _obstacles(totals),
        "currencies": [_currency(name, total, telling) for name, total in sorted(totals.currencies.items())],
    }


def _given(given: Given) -> shapes.Given:
    return {
        "payments": given.payments,
        "sha256": given.sha256,
        "cases": list(given.cases),
        "doubled": given.doubled,
    }


def _obstacles(totals: Totals) -> shapes.Obstacles:
    found: shapes.Obstacles = {}
    names: tuple[Obstacle, ...] = tuple(OBSTACLES)
    for name in names:
        if totals.obstacles[name]:
            found[name] = totals.obstacles[name]
    return found


def _currency(currency: Currency, total: CurrencyTotal, telling: Telling) -> shapes.CurrencyTotal:
    def text(minor: Minor) -> str:
        return str(Money(minor, currency))

    return {
        "currency": currency,
        "paid": text(total.paid),
        "expected": text(total.expected),
        "difference": text(total.difference),
        "over": text(total.over),
        "under": text(total.under),
        "unchecked": text(total.unchecked),
        "kinds": [
            {
                "code": kind.code,
                "kind": name,
                "title": telling.words.of(telling.kinds[name].title),
                "count": kind.count,
                "over": text(kind.over),
                "under": text(kind.under),
            }
            for name, kind in sorted(total.kinds.items(), key=lambda each: each[1].code)
        ],
    }


def payment_object(checked: Checked, telling: Telling) -> shapes.AuditFinding:
    """One payment with all that was found in it, also where nothing was."""
    difference = checked.difference
    return {
        "schema": AUDIT_SCHEMA,
        "line": "payment",
        "standing": "unchecked" if difference is None else "wrong" if checked.findings else "right",
        "case": checked.case,
        "edition": checked.edition or None,
        "kind": checked.kind,
        "target": checked.target,
        "number": checked.number,
        "rows": list(checked.rows),
        "currency": checked.paid.currency,
        "paid": str(checked.paid),
        "expected": None if checked.expected is UNKNOWN else str(checked.expected),
        "difference": None if difference is None else str(difference),
        "findings": [_finding(each, telling) for each in checked.findings],
        "obstacle": checked.obstacle,
        "open": list(checked.open),
        "should": [_run(each) for each in checked.should],
        "was": [_run(each) for each in paid_days(checked)],
        "dates": [{"what": what, "day": day.isoformat()} for what, day in checked.dates],
    }


def _finding(finding: Finding, telling: Telling) -> shapes.Finding:
    return {
        "code": finding.code,
        "kind": finding.kind,
        "title": telling.title(finding),
        "difference": str(finding.difference),
        "days": [_days(each) for each in finding.days],
        "way": finding.way,
        "why": telling.why(finding) or None,
        "rules": list(finding.rules),
        "cite": list(finding.cite),
        "readings": list(finding.readings),
        "instead": list(finding.instead),
    }


def _days(span: Span) -> shapes.Days:
    return {"first": span[0].isoformat(), "last": span[1].isoformat()}


def _run(run: DayRun) -> shapes.Run:
    return {**_days((run.first, run.last)), "rate": str(run.rate), "status": run.status}


def row_object(row: BadRow) -> shapes.AuditRow:
    """A row that cannot be read, with what was expected of it."""
    return {
        "schema": AUDIT_SCHEMA,
        "line": "row",
        "row": row.row,
        "problems": [{"column": column or None, "expected": message} for column, message in row.problems],
    }
