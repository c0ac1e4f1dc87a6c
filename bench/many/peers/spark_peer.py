"""PySpark on as many threads as there are cores: input cached, answers to a sink that drops them.

Starting the session takes many seconds and is not timed.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from pyspark.sql import SparkSession

from bench.many.cases import NO, OPEN, YES, Many
from bench.many.peer import Answer, Peer, Question
from bench.many.peers.duckdb_peer import cases_of, periods_of

SPARK = "PySpark"
ELIGIBLE = """
select case_id, (status in ('suspected', 'identified') or in_prostitution) and foreign_national and in_sweden
  and wants_return and informed and (not prior_participation or special_circumstances)
  and country_acceptable as eligible
from cases
"""
FUNDED = """
with counted as (
  select *, sum(cast(kind = 'in_depth' as int)) over (partition by case_id order by position) as number
  from periods
), capped as (
  select *, case when kind = 'reflection' then 30 when number <= 3 then 90 else 0 end as cap from counted
), paid as (
  select case_id, position,
    greatest(0, datediff(
      least(end, date_add(start, cap - 1), date '2022-12-31'), greatest(start, date '2022-01-01')) + 1)
    * (greatest(0, case when kind = 'reflection' or number = 1 then 1200 else 600 end - allowance)
      + case when child then 500 else 0 end + case when staffing then 200 else 0 end) as amount
  from capped
)
select *, sum(amount) over (partition by case_id) as total from paid
"""


def session() -> Any:
    """The session, started once."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    builder = SparkSession.builder.master(f"local[{cores}]").appName("bench")
    for name, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "6g",
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


class Spark(Peer[Any, Any]):
    """Both questions; the sum of a case stands on each of its rows, which saves a second shuffle."""

    def prepare(self, many: Many) -> Any:
        table, name = (
            (cases_of(many), "cases") if self.question == "eligibility" else (periods_of(many), "periods")
        )
        cores = session().sparkContext.defaultParallelism
        made = session().createDataFrame(table).coalesce(cores).cache()
        made.count()
        made.createOrReplaceTempView(name)
        return made

    def answer(self, ready: Any) -> Any:
        made = session().sql(ELIGIBLE if self.question == "eligibility" else FUNDED)
        made.write.format("noop").mode("overwrite").save()
        return made

    def read(self, ready: Any, made: Any) -> Answer:
        found = made.toArrow()
        if self.question == "eligibility":
            found = found.sort_by("case_id")
            truth = found["eligible"].combine_chunks()
            yes = truth.fill_null(False).to_numpy(zero_copy_only=False)
            gone = truth.is_null().to_numpy(zero_copy_only=False)
            return np.where(gone, OPEN, np.where(yes, YES, NO)).astype(np.int8)
        found = found.sort_by([("case_id", "ascending"), ("position", "ascending")])
        first = found["position"].to_numpy() == 0
        return found["amount"].to_numpy().astype(np.int64), found["total"].to_numpy()[first]


def peers(question: Question) -> list[Peer[Any, Any]]:
    """One for each question."""
    return [Spark(SPARK, question)]
