"""An explanation as a small tree of text, the same for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: document, section and official id."""

    document: str
    section: str
    id: str

    def __str__(self) -> str:
        return f"{self.id}: {', '.join(part for part in (self.document, self.section) if part)}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"document": self.document, "section": self.section, "id": self.id}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with what it rests on.

    mark: 'holds', 'fails' or 'open' for a condition or a verdict, '' for everything else. rule: the id of the
    rule that the line speaks of, if it speaks of one.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    children: tuple[Line, ...] = ()
    mark: str = ""
    rule: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; empty parts are left out."""
        found: dict[str, Any] = {"text": self.text}
        if self.mark:
            found["mark"] = self.mark
        if self.rule:
            found["rule"] = self.rule
        if self.citations:
            found["citations"] = [each.to_dict() for each in self.citations]
        if self.children:
            found["children"] = [each.to_dict() for each in self.children]
        return found


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that answer one question; `name` is the same in every language."""

    name: str
    title: str
    lines: tuple[Line, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"name": self.name, "title": self.title, "lines": [each.to_dict() for each in self.lines]}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a case is decided as it is, in one language.

    Sections come in reading order and are left out when they have nothing to say: answer, amounts, why, how,
    missing, referrals, days, findings, readings, sources.
    """

    language: str
    title: str
    sections: tuple[Section, ...] = field(default=())

    def section(self, name: str) -> Section | None:
        """The section of that name, if it has something to say."""
        return next((each for each in self.sections if each.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "language": self.language,
            "title": self.title,
            "sections": [each.to_dict() for each in self.sections],
        }

    def __str__(self) -> str:
        return "\n".join(_text_of(self))


def _text_of(explanation: Explanation) -> Iterator[str]:
    yield explanation.title
    yield "=" * min(len(explanation.title), WIDTH)
    for section in explanation.sections:
        yield ""
        yield section.title
        yield "-" * len(section.title)
        for line in section.lines:
            yield from _lines_of(line, 0)


def _lines_of(line: Line, depth: int) -> Iterator[str]:
    ids = ", ".join(citation.id for citation in line.citations)
    words = f"{line.text} [{ids}]" if ids else line.text
    indent = "  " * depth
    yield from wrap(
        words,
        max(WIDTH, len(indent) + 40),
        initial_indent=f"{indent}- ",
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for child in line.children:
        yield from _lines_of(child, depth + 1)
