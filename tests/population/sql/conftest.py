"""The PostgreSQL server of a test session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.population.sql.server import LACKING, binaries, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """What a client connects to a running server with; skipped, and said why, where none can be had."""
    pytest.importorskip("psycopg", reason="NOT TESTED ON POSTGRESQL: psycopg is not installed")
    if binaries() is None or (os.geteuid() == 0 and shutil.which("setpriv") is None):
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {LACKING}")
    with server() as address:
        yield address
