"""Events made short for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from amp_rules.case.enums import Programme
from amp_rules.casefile import CaseFile, Event, event_from_mapping

FIRST = datetime(2022, 1, 1, 8, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def made(kind: str, on: str = "2022-03-01", recorded: str | None = None, **said: Any) -> Event:
    return event_from_mapping(
        {
            "kind": kind,
            "on": on,
            "recorded_at": f"{recorded or on}T08:00:00Z",
            "recorded_by": "coordinator-syd",
            **said,
        }
    )


def nsp(*events: Event, **more: Any) -> CaseFile:
    return CaseFile(id="a-1", programme=Programme.NSP, events=events, **more)


def amp(*events: Event, **more: Any) -> CaseFile:
    return CaseFile(id="a-1", programme=Programme.AMP, events=events, **more)


def period(id: str = "p1", start: str = "2022-03-01", end: str = "2022-03-30", **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "reflection", "start": start, "end": end, **more}


def later(number: int) -> datetime:
    return FIRST + timedelta(hours=number)
