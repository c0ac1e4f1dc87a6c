"""Published figures: shipped, strict, and in agreement with themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.errors import RulebookError, UnknownNameError
from amp_rules.rulebook import load_library
from amp_rules.rulebook.figures import Figures, load_figures
from amp_rules.terms import Money
from tests.rulebook.folders import write_folder

ONE = """\
source: act
figures:
  houses: {value: 12, unit: count, section: {en: 1, sv: 1}, title: {en: Houses, sv: Hus}, cite: [T-01]}
codes:
  places: {values: [SE, NO], section: {en: 1, sv: 1}, title: {en: Places, sv: Orter}}
"""


def read(root: Path, text: str) -> Figures:
    return load_figures("town", load_library(write_folder(root, {"figures/town.yaml": text})))


def faults(root: Path, text: str) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        read(root, text)
    return [each.code for each in caught.value.diagnostics]


def test_a_figure_has_its_source_section_and_citation(tmp_path: Path) -> None:
    found = read(tmp_path, ONE)
    assert found["houses"] == 12
    assert found.source.key == "act"
    assert found.figure("houses").cite == ("T-01",)
    assert found.figure("houses").title.sv == "Hus"
    assert found.codes["places"].values == ("SE", "NO")


def test_a_folder_without_figures_has_the_shipped_ones(tmp_path: Path) -> None:
    registers = ("knowledge-sources.yaml", "catalogue.yaml", "interpretations.yaml", "authorities.yaml")
    library = load_library(write_folder(tmp_path, {}, without=registers), strict=False)
    assert load_figures("nsp-2022", library)["adults"] == 35


@pytest.mark.parametrize("name", ["nowhere", "../secret", "NSP", ""])
def test_figures_that_are_not_there_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownNameError, match="known: amp-2013-2014, nsp-2022"):
        load_figures(name)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("source: act", "source: hearsay", ["AR502"]),
        ("value: 12", "value: twelve", ["AR107"]),
        ("value: 12", "value: -3", ["AR107"]),
        ("unit: count", "unit: horses", ["AR105"]),
        ("cite: [T-01]", "cite: [T-99]", ["AR504"]),
        ("[SE, NO]", "[SE, Norway]", ["AR105"]),
        ("sv: Hus", "se: Hus", ["AR102", "AR103"]),
        ("unit: count, ", "", ["AR103"]),
    ],
)
def test_what_is_wrong_with_a_figure_is_told(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert sorted(faults(tmp_path, ONE.replace(old, new))) == expected


def test_a_number_that_is_not_printed_is_not_made_up() -> None:
    figures = load_figures("nsp-2022")
    with pytest.raises(UnknownNameError, match="no figure 'dogs'"):
        figures["dogs"]
    with pytest.raises(UnknownNameError, match="no sum 'adults'"):
        figures.money("adults")


def test_the_report_of_2022_adds_up() -> None:
    figures = load_figures("nsp-2022")
    kinds = ("reflection", "in_depth_full", "in_depth_reduced", "integration", "one_off")
    assert sum(figures[f"{kind}_number"] for kind in kinds) == figures["interventions"] == 62
    assert sum((figures.money(f"{kind}_money") for kind in kinds), Money(0, "SEK")) == figures.money("money")
    assert figures["men"] + figures["women"] == figures["adults"]
    assert figures["adults"] + figures["children"] == figures["people"]


def test_the_presentation_of_2015_adds_up() -> None:
    figures = load_figures("amp-2013-2014")
    assert figures["women"] + figures["girls"] + figures["men"] + figures["boys"] == figures["cases"]
    assert (
        sum(figures[f"women_{why}"] for why in ("sexual", "forced_marriage", "au_pair")) == figures["women"]
    )
    assert figures["girls_forced_marriage"] + figures["girls_sexual"] == figures["girls"]
