"""What a lowering handles: values of one frame, and frames of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from amp_rules.plan.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An expression's values in one frame, as terms of the target.

    term: truth values, numbers (times `scale`), days, codes or sets. known and absent: terms of masks, None
    where all is known and nothing absent; unused where the target's own terms say it. fixed: the one value of
    a constant truth value. most: no number is farther from 0, in parts of `scale`; None: no limit is known.
    """

    type: Type
    term: Any
    known: Any = None
    absent: Any = None
    scale: int = 1
    fixed: bool | None = None
    most: int | None = None


@dataclass(slots=True, eq=False)
class Frame:
    """Rows of one kind: the entities of a block, some of them, or pairs of them.

    reach: for each entity or loop variable that an expression may name here, the frame where it lives and the
    term of the row to read there (None: the same row). over: the frame that this one takes some rows of.
    level: 0, or 1 for rows that are at hand only within a scan.
    """

    name: str
    entity: str
    count: Any
    reach: dict[str, tuple[Frame, Any]] = field(default_factory=dict)
    over: tuple[Frame, Any] | None = None
    found: dict[object, Any] = field(default_factory=dict)
    below: dict[str, Frame] = field(default_factory=dict)
    level: int = 0

    @property
    def root(self) -> Frame:
        """The frame of all rows."""
        return self if self.over is None else self.over[0].root
