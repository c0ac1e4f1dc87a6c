"""How diagnostics, problems and exceptions print, and the facts they carry."""

from __future__ import annotations

from datetime import date

import pytest

from amp_rules.errors import (
    AmpRulesError,
    CaseError,
    Diagnostic,
    NoEditionError,
    Problem,
    RulebookError,
    UniqueTableError,
    UnknownNameError,
    Where,
)

HERE = Where("nsp/2022-01-01/funding.yaml", 14, 9)


def test_a_diagnostic_is_one_line_with_its_place_first() -> None:
    found = Diagnostic("AR201", "'day_rat' is not declared", HERE, "did you mean 'day_rate'?")
    assert str(found) == (
        "nsp/2022-01-01/funding.yaml:14:9: AR201 'day_rat' is not declared (did you mean 'day_rate'?)"
    )
    assert found.severity == "error"


def test_a_diagnostic_without_hint_ends_with_its_message() -> None:
    assert str(Diagnostic("AR004", "the file is empty", HERE)).endswith("AR004 the file is empty")


def test_places_are_ordered_by_file_line_and_column() -> None:
    places = [Where("b", 1, 1), Where("a", 2, 1), Where("a", 1, 9), Where("a", 1, 2)]
    assert [str(place) for place in sorted(places)] == ["a:1:2", "a:1:9", "a:2:1", "b:1:1"]


@pytest.mark.parametrize(
    ("error", "text", "facts"),
    [
        (
            RulebookError((Diagnostic("AR004", "the file is empty", HERE),)),
            f"{HERE}: AR004 the file is empty",
            {},
        ),
        (
            CaseError((Problem("$.id", "required key is missing"), Problem("$", "unknown key"))),
            "$.id: required key is missing\n$: unknown key",
            {},
        ),
        (
            NoEditionError("nsp", date(2021, 5, 1), ("nsp/2022 (2022-01-01 to 2022-12-31)",)),
            "no edition of 'nsp' is in force on 2021-05-01; nearest: nsp/2022 (2022-01-01 to 2022-12-31)",
            {"programme": "nsp", "on": date(2021, 5, 1)},
        ),
        (
            NoEditionError("amp", None, ()),
            "no edition of 'amp' is in force without a known date; nearest: none",
            {"nearest": ()},
        ),
        (
            UnknownNameError("reading", "B9", ("B1", "B2")),
            "no reading 'B9'; known: B1, B2",
            {"kind": "reading", "name": "B9", "known": ("B1", "B2")},
        ),
        (UnknownNameError("edition", "x", ()), "no edition 'x'; known: none", {}),
        (
            UniqueTableError("rate", ("rate.a", "rate.b")),
            "decision 'rate': rules rate.a, rate.b hold together in a unique table",
            {"decision": "rate", "rules": ("rate.a", "rate.b")},
        ),
    ],
)
def test_an_exception_says_what_it_knows(error: AmpRulesError, text: str, facts: dict[str, object]) -> None:
    assert str(error) == text
    assert {name: getattr(error, name) for name in facts} == facts
