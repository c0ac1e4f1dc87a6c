"""The figures of the last kept benchmark run."""

from __future__ import annotations

from pathlib import Path

from tools.docpages.markdown import page

INTRO = (
    "Microseconds for one validated case under the same reduced rules, as `make bench` measured them in the "
    "last run that was kept. [Performance](../explanation/performance.md) says what they mean."
)
NONE = "No run has been kept yet: `python -m bench --write` keeps one."


def benchmark_page(results: Path) -> str:
    """docs/reference/benchmark.md: every table in the results folder, by file name."""
    kept = [path.read_text(encoding="utf-8").strip() for path in sorted(results.glob("*.md"))]
    return page("Benchmark", INTRO, *(kept or [NONE]))
