"""`explain`: an outcome to a tree of sections in Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from amp_rules.case import fact_type, label
from amp_rules.engine import Bounds, FindingHeld, Outcome, Referral
from amp_rules.engine.rows import Instance
from amp_rules.explanation.days import Days
from amp_rules.explanation.differences import Change, Difference, Goal, differences
from amp_rules.explanation.tree import Citation, Explanation, Line, Section
from amp_rules.explanation.values import VERDICT_MARKS, VERDICTS
from amp_rules.explanation.why import Teller
from amp_rules.explanation.words import capital, words_in
from amp_rules.ledger import Answer, Verdict
from amp_rules.plan.scopes import type_of_fact
from amp_rules.terms import UNKNOWN

_SEVERITIES: Final = {"conflict": "finding.conflict", "warning": "finding.warning", "note": "finding.note"}
_TITLES: Final = {
    "answer": "section.answer",
    "amounts": "section.amounts",
    "why": "section.why",
    "how": "section.how",
    "missing": "section.missing",
    "referrals": "section.referrals",
    "days": "section.days",
    "findings": "section.findings",
    "readings": "section.readings",
    "sources": "section.sources",
}
_BOUNDED: Final = {
    False: ("amount.between", "amount.at_least", "amount.at_most"),
    True: ("date.between", "date.at_least", "date.at_most"),
}
_FIRST_TOLD: Final = date(1910, 1, 1)
_LAST_TOLD: Final = date(2189, 12, 31)


def explain(outcome: Outcome, language: str = "en") -> Explanation:
    """Why the rules say what they say of a case, in 'en' or 'sv'.

    Raises UnknownNameError for another language.
    """
    return _Composer(outcome, language).explanation()


class _Composer:
    """One explanation in the making."""

    def __init__(self, outcome: Outcome, language: str) -> None:
        self.outcome = outcome
        self.plan = outcome.plan
        self.language = language
        self.words = words_in(language)
        self.teller = Teller(outcome, self.words)
        self.differences: Mapping[str, Difference] = {each.path: each for each in differences(outcome)}
        self.labels: dict[str, Instance] = {}

    def explanation(self) -> Explanation:
        """All sections that have something to say; sources last, since the others cite them."""
        edition = self.plan.rulebook.edition
        makers = {
            "answer": self._answer,
            "why": self._why,
            "amounts": self._amounts,
            "how": self._how,
            "missing": self._missing,
            "referrals": self._referrals,
            "days": self._days,
            "findings": self._findings,
            "readings": self._readings,
            "sources": self._sources,
        }
        made = {name: tuple(make()) for name, make in makers.items()}
        sections = tuple(
            Section(name, self.words.say(message), made[name])
            for name, message in _TITLES.items()
            if made[name]
        )
        title = self.words.say(
            "text.title", case=self.outcome.case.id, edition=edition.title.in_language(self.language)
        )
        return Explanation(self.language, title, sections)

    def _goals(self, verdicts: bool) -> Iterator[tuple[str, Instance]]:
        edition = self.plan.rulebook.edition
        for name in dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))):
            decision = self.plan.decisions[name]
            if (decision.source.kind == "verdict") is verdicts:
                for each in self.outcome.rows.instances(decision.about):
                    yield name, each

    def _answer(self) -> Iterator[Line]:
        words, edition = self.words, self.plan.rulebook.edition
        for name, instance in self._goals(verdicts=True):
            verdict = self.outcome.verdict_at(name, instance)
            text = words.say(
                "line.value", name=self.teller.titled(name, instance), value=words.say(VERDICTS[verdict])
            )
            cites = self.teller.cite(self.plan.decisions[name].source.cite)
            yield Line(text, cites, (), VERDICT_MARKS[verdict])
        last = edition.end
        span = (
            words.say("edition.from", first=words.day(edition.start))
            if last is None
            else words.say("edition.span", first=words.day(edition.start), last=words.day(last))
        )
        yield Line(words.say("answer.edition", edition=edition.title.in_language(self.language), span=span))
        yield Line(words.say("answer.decides", authority=self._authority(self.outcome.authority)))

    def _authority(self, key: str) -> str:
        return self.plan.rulebook.registers.authorities[key].title.in_language(self.language)

    def _why(self) -> Iterator[Line]:
        for name, instance in self._goals(verdicts=True):
            yield self.teller.decision(name, instance)

    def _amounts(self) -> Iterator[Line]:
        """The value of each goal that is no verdict; where it is unknown, between what and what."""
        for name, instance in self._goals(verdicts=False):
            cites = self.teller.cite(self.plan.decisions[name].source.cite)
            if instance.entity == "case" and self.outcome.rows.value(name, instance) is UNKNOWN:
                yield Line(self._bounded(name, self.outcome.bounds.get(name, Bounds(None, None))), cites)
            else:
                yield Line(self.teller.valued(name, instance), cites)

    def _how(self) -> Iterator[Line]:
        """What those values were made of; those explained as a part of another are not repeated."""
        for name, instance in self._goals(verdicts=False):
            if (name, instance) not in self.teller.told:
                line = self.teller.decision(name, instance)
                if line.children:
                    yield line

    def _bounded(self, name: str, bounds: Bounds) -> str:
        """An unknown value by its lowest and highest; days at the ends of the calendar are no limits."""
        words, decision = self.words, self.plan.decisions[name]
        title = decision.source.title.in_language(self.language)
        shown = [
            None if _endless(each) else self.teller.values.of_decision(each, decision)
            for each in (bounds.lowest, bounds.highest)
        ]
        between, at_least, at_most = _BOUNDED[decision.type.kind == "date"]
        match shown:
            case [str(lowest), str(highest)]:
                return words.say(between, name=title, lowest=lowest, highest=highest)
            case [str(lowest), None]:
                return words.say(at_least, name=title, lowest=lowest)
            case [None, str(highest)]:
                return words.say(at_most, name=title, highest=highest)
        return words.say("amount.open", name=title)

    # missing facts and questions

    def _missing(self) -> Iterator[Line]:
        for each in sorted(self.outcome.missing, key=lambda fact: self._first_goal(fact.path)):
            goals = self.words.every(self._decision_titles(each.for_decisions))
            text = self.words.say("missing.fact", fact=capital(label(each.path, self.language)), goals=goals)
            yield Line(text, (), tuple(self._effects(each.path)), "open")

    def _referrals(self) -> Iterator[Line]:
        for each in sorted(self.outcome.referrals, key=lambda question: self._first_goal(question.path)):
            yield Line(
                each.question.in_language(self.language),
                self.teller.cite(each.cite),
                tuple(self._referral(each)),
                "open",
            )

    def _first_goal(self, path: str) -> int:
        """The place of the first goal that waits for a fact, so that what verdicts need comes first."""
        waiting = enumerate(self.outcome.causes.values())
        return min(at for at, causes in waiting if any(cause.path == path for cause in causes))

    def _referral(self, referral: Referral) -> Iterator[Line]:
        words = self.words
        yield Line(words.say("referral.who", authority=self._authority(referral.authority)))
        title = self.plan.decisions[referral.decision].source.title.in_language(self.language)
        yield Line(words.say("referral.rule", decision=title))
        yield Line(words.say("referral.filed", fact=label(referral.path, self.language)))
        yield from self._effects(referral.path)

    def _decision_titles(self, names: Iterable[str]) -> list[str]:
        return [self.teller.sayer.decision_title(name) for name in names]

    def _effects(self, path: str) -> Iterator[Line]:
        """What each possible answer would change, else which decisions ask for it."""
        difference = self.differences[path]
        for change in difference.changes:
            yield Line(self._change(path, change))
        if not difference.changes and difference.read_by:
            readers = self.words.every(self._decision_titles(difference.read_by))
            yield Line(self.words.say("missing.read_by", decisions=readers))

    def _change(self, path: str, change: Change) -> str:
        spec, effects = fact_type(path), self._changed(change)
        if spec.kind == "list":
            return self.words.say("change.empty", effects=effects)
        kind = type_of_fact(spec)
        values: list[Answer] = [
            value for value in change.values if value is None or isinstance(value, bool | str)
        ]
        answer = self.words.either(self.teller.values.of_fact(value, spec, kind) for value in values)
        return self.words.say("change.one", answer=answer, effects=effects)

    def _changed(self, change: Change) -> str:
        words = self.words
        parts = [self._outcome_text(goal, answer) for goal, answer in change.answers.items()]
        if change.complete:
            parts.append(words.say("change.complete"))
        elif change.settled:
            parts.append(words.say("change.settled", facts=self._facts(change.settled)))
        if change.added:
            parts.append(words.say("change.added", facts=self._facts(change.added)))
        return "; ".join(parts) if parts else words.say("change.nothing")

    def _facts(self, paths: Iterable[str]) -> str:
        quoted = (self.words.say("text.quoted", text=label(path, self.language)) for path in paths)
        return self.words.every(quoted)

    def _outcome_text(self, goal: Goal, answer: Verdict | Answer) -> str:
        name, about = goal
        decision = self.plan.decisions[name]
        if isinstance(answer, Verdict):
            shown = self.words.say(VERDICTS[answer])
        else:
            shown = self.teller.values.of_decision(answer, decision)
        title = decision.source.title.in_language(self.language)
        if about != "case":
            title = self.words.say("about.decision", decision=title, about=self._about(decision.about, about))
        return self.words.say("line.value", name=title, value=shown)

    def _about(self, entity: str, about: str) -> str:
        """An entity by its label; one that is not in this case keeps the label."""
        if about not in self.labels:
            self.labels.update(
                {self.outcome.rows.label(each): each for each in self.outcome.rows.instances(entity)}
            )
        return self.teller.about(self.labels[about]) if about in self.labels else about

    # days, findings, readings, sources

    def _days(self) -> Iterator[Line]:
        yield from Days(self.teller).lines()

    def _findings(self) -> Iterator[Line]:
        for each in self.outcome.findings:
            message = self.words.say(
                "line.value",
                name=self.words.say(_SEVERITIES[each.severity]),
                value=each.message.in_language(self.language),
            )
            yield Line(self._placed(each, message), self.teller.cite(each.cite))

    def _placed(self, finding: FindingHeld, message: str) -> str:
        where = "" if finding.about == "case" else self._about(self._entity(finding), finding.about)
        if finding.days is not None:
            first, last = finding.days
            where = self.words.say("about.part", part=where, owner=self._span(first, last))
        return self.words.say("finding.about", text=message, about=where) if where else message

    def _entity(self, finding: FindingHeld) -> str:
        about = self.plan.decisions[finding.decision].about
        return "period" if about == "day" else about

    def _span(self, first: date, last: date) -> str:
        return self.words.span(first, last)

    def _readings(self) -> Iterator[Line]:
        words, known = self.words, self.plan.rulebook.registers.interpretations
        for key in sorted(self.teller.touched, key=_in_order):
            interpretation, chosen = known[key], self.plan.readings[key]
            used = interpretation.readings[chosen].in_language(self.language)
            text = words.say("reading.used", text=used, choice=f"{key}={chosen}")
            others = (
                words.say("reading.other", text=reading.in_language(self.language), choice=f"{key}={name}")
                for name, reading in interpretation.readings.items()
                if name != chosen
            )
            lines = (Line(text), *(Line(other) for other in others))
            question = interpretation.question.in_language(self.language)
            yield Line(question, self.teller.cite(interpretation.rules), lines)

    def _sources(self) -> Iterator[Line]:
        """A line for each document; below it the sections, with the ids that stand there."""
        documents: dict[str, dict[str, list[Citation]]] = {}
        for citation in sorted(self.teller.cited.values(), key=lambda each: each.id):
            documents.setdefault(citation.document, {}).setdefault(citation.section, []).append(citation)
        for document, sections in documents.items():
            below = tuple(Line(section, tuple(citations)) for section, citations in sections.items())
            yield Line(document, (), below)


def _endless(bound: Answer) -> bool:
    """Whether a bound says nothing, because it is open or near the ends of the calendar."""
    if isinstance(bound, date):
        return not _FIRST_TOLD <= bound <= _LAST_TOLD
    return bound is None or bound is UNKNOWN


def _in_order(key: str) -> tuple[str, int]:
    """A1, A2, … A10 in the order one counts."""
    letters = key.rstrip("0123456789")
    return letters, int(key[len(letters) :] or 0)
