import re
import subprocess
from pathlib import Path

import pytest

import amp_rules

pytestmark = pytest.mark.source_tree

ROOT = Path(__file__).parents[2]

LOCAL_FOLDERS = ["root", "home", "work", "tmp"]
REGISTRY_HOSTS = [("pypi", "org"), ("pythonhosted", "org"), ("debian", "org"), ("npmjs", "org")]
FORBIDDEN = re.compile(
    "|".join(
        [rf"(?<![\w.)}}\]])/{folder}/" for folder in LOCAL_FOLDERS]
        + [rf"\b{name}\.{ending}\b" for name, ending in REGISTRY_HOSTS]
    )
)


def tracked_text_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def test_constraints_pin_exact_versions_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []


def test_tracked_files_name_no_local_path_and_no_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_changelog_has_a_section_for_the_current_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(amp_rules.__version__)}\] - ", changelog, re.MULTILINE)


def test_every_text_file_ends_with_one_newline() -> None:
    written = [path for path in tracked_text_files() if "golden" not in path.parts]
    contents = {path: path.read_bytes() for path in written}
    unended = [str(path) for path, text in contents.items() if text and not re.search(rb"[^\n]\n\Z", text)]
    assert unended == []
