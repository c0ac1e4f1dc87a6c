"""How else a plan could be read: every other reading of each ambiguity that it touches."""

from __future__ import annotations

from collections.abc import Iterator

from amp_rules.plan.model import Plan


def rival_readings(plan: Plan) -> Iterator[tuple[str, str]]:
    """The interpretation and the choice of each, one at a time, in the order of the register."""
    for label, known in plan.rulebook.registers.interpretations.items():
        if label in plan.readings:
            yield from ((label, choice) for choice in known.readings if choice != plan.readings[label])
