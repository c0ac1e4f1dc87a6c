"""Why a record differs, as far as the evidence goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from amp_rules.audit.record.compare import facts_that_differ
from amp_rules.audit.record.verification import Cause, Check, Difference, Mark

_CHANGED: Final = {"facts": Cause.FACTS, "rules": Cause.RULES}
_RULES: Final = ("files", "edition", "plan")


def causes_of(
    checks: tuple[Check, ...], difference: Difference | None, accounted: Callable[[], bool]
) -> tuple[Cause, ...]:
    """What the evidence leaves open; one cause where it settles it.

    accounted: whether the ledger is that of the facts it read.
    """
    marks = {each.name: each.mark for each in checks}
    found = dict.fromkeys(_by_digests(checks))
    others = any(marks.get(name) is Mark.DIFFERS for name in _RULES)
    read_otherwise = difference is not None and bool(facts_that_differ(difference))
    if not found and read_otherwise:
        found[Cause.FACTS] = None
        if not others and not accounted():
            found[Cause.RECORD] = None
    if others:
        found[Cause.RULES] = None
    unsure = not found or marks["facts"] is Mark.DIFFERS or (others and difference is not None)
    if unsure and marks["library"] is Mark.NOTED:
        found[Cause.LIBRARY] = None
    return tuple(found) or (Cause.RECORD,)


def _by_digests(checks: tuple[Check, ...]) -> Iterator[Cause]:
    """What the digests that do not fit are digests of."""
    for check in checks:
        if check.name == "content" and check.mark is Mark.DIFFERS:
            yield from (_CHANGED.get(part, Cause.RECORD) for part in check.names or ("",))
        if check.name == "facts" and check.mark is Mark.DIFFERS:
            yield Cause.FACTS
