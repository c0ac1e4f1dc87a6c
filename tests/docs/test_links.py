"""Links lead somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import CODE_SPAN, DOCS, ROOT, anchors, links, name_of, pages, prose

pytestmark = pytest.mark.source_tree

PAGES = pages()
DIAGNOSTIC = re.compile(r"\bAR\d{3}\b")


def target_of(page: Path, link: str) -> tuple[Path, str]:
    """The file and the anchor that a link leads to."""
    file, _, fragment = link.partition("#")
    return ((page.parent / file).resolve() if file else page, fragment)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page: Path) -> None:
    known: dict[Path, set[str]] = {}
    broken = []
    for link in links(page):
        path, fragment = target_of(page, link)
        if not path.exists() or (fragment and fragment not in known.setdefault(path, anchors(path))):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        waiting.extend(path for link in links(page) if (path := target_of(page, link)[0]).is_file())
    assert [name_of(page) for page in PAGES if page not in seen] == []


def test_a_diagnostic_code_in_the_text_leads_to_its_section() -> None:
    bare = []
    for page in PAGES:
        if page.name not in ("errors.md", "diagnostics.md"):
            text = CODE_SPAN.sub("", prose(page.read_text(encoding="utf-8")))
            linked = re.sub(r"\[AR\d{3}\]\([^)]*errors\.md#ar\d{3}[^)]*\)", "", text)
            bare += [f"{name_of(page)}: {code}" for code in DIAGNOSTIC.findall(linked)]
    assert bare == []


def test_the_index_of_codes_has_every_section_of_the_reference() -> None:
    sections = set(re.findall(r"^### (AR\d{3})", (DOCS / "reference" / "errors.md").read_text("utf-8"), re.M))
    index = set(re.findall(r"\[(AR\d{3})\]", (DOCS / "reference" / "diagnostics.md").read_text("utf-8")))
    assert index == sections
