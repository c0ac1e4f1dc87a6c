"""Reform files read strictly: what they may say, and what is said of faulty ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.errors import RulebookError
from amp_rules.rulebook import Library, load_reform, read_reform
from amp_rules.rulebook.reform import AddRule, ChangeRule, SetParameter, SwitchReading
from tests.rulebook.reforms import HEAD, codes_of, library_with, reform_of, reform_text, said_of


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with(tmp_path_factory.mktemp("rules"))


def test_a_reform_has_its_title_and_its_edition(library: Library) -> None:
    reform = reform_of(library, "longer: {set_parameter: limit, value: 40}")
    assert (reform.id, reform.title.en, reform.of) == ("trial", "A trial", "nsp/2020")
    assert reform.source.kind == "proposal"


def test_a_parameter_may_be_set_from_a_day_on(library: Library) -> None:
    (change,) = reform_of(library, "more: {set_parameter: rate, value: 600, from: 2020-07-01}").changes
    assert isinstance(change.edit, SetParameter)
    (value,) = change.edit.values
    assert (str(value.start), value.text) == ("2020-07-01", "600")


def test_every_kind_of_change_is_read(library: Library) -> None:
    reform = reform_of(
        library,
        """
a: {set_parameter: limit, values: [{value: 40}, {from: 2020-07-01, value: 50}]}
b: {add_parameter: bonus, unit: SEK/day, value: 10, title: {en: Bonus, sv: Bonus}}
c: {change_rule: granted.willing, when: case.voluntariness.informed}
d: {add_rule: stage.odd, when: counted, then: "'late'", before: stage.early}
e: {remove_rule: stage.never}
f: {change_decision: day_rate, value: parameter.bonus, needs: [b]}
g: {change_decision: granted, otherwise: "True"}
h: {switch_reading: B1=wide}
i: {add_decision: willing, about: case, type: bool, title: {en: W, sv: V}, value: "True"}
""",
    )
    kinds = [type(change.edit).__name__ for change in reform.changes]
    assert kinds == [
        "SetParameter",
        "AddParameter",
        "ChangeRule",
        "AddRule",
        "RemoveRule",
        "ChangeDecision",
        "ChangeDecision",
        "SwitchReading",
        "AddDecision",
    ]


def test_what_is_left_out_of_a_changed_rule_is_kept(library: Library) -> None:
    (change,) = reform_of(library, "a: {change_rule: granted.willing, then: False}").changes
    assert isinstance(change.edit, ChangeRule)
    assert (change.edit.when, change.edit.overrides, change.edit.title) == (None, None, None)


def test_an_added_rule_may_belong_to_a_reading(library: Library) -> None:
    (change,) = reform_of(library, "a: {add_rule: counted.other, reading: B1=narrow, then: True}").changes
    assert isinstance(change.edit, AddRule)
    assert str(change.edit.rule.reading) == "B1=narrow"


def test_a_reading_keeps_its_place(library: Library) -> None:
    (change,) = reform_of(library, "a: {switch_reading: B1=wide}").changes
    assert isinstance(change.edit, SwitchReading)
    assert str(change.edit.reading.where) == "reform.yaml:5:23"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("a: {set_parameter: limit}", ["AR112"]),
        ("a: {set_parameter: limit, value: 4, values: [{value: 4}]}", ["AR112"]),
        ("a: {set_parameter: limit, values: [{value: 4}], from: 2020-07-01}", ["AR112"]),
        ("a: {set_parameter: limit, value: 4, from: soon}", ["AR110"]),
        ("a: {set_parameter: limit, value: 4, when: True}", ["AR102"]),
        ("a: {set_parameter: [limit], value: 4}", ["AR104"]),
        ("a: {set_parameter: lim, value: 4}", ["AR803"]),
        ("a: {set_parameter: limit, value: 4, cite: [T-09]}", ["AR504"]),
        ("a: {set_parameter: limit, value: 4, needs: b}", ["AR106"]),
        ("a: {set_parameter: limit, value: 4, needs: [a]}", ["AR806"]),
        ("a: {add_parameter: more, value: 4, title: {en: T, sv: T}}", ["AR103"]),
        ("a: {add_parameter: granted, unit: day, value: 4, title: {en: T, sv: T}}", ["AR804"]),
        ("a: {change_rule: granted.willing}", ["AR808"]),
        ("a: {change_rule: granted.wiling, then: False}", ["AR803"]),
        ("a: {change_rule: grant.willing, then: False}", ["AR803"]),
        ("a: {add_rule: granted.more}", ["AR103"]),
        ("a: {add_rule: granted, then: True}", ["AR116"]),
        ("a: {add_rule: granted.more, id: granted.more, then: True}", ["AR102"]),
        ("a: {add_rule: granted.more, then: True, before: granted.none}", ["AR803"]),
        ("a: {add_rule: counted.more, then: True, reading: B1=other}", ["AR507"]),
        ("a: {add_rule: asked.more, then: True}", ["AR810"]),
        ("a: {remove_rule: granted.willing, then: True}", ["AR102"]),
        ("a: {change_decision: granted, value: True}", ["AR810"]),
        ("a: {change_decision: day_rate, otherwise: True}", ["AR810"]),
        ("a: {change_decision: asked, value: True}", ["AR810"]),
        ("a: {change_decision: granted}", ["AR808"]),
        ("a: {change_decision: grant, otherwise: True}", ["AR803"]),
        (
            "a: {add_decision: granted, about: case, type: bool, title: {en: T, sv: T}, value: True}",
            ["AR804"],
        ),
        ("a: {add_decision: more, about: case, title: {en: T, sv: T}, value: True}", ["AR103"]),
        ("a: {switch_reading: B1}", ["AR108"]),
        ("a: {switch_reading: B9=wide}", ["AR506"]),
        ("a: {title: {en: T, sv: T}}", ["AR801"]),
        ("A: {set_parameter: limit, value: 4}", ["AR109"]),
        ("a: [parameter]", ["AR101"]),
        ("a: {set_parameter: limit, value: 4, why: no}", ["AR101"]),
    ],
)
def test_a_change_is_read_strictly(library: Library, changes: str, expected: list[str]) -> None:
    assert sorted(set(codes_of(library, changes))) == sorted(set(expected))


def test_a_change_without_a_reason_is_refused(library: Library) -> None:
    said = said_of(library, "a: {set_parameter: limit, value: 4} # none")
    assert said == ["reform.yaml:5:6: AR103 'why' is missing"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.replace("nsp/2020", "nsp/2019"), ["AR802"]),
        (HEAD.replace("trial", "a-trial"), ["AR109"]),
        (HEAD.replace("of: nsp/2020\n", ""), ["AR103"]),
        (HEAD + "changed: {}\n", ["AR102"]),
        (HEAD + "publisher: The board\ndate: 2020-05-01\nnote: For trial.\n", []),
        (HEAD + "note: []\n", ["AR104"]),
    ],
)
def test_the_head_is_read_strictly(library: Library, head: str, expected: list[str]) -> None:
    assert codes_of(library, "a: {set_parameter: limit, value: 40}", head) == expected


def test_a_reform_without_changes_is_refused(library: Library) -> None:
    with pytest.raises(RulebookError, match="AR808 the reform says nothing to change"):
        read_reform(f"{HEAD}changes: {{}}\n", library)


def test_too_many_changes_are_refused(library: Library) -> None:
    many = "\n".join(f"c{n}: {{set_parameter: limit, value: {n}}}" for n in range(101))
    assert codes_of(library, many) == ["AR001"]


def test_a_file_is_read_with_its_path_as_place(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(reform_text("a: {set_parameter: lim, value: 4}"), "utf-8")
    with pytest.raises(RulebookError) as refused:
        load_reform(path, library)
    assert str(refused.value).startswith(f"{path}:5:22: AR803 'lim' is not a parameter of nsp/2020")


def test_a_file_that_is_not_there_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="AR003 not a file that can be read"):
        load_reform(tmp_path / "none.yaml", library)


def test_changes_tied_by_needs_are_one_block(library: Library) -> None:
    reform = reform_of(
        library,
        """
a: {set_parameter: limit, value: 40, needs: [c]}
b: {set_parameter: rate, value: 600}
c: {set_parameter: early, value: 6}
d: {change_rule: granted.willing, then: False, needs: [a]}
""",
    )
    assert [[change.id for change in block] for block in reform.blocks()] == [["a", "c", "d"], ["b"]]
