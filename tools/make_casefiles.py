"""Writes the example case files: invented histories, the same bytes every time.

python -m tools.make_casefiles            write them
python -m tools.make_casefiles --check    name those that are out of date; exit code 1 if any
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # also when run as a script

from amp_rules.case.enums import Programme
from amp_rules.casefile import CaseFile, Event, event_from_mapping
from amp_rules.casefile.chain import lines_of

ROOT = Path(__file__).resolve().parent.parent

FOLDER = ROOT / "examples" / "casefiles"
SHELTER, COORDINATOR, BOARD, IOM = "shelter-1", "coordinator-syd", "county-board", "iom-office"
GATES = {
    "assessed_victim": "identified",
    "needs_support": True,
    "rights_match": True,
    "society_pays": False,
    "responsibility_attempted": True,
}


def told(by: str, kind: str, on: str, recorded: str | None = None, **said: Any) -> Event:
    """One event, written down at nine in the morning of the day it is about unless said."""
    moment = datetime.combine(date.fromisoformat(recorded or on), time(9), UTC)
    envelope = {"kind": kind, "on": on, "recorded_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "recorded_by": by}
    return event_from_mapping({**envelope, **said})


def period(own: str, kind: str, start: str, end: str, asked: str, **more: Any) -> dict[str, Any]:
    """A support period without supplements."""
    plain = {"applied_on": asked, "staffing_requested": False, "earlier_project_money": False}
    return {"id": own, "kind": kind, "start": start, "end": end, **plain, **more}


def quiet(start: str, end: str) -> Iterator[Event]:
    """A month's reports: no child, no allowance, nobody else who pays."""
    days = {"start": start, "end": end}
    recorded = str(date.fromisoformat(end) + timedelta(days=1))
    yield told(SHELTER, "children_reported", end, recorded, **days, in_shelter=[], elsewhere=[])
    yield told(SHELTER, "allowance_reported", end, recorded, **days, adult=[], children=[])
    yield told(SHELTER, "other_payer_reported", end, recorded, **days, paid=[])


def applied() -> Iterator[Event]:
    """From a shelter's application to a reflection period of thirty days."""
    birth = {"principal": {"birth_date": "1994-05-11", "sex": "female"}}
    yield told(SHELTER, "facts_stated", "2022-02-21", facts=birth)
    yield told(SHELTER, "shelter_applied", "2022-02-24", shelter={"certified": True})
    yield told(SHELTER, "gates_answered", "2022-02-25", support=GATES)
    waiting = {"left": None, "waiting_first_periods": False}
    yield told(COORDINATOR, "budget_reported", "2022-02-25", budget=waiting)
    first = period("reflection", "reflection", "2022-03-01", "2022-03-30", "2022-02-24")
    yield told(COORDINATOR, "period_granted", "2022-02-28", period=first)
    yield from quiet("2022-03-01", "2022-03-30")


def late_reports() -> Iterator[Event]:
    """A stay of five months; in August an allowance, a birth in May and a move in July come to light."""
    yield from applied()
    first = period("first", "in_depth", "2022-03-31", "2022-05-29", "2022-03-22")
    yield told(COORDINATOR, "period_granted", "2022-03-29", period=first)
    yield from quiet("2022-03-31", "2022-04-30")
    more = {"needs_remain": True, "pending_process": True, "continues": False}
    second = period("extension", "in_depth", "2022-05-30", "2022-07-28", "2022-05-18", **more)
    yield told(SHELTER, "extension_asked", "2022-05-18", period=second)
    yield told(COORDINATOR, "period_granted", "2022-05-25", period=second)
    yield from quiet("2022-05-01", "2022-05-31")
    yield from quiet("2022-06-01", "2022-06-30")
    yield from quiet("2022-07-01", "2022-07-28")
    whole = {"start": "2022-05-30", "end": "2022-07-28"}
    yield told(SHELTER, "full_rate_reported", "2022-07-28", "2022-07-29", **whole, asked=[])
    april = {"start": "2022-04-11", "end": "2022-04-30"}
    allowance = [{**april, "value": "71.00"}]
    yield told(SHELTER, "allowance_reported", "2022-04-30", "2022-08-03", **april, adult=allowance)
    child = {"id": "child-1", "birth_date": "2022-05-02", "relation": "own", "in_sweden": True}
    yield told(SHELTER, "facts_stated", "2022-05-02", "2022-08-10", facts={"children": [child]})
    since = {"start": "2022-05-02", "end": "2022-07-28"}
    there = [{**since, "value": 1}]
    yield told(SHELTER, "children_reported", "2022-07-28", "2022-08-10", **since, in_shelter=there)
    yield told(COORDINATOR, "moved_out", "2022-07-10", "2022-08-12")


def cancelled() -> Iterator[Event]:
    """A stay whose in-depth period turns out never to have begun."""
    yield from applied()
    first = period("first", "in_depth", "2022-03-31", "2022-04-29", "2022-03-22")
    yield told(COORDINATOR, "period_granted", "2022-03-29", period=first)
    yield from quiet("2022-03-31", "2022-04-29")
    yield told(SHELTER, "period_cancelled", "2022-03-31", "2022-06-02", period="first")
    yield told(COORDINATOR, "closed", "2022-06-07")


def returned(arrived: str) -> Iterator[Event]:
    """From the first talk to arrival."""
    facts = {
        "principal": {"birth_date": "1991-09-03", "nationalities": ["MD"]},
        "children": [],
        "exploitation": {"trafficking": "identified"},
        "voluntariness": {"wants_return": True, "coerced": False, "informed": True},
        "destination": {"kind": "home", "country": "MD", "support_available": True},
    }
    yield told(COORDINATOR, "facts_stated", "2015-02-02", facts=facts)
    yield told(COORDINATOR, "secretariat_contacted", "2015-02-03", consent=True)
    yield told(BOARD, "decided", "2015-02-10", approved=True)
    yield told(BOARD, "iom_notified", "2015-02-11")
    yield told(IOM, "responsible_body_contacted", "2015-02-12")
    yield told(COORDINATOR, "talks_held", "2015-02-17")
    signed: dict[str, Any] = {"consent": True, "certificate": True, "form_complete": True}
    yield told(COORDINATOR, "application_signed", "2015-02-23", **signed)
    yield told(COORDINATOR, "application_sent", "2015-02-24")
    given = {"reintegration_grant": True, "extra_support": True}
    yield told(IOM, "assessed", "2015-03-02", assessments=given)
    yield told(IOM, "travel_prepared", "2015-03-10")
    yield told(COORDINATOR, "departed", "2015-03-30")
    yield told(IOM, "arrived", arrived)


def paid(number: int, on: str) -> Event:
    """One instalment to the principal."""
    return told(IOM, "instalment_paid", on, person="principal", number=number, amount="150.00")


def home() -> Iterator[Event]:
    """A return whose day of arrival is put right later, and whose rent is refused in the end."""
    yield from returned("2015-03-30")
    yield paid(1, "2015-04-01")
    rent = {
        "id": "rent",
        "person": "principal",
        "category": "housing",
        "purpose": "rent",
        "amount": "240.50",
        "on": "2015-04-15",
        "payee": "provider",
    }
    yield told(IOM, "receipt_claimed", "2015-04-16", claim=rent)
    yield told(IOM, "claim_decided", "2015-04-20", claim="rent", accepted=True)
    yield told(IOM, "corrected", "2015-04-27", number=12, reason="mistyped")
    yield told(IOM, "arrived", "2015-03-31", "2015-04-27")
    yield paid(2, "2015-04-30")
    yield told(IOM, "claim_decided", "2015-05-18", claim="rent", accepted=False)
    yield paid(3, "2015-06-01")
    yield told(IOM, "followed_up", "2015-06-15")
    yield told(IOM, "evaluated", "2015-07-01")


def withdrawn() -> Iterator[Event]:
    """A return that the person breaks off after one instalment."""
    yield from returned("2015-03-31")
    yield paid(1, "2015-03-31")
    yield told(COORDINATOR, "withdrawn", "2015-04-20", "2015-04-22")


def files() -> Mapping[str, CaseFile]:
    """Every example by the name of its file."""
    made = {
        "nsp-2022-late-reports": (Programme.NSP, late_reports()),
        "nsp-2022-cancelled": (Programme.NSP, cancelled()),
        "amp-2015-return": (Programme.AMP, home()),
        "amp-2015-withdrawal": (Programme.AMP, withdrawn()),
    }
    return {
        f"{name}.jsonl": CaseFile(f"example-{name}", programme, events=tuple(events))
        for name, (programme, events) in made.items()
    }


def written(file: CaseFile) -> bytes:
    """The bytes of a file, as created when its first event was written down."""
    return b"".join(line + b"\n" for line in lines_of(file, file.events[0].recorded_at))


def main() -> None:
    """Writes the files, or says which differ."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, file in files().items():
        path, content = FOLDER / name, written(file)
        if not path.exists() or path.read_bytes() != content:
            stale.append(name)
            if not check:
                path.write_bytes(content)
    for name in stale:
        print(f"{'out of date' if check else 'written'}: examples/casefiles/{name}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
