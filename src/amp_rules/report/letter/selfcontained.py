"""Whether a page fetches nothing, runs nothing, and says what every letter must say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from amp_rules.report.letter.folder import LETTER
from amp_rules.report.letter.problems import LetterError
from amp_rules.report.letter.records import Letter

_BARRED: Final = frozenset(
    (
        "applet",
        "audio",
        "base",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "link",
        "object",
        "portal",
        "script",
        "source",
        "track",
        "video",
    )
)
_FETCHING: Final = frozenset(
    (
        "action",
        "archive",
        "background",
        "cite",
        "classid",
        "codebase",
        "data",
        "formaction",
        "href",
        "longdesc",
        "manifest",
        "ping",
        "poster",
        "profile",
        "src",
        "srcset",
        "usemap",
        "xlink:href",
    )
)
_LINKS: Final = ("#", "mailto:", "tel:")
_STYLE_FETCHES: Final = re.compile(
    r"@import|(?:url|src|image-set|image|element)\(\s*(?!['\"]?data:)", re.IGNORECASE
)
_CSS_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_BLANK: Final = re.compile(r"\s+")


def check_page(text: str, letter: Letter) -> None:
    """Raises LetterError for the first thing wrong with a rendered page."""
    page = _Page()
    page.feed(text)
    page.close()
    for fault in (*page.faults, *_left_out(page, letter)):
        raise LetterError(LETTER, fault)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.language: str | None = None
        self.within: list[str] = []
        self.shown: list[str] = []
        self.title: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element would fetch or run."""
        if tag in _BARRED:
            self.faults.append(f"<{tag}> may not stand in a letter, which fetches and runs nothing")
        for name, value in attrs:
            self._attribute(tag, name, (value or "").strip())
        if tag == "html":
            self.language = dict(attrs).get("lang")
        self.within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without an end."""
        self.handle_starttag(tag, attrs)
        self.within.pop()

    def _attribute(self, tag: str, name: str, value: str) -> None:
        line = self.getpos()[0]
        if name.startswith("on"):
            self.faults.append(f"'{name}' on <{tag}> runs something")
        elif name in _FETCHING and not value.startswith("data:image/"):
            if not (tag in ("a", "area", "use") and value.startswith(_LINKS)):
                self.faults.append(
                    f"'{name}' on <{tag}> reaches outside the letter (line {line} of the page)"
                )
        elif name == "style" and _fetches(value):
            self.faults.append(f"the style of <{tag}> fetches something")
        elif tag == "meta" and name == "http-equiv" and value.lower() == "refresh":
            self.faults.append("a letter may not lead on to another page")

    def handle_endtag(self, tag: str) -> None:
        """Leaves an element, and those that were left open in it."""
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keeps what is shown, and looks at styles."""
        if "style" in self.within[-1:]:
            if _fetches(data):
                self.faults.append("the style fetches something; only data: addresses can be used")
        elif "title" in self.within[-1:]:
            self.title.append(data)
        else:
            self.shown.append(data)


def _left_out(page: _Page, letter: Letter) -> Iterator[str]:
    """What every letter must say and this one does not."""
    shown = _plain(" ".join(page.shown))
    if page.language != letter.language:
        yield f'expected <html lang="{letter.language}">'
    if not _plain(" ".join(page.title)):
        yield "expected a title"
    if _plain(letter.notice) not in shown:
        yield "leaves out letter.notice, which says what the letter is and is not"
    for answer in letter.answers.answers:
        if _plain(answer.question) not in shown or _plain(answer.text) not in shown:
            yield "leaves out an answer: every question and text of letter.answers must be shown"
            return


def _fetches(style: str) -> bool:
    """Whether a style reaches for anything but data: addresses, also where letters are written as numbers."""
    return _STYLE_FETCHES.search(_CSS_ESCAPE.sub(_unescaped, style)) is not None


def _unescaped(found: re.Match[str]) -> str:
    number, letter = found.groups()
    if number is None:
        return str(letter)
    code = int(number, 16)
    return chr(code) if code < 0x110000 else ""


def _plain(text: str) -> str:
    return _BLANK.sub(" ", text).strip()
