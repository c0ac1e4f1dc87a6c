"""Golden files of diagnostics: a folder that differs from the valid one, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from amp_rules.errors import RulebookError
from amp_rules.plan import check_reform
from amp_rules.rulebook import load_library, parse_changes, read_reform
from amp_rules.rulebook.mistakes import load_mistakes
from tests.rulebook.folders import said, write_folder

HERE = Path(__file__).parent


def golden_files() -> dict[str, Path]:
    """Every golden file by its code."""
    return {path.stem: path for path in sorted(HERE.glob("AR*.yaml"))}


def read_golden(path: Path) -> dict[str, Any]:
    """A golden file's keys: about, files, expect; seldom links, without, shipped, payments, reform or set."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def run_golden(golden: Mapping[str, Any], room: Path) -> list[str]:
    """What the library says of a golden's folder, written into `room`."""
    folder = write_folder(room / "rules", golden["files"], tuple(golden.get("without", ())))
    for name, target in golden.get("links", {}).items():
        (folder / name).symlink_to(target)
    if "reform" in golden or "set" in golden:
        return said_of_reform(folder, golden)
    if golden.get("payments"):
        return said_of_mistakes(folder)
    if golden.get("shipped") != "empty":
        return said(folder)
    with patch("amp_rules.rulebook.load.shipped_rules", return_value=room / "nothing"):
        return said(folder)


def said_of_mistakes(folder: Path) -> list[str]:
    """What is said of the kinds of findings in payments, and of the mistakes that show them."""
    try:
        load_mistakes(load_library(folder))
    except RulebookError as error:
        return [str(fault).replace(f"{folder}/", "") for fault in error.diagnostics]
    return []


def said_of_reform(folder: Path, golden: Mapping[str, Any]) -> list[str]:
    """What is said of a reform of the folder's edition: a text, or parameters set one by one."""
    library = load_library(folder)
    rulebook = library.rulebook("nsp", edition="2020")
    try:
        if "set" in golden:
            reform = parse_changes(rulebook, golden["set"])
        else:
            reform = read_reform(golden["reform"], library, "reform.yaml")
        return [str(fault) for fault in check_reform(rulebook, reform)]
    except RulebookError as error:
        return [str(fault) for fault in error.diagnostics]
