"""Many cases in SQL: a plan as one query, run in DuckDB or printed for another database."""

from amp_rules.population.sql.embedded import decide_population
from amp_rules.population.sql.parquet import decide_parquet

__all__ = ["decide_parquet", "decide_population"]
