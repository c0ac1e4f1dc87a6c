"""Deadlines as a calendar: standard, stable, and with nothing in it that tells of anybody."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from icalendar import Calendar

from amp_rules.casefile.calendar import CalendarKeyError, calendar, new_key, uid_of
from amp_rules.casefile.due import Deadline, DueStatus, due
from amp_rules.casefile.events import event_tree
from amp_rules.errors import UnknownNameError
from amp_rules.rulebook import load_library
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN
from tests.casefile.made import day, made
from tests.casefile.told import home, returns, stays

BOOKS = {book.name: book for book in load_library().rulebooks}
AMP, NSP = BOOKS["amp/2015"], BOOKS["nsp/2022"]
KEY = bytes(range(32))
LINES = re.compile(
    rb"BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VEVENT|END:VEVENT|VERSION:2\.0|PRODID:-//calendar export//EN"
    rb"|UID:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    rb"|DTSTAMP:[0-9]{8}T[0-9]{6}Z|(DTSTART|DTEND);VALUE=DATE:[0-9]{8}|SUMMARY:(Reminder|P\xc3\xa5minnelse)"
    rb"|CLASS:PRIVATE|TRANSP:TRANSPARENT|STATUS:(CONFIRMED|CANCELLED)"
)
FILE = home(
    made("instalment_paid", "2015-03-16", person="p0", number=1, amount="150"),
)


def deadline(**more: Any) -> Deadline:
    known = datetime(2022, 3, 1, 8, tzinfo=UTC)
    title = Text("Follow-up", "Uppföljning")
    return replace(
        Deadline("a-1", "x", "case", title, date(2022, 3, 9), DueStatus.DUE, None, (), (), (), known), **more
    )


def entries(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_an_entry_is_one_whole_day() -> None:
    (entry,) = entries(calendar([deadline()], language="en", key=KEY))
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2022, 3, 9), date(2022, 3, 10))


def test_entries_are_called_by_one_neutral_word() -> None:
    for language, word in (("en", "Reminder"), ("sv", "Påminnelse")):
        data = calendar(due(AMP, FILE, day("2015-03-20")), language=language, key=KEY)
        assert {str(entry["summary"]) for entry in entries(data)} == {word}


def test_titles_are_shown_where_they_are_asked_for() -> None:
    (entry,) = entries(calendar([deadline()], language="sv", key=KEY, discreet=False))
    assert str(entry["summary"]) == "Uppföljning"


def test_the_moment_is_the_one_the_file_was_last_written_to() -> None:
    found = due(AMP, FILE, day("2015-03-20"))
    stamps = {entry["dtstamp"].dt for entry in entries(calendar(found, language="en", key=KEY))}
    assert stamps == {datetime(2015, 3, 16, 8, tzinfo=UTC)}


def test_what_was_settled_or_lapsed_is_struck_out() -> None:
    file = home(*FILE.events[11:], made("withdrawn", "2015-04-01"))
    data = calendar(due(AMP, file, day("2015-04-02")), language="en", key=KEY)
    assert {str(entry["status"]) for entry in entries(data)} == {"CANCELLED"}
    assert len(entries(data)) == 5


def test_what_is_due_or_overdue_stands() -> None:
    several = [deadline(status=DueStatus.DUE), deadline(status=DueStatus.OVERDUE, id="y")]
    assert [str(entry["status"]) for entry in entries(calendar(several, language="en", key=KEY))] == [
        "CONFIRMED",
        "CONFIRMED",
    ]


@pytest.mark.parametrize(
    "more",
    [{"status": DueStatus.PASSED}, {"status": DueStatus.UNDETERMINED, "day": UNKNOWN}],
)
def test_what_has_passed_or_has_no_day_is_left_out(more: dict[str, Any]) -> None:
    assert entries(calendar([deadline(**more)], language="en", key=KEY)) == []


def test_an_entry_keeps_its_id_when_its_day_moves() -> None:
    assert uid_of(deadline(), KEY) == uid_of(deadline(day=date(2022, 4, 1), status=DueStatus.LAPSED), KEY)


def test_ids_differ_by_case_deadline_entity_and_key() -> None:
    others = [deadline(case="a-2"), deadline(id="y"), deadline(about="period p1")]
    found = {uid_of(each, KEY) for each in (deadline(), *others)} | {uid_of(deadline(), new_key())}
    assert len(found) == 5


def test_names_that_run_together_give_different_ids() -> None:
    assert uid_of(deadline(case="a", id="bc"), KEY) != uid_of(deadline(case="ab", id="c"), KEY)


def test_the_same_deadlines_give_the_same_bytes_in_any_order() -> None:
    found = due(AMP, FILE, day("2015-03-20"))
    assert calendar(found, language="en", key=KEY) == calendar(found[::-1], language="en", key=KEY)


def test_lines_end_as_the_standard_says_and_long_ones_are_folded() -> None:
    title = Text("å" * 200, "å" * 200)
    data = calendar([deadline(title=title)], language="sv", key=KEY, discreet=False)
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert str(entries(data)[0]["summary"]) == "å" * 200


def test_a_title_cannot_begin_a_line_of_its_own() -> None:
    title = Text("x\r\nATTENDEE:y;z,\\n", "x")
    data = calendar([deadline(title=title)], language="en", key=KEY, discreet=False)
    assert b"\r\nATTENDEE" not in data
    assert len(entries(data)) == 1


def test_a_short_key_is_refused() -> None:
    with pytest.raises(CalendarKeyError) as refused:
        calendar([], language="en", key=bytes(15))
    assert (refused.value.length, refused.value.shortest) == (15, 16)
    assert str(refused.value) == "the key of a calendar has 15 bytes: expected at least 16"


def test_a_new_key_is_long_enough_and_never_the_same() -> None:
    assert len(new_key()) >= 16
    assert new_key() != new_key()


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        calendar([], language="de", key=KEY)


def test_the_library_is_loaded_when_a_calendar_is_made_and_not_before() -> None:
    code = "import sys, amp_rules.casefile.calendar; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def strings(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from strings(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from strings(value)


@given(st.booleans(), st.data())
def test_no_word_of_the_case_is_in_the_calendar(support: bool, data: st.DataObject) -> None:
    book, file = (NSP, data.draw(stays())) if support else (AMP, data.draw(returns()))
    last = max(each.on for each in file.events)
    found = due(book, file, last - timedelta(days=data.draw(st.integers(0, 120))))
    made = calendar(found, language=data.draw(st.sampled_from(("sv", "en"))), key=KEY)
    event("entries" if b"VEVENT" in made else "none")
    for line in made.removesuffix(b"\r\n").split(b"\r\n"):
        assert LINES.fullmatch(line)
    said = {text for each in file.events for text in strings(event_tree(each))}
    said |= {
        file.id,
        *strings(file.case().model_dump(mode="json")),
        *(each.title.sv for each in found),
        *(each.id for each in found),
    }
    named = {each.about.split()[-1] for each in found} | {actor for each in found for actor in each.actors}
    for text in said | named:
        if len(text) > 3 and re.search("[a-z]", text):
            assert text.encode() not in made, text


@given(
    st.lists(
        st.builds(
            deadline,
            id=st.text(),
            case=st.text(),
            about=st.text(),
            title=st.builds(Text, st.text(), st.text()),
            day=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
            status=st.sampled_from([*DueStatus]),
            known_at=st.none() | st.just(datetime(2022, 1, 1, tzinfo=UTC)),
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_a_calendar_reads_back_as_it_was_meant(deadlines: list[Deadline], discreet: bool) -> None:
    data = calendar(deadlines, language="en", key=KEY, discreet=discreet)
    shown = [each for each in deadlines if each.status not in (DueStatus.PASSED, DueStatus.UNDETERMINED)]
    back = entries(data)
    assert sorted((str(each["uid"]), each["dtstart"].dt) for each in back) == sorted(
        (uid_of(each, KEY), each.day) for each in shown
    )
    assert Calendar.from_ical(data).to_ical() == data
