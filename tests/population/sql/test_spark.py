"""Two workers of Spark say of every case what columns and DuckDB say."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.places import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.source_tree]

TABLES = (
    "amp/2023 cases",
    "amp/2023 (printed query) cases",
    "nsp/2022 cases",
    "nsp/2022 period",
    "nsp/2022 item",
    "nsp/2022 segments",
)
LIMIT = 420
"""Seconds after which Spark is stopped: it needs some 80 on two idle cores."""


def lacking() -> str | None:
    """What Spark needs and this machine has not."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (make spark)"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return "there is no Java (tools/install_services.sh)"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < 17:
        return f"Java is older than 17: {said.splitlines()[0] if said else 'no version'}"
    return None


def ran(*arguments: str) -> tuple[int, str]:
    """The exit code of the script and what it printed; its processes do not outlive the limit."""
    command = [sys.executable, "-m", "tools.spark_equal", *arguments]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as started:
        try:
            said, _ = started.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            pytest.fail(f"Spark was not done in {LIMIT} s: {started.communicate()[0][-2000:]}")
    return started.returncode, said


def test_two_workers_give_what_one_process_gives_over_parquet_in_parts() -> None:
    missing = lacking()
    if missing is not None:
        pytest.skip(f"NOT TESTED ON SPARK: {missing}")
    asked = "--edition amp/2023 nsp/2022 --printed amp/2023 --cases 40 --most 2"
    code, said = ran(*asked.split())
    assert code == 0, said[-4000:]
    assert "DIFFERENT" not in said
    for table in (
        "amp/2023 cases",
        "nsp/2022 cases",
        "nsp/2022 period",
        "nsp/2022 item",
        "nsp/2022 segments",
    ):
        for engine in ("columns", "duckdb"):
            assert re.search(rf"^{table}: [1-9]\d* rows on Spark, .* by {engine}: equal$", said, re.MULTILINE)
