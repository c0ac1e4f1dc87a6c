from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import EXAMPLES

MAKE = (
    *("-c", "from amp_rules.cli import main; main()", "record", "make"),
    *("--author", "unit 1", "--at", "2026-03-01T09:30:00Z"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nsp-mother-and-child", "amp-2015-mother-and-child"])
def test_a_record_has_the_same_bytes_on_any_hash_seed(name: str, tmp_path: Path) -> None:
    (case,) = (each for each in EXAMPLES if each.stem == name)
    made = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        command = [sys.executable, *MAKE, str(case), "--out", str(out)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]
