"""Payments recomputed, and what is found in them."""

from amp_rules.audit.checking.check import Checker
from amp_rules.audit.checking.finding import Checked, DayRun, Finding
from amp_rules.audit.checking.run import PaymentAudit, Terms
from amp_rules.audit.checking.totals import CurrencyTotal, KindTotal, Totals

__all__ = [
    "Checked",
    "Checker",
    "CurrencyTotal",
    "DayRun",
    "Finding",
    "KindTotal",
    "PaymentAudit",
    "Terms",
    "Totals",
]
