"""A rulebook with changes that are there and not made: each is made by setting a parameter to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from amp_rules.rulebook.model import Code, Decision, Parameter, ParameterValue, Rule, Rulebook, Text
from amp_rules.rulebook.reform import Change, ChangeDecision, ChangeRule, RemoveRule, decision_of

PREFIX: Final = "switch_"
SWITCHABLE: Final = (ChangeRule, ChangeDecision, RemoveRule)
"""What a change may do to be switched: another formula, condition or conclusion, or a rule taken out."""


def switch_of(change: Change) -> str:
    """The parameter that makes a change: 0 for not made, 1 for made."""
    return f"{PREFIX}{change.id}"


def switched(rulebook: Rulebook, changes: Iterable[Change]) -> Rulebook:
    """The rulebook in which each of these changes can be made by its parameter, whatever the others are.

    Several changes of one rule may be there; where two are made at once, the later one counts. With every
    parameter at 0 it answers as the rulebook itself.

    Raises:
        TypeError: a change is not one of SWITCHABLE, or is of what a table says where no rule holds.
    """
    for change in changes:
        rulebook = _with_switch(_changed(rulebook, change), change)
    return rulebook


def _with_switch(rulebook: Rulebook, change: Change) -> Rulebook:
    name = switch_of(change)
    values = (ParameterValue(None, "0", change.where),)
    parameter = Parameter(name, "count", Text(name, name), values, change.cite, change.where)
    parameters = {**rulebook.parameters, name: parameter}
    return replace(rulebook, parameters=parameters, own=rulebook.own | {name})


def _changed(rulebook: Rulebook, change: Change) -> Rulebook:
    edit, switch = change.edit, f"parameter.{switch_of(change)}"
    match edit:
        case ChangeRule(id=rule, when=when, then=then, overrides=None):
            return _rule(rulebook, rule, switch, when, then)
        case ChangeDecision(name=name, value=Code() as value, otherwise=None):
            return _rule(rulebook, f"{name}.value", switch, None, value)
        case RemoveRule(id=rule):
            return _rule(rulebook, rule, switch, Code("False", change.where), None)
    raise TypeError(f"expected a change that can be switched, found {type(edit).__name__}")


def _rule(rulebook: Rulebook, name: str, switch: str, when: Code | None, then: Code | None) -> Rulebook:
    decision = rulebook.decisions[decision_of(name)]
    rules = tuple(_either(rule, switch, when, then) if rule.id == name else rule for rule in decision.rules)
    changed: Decision = replace(decision, rules=rules)
    return replace(rulebook, decisions={**rulebook.decisions, decision.name: changed})


def _either(rule: Rule, switch: str, when: Code | None, then: Code | None) -> Rule:
    condition, conclusion = rule.when, rule.then
    if when is not None:
        condition = _choice(switch, when, condition or Code("True", rule.where))
    if then is not None:
        conclusion = _choice(switch, then, conclusion)
    return replace(rule, when=condition, then=conclusion)


def _choice(switch: str, new: Code, old: Code) -> Code:
    return Code(f"({new.text}) if {switch} > 0 else ({old.text})", old.where)
