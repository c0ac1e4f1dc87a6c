"""Whether all that a reform names is there to be changed, and nothing is changed twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from amp_rules.errors import Where
from amp_rules.rulebook.fields import Faults, near, shown
from amp_rules.rulebook.model import Decision, Parameter, Rulebook
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
    Thing,
    decision_of,
)

T = TypeVar("T")


def check_names(rulebook: Rulebook, reform: Reform, faults: Faults) -> None:
    """Whether all that a reform names is in the rulebook, and nothing is changed twice."""
    own = f"{rulebook.edition.programme}/{rulebook.edition.name}"
    if reform.of != own:
        message = f"the reform changes '{shown(reform.of)}', this is '{own}'"
        faults.add("AR802", message, reform.where)
        return
    _twice(rulebook, reform, faults)
    for change in reform.changes:
        _check(rulebook, change.edit, faults)
    _left_empty(rulebook, reform, faults)


def _twice(rulebook: Rulebook, reform: Reform, faults: Faults) -> None:
    first: dict[Thing, Change] = {}
    for change in reform.changes:
        for thing in (*change.edit.touches, *_place(rulebook, change.edit)):
            earlier = first.setdefault(thing, change)
            if earlier is not change:
                kind, name = thing
                said = f"the place of a rule in '{name}'" if kind == "place" else f"'{name}'"
                message = f"'{earlier.id}' and '{change.id}' both change {said}"
                faults.add("AR805", message, change.where)


def _place(rulebook: Rulebook, edit: Edit) -> tuple[Thing, ...]:
    """The place that a rule takes in a table where the order of rules counts."""
    if not isinstance(edit, AddRule):
        return ()
    decision = rulebook.decisions.get(edit.decision)
    if decision is None or decision.hit_policy != "first":
        return ()
    return (("place", edit.decision if edit.before is None else edit.before),)


def _check(rulebook: Rulebook, edit: Edit, faults: Faults) -> None:
    match edit:
        case SetParameter(name=name, unit=unit, where=where):
            parameter = _known(rulebook, "parameter", name, rulebook.parameters, where, faults)
            if parameter is not None and unit and unit != parameter.unit:
                message = f"'{name}' is counted in {parameter.unit}, not in {shown(unit)}"
                faults.add("AR809", message, where)
        case AddParameter(parameter=added):
            _new(rulebook, added, faults)
        case AddDecision(decision=added):
            _new(rulebook, added, faults)
        case ChangeRule(id=name, where=where) | RemoveRule(id=name, where=where):
            decision = _known(rulebook, "decision", decision_of(name), rulebook.decisions, where, faults)
            if decision is not None:
                _rule_of(decision, name, where, faults)
        case AddRule():
            _check_new_rule(rulebook, edit, faults)
        case ChangeDecision(name=name, where=where) as change:
            decision = _known(rulebook, "decision", name, rulebook.decisions, where, faults)
            if decision is not None:
                _check_body(decision, change, faults)
        case SwitchReading():
            pass


def _check_new_rule(rulebook: Rulebook, edit: AddRule, faults: Faults) -> None:
    decision = _known(rulebook, "decision", edit.decision, rulebook.decisions, edit.where, faults)
    if decision is None:
        return
    if not _is_table(decision):
        faults.add("AR810", f"'{decision.name}' is no decision table", edit.where)
    elif any(rule.id == edit.rule.id for rule in decision.rules):
        message = f"'{edit.rule.id}' is there already"
        faults.add("AR804", message, edit.where, "change it with 'change_rule'")
    if edit.before is not None and _is_table(decision):
        _rule_of(decision, edit.before, edit.before_where, faults)


def _check_body(decision: Decision, edit: ChangeDecision, faults: Faults) -> None:
    if edit.otherwise is not None and not _is_table(decision):
        faults.add("AR810", f"'{decision.name}' is no decision table", edit.where)
    if edit.value is not None and not _is_formula(decision):
        hint = "change its rules" if _is_table(decision) else None
        faults.add("AR810", f"'{decision.name}' is no formula", edit.where, hint)


def _is_formula(decision: Decision) -> bool:
    return [rule.id for rule in decision.rules] == [f"{decision.name}.value"]


def _is_table(decision: Decision) -> bool:
    return decision.judgement is None and not _is_formula(decision)


def _known(
    rulebook: Rulebook, kind: str, name: str, known: Mapping[str, T], where: Where, faults: Faults
) -> T | None:
    found = known.get(name)
    if found is None:
        message = f"'{shown(name)}' is not a {kind} of {rulebook.name}"
        faults.add("AR803", message, where, near(name, known))
    return found


def _rule_of(decision: Decision, name: str, where: Where, faults: Faults) -> None:
    ids = [rule.id for rule in decision.rules]
    if name not in ids:
        message = f"'{shown(name)}' is not a rule of '{decision.name}'"
        faults.add("AR803", message, where, near(name, ids))


def _new(rulebook: Rulebook, added: Decision | Parameter, faults: Faults) -> None:
    taken = (rulebook.parameters, rulebook.decisions, rulebook.entities)
    if any(added.name in names for names in taken):
        hint = "change it instead" if added.name not in rulebook.entities else None
        faults.add("AR804", f"'{added.name}' is there already", added.where, hint)


def _left_empty(rulebook: Rulebook, reform: Reform, faults: Faults) -> None:
    """Tables that some of the changes, made without the others, would leave without a rule."""
    removed = {each.edit.id: each.edit for each in reform.changes if isinstance(each.edit, RemoveRule)}
    for name in dict.fromkeys(decision_of(rule) for rule in removed):
        decision = rulebook.decisions.get(name)
        rules = [rule.id for rule in decision.rules] if decision is not None else []
        if rules and all(rule in removed for rule in rules) and not _refilled(reform, name):
            added = any(
                isinstance(each.edit, AddRule) and each.edit.decision == name for each in reform.changes
            )
            hint = "name the change that adds a rule under 'needs'" if added else None
            faults.add("AR811", f"no rule of '{name}' would be left", removed[rules[-1]].where, hint)


def _refilled(reform: Reform, decision: str) -> bool:
    """Whether a rule is added to the table in one go with a removal."""
    for block in reform.blocks():
        edits = [change.edit for change in block]
        adds = any(isinstance(edit, AddRule) and edit.decision == decision for edit in edits)
        removes = any(isinstance(edit, RemoveRule) and decision_of(edit.id) == decision for edit in edits)
        if adds and removes:
            return True
    return False
