"""The catalogue of findings tells of what the code finds, and of nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import amp_rules.audit.checking
from amp_rules.rulebook import load_library
from amp_rules.rulebook.mistakes import load_mistakes
from tests.docs.pages import DOCS, ROOT
from tools.docpages.findings import OTHERWISE

pytestmark = pytest.mark.source_tree

LIBRARY = load_library(ROOT / "rules")
MISTAKES = load_mistakes(LIBRARY)
PAGE = (DOCS / "reference" / "findings.md").read_text("utf-8")
CHECKING = Path(amp_rules.audit.checking.__file__).parent


def texts() -> Iterator[str]:
    """Every text in the code that checks."""
    for path in CHECKING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def section(code: str) -> str:
    found = re.search(rf"^### {code}: .*?(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, code
    return found[0]


def test_every_kind_has_a_section_with_its_code_and_title_and_no_other_has() -> None:
    wanted = [f"{kind.code}: {kind.title.en}" for kind in MISTAKES.kinds.values()]
    assert re.findall(r"^### (.+)$", PAGE, re.MULTILINE) == wanted
    for kind in MISTAKES.kinds.values():
        assert f"*{kind.title.sv}* (`{kind.name}`)" in section(kind.code)


def test_what_is_found_without_changed_rules_is_what_the_code_names() -> None:
    named = {text for text in texts() if text in MISTAKES.kinds}
    assert named == OTHERWISE.keys()


def test_every_way_of_every_edition_is_told_with_its_rules_and_sources() -> None:
    for book in LIBRARY.rulebooks:
        for way in MISTAKES.ways(book):
            rows = section(way.kind.code).splitlines()
            (row,) = (each for each in rows if each.startswith(f"| `{way.name.partition('.')[2]}` |"))
            assert way.why.en in row
            assert f"`{book.name}`" in row
            assert all(f"[{name}](" in row for name in way.cite)
            changed = {name.removesuffix(".value") for name in way.rules}
            assert all(f"[`{name}`](rulebook/" in row for name in changed)


def test_evident_and_general_kinds_are_said_to_be_so() -> None:
    for kind in MISTAKES.kinds.values():
        said = section(kind.code)
        assert ("\nEvident: " in said) == kind.evident
        assert ("\nGeneral: " in said) == kind.general
