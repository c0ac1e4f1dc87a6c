"""Expressions and rules from a stranger: refused with a diagnostic, or harmless when decided."""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.case import case_from_mapping
from amp_rules.engine import decide
from amp_rules.engine.kleene import LimitError
from amp_rules.errors import RulebookError
from amp_rules.plan import build_plan
from amp_rules.rulebook import load_library
from amp_rules.terms import UNKNOWN
from tests.plan.expressions import bound, faults_of
from tests.rulebook.folders import FOLDER, codes, decision, parameter, plan_of, write_folder

PERIOD = {"id": "p1", "kind": "reflection", "start": "2020-01-01", "end": "2020-01-10"}
FACTS: dict[str, Any] = {"applied_on": "2020-03-01", "periods": [PERIOD]}
HUGE = (
    parameter("days_many", "day", "999999999")
    + parameter("months_many", "month", "999999999")
    + parameter("many", "count", "999999999")
    + parameter("share", "ratio", "999999999.999999")
    + parameter("money", "SEK", "999999999.99")
    + parameter("last_day", "date", "2199-12-31")
    + parameter("first_day", "date", "1900-01-01")
)


def verdict(room: Path, rules: str, **facts: Any) -> str:
    """What the verdict `granted` of these rules says of an invented case."""
    case = {"id": "c1", "programme": "nsp", "principal": {"id": "p0"}, **FACTS, **facts}
    return decide(plan_of(room, rules), case_from_mapping(case)).verdicts["granted"].value


def said_or_refused(room: Path, rules: str, **facts: Any) -> str:
    """The verdict, or the code of the first diagnostic that refuses the rules."""
    try:
        return verdict(room, rules, **facts)
    except RulebookError as refused:
        return refused.diagnostics[0].code


def verdict_of(room: Path, expression: str, *others: str, **facts: Any) -> str:
    """What an expression says, with huge parameters at hand."""
    body = "value: >-\n  " + expression
    rules = f"parameters:\n{HUGE}decisions:\n" + decision("granted", body) + "".join(others)
    return verdict(room, rules, **facts)


ESCAPES = [
    "__import__('os').system('id')",
    "eval('1')",
    "exec('1')",
    "open('/etc/passwd')",
    "getattr(case, 'id')",
    "breakpoint()",
    "globals()['x']",
    "case.__class__.__mro__",
    "case.__class__",
    "case.principal.__class__.__init__.__globals__",
    "case.id.__len__",
    "case.id.format(case)",
    "'{0.__class__}'.format(case)",
    "'a' % case",
    "().__class__.__bases__",
    "(lambda: True)()",
    "(lambda x: x)(case)",
    "[x for x in case.periods]",
    "[[[x for x in case.periods] for y in case.periods] for z in case.periods]",
    "(x := case.id)",
    "any((x := p.id) for p in case.periods)",
    "f'{case}'",
    "f'{case.id!r:>{10}}'",
    "b'bytes' == case.id",
    "...",
    "case[...]",
    "min(*case.periods)",
    "min(**case)",
    "min(1, 2, key=case)",
    "await case",
    "any(p.id async for p in case.periods)",
    "(yield case)",
    "(yield from case)",
    "not await case.id",
    "case @ case",
    "9**9**9",
    "9**9**9 > 0",
    "1 << 999999999",
    "'a' * 999999999",
    "999999999 * 'a'",
    "99999999999999999999 > 0",
    "9" * 1900,
    "0x" + "f" * 1900,
    "1" + "_1" * 900,
    "1e308 > 0",
    "1.0 > 0",
    "1j",
    "True.real",
    "None.x",
    "case.periods.append(1)",
    "case if case else case",
    "print",
    "__builtins__",
    "__debug__",
    "case == case",
    "U",
    "self",
    "x if x else x",
    "del case",
    "import os",
    "raise case",
    "case; case",
    "\\u0063ase",
    "ｃase.principal.pet",
    "case.principal.ｐet",
    "caſe.principal.pet",
    "case.principal.p\u200det",
    "case.principal.pet\u00a0",
    "case.principal.pet # and more",
    "case.principal.pet\\\n and case.principal.pet",
    "r'\\' == case.id",
    "'\\N{BULLET}' == case.id",
    "'''a''' == case.id #",
    "`id`",
    "$(id)",
    "{{ case }}",
    "{% raw %}",
    "%(case)s",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_a_way_out_of_the_language_is_closed(expression: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert faults_of(expression) != []


DEEP = {
    "not": "not " * 400 + "True",
    "minus": "-" * 1900 + "1",
    "brackets": "(" * 900 + "True" + ")" * 900,
    "open brackets": "(" * 1900,
    "closing brackets": ")" * 1900,
    "attributes": "case" + ".a" * 900,
    "calls": "min(" * 24 + "1" + ", 0)" * 24,
    "calls of calls": "min" + "()" * 900,
    "ands": " and ".join(["True"] * 270),
    "ors": " or ".join(["True"] * 330),
    "comparisons": " < ".join("1" * 480),
    "sums": " + ".join("1" * 480),
    "products": " * ".join("9" * 480),
    "conditionals": "True if True else " * 100 + "True",
    "conditionals in conditions": "True if " * 100 + "True" + " else True" * 100,
    "lambdas": "lambda: " * 200 + "1",
    "generators": "any(" * 20 + "p" + " for p in case.periods)" * 20,
    "generators in a row": "any(p.x " + "for p in case.periods " * 80 + ")",
    "awaits": "await " * 300 + "x",
    "stars": "*" * 1900,
    "quotes": "'" * 1901,
    "strings": "'' " * 600,
    "tuple": "1 in (" + "1," * 900 + ")",
    "tuples": "((((((((((((((((((((" + "," * 20 + "))))))))))))))))))))",
    "is": "None" + " is None" * 240,
    "in": "1" + " in (1,)" * 240,
}


@pytest.mark.parametrize("label", DEEP)
def test_a_deep_or_long_expression_ends(label: str) -> None:
    found, faults = bound(DEEP[label])
    assert (found is None) == bool(faults.found)
    assert len(faults.found) <= 1


REPEATED = {
    "ands": " and ".join(["leaf"] * 150),
    "ors": " or ".join(["leaf"] * 150),
    "comparisons": " == ".join(["leaf"] * 60),
    "nots": "not " * 30 + "leaf",
    "conditionals": "leaf if leaf else " * 18 + "leaf",
    "conditionals in conditions": "leaf if (" * 10 + "leaf" + ") else leaf" * 10,
    "conditionals in values": "(" * 10 + "leaf" + " if leaf else leaf)" * 10,
    "alternatives": " and ".join(["(leaf or case.needs.acute)"] * 20),
    "conditionals in a row": " or ".join(["(leaf if leaf else leaf)"] * 25),
}


@pytest.mark.parametrize("pet", [True, False, None])
@pytest.mark.parametrize("label", REPEATED)
def test_an_allowed_expression_is_decided_however_it_is_piled_up(
    tmp_path: Path, label: str, pet: bool | None
) -> None:
    leaf = decision("leaf", "value: case.principal.pet", kind="bool")
    principal = {"id": "p0"} if pet is None else {"id": "p0", "pet": pet}
    rules = "decisions:\n" + decision("granted", f"value: {REPEATED[label]}") + leaf
    said = said_or_refused(tmp_path, rules, principal=principal)
    assert said in ("granted", "refused", "undetermined", "AR401")


OVERFLOWS = [
    "parameter.last_day + parameter.days_many > parameter.last_day",
    "parameter.first_day - parameter.days_many < parameter.last_day",
    "add_months(parameter.last_day, parameter.months_many) > parameter.last_day",
    "add_months(parameter.first_day, 0 - parameter.months_many) < parameter.last_day",
    "parameter.many * parameter.many * parameter.many * parameter.many * parameter.many > 0",
    "parameter.share * parameter.share * parameter.share * parameter.share * parameter.share > 0",
    "parameter.money * parameter.many * parameter.many * parameter.many > 0",
    "case.applied_on + parameter.days_many > case.applied_on",
    "case.applied_on - (0 - parameter.days_many) > case.applied_on",
    "at(case.daily.full_rate, parameter.last_day + parameter.days_many)",
    "year_end(parameter.last_day + parameter.days_many) > parameter.last_day",
    "days(parameter.first_day - parameter.days_many, parameter.last_day) > 0",
    "any(p.start + parameter.days_many > p.end for p in case.periods)",
    "sum(parameter.many * parameter.many * parameter.many for p in case.periods) > 0",
]


@pytest.mark.parametrize("expression", OVERFLOWS)
def test_what_leaves_the_calendar_or_the_numbers_is_a_limit_error(tmp_path: Path, expression: str) -> None:
    with pytest.raises(LimitError):
        verdict_of(tmp_path, expression)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("parameter.last_day - parameter.first_day > 0", "granted"),
        ("days(parameter.last_day, parameter.first_day) < 0", "granted"),
        ("age(parameter.last_day, parameter.first_day) < 0", "granted"),
        ("parameter.many * parameter.many > parameter.many", "granted"),
        ("0 - parameter.many * 2 < 0", "granted"),
        ("parameter.money + parameter.money > parameter.money", "granted"),
        ("any(p.start > parameter.last_day for p in case.periods)", "refused"),
        ("year_end(parameter.last_day) == parameter.last_day", "granted"),
        ("month_end(parameter.last_day) == parameter.last_day", "granted"),
        ("add_months(parameter.last_day, 0) == parameter.last_day", "granted"),
    ],
)
def test_what_stays_within_is_exact(tmp_path: Path, expression: str, said: str) -> None:
    assert verdict_of(tmp_path, expression) == said


@pytest.mark.parametrize(("unit", "value"), [("count", "999999999"), ("ratio", "0.333333")])
def test_squares_of_squares_stop_at_the_limit(tmp_path: Path, unit: str, value: str) -> None:
    steps = [
        decision(f"v{i + 1}", f"value: v{i} * v{i}", kind="amount", more=f"unit: {unit}") for i in range(40)
    ]
    rules = (
        "parameters:\n"
        + parameter("seed", unit, value)
        + "decisions:\n"
        + decision("v0", "value: parameter.seed", kind="amount", more=f"unit: {unit}")
        + "".join(steps)
        + decision("granted", "value: v40 > 0")
    )
    with pytest.raises(LimitError):
        verdict(tmp_path, rules)


def test_a_running_total_that_squares_itself_stops_at_the_limit(tmp_path: Path) -> None:
    claims = [{"id": f"c{i}", "person": "p0", "on": f"2020-03-{i + 1:02}"} for i in range(30)]
    grown = decision(
        "grown",
        "value: prior(grown, parameter.many) * prior(grown, parameter.many)",
        about="claim",
        kind="amount",
        more="unit: count",
    )
    with pytest.raises(LimitError):
        verdict_of(tmp_path, "any(c.grown > 0 for c in case.claims)", grown, claims=claims)


@pytest.mark.parametrize("number", ["parameter.days_many", "0 - parameter.days_many", "0"])
def test_huge_numbers_of_days_cut_nothing_and_break_nothing(tmp_path: Path, number: str) -> None:
    late = decision("late", f"value: day.number > {number}", about="day", kind="bool")
    first = decision("early", f"value: first(day.full_rate, {number})", about="day", kind="bool")
    counted = "value: count(d for d in period.days if d.late or d.early)"
    days = decision("found", counted, about="period", kind="amount", more="unit: day")
    daily = {"full_rate": [{"start": "2020-01-02", "end": "2020-01-03", "value": True}]}
    said = verdict_of(tmp_path, "any(p.found > 0 for p in case.periods)", late, first, days, daily=daily)
    assert said in ("granted", "refused")


COLLIDING = """
    e row u cut run segs j k n a b so eo g0 v0 c0_0 t1 f0 d0 x_d0 s0 q0 w0 kleene keyed entities sum min first
    prior at known_sum exact conflict print type self none true match case_
"""


@pytest.mark.parametrize("name", COLLIDING.split())
def test_a_decision_may_have_any_name(tmp_path: Path, name: str) -> None:
    leaf = decision(name, "value: case.principal.pet", kind="bool")
    over = decision("over", f"value: not {name}", about="period", kind="bool")
    expression = f"{name} and not any(p.over for p in case.periods)"
    assert verdict_of(tmp_path, expression, leaf, over, principal={"id": "p0", "pet": True}) == "granted"


@pytest.mark.parametrize("name", ["e", "row", "j", "k", "n", "cut", "x", "g0", "run"])
def test_a_numbered_entity_and_an_item_may_have_any_name(tmp_path: Path, name: str) -> None:
    entity = f"entities:\n  {name}: {{of: case, count: 3, most: 3, title: {{en: A, sv: A}}}}\n"
    last = decision("last", f"value: {name}.number == 3", about=name, kind="bool")
    whole = decision("granted", f"value: any(row.last for row in case.{name}s)")
    assert verdict(tmp_path, f"{entity}decisions:\n{whole}{last}") == "granted"


def test_a_parameter_may_have_any_name(tmp_path: Path) -> None:
    rules = "parameters:\n" + "".join(
        parameter(name, "count", "1") for name in ("u", "e", "run", "row", "cut")
    )
    expression = " and ".join(f"parameter.{name} == 1" for name in ("u", "e", "run", "row", "cut"))
    assert (
        verdict(tmp_path, rules + "decisions:\n" + decision("granted", f"value: {expression}")) == "granted"
    )


TEXTS = st.text(alphabet=st.characters(codec="ascii", exclude_categories=["C"]), max_size=20)
SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def scalar(text: str) -> str:
    """A text as a double-quoted YAML scalar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@SLOW
@given(left=TEXTS, right=TEXTS)
def test_words_in_quotes_are_compared_as_python_does(tmp_path: Path, left: str, right: str) -> None:
    expression = f"{left!r} == {right!r}"
    rules = "decisions:\n" + decision("granted", f"value: {scalar(expression)}")
    expected = "AR401" if "\\" in expression else "granted" if left == right else "refused"
    assert said_or_refused(tmp_path, rules) == expected


@SLOW
@given(word=TEXTS, other=TEXTS)
def test_words_of_a_choice_reach_the_answer_unchanged(tmp_path: Path, word: str, other: str) -> None:
    words = [word, other + "x" if word == other else other]
    choices = ", ".join(scalar(each) for each in words)
    picked = decision("picked", f"value: {scalar(repr(word))}", kind="choice", more=f"choices: [{choices}]")
    rules = "decisions:\n" + decision("granted", f"value: {scalar(f'picked == {word!r}')}") + picked
    assert said_or_refused(tmp_path, rules) == ("AR401" if "\\" in repr(word) else "granted")


INJECTIONS = [
    "'); import os; os.abort(); ('",
    '"); import os; os.abort(); ("',
    "'''\nimport os\nos.abort()\n'''",
    "{U}",
    "%s %(x)s {0} {x}",
    "\\",
    "\\'",
    "\n",
    "# comment",
    "<plan> \"'",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_titles_words_and_editions_are_only_text(tmp_path: Path, text: str) -> None:
    quoted = scalar(text).replace("\n", "\\n")
    rules = "decisions:\n" + decision(
        "granted", f"rules: [{{id: granted.a, then: True, title: {{en: {quoted}, sv: {quoted}}}}}]"
    ).replace("A title", quoted)
    folder = write_folder(tmp_path, {f"{FOLDER}/rules.yaml": rules})
    edition = (folder / FOLDER / "edition.yaml").read_text().replace('edition: "2020"', f"edition: {quoted}")
    (folder / FOLDER / "edition.yaml").write_text(edition)
    case = case_from_mapping({"id": "c1", "programme": "nsp", "principal": {"id": "p0"}})
    if codes(folder):
        assert set(codes(folder)) <= {"AR111"}
    else:
        plan = build_plan(load_library(folder).rulebooks[0])
        assert decide(plan, case).verdicts["granted"].value == "granted"


def test_deciding_calls_nothing_of_the_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(tmp_path, "decisions:\n" + decision("granted", "value: case.id == 'open(0)'"))
    case = case_from_mapping({"id": "c1", "programme": "nsp", "principal": {"id": "p0"}})

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a rule reached the outside")

    decide(plan, case)
    for name in ("open", "eval", "input"):
        monkeypatch.setattr(builtins, name, never)
    monkeypatch.setattr(os, "system", never)
    assert decide(plan, case).verdicts["granted"].value == "refused"


TOKENS = """
    case . principal pet age applied_on process met_on periods p for in if else and or not is None True False
    ( ) , == < >= + - * 'male' 0 3 17 parameter limit rate opening leaf min sum any count days at first prior
    add_months day number date full_rate person instalment willing route latest # : := ** / [ ] { } lambda
    await
"""


@settings(max_examples=300)
@given(
    words=st.lists(st.sampled_from(TOKENS.split()), max_size=14),
    glue=st.sampled_from([" ", ""]),
    about=st.sampled_from(["case", "period", "day", "person", "instalment"]),
)
def test_any_row_of_tokens_is_typed_or_refused(words: list[str], glue: str, about: str) -> None:
    found, faults = bound(glue.join(words), about)
    assert (found is None) == bool(faults.found)


@settings(max_examples=150)
@given(st.text(max_size=40))
def test_any_text_is_typed_or_refused(text: str) -> None:
    found, faults = bound(text)
    assert (found is None) == bool(faults.found)


ATOMS = (
    "case.principal.pet",
    "case.needs.acute",
    "leaf",
    "True",
    "False",
    "(case.principal.age in (17, 18))",
    "(case.process.met_on is not None)",
    "any(p.justification for p in case.periods)",
    "(case.applied_on < parameter.last_day)",
)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions made of conditions."""
    return st.one_of(
        inner.map("(not {})".format),
        st.tuples(inner, st.sampled_from(["and", "or", "==", "!="]), inner).map(
            "({0[0]} {0[1]} {0[2]})".format
        ),
        st.tuples(inner, inner, inner).map("({0[0]} if {0[1]} else {0[2]})".format),
    )


CONDITIONS = st.recursive(st.sampled_from(ATOMS), combined, max_leaves=12)


@SLOW
@given(expression=CONDITIONS, pet=st.sampled_from([True, False, UNKNOWN]))
def test_any_typed_condition_can_be_decided(tmp_path: Path, expression: str, pet: object) -> None:
    leaf = decision("leaf", "value: case.principal.pet", kind="bool")
    principal = {"id": "p0"} if pet is UNKNOWN else {"id": "p0", "pet": pet}
    rules = f"parameters:\n{HUGE}decisions:\n" + decision("granted", f"value: {expression}") + leaf
    said = said_or_refused(tmp_path, rules, principal=principal)
    assert said in ("granted", "refused", "undetermined", "AR401")


def test_nothing_of_the_attempts_above_was_imported() -> None:
    assert "antigravity" not in sys.modules
    assert faults_of("__import__('antigravity')") != []


@pytest.mark.parametrize("policy", ["unique", "any", "first"])
def test_large_tables_with_many_alternatives_are_checked_without_much_ado(
    tmp_path: Path, policy: str
) -> None:
    either = " and ".join(["(case.on_file.application or case.needs.acute)"] * 4)

    def table(name: str) -> str:
        rules = "".join(f"  - {{id: {name}.r{i}, when: {either}, then: True}}\n" for i in range(40))
        return decision(name, f"hit_policy: {policy}\nrules:\n{rules}otherwise: False")

    rules = "decisions:\n" + "".join(map(table, ["granted", "x"]))
    assert said_or_refused(tmp_path, rules) in ("undetermined", "AR320")
