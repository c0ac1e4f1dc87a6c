"""Invented cases: the same for the same seed, valid, decidable, and as the assumptions say."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from amp_rules.case import iter_unknown
from amp_rules.errors import UnknownNameError
from amp_rules.population import Population, Run, check, run
from amp_rules.population.synthesize import synthesize
from amp_rules.population.synthetic.assumptions import (
    AssumptionError,
    Assumptions,
    assumption_names,
    assumption_words,
)
from amp_rules.rulebook import load_rulebook
from amp_rules.rulebook.figures import load_figures

PLAIN = Assumptions(unknown_share=0.0)
RULES = {"nsp": ("nsp", "2022"), "amp": ("amp", "2015")}


@cache
def drawn(programme: str, n: int = 1500) -> Population:
    return synthesize(n, 11, programme)  # type: ignore[arg-type]


@cache
def decided(programme: str) -> Run:
    name, edition = RULES[programme]
    plain = synthesize(400, 11, programme, PLAIN)  # type: ignore[arg-type]
    return run(load_rulebook(name, edition=edition), plain, engine="each")


def same(one: Population, other: Population) -> bool:
    return all(one.tables[name].equals(table) for name, table in other.tables.items())


def head(population: Population, number: int) -> Population:
    """The first cases of a population."""
    ids = population.tables["cases"]["case_id"].slice(0, number)
    tables = {
        name: table.filter(pc.is_in(table["case_id"], value_set=ids.combine_chunks()))
        for name, table in population.tables.items()
    }
    return Population(tables, population.programme)


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_the_same_seed_gives_the_same_cases_and_another_seed_others(programme: str) -> None:
    again = synthesize(1500, 11, programme)  # type: ignore[arg-type]
    other = synthesize(1500, 12, programme)  # type: ignore[arg-type]
    assert same(drawn(programme), again)
    assert not same(drawn(programme), other)


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_a_case_is_the_same_however_many_are_drawn_with_it(programme: str) -> None:
    few = synthesize(400, 11, programme)  # type: ignore[arg-type]
    assert same(head(drawn(programme), 400), few)


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_a_population_may_be_drawn_in_pieces(programme: str) -> None:
    pieces = [synthesize(size, 11, programme, first=at) for at, size in ((0, 700), (700, 1), (701, 799))]  # type: ignore[arg-type]
    joined = {name: pa.concat_tables([each.tables[name] for each in pieces]) for name in pieces[0].tables}
    assert same(drawn(programme), Population(joined, programme))


@pytest.mark.parametrize("block", [1, 97, 1500])
def test_the_size_of_a_block_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[synthesize.__module__], "BLOCK", block)
    number = 40 if block == 1 else 1500
    assert same(head(drawn("nsp"), number), synthesize(number, 11))


@pytest.mark.slow
@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_hash_seeds_change_nothing(programme: str) -> None:
    code = (
        "import hashlib, sys; from amp_rules.population.synthesize import synthesize\n"
        f"found = synthesize(300, 5, {programme!r}).tables\n"
        "text = ''.join(f'{name}{table.to_pydict()}' for name, table in found.items())\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(said) == 1


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_the_rows_make_cases(programme: str) -> None:
    assert check(drawn(programme)) == ()
    cases = list(drawn(programme, 300).cases())
    assert [case.id for case in cases[:2]] == ["synthetic-000001", "synthetic-000002"]
    assert len(cases) == 300


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_nothing_that_matters_is_missing_unless_it_is_left_unknown(programme: str) -> None:
    assert pc.sum(pc.list_value_length(decided(programme).cases["missing"])).as_py() == 0
    assert decided(programme).cases["problem"].null_count == 400


def test_most_synthetic_cases_are_granted_and_some_refused() -> None:
    verdicts = decided("nsp").cases["support"].to_pylist()
    assert set(verdicts) == {"granted", "refused"}
    assert verdicts.count("granted") > 370
    entered = decided("amp").cases["may_enter"].to_pylist()
    assert entered.count("granted") > 300


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_the_share_of_facts_left_unknown_is_the_one_assumed(share: float) -> None:
    table = synthesize(4000, 3, assumptions=Assumptions(unknown_share=share)).tables["cases"]
    names = [
        name for name in table.column_names if name.startswith(("support_", "stay_status", "exploitation_"))
    ]
    open_ = np.mean([table[name].null_count / 4000 for name in names])
    assert abs(open_ - share) < 0.01


def test_what_identifies_a_row_is_never_left_unknown() -> None:
    for name, table in synthesize(300, 3, assumptions=Assumptions(unknown_share=0.9)).tables.items():
        for column in (
            "case_id",
            "person_id",
            "period_id",
            "item_id",
            "position",
            "start",
            "end",
            "programme",
        ):
            if column in table.column_names and (column not in ("start", "end") or name != "periods"):
                assert table[column].null_count == 0


def test_a_known_fact_is_the_same_whatever_share_is_unknown() -> None:
    open_ = synthesize(300, 3, assumptions=Assumptions(unknown_share=0.3)).tables["cases"]
    plain = synthesize(300, 3, assumptions=PLAIN).tables["cases"]
    for name in ("exploitation_forms", "support_society_pays", "applied_on"):
        known = pc.is_valid(open_[name])
        assert open_[name].filter(known).equals(plain[name].filter(known))


def unlike(name: str) -> Assumptions:
    """Assumptions that differ in one, by as much as leaves room for the figures."""
    value = Assumptions().value(name)
    steps = (1, -1, 2, -2) if isinstance(value, int) else (0.3, -0.3, 0.1, -0.1, 0.03, -0.03)
    for step in steps:
        try:
            changed = Assumptions().changed(name, value + step)
            synthesize(1, 1, assumptions=changed)
        except AssumptionError:
            continue
        return changed
    raise AssertionError(name)


@pytest.mark.parametrize("name", [name for name in assumption_names() if name != "unknown_share"])
def test_every_assumption_changes_what_is_drawn(name: str) -> None:
    programme = "nsp" if name.startswith("support.") else "amp"
    assert not same(synthesize(1500, 11, programme, unlike(name)), drawn(programme))  # type: ignore[arg-type]


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_the_assumptions_of_one_programme_leave_the_other_alone(programme: str) -> None:
    others = set(assumption_names()) - set(assumption_names(programme))
    for name in sorted(others)[:3]:
        assert same(synthesize(200, 11, programme, unlike(name)), head(drawn(programme), 200))  # type: ignore[arg-type]


def test_every_assumption_has_words_in_both_languages() -> None:
    words = {name: assumption_words(name) for name in assumption_names()}
    assert all(text.en and text.sv and text.en != text.sv for text in words.values())
    assert len({text.en for text in words.values()}) >= len(words) - 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("support.staffing_share", 1.5),
        ("support.gap_longest", 2.5),
        ("support.dogs", 1),
        ("unknown_share", -1),
    ],
)
def test_an_assumption_out_of_bounds_is_refused(name: str, value: float) -> None:
    with pytest.raises(AssumptionError, match="expected"):
        Assumptions().changed(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("support.child_without_extension_share", 1.0),
        ("support.extension_short_share", 0.9),
        ("support.second_extension_share", 0.0),
        ("support.integration_longest", 46),
        ("support.first_short_longest", 10),
    ],
)
def test_assumptions_that_leave_no_room_for_the_figures_are_refused(name: str, value: float) -> None:
    with pytest.raises(AssumptionError):
        synthesize(1, 1, assumptions=Assumptions().changed(name, value))


@pytest.mark.parametrize(
    ("n", "seed", "first"), [(-1, 1, 0), (1, -1, 0), (1, 1, -1), (1.5, 1, 0), (True, 1, 0)]
)
def test_numbers_out_of_bounds_are_refused(n: int, seed: int, first: int) -> None:
    with pytest.raises(AssumptionError, match="a whole number"):
        synthesize(n, seed, first=first)


def test_another_programme_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no programme 'xyz'"):
        synthesize(1, 1, "xyz")  # type: ignore[arg-type]


@pytest.mark.parametrize("programme", ["nsp", "amp"])
def test_no_case_at_all_is_a_population_too(programme: str) -> None:
    assert len(synthesize(0, 1, programme)) == 0  # type: ignore[arg-type]


def test_odd_cases_come_only_where_they_are_assumed() -> None:
    odd = ("refused", "no_process", "overlap", "over_cap", "other_payer", "misfit", "faulty_file", "new_year")
    even = PLAIN
    for name in odd:
        even = even.changed(f"support.{name}_share", 0.0)
    found = run(load_rulebook("nsp", edition="2022"), synthesize(300, 4, assumptions=even), engine="each")
    assert found.segments is not None
    assert set(found.cases["support"].to_pylist()) == {"granted"}
    assert set(found.segments["status"].to_pylist()) == {"paid", "no_support", "over_cap", "outside_edition"}


def test_an_invented_case_says_so_and_states_most_facts() -> None:
    case = synthesize(1, 2, assumptions=PLAIN).case("synthetic-000001")
    assert case.id.startswith("synthetic-")
    unknown = [
        path for path in iter_unknown(case) if path.startswith(("$.support", "$.shelter", "$.periods"))
    ]
    assert unknown == []


def test_ages_and_countries_of_the_return_programme_are_the_published_ones() -> None:
    figures = load_figures("amp-2013-2014")
    persons = synthesize(4000, 6, "amp", PLAIN).tables["persons"]
    principals = persons.filter(pc.equal(persons["position"], 0))
    ages = pc.min_max(principals["age"]).as_py()
    assert (ages["min"], ages["max"]) == (figures["age_lowest"], figures["age_highest"])
    assert set(principals["nationalities"].to_pylist()) == set(figures.codes["countries"].values)


def test_the_countries_of_the_support_programme_are_the_published_ones() -> None:
    persons = synthesize(2000, 6, assumptions=PLAIN).tables["persons"]
    principals = persons.filter(pc.equal(persons["position"], 0))
    assert set(principals["nationalities"].to_pylist()) == set(
        load_figures("nsp-2022").codes["countries"].values
    )


def test_an_allowance_goes_with_a_status_that_gives_one() -> None:
    cases = synthesize(2000, 6, assumptions=PLAIN)
    having = set(cases.tables["adult_allowance"]["case_id"].to_pylist())
    table = cases.tables["cases"]
    statuses = {
        status
        for case_id, status in zip(
            table["case_id"].to_pylist(), table["stay_status"].to_pylist(), strict=True
        )
        if case_id in having
    }
    assert statuses == {"asylum_seeker", "temporary_protection"}
