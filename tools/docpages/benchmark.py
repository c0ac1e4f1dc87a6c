"""The figures of the last kept benchmark run."""

from __future__ import annotations

from pathlib import Path

from tools.docpages.markdown import page

INTRO = (
    "Time for one validated case and for many cases under the same reduced rules and under the shipped ones, "
    "as measured in the last runs that were kept. [Performance](../explanation/performance.md) says what the "
    "figures mean."
)
TITLES = {
    "budget": ("Years of the budget", "`python -m bench.budget`: all years at once, and one by one."),
    "contained": ("The second engine over a long run", "`python -m bench.contained`, in one process."),
    "engines": (
        "Both engines compared",
        "`python -m bench.engines`: every rule and every answer of bred cases.",
    ),
    "imports": ("Importing", "`python -m bench.imports`."),
    "many-cases": (
        "Many cases",
        "`python -m bench.many`: all cases under the same reduced rules, in columns and in SQL.",
    ),
    "many-shipped": (
        "The shipped rulebooks on many cases",
        "`python -m bench.many.shipped`: from Parquet files to answers, dated facts included.",
    ),
    "payments": (
        "Lists of payments",
        "`python -m bench.payments`: the whole of `amp-rules audit`, from files to findings.",
    ),
    "one-case": ("One case", "`python -m bench`."),
    "shipped": ("The shipped rulebooks", "`python -m bench.shipped`."),
}
NONE = "No run has been kept yet: `python -m bench --write` keeps one."


def benchmark_page(results: Path) -> str:
    """docs/reference/benchmark.md: every table in the results folder, by file name."""
    kept = [_section(path) for path in sorted(results.glob("*.md"))]
    return page("Benchmark", INTRO, *(kept or [NONE]))


def _section(path: Path) -> str:
    title, about = TITLES[path.stem]
    return f"## {title}\n\n{about}\n\n{path.read_text(encoding='utf-8').strip()}"
