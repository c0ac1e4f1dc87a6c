"""The documents that rules cite."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from amp_rules.rulebook import Rulebook
from tools.docpages.markdown import bullets, page
from tools.docpages.registers import cite_links, read_plain, words_of


def sources_page(books: Sequence[Rulebook], rules: Path) -> str:
    """docs/reference/sources.md."""
    registers = books[0].registers
    raw = read_plain(rules / "knowledge-sources.yaml")["sources"]
    assert isinstance(raw, dict)
    parts = [
        "Every rule, number and reading leads back to one of these documents. The library carries the "
        "rules in its own words; read the document for the exact wording."
    ]
    for key, source in registers.sources.items():
        entry = raw[key]
        cited = [each.id for each in registers.catalogue.values() if each.source == key]
        facts = [
            f"Swedish title: *{source.title.sv}*",
            f"Published by: {source.publisher}",
            f"Date: {source.date}",
            f"Kind: {source.kind}",
        ]
        if words_of(entry, "note"):
            facts.append(f"Note: {words_of(entry, 'note')}")
        facts.append(
            f"Rules: {cite_links(cited, '')}" if cited else "Rules: none; it supports a reading or a note"
        )
        parts += [f"## {key}", f"**{source.title.en}**", bullets(facts)]
    return page("Knowledge sources", *parts)
