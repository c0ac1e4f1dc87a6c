"""The columns of the workbook's sheets: what heads each, how wide it is, how its cells are written."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Final

from amp_rules.report.audit.grid import Style

Columns = tuple[tuple[str, int, Style], ...]

FINDINGS: Final[Columns] = (
    ("audit.case_id", 18, "wrapped"),
    ("audit.paid_for", 13, "wrapped"),
    ("audit.id", 14, "wrapped"),
    ("audit.instalment_number", 6, "number"),
    ("audit.list_rows", 8, "wrapped"),
    ("audit.currency", 7, "text"),
    ("audit.paid", 12, "money"),
    ("audit.expected", 12, "money"),
    ("audit.difference", 12, "signed"),
    ("audit.code", 6, "text"),
    ("audit.kind", 22, "wrapped"),
    ("audit.part", 12, "signed"),
    ("audit.first_day", 12, "date"),
    ("audit.last_day", 12, "date"),
    ("audit.day_count", 6, "number"),
    ("audit.in_parts", 14, "wrapped"),
    ("audit.why", 30, "wrapped"),
    ("audit.rule_ids", 24, "wrapped"),
    ("audit.cited", 12, "wrapped"),
    ("audit.other_readings", 14, "wrapped"),
    ("audit.other_mistakes", 18, "wrapped"),
    ("audit.rulebook", 10, "text"),
)
UNCHECKED: Final[Columns] = (
    ("audit.case_id", 24, "text"),
    ("audit.paid_for", 18, "text"),
    ("audit.id", 18, "text"),
    ("audit.instalment_number", 10, "number"),
    ("audit.list_rows", 10, "text"),
    ("audit.currency", 9, "text"),
    ("audit.paid", 14, "money"),
    ("audit.reason", 36, "wrapped"),
    ("audit.waits_for", 60, "wrapped"),
    ("audit.rulebook", 12, "text"),
)
UNREADABLE: Final[Columns] = (
    ("audit.list_row", 10, "number"),
    ("audit.column", 24, "text"),
    ("audit.problem", 80, "wrapped"),
)
SOURCES: Final[Columns] = (
    ("audit.cited", 12, "text"),
    ("audit.document", 50, "wrapped"),
    ("audit.section", 32, "wrapped"),
    ("audit.says", 80, "wrapped"),
    ("audit.finding_count", 12, "number"),
)
HOW: Final[Columns] = (("audit.how", 44, "wrapped"), ("audit.how", 100, "wrapped"))
SUMMARY: Final[Columns] = (("audit.title", 46, "wrapped"), *(("audit.title", 17, "money"),) * 7)


def letter(columns: Columns, name: str) -> str:
    """The letter of a column in formulas.

    >>> letter(UNREADABLE, "audit.problem")
    'C'
    """
    return ascii_uppercase[[each for each, _, _ in columns].index(name)]
