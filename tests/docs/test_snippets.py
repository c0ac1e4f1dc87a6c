"""What the docs show is what happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, name_of, pages
from tools.snippets import Block, blocks_of

pytestmark = pytest.mark.source_tree

RUN = ("console", "python")
KINDS = (*RUN, "text", "yaml", "json", "sh", "sql", "mermaid")
PAGES = [path for path in pages() if any(block.kind in RUN for block in blocks_of(path.read_text("utf-8")))]


def blocks() -> list[tuple[str, Block]]:
    return [(name_of(path), block) for path in pages() for block in blocks_of(path.read_text("utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_snippets_of_a_page_print_what_it_shows(path: Path) -> None:
    command = [sys.executable, "-m", "tools.refresh_snippets", "--check", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    hint = "\nrun `python -m tools.refresh_snippets`"
    assert done.returncode == 0, done.stdout + done.stderr + hint


def test_every_block_is_of_a_kind_that_is_run_or_only_shown() -> None:
    odd = [f"{name}:{block.line}" for name, block in blocks() if block.kind not in KINDS]
    assert odd == []


def test_no_command_of_the_docs_fails_unnoticed() -> None:
    """An error is only shown where the page means to show one."""
    allowed = (
        "wrong.json",
        "next-year.json",
        "children-from-suplement\n",
        "lenght",
        "charged_to_2022",
        "period.start=2022-04-10",
    )
    shown = [
        f"{name}:{block.line}"
        for name, block in blocks()
        if block.kind == "console"
        and ("Traceback" in block.body or ": $." in block.body or "rror:" in block.body)
        and not any(word in block.body for word in allowed)
    ]
    assert shown == []


def test_make_targets_named_by_the_docs_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = {
        line.split()[1]
        for _, block in blocks()
        if block.kind == "sh"
        for line in block.body.splitlines()
        if line.startswith("make ")
    }
    assert wanted == {"demo", "test"}
    assert [target for target in wanted if f"\n{target}:" not in makefile] == []
