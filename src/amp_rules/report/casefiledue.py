"""What falls due when, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from amp_rules.casefile.due import Deadline, DueStatus
from amp_rules.engine import Outcome
from amp_rules.explanation.naming import Namer
from amp_rules.report.casefilewords import Speaker, cited
from amp_rules.report.page import Block, Cell, Heading, Item, Items, Page, Pairs, Prose, Section, Tone
from amp_rules.report.shapes import casefile as shapes
from amp_rules.report.words import ReportWords, report_words

DUE_SCHEMA: Final = "amp-rules/case-due/1"
AHEAD: Final = (DueStatus.OVERDUE, DueStatus.DUE, DueStatus.UNDETERMINED)
_GROUPS: Final = {
    DueStatus.OVERDUE: ("casefile.overdue", Tone.BAD),
    DueStatus.DUE: ("casefile.due", Tone.STRONG),
    DueStatus.UNDETERMINED: ("casefile.due_open", Tone.OPEN),
    DueStatus.PASSED: ("casefile.passed", Tone.QUIET),
    DueStatus.SETTLED: ("casefile.settled_due", Tone.QUIET),
    DueStatus.LAPSED: ("casefile.lapsed", Tone.QUIET),
}


def due_object(deadlines: Iterable[Deadline], on: date, language: str) -> shapes.CaseDue:
    """What falls due, as JSON; a day that is not known is left out."""
    found = deadlines_listed(deadlines, language)
    return {"schema": DUE_SCHEMA, "language": language, "on": on.isoformat(), "due": found}


def deadlines_listed(deadlines: Iterable[Deadline], language: str) -> list[shapes.Deadline]:
    """Deadlines, as JSON objects."""
    return [_deadline(each, language) for each in deadlines]


def _deadline(each: Deadline, language: str) -> shapes.Deadline:
    found: shapes.Deadline = {
        "id": each.id,
        "about": each.about,
        "title": each.title.in_language(language),
        "status": each.status.value,
        "actors": list(each.actors),
        "cite": list(each.cite),
        "missing": list(each.missing),
    }
    if isinstance(each.day, date):
        found["day"] = each.day.isoformat()
    if each.settled_by is not None:
        found["settled_by"] = each.settled_by
    return found


def due_page(deadlines: tuple[Deadline, ...], outcome: Outcome, on: date, language: str = "en") -> Page:
    """Everything that falls or fell due, as known on a day.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    book = outcome.plan.rulebook
    lead = Pairs(
        (
            (words.say("report.rules"), Cell(f"{words.of(book.edition.title)} ({book.name})")),
            (words.say("casefile.known_on"), Cell(on.isoformat())),
        )
    )
    blocks = tuple(due_blocks(deadlines, outcome, on, words))
    nothing: tuple[Block, ...] = (Prose((words.say("casefile.nothing_due"),)),)
    title = words.say("report.case", id=outcome.case.id)
    return Page(title, (lead,), (Section(words.say("casefile.falls_due"), blocks or nothing),))


def due_blocks(
    deadlines: tuple[Deadline, ...], outcome: Outcome, on: date, words: ReportWords
) -> Iterator[Block]:
    """A heading and a list for each status, what is overdue first."""
    namer = Namer(outcome, words)
    for status, (message, tone) in _GROUPS.items():
        items = tuple(_item(each, tone, on, namer, words) for each in deadlines if each.status is status)
        if items:
            yield Heading(words.say(message))
            yield Items(items)


def _item(each: Deadline, tone: Tone, on: date, namer: Namer, words: ReportWords) -> Item:
    title, about = words.of(each.title), _about(each, namer)
    if about.casefold().startswith(title.casefold()):
        title = about
    elif about:
        title = words.say("casefile.due_about", title=title, about=about)
    day = words.say("casefile.no_day")
    if isinstance(each.day, date):
        day = words.say("casefile.due_day", day=each.day.isoformat(), when=_when((each.day - on).days, words))
    text = words.say("casefile.due_line", day=day, title=cited(title, each.cite))
    return Item(Cell(text, tone), tuple(_below(each, namer, words)))


def _when(days: int, words: ReportWords) -> str:
    if not days:
        return words.say("casefile.today")
    return words.count("casefile.in_days" if days > 0 else "casefile.days_ago", abs(days))


def _about(each: Deadline, namer: Namer) -> str:
    """The period, person or claim; nothing where it is the case as a whole."""
    process = namer.plan.rulebook.process
    entity = process.dues[each.id].about if process is not None else "case"
    if entity == "case":
        return ""
    known = {namer.rows.label(instance): instance for instance in namer.rows.instances(entity)}
    return namer.about(known[each.about]) if each.about in known else each.about


def _below(each: Deadline, namer: Namer, words: ReportWords) -> Iterator[str]:
    speaker = Speaker(namer.plan.rulebook, words)
    if each.settled_by is not None:
        yield words.say("casefile.settled_by", number=str(each.settled_by))
    elif each.actors and each.status in AHEAD:
        yield words.say("casefile.duty_of", actors=speaker.authorities(each.actors))
    if each.missing and each.status is DueStatus.UNDETERMINED:
        yield words.say("casefile.missing", facts=speaker.facts(each.missing))
