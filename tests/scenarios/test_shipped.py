"""Every shipped scenario comes out as it says, and together they exercise every shipped rule."""

from __future__ import annotations

from collections import Counter

import pytest

from amp_rules.errors import RulebookError
from amp_rules.rulebook import Library, load_library
from amp_rules.scenarios import Coverage, Scenario, coverage, load_scenarios, run_all, run_scenario


def shipped() -> tuple[Scenario, ...]:
    """The scenarios, or none where their files are at fault (a test below then fails)."""
    try:
        return load_scenarios()
    except RulebookError:
        return ()


SCENARIOS = shipped()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def measured(library: Library) -> Coverage:
    return coverage(run_all(SCENARIOS, library), library)


def test_every_scenario_file_can_be_read() -> None:
    assert load_scenarios() == SCENARIOS


def test_there_are_at_least_eighty_scenarios() -> None:
    assert len(SCENARIOS) >= 80


def test_every_edition_has_scenarios(library: Library) -> None:
    ran = run_all(SCENARIOS, library)
    counted = Counter(each.outcome.plan.name for each in ran if each.outcome is not None)
    assert set(counted) == {book.name for book in library.rulebooks}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_the_scenario_comes_out_as_it_says(scenario: Scenario, library: Library) -> None:
    assert [str(failure) for failure in run_scenario(scenario, library).failures] == []


def test_every_rule_is_exercised(measured: Coverage) -> None:
    gaps = [str(gap) for gap in measured.uncovered() if gap.condition is None]
    assert gaps == []
    assert measured.rule_ratio == 1


def test_nearly_every_condition_is_exercised(measured: Coverage) -> None:
    gaps = [str(gap) for gap in measured.uncovered() if gap.condition is not None]
    assert measured.condition_ratio >= 0.95, "\n".join(gaps)
