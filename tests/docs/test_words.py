"""One word for one idea, in the docs and in the source."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import amp_rules
from amp_rules.report.outcomeschema import outcome_schema
from amp_rules.rulebook.rows import KINDS, POLICIES
from tests.docs.pages import DOCS, name_of, pages, prose

pytestmark = pytest.mark.source_tree

SOURCE = Path(amp_rules.__file__).parent
NOT_USED = re.compile(
    r"(?<![a-z])(helper|util|manager|processor|context|misc|salience)s?(?![a-z])", re.IGNORECASE
)


def names_given(tree: ast.AST) -> Iterator[str]:
    """The names that a module gives to its own things."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name


def words_said(text: str) -> Iterator[str]:
    """The comments and texts of a module."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and "context_settings" not in token.line
        ):
            yield token.string


def split(name: str) -> str:
    """A name as separate words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def test_words_that_are_not_used_do_not_occur_in_the_source() -> None:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        said = [path.stem, *names_given(ast.parse(text)), *words_said(text)]
        found += [f"{path.relative_to(SOURCE)}: {word}" for word in said if NOT_USED.search(split(word))]
    assert found == []


@pytest.mark.parametrize("path", [path for path in pages() if path.name != "glossary.md"], ids=name_of)
def test_words_that_are_not_used_do_not_occur_in_the_docs(path: Path) -> None:
    assert NOT_USED.findall(prose(path.read_text(encoding="utf-8"))) == []


def test_the_glossary_has_each_term_once() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \|", (DOCS / "reference" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    terms = [row.strip() for row in rows if row.strip() not in ("English", "---")]
    assert sorted(terms) == sorted(set(terms))
    assert {"decision", "rule", "parameter", "edition", "reading", "ledger", "outcome", "record"} <= set(
        terms
    )


def test_the_glossary_gives_the_swedish_terms_of_art() -> None:
    glossary = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8")
    for english, swedish in (
        ("reflection period", "betänketid"),
        ("in-depth support", "fördjupat stöd"),
        ("day rate", "dygnsersättning"),
        ("one-off support", "punktinsats"),
    ):
        assert f"| {english} | {swedish} |" in glossary


def test_the_reference_of_rule_files_has_every_type_and_policy() -> None:
    text = (DOCS / "reference" / "rule-files.md").read_text(encoding="utf-8")
    assert [word for word in (*KINDS, *POLICIES) if f"| `{word}`" not in text] == []


def test_the_reference_of_expressions_has_every_function() -> None:
    from amp_rules.plan.functions import FUNCTIONS

    text = (DOCS / "reference" / "expressions.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}" not in text] == []


def test_the_reference_of_outcomes_has_every_key() -> None:
    text = (DOCS / "reference" / "outcome.md").read_text(encoding="utf-8")
    assert [key for key in outcome_schema()["properties"] if f"`{key}`" not in text] == []
