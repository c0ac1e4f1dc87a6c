"""What checked expressions come to on a case: days cut, dated values, numbered entities, the one before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from amp_rules.case import case_from_mapping
from amp_rules.engine import Outcome, decide
from amp_rules.engine.kleene import LimitError
from amp_rules.errors import UniqueTableError
from amp_rules.terms import Money
from tests.rulebook.folders import EDITION, decision, parameter, plan_of

MONEY = EDITION + "total: total\ntimeline: {rate: worth, components: [worth]}\n"
TOTAL = decision(
    "total", "value: sum(p.paid for p in case.periods)", kind="amount", more="unit: SEK"
) + decision(
    "paid", "value: sum(d.worth for d in period.days)", about="period", kind="amount", more="unit: SEK"
)
PERIOD = {"id": "p1", "kind": "reflection", "start": "2020-06-26", "end": "2020-07-05"}


def outcome(room: Path, rules: str, edition: str = EDITION, **facts: Any) -> Outcome:
    """What a small rulebook says of an invented case."""
    case = {"id": "c1", "programme": "nsp", "principal": {"id": "p0"}, **facts}
    return decide(plan_of(room, rules, edition), case_from_mapping(case))


def verdict(room: Path, body: str, *others: str, parameters: str = "", **facts: Any) -> str:
    """The verdict `granted` of this body."""
    head = f"parameters:\n{parameters}" if parameters else ""
    rules = f"{head}decisions:\n" + decision("granted", body) + "".join(others)
    return outcome(room, rules, **facts).verdicts["granted"].value


def total(room: Path, worth: str, parameters: str, *others: str, **facts: Any) -> Decimal:
    """The total of what each day is worth, in SEK."""
    rules = (
        f"parameters:\n{parameters}decisions:\n"
        + decision("granted", "value: True")
        + decision("worth", f"value: {worth}", about="day", kind="amount", more="unit: SEK/day")
        + TOTAL
        + "".join(others)
    )
    found = outcome(room, rules, MONEY, **facts).amounts["total"]
    return Decimal(getattr(found, "amount"))  # noqa: B009 - money or unknown, money here


VARYING = """\
  varying:
    unit: SEK/day
    values: [{value: 100}, {from: 2020-07-01, value: 200}]
    title: {en: Varying, sv: Varierande}
    cite: [T-01]
"""
LIMIT = parameter("limit", "day", "3") + parameter("rate", "SEK/day", "100")


def test_a_dated_parameter_cuts_the_days(tmp_path: Path) -> None:
    assert total(tmp_path, "parameter.varying", VARYING, periods=[PERIOD]) == 5 * 100 + 5 * 200


def test_a_dated_parameter_is_read_at_a_date_elsewhere(tmp_path: Path) -> None:
    body = "value: at(parameter.varying, case.applied_on) == at(parameter.varying, parameter.late)"
    parameters = VARYING + parameter("late", "date", "2020-07-01")
    for day, said in (("2020-06-30", "refused"), ("2020-07-01", "granted"), ("2199-12-31", "granted")):
        assert verdict(tmp_path, body, parameters=parameters, applied_on=day) == said


def test_the_number_of_the_day_cuts_the_period(tmp_path: Path) -> None:
    assert (
        total(tmp_path, "parameter.rate if day.number <= parameter.limit else 0", LIMIT, periods=[PERIOD])
        == 300
    )


def test_the_first_flagged_days_are_counted_from_the_start_of_the_period(tmp_path: Path) -> None:
    flags = {"full_rate": [{"start": "2020-06-20", "end": "2020-06-27", "value": True},
                           {"start": "2020-06-30", "end": "2020-07-10", "value": True}]}  # fmt: skip
    worth = "parameter.rate if first(day.full_rate, parameter.limit) else 0"
    assert total(tmp_path, worth, LIMIT, periods=[PERIOD], daily=flags) == 300


@pytest.mark.parametrize(("met_on", "paid"), [("2020-06-30", 400), (None, 0), ("2020-06-01", 0)])
def test_a_guarded_date_may_be_absent_where_the_day_is_compared(
    tmp_path: Path, met_on: str | None, paid: int
) -> None:
    met = "case.process.met_on"
    worth = f"parameter.rate if {met} is not None and day.date < {met} else 0"
    found = total(tmp_path, worth, LIMIT, periods=[PERIOD], process={"met_on": met_on})
    assert found == paid


@pytest.mark.parametrize(("met_on", "paid"), [("2020-06-30", 700), (None, 0)])
def test_a_guarded_date_may_be_reckoned_with(tmp_path: Path, met_on: str | None, paid: int) -> None:
    met = "case.process.met_on"
    worth = f"parameter.rate if {met} is not None and day.date < {met} + parameter.limit else 0"
    found = total(tmp_path, worth, LIMIT, periods=[PERIOD], process={"met_on": met_on})
    assert found == paid


CLAIMS = [
    {"id": "c1", "person": "p0", "category": "health", "amount": "10.00", "on": "2020-03-03"},
    {"id": "c2", "person": "p0", "category": "housing", "amount": "20.00", "on": "2020-03-01"},
    {"id": "c3", "person": "p0", "category": "health", "amount": "40.00", "on": "2020-03-02"},
]
USED = decision(
    "used",
    "value: prior(used, 0, claim.person, claim.category) + claim.amount",
    about="claim",
    kind="amount",
    more="unit: USD",
)


def test_a_running_total_runs_by_date_among_equal_keys(tmp_path: Path) -> None:
    rules = "decisions:\n" + decision("granted", "value: any(c.used > 0 for c in case.claims)") + USED
    found = outcome(tmp_path, rules, claims=CLAIMS)
    used = [found.value("used", f"claim {label}") for label in ("c1", "c2", "c3")]
    assert used == [Money.of(amount, "USD") for amount in ("50.00", "20.00", "40.00")]


def test_the_one_before_may_stand_in_an_earlier_pass(tmp_path: Path) -> None:
    second = {"id": "p2", "kind": "reflection", "start": "2020-08-01", "end": "2020-08-02"}
    first = {**PERIOD, "justification": True}
    said = verdict(
        tmp_path,
        "value: any(p.after for p in case.periods)",
        decision("reasoned", "value: period.justification", about="period", kind="bool"),
        decision("some", "value: any(p.reasoned for p in case.periods)", kind="bool"),
        decision("after", "value: some and prior(reasoned, False, period.kind)", about="period", kind="bool"),
        periods=[first, second],
    )
    assert said == "granted"


def test_the_first_value_stands_before_the_first_entity(tmp_path: Path) -> None:
    first = decision("first_one", "value: prior(first_one, True)", about="claim", kind="bool")
    assert (
        verdict(tmp_path, "value: all(c.first_one for c in case.claims)", first, claims=CLAIMS) == "granted"
    )


@pytest.mark.parametrize("owner", ["case", "person", "period", "claim"])
def test_entities_can_be_numbered_under_any_entity(tmp_path: Path, owner: str) -> None:
    entity = f"entities:\n  part: {{of: {owner}, count: 3, most: 3, title: {{en: Part, sv: Del}}}}\n"
    last = decision("last", "value: part.number == 3 and not prior(last, False)", about="part", kind="bool")
    own = decision("own", f"value: any(q.last for q in {owner}.parts)", about=owner, kind="bool")
    whole = "value: own" if owner == "case" else f"value: any(q.own for q in case.{owner}s)"
    rules = entity + "decisions:\n" + decision("granted", whole) + last + own
    found = outcome(tmp_path, rules, periods=[PERIOD], claims=CLAIMS)
    assert found.verdicts["granted"].value == "granted"


@pytest.mark.parametrize("owner", ["case", "person"])
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"principal": {"id": "p0", "pet": True, "substance_use": False}}, (3, 1)),
        ({"principal": {"id": "p0", "pet": True}}, ("unknown", "unknown")),
        ({"principal": {"id": "p0", "pet": False}}, (1, 0)),
    ],
)
def test_how_many_entities_there_are_may_be_worked_out(
    tmp_path: Path, owner: str, facts: dict[str, Any], expected: tuple[object, object]
) -> None:
    person = "case.principal" if owner == "case" else "person"
    count = f"(1 if {person}.substance_use else 2) + 1 if {person}.pet else 1"
    entity = f"entities:\n  part: {{of: {owner}, count: '{count}', most: 3, title: {{en: Part, sv: Del}}}}\n"
    last = decision("last", "value: part.number == 3 and not prior(last, False)", about="part", kind="bool")
    numbers = decision(
        "numbers",
        f"value: count(q for q in {owner}.parts if q.number > 0)",
        about=owner,
        kind="amount",
        more="unit: count",
    )
    lasts = decision(
        "lasts",
        f"value: count(q for q in {owner}.parts if q.last)",
        about=owner,
        kind="amount",
        more="unit: count",
    )
    rules = entity + "decisions:\n" + decision("granted", "value: True") + last + numbers + lasts
    found = outcome(tmp_path, rules, children=[], **facts)
    assert (str(found.values("numbers")[0]), str(found.values("lasts")[0])) == tuple(map(str, expected))


def test_no_more_entities_than_the_most_are_made(tmp_path: Path) -> None:
    many = parameter("many", "count", "999999999")
    entity = "entities:\n  part: {of: case, count: parameter.many, most: 1000, title: {en: Part, sv: Del}}\n"
    rules = (
        f"parameters:\n{many}{entity}decisions:\n"
        + decision("granted", "value: any(q.last for q in case.parts)")
        + decision("last", "value: part.number == 3", about="part", kind="bool")
    )
    with pytest.raises(LimitError):
        outcome(tmp_path, rules).verdicts.get("granted")


def test_a_negative_number_of_entities_is_none(tmp_path: Path) -> None:
    entity = "entities:\n  part: {of: case, count: 0 - 3, most: 9, title: {en: Part, sv: Del}}\n"
    last = decision("last", "value: True", about="part", kind="bool")
    rules = entity + "decisions:\n" + decision("granted", "value: any(q.last for q in case.parts)") + last
    assert outcome(tmp_path, rules).verdicts["granted"].value == "refused"


def test_rules_that_hold_together_unseen_stop_the_decision(tmp_path: Path) -> None:
    body = "rules:\n  - {id: granted.a, when: pet, then: True}\n"
    body += "  - {id: granted.b, when: acute, then: False}\notherwise: False"
    rules = (
        "decisions:\n"
        + decision("granted", body)
        + decision("pet", "value: case.principal.pet", kind="bool")
        + decision("acute", "value: case.needs.acute", kind="bool")
    )
    facts: Mapping[str, Any] = {"principal": {"id": "p0", "pet": True}, "needs": {"acute": True}}
    with pytest.raises(UniqueTableError) as stopped:
        outcome(tmp_path, rules, **facts).verdicts.get("granted")
    assert stopped.value.rules == ("granted.a", "granted.b")


def test_a_period_may_look_at_all_periods(tmp_path: Path) -> None:
    later = decision(
        "later", "value: any(q.start > period.start for q in case.periods)", about="period", kind="bool"
    )
    second = {"id": "p2", "kind": "reflection", "start": "2020-08-01", "end": "2020-08-02"}
    rules = "decisions:\n" + decision("granted", "value: any(p.later for p in case.periods)") + later
    found = outcome(tmp_path, rules, periods=[PERIOD, second])
    assert [found.value("later", f"period {label}") for label in ("p1", "p2")] == [True, False]
