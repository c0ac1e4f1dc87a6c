"""The lines that turn a table's conditions into its answer, per hit policy."""

from __future__ import annotations

from collections.abc import Iterator

from amp_rules.plan.model import BoundDecision


def table_lines(
    decision: BoundDecision, value: str, holds: list[str], thens: list[str], otherwise: str, certain: bool
) -> Iterator[str]:
    """Source lines assigning `value`; `holds` are condition names, or 'True' for rules without one."""
    if not thens:
        yield f"{value} = {otherwise}"
    elif decision.source.hit_policy == "collect sum":
        yield from _collect(value, holds, thens)
    elif decision.source.hit_policy == "first":
        yield from _first(value, holds, thens, otherwise, certain)
    else:
        yield from _one(decision, value, holds, thens, otherwise, certain)


def _collect(value: str, holds: list[str], thens: list[str]) -> Iterator[str]:
    yield f"{value} = []"
    for hold, then in zip(holds, thens, strict=True):
        if hold == "True":
            yield f"{value}.append({then})"
        else:
            yield f"if {hold} is True: {value}.append({then})"
            yield f"elif {hold} is U: {value}.append(0 if ({then}) == 0 else U)"
    yield f"{value} = known_sum({value}, False)"


def _open(value: str, holds: list[str], thens: list[str], otherwise: str | None) -> Iterator[str]:
    """No rule surely holds: the value is known only where all that may hold agree with it."""
    if otherwise is not None:
        yield f"    {value} = {otherwise}"
    for hold, then in zip(holds, thens, strict=True):
        yield f"    if {hold} is U: {value} = agreed({value}, {then})"


def _one(
    decision: BoundDecision, value: str, holds: list[str], thens: list[str], otherwise: str, certain: bool
) -> Iterator[str]:
    """Unique and any: at most one answer holds, and two answers are an error."""
    if "True" in holds and len(holds) == 1:
        yield f"{value} = {thens[0]}"
        return
    if not decision.disjoint:
        yield from _checked(decision, value, holds, thens)
    word, true = "if", "" if certain else " is True"
    for hold, then in zip(holds, thens, strict=True):
        yield f"{word} {hold}{true}: {value} = {then}"
        word = "elif"
    if not certain:
        yield f"elif {' or '.join(f'{hold} is U' for hold in holds)}:"
        yield from _open(value, holds, thens, otherwise)
    yield f"else: {value} = {otherwise}"


def _checked(decision: BoundDecision, value: str, holds: list[str], thens: list[str]) -> Iterator[str]:
    listed = "(" + "".join(f"{hold}, " for hold in holds) + ")"
    ids = tuple(rule.id for rule in decision.rules)
    if decision.source.hit_policy == "unique":
        yield f"if {listed}.count(True) > 1: conflict({decision.name!r}, {ids!r}, {listed})"
        return
    yield f"{value} = []"
    for hold, then in zip(holds, thens, strict=True):
        yield f"if {hold} is True: {value}.append({then})"
    differ = f"any([answer != {value}[0] for answer in {value}])"
    yield f"if {differ}: conflict({decision.name!r}, {ids!r}, {listed})"


def _first(value: str, holds: list[str], thens: list[str], otherwise: str, certain: bool) -> Iterator[str]:
    """The first rule that holds; open rules before it must agree."""
    if certain:
        word = "if"
        for hold, then in zip(holds, thens, strict=True):
            yield f"{word} {hold}: {value} = {then}"
            word = "elif"
        yield f"else: {value} = {otherwise}"
        return
    yield "m = M"
    yield "while True:"
    for hold, then in zip(holds, thens, strict=True):
        yield f"    if {hold} is not False:"
        yield f"        m = {then} if m is M else agreed(m, {then})"
        yield f"        if {hold} is True: break"
    yield f"    m = {otherwise} if m is M else agreed(m, {otherwise})"
    yield "    break"
    yield f"{value} = m"
