"""Whether two runs say the same, cell by cell."""

from __future__ import annotations

import pyarrow as pa

from amp_rules.population import Run

MOST_SHOWN = 20
KEYS = ("case_id", "position", "period_id", "start")


def differences(one: Run, other: Run) -> list[str]:
    """Every way in which two runs differ, schemas and order of rows included; none where they agree.

    At most 20 cells of each column are told apart, and how many more there are.
    """
    found = _tables("cases", one.cases, other.cases)
    if set(one.parts) != set(other.parts):
        return [*found, f"parts: {sorted(one.parts)} against {sorted(other.parts)}"]
    for entity in sorted(one.parts):
        found += _tables(entity, one.parts[entity], other.parts[entity])
    if one.segments is None or other.segments is None:
        if one.segments is not other.segments:
            found.append("segments: only one of the two has them")
        return found
    return found + _tables("segments", one.segments, other.segments)


def _tables(name: str, one: pa.Table, other: pa.Table) -> list[str]:
    if one.schema != other.schema:
        return [f"{name}: schemas differ\n{one.schema}\n--- against\n{other.schema}"]
    keys = [key for key in KEYS if key in one.column_names]
    if one.num_rows != other.num_rows:
        return [f"{name}: {one.num_rows} rows against {other.num_rows}", *_unmatched(name, keys, one, other)]
    return [line for column in one.column_names for line in _column(name, keys, column, one, other)]


def _unmatched(name: str, keys: list[str], one: pa.Table, other: pa.Table) -> list[str]:
    ours, theirs = (
        set(zip(*(table[key].to_pylist() for key in keys), strict=True)) for table in (one, other)
    )
    lines = [f"{name}: only the first has {key}" for key in sorted(ours - theirs, key=str)]
    lines += [f"{name}: only the second has {key}" for key in sorted(theirs - ours, key=str)]
    return _few(lines)


def _column(name: str, keys: list[str], column: str, one: pa.Table, other: pa.Table) -> list[str]:
    if one[column].equals(other[column]):
        return []
    ours, theirs = one[column].to_pylist(), other[column].to_pylist()
    rows = [row for row, pair in enumerate(zip(ours, theirs, strict=True)) if pair[0] != pair[1]]
    if not rows:
        return [f"{name}.{column}: equal cell by cell, but not as columns"]
    wheres = [[one[key][row].as_py() for key in keys] for row in rows[:MOST_SHOWN]]
    lines = [
        f"{name}.{column} {where}: {ours[row]!r} against {theirs[row]!r}"
        for row, where in zip(rows, wheres, strict=False)
    ]
    more = len(rows) - len(lines)
    return [*lines, f"{name}.{column}: and {more} more"] if more else lines


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"and {more} more"] if more > 0 else lines
