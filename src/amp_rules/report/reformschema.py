"""The JSON Schema of reform files, for editors: the form of them, not whether the changes can be made."""

from __future__ import annotations

from typing import Final

from amp_rules.report.ruleschema import (
    decision_part,
    judgement_part,
    parameter_part,
    rule_part,
    written_parts,
)
from amp_rules.report.schemaparts import (
    DIALECT,
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
from amp_rules.rulebook.loadreform import MAX_CHANGES

REFORM_FILE_ID: Final = "urn:amp-rules:reform-file:1"


def reform_schema() -> Schema:
    """JSON Schema 2020-12 of a reform file; its values are as in rule files.

    >>> sorted(reform_schema()["properties"])
    ['changes', 'date', 'note', 'of', 'publisher', 'reform', 'title']
    """
    changes = _changes()
    whole = closed(
        "reform title of changes",
        {
            "reform": ref("Name"),
            "title": ref("Words") | {"description": "What the proposal is called."},
            "of": text("The edition it changes, such as nsp/2022.", pattern="^[^/]+/[^/]+$"),
            "publisher": ref("Scalar") | {"description": "Who proposes it."},
            "date": ref("Scalar") | {"description": "When it was proposed."},
            "note": ref("Scalar") | {"description": "For readers of the file."},
            "changes": named(ref("Change"), "The changes by name; in what order means nothing.")
            | {"minProperties": 1, "maxProperties": MAX_CHANGES},
        },
    )
    return {
        "$schema": DIALECT,
        "$id": REFORM_FILE_ID,
        "title": "Reform file",
        "description": "One edition changed on purpose.",
        **whole,
        "$defs": {
            **written_parts(),
            "Rule": rule_part(),
            "Judgement": judgement_part(),
            "Change": {
                "title": "Change",
                "description": "One thing done, and why.",
                "oneOf": [ref(name) for name in changes],
            },
            **changes,
        },
    }


def _changes() -> dict[str, Schema]:
    """Each kind of change by the name of its definition."""
    return {
        "SetParameter": _set_parameter(),
        "AddParameter": _like(parameter_part(), "add_parameter", _name("The new parameter.")),
        "ChangeRule": _change_rule(),
        "AddRule": _add_rule(),
        "RemoveRule": _change("remove_rule", _rule("The rule taken out."), {}),
        "ChangeDecision": _change_decision(),
        "AddDecision": _like(decision_part(), "add_decision", _name("The new decision.")),
        "SwitchReading": _change(
            "switch_reading", text("The other reading, such as B5=day-count.", pattern=READING), {}
        ),
    }


def _name(about: str) -> Schema:
    return ref("Name") | {"description": about}


def _rule(about: str) -> Schema:
    return text(about, pattern=RULE_ID)


def _change(kind: str, thing: Schema, body: dict[str, Schema], **more: object) -> Schema:
    """A change of one kind: what it touches, what it says of it, and what every change says."""
    own = {
        "why": ref("Words") | {"description": "The reason given for it."},
        "needs": listed(ref("Name")) | {"description": "Changes without which it cannot stand."},
        "cite": ref("Cites") | {"description": "Official ids that it builds on."},
    }
    return closed(f"{kind} why", {kind: thing, **body, **own}, title=kind, **more)


def _set_parameter() -> Schema:
    body = {
        "value": ref("Scalar"),
        "from": ref("Day") | {"description": "The day from which the value holds."},
        "values": ref("DatedValues"),
        "unit": text("Held against the parameter's own.", pattern=UNIT),
    }
    return _change(
        "set_parameter",
        _name("The parameter that is set."),
        body,
        oneOf=[{"required": ["value"]}, {"required": ["values"]}],
        dependentRequired={"from": ["value"]},
    )


def _change_rule() -> Schema:
    body = {
        "when": ref("Code"),
        "then": ref("Code"),
        "overrides": listed(ref("Scalar")),
        "title": ref("Words"),
    }
    return _change(
        "change_rule",
        _rule("The rule that is changed."),
        body,
        anyOf=[{"required": [name]} for name in body],
    )


def _add_rule() -> Schema:
    whole = _like(rule_part(), "add_rule", _rule("The new rule, in the table of its decision."))
    del whole["properties"]["id"]
    whole["required"].remove("id")
    whole["properties"]["before"] = _rule("The rule it stands before; else it comes last.")
    return whole


def _change_decision() -> Schema:
    body = {
        "value": ref("Code") | {"description": "Another formula."},
        "otherwise": ref("Code") | {"description": "Another answer where no rule holds."},
    }
    return _change(
        "change_decision",
        _name("The decision that is changed."),
        body,
        oneOf=[{"required": [name]} for name in body],
    )


def _like(part: Schema, kind: str, thing: Schema) -> Schema:
    """A change that says what a rule file says of such a thing; it cites the reform, so it need not cite."""
    shared = {name: found for name, found in part.items() if name not in ("required", "properties")}
    made = _change(kind, thing, part["properties"])
    required = [name for name in part["required"] if name != "cite"]
    return {**shared, **made, "required": [*made["required"], *required]}
