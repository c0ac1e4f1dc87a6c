"""Cases and queries that tests about SQL share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from amp_rules import case_from_mapping
from amp_rules.case import Case
from amp_rules.plan import Plan
from amp_rules.population import Population
from amp_rules.population.sql.query import Script, script_of


def stays(number: int, case_id: str = "long") -> Case:
    """A case with so many periods, one after the other."""
    first = date(2022, 1, 3)
    periods: list[Any] = [
        {
            "id": f"p{at}",
            "kind": "in_depth" if at else "reflection",
            "start": first + timedelta(days=20 * at),
            "end": first + timedelta(days=20 * at + 14),
        }
        for at in range(number)
    ]
    return case_from_mapping(
        {"id": case_id, "programme": "nsp", "applied_on": first, "periods": periods, "items": []}
    )


def answers(script: Script, people: Population) -> dict[str, pa.Table]:
    """What the one query for each table gives in DuckDB, on tables as they are; it is planned as written."""
    with duckdb.connect() as connection:
        connection.execute("PRAGMA disable_optimizer")
        for name, table in people.tables.items():
            connection.register(name, table)
        return {
            each.name: connection.sql(script.query(each).sql(script.dialect.name)).to_arrow_table()
            for each in script.outputs
        }


def printed(plan: Plan, people: Population, **asked: Any) -> dict[str, pa.Table]:
    """The same for a plan."""
    return answers(script_of(plan, "duckdb", **asked), people)
