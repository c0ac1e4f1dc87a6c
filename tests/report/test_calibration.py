"""What is told of a synthetic population."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from amp_rules.population import run
from amp_rules.population.calibrate import Calibration, calibrate
from amp_rules.population.synthesize import synthesize
from amp_rules.report.calibration import calibration_object, calibration_page
from amp_rules.report.text import as_text
from amp_rules.rulebook import load_rulebook


@cache
def found(programme: str = "nsp", number: int = 300) -> Calibration:
    drawn = synthesize(number, 7, programme)  # type: ignore[arg-type]
    if programme == "amp":
        return calibrate(drawn)
    return calibrate(drawn, run=run(load_rulebook("nsp", edition="2022"), drawn, engine="each"))


def text(language: str, programme: str = "nsp") -> str:
    return " ".join(as_text(calibration_page(found(programme), 7, language)).replace("\xa0", " ").split())


@pytest.mark.parametrize("programme", ["nsp", "amp"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_targets_assumptions_and_the_seed_are_printed(language: str, programme: str) -> None:
    told = text(language, programme)
    assert ("Standard error" if language == "en" else "Standardfel") in told
    assert " 7 " in told
    for name in found(programme).assumptions:
        assert f"{name} = " in told
    assert not re.search(r"\b(calibration|reconcile)\.[a-z_]+", told)


def test_the_mean_that_cannot_be_met_leads_to_the_reasoning() -> None:
    assert "see amp-rules reconcile" in text("en")


def test_it_says_that_nobody_exists() -> None:
    assert text("en").startswith("A synthetic population beside the published figures Nobody in it exists.")
    assert "Ingen i den finns." in text("sv")


def test_a_population_too_small_for_a_mean_shows_no_number() -> None:
    told = as_text(calibration_page(found("nsp", 1), None, "en"))
    assert "–" in told
    assert "Seed" not in told


def test_json_carries_every_line() -> None:
    made = json.loads(json.dumps(calibration_object(found(), 7, "sv")))
    assert made["schema"] == "amp-rules/calibration/1"
    assert len(made["lines"]) == len(found().lines)
    assert made["assumptions"]["support.second_extension_share"] == 0.4
    assert [line["figure"] for line in made["lines"] if not line["attainable"]] == ["integration_money"]
    small = json.dumps(calibration_object(found("nsp", 1), 7, "en"))
    assert "NaN" not in small
