from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import pytest

from amp_rules.case import Case, FactSpec, member_title, vocabulary
from amp_rules.case import enums as enum_module
from amp_rules.case.enums import PeriodKind
from amp_rules.case.facts import Facts
from amp_rules.case.shapes import specs_of
from amp_rules.case.titles import MEMBER_TITLES, MODEL_TITLES
from amp_rules.case.vocabulary import ENTITIES, entity_of
from amp_rules.errors import UnknownNameError
from amp_rules.terms import Money

ENUMS = [
    found
    for found in vars(enum_module).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
]


def models(root: type[Facts]) -> Iterator[type[Facts]]:
    yield root
    for spec in specs_of(root).values():
        if spec.item is not None:
            yield from models(spec.item)


def every_spec() -> list[FactSpec]:
    return [spec for model in set(models(Case)) for spec in specs_of(model).values()]


def test_every_entity_has_its_facts() -> None:
    known = vocabulary()
    assert set(known) == {"case", "person", "child", "claim", "period", "item", "day"}
    assert {"exploitation.trafficking", "principal.age", "shelter.minimum.knowledge", "periods"} <= set(
        known["case"]
    )
    assert not any(name.startswith(("daily", "evidence")) for name in known["case"])
    assert set(known["person"]) < set(known["child"])


def test_the_facts_of_a_day_have_the_type_of_a_value_and_a_value_outside() -> None:
    days = vocabulary()["day"]
    assert all(spec.dated for spec in days.values())
    assert (days["adult_allowance"].kind, days["adult_allowance"].unit) == ("money", "SEK/day")
    assert days["adult_allowance"].outside == Money(0, "SEK")
    assert (days["children_in_shelter"].kind, days["children_in_shelter"].outside) == ("int", 0)
    assert days["other_payer"].outside is False


@pytest.mark.parametrize(
    ("entity", "name", "expected"),
    [
        ("case", "applied_on", {"kind": "date", "optional": False, "required": False}),
        ("case", "id", {"kind": "text", "required": True}),
        ("case", "programme", {"kind": "enum", "members": ("amp", "nsp"), "required": True}),
        ("case", "journey.arrived_on", {"kind": "date", "optional": True}),
        ("case", "principal.age", {"kind": "int", "unit": "year", "lowest": 0, "highest": 120}),
        ("case", "shelter.women_age_to", {"kind": "int", "optional": True, "highest": 120}),
        ("case", "budget.left", {"kind": "money", "unit": "SEK", "optional": True}),
        ("case", "destination.country", {"kind": "country"}),
        ("case", "exploitation.forms", {"kind": "set", "optional": False}),
        ("case", "periods", {"kind": "list", "entry_en": "period", "dated": False}),
        ("claim", "person", {"kind": "ref"}),
        ("claim", "amount", {"kind": "money", "unit": "USD"}),
        ("period", "kind", {"kind": "enum", "enum": PeriodKind}),
    ],
)
def test_a_spec_tells_the_type_of_its_fact(entity: str, name: str, expected: dict[str, object]) -> None:
    spec = vocabulary()[entity][name]
    assert spec.name == name
    assert {key: getattr(spec, key) for key in expected} == expected


def test_sets_tell_their_members() -> None:
    case = vocabulary()["case"]
    assert "sexual" in case["exploitation.forms"].members
    assert "XK" in case["principal.nationalities"].members
    assert len(case["destination.country"].members) == 250


def test_the_vocabulary_cannot_be_changed() -> None:
    known: dict[str, object] = dict(vocabulary())
    with pytest.raises(TypeError):
        vocabulary()["case"]["x"] = known["day"]  # type: ignore[index]


def test_every_fact_has_its_own_words_in_both_languages() -> None:
    for spec in every_spec():
        assert spec.title("en") == spec.title_en != spec.name or " " not in spec.title_en
        assert spec.title("sv") == spec.title_sv
        assert (spec.description_en is None) == (spec.description_sv is None)
        assert (
            (spec.entry_en is None)
            == (spec.entry_sv is None)
            == (spec.kind != "list" or spec.name == "evidence")
        )


def test_every_number_has_a_unit() -> None:
    assert [spec.name for spec in every_spec() if spec.kind in ("int", "money") and spec.unit is None] == []


@pytest.mark.parametrize("enum", ENUMS)
def test_every_listed_value_has_a_title_in_both_languages(enum: type[StrEnum]) -> None:
    assert set(MEMBER_TITLES[enum]) == {member.value for member in enum}
    assert all(member_title(member, language) for member in enum for language in ("sv", "en"))


def test_every_model_and_listed_type_has_titles() -> None:
    names = {model.__name__ for model in models(Case)} | {enum.__name__ for enum in ENUMS} | {"Country"}
    assert set(MODEL_TITLES) == names


def test_a_title_in_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        member_title(PeriodKind.REFLECTION, "fi")


def test_entities_are_found_by_their_model() -> None:
    assert {entity: entity_of(model) for entity, model in ENTITIES.items()} == {
        name: name for name in ENTITIES
    }
    assert entity_of(Facts) is None
