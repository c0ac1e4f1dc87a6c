"""The cases as the tables of a population, with the facts that the rule files of bench/rules-many ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench.many.cases import OPEN, STATUSES, YES, Many, Small
from bench.many.peer import Question

COLUMNS: Mapping[str, str] = {
    "in_prostitution": "exploitation_prostitution",
    "foreign_national": "process_form_complete",
    "in_sweden": "process_applied_in_sweden",
    "wants_return": "voluntariness_wants_return",
    "informed": "voluntariness_informed",
    "prior_participation": "participation_earlier",
    "special_circumstances": "participation_special_circumstances",
    "country_acceptable": "destination_support_available",
}
"""The column of `cases` for each fact that is true, false or unknown."""
PAYERS: Mapping[int, str] = {0: "nsp", 24: "municipality", 71: "shelter"}
"""What stands for an allowance of so many SEK a day."""
KINDS = ("in_depth", "reflection")
EPOCH = 719_163


def tables_of(question: Question, many: Many) -> Mapping[str, pa.Table]:
    """`cases`, and `periods` where they are asked about; only columns that are asked about."""
    ids = pc.binary_join_element_wise("c", pa.array(np.arange(len(many))).cast(pa.string()), "")
    cases = {"case_id": ids, "programme": pa.repeat("nsp", len(many))}
    if question == "eligibility":
        cases["exploitation_trafficking"] = words(STATUSES, many.status, many.status < 0)
        cases.update((column, nullable(many.truths[name])) for name, column in COLUMNS.items())
        return {"cases": pa.table(cases)}
    return {"cases": pa.table(cases), "periods": periods_of(many, ids.take(pa.array(many.owner)))}


def periods_of(many: Many, case_ids: pa.Array) -> pa.Table:
    """One row per period."""
    payers = np.searchsorted(list(PAYERS), many.allowance)
    return pa.table(
        {
            "case_id": case_ids,
            "period_id": words(("p0", "p1", "p2", "p3"), many.position),
            "position": pa.array(many.position.astype(np.int64)),
            "kind": words(KINDS, many.reflects.astype(np.int8)),
            "start": days(many.start),
            "end": days(many.end),
            "justification": pa.array(many.child),
            "staffing_accepted": pa.array(many.staffing),
            "reflection_paid_by": words(tuple(PAYERS.values()), payers),
        }
    )


def nullable(truth: Small) -> pa.Array:
    """True, false or NULL."""
    return pa.array(truth == YES, mask=truth == OPEN)


def words(texts: tuple[str, ...], places: NDArray[Any], unknown: NDArray[np.bool_] | None = None) -> pa.Array:
    """The text at each place, NULL where it is unknown."""
    return pa.array(texts).take(pa.array(places, mask=unknown))


def days(ordinals: NDArray[np.int32]) -> pa.Array:
    """Days since 0001-01-01 as dates."""
    return pa.array(ordinals - np.int32(EPOCH)).cast(pa.date32())
