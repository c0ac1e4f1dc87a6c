"""pandas: nullable booleans, whole numbers for days, one expression for each step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bench.many.cases import NO, OPEN, TRUTHS, YES, Many
from bench.many.peer import Answer, Peer, Question
from bench.peers.handwritten_peer import YEAR_FIRST, YEAR_LAST

PANDAS = "pandas"


class PandasEligibility(Peer[Any, Any]):
    """Kleene's logic as pandas has it; the status is compared as a nullable number."""

    def prepare(self, many: Many) -> Any:
        columns = {
            name: pd.array(pd.arrays.BooleanArray(many.truths[name] == YES, many.truths[name] == OPEN))
            for name in TRUTHS
        }
        status = pd.arrays.IntegerArray(many.status.copy(), many.status < 0)
        return pd.DataFrame({"status": status, **columns})

    def answer(self, ready: Any) -> Any:
        return (
            ((ready.status > 0) | ready.in_prostitution)
            & ready.foreign_national
            & ready.in_sweden
            & ready.wants_return
            & ready.informed
            & (~ready.prior_participation | ready.special_circumstances)
            & ready.country_acceptable
        )

    def read(self, ready: Any, made: Any) -> Answer:
        yes = made.fillna(False).to_numpy(np.bool_)
        return np.where(made.isna(), OPEN, np.where(yes, YES, NO)).astype(np.int8)


class PandasFunding(Peer[Any, tuple[Any, Any]]):
    """Counting and adding up by case with groupby."""

    def prepare(self, many: Many) -> Any:
        return pd.DataFrame(
            {
                "case": many.owner,
                "reflects": many.reflects,
                "start": many.start.astype(np.int64),
                "end": many.end.astype(np.int64),
                "child": many.child,
                "staffing": many.staffing,
                "allowance": many.allowance.astype(np.int64),
            }
        )

    def answer(self, ready: Any) -> tuple[Any, Any]:
        number = (~ready.reflects).groupby(ready.case, sort=False).cumsum()
        cap = np.where(ready.reflects, 30, np.where(number <= 3, 90, 0))
        last = np.minimum(ready.end, ready.start + cap - 1).clip(upper=YEAR_LAST)
        days = (last - ready.start.clip(lower=YEAR_FIRST) + 1).clip(lower=0)
        rate = np.where(ready.reflects | (number == 1), 1200, 600)
        adult = (rate - ready.allowance).clip(lower=0)
        amounts = days * (adult + 500 * ready.child + 200 * ready.staffing)
        return amounts, amounts.groupby(ready.case, sort=False).sum()

    def read(self, ready: Any, made: tuple[Any, Any]) -> Answer:
        return made[0].to_numpy(np.int64), made[1].to_numpy(np.int64)


def peers(question: Question) -> list[Peer[Any, Any]]:
    """One for each question."""
    return [PandasFunding(PANDAS, question) if question == "funding" else PandasEligibility(PANDAS, question)]
