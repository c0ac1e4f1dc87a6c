"""The long run of contained rules, shortened."""

import re

import pytest

from bench import contained

pytestmark = pytest.mark.source_tree


def test_a_short_run_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert contained.main(["--cases", "300"]) == 0
    lines = capsys.readouterr().out.splitlines()[2:4]
    assert [re.sub(r"[0-9.]+ MiB|[0-9]+\.[0-9]", "n", line) for line in lines] == [
        "| cases of facts matched | 300 | 0 | n | n |",
        "| cases decided by the second engine | 300 | 0 | n | n |",
    ]


def test_a_wrong_match_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contained, "expected", lambda fact: ("never",))
    assert contained.main(["--cases", "20"]) == 1
    assert "| cases of facts matched | 20 | 20 |" in capsys.readouterr().out


def test_a_wrong_answer_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(contained, "decide", lambda case: None)
    assert contained.main(["--cases", "20"]) == 1
    assert "| cases decided by the second engine | 20 | 20 |" in capsys.readouterr().out
