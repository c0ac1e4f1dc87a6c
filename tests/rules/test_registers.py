"""The shipped registers are complete, agree with each other and speak both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel import Locale

RULES = Path(__file__).parents[2] / "rules"
REGISTERS = ("catalogue", "knowledge-sources", "interpretations", "authorities", "offices-2015")

pytestmark = pytest.mark.source_tree


def read(name: str) -> Any:
    """One register as plain text values."""
    return yaml.load((RULES / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Any]:
    rules: dict[str, Any] = read("catalogue")["rules"]
    return rules


@pytest.fixture(scope="module")
def interpretations() -> dict[str, Any]:
    entries: dict[str, Any] = read("interpretations")["interpretations"]
    return entries


@pytest.fixture(scope="module")
def offices() -> dict[str, Any]:
    register: dict[str, Any] = read("offices-2015")
    return register


def texts(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that holds words, with its path."""
    if isinstance(node, dict):
        if "en" in node or "sv" in node:
            yield path, node
        for key, below in node.items():
            yield from texts(below, f"{path}.{key}")
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from texts(below, f"{path}[{index}]")


def test_the_catalogue_holds_124_ids(catalogue: dict[str, Any]) -> None:
    assert len(catalogue) == 124
    counts = {
        prefix: sum(1 for key in catalogue if key.startswith(prefix)) for prefix in ("AMP-", "NSP-", "LAW-")
    }
    assert counts == {"AMP-": 68, "NSP-": 47, "LAW-": 9}


def test_the_register_holds_32_interpretations(interpretations: dict[str, Any]) -> None:
    numbers = [f"A{n}" for n in range(1, 12)] + [f"B{n}" for n in range(1, 23) if n != 4]
    assert list(interpretations) == numbers
    assert len(interpretations) == 32


def test_every_interpretation_has_a_default_among_at_least_two_readings(
    interpretations: dict[str, Any],
) -> None:
    for key, entry in interpretations.items():
        assert entry["default"] in entry["readings"], key
        assert len(entry["readings"]) >= 2, key
        assert set(entry["changes"]) <= {"verdict", "amount", "schedule", "none"}, key
        assert "none" not in entry["changes"] or len(entry["changes"]) == 1, key


def test_every_cited_source_is_in_the_register(catalogue: dict[str, Any]) -> None:
    sources = read("knowledge-sources")["sources"]
    cited = {(key, rule["source"]) for key, rule in catalogue.items()}
    cited |= {(key, further["source"]) for key, rule in catalogue.items() for further in rule.get("also", [])}
    assert [pair for pair in sorted(cited) if pair[1] not in sources] == []


def test_catalogue_and_interpretations_name_each_other(
    catalogue: dict[str, Any], interpretations: dict[str, Any]
) -> None:
    from_rules = {(label, key) for key, rule in catalogue.items() for label in rule.get("ambiguities", [])}
    from_readings = {(label, key) for label, entry in interpretations.items() for key in entry["rules"]}
    assert {key for _, key in from_readings} <= set(catalogue)
    assert from_rules == from_readings


def test_natures_and_kinds_come_from_the_closed_lists(catalogue: dict[str, Any]) -> None:
    kinds = "eligibility amount cap schedule process deduction discretion data placement budget role context"
    for key, rule in catalogue.items():
        assert set() < set(rule["nature"]) <= set("HDAC"), key
        assert set() < set(rule["kind"]) <= set(kinds.split()), key
        assert "A" not in rule["nature"] or rule.get("ambiguities"), key


@pytest.mark.parametrize("name", REGISTERS)
def test_every_text_is_given_in_english_and_swedish(name: str) -> None:
    for path, words in texts(read(name), name):
        assert set(words) == {"en", "sv"}, path
        assert all(isinstance(text, str) and text.strip() for text in words.values()), path


def test_summaries_stay_short(catalogue: dict[str, Any]) -> None:
    long = [key for key, rule in catalogue.items() for text in rule["summary"].values() if len(text) > 160]
    assert long == []


def test_the_142_offices_are_known_to_cldr(offices: dict[str, Any]) -> None:
    codes = offices["offices"]
    assert len(codes) == len(set(codes)) == 142
    for language in ("en", "sv"):
        territories = Locale(language).territories
        assert [code for code in codes if code not in territories] == []


def test_labels_belong_to_listed_offices(offices: dict[str, Any]) -> None:
    assert set(offices["labels"]) <= set(offices["offices"])
    assert offices["labels"]["XK"] == "Kosovo/UNSC 1244"
    assert not {"SE", "CY", "LU", "BR"} & set(offices["offices"])


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_use_no_anchors_aliases_or_tags(name: str) -> None:
    for event in yaml.parse((RULES / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader):
        assert not isinstance(event, yaml.AliasEvent)
        assert getattr(event, "anchor", None) is None
        assert getattr(event, "tag", None) is None
