"""Scenario files are read strictly: every fault at once, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.errors import RulebookError
from amp_rules.scenarios import load_scenarios
from amp_rules.terms import UNKNOWN
from tests.scenarios.sample import entry, scenario, write_rules, write_scenarios

EXPECT = "findings: []\n"


def codes(root: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_scenarios(root)
    return [found.code for found in caught.value.diagnostics]


def test_a_folder_without_scenarios_has_none(tmp_path: Path) -> None:
    assert load_scenarios(write_rules(tmp_path)) == ()


def test_scenarios_come_by_file_and_place(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, label="b.one") + entry(EXPECT, label="b.two"), "b")
    write_scenarios(tmp_path, scenario(EXPECT, label="a.one"), "a")
    assert [each.id for each in load_scenarios(tmp_path)] == ["a.one", "b.one", "b.two"]


def test_the_case_takes_its_id_and_programme_from_the_scenario(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT))
    case = load_scenarios(tmp_path)[0].case
    assert (case.id, case.programme) == ("sample.one", "nsp")


def test_the_case_may_say_its_own_id(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, given="id: other\n"))
    assert load_scenarios(tmp_path)[0].case.id == "other"


def test_scalars_of_the_case_are_typed_by_their_fact(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, given="exploitation: {prostitution: true}\n"))
    case = load_scenarios(tmp_path)[0].case
    assert case.exploitation.prostitution is True
    assert case.exploitation.trafficking is UNKNOWN


def test_edition_and_readings_are_kept(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, more='edition: "2022"\nreadings: {B5: day-count}\n'))
    found = load_scenarios(tmp_path)[0]
    assert (found.edition, dict(found.readings)) == ("2022", {"B5": "day-count"})


def test_a_scenario_knows_its_place(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT))
    assert str(load_scenarios(tmp_path)[0].where) == "scenarios/nsp-2022/sample.yaml:2:5"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("AR101", "scenarios: [plain]\n"),
        ("AR101", "scenarios:\n" + entry(EXPECT).replace("given:\n", "given: later\n#").split("#")[0]),
        ("AR102", scenario(EXPECT, more="because: I say so\n")),
        ("AR103", "scenarios:\n  - {id: a.b}\n"),
        ("AR104", scenario("missing: [[a]]\n")),
        ("AR105", scenario("verdicts: {support: grantd}\n")),
        ("AR105", scenario(EXPECT).replace("programme: nsp", "programme: nps")),
        ("AR106", scenario("missing: none\n")),
        ("AR601", scenario(EXPECT, label="Not An Id")),
        ("AR602", scenario(EXPECT) + entry(EXPECT)),
        ("AR603", scenario(EXPECT).replace("It shows something.", "''")),
        ("AR604", scenario(EXPECT, given="applied_on: tomorrow\n")),
        ("AR605", scenario("{}\n")),
        ("AR606", scenario("error: NoEditionError\nmissing: []\n")),
        ("AR607", scenario("bounds: {total: [0.00]}\n")),
        ("AR608", scenario("error: NoEditionEror\n")),
    ],
)
def test_each_fault_has_its_code(tmp_path: Path, code: str, text: str) -> None:
    write_scenarios(tmp_path, text)
    assert code in codes(tmp_path)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario("error: Nope\n"), "a")
    wrong = scenario("verdicts: {support: yes}\n", given="applied_on: later\n", label="sample.two")
    write_scenarios(tmp_path, wrong, "b")
    assert codes(tmp_path) == ["AR608", "AR604", "AR105"]


def test_a_problem_of_the_case_points_at_what_is_written(tmp_path: Path) -> None:
    given = "periods:\n  - {id: p1, kind: reflection, start: 2022-03-09, end: 2022-03-01}\n"
    write_scenarios(tmp_path, scenario(EXPECT, given=given))
    with pytest.raises(RulebookError) as caught:
        load_scenarios(tmp_path)
    (found,) = caught.value.diagnostics
    assert found.where.line == 9
    assert found.message.startswith("$.periods[0]")


def test_a_misspelt_fact_gets_a_hint(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, given="aplied_on: 2022-01-01\n"))
    with pytest.raises(RulebookError, match="did you mean 'applied_on'"):
        load_scenarios(tmp_path)


def test_a_misspelt_fact_of_a_period_is_named(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario(EXPECT, given="periods: [{id: p1, knd: reflection}]\n"))
    with pytest.raises(RulebookError, match=r"AR604 'knd' is not a fact \(did you mean 'kind'\?\)"):
        load_scenarios(tmp_path)


def test_a_misspelt_error_gets_a_hint(tmp_path: Path) -> None:
    write_scenarios(tmp_path, scenario("error: NoEditionEror\n"))
    with pytest.raises(RulebookError, match="did you mean 'NoEditionError'"):
        load_scenarios(tmp_path)


def test_a_file_that_is_not_yaml_is_refused_with_its_place(tmp_path: Path) -> None:
    write_scenarios(tmp_path, "scenarios: [\n")
    assert codes(tmp_path) == ["AR003"]


def test_anchors_are_refused(tmp_path: Path) -> None:
    write_scenarios(tmp_path, "scenarios: &all []\n")
    assert codes(tmp_path) == ["AR005"]
