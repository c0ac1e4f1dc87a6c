"""The picture of the house is the one that the import contract proves."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.docs.pages import DOCS, ROOT

pytestmark = pytest.mark.source_tree


def test_the_layers_shown_are_those_of_the_import_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    page = (DOCS / "explanation" / "how-a-case-is-decided.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- layers -->\n```text\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    drawn = [re.split(r" {2,}", line)[0] for line in shown[1].splitlines()]
    assert drawn == [layer.replace("(", "").replace(")", "") for layer in contract["layers"]]
