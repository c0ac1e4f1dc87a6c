"""Pages held against the accessibility rules of axe-core, in headless Chromium with no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.report.browser import Pipe, _loaded, browser

_RUN = """
(() => {
  const told = each => [each.id, each.help, each.nodes.map(node => node.target.join(" "))];
  return axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(found => JSON.stringify({
    violations: found.violations.map(told),
    incomplete: found.incomplete.map(told),
    passes: found.passes.map(each => each.id),
  }));
})()
"""


@dataclass(frozen=True)
class Checked:
    """violations: one line for each rule that a page breaks. unsure: those that axe could not settle.

    passes: the ids of the rules that found something on the page and had nothing against it.
    """

    violations: tuple[str, ...]
    unsure: tuple[str, ...]
    passes: frozenset[str]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


class Checker:
    """One browser that checks page after page."""

    def __init__(self, pipe: Pipe, folder: Path) -> None:
        self.pipe = pipe
        self.page = folder / "page.html"

    def check(
        self, page_html: str, *, dark: bool = False, printed: bool = False, width: int = 1100
    ) -> Checked:
        """What axe says of a page as a screen, a dark screen or paper shows it."""
        ask = self.pipe.ask
        scheme = "dark" if dark else "light"
        ask(
            "Emulation.setEmulatedMedia",
            media="print" if printed else "screen",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.page.write_text(page_html, "utf-8")
        ask("Page.navigate", url="about:blank")
        ask("Page.navigate", url=self.page.as_uri())
        _loaded(self.pipe)
        self._evaluate(_axe())
        found = json.loads(self._evaluate(_RUN))
        return Checked(
            tuple(_line(each) for each in found["violations"]),
            tuple(_line(each) for each in found["incomplete"]),
            frozenset(found["passes"]),
        )

    def _evaluate(self, expression: str) -> Any:
        found = self.pipe.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )["result"]
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")


def _line(found: list[Any]) -> str:
    rule, title, places = found
    return f"{rule}: {title}: {', '.join(places[:5])}"


@contextmanager
def checker() -> Iterator[Checker]:
    """A checker for several pages, which saves starting the browser for each."""
    # A child of the browser may still be writing when it is killed.
    with TemporaryDirectory(ignore_cleanup_errors=True) as name, browser(Path(name)) as pipe:
        target = pipe.ask("Target.createTarget", url="about:blank")["result"]["targetId"]
        pipe.session = pipe.ask("Target.attachToTarget", targetId=target, flatten=True)["result"]["sessionId"]
        for each in ("Runtime.enable", "Page.enable"):
            pipe.ask(each)
        yield Checker(pipe, Path(name))


def violations(page_html: str) -> list[str]:
    """What is wrong with a page for people who see, hear or move otherwise; empty where nothing is."""
    with checker() as made:
        return list(made.check(page_html).violations)
