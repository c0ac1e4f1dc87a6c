from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from amp_rules.cli import main, outcomes, progress, terminal
from amp_rules.report.page import Page, Prose
from tests.cli.command import SUPPORTED, lines


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal and keeps what is written."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        """Everything written."""
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode()


class Full(io.StringIO):
    """A stream on a full disk."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit code of the whole command."""
    monkeypatch.setattr(sys, "argv", ["amp-rules", *arguments])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_the_whole_command_ends_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "--version") in (0, None)
    assert capsys.readouterr().out.startswith("amp-rules ")
    assert ended(monkeypatch, "decide", "/nowhere/case.json") == 2


def test_an_unforeseen_error_says_where_and_not_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    def broken(*_: object) -> int:
        raise ValueError("hemlig")

    monkeypatch.setattr(outcomes, "decide_all", broken)
    assert ended(monkeypatch, "decide", "case.json") == 70
    assert (
        capsys.readouterr().err
        == f"internal error: ValueError in {__name__}, line {broken.__code__.co_firstlineno + 1}\n"
    )


def test_an_error_of_the_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outcomes, "decide_all", broken)
    assert ended(monkeypatch, "decide", "case.json") == 70
    assert capsys.readouterr().err == "cannot read or write: no space left on device\n"


def test_what_cannot_be_written_at_the_end_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert ended(monkeypatch, "decide", "/nowhere/case.json") == 70
    assert "cannot write: no space left on device" in capsys.readouterr().err


def test_a_page_is_styled_in_a_terminal_of_any_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for columns in ("100", "1"):
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setattr(sys, "stdout", Terminal())
        terminal.show_page(Page("Title", (Prose(("words",)),)))
        assert isinstance(sys.stdout, Terminal)
        assert "─" in sys.stdout.shown()
        assert "words" in sys.stdout.shown()


def test_the_bar_waits_a_second_and_counts_cases(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    errors = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with progress.progress(["-"]) as advance:
        advance(10)
    assert errors.shown() == ""
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    with progress.progress([__file__]) as advance:
        advance(10)
        advance(20)
    assert "2 cases" in errors.shown()


@pytest.mark.parametrize("names", [["-"], ["/nowhere"], [], [__file__, "-"]])
def test_how_much_there_is_to_read_may_not_be_known(names: list[str]) -> None:
    assert progress._bytes(names) in (None, 0)


def test_how_much_there_is_to_read_is_the_size_of_the_files() -> None:
    assert progress._bytes([__file__]) == Path(__file__).stat().st_size


def test_no_bar_is_drawn_beside_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = Terminal()
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    with progress.progress(["-"]) as advance:
        advance(len(lines(SUPPORTED)))
    assert errors.shown() == ""
