"""A PostgreSQL server of a test's own: in a folder of its own, on a socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = Path(tempfile.gettempdir())
LACKING = "no PostgreSQL server here: install it with 'apt-get install -y postgresql' to run this test"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the latest version; None where there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _as_nobody() -> tuple[list[str], tuple[int, int] | None]:
    """What to put before a command so that it does not run as root, which the server refuses to."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return command, (user.pw_uid, user.pw_gid)
    raise RuntimeError("no user but root")


@contextmanager
def server() -> Iterator[str]:
    """The connection string of a server that is there meanwhile."""
    programs = binaries()
    assert programs is not None
    prefix, owner = _as_nobody()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=ROOM))
    if owner is not None:
        os.chown(home, *owner)
    data = home / "data"
    environment = {**os.environ, "LC_ALL": "C", "HOME": str(home)}

    def call(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd=home, env=environment)

    try:
        call(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = f"-c listen_addresses= -c fsync=off -c jit=off -k {home}"
        control = str(programs / "pg_ctl")
        call(control, "-D", str(data), "-o", options, "-w", "-l", str(home / "log"), "start")
        try:
            yield f"host={home} user=tester dbname=postgres"
        finally:
            call(control, "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
