"""What is told of a case file is the same byte for byte, on any hash seed and in any locale."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.places import ROOT

FILES = sorted((ROOT / "examples" / "casefiles").glob("*.jsonl"))
PROGRAM = """
import sys
from typer.testing import CliRunner
from amp_rules.cli import app

for path in sys.argv[1:]:
    for words in (["status", path, "--explain"], ["due", path, "--on", "2022-08-15"]):
        found = CliRunner().invoke(app, ["case", *words, "--format", "json"], prog_name="amp-rules")
        sys.stdout.buffer.write(f"{found.exit_code} ".encode() + found.stdout_bytes)
"""


@pytest.mark.slow
def test_a_case_file_is_told_alike_wherever_it_is_replayed() -> None:
    told = set()
    for seed in ("0", "1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, FILES)],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0"},
            capture_output=True,
            check=True,
        )
        told.add(done.stdout)
    assert len(FILES) == 4
    (same,) = told
    assert same.count(b'"amp-rules/case-status/1"') == 4
