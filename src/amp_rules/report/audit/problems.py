"""What is wrong with a row, in the reader's language: the reader of lists says it in English."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from amp_rules.audit.payments.payment import BadRow
from amp_rules.report.audit.words import AuditWords, audit_page_words

_IDS: Final = (
    "audit.row_unreadable",
    "audit.row_empty",
    "audit.row_before",
    "audit.row_no_period",
    "audit.row_no_number",
    "audit.row_no_item",
    "audit.row_no_claim",
    "audit.row_kind",
    "audit.row_category",
    "audit.row_date",
    "audit.row_amount_written",
    "audit.row_amount_decimals",
    "audit.row_amount",
    "audit.row_text",
    "audit.row_id",
    "audit.row_either_currency",
    "audit.row_whole_number",
    "audit.row_printed",
    "audit.row_currency",
    "audit.row_cells",
)
_REASONS: Final = (
    "audit.cell_number",
    "audit.cell_large",
    "audit.cell_digits",
    "audit.cell_finite",
    "audit.cell_counted",
    "audit.cell_type",
    "audit.cell_formula",
    "audit.cell_truth",
    "audit.cell_error",
    "audit.cell_kind",
    "audit.cell_missing_text",
    "audit.cell_date",
    "audit.cell_long",
    "audit.row_long",
    "audit.row_beyond",
)
_PLACE: Final = re.compile(r"\\\{([a-z]+)\\\}")


def problems(row: BadRow, words: AuditWords) -> tuple[tuple[str, str], ...]:
    """Per column what was expected or is wrong; column '' for the row as a whole."""
    return tuple((column, in_words(message, words)) for column, message in row.problems)


def in_words(message: str, words: AuditWords) -> str:
    """The message in the language of the words; as it is where it is not known.

    >>> in_words("is before to", audit_page_words("sv"))
    'ligger före to'
    """
    for name, pattern in _patterns():
        found = pattern.fullmatch(message)
        if found is not None:
            values = found.groupdict()
            if "reason" in values:
                values["reason"] = in_words(values["reason"], words)
            return words.say(name, **values)
    return message


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English messages: a reason or the name of a column may be any text, other places one word."""
    english = audit_page_words("en")
    named = [(name, re.escape(english.template(name))) for name in (*_IDS, *_REASONS)]
    return tuple((name, re.compile(_PLACE.sub(_any, text))) for name, text in named)


def _any(place: re.Match[str]) -> str:
    return rf"(?P<{place[1]}>{'.+' if place[1] in ('reason', 'column') else '[^ ]+'})"
