"""Polars: lazy, the streaming engine, columns that are said to be sorted.

Counting within a case is measured twice: as it is first written, with `over`, and as one scan over all rows
from which each case's start is taken off, which is many times faster.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from bench.many.cases import NO, OPEN, STATUSES, TRUTHS, YES, Many
from bench.many.peer import Answer, Peer, Question
from bench.many.tables import nullable, words
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST

SCANNED = "Polars, one scan over all rows"
OVER = "Polars, over each case"
POLARS = "Polars"


class PolarsEligibility(Peer[Any, Any]):
    """Kleene's logic as Polars has it; the status is an enum."""

    def prepare(self, many: Many) -> Any:
        status = pl.Series(words(STATUSES, many.status, many.status < 0)).cast(pl.Enum(STATUSES))
        return pl.DataFrame(
            {"status": status, **{name: pl.Series(nullable(many.truths[name])) for name in TRUTHS}}
        )

    def answer(self, ready: Any) -> Any:
        c = pl.col
        eligible = (
            ((c.status != "none") | c.in_prostitution)
            & c.foreign_national
            & c.in_sweden
            & c.wants_return
            & c.informed
            & (~c.prior_participation | c.special_circumstances)
            & c.country_acceptable
        )
        return ready.lazy().select(eligible.alias("eligible")).collect(engine="streaming")

    def read(self, ready: Any, made: Any) -> Answer:
        codes = pl.when("eligible").then(YES).otherwise(NO)
        chosen = pl.when(pl.col("eligible").is_null()).then(OPEN).otherwise(codes)
        return made.select(chosen.cast(pl.Int8)).to_series().to_numpy()  # type: ignore[no-any-return]


class PolarsFunding(Peer[Any, tuple[Any, Any]]):
    """Amounts, then sums; `number` counts the in-depth periods so far."""

    def __init__(self, name: str, question: Question, number: Any) -> None:
        super().__init__(name, question)
        self.number = number

    def prepare(self, many: Many) -> Any:
        names = ("owner", "position", "reflects", "start", "end", "child", "staffing")
        columns = {name: getattr(many, name) for name in names}
        made = pl.DataFrame({**columns, "allowance": many.allowance.astype(np.int32)})
        return made.with_columns(pl.col("owner").set_sorted())

    def answer(self, ready: Any) -> tuple[Any, Any]:
        numbered = ready.lazy().with_columns(number=self.number)
        amounts = numbered.select("owner", amount=amount()).collect(engine="streaming")
        sums = pl.col("amount").cast(pl.Int64).cum_sum()
        ends = amounts.lazy().select("owner", sums=sums)
        ends = ends.filter(pl.col("owner") != pl.col("owner").shift(-1, fill_value=-1))
        totals = ends.select("owner", total=pl.col("sums") - pl.col("sums").shift(1, fill_value=0))
        return amounts, totals.collect()

    def read(self, ready: Any, made: tuple[Any, Any]) -> Answer:
        return made[0]["amount"].to_numpy().astype(np.int64), made[1]["total"].to_numpy()


def amount() -> Any:
    """SEK for one period."""
    c = pl.col
    cap = pl.when(c.reflects).then(30).when(c.number <= 3).then(90).otherwise(0).cast(pl.Int32)
    last = pl.min_horizontal(c.end, c.start + cap - 1, narrow(YEAR_LAST))
    days = pl.max_horizontal(last - pl.max_horizontal(c.start, narrow(YEAR_FIRST)) + 1, narrow(0))
    rate = pl.when(c.reflects | (c.number == 1)).then(narrow(1200)).otherwise(narrow(600))
    adult = pl.max_horizontal(rate - c.allowance, narrow(0))
    return days * (adult + c.child * narrow(500) + c.staffing * narrow(200))


def narrow(number: int) -> Any:
    """A number of 32 bits."""
    return pl.lit(number, pl.Int32)


def numbers() -> dict[str, Any]:
    """Both ways to count."""
    in_depth = (~pl.col("reflects")).cast(pl.Int32)
    tally = in_depth.cum_sum()
    before = pl.when(pl.col("position") == 0).then(tally - in_depth).otherwise(None).forward_fill()
    return {SCANNED: tally - before, OVER: in_depth.cum_sum().over("owner")}


def peers(question: Question) -> list[Peer[Any, Any]]:
    """One for eligibility, two for funding."""
    if question == "eligibility":
        return [PolarsEligibility(POLARS, question)]
    return [PolarsFunding(name, question, number) for name, number in numbers().items()]
