"""One chart of each kind, in both languages, with words as long as they come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from amp_rules.report.charts import (
    Axis,
    Band,
    Bars,
    Changes,
    Curve,
    Days,
    Fan,
    FanSide,
    Frame,
    HeatMap,
    IntervalRow,
    Intervals,
    Limit,
    Part,
    Ranked,
    RankedRow,
    Record,
    Series,
    Sweep,
    Waterfall,
)

FIRST = date(2022, 1, 1)
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "fan": "Spending through the year, as the rules are and as the reform has them",
        "note": "10,000 simulated years with the same persons on both sides. Half of the years lie in the "
        "dark area, nine in ten in the pale one. The stays are made up; arrivals are even over the year.",
        "spent": "Committed so far (SEK)",
        "half": "Half of the years",
        "most": "Nine years in ten",
        "middle": "The middle year",
        "budget": "Budget, SEK 2,016,000",
        "now": "The rules as they are",
        "reform": "Reform: child supplement 600",
        "days": "Days",
        "refused": "Days of support refused for lack of money, mean of a year",
        "waiting": "Persons who wait for money",
        "persons": "Persons",
        "ranked": "What depends on each reading of the sources",
        "difference": "Difference of the total (SEK)",
        "waterfall": "How the total changes, by change of the reform",
        "total": "Total (SEK)",
        "changes": "Who loses and who gains",
        "per_person": "Difference for the person (SEK)",
        "lose": "Lose",
        "stay": "Unchanged",
        "gain": "Gain",
        "cases": "Persons",
        "sweep": "The total as the child supplement is turned up",
        "supplement": "Child supplement (SEK a day)",
        "heat": "Share of years in which the money runs out",
        "share": "Years (per cent)",
        "people": "Persons who come in the year",
        "intervals": "What the published totals allow",
        "interval": "Allowed by the rules",
        "inside": "Published, allowed",
        "outside": "Published, not allowed",
        "never": "Never",
    },
    "sv": {
        "fan": "Utgifter under året, enligt gällande regler och enligt reformen med höjt barntillägg från "
        "årsskiftet",
        "note": "10 000 simulerade år med samma personer på båda sidor. Hälften av åren ligger i det mörka "
        "fältet, nio av tio i det ljusa. Vistelserna är påhittade; ankomsterna är jämnt fördelade över året.",
        "spent": "Hittills beviljat (SEK)",
        "half": "Hälften av åren",
        "most": "Nio år av tio",
        "middle": "Det mittersta året",
        "budget": "Budget, 2 016 000 SEK",
        "now": "Gällande regler",
        "reform": "Reform: barntillägg 600",
        "days": "Dagar",
        "refused": "Stöddagar som avslås för att medel saknas, medelvärde för ett år",
        "waiting": "Personer som väntar på medel",
        "persons": "Personer",
        "ranked": "Vad som beror på varje tolkning av källorna",
        "difference": "Skillnad i summan (SEK)",
        "waterfall": "Hur summan förändras, per ändring i reformen",
        "total": "Summa (SEK)",
        "changes": "Vilka som förlorar och vilka som vinner",
        "per_person": "Skillnad för personen (SEK)",
        "lose": "Förlorar",
        "stay": "Oförändrat",
        "gain": "Vinner",
        "cases": "Personer",
        "sweep": "Summan när barntillägget höjs",
        "supplement": "Barntillägg (SEK per dag)",
        "heat": "Andel av åren då medlen tar slut",
        "share": "År (procent)",
        "people": "Personer som kommer under året",
        "intervals": "Vad de publicerade summorna tillåter",
        "interval": "Tillåtet enligt reglerna",
        "inside": "Publicerat, tillåtet",
        "outside": "Publicerat, inte tillåtet",
        "never": "Aldrig",
    },
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Reflection period",
        "First in-depth period",
        "Extension",
        "Support without housing",
        "Integration support",
        "One-off support",
    ),
    "sv": (
        "Reflektionsperiod",
        "Första fördjupade period",
        "Förlängning",
        "Stöd utan boende",
        "Integrationsstöd",
        "Punktinsats",
    ),
}


def samples(language: str) -> Mapping[str, Record]:
    """A record of each kind, by a name for its file."""
    say = WORDS[language]
    return {
        "fan": Fan(
            Frame(say["fan"], say["note"]),
            Axis(say["spent"], "money"),
            FIRST,
            say["middle"],
            (_side(say, say["now"], 1.0), _side(say, say["reform"], 1.15)),
            (Limit(say["budget"], 201_600_000),),
        ),
        "bars": _bars(say, language),
        "days": _days(say),
        "ranked": _ranked(say, language),
        "waterfall": _waterfall(say, language),
        "changes": _changes(say),
        "sweep": _sweep(say),
        "heat": _heat(say),
        "intervals": _intervals(say, language),
        "months": _months(say, language),
    }


def _side(say: Mapping[str, str], name: str, times: float) -> FanSide:
    def curve(share: float) -> tuple[int, ...]:
        return tuple(
            min(
                201_600_000,
                int(100 * times * (day + 1) * (4_800 + 9_000 * share * math.sqrt((day + 1) / 365))),
            )
            for day in range(365)
        )

    bands = (Band(say["most"], curve(0.02), curve(0.5)), Band(say["half"], curve(0.12), curve(0.3)))
    return FanSide(name, curve(0.2), bands)


def _bars(say: Mapping[str, str], language: str) -> Bars:
    one, other = (120, 310, 905, 12, 88, 3), (160, 402, 1120, 14, 97, 4)
    return Bars(
        Frame(say["refused"], say["note"]),
        Axis(say["days"]),
        KINDS[language],
        (
            Series(say["now"], one, tuple((value * 0.93, value * 1.07) for value in one)),
            Series(say["reform"], other, tuple((value * 0.93, value * 1.07) for value in other)),
        ),
    )


def _months(say: Mapping[str, str], language: str) -> Bars:
    from babel.dates import get_month_names

    names = get_month_names("abbreviated", "stand-alone", locale=language)
    months = tuple(names[number].rstrip(".") for number in range(1, 13))
    one = (0, 0, 0.004, 0.012, 0.041, 0.083, 0.112, 0.101, 0.08, 0.06, 0.05, 0.03, 0.427)
    other = (0, 0, 0.006, 0.022, 0.071, 0.103, 0.142, 0.111, 0.09, 0.07, 0.06, 0.04, 0.285)
    return Bars(
        Frame(say["heat"], say["note"]),
        Axis(say["share"], "share"),
        (*months, say["never"]),
        (Series(say["now"], one), Series(say["reform"], other)),
    )


def _days(say: Mapping[str, str]) -> Days:
    def curve(top: float) -> tuple[float, ...]:
        return tuple(max(0.0, top * (day - 150) / 215) for day in range(365))

    return Days(
        Frame(say["waiting"], say["note"]),
        Axis(say["persons"]),
        FIRST,
        (
            Curve(say["now"], curve(5), Band(f"{say['now']}: {say['most'].lower()}", curve(1), curve(9))),
            Curve(
                say["reform"], curve(7), Band(f"{say['reform']}: {say['most'].lower()}", curve(3), curve(14))
            ),
        ),
    )


def _ranked(say: Mapping[str, str], language: str) -> Ranked:
    long = {
        "en": "Reduced rate by programme day 121 instead of by the number of the period",
        "sv": "Reducerad ersättning från programmets dag 121 i stället för efter periodens nummer",
    }
    return Ranked(
        Frame(say["ranked"], say["note"]),
        Axis(say["difference"], "money"),
        (
            RankedRow("B5=day-count", (-84_300_00,), long[language]),
            RankedRow("B1=per-child", (61_250_00,)),
            RankedRow("B11=no-floor", (-1_250_50,)),
            RankedRow("B13=no-cut", (212_000_00,)),
            RankedRow("A=low/high", (-32_000_00, 47_000_00)),
            RankedRow("B17=nights", (0,)),
        ),
    )


def _waterfall(say: Mapping[str, str], language: str) -> Waterfall:
    parts = (
        Part(KINDS[language][1], 125_000_00),
        Part(KINDS[language][2], -310_500_00),
        Part(KINDS[language][3], 42_000_00),
        Part(KINDS[language][4], -9_999_50),
    )
    return Waterfall(
        Frame(say["waterfall"], say["note"]),
        Axis(say["total"], "money"),
        Part(say["now"], 2_016_000_00),
        parts,
        Part(say["reform"], 2_016_000_00 + sum(int(part.amount) for part in parts)),
    )


def _changes(say: Mapping[str, str]) -> Changes:
    return Changes(
        Frame(say["changes"], say["note"]),
        Axis(say["per_person"], "money"),
        tuple(amount * 100 for amount in (-6000, -4000, -2000, 0, 2000, 4000, 6000, 8000)),
        (3, 11, 42, 180, 95, 12, 2),
        655,
        (say["lose"], say["stay"], say["gain"]),
        say["cases"],
    )


def _sweep(say: Mapping[str, str]) -> Sweep:
    points = tuple(amount * 100 for amount in range(300, 801, 50))
    one = tuple(1_900_000_00 + point * 400 for point in points)
    other = tuple(1_950_000_00 + point * 300 for point in points)
    return Sweep(
        Frame(say["sweep"], say["note"]),
        Axis(say["supplement"], "money"),
        Axis(say["total"], "money"),
        points,
        (Curve(say["now"], one), Curve(say["reform"], other)),
        Limit(say["now"] + " (500)", 500_00),
    )


def _heat(say: Mapping[str, str]) -> HeatMap:
    columns, rows = tuple(range(25, 56, 5)), tuple(amount * 100 for amount in range(300, 801, 100))
    cells = tuple(
        tuple(
            None if (x, y) == (0, 5) else Fraction(min(100, max(0, x * 14 + y * 5 - 10)), 100)
            for x in range(len(columns))
        )
        for y in range(len(rows))
    )
    return HeatMap(
        Frame(say["heat"], say["note"]),
        Axis(say["people"]),
        Axis(say["supplement"], "money"),
        columns,
        rows,
        cells,
        Axis(say["share"], "share"),
        now=(2, 2),
    )


def _intervals(say: Mapping[str, str], language: str) -> Intervals:
    kinds = KINDS[language]
    return Intervals(
        Frame(say["intervals"], say["note"]),
        Axis(say["total"], "money"),
        (
            IntervalRow(kinds[0], 0, 180_000_00, 188_330_00),
            IntervalRow(kinds[1], 0, 1_296_000_00, 875_198_00),
            IntervalRow(kinds[2], 100_000_00, 1_710_000_00, 1_280_121_00),
            IntervalRow(kinds[4], 225_000_00, 225_000_00, 246_000_00),
            IntervalRow(kinds[5], 0, 100_000_00),
        ),
        (say["interval"], say["inside"], say["outside"]),
    )
