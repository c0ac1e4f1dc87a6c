"""Expressions in words: one sentence for each form of the language, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.explanation import describe_decision, describe_rule, say
from amp_rules.plan import Plan, build_plan
from amp_rules.rulebook import load_library, load_rulebook
from tests.places import SAMPLE
from tests.rulebook.folders import FOLDER, write_folder

NB = "\xa0"
RULES = """\
parameters:
  cap: {unit: day, value: 30, title: {en: Longest time, sv: Längsta tid}, cite: [T-01]}
  rate: {unit: SEK/day, value: 1200, title: {en: Day rate, sv: Dygnsersättning}, cite: [T-01]}
  months: {unit: month, value: 3, title: {en: Months, sv: Månader}, cite: [T-01]}
  share: {unit: ratio, value: 0.5, title: {en: Half, sv: Halva}, cite: [T-01]}
  floor:
    unit: SEK/day
    values: [{value: 10}, {from: 2020-06-01, value: 12}]
    title: {en: Floor, sv: Golv}
    cite: [T-01]
  nordic: {unit: country, value: SE NO, title: {en: Nordic, sv: Norden}, cite: [T-01]}
entities:
  part: {of: person, count: 2, most: 3, title: {en: part, sv: del}}
"""


def plan_for(root: Path, about: str, kind: str, unit: str, code: str) -> Plan:
    lines = f"    about: {about}\n    type: {kind}\n" + (f"    unit: {unit}\n" if unit else "")
    titles = "    title: {en: Tested, sv: Prövad}\n    cite: [T-01]\n"
    other = "    title: {en: Granted, sv: Beviljat}\n    cite: [T-01]\n"
    rules = (
        f"{RULES}decisions:\n  tested:\n{lines}{titles}    value: >-\n      {code}\n"
        f"  granted:\n    about: case\n    type: verdict\n{other}    value: case.voluntariness.wants_return\n"
        f"  in_part:\n    about: part\n    type: bool\n{other}    value: part.number < 2\n"
    )
    return build_plan(
        load_library(write_folder(root, {f"{FOLDER}/rules.yaml": rules})).rulebook("nsp", edition="2020")
    )


def said(root: Path, code: str, about: str = "case", kind: str = "bool", unit: str = "") -> list[str]:
    plan = plan_for(root, about, kind, unit, code)
    return [say(plan, plan.decisions["tested"].rules[0].then, language, about) for language in ("en", "sv")]


CONDITIONS = [
    (
        "case.exploitation.trafficking in ('identified', 'suspected')",
        "trafficking is suspected or identified",
        "människohandel är misstänkt eller identifierad",
    ),
    ("case.voluntariness.wants_return", "wants to return", "vill återvända"),
    ("not case.voluntariness.wants_return", "not “wants to return”", "inte ”vill återvända”"),
    ("granted", "the condition “Granted” is met", "villkoret ”Beviljat” är uppfyllt"),
    ("not granted", "the condition “Granted” is not met", "villkoret ”Beviljat” är inte uppfyllt"),
    ("True", "yes", "ja"),
    ("not True", "no", "nej"),
    (
        "'SE' not in case.principal.nationalities",
        "nationalities does not include Sweden",
        "medborgarskap omfattar inte Sverige",
    ),
    (
        "not ('SE' not in case.principal.nationalities)",
        "nationalities includes Sweden",
        "medborgarskap omfattar Sverige",
    ),
    (
        "case.destination.country in parameter.nordic",
        "country of return is Norway or Sweden (“Nordic”)",
        "återvändandeland är Norge eller Sverige (”Norden”)",
    ),
    (
        "case.applied_on >= case.journey.arrived_on if case.journey.arrived_on is not None else granted",
        "“applied on” is “arrived on” or later if “arrived on” has a date, otherwise the condition “Granted”"
        " is met",
        "”ansökt den” är ”ankom den” eller senare om ”ankom den” har ett datum, annars villkoret ”Beviljat”"
        " är uppfyllt",
    ),
    (
        "not (case.journey.arrived_on is None or granted)",
        "“arrived on” has a date and the condition “Granted” is not met",
        "”ankom den” har ett datum och villkoret ”Beviljat” är inte uppfyllt",
    ),
    (
        "granted and (case.principal.pet or case.principal.substance_use)",
        "the condition “Granted” is met and (brings a pet or active substance use)",
        "villkoret ”Beviljat” är uppfyllt och (har med sig husdjur eller aktivt missbruk)",
    ),
    (
        "any(p.kind != 'reflection' for p in case.periods if p.needs_remain)",
        "at least one of the support periods for which needs of protection and support remain meets this:"
        " kind of support is not reflection period",
        "minst en av stödperioderna för vilka det gäller att behov av skydd och stöd kvarstår uppfyller"
        " detta: typ av stöd är inte reflektionsperiod",
    ),
    (
        "not any(p.kind == 'reflection' for p in case.periods)",
        "all support periods meet this: kind of support is not reflection period",
        "alla stödperioder uppfyller detta: typ av stöd är inte reflektionsperiod",
    ),
    (
        "any(f != 'sexual' for f in case.exploitation.forms)",
        "at least one value of forms of exploitation meets this: the value is not sexual exploitation",
        "minst ett av värdena i former av utnyttjande uppfyller detta: värdet är inte sexuellt utnyttjande",
    ),
    (
        "count(p for p in case.claims) > 2",
        "the number of claims is greater than 2",
        "antalet anspråk är större än 2",
    ),
    (
        "case.shelter.women_age_from is None",
        "lowest age of women has no value",
        "lägsta ålder för kvinnor saknar värde",
    ),
    (
        "at(case.daily.extra_staffing, case.applied_on)",
        "extra staffing on the date “applied on”",
        "extra personal vid datumet ”ansökt den”",
    ),
]


@pytest.mark.parametrize(("code", "english", "swedish"), CONDITIONS, ids=[row[0] for row in CONDITIONS])
def test_conditions_in_words(tmp_path: Path, code: str, english: str, swedish: str) -> None:
    assert said(tmp_path, code) == [english, swedish]


def test_the_day_and_its_rates_in_words(tmp_path: Path) -> None:
    code = "day.number > parameter.cap and first(day.full_rate, parameter.cap) and day.date < case.applied_on"
    assert said(tmp_path, code, about="day") == [
        "the day’s number in the period is greater than 30 days (“Longest time”), the day is among the first"
        " days of the period with: full rate asked for (number of days: 30 days (“Longest time”)) and the"
        " date of the day is before “applied on”",
        "dagens nummer i perioden är större än 30 dagar (”Längsta tid”), dagen hör till de första dagarna i"
        " perioden med: full ersättning begärd (antal dagar: 30 dagar (”Längsta tid”)) och dagens datum är"
        " före ”ansökt den”",
    ]


def test_money_in_words(tmp_path: Path) -> None:
    code = "max(0, parameter.rate * parameter.share - day.adult_allowance)"
    assert said(tmp_path, code, "day", "amount", "SEK/day") == [
        f"(SEK{NB}1,200 per day (“Day rate”) times 50 per cent (“Half”)) minus daily allowance of the adult,"
        f" though not below SEK{NB}0 per day",
        f"(1{NB}200{NB}kr per dygn (”Dygnsersättning”) gånger 50 procent (”Halva”)) minus den vuxnes"
        f" dagersättning, dock lägst 0{NB}kr per dygn",
    ]


def test_a_parameter_with_dated_values_in_words(tmp_path: Path) -> None:
    assert said(tmp_path, "parameter.floor", "day", "amount", "SEK/day") == [
        "“Floor” on the day in question",
        "”Golv” för den aktuella dagen",
    ]
    assert said(tmp_path / "b", "at(parameter.floor, case.applied_on)", "case", "amount", "SEK/day") == [
        "“Floor” on the date “applied on”",
        "”Golv” vid datumet ”ansökt den”",
    ]


def test_dates_in_words(tmp_path: Path) -> None:
    code = "year_end(add_months(case.applied_on, parameter.months))"
    assert said(tmp_path, code, kind="date") == [
        "the last day of the year of 3 months (“Months”) after “applied on”",
        "sista dagen under året för 3 månader (”Månader”) efter ”ansökt den”",
    ]
    code = "min(month_end(case.applied_on), case.applied_on + parameter.cap)"
    assert said(tmp_path / "b", code, kind="date") == [
        "the earliest of the last day of the month of “applied on” and (“applied on” plus 30 days"
        " (“Longest time”))",
        "det tidigaste av sista dagen i månaden för ”ansökt den” och (”ansökt den” plus 30 dagar"
        " (”Längsta tid”))",
    ]


def test_ages_in_words(tmp_path: Path) -> None:
    code = (
        "age_of(case.principal, case.applied_on) >= age(case.principal.birth_date, case.journey.arrived_on)"
    )
    assert said(tmp_path, f"case.journey.arrived_on is not None and {code}") == [
        "“arrived on” has a date and age on the date “applied on” is at least the age on “arrived on” of"
        " someone born on “date of birth”",
        "”ankom den” har ett datum och ålder vid datumet ”ansökt den” är minst åldern vid ”ankom den” för"
        " den som är född ”födelsedatum”",
    ]


def test_counted_spans_of_time_in_words(tmp_path: Path) -> None:
    code = "days(period.start, period.end)"
    assert said(tmp_path, code, "period", "amount", "day") == [
        "the number of days from “first day” to “last day”, both counted",
        "antalet dagar från och med ”första dag” till och med ”sista dag”",
    ]


def test_the_entity_before_in_words(tmp_path: Path) -> None:
    code = "prior(tested, 0, claim.person, claim.category) + 1"
    assert said(tmp_path, code, "claim", "amount", "count") == [
        "“Tested” for the claim before with the same person and grant category (for the first: 0) plus 1",
        "”Prövad” för föregående anspråk med samma person och bidragskategori (för den första: 0) plus 1",
    ]


def test_sums_in_words(tmp_path: Path) -> None:
    assert said(tmp_path, "sum(i.cost for i in case.items)", "case", "amount", "SEK") == [
        "the sum of cost for all one-off support items",
        "summan av kostnad för alla punktinsatser",
    ]


def test_numbered_entities_in_words(tmp_path: Path) -> None:
    code = "all(i.number < 3 for i in person.parts)"
    assert said(tmp_path, code, about="person") == [
        "all entries “part” meet this: number in order is less than 3",
        "alla poster ”del” uppfyller detta: nummer i ordningen är mindre än 3",
    ]


def test_a_rule_in_words() -> None:
    plan = build_plan(load_rulebook("nsp", edition="2022", root=SAMPLE))
    rule = plan.decisions["day_status"].rules[1]
    assert describe_rule(plan, rule, "en") == (
        "If the day’s number in the period is greater than “Most days” (period): over cap"
    )
    assert describe_rule(plan, plan.decisions["eligible"].rules[0], "sv").startswith(
        "Ja om villkoret ”Människohandel eller prostitution” är uppfyllt, medborgarskap omfattar inte"
    )


def test_a_decision_in_words() -> None:
    plan = build_plan(load_rulebook("nsp", edition="2022", root=SAMPLE))
    line = describe_decision(plan, "staffing", "sv")
    assert line.text == "Personaltillägg"
    assert [each.id for each in line.citations] == ["NSP-A06"]
    assert [child.text for child in line.children] == [
        f"Om ”Dagens status” är paid och extra personal: 200{NB}kr per dygn (”Personaltillägg”)",
        f"Annars: 0{NB}kr per dygn",
    ]
