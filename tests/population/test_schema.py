"""The tables say what the case model says, each fact once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType

import pyarrow as pa
import pytest

from amp_rules.case import Case, vocabulary
from amp_rules.case.facts import Facts
from amp_rules.case.vocabulary import entity_of
from amp_rules.population import TABLES
from amp_rules.population import schema as population_schema
from amp_rules.population.schema import fact_column

ENTITIES = {"cases": "case", "persons": "child", "claims": "claim", "periods": "period", "items": "item"}


def paths(table: str, role: str) -> Counter[str]:
    return Counter(".".join(each.path) for each in TABLES[table].columns.values() if each.role == role)


@pytest.mark.parametrize(("table", "entity"), ENTITIES.items())
def test_every_fact_has_one_column(table: str, entity: str) -> None:
    facts = {
        name: spec for name, spec in vocabulary()[entity].items() if spec.kind != "list" and name != "id"
    }
    wanted = {name for name in facts if not name.startswith("principal.")}
    assert paths(table, "fact") == Counter(wanted)
    assert paths(table, "absent") == Counter(name for name in wanted if facts[name].optional)


def test_every_list_has_a_table_and_says_whether_it_is_known() -> None:
    lists: list[tuple[str, ...]] = [
        (name,) for name, spec in vocabulary()["case"].items() if spec.kind == "list"
    ]
    lists += [("daily", name) for name in vocabulary()["day"]]
    assert Counter(schema.listed for schema in TABLES.values() if schema.listed) == Counter(lists)
    assert paths("cases", "known") == Counter(".".join(listed) for listed in lists)
    known = {each.name for each in TABLES["cases"].columns.values() if each.role == "known"}
    assert {schema.known for schema in TABLES.values()} - {None} == known


def test_money_is_counted_in_minor_units_and_a_dotted_name_is_joined() -> None:
    cases = TABLES["cases"].columns
    assert cases["budget_left_minor"].type == pa.int64()
    assert cases["exploitation_trafficking"].type == pa.string()
    assert TABLES["adult_allowance"].columns["value_minor"].type == pa.int64()
    assert TABLES["children_in_shelter"].columns["value"].type == pa.int64()
    assert TABLES["other_payer"].columns["value"].type == pa.bool_()


def test_facts_that_share_a_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = dict(vocabulary()["case"])
    twin = replace(facts["exploitation.trafficking"], name="exploitation_trafficking")
    assert fact_column(twin) == fact_column(facts["exploitation.trafficking"])
    entities = {**vocabulary(), "case": MappingProxyType({**facts, twin.name: twin})}
    monkeypatch.setattr(population_schema, "vocabulary", lambda: entities)
    with pytest.raises(TypeError, match="two columns of table 'cases' have the name"):
        population_schema._tables()


def test_no_list_of_the_model_is_forgotten() -> None:
    from amp_rules.case.shapes import specs_of

    def lists(model: type[Facts]) -> set[str]:
        found: set[str] = set()
        for name, spec in specs_of(model).items():
            if spec.kind == "list" and name != "evidence":
                found.add(name)
            if spec.kind == "group" and spec.item is not None:
                found |= lists(spec.item)
        return found

    assert lists(Case) == {schema.listed[-1] for schema in TABLES.values() if schema.listed}
    assert entity_of(Case) == "case"
