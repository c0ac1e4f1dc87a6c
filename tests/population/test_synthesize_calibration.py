"""What is drawn meets the published figures, within what chance allows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from amp_rules.population import Run, run
from amp_rules.population.calibrate import Calibration, calibrate
from amp_rules.population.synthesize import synthesize
from amp_rules.population.synthetic.assumptions import Assumptions
from amp_rules.population.synthetic.courses import courses_of, share_of
from amp_rules.population.synthetic.lengths import Lengths, half
from amp_rules.population.synthetic.sources import support_basis
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.population.synthetic.supportdesign import support_design
from amp_rules.rulebook import load_rulebook
from amp_rules.rulebook.figures import load_figures

MANY, DECIDED, FAR = 20_000, 2_000, 4.0


@cache
def decided(number: int = DECIDED) -> Run:
    return run(load_rulebook("nsp", edition="2022"), synthesize(number, 1), engine="each")


@cache
def found(programme: str) -> Calibration:
    return calibrate(synthesize(MANY, 1, programme), run=decided() if programme == "nsp" else None)  # type: ignore[arg-type]


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_every_target_is_met_within_a_few_standard_errors(programme: str) -> None:
    far = [
        (line.figure.key, line.z) for line in found(programme).lines if line.attainable and abs(line.z) > FAR
    ]
    assert far == []


@pytest.mark.slow
def test_the_standard_errors_are_right_over_many_seeds() -> None:
    """The spread of z over seeds is one, so the errors are neither too wide nor too narrow."""
    lines = [calibrate(synthesize(700, seed)).lines for seed in range(120)]
    for place, line in enumerate(lines[0]):
        if line.kind == "number":
            scores = [each[place].z for each in lines]
            assert abs(np.mean(scores)) < 0.45, line.figure.key
            assert 0.75 < np.std(scores) < 1.25, line.figure.key


def test_only_integration_support_cannot_be_met() -> None:
    lines = found("nsp").lines
    assert [line.figure.key for line in lines if not line.attainable] == ["integration_money"]
    integration = found("nsp").line("integration_money", "mean")
    assert integration.published == 24_600
    assert integration.drawn < 22_500


def test_what_is_asked_for_in_integration_support_meets_the_published_mean() -> None:
    assert found("nsp").line("integration_money", "days").published == pytest.approx(49.2)


def test_every_published_number_of_people_and_interventions_has_a_line() -> None:
    keys = {line.figure.key for line in found("nsp").lines}
    figures = load_figures("nsp-2022").figures
    told_otherwise = {
        "adults",
        "people",
        "interventions",
        "full_day_money",
        "full_days_fewest",
        "full_days_most",
    }
    assert set(figures) - keys == told_otherwise


def test_without_a_run_there_are_no_lines_of_money() -> None:
    assert {line.kind for line in calibrate(synthesize(50, 1)).lines} == {"number", "days"}
    assert calibrate(synthesize(50, 1)).decided == 0


def test_a_line_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="dogs"):
        found("nsp").line("dogs")


def test_targets_hold_under_other_assumptions_too() -> None:
    other = Assumptions().changed("support.second_extension_share", 0.6).changed("unknown_share", 0.05)
    other = other.changed("support.next_child_share", 0.6).changed("support.men_sexual_share", 0.1)
    lines = calibrate(synthesize(MANY, 3, assumptions=other), other).lines
    assert [(line.figure.key, line.z) for line in lines if abs(line.z) > FAR] == []


def test_courses_meet_the_published_interventions_exactly() -> None:
    figures = load_figures("nsp-2022")
    for assumed in (SupportAssumptions(), replace(SupportAssumptions(), second_extension_share=0.9)):
        courses = courses_of(figures, assumed)
        per_adult = {
            "reflection_number": share_of(courses, lambda course: course.reflection),
            "in_depth_full_number": share_of(courses, lambda course: course.first),
            "in_depth_reduced_number": share_of(courses, lambda course: course.extensions + course.alone),
            "support_only_number": share_of(courses, lambda course: course.alone),
        }
        assert sum(course.share for course in courses) == pytest.approx(1)
        for key, share in per_adult.items():
            assert share * figures["adults"] == pytest.approx(figures[key])


def test_lengths_have_the_mean_they_promise() -> None:
    lengths = Lengths(45, 0.2, 20, 44, 0.3, 90)
    days = np.repeat([*range(20, 45), 45, *range(46, 91)], 1)
    weights = [0.2 / 25] * 25 + [0.5] + [0.3 / 45] * 45
    assert lengths.mean() == pytest.approx(np.average(days, weights=weights))
    assert lengths.mean(half) == pytest.approx(np.average(np.ceil(days / 2), weights=weights))


def test_the_design_answers_with_shares() -> None:
    design = support_design(support_basis(), SupportAssumptions())
    shares = [text_and_share[1] for text_and_share in found("nsp").implied]
    assert all(0 <= share <= 1 for share in shares)
    assert design.item_mean == pytest.approx(86_971 / 16)
