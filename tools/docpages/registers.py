"""What the pages need of the registers: raw notes, and links to ids, readings and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from amp_rules.rulebook.model import Rulebook
from amp_rules.yamltext import Mapping as YamlMapping
from amp_rules.yamltext import Node, Scalar, Sequence, read
from tools.docpages.markdown import anchor, code, link

Raw = Mapping[str, "Raw | str | list[Raw | str]"]


def read_plain(path: Path) -> dict[str, object]:
    """A YAML file as plain dicts, lists and texts."""
    found = plain(read(path.read_text(encoding="utf-8"), path.name))
    assert isinstance(found, dict)
    return found


def plain(node: Node) -> object:
    """A node as plain dicts, lists and texts."""
    match node:
        case Scalar(text=text):
            return " ".join(text.split())
        case Sequence(items=items):
            return [plain(item) for item in items]
        case YamlMapping():
            return {key.text: plain(child) for key, child in node}
    raise TypeError(type(node).__name__)


def words_of(entry: object, key: str, language: str = "en") -> str:
    """A text of a plain entry in one language, or nothing."""
    found = entry.get(key) if isinstance(entry, dict) else None
    if isinstance(found, dict):
        return str(found.get(language, ""))
    return found if isinstance(found, str) else ""


def edition_page(book: Rulebook) -> str:
    """The file name of an edition's page."""
    return f"{book.edition.programme}-{book.edition.name}.md"


def home_of(name: str, book: Rulebook, books: Iterable[Rulebook]) -> Rulebook:
    """The edition that wrote a decision or parameter which `book` has."""
    known = {each.name: each for each in books}
    while name not in book.own and book.edition.extends is not None:
        book = known["/".join(book.edition.extends)]
    return book


def decision_link(name: str, book: Rulebook, up: str) -> str:
    """A link to a decision, from a page that reaches docs/reference by `up`."""
    return link(code(name), f"{up}rulebook/{edition_page(book)}#{anchor(name)}")


def cite_links(ids: Iterable[str], up: str) -> str:
    """Links to official ids, from a page that reaches docs/reference by `up`."""
    return ", ".join(link(each, f"{up}catalogue.md#{each.lower()}") for each in ids)


def reading_link(label: str, up: str) -> str:
    """A link to an ambiguity, from a page that reaches docs/reference by `up`; `label` may name a reading."""
    return link(code(label), f"{up}../explanation/ambiguities.md#{label.partition('=')[0].lower()}")
