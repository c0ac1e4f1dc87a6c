"""The annual report of 2022 against its own rules: everything worked out, and decided by the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from amp_rules.audit import Reconciliation, RowFinding, Search, Standing, reconcile, witness_cases
from amp_rules.audit.rows import rows_of
from amp_rules.invented.dayworth import day_worths
from amp_rules.rulebook import load_rulebook, with_readings
from amp_rules.rulebook.figures import Figures, load_figures
from amp_rules.terms import Money

RULEBOOK = load_rulebook("nsp", edition="2022")


@cache
def found() -> Reconciliation:
    return reconcile(RULEBOOK)


def row(key: str) -> RowFinding:
    return next(each for each in found().rows if each.row.key == key)


def numbers(key: str, of: str | None = None) -> dict[str, object]:
    values = found().conclusion(key, of).numbers
    return {
        name: int(each.value.amount) if isinstance(each.value, Money) else each.value
        for name, each in values.items()
    }


def with_figure(key: str, value: int) -> Figures:
    figures = load_figures("nsp-2022")
    return replace(figures, figures={**figures.figures, key: replace(figures.figures[key], value=value)})


def test_only_integration_support_is_beyond_the_rules() -> None:
    assert [(each.row.key, each.attainable) for each in found().rows] == [
        ("reflection", True),
        ("in_depth_full", True),
        ("in_depth_reduced", True),
        ("integration", False),
        ("one_off", True),
    ]


def test_integration_support_is_over_its_ceiling_by_42_days() -> None:
    assert row("integration").highest == Money.of(225_000, "SEK")
    over = numbers("over_in_days")
    assert (over["over"], over["over_days"], over["whole"], float(over["mean"])) == (21_000, 42, 492, 49.2)  # type: ignore[arg-type]
    assert found().conclusion("over_in_days").standing is Standing.IMPOSSIBLE


def test_two_readings_could_give_the_published_integration_support() -> None:
    rivals = {each.choice: each.combination for each in row("integration").rivals}
    assert set(rivals) == {"child-supplement", "soft-cap"}
    assert (rivals["child-supplement"].days, rivals["child-supplement"].extra_days("child")) == ((450,), 42)
    assert rivals["soft-cap"].days == (492,)


@pytest.mark.parametrize(
    ("key", "choice"), [("integration", "child-supplement"), ("integration", "soft-cap")]
)
def test_under_a_reading_that_could_the_row_is_attainable(key: str, choice: str) -> None:
    other = reconcile(with_readings(RULEBOOK, {"B15": choice}))
    assert next(each for each in other.rows if each.row.key == key).attainable


def test_the_reflection_periods_had_supplements_and_a_deduction() -> None:
    assert numbers("supplements_paid", "reflection") == {"most": 180_000, "short": 8_330}
    assert numbers("uneven", "reflection") == {"step": 100, "rest": 30}


def test_the_first_in_depth_periods_were_shorter() -> None:
    shorter = numbers("shorter_stays")
    assert (shorter["most"], shorter["whole"], float(shorter["mean"])) == (1_296_000, 729, 60.8)  # type: ignore[arg-type]


def test_the_extensions_had_children_along() -> None:
    assert numbers("supplements_paid", "in_depth_reduced") == {"most": 966_000, "short": 314_121}
    assert dict(row("in_depth_reduced").steps)["staffing",] == Money.of(1_272_000, "SEK")
    assert numbers("child_needed") == {"most": 1_272_000, "with_staffing": 17, "without_staffing": 629}


@pytest.mark.parametrize("key", ["reflection", "in_depth_full", "in_depth_reduced"])
def test_71_or_61_can_leave_the_rest_and_24_alone_never(key: str) -> None:
    fits = {
        int(each.numbers["allowance"].value.amount): each.key  # type: ignore[union-attr]
        for each in row(key).conclusions
        if each.key.startswith("allowance_")
    }
    assert fits == {71: "allowance_fits", 61: "allowance_fits", 24: "allowance_never", 19: "allowance_fits"}


def test_the_days_at_full_rate_fit_only_a_rise_of_600() -> None:
    days = numbers("full_days")
    assert (days["uplift"], days["days"], days["three"], days["two"], days["rival"]) == (600, 28, 8, 2, 14)


def test_money_of_the_year_before_and_moved_money_are_worked_out() -> None:
    assert numbers("earlier_money")["earlier"] == 461_060
    assert numbers("moved_money")["moved"] == 199_560


def test_sums_people_and_children_agree_but_not_the_forms() -> None:
    standing = {each.key: each.standing.value for each in found().tables}
    assert standing == {
        "people": "agrees",
        "children": "agrees",
        "forms_unfit": "disagrees",
        "sums": "agrees",
        "earlier_money": "needed",
        "moved_money": "needed",
    }


def test_support_alone_is_counted_in_the_reduced_row() -> None:
    assert numbers("support_alone") == {"number": 2, "each": 15_600, "most": 31_200, "rest": 17}


def test_every_witness_comes_to_the_published_sum_when_the_engine_decides_its_cases() -> None:
    verified = list(found().verify())
    assert {each.witness.row for each in verified} == {"reflection", "in_depth_full", "in_depth_reduced"}
    assert [each for each in verified if not each.agrees] == []
    wanted = {each.row.key: each.row.number for each in found().rows}
    assert all(each.cases == wanted[each.witness.row] for each in verified)


def test_witnesses_come_with_the_fewest_departures_first_and_once() -> None:
    for finding in found().rows:
        departures = [each.departures for each in finding.witnesses]
        assert departures == sorted(departures)
        assert len({each.combination for each in finding.witnesses}) == len(finding.witnesses)
        if departures:
            assert departures[0] == Search(finding.row.blocks).best(finding.row.total).departures  # type: ignore[union-attr]


def test_the_cases_of_a_witness_have_ids_that_say_what_they_are() -> None:
    finding = row("in_depth_reduced")
    cases = witness_cases(finding.row, finding.witnesses[0].combination, date(2022, 1, 1))
    assert cases[0].id == "witness-in-depth-reduced-01"
    assert len({case.id for case in cases}) == 19


@pytest.mark.parametrize(
    ("key", "value", "conclusion"),
    [
        ("men", 6, "people_unfit"),
        ("children_apart", 2, "children_unfit"),
        ("children_directly_exploited", 0, "forms"),
        ("money", 2_676_621, "sums_unfit"),
        ("full_day_money", 16_801, "full_days_unfit"),
        ("full_day_money", 24_000, "full_days_unfit"),
        ("children_in_shelter", 3, "households_unfit"),
        ("integration_money", 225_001, "over"),
        ("integration_money", 224_999, "no_combination"),
        ("integration_money", 225_000, "even"),
    ],
)
def test_other_figures_lead_to_other_conclusions(key: str, value: int, conclusion: str) -> None:
    other = reconcile(RULEBOOK, with_figure(key, value))
    assert other.conclusion(conclusion).reasoning.sv != other.conclusion(conclusion).reasoning.en


def test_a_conclusion_that_is_not_drawn_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_combination"):
        found().conclusion("no_combination")


def test_a_sum_just_beyond_the_bound_is_proven_impossible_and_the_bound_itself_is_attained() -> None:
    for each in rows_of(load_figures("nsp-2022"), day_worths(found().plan)):
        if each.blocks:
            search = Search(each.blocks)
            assert search.best(search.highest) is not None
            assert search.best(search.highest + 1) is None
            assert search.best(search.lowest) is not None
            assert search.best(search.lowest - 1) is None


def test_every_conclusion_cites_rules_or_figures_that_exist() -> None:
    figures, catalogue = found().figures, RULEBOOK.registers.catalogue
    for each in found().conclusions:
        assert each.cite or each.figures
        assert set(each.cite) <= set(catalogue)
        assert set(each.figures) <= set(figures.figures)
