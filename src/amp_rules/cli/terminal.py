"""Where output goes: plain when piped, styled in a terminal, errors apart."""

from __future__ import annotations

import dataclasses
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from amp_rules.engine import EnginesDifferError
    from amp_rules.report import Page

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
BROKEN: Final = 70
NARROWEST: Final = 24
WIDEST: Final = 200
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SHOWN_INSTEAD: Final = "\ufffd"


def styled() -> bool:
    """True when standard output is a terminal that can show colour and tables."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def complain(line: str) -> None:
    """One line to standard error; nothing in it steers the terminal."""
    print(harmless(line), file=sys.stderr, flush=True)  # noqa: T201


def harmless(text: str) -> str:
    r"""The text with what steers a terminal or turns the direction of writing replaced.

    >>> harmless("a\x1b[2Jb") == "a\ufffd[2Jb"
    True
    """
    return _STEERING.sub(_SHOWN_INSTEAD, text)


def _harmless(node: Any) -> Any:
    """A page, or a part of one, with every text in it harmless."""
    if isinstance(node, str) and not _STEERING.search(node):
        return node
    if type(node) is str:
        return harmless(node)
    if isinstance(node, tuple):
        return tuple(map(_harmless, node))
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = [field.name for field in dataclasses.fields(node) if field.init]
        return dataclasses.replace(node, **{name: _harmless(getattr(node, name)) for name in fields})
    return node


def counted(number: int, name: str) -> str:
    """A number of things, such as '1 error'."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def write(text: str) -> None:
    """Text to standard output; what its encoding lacks becomes '?', and nothing in it steers the terminal."""
    stream = sys.stdout
    text = harmless(text)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))


def write_utf8(text: str) -> None:
    """Text to standard output in UTF-8, whatever the locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def tell_apart(error: EnginesDifferError, language: str) -> None:
    """Two ledgers that differ, side by side on standard error."""
    from amp_rules.report import as_text, engines_page

    complain(str(error))
    complain(as_text(engines_page(error.one, error.other, language)))


def show_page(page: Page) -> None:
    """A page with colour and tables in a terminal, as plain text elsewhere."""
    if styled():
        from rich.console import Console

        from amp_rules.report.terminal import show

        console = Console()
        console.width = min(max(console.width, NARROWEST), WIDEST)
        show(_harmless(page), console)
    else:
        from amp_rules.report.text import as_text

        write(as_text(page) + "\n")
