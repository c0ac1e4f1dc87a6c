"""YAML read strictly: text with places, and nothing that could surprise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules import yamltext
from amp_rules.errors import RulebookError, Where
from amp_rules.yamltext import Mapping, Scalar, Sequence, read


def code_of(text: str) -> str:
    """The code and place with which a text is refused."""
    with pytest.raises(RulebookError) as refused:
        read(text, "x.yaml")
    (fault,) = refused.value.diagnostics
    return f"{fault.code} {fault.where.line}:{fault.where.column}"


def test_every_scalar_is_text() -> None:
    node = read("[no, 12:30, 010, ~, 1e3, 2020-01-01, '', \"true\"]", "x.yaml")
    assert isinstance(node, Sequence)
    texts = [item.text for item in node.items if isinstance(item, Scalar)]
    assert texts == ["no", "12:30", "010", "~", "1e3", "2020-01-01", "", "true"]
    assert [item.quoted for item in node.items if isinstance(item, Scalar)] == [False] * 6 + [True] * 2


def test_a_mapping_keeps_its_order_and_every_place() -> None:
    node = read("b: 1\na:\n  - x\n", "x.yaml")
    assert isinstance(node, Mapping)
    assert [(key.text, str(key.where)) for key, _ in node] == [("b", "x.yaml:1:1"), ("a", "x.yaml:2:1")]
    inner = node.get("a")
    assert isinstance(inner, Sequence)
    assert inner.where == Where("x.yaml", 3, 3)
    assert node.get("c") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 26 + "]" * 26, "AR001 1:26"),
        ("a: 1\n---\nb: 2\n", "AR002 2:1"),
        ("a: [\n", "AR003 2:1"),
        ("a: 'x\n", "AR003 2:1"),
        ("a: b: c\n", "AR003 1:5"),
        ("\ta: 1\n", "AR003 1:1"),
        ("a: \x00\n", "AR003 1:1"),
        ("a: \ud800\n", "AR003 1:1"),
        ("%YAML 9.9\n---\na: 1\n", "AR003 1:1"),
        ("", "AR004 1:1"),
        ("# nothing\n", "AR004 1:1"),
        ("a: &x 1\n", "AR005 1:4"),
        ("a: *x\n", "AR005 1:4"),
        ("a: &x [1]\n", "AR005 1:4"),
        ("a: !!str 1\n", "AR006 1:4"),
        ("a: !x {}\n", "AR006 1:4"),
        ("? [a]\n: 1\n", "AR007 1:3"),
        ("{a: 1, b: 2, a: 3}\n", "AR008 1:14"),
        ("a: 1\n'a': 2\n", "AR008 2:1"),
        ('a: "\\e[31m"\n', "AR010 1:4"),
        ('a: "\\0"\n', "AR010 1:4"),
        ('a: "\\u202e"\n', "AR010 1:4"),
    ],
)
def test_what_is_refused_is_refused_at_its_place(text: str, code: str) -> None:
    assert code_of(text) == code


def test_limits_hold_at_their_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("MAX_BYTES", 12), ("MAX_NODES", 4), ("MAX_DEPTH", 2), ("MAX_SCALAR", 5)):
        monkeypatch.setattr(yamltext, name, most)
    assert isinstance(read("[[a], åä]", "x.yaml"), Sequence)
    assert code_of("[[a], åäö ]  ") == "AR001 1:1"
    assert code_of("[a,b,c,d]") == "AR001 1:8"
    assert code_of("[[[a]]]") == "AR001 1:4"
    assert code_of("abcdef") == "AR001 1:1"


def test_a_leading_byte_order_mark_is_no_content() -> None:
    node = read("\ufeffa: >-\n  one\n  two\n", "x.yaml")
    assert isinstance(node, Mapping)
    value = node.get("a")
    assert isinstance(value, Scalar)
    assert value.place(4) == Where("x.yaml", 3, 3)


@pytest.mark.parametrize(
    ("written", "offset", "place"),
    [
        ("one two", 4, (1, 8)),
        ("'one two'", 4, (1, 9)),
        ('"one two"', 4, (1, 9)),
        (">-\n  one\n  two", 4, (3, 3)),
        ("|\n  one\n  two", 4, (3, 3)),
        (">-\n\n  one\n\n  two", 4, (5, 3)),
        ("one\n  two", 4, (2, 3)),
        ("'one\n\n  two'", 4, (3, 3)),
    ],
)
def test_a_character_of_a_text_has_its_place_in_the_file(
    written: str, offset: int, place: tuple[int, int]
) -> None:
    node = read(f"a: {written}\n", "x.yaml")
    assert isinstance(node, Mapping)
    value = node.get("a")
    assert isinstance(value, Scalar)
    assert value.place(offset) == Where("x.yaml", *place)


def met(text: str) -> str:
    """The code with which a text is refused, or 'read'."""
    try:
        read(text, "x.yaml")
    except RulebookError as refused:
        return " ".join(fault.code for fault in refused.diagnostics)
    return "read"


@given(st.text(max_size=60) | st.text(alphabet="ab:-[]{},?!&*|>'\"%#@ \n\t0", max_size=60))
def test_any_text_is_read_or_refused_with_one_diagnostic(text: str) -> None:
    assert met(text) in ("read", *(f"AR00{number}" for number in range(2, 9)), "AR010")


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40))
def test_a_quoted_text_comes_back_as_it_was(text: str) -> None:
    node = read('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', "x.yaml")
    assert isinstance(node, Scalar)
    assert node.text == text
