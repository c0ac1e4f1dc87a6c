"""Reads the parts of an edition file: parameters, decisions, rules, entities."""

from __future__ import annotations

from datetime import date

from amp_rules.rulebook.fields import (
    RULE_ID,
    Faults,
    Fields,
    items,
    near,
    read_date,
    read_name,
    read_words,
    shown,
)
from amp_rules.rulebook.model import (
    Code,
    Decision,
    Finding,
    Judgement,
    NumberedEntity,
    Parameter,
    ParameterValue,
    ReadingChoice,
    Registers,
    Rule,
    Text,
)
from amp_rules.yamltext import Mapping, Node, Scalar, Sequence

KINDS = ("bool", "verdict", "finding", "amount", "date", "choice")
POLICIES = ("unique", "any", "first", "collect sum")
MAX_RULES = 150
SEVERITIES = ("conflict", "warning", "note")


def read_parameter(key: Scalar, node: Node, faults: Faults, registers: Registers) -> Parameter:
    """A parameter with one value, or with dated values."""
    fields = Fields(node, faults, "unit title cite", "value values replaces")
    _ = fields.flag("replaces")
    return Parameter(
        read_name(key, faults) or key.text,
        fields.text("unit"),
        fields.words("title"),
        read_values(key, fields, faults),
        read_citations(fields, faults, registers),
        key.where,
        {"unit": fields.where_of("unit")},
    )


def read_values(key: Scalar, fields: Fields, faults: Faults) -> tuple[ParameterValue, ...]:
    """The one value under 'value', or the dated ones under 'values'."""
    if fields.has("value") == fields.has("values"):
        faults.add("AR112", "a parameter has either 'value' or 'values'", key.where)
    listed = fields.node("values")
    if isinstance(listed, Sequence) and not listed.items:
        faults.add("AR112", "a parameter needs at least one value", fields.where_of("values"))
    dated = tuple(_dated(item, faults) for item in items(listed, faults))
    starts = [value.start or date.min for value in dated]
    if starts != sorted(set(starts)):
        faults.add("AR113", "dated values must be in order, each from its own day", key.where)
    single = fields.node("value")
    return dated if single is None else (ParameterValue(None, fields.text("value"), single.where),)


def _dated(node: Node, faults: Faults) -> ParameterValue:
    fields = Fields(node, faults, "value", "from")
    start = fields.node("from")
    return ParameterValue(
        None if start is None else read_date(start, faults), fields.text("value"), node.where
    )


def read_citations(fields: Fields, faults: Faults, registers: Registers) -> tuple[str, ...]:
    """The catalogue ids under 'cite'; each must exist."""
    cited = fields.names("cite")
    node = fields.node("cite")
    for position, cite in enumerate(cited):
        if cite not in registers.catalogue:
            hint = near(cite, registers.catalogue)
            where = fields.where_of("cite", position)
            faults.add("AR504", f"'{shown(cite)}' is not a rule of the catalogue", where, hint)
    if isinstance(node, Sequence) and not cited:
        faults.add("AR505", "'cite' names no rule of the catalogue", node.where)
    return cited


def read_decision(key: Scalar, node: Node, faults: Faults, registers: Registers) -> Decision:
    """A decision: a formula, a table or a judgement."""
    fields = Fields(
        node,
        faults,
        "about type title cite",
        "unit choices optional hit_policy rules value otherwise judgement severity message replaces",
    )
    _ = fields.flag("replaces")
    name = read_name(key, faults) or key.text
    cite = read_citations(fields, faults, registers)
    kind = fields.one_of("type", KINDS, "bool")
    _one_body(key, fields, faults)
    table = items(fields.node("rules"), faults)
    titles = _choice_titles(fields, faults)
    if len(table) > MAX_RULES:
        faults.add("AR001", f"more than {MAX_RULES} rules in one table", key.where)
        table = table[:MAX_RULES]
    return Decision(
        name=name,
        about=fields.name("about", "case"),
        kind=kind,
        unit=fields.text("unit"),
        choices=tuple(titles) or fields.names("choices"),
        choice_titles=titles,
        optional=fields.flag("optional"),
        title=fields.words("title"),
        cite=cite,
        hit_policy=fields.one_of("hit_policy", POLICIES, "unique"),
        rules=tuple(read_rule(name, item, faults, registers, cite) for item in table)
        or _formula(name, fields, cite),
        otherwise=fields.code("otherwise"),
        judgement=_judgement(fields, faults, registers),
        finding=_finding(key, fields, kind, faults),
        where=key.where,
        places={"unit": fields.where_of("unit")},
    )


def _choice_titles(fields: Fields, faults: Faults) -> dict[str, Text]:
    """The words for each choice, when 'choices' is a mapping rather than a plain list."""
    node = fields.node("choices")
    if not isinstance(node, Mapping):
        return {}
    return {name.text: read_words(words, faults) for name, words in node}


def _one_body(key: Scalar, fields: Fields, faults: Faults) -> None:
    bodies = [name for name in ("value", "rules", "judgement") if fields.has(name)]
    if len(bodies) != 1:
        faults.add("AR114", "a decision has exactly one of 'value', 'rules' and 'judgement'", key.where)
    table = fields.node("rules")
    if isinstance(table, Sequence) and not table.items:
        faults.add("AR114", "the decision table has no rules", table.where)
    kind = fields.text("type")
    if fields.text("hit_policy") == "collect sum" and kind != "amount":
        where = fields.where_of("hit_policy")
        faults.add("AR115", "'collect sum' belongs to a decision of type amount", where)
    for name, fitting, owner in (
        ("hit_policy", fields.has("rules"), "a decision table"),
        ("otherwise", fields.has("rules"), "a decision table"),
        ("choices", kind == "choice", "a decision of type choice"),
        ("unit", kind == "amount", "a decision of type amount"),
        ("optional", kind in ("amount", "date", "choice"), "an amount, a date or a choice"),
    ):
        if fields.has(name) and not fitting:
            faults.add("AR115", f"'{name}' belongs to {owner}", fields.where_of(name))


def _formula(name: str, fields: Fields, cite: tuple[str, ...]) -> tuple[Rule, ...]:
    value = fields.code("value")
    if value is None:
        return ()
    return (Rule(f"{name}.value", None, value, cite, None, (), None, value.where),)


def read_rule(name: str, node: Node, faults: Faults, registers: Registers, cite: tuple[str, ...]) -> Rule:
    """One row of the table of the decision named; `cite` is what it cites when it says nothing else."""
    fields = Fields(node, faults, "id then", "when cite reading overrides title")
    rule_id = fields.text("id")
    if fields.has("id") and not (RULE_ID.fullmatch(rule_id) and rule_id.startswith(f"{name}.")):
        faults.add(
            "AR116", f"a rule id is the decision's name, a dot and a name: '{name}.…'", fields.where_of("id")
        )
    reading = fields.reading("reading")
    if reading is not None:
        check_reading(reading, faults, registers)
    return Rule(
        rule_id,
        fields.code("when"),
        fields.code("then") or Code("False", node.where),
        read_citations(fields, faults, registers) or cite,
        reading,
        fields.names("overrides"),
        fields.words("title") if fields.has("title") else None,
        node.where,
        {
            name: fields.where_of("overrides", position)
            for position, name in enumerate(fields.names("overrides"))
        },
    )


def check_reading(reading: ReadingChoice, faults: Faults, registers: Registers) -> None:
    """Whether an ambiguity and its reading are registered."""
    known = registers.interpretations.get(reading.interpretation)
    if known is None:
        hint = near(reading.interpretation, registers.interpretations)
        message = f"'{reading.interpretation}' is not in the interpretation register"
        faults.add("AR506", message, reading.where, hint)
    elif reading.choice not in known.readings:
        hint = near(reading.choice, known.readings)
        faults.add("AR507", f"'{reading.choice}' is not a reading of {known.id}", reading.where, hint)


def _judgement(fields: Fields, faults: Faults, registers: Registers) -> Judgement | None:
    node = fields.node("judgement")
    if node is None:
        return None
    inner = Fields(node, faults, "fact question", "authority")
    authority = inner.text("authority")
    if authority and authority not in registers.authorities:
        hint = near(authority, registers.authorities)
        where = inner.where_of("authority")
        faults.add("AR508", f"'{shown(authority)}' is not in the register of authorities", where, hint)
    return Judgement(inner.code("fact") or Code("False", node.where), inner.words("question"), authority)


def _finding(key: Scalar, fields: Fields, kind: str, faults: Faults) -> Finding | None:
    if kind != "finding":
        for name in ("severity", "message"):
            if fields.has(name):
                faults.add("AR117", f"'{name}' belongs to a decision of type finding", fields.where_of(name))
        return None
    if not (fields.has("severity") and fields.has("message")):
        faults.add("AR118", "a finding needs 'severity' and 'message'", key.where)
        return Finding("note", Text("", ""))
    return Finding(fields.one_of("severity", SEVERITIES, "note"), fields.words("message"))


def read_entity(key: Scalar, node: Node, faults: Faults) -> NumberedEntity:
    """Entities counted from 1 to an expression's value."""
    fields = Fields(node, faults, "of count most title")
    return NumberedEntity(
        read_name(key, faults) or key.text,
        fields.name("of", "case"),
        fields.code("count") or Code("0", key.where),
        fields.whole("most", 1000),
        fields.words("title"),
        key.where,
    )


def replaces(node: Node) -> bool:
    """True when an entry says that it replaces one of the edition it extends."""
    flag = node.get("replaces") if isinstance(node, Mapping) else None
    return isinstance(flag, Scalar) and flag.text == "true"
