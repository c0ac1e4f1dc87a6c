"""What the payments that could not be checked wait for."""

from __future__ import annotations

from collections import Counter, defaultdict

from amp_rules.report.audit.telling import Telling


def waiting(telling: Telling) -> dict[str, Counter[str]]:
    """By obstacle each missing fact or open question, with how many payments wait for it.

    One payment is held in memory at a time.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for checked in telling.audit.unchecked():
        found[checked.obstacle or "missing"].update(dict.fromkeys(telling.open(checked), 1))
    return found
