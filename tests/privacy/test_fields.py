"""Every field of a case has something said of what becomes of it."""

from __future__ import annotations

from typing import Annotated, get_args

import pytest

from amp_rules.case import Case
from amp_rules.case.facts import Facts, Text, words
from amp_rules.case.shapes import specs_of
from amp_rules.privacy import UnlistedFieldError
from amp_rules.privacy.fields import TEXTS, Treatment, treatment, treatments
from tests.places import ROOT

EXPECTED_PSEUDONYMS = {
    "$.id",
    "$.principal.id",
    "$.children[].id",
    "$.claims[].id",
    "$.claims[].person",
    "$.periods[].id",
    "$.items[].id",
    "$.evidence[].asserted_by",
}


def test_every_field_of_a_case_is_treated() -> None:
    """Fails when the model gets a new text of which nobody has said what becomes of it."""
    found = dict(treatments())
    assert set(found.values()) <= set(get_args(Treatment))
    assert {path for path, each in found.items() if each == "pseudonym"} == EXPECTED_PSEUDONYMS


def test_every_date_is_moved_and_nothing_else() -> None:
    found = dict(treatments())
    moved = {path for path, each in found.items() if each == "shifted"}
    named = {
        path
        for path in found
        if path.endswith(("_on", ".on", "_date", ".start", ".end", "permit_from", "permit_to"))
    }
    assert moved == named


def test_what_is_kept_has_no_free_text_but_the_path_of_a_fact() -> None:
    kept = [(model, name) for (model, name), kind in TEXTS.items() if not kind]
    assert [(model.__name__, name) for model, name in kept] == [("Evidence", "about")]


@pytest.mark.source_tree
def test_the_page_tells_of_every_field_that_becomes_a_pseudonym() -> None:
    page = (ROOT / "docs" / "how-to" / "pseudonymise-cases.md").read_text("utf-8")
    table = page.partition("| Field |")[2].partition("\n\n")[0]
    for said in ("of the case", "persons, claims, periods and items", "`claims[].person`", "asserted_by"):
        assert said in table
    with_id = [path for path in EXPECTED_PSEUDONYMS if path.endswith(".id") and path.count(".") == 2]
    owners = {path.split(".")[1] for path in with_id}
    assert owners == {"principal", "children[]", "claims[]", "periods[]", "items[]"}


def test_a_new_text_that_nobody_has_listed_is_refused() -> None:
    class Grown(Facts):
        """A group with a note that somebody added."""

        note: Annotated[Text, words("note", "anteckning")] = "-"

    with pytest.raises(UnlistedFieldError, match=r"Grown\.note"):
        treatment(Grown, specs_of(Grown)["note"])


def test_the_fields_of_the_model_and_of_its_json_are_the_same() -> None:
    """Nothing is in the JSON of a case that the walk over its fields does not see."""
    assert set(specs_of(Case)) == set(Case.model_fields)
