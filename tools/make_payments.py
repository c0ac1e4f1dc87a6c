"""Writes the example payment lists: invented cases and what was paid in them, rightly and wrongly.

python -m tools.make_payments            write them
python -m tools.make_payments --check    name those that are out of date; exit code 1 if any
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "examples" / "payments"

GATES = {
    "assessed_victim": "identified",
    "needs_support": True,
    "rights_match": True,
    "society_pays": False,
    "responsibility_attempted": True,
}
DAILY = (
    "adult_allowance",
    "children_in_shelter",
    "children_elsewhere",
    "other_payer",
    "full_rate",
    "extra_staffing",
    "child_allowance",
)
Period = dict[str, Any]


def period(own: str, kind: str, start: str, end: str, **more: Any) -> Period:
    """A support period without supplements."""
    plain = {"staffing_requested": False, "earlier_project_money": False, "continues": False}
    return {"id": own, "kind": kind, "start": start, "end": end, **plain, **more}


def extension(own: str, start: str, end: str, **more: Any) -> Period:
    """An extension with all that it needs."""
    granted = {"pending_process": True, "needs_remain": True, "justification": True}
    return period(own, "in_depth", start, end, **{**granted, **more})


def days(value: Any, start: str, end: str) -> list[dict[str, Any]]:
    """A dated fact."""
    return [{"start": start, "end": end, "value": value}]


def shelter_case(own: str, *periods: Period, **daily: Any) -> dict[str, Any]:
    """A case in which everything is known."""
    return {
        "id": own,
        "programme": "nsp",
        "applied_on": "2022-01-10",
        "principal": {"age": 31},
        "children": [],
        "support": GATES,
        "shelter": {"certified": True},
        "budget": {"left": None, "waiting_first_periods": False},
        "items": [],
        "periods": list(periods),
        "daily": {name: daily.get(name, []) for name in DAILY},
    }


def shelter_cases() -> Iterator[dict[str, Any]]:
    """Eight invented cases of a shelter."""
    reflection = period("p1", "reflection", "2022-02-01", "2022-03-02")
    first = period("p2", "in_depth", "2022-03-03", "2022-05-31")
    yield shelter_case("example-01", reflection, first)
    yield shelter_case(
        "example-02", reflection, first, children_in_shelter=days(2, "2022-02-01", "2022-05-31")
    )
    yield shelter_case(
        "example-03", reflection, first, adult_allowance=days("71", "2022-03-03", "2022-05-31")
    )
    yield shelter_case("example-04", first, extension("p3", "2022-06-01", "2022-08-29"))
    yield shelter_case(
        "example-05",
        first,
        extension("p3", "2022-06-01", "2022-08-29"),
        extension("p4", "2022-08-30", "2022-11-27"),
        extension("p5", "2022-11-28", "2022-12-20"),
    )
    yield shelter_case("example-06", period("p1", "in_depth", "2022-11-15", "2023-02-12"))
    yield shelter_case(
        "example-07", first, extension("p3", "2022-06-01", "2022-08-29", pending_process=False)
    )
    unasked = {name: value for name, value in GATES.items() if name != "society_pays"}
    yield {**shelter_case("example-08", reflection), "support": unasked}


def shelter_rows() -> Iterator[tuple[str, ...]]:
    """What was paid for the eight, as a spreadsheet in Sweden would have it."""
    yield ("Ärende", "Period", "Från", "Till", "Belopp", "Utbetald", "Verifikat")
    yield ("example-01", "p1", "2022-02-01", "2022-03-02", "36 000,00", "2022-03-15", "V-1001")
    yield ("example-01", "p2", "2022-03-03", "2022-05-31", "108 000,00", "2022-06-15", "V-1002")
    yield ("example-02", "p1", "2022-02-01", "2022-03-02", "66 000,00", "2022-03-15", "V-1003")
    yield ("example-02", "p2", "2022-03-03", "2022-05-31", "153 000,00", "2022-06-15", "V-1004")
    yield ("example-03", "p1", "2022-02-01", "2022-03-02", "36 000,00", "2022-03-15", "V-1005")
    yield ("example-03", "p2", "2022-03-03", "2022-05-31", "108 000,00", "2022-06-15", "V-1006")
    yield ("example-04", "p2", "2022-03-03", "2022-05-31", "108 000,00", "2022-06-15", "V-1007")
    yield ("example-04", "p3", "2022-06-01", "2022-08-29", "108 000,00", "2022-09-15", "V-1008")
    yield ("example-04", "p3", "2022-08-01", "2022-08-29", "17 400,00", "2022-09-20", "V-1009")
    yield ("example-05", "p2", "2022-03-03", "2022-05-31", "108 000,00", "2022-06-15", "V-1010")
    yield ("example-05", "p3", "2022-06-01", "2022-08-29", "54 000,00", "2022-09-15", "V-1011")
    yield ("example-05", "p4", "2022-08-30", "2022-11-27", "54 000,00", "2022-12-05", "V-1012")
    yield ("example-05", "p5", "2022-11-28", "2022-12-20", "13 800,00", "2022-12-30", "V-1013")
    yield ("example-06", "p1", "2022-11-15", "2023-02-12", "108 000,00", "2023-02-20", "V-1014")
    yield ("example-07", "p2", "2022-03-03", "2022-05-31", "107 100,00", "2022-06-15", "V-1015")
    yield ("example-07", "p3", "2022-06-01", "2022-08-29", "54 000,00", "2022-09-15", "V-1016")
    yield ("example-08", "p1", "2022-02-01", "2022-03-02", "36 000,00", "2022-03-15", "V-1017")
    yield ("example-09", "p1", "2022-02-01", "2022-03-02", "36 000,00", "2022-03-15", "V-1018")
    yield ("example-01", "p2", "2022-03-03", "2022-02-31", "12,5 tkr", "2022-06-15", "V-1019")


def return_cases() -> Iterator[dict[str, Any]]:
    """Two invented people who went home in 2015, one with a child."""
    claim = {"person": "principal", "payee": "provider", "receipt": True, "accepted": True}
    course = {**claim, "in_plan": True, "contracted": True, "category": "reintegration"}
    for own, withdrawn, children in (
        ("example-a", None, [{"id": "child-1", "age": 6, "grant_share_granted": True}]),
        ("example-b", "2015-06-01", []),
    ):
        yield {
            "id": own,
            "programme": "amp",
            "applied_on": "2015-03-02",
            "principal": {"age": 27, "nationalities": ["MD"]},
            "children": children,
            "exploitation": {"trafficking": "identified"},
            "voluntariness": {
                "wants_return": True,
                "coerced": False,
                "informed": True,
                "withdrawn_on": withdrawn,
            },
            "destination": {"country": "MD", "kind": "home", "support_available": True},
            "assessments": {
                "participation_approved": True,
                "country_support_suitable": True,
                "risk_acceptable": True,
                "reintegration_grant": True,
                "extra_support": True,
            },
            "journey": {"travel_on": "2015-04-10", "arrived_on": "2015-04-10"},
            "claims": [
                {
                    **claim,
                    "id": "doctor",
                    "category": "health",
                    "purpose": "doctor",
                    "amount": "340",
                    "on": "2015-05-04",
                },
                {**course, "id": "course", "purpose": "education", "amount": "900", "on": "2015-05-20"},
                {
                    **claim,
                    "id": "rent",
                    "category": "housing",
                    "purpose": "rent",
                    "amount": "150",
                    "on": "2015-05-11",
                },
            ],
        }


def return_rows() -> Iterator[tuple[str, ...]]:
    """What was paid for them: instalments and receipts."""
    yield ("case", "kind", "person", "number", "claim", "category", "amount", "paid_on")
    yield ("example-a", "instalment", "principal", "1", "", "", "150", "2015-04-10")
    yield ("example-a", "instalment", "principal", "2", "", "", "150", "2015-05-10")
    yield ("example-a", "instalment", "principal", "2", "", "", "150", "2015-05-12")
    yield ("example-a", "instalment", "child-1", "1", "", "", "150", "2015-04-10")
    yield ("example-a", "claim", "", "", "doctor", "health", "340", "2015-05-08")
    yield ("example-a", "claim", "", "", "course", "reintegration", "900", "2015-05-28")
    yield ("example-b", "instalment", "principal", "1", "", "", "150", "2015-04-10")
    yield ("example-b", "instalment", "principal", "3", "", "", "150", "2015-06-10")
    yield ("example-b", "claim", "", "", "rent", "health", "150", "2015-05-15")


MAPPING = """\
# Which columns of shelter-payments.csv say what.
kind: period
columns:
  case: Ärende
  period: Period
  from: Från
  to: Till
  amount: Belopp
  paid_on: Utbetald
  reference: Verifikat
decimal: comma
thousands: space
"""


def wanted() -> dict[str, str]:
    """The text of each file, by name."""
    return {
        "shelter-cases.jsonl": _lines(shelter_cases()),
        "shelter-payments.csv": _table(shelter_rows(), ";"),
        "shelter-columns.yaml": MAPPING,
        "return-cases.jsonl": _lines(return_cases()),
        "return-payments.csv": _table(return_rows(), ","),
    }


def _lines(cases: Iterator[dict[str, Any]]) -> str:
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def _table(rows: Iterator[tuple[str, ...]], divider: str) -> str:
    return "".join(divider.join(row) + "\n" for row in rows)


def main() -> int:
    """Writes or checks the files; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    stale = [
        name
        for name, text in wanted().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(name)
        if not asked.check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(wanted()[name], encoding="utf-8")
    return 1 if asked.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
