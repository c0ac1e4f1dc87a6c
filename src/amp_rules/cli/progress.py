"""A progress bar on standard error, for work that takes long and is watched."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE: Final = 1.0


@contextmanager
def progress(names: list[str]) -> Iterator[Callable[[int], None]]:
    """A function to call with the bytes read for each case; it draws nothing before a second has passed.

    Nothing is drawn at all unless standard error is a terminal and standard output is not.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda size: None
        return
    bar = _Bar(names)
    try:
        yield bar.advance
    finally:
        bar.stop()


@contextmanager
def bar(unit: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function to call with how much more is done; draws a bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    done: Any = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (BarColumn(), done, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(unit, total=total)
        yield lambda more: shown.advance(task, more)


def _bytes(names: list[str]) -> int | None:
    """How much there is to read, or None where that cannot be known."""
    try:
        return sum(Path(name).stat().st_size for name in names) if all(map(_is_file, names)) else None
    except OSError:
        return None


def _is_file(name: str) -> bool:
    return name != "-" and Path(name).is_file()


class _Bar:
    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.started = time.monotonic()
        self.done = 0
        self.cases = 0
        self.shown: Progress | None = None

    def advance(self, size: int) -> None:
        """Counts one more case of so many bytes."""
        self.done += size
        self.cases += 1
        if self.shown is None and time.monotonic() - self.started > PATIENCE:
            self.shown = self._start()
        if self.shown is not None:
            self.shown.update(self.shown.task_ids[0], completed=self.done, cases=self.cases)

    def _start(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.fields[cases]} cases"), BarColumn(), TimeElapsedColumn())
        shown = Progress(*columns, console=Console(stderr=True), transient=True)
        shown.add_task("cases", total=_bytes(self.names), cases=0)
        shown.start()
        return shown

    def stop(self) -> None:
        """Clears the bar away."""
        if self.shown is not None:
            self.shown.stop()
