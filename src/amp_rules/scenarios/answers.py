"""Every answer of an outcome held against what a scenario expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from amp_rules.engine.answers import Segment
from amp_rules.engine.entries import public
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import CASE, Instance
from amp_rules.errors import Where
from amp_rules.ledger import Answer, Verdict
from amp_rules.plan.model import BoundDecision
from amp_rules.plan.types import COUNT, DATE, TEXT, Type
from amp_rules.rulebook.fields import near
from amp_rules.scenarios.compare import Mismatch, mismatch, shown
from amp_rules.scenarios.model import Expectation, ExpectedBounds, ExpectedSegment, Word, WordList

OPEN_WORD = "open"
_VERDICTS = frozenset(verdict.value for verdict in Verdict)
_PLAIN = {"period": TEXT, "from": DATE, "to": DATE, "days": COUNT}


def mismatches(outcome: Outcome, expect: Expectation) -> Iterator[Mismatch]:
    """Everything named in the expectation that came out otherwise."""
    for name, word in expect.verdicts.items():
        yield from _verdict(outcome, name, word)
    for name, word in expect.values.items():
        yield from _value(outcome, f"values.{name}", name, word, "case", CASE)
    yield from _each(outcome, expect.each)
    yield from _bounds(outcome, expect.bounds)
    if expect.missing is not None:
        yield from _same_set("missing", expect.missing, (fact.path for fact in outcome.missing))
    if expect.findings is not None:
        yield from _findings(outcome, expect.findings)
    if expect.referred is not None:
        yield from _referred(outcome, expect.referred.entries, expect.referred.where)
    if expect.timeline is not None and expect.timeline_where is not None:
        yield from _timeline(outcome, expect.timeline, expect.timeline_where)


def _about(outcome: Outcome, key: str, name: str, word: Word, entity: str) -> BoundDecision | Mismatch:
    """The decision of that name about that entity, or what is wrong with the name."""
    decisions = outcome.plan.decisions
    decision = decisions.get(name)
    if decision is not None and decision.about == entity:
        return decision
    found = "no such decision" if decision is None else f"a decision about a {decision.about}"
    hint = near(name, [each.name for each in decisions.values() if each.about == entity])
    return Mismatch(key, f"a decision about a {entity}", found, word.where, hint)


def _verdict(outcome: Outcome, name: str, word: Word) -> Iterator[Mismatch]:
    key = f"verdicts.{name}"
    decision = _about(outcome, key, name, word, "case")
    if isinstance(decision, Mismatch):
        yield decision
    elif decision.type.kind != "bool":
        yield Mismatch(key, "a verdict", f"a decision of type {decision.source.kind}", word.where)
    else:
        found = outcome.verdict_at(name, CASE)
        if found != word.text:
            yield Mismatch(key, word.text, found, word.where)


def _value(
    outcome: Outcome, key: str, name: str, word: Word, entity: str, instance: Instance
) -> Iterator[Mismatch]:
    decision = _about(outcome, key, name, word, entity)
    if isinstance(decision, Mismatch):
        yield decision
        return
    if decision.type.kind == "bool" and word.text in _VERDICTS:
        verdict = outcome.verdict_at(name, instance)
        if verdict != word.text:
            yield Mismatch(key, word.text, verdict, word.where)
        return
    found = public(outcome.rows.value(name, instance), decision.type)
    wrong = mismatch(key, word, found, decision.type)
    if wrong is not None:
        yield wrong


def _each(outcome: Outcome, each: Mapping[str, Mapping[str, Mapping[str, Word]]]) -> Iterator[Mismatch]:
    for entity, labelled in each.items():
        for label, values in labelled.items():
            instance = _instance(outcome, entity, label)
            for name, word in values.items():
                key = f"each.{entity}.{label}.{name}"
                if isinstance(instance, Instance):
                    yield from _value(outcome, key, name, word, entity, instance)
                else:
                    yield Mismatch(key, f"an entity '{label}'", instance[0], word.where, instance[1])


def _instance(outcome: Outcome, entity: str, label: str) -> Instance | tuple[str, str | None]:
    """The entity named, or what there is instead and a hint. A day is named 'p1.2022-04-05'."""
    rows = outcome.rows
    parents = outcome.plan.scopes.parents
    if entity not in parents:
        return f"no kind of entity '{entity}'", near(entity, parents)
    period, _, on = label.rpartition(".") if entity == "day" else (label, "", "")
    named = [each for each in rows.instances(entity) if rows.label(each).partition(" ")[2] == period]
    if entity == "day":
        named = [each for each in named if _covers(outcome, each, on)]
    if len(named) == 1:
        return named[0]
    known = dict.fromkeys(rows.label(each).partition(" ")[2] for each in rows.instances(entity))
    return f"no such {entity}", f"there is {', '.join(known)}" if known else "there is none"


def _covers(outcome: Outcome, instance: Instance, on: str) -> bool:
    first, last = outcome.rows.dates(instance)
    return first.isoformat() <= on <= last.isoformat()


def _bounds(outcome: Outcome, bounds: Mapping[str, ExpectedBounds]) -> Iterator[Mismatch]:
    for name, pair in bounds.items():
        key = f"bounds.{name}"
        found = outcome.bounds.get(name)
        if found is None:
            hint = near(name, outcome.bounds)
            yield Mismatch(key, "a goal that is an amount", "no such goal", pair.lowest.where, hint)
            continue
        kind = outcome.plan.decisions[name].type
        for end, word, value in (
            ("lowest", pair.lowest, found.lowest),
            ("highest", pair.highest, found.highest),
        ):
            yield from _bound(f"{key}.{end}", word, value, kind)


def _bound(key: str, word: Word, value: Answer, kind: Type) -> Iterator[Mismatch]:
    """`open` stands for no limit; an amount may leave out its currency."""
    if word.text == OPEN_WORD or value is None:
        found = OPEN_WORD if value is None else shown(value)
        if found != word.text:
            yield Mismatch(key, word.text, found, word.where)
        return
    text = f"{word.text} {kind.money}" if kind.money and " " not in word.text else word.text
    wrong = mismatch(key, Word(text, word.where), value, kind)
    if wrong is not None:
        yield wrong


def _same_set(key: str, expected: WordList, found: Iterable[str]) -> Iterator[Mismatch]:
    wanted, there = {word.text for word in expected.words}, set(found)
    if wanted != there:
        yield Mismatch(key, _listed(wanted), _listed(there), expected.where, _difference(wanted, there))


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _difference(wanted: set[str], found: set[str]) -> str:
    parts = []
    if wanted - found:
        parts.append(f"not found: {_listed(wanted - found)}")
    if found - wanted:
        parts.append(f"not expected: {_listed(found - wanted)}")
    return "; ".join(parts)


def _findings(outcome: Outcome, expected: WordList) -> Iterator[Mismatch]:
    known = [name for name, each in outcome.plan.decisions.items() if each.source.finding is not None]
    for word in expected.words:
        if word.text not in known:
            yield Mismatch("findings", "a finding", word.text, word.where, near(word.text, known))
    yield from _same_set("findings", expected, (finding.decision for finding in outcome.findings))


def _referred(outcome: Outcome, expected: Mapping[str, Word], where: Where) -> Iterator[Mismatch]:
    wanted = {f"{name}: {word.text}" for name, word in expected.items()}
    found = {f"{referral.decision}: {referral.authority}" for referral in outcome.referrals}
    if wanted != found:
        yield Mismatch("referred", _listed(wanted), _listed(found), where, _difference(wanted, found))


def _timeline(outcome: Outcome, expected: tuple[ExpectedSegment, ...], where: Where) -> Iterator[Mismatch]:
    found = outcome.timeline
    if len(found) != len(expected):
        spans = "; ".join(f"{each.start} to {each.end}" for each in found) or "none"
        yield Mismatch(
            "timeline", f"{len(expected)} segments", f"{len(found)} segments", where, f"found: {spans}"
        )
    for number, (line, segment) in enumerate(zip(expected, found, strict=False)):
        yield from _segment(outcome, f"timeline[{number}]", line, segment)


def _segment(outcome: Outcome, key: str, line: ExpectedSegment, segment: Segment) -> Iterator[Mismatch]:
    kinds, answers = _segment_types(outcome), _segment_answers(segment)
    for name, word in line.fields.items():
        wrong = mismatch(f"{key}.{name}", word, answers[name], kinds[name])
        if wrong is not None:
            yield wrong
    for name, word in line.components.items():
        below = f"{key}.components.{name}"
        if name not in segment.components:
            hint = near(name, segment.components)
            yield Mismatch(below, "a component of the rate", "no such component", word.where, hint)
            continue
        wrong = mismatch(below, word, segment.components[name], outcome.plan.decisions[name].type)
        if wrong is not None:
            yield wrong
    if line.rules is not None:
        yield from _same_set(f"{key}.rules", line.rules, segment.rules)


def _segment_types(outcome: Outcome) -> dict[str, Type]:
    line = outcome.plan.rulebook.edition.timeline
    assert line is not None
    decisions = outcome.plan.decisions
    rate = decisions[line.rate].type
    return {
        **_PLAIN,
        "rate": rate,
        "amount": rate,
        "status": decisions[line.status].type if line.status else TEXT,
    }


def _segment_answers(segment: Segment) -> dict[str, Answer]:
    return {
        "period": segment.period,
        "from": segment.start,
        "to": segment.end,
        "days": segment.days,
        "status": segment.status,
        "rate": segment.rate,
        "amount": segment.amount,
    }
