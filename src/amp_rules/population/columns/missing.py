"""The facts that cases still lack, as lists of paths."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from amp_rules.engine.write import CASE_LISTS
from amp_rules.population.columns.collect import BlockAnswers
from amp_rules.population.columns.load import Block
from amp_rules.population.columns.logic import Array
from amp_rules.population.outcome import MISSING


def missing_of(answers: BlockAnswers) -> pa.Array:
    """Per case the paths of the facts that are left out and can still change a goal, sorted."""
    block = answers.block
    cases: list[Array] = []
    codes: list[Array] = []
    texts: list[str] = []
    for mark in answers.marks:
        for case, place, paths in _paths(block, *mark):
            cases.append(case)
            codes.append(place + len(texts))
            texts.extend(paths)
    if not cases:
        return none_missing(block.count)
    listed = np.unique(np.array(texts, dtype=object))
    rank = np.searchsorted(listed, np.array(texts, dtype=object))
    pairs = np.unique(np.concatenate(cases) * len(listed) + rank[np.concatenate(codes)])
    case, path = pairs // len(listed), pairs % len(listed)
    offsets = np.zeros(block.count + 1, np.int32)
    np.cumsum(np.bincount(case, minlength=block.count), out=offsets[1:])
    words = pa.array(listed.tolist(), pa.string()).take(pa.array(path))
    return pa.ListArray.from_arrays(pa.array(offsets), words, type=MISSING)


def none_missing(count: int) -> pa.Array:
    """An empty list for every case."""
    offsets = pa.array(np.zeros(count + 1, np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array([], pa.string()), type=MISSING)


def _paths(
    block: Block, kind: str, entity: str, name: str, mask: Array | bool
) -> Iterator[tuple[Array, Array, list[str]]]:
    """Rows of cases, which of the paths each lacks, and the paths."""
    if kind == "span":
        dated = block.dated(name)
        rows = np.flatnonzero(np.broadcast_to(mask, (len(dated.case),)))
        yield from _placed(dated.case[rows], dated.place[rows], f"$.daily.{name}", ".value")
        return
    if entity == "case":
        cases = np.flatnonzero(np.broadcast_to(mask, (block.count,)))
        path = f"$.daily.{name}" if kind == "dated" else f"$.{name}"
        yield cases, np.zeros(len(cases), np.int64), [path]
        return
    entities = block.entity(entity)
    rows = np.flatnonzero(np.broadcast_to(mask, (entities.count,)))
    case, place = entities.owner[rows], entities.position[rows]
    if entity != "person":
        yield from _placed(case, place, f"$.{CASE_LISTS[entity]}", f".{name}")
        return
    own = place == 0
    yield case[own], np.zeros(int(own.sum()), np.int64), [f"$.principal.{name}"]
    yield from _placed(case[~own], place[~own] - 1, "$.children", f".{name}")


def _placed(case: Array, place: Array, listed: str, fact: str) -> Iterator[tuple[Array, Array, list[str]]]:
    found, at = np.unique(place, return_inverse=True)
    yield case, at, [f"{listed}[{each}]{fact}" for each in found.tolist()]
