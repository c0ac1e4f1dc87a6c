"""One case decided under two sets of rules: the lines of money and the answers that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amp_rules.casefile.adjustment import Changed, Line
from amp_rules.casefile.ledgerlines import lines_between
from amp_rules.casefile.parts import parts_of
from amp_rules.casefile.said import answers_of, changed, findings_of, nothing_in, verdicts_of
from amp_rules.engine import Outcome
from amp_rules.engine.answers import FindingHeld
from amp_rules.ledger import Answer, Entry, ParameterRead, Verdict
from amp_rules.rulebook.model import Parameter, Rule, Text
from amp_rules.rulebook.reform import (
    AddDecision,
    AddParameter,
    AddRule,
    ChangeDecision,
    ChangeRule,
    Edit,
    Reform,
    RemoveRule,
    SetParameter,
    SwitchReading,
)
from amp_rules.terms import UNKNOWN, Money, Unknown


@dataclass(frozen=True, slots=True, eq=False)
class BothWays:
    """A case under the old rules (`then`) and under the new ones (`now`), each with its whole ledger.

    delta: the difference of the totals; unknown where a total is, None without money. lines: the amounts
    that differ or are not known on both sides, with the rules that held; where both totals are known, their
    deltas add up to the difference exactly. verdicts, answers, findings: what is said otherwise. played: the
    changes of the reform that came into play: numbers that were read, rules that held, readings that counted.
    """

    then: Outcome
    now: Outcome
    delta: Money | Unknown | None
    lines: tuple[Line, ...]
    verdicts: tuple[Changed[Verdict], ...]
    answers: tuple[Changed[Answer], ...]
    findings: tuple[Changed[FindingHeld], ...]
    played: tuple[str, ...]

    @property
    def covered(self) -> Money | None:
        """The sum of the lines that are known on both sides; None without money."""
        nothing = nothing_in(self.now)
        known = [line.delta for line in self.lines if isinstance(line.delta, Money)]
        return None if nothing is None else sum(known, nothing)

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        several = (self.verdicts, self.answers, self.findings)
        return any(line.changed for line in self.lines) or any(several)


def both_ways(then: Outcome, now: Outcome, reform: Reform | None = None) -> BothWays:
    """What differs between two outcomes of one case, and which changes of the reform had to do with it."""
    titles = {name: each.source.title for side in (then, now) for name, each in side.plan.decisions.items()}
    return BothWays(
        then,
        now,
        _delta(then, now),
        tuple(_lines(then, now, titles)),
        changed(verdicts_of(then), verdicts_of(now), titles),
        changed(answers_of(then), answers_of(now), titles),
        changed(findings_of(then), findings_of(now), titles),
        () if reform is None else _played(reform, (*then.ledger, *now.ledger)),
    )


def _delta(then: Outcome, now: Outcome) -> Money | Unknown | None:
    if isinstance(then.total, Money) and isinstance(now.total, Money):
        return now.total - then.total
    return None if then.total is None or now.total is None else UNKNOWN


def _lines(then: Outcome, now: Outcome, titles: Mapping[str, Text]) -> Iterator[Line]:
    nothing = nothing_in(now)
    if nothing is not None and nothing_in(then) == nothing:
        yield from lines_between(titles, parts_of(then), parts_of(now), nothing)


def _played(reform: Reform, entries: Sequence[Entry]) -> tuple[str, ...]:
    """The changes that the ledgers of both sides speak of, in the order of the reform."""
    read = {each.name for entry in entries for each in entry.read if isinstance(each, ParameterRead)}
    held = {entry.rule or f"{entry.decision}.otherwise" for entry in entries if entry.holds is not False}
    decided = {entry.decision for entry in entries}
    readings = {entry.reading.partition("=")[0] for entry in entries if entry.reading is not None}

    def counts(edit: Edit) -> bool:
        match edit:
            case SetParameter(name=name) | AddParameter(parameter=Parameter(name=name)):
                return name in read
            case AddRule(rule=Rule(id=name)) | ChangeRule(id=name) | RemoveRule(id=name):
                return name in held
            case ChangeDecision(name=name, value=value):
                return f"{name}.{'otherwise' if value is None else 'value'}" in held
            case AddDecision(decision=decision):
                return decision.name in decided
            case SwitchReading(reading=reading):
                return reading.interpretation in readings

    return tuple(change.id for change in reform.changes if counts(change.edit))
