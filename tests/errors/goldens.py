"""Golden files of diagnostics: a folder that differs from the valid one, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from tests.rulebook.folders import said, write_folder

HERE = Path(__file__).parent


def golden_files() -> dict[str, Path]:
    """Every golden file by its code."""
    return {path.stem: path for path in sorted(HERE.glob("AR*.yaml"))}


def read_golden(path: Path) -> dict[str, Any]:
    """A golden file's keys: about, files, expect; seldom links, without, shipped."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def run_golden(golden: Mapping[str, Any], room: Path) -> list[str]:
    """What the library says of a golden's folder, written into `room`."""
    folder = write_folder(room / "rules", golden["files"], tuple(golden.get("without", ())))
    for name, target in golden.get("links", {}).items():
        (folder / name).symlink_to(target)
    if golden.get("shipped") != "empty":
        return said(folder)
    with patch("amp_rules.rulebook.load.shipped_rules", return_value=room / "nothing"):
        return said(folder)
