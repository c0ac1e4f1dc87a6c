"""What is written means in DuckDB what it means in Python, value by value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from amp_rules.population.sql.births import FromTable, column, there_is
from amp_rules.population.sql.dialects import dialect_of
from amp_rules.population.sql.nodes import Kind, Node
from amp_rules.population.sql.terms import Terms
from amp_rules.population.sql.text import Writer

SQL = {"bool": "BOOLEAN", "int": "BIGINT", "date": "DATE", "text": "TEXT"}
TRUTHS = (True, False, None)
Made = Callable[..., Node]


def worked_out(kinds: Sequence[Kind], make: Made, rows: Iterable[Sequence[Any]]) -> list[Any]:
    """The value that a term has in each row; make: of Terms and a node for each column."""
    terms, names = Terms(), [f"c{at}" for at in range(len(kinds))]
    home = terms.relation("rows", FromTable("rows"), ())
    nodes = [
        terms.input(home, "column", (), (name,), kind, True) for name, kind in zip(names, kinds, strict=True)
    ]
    scope = {node: column(name, "t") for node, name in zip(nodes, names, strict=True)}
    text = Writer(dialect_of("duckdb")).write(make(terms, *nodes), scope).sql("duckdb")
    columns = ", ".join(f"{name} {SQL[kind]}" for name, kind in zip(names, kinds, strict=True))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows (n BIGINT, {columns})")
        given = [[at, *row] for at, row in enumerate(rows)]
        marks = ", ".join("?" * (len(names) + 1))
        connection.executemany(f"INSERT INTO rows VALUES ({marks})", given)
        return [row[0] for row in connection.execute(f"SELECT {text} FROM rows AS t ORDER BY n").fetchall()]


@pytest.mark.parametrize("there", [True, False])
def test_whether_something_is_there_is_negated_both_ways(there: bool) -> None:
    terms = Terms()
    home = terms.relation("rows", FromTable("rows"), ())
    node = terms.input(home, "column", (), ("found",), "bool", False)
    item = there_is(column("x", "t")) if there else exp.Is(this=column("x", "t"), expression=exp.Null())
    text = Writer(dialect_of("duckdb")).write(terms.negate(node), {node: item}).sql("duckdb")
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {text} FROM (VALUES (1), (NULL)) AS t(x)").fetchall()
    assert found == ([(False,), (True,)] if there else [(True,), (False,)])


def by_seven(op: str) -> Made:
    return lambda t, a: t.calculate(op, a, t.number(7))


def test_division_rounds_down_below_zero_too() -> None:
    numbers = [(-15,), (-14,), (-1,), (0,), (6,), (7,), (None,)]
    wanted = [(None, None) if one is None else divmod(one, 7) for (one,) in numbers]
    found = [worked_out(("int",), by_seven(op), numbers) for op in ("div", "mod")]
    assert list(zip(*found, strict=True)) == wanted


def agreed(conditions: Sequence[bool | None], thens: Sequence[Any], last: Any, most: int = 9) -> Any:
    """What the first condition that holds gives, however the open ones turn out; `most` hold together."""
    found = set()
    for truths in product(*((True, False) if each is None else (each,) for each in conditions)):
        if sum(truths) > most:
            continue
        found.add(next((then for held, then in zip(truths, thens, strict=True) if held), last))
    return found.pop() if len(found) == 1 else None


def test_a_ladder_says_what_all_that_may_hold_agree_on() -> None:
    values = (1, 2, None)
    rows = list(product(TRUTHS, TRUTHS, values, values, values))
    found = worked_out(
        ("bool", "bool", "int", "int", "int"),
        lambda t, a, b, x, y, z: t.choose(a, x, t.choose(b, y, z)),
        rows,
    )
    assert found == [agreed((a, b), (x, y), z) for a, b, x, y, z in rows]


def test_of_rules_that_exclude_each_other_the_one_that_holds_is_picked() -> None:
    values = (1, 2, None)
    rows = [row for row in product(TRUTHS, TRUTHS, values, values, values) if row[:2].count(True) < 2]
    found = worked_out(
        ("bool", "bool", "int", "int", "int"),
        lambda t, a, b, x, y, z: t.pick([(a, x), (b, y)], z),
        rows,
    )
    assert found == [agreed((a, b), (x, y), z, most=1) for a, b, x, y, z in rows]


def test_sets_are_their_codes_and_no_parts_of_them() -> None:
    sets = [("",), ("a",), ("a ab",), ("ab b",), ("aab",), (None,)]
    members = [None if held is None else held.split() for (held,) in sets]
    has = worked_out(("text",), lambda t, a: t.has_code(a, t.const("a", "text")), sets)
    assert has == [None if held is None else "a" in held for held in members]
    others = worked_out(("text",), lambda t, a: t.has_others(a, ("a", "b")), sets)
    assert others == [None if held is None else bool(set(held) - {"a", "b"}) for held in members]
    size = worked_out(("text",), lambda t, a: t.size(a), sets)
    assert size == [None if held is None else len(held) for held in members]


def test_a_birthday_counts_from_its_own_day() -> None:
    born = [date(2000, 2, 29), date(2000, 3, 1), date(2000, 12, 31)]
    days = [date(2018, 2, 28), date(2018, 3, 1), date(2020, 2, 29), date(2018, 12, 30), date(2018, 12, 31)]
    rows = list(product(born, days))
    found = worked_out(("date", "date"), lambda t, a, b: t.call("age", a, b), rows)
    assert found == [
        day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)) for birth, day in rows
    ]
