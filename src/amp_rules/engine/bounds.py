"""The least and greatest value that some completion of a case gives."""

from __future__ import annotations

from amp_rules.engine.answers import Bounds
from amp_rules.engine.entries import public
from amp_rules.engine.rows import CASE
from amp_rules.engine.trace import Tracer
from amp_rules.terms import UNKNOWN


def bounds_of(tracer: Tracer, decision: str) -> Bounds:
    """The bounds of a decision about the case."""
    bound = tracer.plan.decisions[decision]
    value = public(tracer.rows.value(decision, CASE), bound.type)
    return Bounds(None, None) if value is UNKNOWN else Bounds(value, value)
