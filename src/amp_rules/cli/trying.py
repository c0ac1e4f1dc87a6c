"""Tries other rules, readings and numbers on many cases, and writes what comes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from amp_rules.cli.people import Chosen
from amp_rules.cli.terminal import complain, show_page, write_utf8
from amp_rules.errors import UnknownNameError
from amp_rules.plan import check_reform
from amp_rules.population import BadRow, Population
from amp_rules.report import Page, as_html
from amp_rules.report.charts import Record, save
from amp_rules.report.comparisoncharts import sensitivity_chart, sweep_chart
from amp_rules.report.sensitivitypage import sensitivity_page
from amp_rules.report.sweeppage import sweep_page
from amp_rules.report.whatifcase import case_page
from amp_rules.report.whatifobject import sensitivity_object, sweep_object, whatif_object
from amp_rules.report.whatifpage import whatif_charts, whatif_page
from amp_rules.report.whatifwords import People
from amp_rules.rulebook import Reform, Rulebook
from amp_rules.whatif import Attribution, attribute, compare, parse_axis, sensitivity, sweep

FEW_PARTS: Final = 4
"""Parts of a reform that its difference is split over without being asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried, on which cases, and what is to be told of it."""

    rulebook: Rulebook
    reform: Reform
    people: Population
    source: People
    chosen: Chosen
    by: tuple[str, ...]
    cases: tuple[str, ...]
    most: int
    split: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """In which forms it is to be told."""

    language: str
    form: str
    plot: Path | None = None
    html: Path | None = None
    table: Path | None = None


def show_whatif(asked: Asked, shown: Shown) -> None:
    """Compares, writes the files that are asked for, and tells the rest on standard output.

    Raises AmpRulesError where it cannot be tried, OSError where a file cannot be written.
    """
    for warning in check_reform(asked.rulebook, asked.reform):
        complain(str(warning))
    engine, progress = asked.chosen.engine, sys.stderr.isatty()
    found = compare(
        asked.rulebook,
        asked.reform,
        asked.people,
        by=asked.by,
        most=asked.most,
        engine=engine,
        bad_rows=asked.chosen.bad_rows,
        progress=progress,
    )
    name_bad_rows(found.then.bad_rows)
    split = _split(asked, found.then.population, progress)
    cases = [found.case(name) for name in asked.cases]
    page = whatif_page(found, asked.source, shown.language, split)
    pages = [page, *(case_page(case, shown.language) for case in cases)]
    if shown.html is not None:
        write_page(shown.html, as_html(pages, shown.language))
    if shown.plot is not None:
        write_charts(whatif_charts(found, shown.language, split), shown.plot, shown.language)
    if shown.table is not None:
        _write_table(found.table(), shown.table)
    if shown.form == "json":
        write_object(whatif_object(found, shown.language, split, cases))
    else:
        for each in pages:
            show_page(each)


def _split(asked: Asked, people: Population, progress: bool) -> Attribution | None:
    """The difference split over the changes: where asked for, or where there are few."""
    parts = len(asked.reform.blocks())
    total = asked.rulebook.edition.total
    if asked.split is False or (asked.split is None and not 1 < parts <= FEW_PARTS):
        return None
    if total is None and asked.split is None:
        return None
    return attribute(asked.rulebook, asked.reform, people, engine=asked.chosen.engine, progress=progress)


def name_bad_rows(bad_rows: tuple[BadRow, ...]) -> None:
    """The rows that were left out, on standard error."""
    for each in bad_rows[:20]:
        complain(str(each))
    if len(bad_rows) > 20:
        complain(f"and {len(bad_rows) - 20} more")


def write_object(found: Mapping[str, Any]) -> None:
    """A JSON object to standard output."""
    pretty = 2 if sys.stdout.isatty() else None
    write_utf8(json.dumps(found, ensure_ascii=False, indent=pretty) + "\n")


def write_page(path: Path, text: str) -> None:
    """A page to a file."""
    path.write_text(text, encoding="utf-8")
    complain(f"wrote {path}")


def write_charts(charts: Mapping[str, Record], path: Path, language: str) -> None:
    """Each chart to a file of its own, its name added to that of the path."""
    for name, record in charts.items():
        target = path.with_name(f"{path.stem}-{name}{path.suffix}")
        save(record, target, language)
        complain(f"wrote {target}")


def _write_table(table: Any, path: Path) -> None:
    from pyarrow import csv, parquet

    forms = {".csv": csv.write_csv, ".parquet": parquet.write_table}
    if path.suffix not in forms:
        raise UnknownNameError("form of table", path.suffix, tuple(forms))
    forms[path.suffix](table, str(path))
    complain(f"wrote {path}")


def show_sensitivity(
    rulebook: Rulebook,
    people: Population,
    source: People,
    only: list[str] | None,
    chosen: Chosen,
    shown: Shown,
) -> None:
    """Reads every ambiguity otherwise and tells what hangs on it.

    Raises AmpRulesError where it cannot be tried, OSError where a file cannot be written.
    """
    found = sensitivity(
        rulebook,
        people,
        interpretations=only,
        engine=chosen.engine,
        bad_rows=chosen.bad_rows,
        progress=sys.stderr.isatty(),
    )
    chart = sensitivity_chart(found, shown.language)
    _show(
        sensitivity_object(found, shown.language),
        sensitivity_page(found, source, shown.language),
        chart,
        shown,
    )


def show_sweep(
    rulebook: Rulebook, people: Population, source: People, over: list[str], chosen: Chosen, shown: Shown
) -> None:
    """Turns one or two numbers and tells what comes of each value.

    Raises AmpRulesError where it cannot be tried, OSError where a file cannot be written.
    """
    found = sweep(
        rulebook,
        people,
        [parse_axis(each) for each in over],
        engine=chosen.engine,
        bad_rows=chosen.bad_rows,
        progress=sys.stderr.isatty(),
    )
    chart = sweep_chart(found, shown.language)
    _show(sweep_object(found, shown.language), sweep_page(found, source, shown.language), chart, shown)


def _show(found: Mapping[str, Any], page: Page, chart: Record | None, shown: Shown) -> None:
    """One chart to its file, one page to its file, and the page or the object to standard output."""
    if shown.html is not None:
        write_page(shown.html, as_html([page], shown.language))
    if shown.plot is not None:
        if chart is None:
            complain("no chart: the rules publish no money, or none of it moves")
        else:
            save(chart, shown.plot, shown.language)
            complain(f"wrote {shown.plot}")
    if shown.form == "json":
        write_object(found)
    else:
        show_page(page)
