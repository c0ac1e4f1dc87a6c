"""Case files made for tests of the commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from typer.testing import Result

from amp_rules.casefile import create
from tests.casefile.made import made
from tests.casefile.told import stay
from tests.cli.command import SUPPORTED, run

SUPPORT: dict[str, Any] = {"support": SUPPORTED["support"]}


def case(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Result:
    """`amp-rules case` with these arguments."""
    return run("case", *map(str, arguments), stdin=stdin, **environment)


def new(path: Path, *options: str) -> Path:
    """A new case file for NSP, unless the options say otherwise."""
    chosen = options if "-p" in options else (*options, "-p", "nsp")
    found = case("new", path, "--id", "made-up-1", "--recorded-at", "2022-01-01T08:00:00Z", *chosen)
    assert found.exit_code == 0, found.output
    return path


def add(path: Path, kind: str, on: str, *options: str, recorded: str | None = None) -> Result:
    """Adds one event, written down on the day it is about unless said."""
    moment = f"{recorded or on}T08:00:00Z"
    return case("add", path, kind, "--on", on, "--by", "shelter-1", "--recorded-at", moment, *options)


def supported(path: Path) -> Path:
    """A file with a move that never was, an event out of place and a late report of allowance."""
    days = {"start": "2022-03-01", "end": "2022-03-30"}
    late = [{"start": "2022-03-11", "end": "2022-03-30", "value": "71"}]
    file = stay(
        made("moved_out", "2022-03-20"),
        made("corrected", "2022-03-20", "2022-03-25", number=9, reason="did_not_happen"),
        made("extension_asked", "2022-03-26", period={"id": "p2", "kind": "in_depth"}),
        made("corrected", "2022-03-26", "2022-03-28", number=11, reason="mistyped"),
        made("gates_answered", "2022-03-27", support={"needs_support": True}),
        made("extension_asked", "2022-02-27", "2022-03-29", period={"id": "p1"}),
        made("allowance_reported", "2022-03-30", "2022-05-14", **days, adult=late, children=[]),
    )
    create(path, replace(file, id="made-up-1"))
    return path
