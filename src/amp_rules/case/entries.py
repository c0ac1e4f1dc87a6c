"""What may be wrong between the entries of one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Trouble = tuple[str, str]
"""A path below the list, such as '[1].id', and a message."""


def same_ids(ids: Sequence[str | None]) -> list[Trouble]:
    """One trouble for every id met before; None is not looked at."""
    troubles: list[Trouble] = []
    seen: dict[str, int] = {}
    for index, own in enumerate(ids):
        if own is None:
            continue
        first = seen.setdefault(own, index)
        if first != index:
            troubles.append((f"[{index}].id", f"same id as entry [{first}]"))
    return troubles


def shared_days(spans: Sequence[tuple[date, date] | None]) -> list[Trouble]:
    """One trouble for every span that starts inside another; None is not looked at."""
    known = [(span, index) for index, span in enumerate(spans) if span is not None]
    troubles: list[Trouble] = []
    last: tuple[date, int] | None = None
    for (start, end), index in sorted(known):
        if last is not None and start <= last[0]:
            troubles.append((f"[{index}].start", f"overlaps entry [{last[1]}]"))
        if last is None or end > last[0]:
            last = (end, index)
    return troubles
