"""A rulebook with a reform made: what the text of the law would be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce

from amp_rules.errors import RulebookError, Where
from amp_rules.rulebook.fields import Faults
from amp_rules.rulebook.model import (
    CatalogueRule,
    Decision,
    ParameterValue,
    Registers,
    Rule,
    Rulebook,
    Text,
)
from amp_rules.rulebook.reform import (
    AddDecision,
    AddParameter,
    AddRule,
    Change,
    ChangeDecision,
    ChangeRule,
    Edit,
    Reform,
    RemoveRule,
    SetParameter,
    SwitchReading,
    decision_of,
)
from amp_rules.rulebook.reformnames import check_names

# The order in which changes are made, whatever order they are listed in.
_ORDER: tuple[type[Edit], ...] = (
    AddParameter,
    SetParameter,
    AddDecision,
    AddRule,
    ChangeRule,
    ChangeDecision,
    RemoveRule,
    SwitchReading,
)


def reformed(rulebook: Rulebook, reform: Reform, only: Collection[str] | None = None) -> Rulebook:
    """The rulebook with the changes of a reform made; `only` some of them, by id.

    >>> from amp_rules.rulebook import load_rulebook, parse_changes
    >>> book = load_rulebook("nsp", edition="2022")
    >>> other = reformed(book, parse_changes(book, ["nsp.child_supplement_rate=600"]))
    >>> [value.text for value in other.parameters["child_supplement_rate"].values]
    ['600']

    What is changed cites the change. In what order the changes are listed means nothing.

    Raises:
        RulebookError: a change names something that this rulebook does not have.
    """
    faults = Faults()
    check_names(rulebook, reform, faults)
    if faults.found:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    chosen = [change for change in reform.changes if only is None or change.id in only]
    if not chosen:
        return rulebook
    ids = {reform.cited_as(change): change.where for change in chosen}
    whys = {reform.cited_as(change): change.why for change in chosen}
    registers = with_proposal(rulebook.registers, reform, ids, whys)
    some = "" if len(chosen) == len(reform.changes) else f"({','.join(change.id for change in chosen)})"
    start = replace(
        rulebook, registers=registers, reforms=(*rulebook.reforms, f"{reform.name or reform.id}{some}")
    )
    ordered = sorted(chosen, key=lambda change: (_ORDER.index(type(change.edit)), change.edit.touches))
    return reduce(lambda book, change: _make(book, reform, change), ordered, start)


def together(rulebook: Rulebook, reform: Reform, inline: Reform) -> Reform:
    """A reform with single settings added, as one.

    >>> from amp_rules.rulebook import load_rulebook, parse_changes
    >>> book = load_rulebook("nsp", edition="2022")
    >>> one, other = parse_changes(book, ["reflection_days=45"]), parse_changes(book, [], {"B1": "per-child"})
    >>> [change.id for change in together(book, one, other).changes]
    ['reflection_days=45', 'B1=per-child']

    Raises:
        RulebookError: both change the same thing.
    """
    name = f"{reform.name or reform.id}+{inline.name or inline.id}"
    both = replace(reform, changes=(*reform.changes, *inline.changes), name=name)
    faults = Faults()
    check_names(rulebook, both, faults)
    if faults.found:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return both


def with_proposal(
    registers: Registers,
    reform: Reform,
    ids: Mapping[str, Where],
    whys: Mapping[str, Text] | None = None,
) -> Registers:
    """The registers with the proposal as a source, and its changes as rules that can be cited."""
    nothing = Text("", "")
    rules = {}
    for name, where in ids.items():
        change = name.removeprefix(f"{reform.id}.")
        section = Text(f"change {change}", f"ändringen {change}")
        summary = (whys or {}).get(name, nothing)
        rules[name] = CatalogueRule(name, reform.source.key, section, (), (), summary, where)
    return replace(
        registers,
        sources={**registers.sources, reform.source.key: reform.source},
        catalogue={**registers.catalogue, **rules},
    )


# what a change does


def _make(book: Rulebook, reform: Reform, change: Change) -> Rulebook:
    cited = reform.cited_as(change)
    match change.edit:
        case SetParameter(name=name, values=values):
            old = book.parameters[name]
            merged = _from_first(old.values, values)
            new = replace(old, values=merged, cite=_cites(cited, change, old.cite))
            return replace(book, parameters={**book.parameters, name: new})
        case AddParameter(parameter=parameter):
            added = {**book.parameters, parameter.name: parameter}
            return replace(book, parameters=added, own=book.own | {parameter.name})
        case AddDecision(decision=decision):
            decisions = {**book.decisions, decision.name: decision}
            return replace(book, decisions=decisions, own=book.own | {decision.name})
        case SwitchReading(reading=reading):
            return replace(book, readings={**book.readings, reading.interpretation: reading.choice})
        case AddRule(decision=name) as added:
            return _decided(book, name, _with_rule(book.decisions[name], added, change))
        case ChangeRule(id=rule) as edit:
            name = decision_of(rule)
            return _decided(book, name, _with_changed(book.decisions[name], edit, cited, change))
        case RemoveRule(id=rule):
            name = decision_of(rule)
            return _decided(book, name, _without(book.decisions[name], rule))
        case ChangeDecision(name=name) as said:
            return _decided(book, name, _changed_decision(book.decisions[name], said, cited, change))


def _decided(book: Rulebook, name: str, decision: Decision) -> Rulebook:
    return replace(book, decisions={**book.decisions, name: decision})


def _cites(cited: str, change: Change, old: Iterable[str]) -> tuple[str, ...]:
    """The change first, then what it builds on: the ids given, else those of what it changes."""
    return tuple(dict.fromkeys((cited, *(change.cite or old))))


def _from_first(
    old: tuple[ParameterValue, ...], new: tuple[ParameterValue, ...]
) -> tuple[ParameterValue, ...]:
    """The old values up to the first day of the new ones, which hold from then on."""
    first = new[0].start
    kept = () if first is None else tuple(each for each in old if (each.start or date.min) < first)
    return (*kept, *new)


def _with_rule(old: Decision, edit: AddRule, change: Change) -> Decision:
    rule = edit.rule if change.cite else replace(edit.rule, cite=(*edit.rule.cite, *old.cite))
    ids = [each.id for each in old.rules]
    at = len(ids) if edit.before is None else ids.index(edit.before)
    return replace(old, rules=(*old.rules[:at], rule, *old.rules[at:]))


def _with_changed(old: Decision, edit: ChangeRule, cited: str, change: Change) -> Decision:
    rules = (
        _changed_rule(rule, edit, _cites(cited, change, rule.cite)) if rule.id == edit.id else rule
        for rule in old.rules
    )
    return replace(old, rules=tuple(rules))


def _changed_rule(rule: Rule, edit: ChangeRule, cite: tuple[str, ...]) -> Rule:
    return replace(
        rule,
        when=edit.when or rule.when,
        then=edit.then or rule.then,
        overrides=rule.overrides if edit.overrides is None else edit.overrides,
        title=edit.title or rule.title,
        cite=cite,
        where=edit.where,
        places={**rule.places, **edit.places},
    )


def _without(old: Decision, name: str) -> Decision:
    return replace(old, rules=tuple(rule for rule in old.rules if rule.id != name))


def _changed_decision(old: Decision, edit: ChangeDecision, cited: str, change: Change) -> Decision:
    cite = _cites(cited, change, old.cite)
    if edit.value is not None:
        (rule,) = old.rules
        rules = (replace(rule, then=edit.value, cite=cite, where=edit.where),)
        return replace(old, rules=rules, cite=cite)
    return replace(old, otherwise=edit.otherwise, cite=cite)
