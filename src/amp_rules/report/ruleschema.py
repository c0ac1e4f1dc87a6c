"""The JSON Schema of rule files, for editors: the form of them, not what they mean."""

from __future__ import annotations

from typing import Any, Final

from amp_rules.case.enums import EventKind
from amp_rules.rulebook.rows import KINDS, POLICIES, SEVERITIES

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
RULE_FILE_ID: Final = "urn:amp-rules:rule-file:1"

Schema = dict[str, Any]

_NAME: Final = "^[a-z][a-z0-9_]{0,63}$"
_RULE_ID: Final = r"^[a-z][a-z0-9_]{0,63}(\.[a-z0-9_]{1,64}){1,2}$"
_READING: Final = "^[A-Z][A-Z0-9]{0,7}=[a-z0-9][a-z0-9-]{0,47}$"
_DAY: Final = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_UNIT: Final = "^((SEK|USD|day|month|year)(/(SEK|USD|day|month|year))?|count|ratio|date|country)$"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _listed(item: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": item} | ({"minItems": least} if least else {})


def _text(about: str, **more: Any) -> Schema:
    return {"type": "string", "description": about, **more}


def _object(required: str, properties: dict[str, Schema], **more: Any) -> Schema:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


def _named(item: Schema, about: str) -> Schema:
    return {
        "type": "object",
        "description": about,
        "propertyNames": _ref("Name"),
        "additionalProperties": item,
    }


def rule_schema() -> Schema:
    """JSON Schema 2020-12 of edition.yaml, steps.yaml and the other files of an edition's folder.

    Scalars may be text, as the strict reader has them, or numbers and truth values, as editors read YAML.
    """
    return {
        "$schema": DIALECT,
        "$id": RULE_FILE_ID,
        "title": "Rule file",
        "description": "edition.yaml, steps.yaml, or any other YAML file in the folder of an edition.",
        "anyOf": [_ref("Edition"), _ref("Steps"), _ref("RuleFile")],
        "$defs": {
            "Name": _text("Lower-case letters, digits and underscores.", pattern=_NAME),
            "Code": {
                "description": "An expression of the rule language.",
                "type": ["string", "number", "boolean"],
            },
            "Scalar": {"type": ["string", "number", "boolean"]},
            "Flag": {"enum": [True, False, "true", "false"]},
            "Day": _text("A date as YYYY-MM-DD.", pattern=_DAY),
            "Words": _object(
                "en sv",
                {
                    "en": _text("In English.", minLength=1),
                    "sv": _text("In Swedish.", minLength=1),
                },
                description="The same words in both languages.",
            ),
            "Cites": _listed(_text("An id of the rule catalogue."), 1)
            | {"description": "The official rules that this encodes."},
            "Edition": _edition(),
            "RuleFile": _rule_file(),
            "Parameter": _parameter(),
            "Decision": _decision(),
            "Rule": _rule(),
            "Judgement": _judgement(),
            "NumberedEntity": _entity(),
            "Steps": _steps(),
            "Step": _step(),
            "Duty": _duty(),
            "Due": _due(),
        },
    }


def _edition() -> Schema:
    day_decision = _ref("Name")
    return _object(
        "programme edition title valid counts_on authority goals",
        {
            "programme": _ref("Name"),
            "edition": _text("The edition's name, in quotes when it is a number."),
            "title": _ref("Words"),
            "valid": _object("from", {"from": _ref("Day"), "to": _ref("Day")}),
            "counts_on": _ref("Code") | {"description": "The date of the case that chooses the edition."},
            "authority": _text("Who formally decides: a key of authorities.yaml."),
            "goals": _listed(_ref("Name")) | {"description": "The decisions shown as the answer."},
            "extends": _text("The edition this one changes, such as amp/2015.", pattern="^[^/]+/[^/]+$"),
            "total": _ref("Name"),
            "timeline": _object(
                "rate components",
                {"rate": day_decision, "components": _listed(day_decision), "status": day_decision},
                description="The decisions about a day that the statement of days shows.",
            ),
            "note": {"type": "string"},
        },
        title="Edition",
    )


def _rule_file() -> Schema:
    return _object(
        "",
        {
            "parameters": _named(_ref("Parameter"), "Values fixed by a source."),
            "decisions": _named(_ref("Decision"), "Questions that the rules answer."),
            "entities": _named(_ref("NumberedEntity"), "Entities counted from 1."),
            "removes": _listed(_ref("Name")) | {"description": "Names of the extended edition left out."},
        },
        title="Decisions and parameters",
        minProperties=1,
    )


def _parameter() -> Schema:
    dated = _object("value", {"from": _ref("Day"), "value": _ref("Scalar")})
    return _object(
        "unit title cite",
        {
            "unit": _text("Such as SEK/day, day, ratio or date.", pattern=_UNIT),
            "title": _ref("Words"),
            "cite": _ref("Cites"),
            "value": _ref("Scalar"),
            "values": _listed(dated, 1) | {"description": "Dated values, in order."},
            "replaces": _ref("Flag"),
        },
        oneOf=[{"required": ["value"]}, {"required": ["values"]}],
    )


def _decision() -> Schema:
    bodies = ("value", "rules", "judgement")
    choices = {"anyOf": [_listed(_ref("Name"), 2), _named(_ref("Words"), "Each choice with its words.")]}
    return _object(
        "about type title cite",
        {
            "about": _ref("Name") | {"description": "case, person, claim, period, item, day, or numbered."},
            "type": {"enum": list(KINDS)},
            "title": _ref("Words"),
            "cite": _ref("Cites"),
            "unit": _text("Of an amount.", pattern=_UNIT),
            "choices": choices,
            "optional": _ref("Flag") | {"description": "True when the answer may be absent."},
            "hit_policy": {"enum": list(POLICIES)},
            "rules": _listed(_ref("Rule"), 1),
            "value": _ref("Code"),
            "otherwise": _ref("Code"),
            "judgement": _ref("Judgement"),
            "severity": {"enum": list(SEVERITIES)},
            "message": _ref("Words"),
            "replaces": _ref("Flag"),
        },
        oneOf=[{"required": [body]} for body in bodies],
        allOf=[
            _only("amount", "unit"),
            _only("choice", "choices"),
            _only("finding", "severity", "message"),
        ],
    )


def _only(kind: str, *names: str) -> Schema:
    """Keys that a type of decision needs and the others refuse."""
    refused: Schema = {"not": {"anyOf": [{"required": [name]} for name in names]}}
    return {
        "if": {"properties": {"type": {"const": kind}}},
        "then": {"required": list(names)},
        "else": refused,
    }


def _rule() -> Schema:
    return _object(
        "id then",
        {
            "id": _text("The decision's name, a dot and a name.", pattern=_RULE_ID),
            "when": _ref("Code"),
            "then": _ref("Code"),
            "cite": _ref("Cites"),
            "reading": _text(
                "The reading under which the rule exists, such as B5=day-count.", pattern=_READING
            ),
            "overrides": _listed({"type": "string"}),
            "title": _ref("Words"),
        },
    )


def _judgement() -> Schema:
    return _object(
        "fact question",
        {
            "fact": _ref("Code") | {"description": "The fact of the case where the answer is filed."},
            "question": _ref("Words"),
            "authority": _text("Who answers: a key of authorities.yaml; else the edition's."),
        },
    )


def _entity() -> Schema:
    return _object(
        "of count most title",
        {
            "of": _ref("Name"),
            "count": _ref("Code"),
            "most": {"type": ["string", "integer"]},
            "title": _ref("Words"),
        },
    )


def _one_or_more(about: str) -> Schema:
    return {"anyOf": [_text(about), _listed({"type": "string"}, 1)], "description": about}


def _kind(about: str) -> Schema:
    return {"enum": [kind.value for kind in EventKind], "description": about}


def _steps() -> Schema:
    state = _object("title", {"title": _ref("Words"), "stage": _ref("Name"), "final": _ref("Flag")})
    withdrawal = _object(
        "event to title cite",
        {
            "event": _kind("The event by which the person leaves."),
            "to": _ref("Name"),
            "title": _ref("Words"),
            "cite": _ref("Cites"),
        },
        description="Possible from every state that is not final.",
    )
    return _object(
        "stages states start steps withdrawal",
        {
            "stages": _named(_ref("Words"), "The parts of the process, with their titles."),
            "states": _named(state, "Where a case may stand."),
            "start": _ref("Name"),
            "steps": _named(_ref("Step"), "Ways from state to state, in the order they are looked at."),
            "duties": _named(_ref("Duty"), "What somebody must see to while a case stands in some states."),
            "due": _named(_ref("Due"), "Deadlines."),
            "withdrawal": withdrawal,
        },
        title="Steps",
    )


def _step() -> Schema:
    return _object(
        "from event actor title cite",
        {
            "from": _one_or_more("States it may be taken from."),
            "to": _ref("Name") | {"description": "The state after it; left out: the state stays as it is."},
            "event": _kind("The kind of event that takes it."),
            "needs": _listed(_ref("Name")) | {"description": "Verdicts about the case that must be granted."},
            "when": _ref("Code") | {"description": "What the event must have said, for this step to be it."},
            "actor": _one_or_more("Who takes it: keys of authorities.yaml."),
            "must": _ref("Flag") | {"description": "True when somebody has to take it next."},
            "number": {"type": ["string", "integer"], "description": "The source's own number."},
            "title": _ref("Words"),
            "cite": _ref("Cites"),
        },
    )


def _duty() -> Schema:
    return _object(
        "while actor title cite",
        {
            "while": _one_or_more("States in which it stands."),
            "actor": _one_or_more("Who sees to it: keys of authorities.yaml."),
            "title": _ref("Words"),
            "cite": _ref("Cites"),
        },
    )


def _due() -> Schema:
    return _object(
        "date title cite",
        {
            "about": _ref("Name") | {"description": "case, person, claim, period, item, or numbered."},
            "date": _ref("Code") | {"description": "The day, an expression of type date."},
            "when": _ref("Code") | {"description": "Which of the entities it holds for."},
            "while": _one_or_more("States in which it stands; left out: all."),
            "settled_by": _kind("The event that settles it; left out: the day only passes."),
            "title": _ref("Words"),
            "cite": _ref("Cites"),
        },
    )
