"""What all combinations of a row have in common: the fewest days with a supplement, the span of stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from amp_rules.audit.attain import Block, Search


def fewest_with(blocks: tuple[Block, ...], total: int, name: str, others: tuple[str, ...] = ()) -> int | None:
    """The fewest days with a supplement in any combination that comes to the total.

    name: the supplement, which adds the same to a day of every kind that has it. others: further supplements
    that may be used. None: there is no combination at all.
    """
    sizes = {block.added(name) for block in blocks if block.added(name)}
    if len(sizes) > 1:
        raise ValueError("the supplement is not the same in all kinds")
    size = next(iter(sizes), 0)
    if not size:
        return 0 if Search(blocks, others).best(total) is not None else None
    without = Search(blocks, others)
    first = max(0, -(-(total - without.highest) // size))
    most = sum(block.most for block in blocks if block.added(name))
    for number in range(first, most + 1):
        for kept in _with_room(blocks, name, number):
            if Search(kept, others).best(total - size * number) is not None:
                return number
    return None


def _with_room(blocks: tuple[Block, ...], name: str, number: int) -> Iterator[tuple[Block, ...]]:
    """The blocks with so many days or more of the kinds that have the supplement: each day of it is one.

    The longest kind gives what the others, at each of their lengths, leave over.
    """
    having = [at for at, block in enumerate(blocks) if block.added(name)]
    main = max(having, key=lambda at: blocks[at].most)
    rest = [at for at in having if at != main]
    for days in _lengths([blocks[at] for at in rest]):
        needed = max(blocks[main].fewest, number - sum(days))
        if needed <= blocks[main].most:
            kept = list(blocks)
            kept[main] = replace(blocks[main], fewest=needed)
            for at, length in zip(rest, days, strict=True):
                kept[at] = replace(blocks[at], fewest=length, most=length)
            yield tuple(kept)


def _lengths(blocks: list[Block]) -> Iterator[tuple[int, ...]]:
    if not blocks:
        yield ()
        return
    for length in range(blocks[0].most, blocks[0].fewest - 1, -1):
        for others in _lengths(blocks[1:]):
            yield (length, *others)


def span_of_days(blocks: tuple[Block, ...], total: int) -> tuple[int, int] | None:
    """The fewest and the most days of the first block in any combination; None: there is no combination."""
    first, rest = blocks[0], blocks[1:]

    def can(days: int) -> bool:
        return Search((replace(first, fewest=days, most=days), *rest)).best(total) is not None

    days = range(first.fewest, first.most + 1)
    fewest = next((each for each in days if can(each)), None)
    if fewest is None:
        return None
    return fewest, next(each for each in reversed(days) if can(each))
