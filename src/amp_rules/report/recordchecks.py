"""The checks of a record's rules, facts and bytes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from amp_rules.audit.record import Check, Mark
from amp_rules.report.page import Cell, Item, Tone
from amp_rules.report.shapes import record as shapes
from amp_rules.report.words import ReportWords

TONES: Final = {
    Mark.FITS: Tone.GOOD,
    Mark.DIFFERS: Tone.BAD,
    Mark.NOTED: Tone.PLAIN,
    Mark.UNCHECKED: Tone.OPEN,
}
_SAID: Final = {
    ("content", Mark.FITS): "record.content_fits",
    ("content", Mark.DIFFERS): "record.content_differs",
    ("facts", Mark.FITS): "record.facts_fit",
    ("facts", Mark.DIFFERS): "record.facts_differ",
    ("facts", Mark.NOTED): "record.facts_noted",
    ("files", Mark.NOTED): "record.files_noted",
    ("files", Mark.DIFFERS): "record.files_differ",
    ("edition", Mark.FITS): "record.edition_fits",
    ("edition", Mark.DIFFERS): "record.edition_differs",
    ("plan", Mark.FITS): "record.plan_fits",
    ("plan", Mark.DIFFERS): "record.plan_differs",
    ("library", Mark.FITS): "record.library_fits",
    ("library", Mark.NOTED): "record.library_noted",
    ("ledger", Mark.UNCHECKED): "record.ledger_unchecked",
    ("ledger", Mark.DIFFERS): "record.ledger_differs",
    ("outcome", Mark.FITS): "record.outcome_fits",
    ("outcome", Mark.DIFFERS): "record.outcome_differs",
    ("outcome", Mark.UNCHECKED): "record.outcome_unchecked",
}
_COUNTED: Final = {
    ("facts", Mark.UNCHECKED): "record.facts_unchecked",
    ("files", Mark.FITS): "record.files_fit",
    ("ledger", Mark.FITS): "record.ledger_fits",
}
_PARTS: Final = {
    "rules": "record.part_rules",
    "facts": "record.part_facts",
    "outcome": "record.part_outcome",
    "ledger": "record.part_ledger",
}


def check_items(checks: tuple[Check, ...], words: ReportWords, entries: int = 0) -> Iterator[Item]:
    """One point for each check; entries: how many of the ledger were compared."""
    for each in checks:
        yield Item(Cell(_text(each, words, entries), TONES[each.mark]))


def _text(check: Check, words: ReportWords, entries: int) -> str:
    key = (check.name, check.mark)
    if key in _COUNTED:
        return words.count(_COUNTED[key], entries if check.name == "ledger" else check.number)
    if key == ("ledger", Mark.DIFFERS) and not check.number:
        return words.say("record.not_decided")
    names = check.names
    if check.name == "content":
        names = tuple(words.say(_PARTS[each]) for each in names) or (words.say("record.part_head"),)
    values = {"names": words.every(names), "number": words.number(check.number)}
    if check.name == "library":
        values |= {"then": names[0], "now": names[1]}
    if check.name == "facts" and not names:
        return words.say("record.facts_no_case") if check.mark is Mark.DIFFERS else words.say(_SAID[key])
    return words.say(_SAID[key], **values)


def mark_object(check: Check) -> shapes.RecordMark:
    """A check as JSON."""
    return {
        "check": check.name,
        "mark": check.mark.value,
        "names": list(check.names),
        "number": check.number,
    }
