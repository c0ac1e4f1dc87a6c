"""Writes the reference pages that are made from the rules, the model and the commands.

python -m tools.generate_docs            write them
python -m tools.generate_docs --check    name those that are out of date; exit code 1 if any
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when run as a script

from amp_rules.rulebook import load_library
from tools.docpages.ambiguities import ambiguities_page
from tools.docpages.benchmark import benchmark_page
from tools.docpages.case_model import case_model_page
from tools.docpages.catalogue import catalogue_page
from tools.docpages.commands import commands_page
from tools.docpages.diagnostics import diagnostics_page
from tools.docpages.events import events_page
from tools.docpages.findings import findings_page
from tools.docpages.population_tables import population_tables_page
from tools.docpages.rulebook import rulebook_pages
from tools.docpages.sources import sources_page
from tools.docpages.steps import steps_pages

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
RULEBOOK = "reference/rulebook"
STEPS = "reference/steps"


def generated_pages() -> dict[str, str]:
    """The text of every generated page, by its path below docs."""
    rules = ROOT / "rules"
    library = load_library(rules)
    books = library.rulebooks
    made = {
        "explanation/ambiguities.md": ambiguities_page(books, rules),
        "reference/benchmark.md": benchmark_page(ROOT / "bench" / "results"),
        "reference/case-model.md": case_model_page(),
        "reference/catalogue.md": catalogue_page(books, rules),
        "reference/cli.md": commands_page(),
        "reference/diagnostics.md": diagnostics_page(DOCS / "reference" / "errors.md"),
        "reference/events.md": events_page(books),
        "reference/findings.md": findings_page(library),
        "reference/population-tables.md": population_tables_page(),
        "reference/sources.md": sources_page(books, rules),
    }
    rulebook = {f"{RULEBOOK}/{name}": text for name, text in rulebook_pages(books).items()}
    steps = {f"{STEPS}/{name}": text for name, text in steps_pages(books).items()}
    return made | rulebook | steps


def out_of_date(made: dict[str, str]) -> list[str]:
    """The pages that are missing, differ, or are left over from an edition that is gone."""
    stale = [
        name
        for name, text in made.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    there = {f"{folder}/{path.name}" for folder in (RULEBOOK, STEPS) for path in (DOCS / folder).glob("*.md")}
    return sorted([*stale, *(there - made.keys())])


def write(made: dict[str, str]) -> None:
    """Writes every page and removes those left over."""
    for name in out_of_date(made):
        path = DOCS / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8")
        else:
            path.unlink()


def main() -> None:
    """Writes or checks the pages."""
    parser = argparse.ArgumentParser(description="Write the generated reference pages.")
    parser.add_argument("--check", action="store_true", help="write nothing, name what is out of date")
    chosen = parser.parse_args()
    made = generated_pages()
    stale = out_of_date(made)
    for name in stale:
        print(f"docs/{name}: {'out of date' if chosen.check else 'written'}")
    if chosen.check:
        sys.exit(1 if stale else 0)
    write(made)


if __name__ == "__main__":
    main()
