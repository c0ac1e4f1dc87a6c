"""Each diagnostic of scenario files has a golden file, and says just that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from amp_rules.errors import RulebookError
from amp_rules.scenarios import load_scenarios
from tests.errors.test_goldens import codes_in_source

GOLDENS = {path.stem: path for path in sorted((Path(__file__).parent / "errors").glob("AR*.yaml"))}


@pytest.mark.parametrize("code", GOLDENS)
def test_a_golden_file_is_met_with_exactly_its_diagnostics(code: str, tmp_path: Path) -> None:
    golden: dict[str, Any] = yaml.safe_load(GOLDENS[code].read_text(encoding="utf-8"))
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "sample.yaml").write_text(golden["file"], encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_scenarios(tmp_path)
    said = [str(found) for found in caught.value.diagnostics]
    assert said == golden["expect"]
    assert any(f": {code} " in line for line in said)


def test_every_code_of_scenario_files_has_a_golden_file() -> None:
    assert {code for code in codes_in_source() if code.startswith("AR6")} == set(GOLDENS)
