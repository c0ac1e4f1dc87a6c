"""DuckDB: native tables in, Arrow out, the best queries written by hand that were found.

In-depth periods so far are counted by a window over each case, as one writes it first, or from one set of
bits for each case, a bit for each in-depth period by its place, which is faster and holds for up to 32
periods a case. Two sets of tables: as one would lay them out oneself (narrow numbers, an enum for each
choice), and as amp_rules puts the tables of a population in a database (wide numbers, texts).
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from bench.many.cases import NO, OPEN, STATUSES, TRUTHS, YES, Many
from bench.many.peer import Answer, Peer, Question
from bench.many.report import BY_HAND, SAME_TABLES
from bench.many.tables import COLUMNS, KINDS, days, nullable, tables_of, words

BITS = "DuckDB, by hand, bits instead of a window"
WIDE_BITS = "DuckDB, by hand, bits, on the tables of a population"
ELIGIBLE = """
select case_id, (status in ('suspected', 'identified') or in_prostitution) and foreign_national and in_sweden
  and wants_return and informed and (not prior_participation or special_circumstances)
  and country_acceptable as eligible
from cases
"""
AMOUNTS = """
create or replace temp table amounts as
with {counted}, capped as (
  select *, case when kind = 'reflection' then 30 when number <= 3 then 90 else 0 end as cap from counted
)
select case_id, position,
  greatest(0, least("end", start + cap - 1, date '2022-12-31') - greatest(start, date '2022-01-01') + 1)
  * (greatest(0, case when kind = 'reflection' or number = 1 then 1200 else 600 end - allowance)
    + case when child then 500 else 0 end + case when staffing then 200 else 0 end) as amount
from capped
"""
WINDOW = """
counted as (
  select *, count(*) filter (kind = 'in_depth')
    over (partition by case_id order by position rows unbounded preceding) as number
  from periods
)
"""
BY_BITS = """
bits as (
  select case_id,
    bit_or(case when kind = 'in_depth' then 1::uinteger << position else 0 end::uinteger) as bits
  from periods group by case_id
), counted as (
  select periods.*, bit_count(bits & ((2::uinteger << position) - 1)::uinteger) as number
  from periods join bits using (case_id)
)
"""
TOTALS = "select case_id, sum(amount)::bigint as total from amounts group by case_id"
CASES = "create view cases as select case_id, exploitation_trafficking as status, {facts} from cases_given"
PERIODS = """
create view periods as select case_id, position::integer as position, kind, start, "end",
  justification as child, staffing_accepted as staffing,
  case reflection_paid_by when 'municipality' then 24 when 'shelter' then 71 else 0 end as allowance
from periods_given
"""


def quiet() -> Any:
    """A database in memory that draws no progress bar."""
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = false")
    return connection


def load(connection: Any, name: str, table: pa.Table, casts: str = "") -> None:
    """A native table of the database."""
    connection.register("given", table)
    connection.execute(f"create table {name} as select * {casts} from given")
    connection.unregister("given")


def lay_out(question: Question, many: Many) -> Any:
    """Tables as one would lay them out by hand."""
    connection = quiet()
    connection.execute("create type status as enum ('none', 'suspected', 'identified')")
    connection.execute("create type kind as enum ('in_depth', 'reflection')")
    if question == "eligibility":
        load(connection, "cases", cases_of(many), "replace (status::status as status)")
    else:
        load(connection, "periods", periods_of(many), "replace (kind::kind as kind)")
    return connection


def cases_of(many: Many) -> pa.Table:
    """One row per case."""
    status = words(STATUSES, many.status, many.status < 0)
    facts = {name: nullable(many.truths[name]) for name in TRUTHS}
    return pa.table({"case_id": pa.array(np.arange(len(many), dtype=np.int32)), "status": status, **facts})


def periods_of(many: Many) -> pa.Table:
    """One row per period."""
    keys = {"case_id": pa.array(many.owner), "position": pa.array(many.position)}
    dates = {"start": days(many.start), "end": days(many.end)}
    columns = {name: pa.array(getattr(many, name)) for name in ("child", "staffing", "allowance")}
    return pa.table({**keys, "kind": words(KINDS, many.reflects.astype(np.int8)), **dates, **columns})


def as_population(question: Question, many: Many) -> Any:
    """The tables of a population as native tables, seen by the names that the queries use."""
    connection = quiet()
    keys = {"cases": np.arange(len(many)), "periods": many.owner.astype(np.int64)}
    for name, table in tables_of(question, many).items():
        load(connection, f"{name}_given", table.set_column(0, "case_id", pa.array(keys[name])))
    facts = ", ".join(f"{column} as {name}" for name, column in COLUMNS.items())
    connection.execute(CASES.format(facts=facts) if question == "eligibility" else PERIODS)
    return connection


class DuckDB(Peer[Any, tuple[Any, ...]]):
    """One question on one of the two sets of tables."""

    def prepare(self, many: Many) -> Any:
        made = lay_out if self.name in (BY_HAND, BITS) else as_population
        return made(self.question, many)

    def answer(self, ready: Any) -> tuple[Any, ...]:
        if self.question == "eligibility":
            return (ready.sql(ELIGIBLE).to_arrow_table(),)
        counted = BY_BITS if self.name in (BITS, WIDE_BITS) else WINDOW
        ready.execute(AMOUNTS.format(counted=counted))
        return ready.sql("from amounts").to_arrow_table(), ready.sql(TOTALS).to_arrow_table()

    def read(self, ready: Any, made: tuple[Any, ...]) -> Answer:
        if self.question == "eligibility":
            (found,) = made
            truth = found["eligible"].combine_chunks()
            yes = truth.fill_null(False).to_numpy(zero_copy_only=False)
            gone = truth.is_null().to_numpy(zero_copy_only=False)
            return np.where(gone, OPEN, np.where(yes, YES, NO)).astype(np.int8)[in_order(found)]
        amounts, totals = made
        paid = amounts["amount"].to_numpy().astype(np.int64)[in_order(amounts)]
        return paid, totals["total"].to_numpy()[in_order(totals)]


def in_order(table: Any) -> Any:
    """The rows by case, then by place."""
    keys = [table["case_id"].to_numpy()]
    if "position" in table.column_names:
        keys.insert(0, table["position"].to_numpy())
    return np.lexsort(keys)


def peers(question: Question) -> list[Peer[Any, Any]]:
    """Both sets of tables, and for funding both ways to count."""
    names = (BY_HAND, SAME_TABLES) if question == "eligibility" else (BY_HAND, BITS, SAME_TABLES, WIDE_BITS)
    return [DuckDB(name, question) for name in names]
