"""Drawn populations: the same for a seed, valid, near what is granted, and every rule within reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from amp_rules.engine import decide, layout, plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.population import TABLES, check, run
from amp_rules.population.schema import fact_column
from amp_rules.rulebook import Rulebook
from amp_rules.testing import drawn_population
from amp_rules.testing.usual import ORDERED
from tests.engine.books import BOOKS, NAMES

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
READ_OTHERWISE = {"departure", "no_process", "no_permit"}
"""Rules of the last edition that only hold under other readings than the default."""


@SHIPPED
def test_every_case_is_sound(book: Rulebook) -> None:
    population = drawn_population(book, 3000, seed=1)
    assert check(population) == ()
    assert (len(population), population.programme) == (3000, book.edition.programme)
    assert [name for name, table in population.tables.items() if not table.num_rows] == []


def test_the_same_seed_draws_the_same() -> None:
    one, other = (drawn_population("nsp/2022", 200, seed) for seed in (5, 6))
    again = drawn_population("nsp/2022", 200, 5)
    assert [name for name in TABLES if not one.tables[name].equals(again.tables[name])] == []
    assert not one.tables["cases"].equals(other.tables["cases"])


def test_every_column_is_known_somewhere_and_unknown_somewhere() -> None:
    population = drawn_population("amp/2015", 3000)
    flat = [
        f"{name}.{column.name}"
        for name, schema in TABLES.items()
        for column in schema.of_role("fact")
        if not column.required
        and population.tables[name][column.name].null_count in (0, population.tables[name].num_rows)
    ]
    assert flat == []


def test_facts_that_come_in_order_do() -> None:
    assert ORDERED["end"] == "start"
    assert fact_column(TABLES["periods"].columns["end"].spec) == "end"  # type: ignore[arg-type]
    periods = drawn_population("nsp/2022", 3000).tables["periods"].to_pylist()
    dated = [(each["start"], each["end"]) for each in periods if each["start"] and each["end"]]
    assert len(dated) > 4000
    assert all(start <= end for start, end in dated)
    assert sum(each["start"] is None for each in periods) > 100


def test_periods_overlap_follow_and_begin_together() -> None:
    seen: Counter[str] = Counter()
    for one, other in pairwise(drawn_population("nsp/2022", 3000).tables["periods"].to_pylist()):
        known = all(each[name] for each in (one, other) for name in ("start", "end"))
        if known and one["case_id"] == other["case_id"]:
            seen["next day"] += (other["start"] - one["end"]).days == 1
            seen["overlap"] += one["start"] < other["start"] <= one["end"]
            seen["same day"] += one["start"] == other["start"]
            seen["listed later"] += other["start"] < one["start"]
    assert min(seen[each] for each in ("next day", "overlap", "same day", "listed later")) > 20


@pytest.mark.slow
@SHIPPED
def test_half_of_the_cases_are_granted_and_all_verdicts_occur(book: Rulebook) -> None:
    found = run(book, drawn_population(book, 1500, seed=2), engine="each")
    verdicts = Counter(found.cases[book.edition.goals[0]].to_pylist())
    assert verdicts["granted"] > 700
    assert min(verdicts[each] for each in ("refused", "undetermined", "referred")) > 0


@pytest.mark.slow
@SHIPPED
def test_every_rule_holds_for_some_case_and_fails_for_another(book: Rulebook) -> None:
    plan = plan_of(book)
    seen: set[tuple[str, object]] = set()
    for case in drawn_population(book, 1500, seed=3).cases():
        rows = decide(plan, case).rows
        for name, decision in plan.decisions.items():
            for position, rule in layout.tested(decision):
                for instance in rows.instances(decision.about):
                    seen.add((rule.id, rows.holds(name, position, instance)))
    assert [rule for rule in _rules(book) if not {(rule, True), (rule, False)} <= seen] == []


def _rules(book: Rulebook) -> Iterator[str]:
    for decision in plan_of(book).decisions.values():
        for _, rule in layout.tested(decision):
            if rule.id.partition(".")[2] not in READ_OTHERWISE:
                yield rule.id


def test_an_edition_that_is_not_shipped_is_named() -> None:
    with pytest.raises(UnknownNameError, match="no edition 'nsp/2021'"):
        drawn_population("nsp/2021", 1)
