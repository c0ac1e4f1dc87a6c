"""The official ids: where each stands, what it says, and which decisions cite it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from amp_rules.rulebook import Rulebook
from amp_rules.rulebook.model import CatalogueRule
from tools.docpages.markdown import anchor, code, link, page, table
from tools.docpages.registers import decision_link, edition_page, read_plain, reading_link, words_of

GROUPS = (
    ("AMP", "The return programme"),
    ("NSP", "The national support programme"),
    ("LAW", "The law around the programmes"),
)
NATURES = {
    "H": "a machine can decide it from facts",
    "D": "a person decides; the library only says who is asked",
    "A": "the source can be read in several ways",
    "C": "background, or a duty that no fact can settle",
}


def catalogue_page(books: Sequence[Rulebook], rules: Path) -> str:
    """docs/reference/catalogue.md."""
    registers = books[0].registers
    reasons = _reasons(rules / "undecidable.yaml")
    count = len(registers.catalogue)
    parts = [
        f"Each of the {count} rules of the sources has an id that never changes. Rule files cite these ids, "
        "and so do outcomes. The wording here is the library's own; the sources have the exact words.",
        table(("Nature", "Meaning"), [(code(key), text) for key, text in NATURES.items()]),
        "The last column names the decisions, parameters and steps that cite the id, or says why no machine "
        "can decide it.",
    ]
    for prefix, title in GROUPS:
        parts.append(f"## {title}")
        own = [each for each in registers.catalogue.values() if each.id.startswith(prefix)]
        rows = (_row(each, books, reasons) for each in own)
        parts.append(table(("Id", "Nature", "What it says", "Where it stands", "Cited by, or why not"), rows))
    return page("Catalogue of rules", *parts)


def _reasons(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found = read_plain(path)
    (entries,) = (each for each in found.values() if isinstance(each, dict))
    return {
        name: words_of(entries, name) or words_of(entry, "reason") or words_of(entry, "why")
        for name, entry in entries.items()
    }


def _row(rule: CatalogueRule, books: Sequence[Rulebook], reasons: dict[str, str]) -> tuple[str, ...]:
    registers = books[0].registers
    source = registers.sources[rule.source]
    where = f"{link(source.key, f'sources.md#{source.key.lower()}')}, {rule.section.en}"
    touched = [label for label, each in registers.interpretations.items() if rule.id in each.rules]
    nature = ", ".join(code(each) for each in rule.nature)
    if touched:
        nature += f" ({', '.join(reading_link(each, '') for each in touched)})"
    cited = "; ".join(_cited(rule.id, books)) or reasons.get(rule.id, "")
    return (f'<a id="{rule.id.lower()}"></a>{rule.id}', nature, rule.summary.en, where, cited)


def _cited(name: str, books: Sequence[Rulebook]) -> Iterator[str]:
    for book in books:
        decisions = [
            decision_link(each.name, book, "")
            for each in book.decisions.values()
            if each.name in book.own and (name in each.cite or any(name in rule.cite for rule in each.rules))
        ]
        parameters = [
            link(code(f"parameter.{each.name}"), f"rulebook/{edition_page(book)}#parameters")
            for each in book.parameters.values()
            if each.name in book.own and name in each.cite
        ]
        steps = [
            link(code(f"step.{step}"), f"steps/{edition_page(book)}#{anchor(step)}")
            for step, cited in (book.process.cites() if book.process is not None else ())
            if name in cited
        ]
        if decisions or parameters or steps:
            yield f"{book.name}: {', '.join([*decisions, *parameters, *steps])}"
