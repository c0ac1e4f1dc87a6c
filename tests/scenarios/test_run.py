"""Scenarios are decided and compared, and only what is written is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.rulebook import Library, load_library
from amp_rules.scenarios import Mismatch, Ran, load_scenarios, run_all, run_scenario
from tests.scenarios.sample import GIVEN, entry, scenario, write_rules


def run(root: Path, expect: str, given: str = GIVEN, more: str = "") -> Ran:
    write_rules(root, scenario(expect, given, more))
    return run_scenario(load_scenarios(root)[0], load_library(root))


def failure(ran: Ran) -> Mismatch:
    (found,) = ran.failures
    return found


AS_IT_IS = [
    "verdicts: {support: referred}\n",
    "verdicts: {withdrawn_after: refused}\n",
    'values: {total: "38500.00 SEK", last_day: 2022-04-09, withdrawn_after: false}\n',
    "values: {support: unknown, needed: unknown}\n",
    "values: {support: referred}\n",
    'each: {period: {p1: {paid: "38500.00 SEK", refused_period: false}}}\n',
    'each: {day: {p1.2022-03-03: {status: paid, child: "500.00 SEK"}, p1.2022-04-09: {status: over_cap}}}\n',
    "missing: []\n",
    "referred: {needed: nsp}\n",
    "findings: []\n",
    "bounds: {total: [38500.00, 38500.00]}\n",
    'bounds: {total: ["38500.00 SEK", 38500]}\n',
    """\
    timeline:
      - {period: p1, from: 2022-03-01, to: 2022-03-05, days: 5, rate: "1700.00 SEK", amount: "8500.00 SEK"}
      - {components: {adult: "1200.00 SEK"}, rules: [adult.period, rate.value], status: paid}
      - {status: over_cap}
    """,
]


@pytest.mark.parametrize("expect", AS_IT_IS)
def test_a_scenario_that_tells_what_comes_out_passes(tmp_path: Path, expect: str) -> None:
    ran = run(tmp_path, expect)
    assert ran.failures == ()
    assert ran.passed


WRONG = [
    ("verdicts: {support: granted}\n", "verdicts.support", "granted", "referred", None),
    (
        "verdicts: {suport: granted}\n",
        "verdicts.suport",
        "a decision about a case",
        "no such decision",
        "support",
    ),
    ("verdicts: {total: granted}\n", "verdicts.total", "a verdict", "a decision of type amount", None),
    ('values: {total: "1.00 SEK"}\n', "values.total", "1.00 SEK", "38500.00 SEK", None),
    ("values: {total: 38500}\n", "values.total", "38500", "38500.00 SEK", "100.00 SEK"),
    ('values: {total: "38500.00 USD"}\n', "values.total", "38500.00 USD", "38500.00 SEK", "100.00 SEK"),
    ("values: {total: unknown}\n", "values.total", "unknown", "38500.00 SEK", None),
    ("values: {total: absent}\n", "values.total", "absent", "38500.00 SEK", None),
    ("values: {last_day: 2022-04-10}\n", "values.last_day", "2022-04-10", "2022-04-09", None),
    ("values: {last_day: soon}\n", "values.last_day", "soon", "2022-04-09", "YYYY-MM-DD"),
    ("values: {withdrawn_after: 0}\n", "values.withdrawn_after", "0", "false", "true or false"),
    ("values: {support: granted}\n", "values.support", "granted", "referred", None),
    ("values: {paid: 1}\n", "values.paid", "a decision about a case", "a decision about a period", None),
    ("each: {period: {p1: {last: absent}}}\n", "each.period.p1.last", "absent", "2022-04-09", None),
    (
        "each: {period: {p2: {last: absent}}}\n",
        "each.period.p2.last",
        "an entity 'p2'",
        "no such period",
        "p1",
    ),
    (
        "each: {perid: {p1: {x: 1}}}\n",
        "each.perid.p1.x",
        "an entity 'p1'",
        "no kind of entity 'perid'",
        "period",
    ),
    (
        "each: {day: {p1.2022-03-03: {status: payed}}}\n",
        "each.day.p1.2022-03-03.status",
        "payed",
        "paid",
        "did you mean 'paid'",
    ),
    (
        "each: {day: {p1.2023-03-03: {status: paid}}}\n",
        "each.day.p1.2023-03-03.status",
        "an entity 'p1.2023-03-03'",
        "no such day",
        None,
    ),
    ("missing: [$.applied_on]\n", "missing", "$.applied_on", "none", "not found: $.applied_on"),
    ("referred: {}\n", "referred", "none", "needed: nsp", "not expected: needed: nsp"),
    ("bounds: {total: [0.00, 38500.00]}\n", "bounds.total.lowest", "0.00 SEK", "38500.00 SEK", None),
    ("bounds: {total: [38500.00, open]}\n", "bounds.total.highest", "open", "38500.00 SEK", None),
    ("bounds: {totl: [0, 1]}\n", "bounds.totl", "a goal that is an amount", "no such goal", "total"),
    ("timeline: []\n", "timeline", "0 segments", "3 segments", "2022-03-01 to 2022-03-05"),
    ("timeline: [{days: 4}, {}, {}]\n", "timeline[0].days", "4", "5", None),
    (
        "timeline: [{components: {chid: 0}}, {}, {}]\n",
        "timeline[0].components.chid",
        "a component of the rate",
        "no such component",
        "child",
    ),
    (
        'timeline: [{components: {child: "1.00 SEK"}}, {}, {}]\n',
        "timeline[0].components.child",
        "1.00 SEK",
        "500.00 SEK",
        None,
    ),
    (
        "timeline: [{rules: []}, {}, {}]\n",
        "timeline[0].rules",
        "none",
        "adult.period, child.paid, rate.value",
        None,
    ),
    ("error: NoEditionError\n", "error", "NoEditionError", "an outcome", None),
]


@pytest.mark.parametrize(("expect", "key", "expected", "found", "hint"), WRONG)
def test_a_mismatch_says_what_and_where(
    tmp_path: Path, expect: str, key: str, expected: str, found: str, hint: str | None
) -> None:
    wrong = failure(run(tmp_path, expect))
    assert (wrong.key, wrong.expected, wrong.found) == (key, expected, found)
    assert hint is None or hint in (wrong.hint or "")
    assert wrong.where.source == "scenarios/nsp-2022/sample.yaml"


def test_a_mismatch_reads_as_one_line(tmp_path: Path) -> None:
    wrong = failure(run(tmp_path, "verdicts: {suport: granted}\n"))
    assert str(wrong).endswith(
        "verdicts.suport: expected a decision about a case, found no such decision (did you mean 'support'?)"
    )


def test_an_unknown_finding_and_the_set_are_both_told(tmp_path: Path) -> None:
    ran = run(tmp_path, "findings: [refused_perod]\n")
    assert [wrong.hint for wrong in ran.failures] == [
        "did you mean 'refused_period'?",
        "not found: refused_perod",
    ]


def test_findings_that_hold_are_an_exact_set(tmp_path: Path) -> None:
    given = GIVEN.replace("needs_remain: true", "needs_remain: false")
    assert run(tmp_path, "findings: [refused_period]\n", given).passed


def test_the_missing_facts_are_an_exact_set(tmp_path: Path) -> None:
    given = GIVEN.replace("exploitation: {prostitution: true}\n", "")
    assert run(tmp_path, "missing: [$.exploitation.prostitution]\n", given).passed


def test_an_absent_value_is_written_absent(tmp_path: Path) -> None:
    assert run(tmp_path, "values: {last_day: absent}\n", "applied_on: 2022-03-01\nperiods: []\n").passed


def test_readings_change_what_comes_out(tmp_path: Path) -> None:
    expect = "timeline: [{}, {}, {rate: '1200.00 SEK'}]\n"
    assert run(tmp_path, expect, more="readings: {B5: day-count}\n").passed


def test_without_an_edition_the_date_of_the_case_counts(tmp_path: Path) -> None:
    given = GIVEN.replace("applied_on: 2022-03-01", "applied_on: 2023-03-01")
    assert run(tmp_path, "error: NoEditionError\n", given).passed


def test_a_named_edition_decides_whatever_the_date(tmp_path: Path) -> None:
    given = GIVEN.replace("applied_on: 2022-03-01", "applied_on: 2023-03-01")
    assert run(tmp_path, "verdicts: {support: referred}\n", given, 'edition: "2022"\n').passed


def test_another_error_than_expected_is_told(tmp_path: Path) -> None:
    given = GIVEN.replace("applied_on: 2022-03-01", "applied_on: 2023-03-01")
    wrong = failure(run(tmp_path, "error: UniqueTableError\n", given))
    assert wrong.found.startswith("NoEditionError: no edition of 'nsp'")


@pytest.mark.parametrize("more", ['edition: "2032"\n', "readings: {B5: day-cout}\n", "readings: {B55: x}\n"])
def test_an_edition_or_reading_that_does_not_exist_is_a_failure(tmp_path: Path, more: str) -> None:
    ran = run(tmp_path, "findings: []\n", more=more)
    assert ran.outcome is None
    assert failure(ran).found.startswith("UnknownNameError")


def test_a_rule_outside_the_catalogue_is_a_failure(tmp_path: Path) -> None:
    write_rules(tmp_path, scenario("findings: []\n").replace("[NSP-A01]", "[NSP-A1]"))
    wrong = failure(run_scenario(load_scenarios(tmp_path)[0], load_library(tmp_path)))
    assert (wrong.key, wrong.found) == ("rules", "NSP-A1")


def test_the_same_edition_and_readings_share_one_plan(tmp_path: Path) -> None:
    more = "readings: {B5: day-count}\n"
    text = scenario("findings: []\n", more=more) + entry("findings: []\n", more=more, label="sample.two")
    first, second = run_all(load_scenarios(write_rules(tmp_path, text)), load_library(tmp_path))
    assert first.outcome is not None
    assert second.outcome is not None
    assert first.outcome.plan is second.outcome.plan


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library(write_rules(tmp_path))


def test_running_nothing_gives_nothing(library: Library) -> None:
    assert run_all((), library) == ()
