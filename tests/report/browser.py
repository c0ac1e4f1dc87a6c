"""A page opened in headless Chromium: what it asked for and what it complained of, told over a pipe."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 300.0
TELLS = ("Runtime.enable", "Log.enable", "Network.enable", "Page.enable", "Audits.enable")


def find_browser() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Seen:
    """What happened while a page was opened."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    picture: bytes = b""


class Pipe:
    """Chromium's own protocol: JSON ended by a NUL byte, on two pipes."""

    def __init__(self, told: int, heard: int) -> None:
        self.told = told
        self.heard = heard
        self.number = 0
        self.rest = b""
        self.session: str | None = None
        self.seen = Seen()

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a question; what is told meanwhile is taken down."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.told, json.dumps(message).encode() + b"\0")
        return self.until(lambda found: found.get("id") == self.number)

    def until(self, wanted: Any) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            while b"\0" in self.rest:
                text, _, self.rest = self.rest.partition(b"\0")
                found: dict[str, Any] = json.loads(text)
                self.note(found)
                if wanted(found):
                    assert "error" not in found, found
                    return found
            if select.select([self.heard], [], [], max(0.0, end - time.monotonic()))[0]:
                self.rest += os.read(self.heard, 1 << 20)
        raise TimeoutError("the browser does not answer")

    def note(self, found: dict[str, Any]) -> None:
        method, told = found.get("method"), found.get("params", {})
        if method == "Network.requestWillBeSent":
            self.seen.requests.append(told["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.seen.complaints.append(told["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.seen.complaints.append(str(told["args"]))
        elif method == "Log.entryAdded":
            self.seen.complaints.append(told["entry"]["text"])
        elif method == "Audits.issueAdded":
            self.seen.complaints.append(json.dumps(told["issue"])[:400])


@contextmanager
def browser(folder: Path) -> Iterator[Pipe]:
    """Chromium with a profile of its own and nothing that it would fetch by itself."""
    executable = find_browser()
    assert executable is not None
    told_there, told = os.pipe()
    heard, heard_there = os.pipe()
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}",
        "--remote-debugging-pipe",
    )

    def place() -> None:
        os.dup2(told_there, 3)
        os.dup2(heard_there, 4)
        os.set_inheritable(3, True)
        os.set_inheritable(4, True)

    process = subprocess.Popen(
        [executable, *options],
        preexec_fn=place,  # noqa: PLW1509  # only puts the two pipes where Chromium looks for them
        pass_fds=(3, 4, told_there, heard_there),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(told_there)
    os.close(heard_there)
    pipe = Pipe(told, heard)
    try:
        yield pipe
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(told)
        os.close(heard)


def open_page(page: Path, folder: Path, width: int = 1100, ask: dict[str, str] | None = None) -> Seen:
    """Opens a file and waits for it; `ask`: expressions to work out in the page, by name."""
    with browser(folder) as pipe:
        target = pipe.ask("Target.createTarget", url="about:blank")["result"]["targetId"]
        pipe.session = pipe.ask("Target.attachToTarget", targetId=target, flatten=True)["result"]["sessionId"]
        for each in TELLS:
            pipe.ask(each)
        pipe.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        # the event may come before the answer, so what was told is not waited for twice
        pipe.ask("Page.navigate", url=page.as_uri())
        _loaded(pipe)
        for name, expression in (ask or {}).items():
            found = pipe.ask("Runtime.evaluate", expression=expression, returnByValue=True)
            pipe.seen.answers[name] = found["result"]["result"].get("value")
        shot = pipe.ask("Page.captureScreenshot", captureBeyondViewport=True)
        pipe.seen.picture = base64.b64decode(shot["result"]["data"])
    return pipe.seen


def _loaded(pipe: Pipe) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        state = pipe.ask("Runtime.evaluate", expression="document.readyState + location.protocol")
        if state["result"]["result"]["value"] == "completefile:":
            return
        time.sleep(0.05)
    raise TimeoutError("the page does not load")
