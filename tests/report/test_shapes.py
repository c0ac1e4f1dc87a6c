"""JSON output fits the schemas made of the types that its writers return."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit import reconcile
from amp_rules.engine import plan_of
from amp_rules.population import run
from amp_rules.population.calibrate import calibrate
from amp_rules.population.runparts import run_parts
from amp_rules.population.synthesize import Programme, synthesize
from amp_rules.report.budgetobject import budget_object
from amp_rules.report.calibration import calibration_object
from amp_rules.report.populationrun import run_object
from amp_rules.report.reconcile import reconcile_object
from amp_rules.report.schemas import SCHEMAS
from amp_rules.report.whatifobject import sensitivity_object, sweep_object, whatif_object
from amp_rules.rulebook import load_rulebook, parse_changes, reformed
from amp_rules.terms import Money
from amp_rules.whatif import attribute, compare, parse_axis, sensitivity, sweep
from amp_rules.whatif.budget import Assumptions, Kind, Policy, Pool, simulate
from amp_rules.whatif.budget.assumptions import Passing
from amp_rules.whatif.budget.summary import Measure
from tests.report.fits import assert_fits, assert_nothing_else_fits
from tests.report.simulated import attribution, comparison, simulation
from tests.whatif.crowd import book, crowd, several
from tests.whatif.supported import ADULT, mother, people, rules

SEEDS = st.integers(1, 500)
NAMES = st.sampled_from(["nsp/2022", "amp/2015", "amp/2016", "amp/2023"])


@pytest.mark.parametrize("subject", SCHEMAS)
def test_every_schema_says_what_it_is_of_and_uses_all_of_its_parts(subject: str) -> None:
    schema = SCHEMAS[subject]()
    assert schema["$id"].startswith("urn:amp-rules:")
    assert schema["title"]
    assert schema["description"]
    used = set(re.findall(r"#/\$defs/([A-Za-z]+)", str(schema)))
    assert set(schema.get("$defs", {})) - {"Outcome"} <= used


def test_a_comparison_and_nothing_else_fits() -> None:
    found = comparison()
    cases = [found.case(each.case_id) for each in found.most]
    told = whatif_object(found, "sv", attribution(), cases)
    optional = "attribution explained parts then now decided should_be difference"
    assert_nothing_else_fits("whatif", told, "readings quantiles parts", optional)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(SEEDS, st.booleans())
def test_comparisons_of_drawn_people_fit(seed: int, split: bool) -> None:
    drawn = crowd(25, seed)
    found = compare(book(), several(), drawn, by=("sex", "children"), most=4)
    parts = attribute(book(), several(), drawn) if split else None
    cases = [found.case(name) for name in drawn.tables["cases"]["case_id"].to_pylist()[:6]]
    assert_fits("whatif", whatif_object(found, "en", parts, cases))


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(SEEDS, NAMES)
def test_what_hangs_on_readings_fits(seed: int, name: str) -> None:
    named = book(name)
    drawn = crowd(15, seed, name)
    labels = sorted(plan_of(named).readings)
    found = sensitivity(named, drawn, interpretations=[labels[seed % len(labels)], labels[0]])
    assert_fits("sensitivity", sensitivity_object(found, "sv"))
    label = found.ambiguities[0].readings[0]
    other = parse_changes(named, [], {label.interpretation: label.choice})
    assert_fits("whatif", whatif_object(compare(named, other, drawn, by=("sex",)), "sv"))


def test_readings_and_nothing_else_fit() -> None:
    found = sensitivity(book(), crowd(), interpretations=["B1", "B5"])
    assert_nothing_else_fits("sensitivity", sensitivity_object(found))


def test_turned_numbers_and_nothing_else_fit() -> None:
    axes = [parse_axis("child_supplement=400..600/100"), parse_axis("reduced_share=0.4,0.5")]
    assert_nothing_else_fits("sweep", sweep_object(sweep(book(), crowd(), axes)))


def test_simulated_years_and_nothing_else_fit() -> None:
    assert_nothing_else_fits("budget", budget_object(simulation(), "sv"))


def test_the_words_of_simulated_years_are_those_of_the_simulation() -> None:
    parts = SCHEMAS["budget"]()["$defs"]
    assert parts["KindSummary"]["properties"]["kind"]["enum"] == [each.value for each in Kind]
    assert list(parts["Measures"]["properties"]) == [each.value for each in Measure]
    assert parts["Policy"]["properties"]["passing"]["enum"] == list(get_args(Passing))
    told = parts["Difference"]["properties"]["measure"]["enum"]
    assert told == [each.value for each in Measure if each is not Measure.PERSONS]
    for shape, record in (("Assumptions", Assumptions), ("Policy", Policy), ("Pool", Pool)):
        assert set(parts[shape]["properties"]) == {each.name for each in fields(record)}


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    st.integers(2, 30),
    st.integers(0, 90),
    st.sampled_from([0.5, 0.95, 0.999]),
    st.sampled_from(["all", "ranks"]),
    st.integers(0, 10**9),
)
def test_any_simulated_years_fit(
    years: int, persons: int, confidence: float, passing: Passing, reserve: int
) -> None:
    assumed = Assumptions(years, years, persons, stays_per_day=1, confidence=confidence)
    policy = Policy(passing=passing, shorten=bool(years % 2), reserve=Money(reserve, "SEK"))
    other = reformed(rules(), parse_changes(rules(), ["child_supplement_rate=600"])) if years % 3 else None
    found = simulate(rules(), people(ADULT, mother()), other, assumptions=assumed, policy=policy)
    assert_fits("budget", budget_object(found))


@pytest.mark.parametrize("readings", [{}, {"B15": "soft-cap"}, {"B15": "child-supplement"}])
def test_a_table_held_against_the_rules_fits(readings: dict[str, str]) -> None:
    found = reconcile(load_rulebook("nsp", edition="2022", readings=readings))
    assert_fits("reconcile", reconcile_object(found, "sv"))


@pytest.mark.slow
def test_a_table_held_against_the_rules_and_nothing_else_fits() -> None:
    found = reconcile(load_rulebook("nsp", edition="2022"))
    told = reconcile_object(found, "en", tuple(found.verify()))
    assert_nothing_else_fits("reconcile", told, "readings numbers days allowance_days", "decided")


@pytest.mark.parametrize("number", [0, 1, 2, 300])
@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_a_synthetic_population_and_nothing_else_fits(programme: Programme, number: int) -> None:
    drawn = synthesize(number, 7, programme)
    nsp = load_rulebook("nsp", edition="2022")
    decided = run(nsp, drawn, engine="columns") if programme == "nsp" and number else None
    told = calibration_object(calibrate(drawn, run=decided), number or None, "sv")
    assert_nothing_else_fits("population-synth", told, "assumptions implied")


@pytest.mark.parametrize("name", ["nsp/2022", "amp/2015", "amp/2023"])
def test_a_run_and_nothing_else_fits(name: str, tmp_path: Path) -> None:
    crowd(40, 5, name).write(tmp_path)
    plan = plan_of(book(name))
    told = run_object(plan, run_parts(plan, tmp_path))
    assert_nothing_else_fits("population-run", told, "readings verdicts sums open missing problems")
