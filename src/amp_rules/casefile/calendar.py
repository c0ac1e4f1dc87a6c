"""Deadlines as an iCalendar file that tells nobody what they are about.

Whoever sees the calendar, on a phone on a table or in a shared mailbox, must not learn that its owner was
trafficked or in prostitution, nor which case an entry belongs to. So an entry holds a day, a neutral word,
the moment its case file was last written to, and an id that only the holder of the key can tie to a case.
Nothing else of the case is written: no case id, person, country, amount, authority or citation.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from amp_rules.casefile.due import Deadline, DueStatus
from amp_rules.casefile.events import canonical
from amp_rules.errors import AmpRulesError, UnknownNameError
from amp_rules.rulebook.model import LANGUAGES, Text
from amp_rules.terms import UNKNOWN

if TYPE_CHECKING:
    from icalendar import Event

SHORTEST_KEY: Final = 16
NEUTRAL: Final = Text("Reminder", "Påminnelse")
_PRODUCT: Final = "-//calendar export//EN"
_STANDS: Final = frozenset({DueStatus.DUE, DueStatus.OVERDUE})
_GONE: Final = frozenset({DueStatus.SETTLED, DueStatus.LAPSED})
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CalendarKeyError(AmpRulesError):
    """A key too short to keep the ids of calendar entries from being guessed; lengths are in bytes."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.shortest = SHORTEST_KEY
        super().__init__(f"the key of a calendar has {length} bytes: expected at least {SHORTEST_KEY}")


def new_key() -> bytes:
    """A key for calendars, made at random: 32 bytes to keep with the case files and nowhere else."""
    return secrets.token_bytes(32)


def calendar(deadlines: Iterable[Deadline], *, language: str, key: bytes, discreet: bool = True) -> bytes:
    """An iCalendar file (RFC 5545) of whole-day entries, the same for the same deadlines and key.

    >>> calendar((), language="en", key=bytes(16)).splitlines()[0]
    b'BEGIN:VCALENDAR'

    What is due or overdue is an entry; what was settled or lapsed is a cancelled one, so that a calendar that
    holds it strikes it out. What has passed, or whose day is not known, is left out. Ids are taken from the
    case and the deadline with HMAC-SHA-256: with the same key an entry keeps its id from file to file, and
    without the key an id can neither be tied to a case nor checked against a guessed one. Entries are called
    by one neutral word; where that is not `discreet` enough to be of use, by the deadline's title.

    Raises:
        CalendarKeyError: the key has less than 16 bytes.
        UnknownNameError: the language is neither 'en' nor 'sv'.
    """
    from icalendar import Calendar

    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    if len(key) < SHORTEST_KEY:
        raise CalendarKeyError(len(key))
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    shown = [
        (each.day, uid_of(each, key), each)
        for each in deadlines
        if each.status in _STANDS | _GONE and each.day is not UNKNOWN
    ]
    for day, uid, each in sorted(shown, key=lambda entry: entry[:2]):
        title = NEUTRAL if discreet else each.title
        made.add_component(_entry(each, day, uid, title.in_language(language)))
    data: bytes = made.to_ical()
    return data


def uid_of(deadline: Deadline, key: bytes) -> str:
    """The id of a deadline's entry, as a UUID that looks like a random one."""
    named = canonical([deadline.case, deadline.id, deadline.about]).encode()
    return str(UUID(bytes=hmac.digest(key, named, "sha256")[:16], version=4))


def _entry(deadline: Deadline, day: date, uid: str, summary: str) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", uid)
    made.add("dtstamp", deadline.known_at or _NEVER)
    made.add("dtstart", day)
    made.add("dtend", day + timedelta(days=1))
    made.add("summary", summary)
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    made.add("status", "CANCELLED" if deadline.status in _GONE else "CONFIRMED")
    return made
