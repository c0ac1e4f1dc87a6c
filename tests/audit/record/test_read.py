from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.audit.record import (
    Record,
    RecordError,
    Shelf,
    Standing,
    committed,
    openings_from_json,
    record_from_json,
    verify,
)
from amp_rules.audit.record.canonical import canonical
from tests.audit.record.made import mother, returning, small_record


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, Shelf]:
    root = tmp_path_factory.mktemp("rules")
    return small_record(root), Shelf(rules=root)


def stands(text: bytes, shelf: Shelf) -> bool:
    try:
        return verify(record_from_json(text), shelf).standing is Standing.SAME
    except RecordError:
        return False


def test_a_record_is_read_as_it_was_written() -> None:
    for found in (mother(), returning(), committed(returning())[0]):
        assert record_from_json(found.to_json()) == found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_byte_changed_left_out_or_added_anywhere_is_found(
    small: tuple[Record, Shelf], data: st.DataObject
) -> None:
    text, shelf = small[0].to_json(), small[1]
    at = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = data.draw(
        st.sampled_from(
            [
                text[:at] + bytes([byte]) + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + bytes([byte]) + text[at:],
                text[: at + 1],
            ]
        )
    )
    assert stands(changed, shelf) is (changed == text)


@pytest.mark.slow
def test_every_single_bit_of_a_record_counts(small: tuple[Record, Shelf]) -> None:
    text, shelf = small[0].to_json(), small[1]
    assert stands(text, shelf)
    kept = [
        at for at in range(len(text)) if stands(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :], shelf)
    ]
    assert kept == []


def other(record: Record, *path: str | int, to: Any) -> bytes:
    tree = record.tree()
    node = tree
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return canonical(tree) + b"\n"


@pytest.mark.parametrize(
    ("path", "to", "where"),
    [
        (("digest",), "no digest", "$.digest"),
        (("author",), "", "$.author"),
        (("at",), "2026-03-01", "$.at"),
        (("engine",), "hemlig", "$.engine"),
        (("rules", "files"), {"../../etc/passwd.yaml": "0" * 64}, "$.rules.files"),
        (("rules", "files"), {"/etc/passwd.yaml": "0" * 64}, "$.rules.files"),
        (("rules", "files"), {"a/../b.yaml": "0" * 64}, "$.rules.files"),
        (("rules", "files"), {".hidden.yaml": "0" * 64}, "$.rules.files"),
        (("rules", "files"), {"nsp/2020/rules.sh": "0" * 64}, "$.rules.files"),
        (("rules", "files"), {"nsp/2020/rules.yaml": "hemlig"}, "$.rules.files"),
        (("facts",), {"form": "hemlig"}, "$.facts"),
        (("ledger", 0, "holds"), "hemlig", "$.ledger[0].holds"),
        (("ledger", 0, "hemlig"), 1, "$.ledger[0]"),
        (("outcome", "answers"), {}, "$.outcome.answers"),
        (("parts",), {}, "$.parts.rules"),
    ],
)
def test_a_problem_is_told_with_its_path_and_without_the_value(path: Any, to: Any, where: str) -> None:
    with pytest.raises(RecordError) as refused:
        record_from_json(other(returning(), *path, to=to))
    assert any(each.path == where for each in refused.value.problems), refused.value
    assert "hemlig" not in str(refused.value)
    assert "passwd" not in str(refused.value)


def test_every_problem_is_told_at_once() -> None:
    tree = returning().tree() | {"author": "", "at": "now", "digest": "x"}
    with pytest.raises(RecordError) as refused:
        record_from_json(canonical(tree) + b"\n")
    assert {each.path for each in refused.value.problems} == {"$.author", "$.at", "$.digest"}


def test_facts_and_ledger_are_held_in_the_same_form() -> None:
    whole, bare = returning().tree(), committed(returning())[0].tree()
    for mixed in (whole | {"facts": bare["facts"]}, bare | {"facts": whole["facts"]}):
        with pytest.raises(RecordError, match=r"\$\.ledger"):
            record_from_json(canonical(mixed) + b"\n")


def test_openings_are_read_as_they_were_written_and_no_record_is_taken_for_them() -> None:
    bare, openings = committed(returning())
    assert openings_from_json(openings.to_json()) == openings
    with pytest.raises(RecordError):
        openings_from_json(bare.to_json())
    with pytest.raises(RecordError):
        record_from_json(openings.to_json())


@pytest.mark.parametrize("text", [b"null\n", b"[]\n", b'"record"\n', b"{}\n", b"1\n"])
def test_what_is_no_record_is_refused(text: bytes) -> None:
    with pytest.raises(RecordError):
        record_from_json(text)


def test_a_record_laid_out_for_reading_is_refused(tmp_path: Path) -> None:
    pretty = json.dumps(small_record(tmp_path).tree(), indent=2).encode() + b"\n"
    with pytest.raises(RecordError, match="canonical"):
        record_from_json(pretty)
