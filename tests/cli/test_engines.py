"""Which engine decides, and what is seen when the two do not agree."""

from __future__ import annotations

import json
import sys

import pytest

from amp_rules.engine.durable.contained import MissingEngineError
from amp_rules.engine.durable.forward import Forward
from tests.cli.command import RETURNING, SUPPORTED, lines, run
from tests.engine.test_compare import tampered


@pytest.mark.parametrize("engine", ["durable", "both"])
def test_the_second_engine_says_what_the_first_says(engine: str) -> None:
    first = run("decide", "-", stdin=lines(SUPPORTED, RETURNING))
    other = run("decide", "-", "--engine", engine, stdin=lines(SUPPORTED, RETURNING))
    assert (other.exit_code, other.stdout) == (0, first.stdout)


def test_json_names_the_engine_and_carries_the_agenda() -> None:
    found = run("decide", "-", "--engine", "both", "-f", "json", "--explain", stdin=lines(SUPPORTED))
    told = json.loads(found.stdout)
    assert told["engine"] == "durable"
    assert {"round", "decision", "rule", "concludes", "about", "holds", "facts"} <= set(told["agenda"][0])
    assert "agenda" not in json.loads(
        run("decide", "-", "-f", "json", "--explain", stdin=lines(SUPPORTED)).stdout
    )


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_difference_ends_the_run_with_both_ledgers(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with tampered(monkeypatch, 60_000, 60_001):
        found = run("decide", "-", "--engine", "both", "-l", language, stdin=lines(SUPPORTED, RETURNING))
    assert found.exit_code == 1
    assert found.stdout == ""
    assert found.stderr.startswith("the two engines differ on housing_half, support_half")
    line = next(line for line in found.stderr.splitlines() if line.startswith("  housing_half "))
    assert line.split()[-2:] == ["600.00", "600.01"]


def test_explaining_the_second_engine_shows_its_agenda() -> None:
    found = run("decide", "-", "--engine", "durable", "--explain", stdin=lines(SUPPORTED))
    assert "Agenda of the second engine" in found.stdout
    assert "Agenda" not in run("decide", "-", "--explain", stdin=lines(SUPPORTED)).stdout


def test_an_engine_that_is_not_installed_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise MissingEngineError("no module")

    monkeypatch.setattr(Forward, "__init__", missing)
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    fresh = {**SUPPORTED, "applied_on": "2022-03-02"}
    found = run("decide", "-", "--engine", "durable", "--reading", "B1=per-child", stdin=lines(fresh))
    assert found.exit_code == 2
    assert "install it with: CPPFLAGS=" in found.stderr
    assert run("decide", "-", stdin=lines(fresh)).exit_code == 0


def test_another_engine_is_refused() -> None:
    found = run("decide", "-", "--engine", "fast", stdin="")
    assert found.exit_code == 2
    assert "'fast' is not one of compiled, durable, both" in found.stderr
