"""The command as a process of its own: pipes, signals, terminals, encodings."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import amp_rules
from tests.cli.command import SUPPORTED, WRONG, lines, run

COMMAND = [sys.executable, "-c", "from amp_rules.cli import main; main()"]
TEXT = json.dumps(SUPPORTED)


def process(*arguments: str, stdin: str = TEXT, **environment: str) -> subprocess.CompletedProcess[bytes]:
    settings = {**os.environ, "AMP_RULES_LANGUAGE": "en", **environment}
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin.encode(), capture_output=True, env=settings, check=False
    )


def in_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes to a terminal 100 columns wide."""
    ours, theirs = pty.openpty()
    settings = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLUMNS": "100",
        "AMP_RULES_LANGUAGE": "en",
        **environment,
    }
    settings = {name: text for name, text in settings.items() if text}
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=theirs, stderr=theirs, env=settings
    ) as command:
        os.close(theirs)
        assert command.stdin is not None
        command.stdin.write(TEXT.encode())
        command.stdin.close()
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    assert command.returncode == 0
    return shown.decode()


def _read(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:
        return b""


def test_the_version_is_printed_without_loading_the_rules() -> None:
    code = (
        "import sys; from amp_rules.cli.app import app\n"
        "try: app(['--version'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pydantic', 'babel', 'rich', 'yaml'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == f"amp-rules {amp_rules.__version__}\n[]\n"


@pytest.mark.parametrize("command", [[], ["decide"], ["rules"], ["check"], ["test"], ["schema"]])
def test_help_is_plain_and_has_examples(command: list[str]) -> None:
    found = run(*command, "--help")
    assert found.exit_code == 0
    assert "\x1b" not in found.stdout
    assert "│" not in found.stdout
    assert not command or f"\n    amp-rules {command[0]}" in found.stdout


def test_a_pipe_gets_no_colour() -> None:
    found = process("decide", "-", FORCE_COLOR="1", TERM="xterm-256color")
    assert found.returncode == 0
    assert b"\x1b" not in found.stdout


def test_a_terminal_gets_colour_and_tables() -> None:
    shown = in_terminal("decide", "-", NO_COLOR="")
    assert "\x1b[1;32myes, the conditions are met" in shown
    assert "─" in shown


def test_colour_is_left_out_where_it_is_not_wanted() -> None:
    shown = in_terminal("decide", "-", NO_COLOR="1")
    assert "32m" not in shown
    assert "─" in shown


def test_a_dumb_terminal_gets_plain_text() -> None:
    assert "\x1b" not in in_terminal("decide", "-", TERM="dumb")


def test_json_in_a_terminal_is_laid_out() -> None:
    assert '{\r\n  "schema": "amp-rules/outcome/1",' in in_terminal("decide", "-", "-f", "json")


@pytest.mark.parametrize("columns", ["1", "0", "-5", "many", "100000"])
def test_any_width_of_terminal_will_do(columns: str) -> None:
    assert "Case made-up-1" in in_terminal("decide", "-", COLUMNS=columns)


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*COMMAND, "decide", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdin is not None
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        command.stdin.write(TEXT.encode())
        command.stdin.close()
        assert command.stderr.read() == b""
    assert command.returncode == -signal.SIGPIPE


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_full_disk_is_told(form: str) -> None:
    if not Path("/dev/full").exists():  # pragma: no cover
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [*COMMAND, "decide", "-", "-f", form],
            input=TEXT.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert found.returncode == 70
    assert b"no space left on device" in found.stderr
    assert b"Traceback" not in found.stderr


def test_an_interrupt_ends_it_without_a_trace() -> None:
    # a shell that runs things behind its back has them ignore interrupts, and so would this command
    code = "import signal as s; s.signal(s.SIGINT, s.default_int_handler)\n" + COMMAND[-1]
    with subprocess.Popen(
        [sys.executable, "-c", code, "decide", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdin is not None
        assert command.stderr is not None
        command.stdin.write(lines(SUPPORTED, SUPPORTED).encode())
        command.stdin.flush()
        time.sleep(1)
        command.send_signal(signal.SIGINT)
        assert b"Traceback" not in command.stderr.read()
    assert command.returncode == 130


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_text_is_written_in_any_encoding(encoding: str) -> None:
    found = process("decide", "-", "-l", "sv", PYTHONIOENCODING=encoding)
    assert found.returncode == 0
    assert "rende made-up-1" in found.stdout.decode(encoding)


@pytest.mark.parametrize("form", ["json", "html"])
def test_json_and_html_are_utf_8_in_any_locale(form: str) -> None:
    found = process("decide", "-", "-l", "sv", "-f", form, PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert "för" in found.stdout.decode("utf-8")


def test_the_text_is_the_same_in_any_locale() -> None:
    texts = {
        process("decide", "-", LC_ALL=name, LANG=name).stdout for name in ("C", "C.UTF-8", "sv_SE.UTF-8")
    }
    assert len(texts) == 1


def test_bad_input_ends_with_2_and_shows_no_value() -> None:
    found = process("decide", "-", stdin=lines(SUPPORTED, WRONG))
    assert found.returncode == 2
    assert b"hemlig" not in found.stdout + found.stderr


def test_an_unforeseen_error_shows_its_place_and_no_value() -> None:
    code = (
        "import amp_rules.engine as e\n"
        "def broken(*_): raise ValueError('hemlig')\n"
        "e.decide = broken\n"
        "from amp_rules.cli import main; main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "decide", "-"], input=TEXT.encode(), capture_output=True, check=False
    )
    assert found.returncode == 70
    assert found.stderr == b"internal error: ValueError in __main__, line 2\n"


@pytest.mark.slow
def test_a_bar_is_drawn_while_it_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cases.jsonl").write_text(lines(*[{**SUPPORTED, "id": f"made-up-{at}"} for at in range(50)]))
    code = "import amp_rules.cli.progress as p; p.PATIENCE = 0.0\nfrom amp_rules.cli import main; main()"
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, "decide", str(tmp_path / "cases.jsonl")],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    ) as command:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    assert command.returncode == 0
    assert b"cases" in shown
