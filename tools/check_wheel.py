"""Builds the wheel and tests it where no source tree is near."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PROBE = """
import sys
from importlib.metadata import version
from pathlib import Path

import amp_rules

package = Path(amp_rules.__file__).parent
assert package.is_relative_to(sys.prefix), f"amp_rules comes from {package}"
assert amp_rules.__version__ == version("amp-rules"), amp_rules.__version__
assert (package / "py.typed").is_file(), "py.typed is missing"

loaded = 0
for edition in sorted((package / "_rules").glob("*/[0-9]*")):
    amp_rules.load_rulebook(edition.parent.name, edition=edition.name[:4])
    loaded += 1
print(f"amp_rules {amp_rules.__version__} imported outside the source tree, {loaded} rulebooks loaded")
"""


def main() -> None:
    """Exits with an error unless the wheel is complete, imports, and passes the tests."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--venv", type=Path, required=True, help="environment kept between runs")
    arguments.add_argument("--key", required=True, help="changes whenever the dependencies do")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_wheel(Path(scratch) / "dist")
        check_contents(wheel)
        python = install(wheel, options.venv.resolve(), options.key)
        probe(python, Path(scratch) / "empty")
        run_tests(python, Path(scratch) / "tested")


def build_wheel(folder: Path) -> Path:
    """The one wheel that the source tree builds."""
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_contents(wheel: Path) -> None:
    """Exits with an error unless every module and rule file of the source tree is in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    modules = {path.relative_to(ROOT / "src") for path in (ROOT / "src").rglob("*.py")}
    rules = {
        "amp_rules/_rules" / path.relative_to(ROOT / "rules") for path in (ROOT / "rules").rglob("*.yaml")
    }
    missing = sorted({path.as_posix() for path in modules | rules} - held)
    if missing:
        sys.exit(f"{wheel.name} lacks {', '.join(missing)}")


def install(wheel: Path, venv: Path, key: str) -> Path:
    """The interpreter of an environment that holds the wheel, kept while key stays."""
    python = venv / "bin" / "python"
    stamp = venv / f".wheel-{key}"
    if stamp.exists():
        run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel)])
        return python
    shutil.rmtree(venv, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(venv)])
    pip_install(python, str(wheel))
    probe_without_test_tools(python)
    pip_install(python, f"{wheel}[test]")
    stamp.touch()
    return python


def pip_install(python: Path, requirement: str) -> None:
    """Installs with the versions of constraints.txt."""
    run(["sh", "tools/pip_install.sh", str(python), requirement])


def probe_without_test_tools(python: Path) -> None:
    """Exits with an error if the package needs anything that it does not declare."""
    run([str(python), "-m", "pip", "check"])
    with tempfile.TemporaryDirectory() as scratch:
        probe(python, Path(scratch) / "empty")


def probe(python: Path, folder: Path) -> None:
    """Exits with an error unless the installed package imports from an empty folder."""
    folder.mkdir()
    run([str(python), "-I", "-c", PROBE], cwd=folder)


def run_tests(python: Path, folder: Path) -> None:
    """Exits with an error unless the quick tests that need no source tree pass against the wheel."""
    # The tests of the benchmark import its code, which no wheel has.
    left = shutil.ignore_patterns("__pycache__", "bench")
    for read in ("tests", "bench/rules", "examples"):
        shutil.copytree(ROOT / read, folder / read, ignore=left)
    shutil.copy(ROOT / "pyproject.toml", folder)
    chosen = "not source_tree and not slow and not hypothesis"
    options = ["-n", "2", "-p", "no:cacheprovider", "-m", chosen]
    run([str(python), "-m", "pytest", "-q", *options, "tests"], cwd=folder)


def run(command: list[str], cwd: Path = ROOT) -> None:
    """Runs a command; exits with an error when it does."""
    finished = subprocess.run(command, cwd=cwd, check=False)
    if finished.returncode:
        sys.exit(
            f"{Path(command[0]).name} failed with exit code {finished.returncode}: {' '.join(command[:4])}"
        )


if __name__ == "__main__":
    main()
