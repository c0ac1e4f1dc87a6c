"""Case files made for tests of the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import Result

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
    """A file with a late answer, a cancelled move, a late report and an event out of place."""
    new(path)
    known = {"facts": {"principal": {"id": "p0", "age": 30}, "children": [], "daily": {"other_payer": []}}}
    months = ("-s", "start=2022-03-04", "-s", "end=2022-04-02")
    spans = ("start=2022-03-20", "end=2022-04-02", "value=71")
    add(path, "shelter_applied", "2022-03-01", "-s", "shelter.certified=true")
    add(path, "facts_stated", "2022-03-01", "--json", json.dumps(known))
    add(path, "period_granted", "2022-03-04", *_period("p1", "2022-03-04", "2022-04-02"))
    add(path, "gates_answered", "2022-03-02", "--json", json.dumps(SUPPORT), recorded="2022-03-14")
    add(path, "moved_out", "2022-03-20")
    add(path, "corrected", "2022-03-21", "-s", "number=5", "-s", "reason=did_not_happen")
    add(path, "children_reported", "2022-04-02", *months, "-s", "in_shelter=[]")
    add(path, "full_rate_reported", "2022-04-02", *months, "-s", "asked=[]")
    add(path, "extension_asked", "2022-04-06", *_period("p2", "2022-04-03", "2022-05-02"))
    late = [part for span in spans for part in ("-s", f"adult[0].{span}")]
    add(path, "allowance_reported", "2022-04-02", *months, *late, recorded="2022-05-14")
    return path


def _period(id: str, start: str, end: str) -> tuple[str, ...]:
    kind = "reflection" if id == "p1" else "in_depth"
    said = {"id": id, "kind": kind, "start": start, "end": end}
    return tuple(part for name, value in said.items() for part in ("-s", f"period.{name}={value}"))
