"""The schema of reform files says what `load_reform` says of their form."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from amp_rules.errors import RulebookError
from amp_rules.plan import check_reform
from amp_rules.report import reform_schema
from amp_rules.rulebook import Library, read_reform
from amp_rules.rulebook.loadreform import MAX_CHANGES
from amp_rules.yamltext import read
from tests.errors.goldens import golden_files, read_golden
from tests.places import ROOT
from tests.report.fits import plain
from tests.rulebook.reforms import library_with, reform_text

VALID = Draft202012Validator(reform_schema())
FORM = re.compile("AR001|AR1(?!13|16)[0-9][0-9]|AR505|AR801|AR808")
"""Diagnostics of form: what the schema must refuse too. The others need the rules or another
change, AR113 an order and AR116 a name elsewhere, which no schema knows."""

WHOLE = reform_text(
    """
a: {set_parameter: limit, value: 40, unit: day}
b: {add_parameter: bonus, unit: SEK/day, values: [{value: 10}, {from: 2020-07-01, value: 20}],
 title: {en: Bonus, sv: Bonus}}
c: {change_rule: granted.willing, when: case.voluntariness.informed, overrides: []}
d: {add_rule: stage.odd, when: not counted, then: "'late'", before: stage.early, cite: [T-02], needs: [e]}
e: {remove_rule: stage.never, needs: [d]}
f: {change_decision: day_rate, value: parameter.bonus, needs: [b]}
g: {change_decision: granted, otherwise: "True"}
h: {switch_reading: B1=wide}
i: {add_decision: willing, about: case, type: bool, title: {en: W, sv: V}, value: "True"}
j: {set_parameter: rate, value: 600, from: 2020-07-01}
k: {change_rule: granted.coerced, overrides: [granted.willing], title: {en: C, sv: T}, cite: [T-01]}
m: {add_decision: kind, about: case, type: choice, choices: [a, b], optional: true, hit_policy: first,
 title: {en: W, sv: V}, rules: [{id: kind.a, when: granted, then: "'a'"}], otherwise: "'b'"}
""".replace(",\n title", ", title")
)
PAGES = [ROOT / "docs/how-to/write-a-reform.md", ROOT / "docs/reference/reform-files.md"]
SCRAPS = st.sampled_from(
    [
        "",
        " ",
        "limit",
        "B1=wide",
        "2020-07-01",
        "7",
        "true",
        [],
        ["T-01"],
        ["b"],
        [{"value": "4"}],
        {},
        {"en": "W", "sv": "V"},
        {"en": "W"},
    ]
)
KEYS = st.sampled_from(
    [
        "value",
        "values",
        "from",
        "when",
        "then",
        "otherwise",
        "rules",
        "hit_policy",
        "unit",
        "title",
        "cite",
        "needs",
        "why",
        "id",
        "before",
        "overrides",
        "reading",
        "optional",
        "set_parameter",
        "remove_rule",
        "note",
        "chnages",
        "type",
        "choices",
        "severity",
        "judgement",
    ]
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with(tmp_path_factory.mktemp("rules"))


def codes(library: Library, tree: Any) -> set[str]:
    """The codes of what the library says of a reform."""
    text = yaml.safe_dump(tree, allow_unicode=True)
    try:
        found = check_reform(library.rulebook("nsp", edition="2020"), read_reform(text, library))
    except RulebookError as error:
        found = error.diagnostics
    return {each.code for each in found if each.severity == "error"}


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from objects(child)


@st.composite
def changed_trees(draw: st.DrawFn) -> Any:
    """The whole reform with one thing left out, added or said otherwise somewhere."""
    tree = copy.deepcopy(plain(read(WHOLE, "whole")))
    target = draw(st.sampled_from(list(objects(tree))))
    act = draw(st.sampled_from(["leave out", "add", "say otherwise"]))
    if act == "add":
        target[draw(KEYS)] = draw(SCRAPS)
        return tree
    name = draw(st.sampled_from(sorted(target)))
    del target[name]
    if act == "say otherwise":
        target[name] = draw(SCRAPS)
    return tree


def in_pages() -> list[str]:
    """The reforms that the documentation shows whole; none where there is no documentation."""
    texts = [page.read_text("utf-8") for page in PAGES if page.is_file()]
    found = [each for text in texts for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return [each for each in found if "changes:" in each]


def test_the_whole_reform_is_one_and_fits(library: Library) -> None:
    tree = plain(read(WHOLE, "whole"))
    VALID.validate(tree)
    VALID.validate(yaml.load(WHOLE, Loader=yaml.BaseLoader))
    assert codes(library, tree) == set()


@pytest.mark.source_tree
@pytest.mark.parametrize("text", in_pages())
def test_every_reform_of_the_documentation_fits(text: str) -> None:
    VALID.validate(plain(read(text, "page")))
    VALID.validate(yaml.safe_load(text))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(changed_trees())
def test_a_fault_of_form_is_one_to_both(library: Library, tree: Any) -> None:
    found = codes(library, tree)
    form = {code for code in found if FORM.fullmatch(code)}
    assert not (form and VALID.is_valid(tree)), form
    assert found or VALID.is_valid(tree), list(VALID.iter_errors(tree))


@pytest.mark.source_tree
def test_the_documentation_shows_reforms() -> None:
    assert len(in_pages()) >= 2


def golden_reforms() -> list[tuple[str, str]]:
    found = [(code, read_golden(path)) for code, path in golden_files().items()]
    return [(code, golden["reform"]) for code, golden in found if "reform" in golden]


@pytest.mark.parametrize(("code", "text"), golden_reforms(), ids=lambda each: each[:5])
def test_golden_faults_of_form_do_not_fit_and_the_others_do(code: str, text: str) -> None:
    assert VALID.is_valid(plain(read(text, code))) == (not FORM.fullmatch(code))


@pytest.mark.parametrize("name", ["stage", "stage.odd.one.more", "Stage.odd", "stage."])
def test_a_rule_has_the_name_of_one(name: str) -> None:
    tree = plain(read(WHOLE, "whole"))
    for key, kind in (("d", "add_rule"), ("d", "before"), ("c", "change_rule"), ("e", "remove_rule")):
        changed = {**tree["changes"], key: {**tree["changes"][key], kind: name}}
        assert not VALID.is_valid({**tree, "changes": changed})


def test_there_are_as_many_changes_at_most_as_are_read() -> None:
    tree = plain(read(WHOLE, "whole"))
    more = {f"c{at}": tree["changes"]["h"] for at in range(MAX_CHANGES)}
    assert VALID.is_valid({**tree, "changes": more})
    assert not VALID.is_valid({**tree, "changes": {**more, "z": tree["changes"]["h"]}})
    assert not VALID.is_valid({**tree, "changes": {}})


@pytest.mark.parametrize("name", ["reform", "title", "of", "changes"])
def test_what_must_be_said_is_said(name: str) -> None:
    tree = plain(read(WHOLE, "whole"))
    assert not VALID.is_valid({key: value for key, value in tree.items() if key != name})


def test_every_part_of_the_schema_is_used_and_described() -> None:
    schema = reform_schema()
    used = set(re.findall(r"#/\$defs/([A-Za-z]+)", str(schema)))
    assert used == set(schema["$defs"])
    Draft202012Validator.check_schema(schema)
