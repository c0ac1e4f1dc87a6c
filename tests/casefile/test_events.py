"""Events: what they hold, how they are read, what they refuse."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from amp_rules.case import Case, Exploitation, Voluntariness, fact_type
from amp_rules.case.amp import Journey, Process
from amp_rules.case.shapes import specs_of
from amp_rules.casefile import EVENTS, EventError, event_from_json, event_from_mapping, event_to_json, now
from amp_rules.casefile.merge import stated_paths
from amp_rules.casefile.return_events import Identified
from amp_rules.casefile.shared_events import REASON_TITLES, CorrectionReason, StatedFacts
from tests.casefile.made import made

ENVELOPE: dict[str, Any] = {
    "on": "2022-03-01",
    "recorded_at": "2022-03-02T08:00:00Z",
    "recorded_by": "coordinator-syd",
}
CANARY = "Kvittra-7391"


def refused(**said: Any) -> list[str]:
    with pytest.raises(EventError) as error:
        event_from_mapping({**ENVELOPE, **said})
    return [str(problem) for problem in error.value.problems]


def test_every_dated_step_of_a_case_is_set_by_exactly_one_kind_of_event() -> None:
    dated = {
        f"{group}.{name}"
        for group, model in (("process", Process), ("journey", Journey), ("voluntariness", Voluntariness))
        for name, spec in specs_of(model).items()
        if spec.kind == "date"
    }
    # Departing says on which day the booked journey was made, so two kinds speak of travel_on.
    setting = Counter(model.step for kind, model in EVENTS.items() if model.step and kind != "departed")
    assert setting == Counter(dated)
    assert EVENTS["departed"].step == "journey.travel_on"


def test_every_path_that_an_event_states_is_one_of_the_case() -> None:
    for kind, model in EVENTS.items():
        paths = [*stated_paths(model).values(), *model.days, *([model.step] if model.step else [])]
        for path in paths:
            holder: Any = Case
            for name in path.split("."):
                assert name in specs_of(holder), kind
                holder = specs_of(holder)[name].item


def test_a_field_and_the_fact_it_states_are_of_one_type() -> None:
    for kind, model in EVENTS.items():
        for name, path in stated_paths(model).items():
            groups = path.split(".")
            holder: Any = Case
            for group in groups[:-1]:
                holder = specs_of(holder)[group].item
            theirs, ours = holder.model_fields[groups[-1]], model.model_fields[name]
            if ours.annotation != theirs.annotation:
                assert (
                    path in ("claims", "periods", "items") or path.startswith("daily.") or name == "approved"
                ), kind


def test_facts_stated_may_speak_of_everything_in_a_case_but_its_id_and_programme() -> None:
    assert [*StatedFacts.model_fields] == [
        name for name in Case.model_fields if name not in ("id", "programme")
    ]
    for name, info in StatedFacts.model_fields.items():
        assert info.title == Case.model_fields[name].title
        assert info.annotation == Case.model_fields[name].annotation


def test_every_kind_has_a_title_in_both_languages_and_a_programme() -> None:
    for language in ("sv", "en"):
        titles = [model.title(language) for model in EVENTS.values()]
        assert len(set(titles)) == len(titles)
    assert all(model.programmes for model in EVENTS.values())
    assert set(REASON_TITLES) == set(CorrectionReason)


def test_every_field_of_an_event_has_a_title_in_both_languages() -> None:
    for kind, model in EVENTS.items():
        for name, info in model.model_fields.items():
            extra = info.json_schema_extra
            assert name == "kind" or (info.title and isinstance(extra, dict) and extra["x-title-sv"]), kind


def test_an_event_reads_back_as_it_was_written() -> None:
    event = made("identified", exploitation={"trafficking": "suspected", "forms": ["sexual"]}, in_sweden=True)
    assert event_from_json(event_to_json(event)) == event


def test_the_written_form_is_sorted_short_and_holds_only_what_was_said() -> None:
    assert event_to_json(made("referred")) == (
        '{"kind":"referred","on":"2022-03-01","recorded_at":"2022-03-01T08:00:00Z","recorded_by":"coordinator-syd"}'
    )


def test_an_event_can_be_made_of_typed_values() -> None:
    event = Identified(
        on=date(2022, 3, 1),
        recorded_at=datetime(2022, 3, 1, 10, tzinfo=timezone(timedelta(hours=2))),
        recorded_by="coordinator-syd",
        exploitation=Exploitation(prostitution=True),
    )
    assert event.recorded_at == datetime(2022, 3, 1, 8, tzinfo=UTC)
    assert event_from_json(event_to_json(event)) == event


def test_an_event_is_frozen() -> None:
    with pytest.raises(ValidationError):
        made("referred").on = date(2022, 3, 2)  # type: ignore[misc]


@pytest.mark.parametrize(
    "moment",
    ["2022-03-01", "2022-03-01T08:00:00", "2022-03-01T08:00:00.5Z", "2022-02-30T08:00:00Z", "", 7, None],
)
def test_a_moment_is_in_utc_and_whole_seconds(moment: object) -> None:
    assert refused(kind="referred", recorded_at=moment) == [
        "$.recorded_at: expected a moment as YYYY-MM-DDTHH:MM:SSZ"
    ]


@pytest.mark.parametrize(
    "moment",
    [datetime(2022, 3, 1, 8), datetime(2022, 3, 1, 8, 0, 0, 5, UTC), datetime(1, 1, 1, tzinfo=UTC)],  # noqa: DTZ001
)
def test_a_typed_moment_without_zone_with_fractions_or_too_early_is_refused(moment: datetime) -> None:
    with pytest.raises(ValidationError):
        Identified(on=date(2022, 3, 1), recorded_at=moment, recorded_by="coordinator-syd")


def test_now_can_be_recorded() -> None:
    event = Identified(on=date(2022, 3, 1), recorded_at=now(), recorded_by="coordinator-syd")
    assert event_from_json(event_to_json(event)) == event


@pytest.mark.parametrize("kind", [CANARY, None, 3, ["identified"], "Identified"])
def test_an_unknown_kind_is_refused(kind: object) -> None:
    assert refused(kind=kind) == ["$.kind: expected the name of a kind of event"]


def test_all_problems_come_at_once_with_their_paths() -> None:
    found = refused(
        kind="facts_stated",
        on="2022-02-30",
        recorded_by="",
        facts={"children": [{"id": "c1", "pet": "yes"}], "process": {CANARY: 1}},
    )
    assert [line.partition(":")[0] for line in found] == [
        "$.on",
        "$.recorded_by",
        "$.facts.children[0].pet",
        "$.facts.process",
    ]
    assert CANARY not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        "",
        "[]",
        '{"kind":"referred"',
        '{"kind":"referred","kind":"referred"}',
        "[" * 100_000,
        '{"kind":"referred","on":' + "9" * 100_000 + "}",
        '{"kind":"referred","on":"\x00"}',
        "9" * 5_000_000,
        "\ud800",
        '{"kind": "referred", "x": NaN}',
    ],
)
def test_hostile_text_is_refused_with_a_typed_error(text: str | bytes) -> None:
    with pytest.raises(EventError):
        event_from_json(text)


def test_values_that_json_cannot_hold_are_refused() -> None:
    assert refused(kind="referred", on=date(2022, 3, 1)) == ["$: expected values that JSON can hold"]


def test_a_step_is_never_stated_among_other_facts() -> None:
    assert refused(kind="facts_stated", facts={"process": {"talks_on": "2022-03-01"}}) == [
        "$.facts.process.talks_on: expected null: a step that happened is an event of its own"
    ]
    assert made("facts_stated", facts={"process": {"talks_on": None}}).kind == "facts_stated"


def test_a_report_stays_inside_its_window() -> None:
    spans = [{"start": "2022-03-01", "end": "2022-03-11", "value": "71.00"}]
    assert refused(kind="allowance_reported", start="2022-03-01", end="2022-03-10", adult=spans) == [
        "$.adult[0]: outside the days reported"
    ]


def test_a_window_does_not_end_before_it_starts() -> None:
    assert refused(kind="staffing_reported", start="2022-03-10", end="2022-03-01", extra=[]) == [
        "$.end: date is before start"
    ]


def test_integration_support_is_of_no_other_kind() -> None:
    found = refused(kind="integration_support_granted", period={"id": "p1", "kind": "in_depth"})
    assert found == ["$.period.kind: expected 'integration', or left out"]


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ("$.daily.adult_allowance[0].value", "evidence cannot be about a span of days here"),
        ("$.children[3].age", "index beyond the end of the list"),
        ("$.nothing", "not the path of a fact"),
    ],
)
def test_evidence_is_about_facts_that_the_event_could_hold(about: str, message: str) -> None:
    facts = {
        "children": [{"id": "c1"}],
        "daily": {"adult_allowance": [{"start": "2022-03-01", "end": "2022-03-02"}]},
        "evidence": [{"about": about, "asserted_by": "shelter", "basis": "statement"}],
    }
    assert refused(kind="facts_stated", facts=facts) == [f"$.facts.evidence[0].about: {message}"]


def test_an_instalment_names_person_number_and_sum() -> None:
    event = made("instalment_paid", person="principal", number=2, amount="600.00")
    assert event_from_json(event_to_json(event)) == event
    assert fact_type("$.journey.payment_channel").kind == "enum"
