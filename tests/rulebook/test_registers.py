"""Registers of sources, official rules, readings and authorities."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.rulebook import load_library
from tests.rulebook.folders import AUTHORITIES, CATALOGUE, INTERPRETATIONS, SOURCES, codes, write_folder


def test_registers_are_read_with_their_words(tmp_path: Path) -> None:
    registers = load_library(write_folder(tmp_path, {})).registers
    assert registers.sources["act"].title.sv == "En lag"
    assert registers.catalogue["T-01"].section.en == "1 §"
    assert registers.interpretations["B1"].default == "narrow"
    assert list(registers.interpretations["B1"].readings) == ["narrow", "wide"]
    assert registers.authorities["board"].title.en == "The board"


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("knowledge-sources.yaml", SOURCES.replace("publisher: Somebody, ", ""), ["AR103"]),
        ("knowledge-sources.yaml", SOURCES.replace("act:", "law:"), ["AR502", "AR502"]),
        ("catalogue.yaml", CATALOGUE.replace("nature: [A]", "nature: A"), ["AR106", "AR106"]),
        ("catalogue.yaml", "rules: [T-01]\n", ["AR101", "AR504"]),
        ("catalogue.yaml", "rulez: {}\n", ["AR103", "AR102", "AR504"]),
        ("interpretations.yaml", INTERPRETATIONS.replace("default: narrow", "default: tight"), ["AR503"]),
        ("interpretations.yaml", INTERPRETATIONS.replace("sv: Vilken?", "sv: ''"), ["AR111"]),
        ("authorities.yaml", AUTHORITIES.replace("sv: Nämnden", "se: Nämnden"), ["AR103", "AR102"]),
        ("authorities.yaml", "", ["AR004", "AR508"]),
    ],
)
def test_a_faulty_register_is_told(tmp_path: Path, file: str, text: str, expected: list[str]) -> None:
    found = codes(write_folder(tmp_path, {file: text}))
    assert sorted(found) == sorted(expected)
