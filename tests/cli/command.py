"""Runs the command line in this process, and the cases it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from amp_rules.cli import app

GOLDEN = Path(__file__).parent / "golden"

SUPPORTED: Mapping[str, Any] = {
    "id": "made-up-1",
    "programme": "nsp",
    "applied_on": "2022-03-01",
    "principal": {"age": 30},
    "shelter": {"certified": True},
    "support": {
        "assessed_victim": "identified",
        "responsibility_attempted": True,
        "rights_match": True,
        "society_pays": False,
        "needs_support": True,
    },
    "periods": [{"id": "p1", "kind": "reflection", "start": "2022-04-01", "end": "2022-04-30"}],
    "items": [],
    "daily": {"adult_allowance": [], "children_in_shelter": [], "other_payer": [], "full_rate": []},
}
RETURNING: Mapping[str, Any] = {"id": "made-up-2", "programme": "amp", "applied_on": "2016-05-01"}
WRONG: Mapping[str, Any] = {
    "id": "made-up-3",
    "programme": "nsp",
    "principal": {"age": "hemlig"},
    "applied_on": "1 mars",
    "hemligt": "hemlig",
}


def run(*arguments: str, stdin: str | bytes | None = None, **environment: str) -> Result:
    """The command with these arguments; nothing of this process's own settings is used."""
    settings: dict[str, str | None] = {"AMP_RULES_LANGUAGE": None, "NO_COLOR": None, **environment}
    return CliRunner().invoke(app, list(arguments), input=stdin, env=settings, prog_name="amp-rules")


def lines(*cases: Mapping[str, Any]) -> str:
    """Cases as JSON Lines."""
    return "".join(json.dumps(case) + "\n" for case in cases)
