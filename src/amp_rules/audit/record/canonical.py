"""Canonical JSON (RFC 8785): one text for one content, and its digest."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final, TypeAlias

from amp_rules.audit.record.errors import refused
from amp_rules.errors import MissingExtraError

Tree: TypeAlias = Any
"""Plain JSON: objects, lists, text, whole numbers, true, false, null."""

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_DEPTH: Final = 24


def canonical(tree: Tree) -> bytes:
    r"""The canonical bytes of plain JSON.

    >>> canonical({"b": [1, True], "a": "\u00e5"}).decode()
    '{"a":"å","b":[1,true]}'

    Raises:
        MissingExtraError: the package rfc8785 is not installed.
        ValueError: a number that is not whole or beyond 2**53, or text that is not Unicode.

    The form: RFC 8785, JSON Canonicalization Scheme.
    """
    return _dumps()(tree)


def digest_of(tree: Tree) -> str:
    """The SHA-256 of the canonical bytes, in hexadecimal.

    >>> digest_of({}) == sha256(b"{}").hexdigest()
    True
    """
    return sha256(canonical(tree)).hexdigest()


def same(one: Tree, other: Tree) -> bool:
    """Whether two contents are the same, in kind too: 1 is not true.

    >>> same({"a": 1}, {"a": True})
    False
    """
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def read_canonical(text: bytes) -> Tree:
    """The content of a file that is exactly its canonical bytes and a newline.

    Raises RecordError for any other text: another order of keys, a blank too many, a byte too few.
    """
    if len(text) > MOST_BYTES:
        raise refused("$", f"text larger than {MOST_BYTES} bytes")
    if not text.endswith(b"\n"):
        raise refused("$", "does not end with a newline")
    try:
        tree = json.loads(text.decode("utf-8"), object_pairs_hook=_once, parse_float=_no_float)
        whole = canonical(tree) + b"\n" == text
    except json.JSONDecodeError as error:
        raise refused("$", f"not valid JSON at line {error.lineno}, column {error.colno}") from None
    except UnicodeError:
        raise refused("$", "not valid UTF-8") from None
    except RecursionError:
        raise refused("$", "nested too deep") from None
    except ValueError:
        whole, tree = False, None
    if not whole:
        raise refused(
            "$", "not in canonical form (RFC 8785): the text was changed or written by another hand"
        )
    if _deeper(tree, MOST_DEPTH):
        raise refused("$", f"nested deeper than {MOST_DEPTH} levels")
    return tree


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _no_float(_: str) -> object:
    raise ValueError("not a whole number")


def _deeper(tree: Tree, left: int) -> bool:
    if not isinstance(tree, dict | list):
        return False
    inside = tree.values() if isinstance(tree, dict) else tree
    return left == 0 or any(_deeper(each, left - 1) for each in inside)


def _dumps() -> Callable[[Tree], bytes]:
    try:
        from rfc8785 import dumps
    except ImportError as error:
        raise MissingExtraError("records need rfc8785", "audit", str(error)) from None
    return dumps
