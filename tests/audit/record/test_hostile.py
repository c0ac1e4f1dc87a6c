"""Whatever a stranger writes into a record or signs: it is refused or judged, and nothing breaks."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from amp_rules.audit.record import (
    RecordError,
    Standing,
    committed,
    openings_from_json,
    record_from_json,
    verify,
)
from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.disclosable import Groups, disclosable
from amp_rules.audit.record.model import content_digest, digests_of
from amp_rules.report import as_text
from amp_rules.report.recordcheck import check_object, check_page
from amp_rules.report.recordverify import verify_object, verify_page
from tests.audit.record.made import mother, returning, shelf, shown

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(
        ["", "x", "2022-02-30", "1.00", "case", "unknown", "0" * 64, "nsp", "amp", "\x1b", "999999999.99"]
    )
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)

pytestmark = pytest.mark.slow


def altered(tree: Any, data: st.DataObject) -> Any:
    """The tree with something somewhere in it replaced, left out or added."""
    whole = copy.deepcopy(tree)
    node = whole
    while True:
        keys: list[Any] = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if not (isinstance(node[key], dict | list) and node[key]) or data.draw(st.integers(0, 5)) == 0:
            break
        node = node[key]
    match data.draw(st.integers(0, 3)):
        case 0:
            del node[key]
        case 1 if isinstance(node, list):
            node.insert(key, copy.deepcopy(node[key]))
        case _:
            node[key] = data.draw(TREES)
    return whole


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_record_is_refused_or_judged(data: st.DataObject) -> None:
    honest = data.draw(st.sampled_from([returning(), committed(returning())[0]])).tree()
    tree = altered(honest, data)
    rewritten = data.draw(st.booleans()) and {"rules", "facts", "outcome", "ledger"} <= set(tree)
    if rewritten:
        tree["parts"] = digests_of(tree)
        tree["digest"] = content_digest(tree)
    try:
        record = record_from_json(canonical(tree) + b"\n")
    except (RecordError, ValueError):
        return
    found = verify(record, shelf())
    # who computes every digest anew may well write a record that is right
    assert rewritten or found.standing is not Standing.SAME or tree == honest
    as_text(verify_page("r.json", record, found))
    verify_object([("r.json", record, found)])


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_openings_are_refused_or_judged(data: st.DataObject) -> None:
    record, openings = committed(returning())
    try:
        read = openings_from_json(canonical(altered(openings.tree(), data)) + b"\n")
    except (RecordError, ValueError):
        return
    found = verify(record, shelf(), read)
    assert found.standing is not Standing.SAME or read == openings


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_signed_is_refused_or_weighed(data: st.DataObject) -> None:
    of: Groups = altered(disclosable(mother()), data)
    if set(of) != set(disclosable(mother())) or not all(isinstance(each, dict) for each in of.values()):
        return
    try:
        found = shown(of, "nsp/2022")
    except ValidationError:
        return
    assert "record." not in as_text(check_page("p.sdjwt", found)).replace("about.record", "")
    check_object("p.sdjwt", found)
