from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.record import RecordError
from amp_rules.audit.record.canonical import canonical, digest_of, read_canonical, same

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(TREES)
def test_what_was_written_is_read_again(tree: Any) -> None:
    assert same(read_canonical(canonical(tree) + b"\n"), tree)


@given(TREES)
def test_another_layout_of_the_same_content_is_refused(tree: Any) -> None:
    text = json.dumps(tree, indent=1).encode() + b"\n"
    if text != canonical(tree) + b"\n":
        with pytest.raises(RecordError):
            read_canonical(text)


def test_the_order_of_keys_is_that_of_utf_16() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "a": 3}).decode() == '{"a":3,"\U0001f600":2,"\ufb33":1}'


def test_one_is_not_true() -> None:
    assert digest_of([1]) != digest_of([True])
    assert not same([1], [True])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"{}",
        b"{}\n\n",
        b"{}\r\n",
        b" {}\n",
        b"\xef\xbb\xbf{}\n",
        b'{"a":1,"a":1}\n',
        b'{"b":1,"a":1}\n',
        b"1.0\n",
        b"1e3\n",
        b"-0\n",
        b"NaN\n",
        b"9007199254740993\n",
        b'"\\u0061"\n',
        b'"\\ud800"\n',
        b"\xff\n",
        b"[" * 100_000 + b"]" * 100_000 + b"\n",
        b"[" * 40 + b"]" * 40 + b"\n",
    ],
)
def test_any_other_text_is_refused(text: bytes) -> None:
    with pytest.raises(RecordError):
        read_canonical(text)
