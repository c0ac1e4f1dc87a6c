"""The events of a case file by the day they are about, late, voided and irregular ones marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from amp_rules.casefile.base import write_moment
from amp_rules.casefile.events import Event
from amp_rules.casefile.file import CaseFile
from amp_rules.casefile.progress import Progress
from amp_rules.casefile.shared_events import REASON_TITLES, Corrected
from amp_rules.explanation.words import capital
from amp_rules.report.page import Cell, Column, Row, Table, Tone
from amp_rules.report.shapes.casefile import TimelineEvent
from amp_rules.report.words import ReportWords


class Mark(StrEnum):
    """What became of an event."""

    TAKEN = "taken"
    IRREGULAR = "irregular"
    VOIDED = "voided"
    CORRECTION = "correction"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `state` is where it led, `by` the correction that voids it."""

    number: int
    event: Event
    mark: Mark
    state: str = ""
    by: int | None = None

    @property
    def late(self) -> int:
        """Days from what it is about until it was written down; below 0 if written down in advance."""
        return (self.event.recorded_at.date() - self.event.on).days


def entries_of(file: CaseFile, progress: Progress | None) -> tuple[Entry, ...]:
    """Every event of the file, by day and then as recorded."""
    taken = {each.number: each.after for each in progress.taken} if progress else {}
    irregular = {each.number for each in progress.irregular} if progress else set()
    voided = _voided(file)
    found = []
    for number, event in file.numbered():
        if number in voided:
            entry = Entry(number, event, Mark.VOIDED, by=voided[number])
        elif isinstance(event, Corrected):
            entry = Entry(number, event, Mark.CORRECTION)
        elif number in taken:
            entry = Entry(number, event, Mark.TAKEN, taken[number])
        else:
            entry = Entry(number, event, Mark.IRREGULAR if number in irregular else Mark.OTHER)
        found.append(entry)
    return tuple(sorted(found, key=lambda each: (each.event.on, each.number)))


def _voided(file: CaseFile) -> dict[int, int]:
    """By number the events that no longer count, with the number of the correction."""
    voided: dict[int, int] = {}
    for number, event in reversed(list(file.numbered())):
        if isinstance(event, Corrected) and number not in voided:
            voided.setdefault(event.number, number)
    return voided


def entry_object(entry: Entry, language: str) -> TimelineEvent:
    """An event of the timeline, as JSON; what it says of the case is left out."""
    found: TimelineEvent = {
        "number": entry.number,
        "on": entry.event.on.isoformat(),
        "kind": entry.event.kind,
        "title": entry.event.title(language),
        "recorded_by": entry.event.recorded_by,
        "recorded_at": write_moment(entry.event.recorded_at),
        "days_late": max(0, entry.late),
        "mark": entry.mark.value,
    }
    if entry.state:
        found["state"] = entry.state
    if entry.by is not None:
        found["voided_by"] = entry.by
    return found


def timeline_table(entries: tuple[Entry, ...], progress: Progress | None, words: ReportWords) -> Table:
    """The events as rows: day, number, title, who wrote it down, how late, where it led."""
    say = words.say
    columns = (
        Column(say("casefile.day")),
        Column(say("casefile.number"), True),
        Column(say("casefile.what")),
        Column(say("casefile.by")),
        Column(say("casefile.late")),
        Column(say("casefile.then")),
    )
    return Table(columns, tuple(_row(entry, progress, words) for entry in entries))


def _row(entry: Entry, progress: Progress | None, words: ReportWords) -> Row:
    tone = Tone.QUIET if entry.mark is Mark.VOIDED else Tone.PLAIN
    texts = (
        entry.event.on.isoformat(),
        str(entry.number),
        capital(entry.event.title(words.language)),
        entry.event.recorded_by,
    )
    delay = Cell(_delay(entry, words), tone if entry.late <= 0 else Tone.OPEN)
    return Row((*(Cell(text, tone) for text in texts), delay, _then(entry, progress, words)))


def _delay(entry: Entry, words: ReportWords) -> str:
    if entry.late > 0:
        return words.count("report.days", entry.late)
    return words.say("casefile.ahead") if entry.late < 0 else ""


def _then(entry: Entry, progress: Progress | None, words: ReportWords) -> Cell:
    match entry.mark:
        case Mark.VOIDED:
            return Cell(words.say("casefile.voided", number=str(entry.by)), Tone.QUIET)
        case Mark.CORRECTION:
            assert isinstance(entry.event, Corrected)
            reason = REASON_TITLES[entry.event.reason][words.language == "sv"]
            return Cell(words.say("casefile.corrects", number=str(entry.event.number), reason=reason))
        case Mark.IRREGULAR:
            return Cell(words.say("casefile.irregular"), Tone.BAD)
        case Mark.TAKEN if progress is not None:
            return Cell(words.of(progress.process.states[entry.state].title), Tone.GOOD)
    return Cell("")
