"""The register of ambiguities: question, readings, default, reasons, rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from amp_rules.rulebook import Rulebook
from amp_rules.rulebook.model import Interpretation
from tools.docpages.markdown import bullets, code, link, page, table
from tools.docpages.registers import cite_links, decision_link, read_plain

UP = "../reference/"
CHANGES = {"verdict": "a verdict", "amount": "an amount", "schedule": "a date", "none": "nothing computed"}


def ambiguities_page(books: Sequence[Rulebook], rules: Path) -> str:
    """docs/explanation/ambiguities.md."""
    known = books[0].registers.interpretations
    changes = _changes(rules / "interpretations.yaml")
    parts = [
        f"The sources can be read in more than one way in {len(known)} places. Each place is an entry here, "
        "with the possible readings. One is the default; the others can be chosen. See "
        f"{link('Switch a reading', '../how-to/switch-a-reading.md')}. An outcome names those it used.",
        "A default is not a ruling. It is what the library takes the text to mean, for the reason given. "
        "Where a wrong guess would shut a person out, the default tends to leave the question to a person.",
        table(
            ("Id", "Question", "Default"),
            (
                (link(each.id, f"#{each.id.lower()}"), each.question.en, code(each.default))
                for each in known.values()
            ),
        ),
    ]
    for each in known.values():
        parts.extend(_entry(each, changes.get(each.id, []), books))
    return page("Ambiguities", *parts)


def _changes(path: Path) -> dict[str, list[str]]:
    entries = read_plain(path)["interpretations"]
    assert isinstance(entries, dict)
    return {name: entry.get("changes", []) for name, entry in entries.items()}


def _entry(entry: Interpretation, changes: list[str], books: Sequence[Rulebook]) -> Iterator[str]:
    yield f"## {entry.id}"
    yield f"**{entry.question.en}**"
    yield f"*{entry.question.sv}*"
    yield bullets(
        f"{code(name)}{' (default)' if name == entry.default else ''}: {text.en}"
        for name, text in entry.readings.items()
    )
    yield f"Why the default: {entry.why.en}"
    changed = [CHANGES.get(each, each) for each in changes if each != "none"]
    facts = [f"Touches {cite_links(entry.rules, UP)}."]
    if changes:
        facts.append(f"Another reading can change {_any_of(changed)}.")
    tagged = [*_tagged(entry.id, books)]
    facts.append(f"In the rules: {', '.join(tagged)}." if tagged else "No decision differs by reading.")
    yield bullets(facts)


def _any_of(words: list[str]) -> str:
    return " or ".join(words) if words else "nothing that is computed"


def _tagged(label: str, books: Sequence[Rulebook]) -> Iterator[str]:
    for book in books:
        for decision in book.decisions.values():
            own = decision.name in book.own
            if own and any(rule.reading and rule.reading.interpretation == label for rule in decision.rules):
                yield f"{decision_link(decision.name, book, UP)} ({book.name})"
