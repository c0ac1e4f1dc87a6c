"""A rulebook as a plan: declarations, tables, overrides, readings, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from amp_rules.errors import RulebookError
from amp_rules.plan import build_plan, check_rulebook
from amp_rules.plan.model import Plan
from amp_rules.rulebook import with_readings
from tests.rulebook.folders import EDITION, decision, parameter, plan_of, rulebook_of

PET, ACUTE = "case.principal.pet", "case.needs.acute"


def table(*rules: str, policy: str = "unique", otherwise: str = "False") -> str:
    """A body with these rules, 'id when then more' each."""
    lines = [f"hit_policy: {policy}", "rules:"]
    for rule in rules:
        name, when, then, more = [part.strip() for part in f"{rule}|||".split("|")][:4]
        held = f"when: {when}, " if when else ""
        lines.append(f"  - {{id: granted.{name}, {held}then: {then}{', ' + more if more else ''}}}")
    return "\n".join(lines) + (f"\notherwise: {otherwise}" if otherwise else "")


def rules_with(body: str, *others: str, parameters: str = "") -> str:
    """A rules file with the verdict `granted` of this body."""
    head = f"parameters:\n{parameters}" if parameters else ""
    return f"{head}decisions:\n" + decision("granted", body) + "".join(others)


def made(room: Path, body: str, *others: str, parameters: str = "", edition: str = EDITION) -> Plan:
    """The plan of such a file."""
    return plan_of(room, rules_with(body, *others, parameters=parameters), edition)


def found(room: Path, body: str, *others: str, parameters: str = "", edition: str = EDITION) -> list[str]:
    """Every diagnostic of the check, code and message."""
    rulebook = rulebook_of(room, rules_with(body, *others, parameters=parameters), edition)
    return [f"{fault.code} {fault.message}" for fault in check_rulebook(rulebook).found]


def test_a_plan_has_its_name_and_knows_places(tmp_path: Path) -> None:
    plan = made(tmp_path, "value: True")
    assert plan.name == "nsp/2020"
    assert str(plan.where("granted")) == "nsp/2020-01-01/rules.yaml:2:3"
    bound = plan.decisions["granted"]
    assert (bound.name, bound.about, bound.rules[0].id) == ("granted", "case", "granted.value")
    assert bound.rules[0].reading is None


def test_warnings_do_not_stop_a_plan_and_go_with_it(tmp_path: Path) -> None:
    plan = made(tmp_path, "value: True", parameters=parameter("limit", "day", "30"))
    assert [(fault.code, fault.severity) for fault in plan.diagnostics] == [("AR330", "warning")]


def test_errors_stop_a_plan_and_are_all_told_in_order(tmp_path: Path) -> None:
    rulebook = rulebook_of(
        tmp_path, rules_with("value: nothing", decision("other", "value: nowhere", kind="bool"))
    )
    with pytest.raises(RulebookError) as refused:
        build_plan(rulebook)
    assert [fault.where.line for fault in refused.value.diagnostics] == [7, 13]


def test_rules_that_exclude_each_other_make_a_disjoint_table(tmp_path: Path) -> None:
    assert made(tmp_path, table(f"a|{PET}|True", f"b|not {PET}|False")).decisions["granted"].disjoint


def test_rules_that_can_both_hold_are_refused_in_a_unique_table_only(tmp_path: Path) -> None:
    body = table(f"a|{PET}|True", f"b|{ACUTE}|False")
    assert found(tmp_path, body) == ["AR320 'granted.a' and 'granted.b' can both hold in a unique table"]
    for policy in ("any", "first"):
        plan = made(tmp_path, table(f"a|{PET}|True", f"b|{ACUTE}|False", policy=policy))
        assert not plan.decisions["granted"].disjoint


def test_what_cannot_be_seen_is_left_to_the_case(tmp_path: Path) -> None:
    other = decision("known", f"value: {ACUTE} or {PET}", kind="bool")
    plan = made(tmp_path, table(f"a|{PET}|True", "b|known|False"), other)
    assert not plan.decisions["granted"].disjoint


def test_a_rule_without_condition_collides_with_any_other(tmp_path: Path) -> None:
    assert found(tmp_path, table(f"a|{PET}|True", "b||False", otherwise=""))[0].startswith("AR320")


def test_an_override_takes_the_other_rule_out_of_the_way(tmp_path: Path) -> None:
    plan = made(tmp_path, table(f"a|{PET}|True", f"b|{ACUTE}|False|overrides: [granted.a]"))
    bound = plan.decisions["granted"]
    assert [rule.overridden_by for rule in bound.rules] == [(1,), ()]
    assert bound.disjoint


def test_an_overridden_rule_is_not_held_against_a_third(tmp_path: Path) -> None:
    body = table(f"a|{PET}|True", f"b|{ACUTE}|False|overrides: [granted.a]", "c|case.needs.housing|True")
    assert found(tmp_path, body) == ["AR320 'granted.b' and 'granted.c' can both hold in a unique table"]


@pytest.mark.parametrize("name", ["granted.none", "granted.b", "other.value"])
def test_an_override_names_another_rule_of_its_table(tmp_path: Path, name: str) -> None:
    body = table(f"a|{PET}|True", f"b|not {PET}|False|overrides: [{name}]")
    other = decision("other", "value: True", kind="bool")
    assert f"AR307 '{name}' is not another rule of 'granted'" in found(tmp_path, body, other)


def test_overrides_in_a_longer_circle_are_found(tmp_path: Path) -> None:
    body = table(
        f"a|{PET}|True|overrides: [granted.b]",
        f"b|{ACUTE}|False|overrides: [granted.c]",
        "c|case.needs.housing|True|overrides: [granted.a]",
        "d|case.needs.medical|True|overrides: [granted.a]",
    )
    assert "AR309 rules of 'granted' override each other" in found(tmp_path, body)


def test_a_chain_of_overrides_is_no_circle(tmp_path: Path) -> None:
    body = table(
        f"a|{PET}|True|overrides: [granted.b, granted.c]",
        f"b|{ACUTE}|False|overrides: [granted.c]",
        "c|case.needs.housing|True",
    )
    assert found(tmp_path, body) == []


READINGS = table(f"narrow|{PET}|True|reading: B1=narrow", f"wide|{PET} or {ACUTE}|True|reading: B1=wide")


def ids(plan: Plan) -> list[str]:
    """The ids of the rules in force."""
    return [rule.id for rule in plan.decisions["granted"].rules]


def test_the_default_reading_selects_its_rules(tmp_path: Path) -> None:
    plan = made(tmp_path, READINGS)
    assert ids(plan) == ["granted.narrow"]
    assert plan.readings == {"B1": "narrow"}
    assert str(plan.decisions["granted"].rules[0].reading) == "B1=narrow"


def test_another_reading_selects_other_rules(tmp_path: Path) -> None:
    rulebook = rulebook_of(tmp_path, rules_with(READINGS))
    assert ids(build_plan(with_readings(rulebook, {"B1": "wide"}))) == ["granted.wide"]


def test_readings_that_nothing_depends_on_are_not_part_of_the_plan(tmp_path: Path) -> None:
    assert made(tmp_path, "value: True").readings == {}


def test_rules_of_other_readings_are_checked_too(tmp_path: Path) -> None:
    body = table(f"narrow|{PET}|True|reading: B1=narrow", "wide|nonsense|True|reading: B1=wide")
    assert found(tmp_path, body) == ["AR201 'nonsense' is not declared"]


def test_an_override_of_a_rule_of_another_reading_is_silent(tmp_path: Path) -> None:
    body = table(
        f"narrow|{PET}|True|reading: B1=narrow",
        f"wide|{ACUTE}|True|reading: B1=wide",
        "c|case.needs.housing|False|overrides: [granted.narrow, granted.wide]",
    )
    assert made(tmp_path, body).decisions["granted"].rules[0].overridden_by == (1,)


def test_readings_that_leave_nothing_are_found(tmp_path: Path) -> None:
    body = table("wide||True|reading: B1=wide", otherwise="")
    assert found(tmp_path, body) == ["AR308 no rule of 'granted' is in force under these readings"]


COLLECTED = "hit_policy: collect sum\nrules: [{id: x.a, when: granted, then: 0}]"
WORTH = "value: sum(d.worth for d in period.days)"
ODD = "severity: note\nmessage: {en: M, sv: M}\nvalue: any(p.running > 3 for p in case.periods)"
DECLARATIONS: Mapping[str, tuple[str, str]] = {
    "another entity": ("AR204", decision("x", "value: True", about="persn", kind="bool")),
    "an entity's name": ("AR215", decision("period", "value: True", kind="bool")),
    "a fact's name": ("AR215", decision("kind", "value: True", kind="bool", about="period")),
    "a collection's name": ("AR215", decision("periods", "value: True", kind="bool")),
    "an amount without unit": ("AR302", decision("x", "value: 0", kind="amount")),
    "a wrong unit": ("AR302", decision("x", "value: 0", kind="amount", more="unit: week")),
    "a choice without choices": ("AR304", decision("x", "value: \"'a'\"", kind="choice")),
    "an absent value": ("AR205", decision("x", "value: None", kind="date")),
    "an optional value": ("AR205", decision("x", "value: case.process.met_on", kind="date")),
    "a word outside": ("AR205", decision("x", "value: \"'c'\"", kind="choice", more="choices: [a, b]")),
    "another choice": (
        "AR205",
        decision("x", "value: case.principal.sex", kind="choice", more="choices: [a, b]"),
    ),
    "another type": ("AR205", decision("x", "value: case.principal.sex", kind="bool")),
    "a ramp": ("AR212", decision("x", "value: day.date", kind="date", about="day")),
    "a judgement of no fact": (
        "AR216",
        decision("x", "judgement: {fact: granted, question: {en: Q, sv: F}}", kind="bool"),
    ),
    "no answer": ("AR305", decision("x", f"rules: [{{id: x.a, when: {PET}, then: True}}]", kind="bool")),
    "a sum of dates": (
        "AR115",
        decision("x", "hit_policy: collect sum\nrules: [{id: x.a, then: case.applied_on}]", kind="date"),
    ),
}


@pytest.mark.parametrize("label", DECLARATIONS)
def test_a_declaration_that_does_not_hold_is_told(tmp_path: Path, label: str) -> None:
    code, text = DECLARATIONS[label]
    try:
        codes = [fault[:5] for fault in found(tmp_path, "value: True", text)]
    except RulebookError as refused:
        codes = [fault.code for fault in refused.diagnostics]
    assert [each for each in codes if each != "AR332"] == [code]


@pytest.mark.parametrize(
    "text",
    [
        decision("x", "value: None", kind="date", more="optional: true"),
        decision("x", "value: case.process.met_on", kind="date", more="optional: true"),
        decision("x", "value: 0", kind="amount", more="unit: SEK/day"),
        decision("x", "value: \"'a' if granted else 'b'\"", kind="choice", more="choices: [a, b]"),
        decision("x", "value: None", kind="choice", more="choices: [a, b]\noptional: true"),
        decision("x", COLLECTED, kind="amount", more="unit: SEK"),
    ],
)
def test_a_declaration_that_holds_is_silent(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "value: True", text) == ["AR332 no goal needs decision 'x'"]


def test_entities_that_cannot_be_numbered_are_told(tmp_path: Path) -> None:
    title = "title: {en: Part, sv: Del}"
    entities = (
        f"entities:\n  part: {{of: day, count: 2, most: 9, {title}}}\n"
        f"  piece: {{of: nobody, count: 2, most: 9, {title}}}\n"
        f"  claim: {{of: case, count: 2, most: 9, {title}}}\n"
        f"  share: {{of: case, count: case.applied_on, most: 9, {title}}}\n"
    )
    rulebook = rulebook_of(tmp_path, entities + rules_with("value: True"))
    faults = [fault.code for fault in check_rulebook(rulebook).found]
    assert sorted(faults)[:3] == ["AR204", "AR204", "AR205"]
    assert faults.count("AR215") == 1


def test_the_edition_names_decisions_of_the_right_kind(tmp_path: Path) -> None:
    edition = EDITION.replace("[granted]", "[granted, nothing]") + (
        "total: worth\ntimeline: {rate: worth, components: [granted, nothing], status: granted}\n"
    )
    worth = decision("worth", "value: 0", kind="amount", about="day", more="unit: SEK/day")
    codes = [fault[:5] for fault in found(tmp_path, "value: True", worth, edition=edition)]
    assert sorted(codes) == ["AR520", "AR521", "AR522", "AR522", "AR522"][: len(codes)]
    assert codes.count("AR522") >= 2


def test_goals_total_and_timeline_need_their_decisions(tmp_path: Path) -> None:
    edition = EDITION + "total: total\ntimeline: {rate: worth, components: [worth], status: state}\n"
    others = (
        decision("total", "value: sum(p.paid for p in case.periods)", kind="amount", more="unit: SEK"),
        decision("paid", WORTH, kind="amount", about="period", more="unit: SEK"),
        decision("worth", "value: 0", kind="amount", about="day", more="unit: SEK/day"),
        decision("state", "value: \"'a'\"", kind="choice", about="day", more="choices: [a, b]"),
    )
    assert found(tmp_path, "value: True", *others, edition=edition) == []


def test_what_counts_for_the_edition_is_a_known_kind_of_date(tmp_path: Path) -> None:
    for wrong in ("case.process.met_on", "case.principal.age", "granted", "period.start"):
        edition = EDITION.replace("case.applied_on", wrong)
        (fault,) = found(tmp_path, "value: True", edition=edition)
        assert fault[:5] in ("AR201", "AR205")


def test_a_running_total_and_a_finding_count_as_used(tmp_path: Path) -> None:
    others = (
        decision("running", "value: prior(before, 0) + 1", kind="amount", about="period", more="unit: count"),
        decision("before", "value: 0", kind="amount", about="period", more="unit: count"),
        decision("odd", ODD, kind="finding"),
    )
    assert found(tmp_path, "value: True", *others) == []


def test_a_contradiction_is_a_warning(tmp_path: Path) -> None:
    body = table(f"a|{PET} and not {PET}|True")
    assert found(tmp_path, body) == ["AR331 rule 'granted.a' can never hold"]


@pytest.mark.parametrize(
    ("unit", "value", "use"),
    [
        ("day", "thirty", "days(case.applied_on, case.applied_on) > parameter.limit"),
        ("week", "3", "days(case.applied_on, case.applied_on) > parameter.limit"),
        ("day", "thirty", "at(parameter.limit, case.applied_on) > parameter.limit"),
        ("date", "2020-02-30", "case.applied_on > parameter.limit"),
    ],
)
def test_a_faulty_parameter_is_told_once_and_not_at_every_use(
    tmp_path: Path, unit: str, value: str, use: str
) -> None:
    faults = found(tmp_path, f"value: {use}", parameters=parameter("limit", unit, value))
    assert [fault[:5] for fault in faults] == ["AR302" if unit == "week" else "AR301"]
