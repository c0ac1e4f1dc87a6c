"""Where output goes: plain when piped, styled in a terminal, errors apart."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from amp_rules.engine import EnginesDifferError
    from amp_rules.report import Page

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
BROKEN: Final = 70
NARROWEST: Final = 24
WIDEST: Final = 200


def styled() -> bool:
    """True when standard output is a terminal that can show colour and tables."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def complain(line: str) -> None:
    """One line to standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def counted(number: int, name: str) -> str:
    """A number of things, such as '1 error'."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def write(text: str) -> None:
    """Text to standard output; characters that its encoding lacks become '?'."""
    stream = sys.stdout
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
        show(page, console)
    else:
        from amp_rules.report.text import as_text

        write(as_text(page) + "\n")
