"""Runs every snippet of the docs again and writes what it prints now.

python -m tools.refresh_snippets                     all pages
python -m tools.refresh_snippets PAGE...             only these
python -m tools.refresh_snippets --check [PAGE...]   write nothing, show what differs; exit code 1 if any
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when run as a script

from tools.snippets import ROOT, pages, renewed


def main() -> None:
    """Rewrites the pages whose snippets print something else."""
    parser = argparse.ArgumentParser(description="Renew the output shown in the docs.")
    parser.add_argument("--check", action="store_true", help="write nothing, show what differs")
    parser.add_argument("pages", nargs="*", type=Path, help="pages; all when left out")
    chosen = parser.parse_args()
    wanted = [page.resolve() for page in chosen.pages] or pages()
    if len(wanted) == 1:
        sys.exit(renew(wanted[0], check=chosen.check))
    options = ["--check"] if chosen.check else []
    command = [sys.executable, "-m", "tools.refresh_snippets", *options]
    sys.exit(max(subprocess.run([*command, str(page)], cwd=ROOT, check=False).returncode for page in wanted))


def renew(path: Path, *, check: bool) -> int:
    """The exit code for one page; each has an interpreter of its own, as a reader would."""
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        now = renewed(text, Path(folder))
    if now == text:
        return 0
    name = path.relative_to(ROOT).as_posix()
    if check:
        print(*difflib.unified_diff(text.splitlines(), now.splitlines(), name, "now", lineterm=""), sep="\n")
        return 1
    print(f"{name}: written")
    path.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    main()
