"""Runs every snippet of the docs again and writes what it prints now.

python -m tools.refresh_snippets           all pages
python -m tools.refresh_snippets PAGE...   only these
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.snippets import ROOT, pages, renewed


def main() -> None:
    """Rewrites the pages whose snippets print something else."""
    parser = argparse.ArgumentParser(description="Renew the output shown in the docs.")
    parser.add_argument("--check", action="store_true", help="write nothing, name what would change")
    parser.add_argument("pages", nargs="*", type=Path, help="pages; all when left out")
    chosen = parser.parse_args()
    changed = 0
    for path in [page.resolve() for page in chosen.pages] or pages():
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = renewed(text, Path(folder))
        if now != text:
            changed += 1
            print(f"{path.relative_to(ROOT)}: {'out of date' if chosen.check else 'written'}")
            if not chosen.check:
                path.write_text(now, encoding="utf-8")
    sys.exit(1 if chosen.check and changed else 0)


if __name__ == "__main__":
    main()
