"""`write_letter`: an outcome to a letter in plain words for one reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from amp_rules.engine import FindingHeld, Outcome
from amp_rules.errors import UnknownNameError
from amp_rules.report.letter.catalogue import letter_words
from amp_rules.report.letter.folder import Templates
from amp_rules.report.letter.money import money
from amp_rules.report.letter.people import decided, questions, roles, withdrawal
from amp_rules.report.letter.reasons import answers, reasons
from amp_rules.report.letter.records import (
    Contact,
    Document,
    Gap,
    Group,
    Head,
    Letter,
    Missing,
    Part,
    Place,
    Point,
    Sources,
)
from amp_rules.report.letter.telling import Telling
from amp_rules.report.letter.veiled import veiled_letter
from amp_rules.report.letter.words import READERS, Reader

_SEVERITIES: Final = {"conflict": "report.conflict", "warning": "report.warning", "note": "report.note"}


def write_letter(
    outcome: Outcome,
    language: str = "sv",
    reader: Reader = "person",
    *,
    discreet: bool = False,
    dated: date | None = None,
    templates: Templates | None = None,
) -> Letter:
    """What a letter says of an outcome, in 'sv' or 'en', to the 'person' or the 'shelter'.

    discreet: a letter to the person that names no programme, reasons, money or days. dated: its date; None:
    no date. templates: whose words are used; None: the shipped ones.

    Raises UnknownNameError for another language or reader, LetterError for words that cannot be used, and
    ValueError for a discreet letter to a shelter.
    """
    if reader not in READERS:
        raise UnknownNameError("reader", reader, READERS)
    if discreet and reader != "person":
        raise ValueError("only a letter to the person can be discreet")
    words = letter_words(language, reader, templates or Templates())
    telling = Telling(outcome, words, discreet)
    heads = () if dated is None else (Head(words.say("letter.dated"), words.day(dated)),)
    contact = contact_of(telling)
    return veiled_letter(telling, heads, contact) if discreet else _Composer(telling).letter(heads, contact)


def contact_of(telling: Telling) -> Contact:
    """Whom to ask, with lines to fill in by hand."""
    say = telling.words.say
    who = "" if telling.discreet else telling.decider
    text = telling.words.tell("contact.text", who=who)
    return Contact(say("contact.title"), (text,), (say("contact.name"), say("contact.phone")))


class _Composer:
    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.outcome = telling.outcome
        self.words = telling.words
        self.book = telling.plan.rulebook

    def letter(self, dated: tuple[Head, ...], contact: Contact) -> Letter:
        """A letter that explains everything; sources last, since the other parts cite them."""
        telling, words = self.telling, self.words
        return Letter(
            language=words.language,
            reader=words.reader,
            discreet=False,
            title=words.tell("letter.title"),
            heads=(Head(words.say("letter.reference"), self.outcome.case.id), *dated, self._rules()),
            notice=words.tell("about.not_a_decision", who=telling.decider),
            about=self._about(),
            answers=answers(telling),
            reasons=reasons(telling),
            decided=decided(telling),
            missing=self._missing(),
            questions=questions(telling),
            money=money(telling),
            withdrawal=withdrawal(telling),
            roles=roles(telling),
            notes=None if telling.for_person else self._notes(),
            readings=self._readings(),
            contact=contact,
            sources=self._sources(),
        )

    def _rules(self) -> Head:
        edition, say = self.book.edition, self.words.say
        values = {"edition": self.words.of(edition.title), "first": self.words.day(edition.start)}
        if edition.end is None:
            return Head(say("letter.rules"), say("letter.rules_from", **values))
        return Head(say("letter.rules"), say("letter.rules_span", last=self.words.day(edition.end), **values))

    def _about(self) -> Part:
        say = self.words.say
        text = [say("about.changes"), say("about.chosen" if self._chosen() else "about.usual")]
        conflict = self.words.find("about.conflict")
        if conflict is not None and any(each.severity == "conflict" for each in self.outcome.findings):
            text.append(say(conflict))
        return Part(say("about.title"), (*text, self.words.tell("about.keep")))

    # what is missing

    def _missing(self) -> Missing | None:
        tell = self.words.tell
        gaps: dict[str, list[Gap]] = {}
        for each in self.telling.gaps:
            path = "" if self.telling.for_person else each.path
            gap = Gap(self.telling.fact(each.path), tuple(self._waits(each.for_decisions)), path)
            gaps.setdefault(f"{gap.fact} {path}", []).append(gap)
        if not gaps:
            return None
        how = Part(tell("missing.how_title"), (tell("missing.how"), tell("missing.then")))
        together = tuple(_together(each) for each in gaps.values())
        return Missing(
            tell("missing.title"), (tell("missing.text"),), together, self.words.say("missing.waits"), how
        )

    def _waits(self, names: tuple[str, ...]) -> Iterator[str]:
        """The goals that wait for a fact: the questions, or the sums where no question does."""
        decisions = self.telling.plan.decisions
        told = [name for name in names if self.telling.tells(name)]
        asked = [name for name in told if decisions[name].source.kind == "verdict"]
        for name in asked or told:
            source = decisions[name].source
            kind = "goal" if source.kind == "verdict" else "amount"
            message = self.words.by_rule(f"{kind}.{name}", source.cite)
            if message is None or decisions[name].about != "case":
                yield self.words.of(source.title)
            else:
                yield self.words.say(message)

    # what the shelter is told besides

    def _notes(self) -> Group | None:
        points = tuple(dict.fromkeys(map(self._note, self.outcome.findings)))
        return Group(self.words.say("notes.title"), points) if points else None

    def _note(self, finding: FindingHeld) -> Point:
        text = self.words.say(_SEVERITIES[finding.severity], text=self.words.of(finding.message))
        return Point(text, self.telling.rest(finding.cite))

    def _touched(self) -> list[str]:
        """The interpretations whose rules held for this case."""
        held = {entry.reading for entry in self.outcome.ledger if entry.reading and entry.holds is True}
        found = {reading.partition("=")[0] for reading in held}
        return [key for key in self.book.registers.interpretations if key in found]

    def _chosen(self) -> list[str]:
        """Those of them that are read otherwise than recommended."""
        known, readings = self.book.registers.interpretations, self.outcome.readings
        return [key for key in self._touched() if readings[key] != known[key].default]

    def _readings(self) -> Group | None:
        """Readings chosen instead of the recommended ones; for the shelter the others too, by name."""
        known, readings = self.book.registers.interpretations, self.outcome.readings
        chosen = self._chosen()
        points = []
        for key in chosen:
            texts = (self.words.of(known[key].question), self.words.of(known[key].readings[readings[key]]))
            points.append(Point(" ".join(texts), self.telling.rest(known[key].rules)))
        usual = [f"{key}={readings[key]}" for key in self._touched() if key not in chosen]
        if usual and not self.telling.for_person:
            points.append(Point(self.words.say("readings.usual", choices=", ".join(usual))))
        return Group(self.words.say("readings.title"), tuple(points)) if points else None

    def _sources(self) -> Sources:
        """By document and section the official ids that the letter rests on."""
        registers = self.book.registers
        documents: dict[str, dict[str, list[str]]] = {}
        for cite in sorted(each for each in self.telling.rests_on if each in registers.catalogue):
            rule = registers.catalogue[cite]
            title = self.words.of(registers.sources[rule.source].title)
            documents.setdefault(title, {}).setdefault(self.words.of(rule.section), []).append(cite)
        found = tuple(
            Document(title, tuple(Place(section, tuple(ids)) for section, ids in places.items()))
            for title, places in documents.items()
        )
        return Sources(self.words.say("sources.title"), (self.words.say("sources.text"),), found)


def _together(gaps: list[Gap]) -> Gap:
    """Facts that the letter calls by one name, as one."""
    waits = dict.fromkeys(goal for gap in gaps for goal in gap.waits)
    return Gap(gaps[0].fact, tuple(waits), gaps[0].path)
