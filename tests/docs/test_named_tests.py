"""A test that the docs name is there."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT, name_of, pages

pytestmark = pytest.mark.source_tree

NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^ *def (test_\w+)", re.MULTILINE)


def test_every_test_that_a_page_names_exists() -> None:
    there = {
        name for path in (ROOT / "tests").rglob("*.py") for name in DEFINED.findall(path.read_text("utf-8"))
    }
    named = [(name_of(page), name) for page in pages() for name in NAMED.findall(page.read_text("utf-8"))]
    assert named
    assert [(page, name) for page, name in named if name not in there] == []
