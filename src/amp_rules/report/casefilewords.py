"""What the parts of an edition's steps are called in one language, and why a step waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from amp_rules.case import label
from amp_rules.casefile.errors import EventsConflictError
from amp_rules.casefile.reasons import NoStepsError, Reasons
from amp_rules.errors import AmpRulesError, NoEditionError
from amp_rules.report.words import ReportWords, report_words
from amp_rules.rulebook.model import Rulebook, Step, Withdrawal


@dataclass(frozen=True, slots=True)
class Speaker:
    """Names steps, bodies, decisions and reasons of one edition."""

    rulebook: Rulebook
    words: ReportWords

    def authorities(self, keys: Iterable[str]) -> str:
        """The bodies, as a list."""
        return self.words.every(self.authority(key) for key in keys)

    def authority(self, key: str) -> str:
        """One body."""
        known = self.rulebook.registers.authorities
        return self.words.of(known[key].title) if key in known else key

    def state(self, key: str) -> str:
        """A state of the edition's steps."""
        process = self.rulebook.process
        assert process is not None
        return self.words.of(process.states[key].title)

    def step(self, step: Step | Withdrawal) -> str:
        """A step with what it cites."""
        return cited(self.words.of(step.title), step.cite)

    def decision(self, name: str) -> str:
        """A decision with what it cites."""
        decision = self.rulebook.decisions[name]
        return cited(self.words.of(decision.title), decision.cite)

    def fact(self, path: str) -> str:
        """A fact with its path."""
        return self.words.say("casefile.fact", fact=label(path, self.words.language), path=path)

    def facts(self, paths: Iterable[str]) -> str:
        """Facts without their paths, as a list."""
        return "; ".join(label(path, self.words.language) for path in paths)

    def why(self, reasons: Reasons) -> Iterator[str]:
        """A line for each verdict refused or open, fact missing and question to be answered."""
        say = self.words.say
        for name in reasons.refused:
            yield say("casefile.refused", decision=self.decision(name))
        for name in reasons.undecided:
            yield say("casefile.undecided", decision=self.decision(name))
        if reasons.missing:
            yield say("casefile.missing", facts="; ".join(self.fact(path) for path in reasons.missing))
        for each in reasons.referrals:
            question = cited(self.words.of(each.question), each.cite)
            yield say("casefile.asked", question=question, authority=self.authority(each.authority))


def why_untold(error: AmpRulesError, language: str) -> str:
    """Why the steps of a case cannot be told, in words.

    Raises UnknownNameError for another language.
    """
    words = report_words(language)
    match error:
        case NoEditionError(on=None):
            return words.say("casefile.no_date")
        case NoEditionError(on=date() as on):
            return words.say("casefile.no_edition", day=on.isoformat(), nearest="; ".join(error.nearest))
        case NoStepsError():
            return words.say("casefile.no_steps", edition=error.edition)
        case EventsConflictError():
            return words.say("casefile.conflict")
    return str(error)


def cited(text: str, cite: Iterable[str]) -> str:
    """The text with the official ids at its end, in brackets."""
    ids = ", ".join(cite)
    return " ".join(part for part in (text, f"[{ids}]" if ids else "") if part)
