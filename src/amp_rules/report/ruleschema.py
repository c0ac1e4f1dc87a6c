"""The JSON Schema of rule files, for editors: the form of them, not what they mean."""

from __future__ import annotations

from typing import Final

from amp_rules.case.enums import EventKind
from amp_rules.report.schemaparts import (
    DAY,
    DIALECT,
    NAME,
    READING,
    RULE_ID,
    UNIT,
    Schema,
    closed,
    listed,
    named,
    ref,
    text,
)
from amp_rules.rulebook.rows import KINDS, MAX_RULES, POLICIES, SEVERITIES

RULE_FILE_ID: Final = "urn:amp-rules:rule-file:1"

_LANGUAGES: Final = {"en": "English", "sv": "Swedish"}


def written_parts() -> dict[str, Schema]:
    """What values in rule files and reform files are.

    Scalars may be text, as the strict reader has them, or numbers and truth values, as editors read YAML.
    """
    words = {name: text(f"In {name_en}.", pattern=r"\S") for name, name_en in _LANGUAGES.items()}
    dated = closed("value", {"from": ref("Day"), "value": ref("Scalar")})
    return {
        "Name": text("Lower-case letters, digits and underscores.", pattern=NAME),
        "Code": {
            "description": "An expression of the rule language.",
            "type": ["string", "number", "boolean"],
        },
        "Scalar": {"type": ["string", "number", "boolean"]},
        "Flag": {"enum": [True, False, "true", "false"]},
        "Day": text("A date as YYYY-MM-DD.", pattern=DAY),
        "DatedValues": listed(dated, 1) | {"description": "Dated values, in order."},
        "Words": closed(" ".join(words), words, description="The same words in both languages."),
        "Cites": listed(text("An id of the rule catalogue."), 1)
        | {"description": "The official rules that this encodes."},
    }


def rule_schema() -> Schema:
    """JSON Schema 2020-12 of edition.yaml, steps.yaml and the other files of an edition's folder."""
    return {
        "$schema": DIALECT,
        "$id": RULE_FILE_ID,
        "title": "Rule file",
        "description": "edition.yaml, steps.yaml, or any other YAML file in the folder of an edition.",
        "anyOf": [ref("Edition"), ref("Steps"), ref("RuleFile")],
        "$defs": {
            **written_parts(),
            "Edition": _edition(),
            "RuleFile": _rule_file(),
            "Parameter": parameter_part(),
            "Decision": decision_part(),
            "Rule": rule_part(),
            "Judgement": judgement_part(),
            "NumberedEntity": _entity(),
            "Steps": _steps(),
            "Step": _step(),
            "Duty": _duty(),
            "Due": _due(),
        },
    }


def _edition() -> Schema:
    day_decision = ref("Name")
    return closed(
        "programme edition title valid counts_on authority goals",
        {
            "programme": ref("Name"),
            "edition": text("The edition's name, in quotes when it is a number."),
            "title": ref("Words"),
            "valid": closed("from", {"from": ref("Day"), "to": ref("Day")}),
            "counts_on": ref("Code") | {"description": "The date of the case that chooses the edition."},
            "authority": text("Who formally decides: a key of authorities.yaml."),
            "goals": listed(ref("Name")) | {"description": "The decisions shown as the answer."},
            "extends": text("The edition this one changes, such as amp/2015.", pattern="^[^/]+/[^/]+$"),
            "total": ref("Name"),
            "timeline": closed(
                "rate components",
                {"rate": day_decision, "components": listed(day_decision), "status": day_decision},
                description="The decisions about a day that the statement of days shows.",
            ),
            "note": {"type": "string"},
        },
        title="Edition",
    )


def _rule_file() -> Schema:
    return closed(
        "",
        {
            "parameters": named(ref("Parameter"), "Values fixed by a source."),
            "decisions": named(ref("Decision"), "Questions that the rules answer."),
            "entities": named(ref("NumberedEntity"), "Entities counted from 1."),
            "removes": listed(ref("Name")) | {"description": "Names of the extended edition left out."},
        },
        title="Decisions and parameters",
        minProperties=1,
    )


def parameter_part() -> Schema:
    """A value fixed by a source."""
    return closed(
        "unit title cite",
        {
            "unit": text("Such as SEK/day, day, ratio or date.", pattern=UNIT),
            "title": ref("Words"),
            "cite": ref("Cites"),
            "value": ref("Scalar"),
            "values": ref("DatedValues"),
            "replaces": ref("Flag"),
        },
        oneOf=[{"required": ["value"]}, {"required": ["values"]}],
    )


def decision_part() -> Schema:
    """A question that the rules answer."""
    bodies = ("value", "rules", "judgement")
    choices = {"anyOf": [listed(ref("Name"), 2), named(ref("Words"), "Each choice with its words.")]}
    return closed(
        "about type title cite",
        {
            "about": ref("Name") | {"description": "case, person, claim, period, item, day, or numbered."},
            "type": {"enum": list(KINDS)},
            "title": ref("Words"),
            "cite": ref("Cites"),
            "unit": text("Of an amount.", pattern=UNIT),
            "choices": choices,
            "optional": ref("Flag") | {"description": "True when the answer may be absent."},
            "hit_policy": {"enum": list(POLICIES)},
            "rules": listed(ref("Rule"), 1) | {"maxItems": MAX_RULES},
            "value": ref("Code"),
            "otherwise": ref("Code"),
            "judgement": ref("Judgement"),
            "severity": {"enum": list(SEVERITIES)},
            "message": ref("Words"),
            "replaces": ref("Flag"),
        },
        oneOf=[{"required": [body]} for body in bodies],
        allOf=[
            _only("amount", "unit"),
            _only("choice", "choices"),
            _only("finding", "severity", "message"),
            _fitting("optional", {"type": {"enum": ["amount", "date", "choice"]}}),
            {
                "if": {"properties": {"hit_policy": {"const": "collect sum"}}, "required": ["hit_policy"]},
                "then": {"properties": {"type": {"const": "amount"}}},
            },
        ],
        dependentRequired={"hit_policy": ["rules"], "otherwise": ["rules"]},
    )


def _only(kind: str, *names: str) -> Schema:
    """Keys that a type of decision needs and the others refuse."""
    refused: Schema = {"not": {"anyOf": [{"required": [name]} for name in names]}}
    return {
        "if": {"properties": {"type": {"const": kind}}},
        "then": {"required": list(names)},
        "else": refused,
    }


def _fitting(name: str, properties: dict[str, Schema]) -> Schema:
    """A key that only stands beside such values of others."""
    return {"if": {"required": [name]}, "then": {"properties": properties}}


def rule_part() -> Schema:
    """One row of a decision table."""
    return closed(
        "id then",
        {
            "id": text("The decision's name, a dot and a name.", pattern=RULE_ID),
            "when": ref("Code"),
            "then": ref("Code"),
            "cite": ref("Cites"),
            "reading": text(
                "The reading under which the rule exists, such as B5=day-count.", pattern=READING
            ),
            "overrides": listed({"type": "string"}),
            "title": ref("Words"),
        },
    )


def judgement_part() -> Schema:
    """A question for a person of an authority."""
    return closed(
        "fact question",
        {
            "fact": ref("Code") | {"description": "The fact of the case where the answer is filed."},
            "question": ref("Words"),
            "authority": text("Who answers: a key of authorities.yaml; else the edition's."),
        },
    )


def _entity() -> Schema:
    return closed(
        "of count most title",
        {
            "of": ref("Name"),
            "count": ref("Code"),
            "most": {"type": ["string", "integer"]},
            "title": ref("Words"),
        },
    )


def _one_or_more(about: str) -> Schema:
    return {"anyOf": [text(about), listed({"type": "string"}, 1)], "description": about}


def _kind(about: str) -> Schema:
    return {"enum": [kind.value for kind in EventKind], "description": about}


def _steps() -> Schema:
    state = closed("title", {"title": ref("Words"), "stage": ref("Name"), "final": ref("Flag")})
    withdrawal = closed(
        "event to title cite",
        {
            "event": _kind("The event by which the person leaves."),
            "to": ref("Name"),
            "title": ref("Words"),
            "cite": ref("Cites"),
        },
        description="Possible from every state that is not final.",
    )
    return closed(
        "stages states start steps withdrawal",
        {
            "stages": named(ref("Words"), "The parts of the process, with their titles."),
            "states": named(state, "Where a case may stand."),
            "start": ref("Name"),
            "steps": named(ref("Step"), "Ways from state to state, in the order they are looked at."),
            "duties": named(ref("Duty"), "What somebody must see to while a case stands in some states."),
            "due": named(ref("Due"), "Deadlines."),
            "withdrawal": withdrawal,
        },
        title="Steps",
    )


def _step() -> Schema:
    return closed(
        "from event actor title cite",
        {
            "from": _one_or_more("States it may be taken from."),
            "to": ref("Name") | {"description": "The state after it; left out: the state stays as it is."},
            "event": _kind("The kind of event that takes it."),
            "needs": listed(ref("Name")) | {"description": "Verdicts about the case that must be granted."},
            "when": ref("Code") | {"description": "What the event must have said, for this step to be it."},
            "actor": _one_or_more("Who takes it: keys of authorities.yaml."),
            "must": ref("Flag") | {"description": "True when somebody has to take it next."},
            "number": {"type": ["string", "integer"], "description": "The source's own number."},
            "title": ref("Words"),
            "cite": ref("Cites"),
        },
    )


def _duty() -> Schema:
    return closed(
        "while actor title cite",
        {
            "while": _one_or_more("States in which it stands."),
            "actor": _one_or_more("Who sees to it: keys of authorities.yaml."),
            "title": ref("Words"),
            "cite": ref("Cites"),
        },
    )


def _due() -> Schema:
    return closed(
        "date title cite",
        {
            "about": ref("Name") | {"description": "case, person, claim, period, item, or numbered."},
            "date": ref("Code") | {"description": "The day, an expression of type date."},
            "when": ref("Code") | {"description": "Which of the entities it holds for."},
            "while": _one_or_more("States in which it stands; left out: all."),
            "settled_by": _kind("The event that settles it; left out: the day only passes."),
            "title": ref("Words"),
            "cite": ref("Cites"),
        },
    )
