"""Two engines on one case: the same, or loudly different."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest

from amp_rules.case import Case
from amp_rules.engine import EnginesDifferError, Outcome, decide, side_by_side
from amp_rules.engine.compare import agreed_outcome
from amp_rules.engine.durable.forward import Forward
from amp_rules.errors import UnknownNameError
from tests.engine.books import sample
from tests.engine.durable.test_agenda import SAMPLE_CASE


@contextmanager
def tampered(monkeypatch: pytest.MonkeyPatch, before: Any, after: Any) -> Iterator[None]:
    """A second engine that gives one value wherever it found another."""

    def swapped(rows: Any) -> Any:
        if isinstance(rows, list | tuple):
            return type(rows)(map(swapped, rows))
        return after if type(rows) is type(before) and rows == before else rows

    true = Forward.run

    def run(self: Forward, case: Case) -> Any:
        groups, agenda = true(self, case)
        return swapped(groups), agenda

    with monkeypatch.context() as patch:
        patch.setattr(Forward, "run", run)
        yield


def test_both_engines_give_one_outcome_with_an_agenda() -> None:
    outcome = decide(sample(), SAMPLE_CASE, "both")
    assert outcome.total == decide(sample(), SAMPLE_CASE).total
    assert outcome.agenda


def test_a_difference_is_raised_with_both_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    with tampered(monkeypatch, 360_000, 360_001), pytest.raises(EnginesDifferError) as found:
        decide(sample(), SAMPLE_CASE, "both")
    assert found.value.decisions == ("period_total", "total")
    assert str(found.value) == "the two engines differ on period_total, total: do not use either answer"
    assert (found.value.one.engine, found.value.other.engine) == ("compiled", "durable")


def test_the_ledgers_are_put_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    with tampered(monkeypatch, 120_000, 90_000), pytest.raises(EnginesDifferError) as found:
        decide(sample(), SAMPLE_CASE, "both")
    told = side_by_side(found.value.one, found.value.other)
    assert found.value.decisions == ("adult", "day_total")
    assert [(line.rule or line.decision, str(line.one), str(line.other)) for line in told.lines] == [
        ("adult.full", "True", "True"),
        ("adult.reduced", "False", "False"),
        ("adult", "1200.00", "900.00"),
        ("day_total", "1200.00", "900.00"),
    ]
    assert told.alike == 14


@pytest.mark.parametrize(("before", "after"), [(True, 1), (30, Fraction(30)), (False, None)])
def test_another_kind_of_value_is_a_difference(
    before: Any, after: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tampered(monkeypatch, before, after), pytest.raises(EnginesDifferError):
        decide(sample(), SAMPLE_CASE, "both")


def test_fewer_days_are_a_difference() -> None:
    one = decide(sample(), SAMPLE_CASE)
    fewer = [(*group[:-1],) if isinstance(group, list) else group for group in one.groups]
    with pytest.raises(EnginesDifferError):
        agreed_outcome(one, Outcome(one.program, one.case, (fewer[0], [], *fewer[2:])))


def test_another_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="compiled"):
        decide(sample(), SAMPLE_CASE, "slow")  # type: ignore[arg-type]
