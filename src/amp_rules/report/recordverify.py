"""What verifying records found, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from amp_rules.audit.record import Cause, Difference, Record, Standing, Verification
from amp_rules.audit.record.canonical import canonical, same
from amp_rules.report.page import Block, Cell, Item, Items, Page, Pairs, Prose, Section, Tone
from amp_rules.report.recordchecks import check_items, mark_object
from amp_rules.report.recordwords import fit_to_show
from amp_rules.report.shapes import record as shapes
from amp_rules.report.words import ReportWords, report_words

VERIFY_SCHEMA: Final = "amp-rules/record-verify/1"
_STANDINGS: Final = {
    Standing.SAME: ("record.same", Tone.GOOD),
    Standing.DIFFERS: ("record.differs", Tone.BAD),
    Standing.UNCHECKED: ("record.unchecked", Tone.OPEN),
}
_CAUSES: Final = {
    Cause.FACTS: "record.cause_facts",
    Cause.RULES: "record.cause_rules",
    Cause.LIBRARY: "record.cause_library",
    Cause.RECORD: "record.cause_record",
}
_LONGEST_SHOWN: Final = 300


def verify_page(name: str, record: Record, found: Verification, language: str = "en") -> Page:
    """One record as verified: how it stands, every check, the first place that differs, and why.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    key, tone = _STANDINGS[found.standing]
    lead = Pairs(
        (
            (words.say("record.standing"), Cell(words.say(key), tone)),
            (words.say("report.rules"), Cell(record.rules.name)),
            (words.say("record.made"), Cell(words.say("record.by", at=record.at, author=record.author))),
            (words.say("record.digest"), Cell(found.digest)),
        )
    )
    checks = Section(
        words.say("record.checks"), (Items(tuple(check_items(found.checks, words, found.entries))),)
    )
    title = words.say("record.title", name=name)
    return fit_to_show(Page(title, (lead,), (checks, *_difference(found, words))))


def _difference(found: Verification, words: ReportWords) -> Iterator[Section]:
    if found.difference is not None:
        yield Section(words.say("record.first"), tuple(_place(found.difference, words)))
    if found.causes:
        points = tuple(Item(Cell(words.say(_CAUSES[each]))) for each in found.causes)
        unsure = (Prose((words.say("record.not_told_apart"),)),) if len(points) > 1 else ()
        yield Section(words.say("record.why"), (Items(points), *unsure))


def _place(place: Difference, words: ReportWords) -> Iterator[Block]:
    key = "record.in_ledger" if place.part == "ledger" else "record.in_outcome"
    rows = [(words.say("record.place"), Cell(words.say(key, number=words.number(place.number))))]
    named = (
        ("record.decision", place.decision),
        ("record.rule", place.rule or ""),
        ("record.about", place.about),
        ("record.field", place.field),
    )
    rows += [(words.say(label), Cell(text)) for label, text in named if text]
    if place.days is not None:
        first, last = map(date.fromisoformat, place.days)
        rows.append((words.say("record.days"), Cell(words.span(first, last))))
    recorded, recomputed = place.recorded, place.recomputed
    if isinstance(recorded, list) and isinstance(recomputed, list):
        recorded, recomputed = _only(recorded, recomputed), _only(recomputed, recorded)
    for label, told in (("record.recorded", recorded), ("record.recomputed", recomputed)):
        rows.append((words.say(label), Cell(_shown(told, words))))
    yield Pairs(tuple(rows))


def _only(one: list[Any], other: list[Any]) -> list[Any]:
    """What of one list is not in the other; all of it where they differ in order alone."""
    return [each for each in one if not any(same(each, held) for held in other)] or one


def _shown(told: Any, words: ReportWords) -> str:
    if told is None:
        return words.say("record.nothing")
    text = canonical(told).decode("utf-8")
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + " …"


def verify_object(
    verified: Iterable[tuple[str, Record, Verification]], language: str = "en"
) -> shapes.RecordVerify:
    """Records as verified, by the file they stand in, as JSON."""
    return {
        "schema": VERIFY_SCHEMA,
        "language": language,
        "records": [
            {
                "file": name,
                "digest": found.digest,
                "rules": record.rules.name,
                "standing": found.standing.value,
                "causes": [each.value for each in found.causes],
                "entries": found.entries,
                "checks": [mark_object(each) for each in found.checks],
                "difference": None if found.difference is None else _place_object(found.difference),
            }
            for name, record, found in verified
        ],
    }


def _place_object(place: Difference) -> shapes.RecordPlace:
    return {
        "part": place.part,
        "number": place.number,
        "decision": place.decision,
        "rule": place.rule,
        "about": place.about,
        "days": None if place.days is None else list(place.days),
        "field": place.field,
        "recorded": place.recorded,
        "recomputed": place.recomputed,
    }
