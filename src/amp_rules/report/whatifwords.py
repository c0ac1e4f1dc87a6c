"""What is said of many cases and of reforms: where cases come from, groups, changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from amp_rules.case import COUNTRY_CODES, FactSpec, country_name, member_title
from amp_rules.explanation.values import Values
from amp_rules.explanation.words import capital
from amp_rules.plan import Plan
from amp_rules.population import TABLES
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.report.words import ReportWords
from amp_rules.rulebook.model import Parameter, ParameterValue, Rulebook
from amp_rules.rulebook.reform import (
    AddDecision,
    AddParameter,
    AddRule,
    Change,
    ChangeDecision,
    ChangeRule,
    RemoveRule,
    SetParameter,
    SwitchReading,
)
from amp_rules.whatif import Goal

_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sex": "whatif.group_sex",
        "age_group": "whatif.group_age",
        "children": "whatif.group_children",
        "first_period": "whatif.group_first_period",
    }
)


@dataclass(frozen=True, slots=True)
class People:
    """Where a population comes from: a folder, or made up from a seed."""

    cases: int
    folder: str | None = None
    seed: int | None = None


def people_named(people: People, words: ReportWords) -> str:
    """A population in words."""
    if people.folder is not None:
        return words.count("whatif.from_folder", people.cases, folder=people.folder)
    if people.seed is not None:
        return words.count("whatif.made_up", people.cases, seed=str(people.seed))
    return words.count("whatif.cases", people.cases)


def answer_named(word: str, goal: Goal, plan: Plan, told: ComparisonWords) -> str:
    """An answer to a goal; a choice by its title."""
    if goal.kind == "choice" and word in plan.decisions[goal.name].type.members:
        return Values(plan, told.words).choice(word, plan.decisions[goal.name])
    return told.answer(word, goal.kind)


def group_named(name: str, words: ReportWords) -> str:
    """What cases are grouped by."""
    if name in _GROUPS:
        return words.say(_GROUPS[name])
    spec = _spec(name)
    return name if spec is None else capital(spec.title(words.language))


def label_named(name: str, label: str, told: ComparisonWords) -> str:
    """One group of those."""
    spec = _spec(name)
    if spec is not None and spec.enum is not None and label in spec.members:
        return member_title(spec.enum(label), told.words.language)
    if spec is not None and spec.kind == "country" and label in COUNTRY_CODES:
        return country_name(label, told.words.language)
    return told.answer(label, "") if label in ("yes", "no", "none", "unknown") else label


def _spec(name: str) -> FactSpec | None:
    """The fact that cases are grouped by."""
    table, column = ("periods", "kind") if name == "first_period" else ("cases", name)
    for where in (table, "persons"):
        found = TABLES[where].columns.get(column)
        if found is not None:
            return found.spec
    return None


def change_named(change: Change, rulebook: Rulebook, words: ReportWords) -> str:
    """What a change does, in a line; `rulebook` is the one it is made in."""
    say = words.say
    match change.edit:
        case SetParameter(name=name, values=values):
            return _set(words, rulebook.parameters[name], values)
        case AddParameter(parameter=parameter):
            title, value = (
                words.of(parameter.title),
                _value(words, parameter.values[-1], parameter.unit),
            )
            return say("whatif.parameter_added", title=title, value=value)
        case ChangeRule(id=name):
            return say("whatif.rule_changed", rule=name)
        case AddRule(rule=rule):
            return say("whatif.rule_added", rule=rule.id)
        case RemoveRule(id=name):
            return say("whatif.rule_removed", rule=name)
        case ChangeDecision(name=name):
            title = words.of(rulebook.decisions[name].title)
            return say("whatif.decision_changed", title=title)
        case AddDecision(decision=decision):
            return say("whatif.decision_added", title=words.of(decision.title))
        case SwitchReading(reading=reading):
            known = rulebook.registers.interpretations[reading.interpretation]
            text = words.of(known.readings[reading.choice])
            return say("whatif.reading_switched", reading=str(reading), text=text)


def _set(words: ReportWords, parameter: Parameter, values: tuple[ParameterValue, ...]) -> str:
    then = "; ".join(_value(words, each, parameter.unit) for each in parameter.values)
    now = "; ".join(_value(words, each, parameter.unit) for each in values)
    return words.say("whatif.parameter_set", title=words.of(parameter.title), then=then, now=now)


def _value(words: ReportWords, value: ParameterValue, unit: str) -> str:
    shown = f"{value.text} {unit}" if unit not in ("ratio", "count", "date", "country") else value.text
    if value.start is None:
        return shown
    return words.say("whatif.value_from", value=shown, day=value.start.isoformat())
