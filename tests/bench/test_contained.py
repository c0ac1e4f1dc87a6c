"""The long run of contained production rules, shortened."""

import re

import pytest

from bench import contained

pytestmark = pytest.mark.source_tree


def test_a_short_run_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert contained.main(["--cases", "300"]) == 0
    assert re.match(
        r"300 cases, 0 wrong, \d+ KiB resident after a tenth, \d+ KiB at the end\n", capsys.readouterr().out
    )


def test_a_wrong_answer_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contained, "expected", lambda fact: ("never",))
    assert contained.main(["--cases", "20"]) == 1
    assert capsys.readouterr().out.startswith("20 cases, 20 wrong")
