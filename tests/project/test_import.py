import subprocess
import sys

import pytest

HEAVY = [
    "babel",
    "dateutil",
    "duckdb",
    "durable",
    "durable_rules_engine",
    "hypothesis",
    "matplotlib",
    "numpy",
    "pyarrow",
    "rich",
    "sqlglot",
    "typer",
    "yaml",
]


def run(code: str) -> str:
    finished = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.parametrize("module", HEAVY)
def test_importing_the_package_leaves_heavy_modules_alone(module: str) -> None:
    loaded = run("import sys, amp_rules; print(*sys.modules)").split()
    assert module not in loaded


def test_the_version_is_the_installed_one() -> None:
    code = "import amp_rules, importlib.metadata as m; print(amp_rules.__version__ == m.version('amp-rules'))"
    assert run(code).strip() == "True"
