"""The pages of the docs, their links and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.docpages.markdown import anchor
from tools.snippets import BLOCK, pages

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
NAMED = re.compile(r'<a id="([^"]+)"></a>')
CODE_SPAN = re.compile(r"`[^`\n]*`")


def name_of(path: Path) -> str:
    """A page's path in the checkout, as a test id."""
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """A page without its code blocks."""
    return BLOCK.sub("", text)


def links(path: Path) -> Iterator[str]:
    """The targets of a page's links to other files or anchors."""
    for target in LINK.findall(prose(path.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(path: Path) -> set[str]:
    """The anchors that a page offers."""
    text = prose(path.read_text(encoding="utf-8"))
    return {anchor(heading) for heading in HEADING.findall(text)} | set(NAMED.findall(text))


__all__ = ["CODE_SPAN", "DOCS", "HEADING", "ROOT", "anchors", "links", "name_of", "pages", "prose"]
