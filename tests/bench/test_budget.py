"""Years gone through one by one come to what all at once do, and a difference is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench import budget as command

pytestmark = pytest.mark.source_tree

FEW = ("--years", "30", "--plain", "30", "--persons", "80", "--rounds", "1")


def test_the_command_prints_how_the_table_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([*FEW]) == 0
    printed = capsys.readouterr().out
    assert "| one by one, plain Python |" in printed
    assert "both agree exactly on 30 years" in printed


def test_a_difference_ends_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = command.one_year

    def other(*given: Any) -> command.PlainYear:
        found = real(*given)
        return replace(found, days=found.days + 1)

    monkeypatch.setattr(command, "one_year", other)
    assert command.main([*FEW]) == 1
    assert "disagreement in year 0" in capsys.readouterr().err
