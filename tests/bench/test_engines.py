"""The long run of both engines, shortened."""

import pytest

from bench import engines
from tests.engine.test_compare import tampered

pytestmark = pytest.mark.source_tree


def test_a_short_run_finds_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert engines.main(["--cases", "40"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:6]] == [
        "| amp/2015",
        "| amp/2016",
        "| amp/2023",
        "| nsp/2022",
    ]
    assert all(line.endswith("| 0 |") for line in lines[2:6])


def test_a_difference_is_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with tampered(monkeypatch, True, False):
        assert engines.main(["--cases", "8"]) == 1
    assert "the two engines differ on" in capsys.readouterr().err
