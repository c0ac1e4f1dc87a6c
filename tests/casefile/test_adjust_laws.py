"""Laws of adjustments over generated histories: sums, signs, nothing for nothing, days in between."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from hypothesis import event, given, settings
from hypothesis import strategies as st

from amp_rules.casefile import CaseFile
from amp_rules.casefile.adjust import compare
from amp_rules.casefile.adjustment import Adjustment
from amp_rules.casefile.parts import parts_of
from amp_rules.engine import decide
from amp_rules.rulebook import load_rulebook
from amp_rules.rulebook.model import Rulebook
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import cases, histories
from tests.casefile.told import returns, stays


@cache
def book(name: str) -> Rulebook:
    programme, _, edition = name.partition("/")
    return load_rulebook(programme, edition=edition)


View = tuple[date | None, date | None]
Told = tuple[str, CaseFile, View, View]


def views(file: CaseFile) -> st.SearchStrategy[View]:
    """Views from days on which something happened or was written down, or from none."""
    abouts = sorted({event.on for event in file.events})
    written = sorted({event.recorded_at.date() for event in file.events})
    valid = st.sampled_from([*[None] * 20, *abouts])
    return st.tuples(valid, st.sampled_from([None, *written, *written[-5:] * 6]))


@st.composite
def told(draw: st.DrawFn) -> Told:
    """An edition, a history of its programme and two views of it."""
    name = draw(st.sampled_from(("nsp/2022", "nsp/2022", "amp/2015", "amp/2016", "amp/2023")))
    own = stays() if name[:3] == "nsp" else returns()
    file = draw(histories(name[:3]) if draw(st.integers(0, 4)) == 0 else own)
    return name, file, draw(views(file)), draw(views(file))


def by_day(found: Adjustment) -> dict[tuple[str, str, date | None], Money]:
    """What each day, or each undated line, differs by."""
    deltas: dict[tuple[str, str, date | None], Money] = {}
    for line in found.lines:
        assert isinstance(line.delta, Money)
        if line.days is None:
            deltas[line.decision, line.about, None] = line.delta
            continue
        assert line.count is not None
        each = Money(line.delta.minor // line.count, line.delta.currency)
        assert each * line.count == line.delta
        for number in range(line.count):
            deltas[line.decision, line.about, line.days[0] + timedelta(days=number)] = each
    return deltas


@settings(max_examples=300)
@given(told())
def test_the_lines_sum_to_the_difference_of_the_totals(told: Told) -> None:
    name, file, then, now = told
    found = compare(book(name), file, then, now)
    if isinstance(found.then.total, Money) and isinstance(found.now.total, Money):
        event(f"known, {'some' if found.lines else 'no'} lines")
        assert found.open_lines == ()
        assert found.covered == found.delta == found.now.total - found.then.total
    elif found.then.total is not None:
        known = [line.delta for line in found.lines if isinstance(line.delta, Money)]
        assert found.covered == sum(known, Money(0, known[0].currency)) if known else not found.covered


@given(told())
def test_swapping_the_views_negates_every_delta(told: Told) -> None:
    name, file, then, now = told
    one, other = compare(book(name), file, then, now), compare(book(name), file, now, then)
    rows = {(line.decision, line.about, line.days): line for line in other.lines}
    assert len(rows) == len(one.lines) == len(other.lines)
    for line in one.lines:
        twin = rows[line.decision, line.about, line.days]
        assert (line.decided, line.should_be) == (twin.should_be, twin.decided)
        assert twin.delta == (line.delta if line.delta is UNKNOWN else -line.delta)
    assert {(each.name, each.about, each.then, each.now) for each in one.verdicts} == {
        (each.name, each.about, each.now, each.then) for each in other.verdicts
    }


@given(told())
def test_the_same_view_twice_gives_nothing(told: Told) -> None:
    name, file, view, _ = told
    found = compare(book(name), file, view, view)
    assert not found.changed
    assert (found.lines, found.blame) == ((), ())
    assert not found.delta


@given(st.one_of(stays(), returns()), st.data())
def test_a_date_in_between_adds_up_day_by_day(file: CaseFile, data: st.DataObject) -> None:
    first, middle, last = (data.draw(views(file)) for _ in range(3))
    rules = book("nsp/2022" if file.programme == "nsp" else "amp/2015")
    whole, one, two = (
        compare(rules, file, *pair) for pair in ((first, last), (first, middle), (middle, last))
    )
    if any(found.open_lines for found in (whole, one, two)):
        return
    event("some lines" if whole.lines else "no lines")
    summed = by_day(one)
    for key, delta in by_day(two).items():
        summed[key] = summed[key] + delta if key in summed else delta
    assert {key: delta for key, delta in summed.items() if delta} == by_day(whole)


@given(told())
def test_only_an_event_that_one_view_lacks_is_blamed(told: Told) -> None:
    name, file, then, _ = told
    found = compare(book(name), file, then)
    lacking = set(file.numbers) - set(file.as_of(*then).numbers)
    assert {each.number for each in found.blame} <= lacking
    if len(lacking) == 1 and found.changed:
        assert [each.number for each in found.blame] == sorted(lacking)


@settings(max_examples=300)
@given(
    st.sampled_from(("nsp/2022", "amp/2015", "amp/2016")).flatmap(
        lambda name: st.tuples(st.just(name), cases(name[:3]))
    )
)
def test_the_parts_of_any_known_total_sum_to_it(drawn: tuple[str, object]) -> None:
    name, case = drawn
    outcome = decide(book(name), case)  # type: ignore[arg-type]
    values = [
        part.share.value
        if part.days is None or part.share.value is UNKNOWN
        else part.share.value * ((part.days[1] - part.days[0]).days + 1)
        for part in parts_of(outcome)
    ]
    if isinstance(outcome.total, Money):
        assert sum(value for value in values if value is not UNKNOWN) == outcome.total.minor
        assert UNKNOWN not in values
    else:
        assert UNKNOWN in values
