from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import amp_rules
from amp_rules.audit.record import RecordError, UnrecordableError, pinned_rules, record, record_from_json
from amp_rules.audit.record.canonical import digest_of
from amp_rules.audit.record.model import REGISTERS
from amp_rules.engine import decide, plan_of
from amp_rules.rulebook import load_library, parse_changes, reformed
from tests.audit.record.made import book, example, mother, returning, shipped, small_case, small_record
from tests.rulebook.folders import FOLDER, write_folder

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def test_a_record_holds_all_that_the_demand_names() -> None:
    case = example("nsp-mother-and-child")
    outcome = decide(book("nsp/2022"), case)
    found = record(outcome, author=" unit 1 ", at=AT, library=shipped())
    tree = found.tree()
    assert tree["schema"] == "amp-rules/record/1"
    assert tree["library"] == {"name": "amp_rules", "version": amp_rules.__version__}
    assert (tree["author"], tree["at"]) == ("unit 1", "2026-03-01T09:30:00Z")
    assert tree["rules"]["plan"] == plan_of(book("nsp/2022")).digest
    assert tree["rules"]["readings"] == dict(outcome.readings)
    assert tree["facts"]["case"] == case.model_dump(mode="json")
    assert len(tree["ledger"]) == len(outcome.ledger)
    assert len(tree["outcome"]["lines"]) == len(outcome.timeline)
    assert tree["digest"] == digest_of({key: value for key, value in tree.items() if key != "digest"})


def test_a_record_names_the_registers_and_every_file_of_its_edition() -> None:
    named = set(mother().rules.files)
    folder = shipped().root / "nsp" / "2022-01-01"
    assert named == {*REGISTERS, *(f"nsp/2022-01-01/{path.name}" for path in folder.glob("*.yaml"))}


def test_a_record_names_the_files_of_the_editions_that_its_own_extends() -> None:
    outcome = decide(book("amp/2016"), example("amp-2016-little-known"))
    named = {Path(name).parent.as_posix() for name in pinned_rules(outcome.plan.rulebook, shipped())["files"]}
    assert named == {".", "amp/2015-01-01", "amp/2016-01-01"}


def test_the_same_outcome_gives_the_same_bytes() -> None:
    outcome = decide(book("nsp/2022"), example("nsp-mother-and-child"))
    again = decide(book("nsp/2022"), example("nsp-mother-and-child"))
    made = [record(each, author="unit 1", at=AT, library=shipped()).to_json() for each in (outcome, again)]
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["nsp-mother-and-child", "nsp-conflicts", "nsp-little-known"])
def test_what_is_unknown_stays_unknown_in_the_record(name: str) -> None:
    outcome = decide(book("nsp/2022"), example(name))
    found = record_from_json(record(outcome, author="unit 1", library=shipped()).to_json())
    answers = {
        each["decision"]: each for each in found.tree()["outcome"]["answers"] if each["about"] == "case"
    }
    known = {key for key, value in outcome.amounts.items() if value is not amp_rules.UNKNOWN}
    assert {key for key, each in answers.items() if "value" in each} == known


def test_a_moment_elsewhere_is_written_in_utc() -> None:
    outcome = decide(book("amp/2015"), example("amp-2015-mother-and-child"))
    stockholm = datetime(2026, 3, 1, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert record(outcome, author="unit 1", at=stockholm, library=shipped()).at == "2026-03-01T09:30:00Z"


@pytest.mark.parametrize("author", ["", "  ", "a\nb", "x" * 201, "a\x85b", "a\udc80b"])
def test_an_author_is_one_line(author: str) -> None:
    outcome = decide(book("amp/2015"), example("amp-2015-mother-and-child"))
    with pytest.raises(RecordError, match=r"\$\.author"):
        record(outcome, author=author, library=shipped())


def test_a_moment_without_its_time_zone_is_refused() -> None:
    outcome = decide(book("amp/2015"), example("amp-2015-mother-and-child"))
    with pytest.raises(RecordError, match=r"\$\.at"):
        record(outcome, author="unit 1", at=datetime(2026, 3, 1), library=shipped())  # noqa: DTZ001


def test_no_record_is_made_under_a_reform() -> None:
    other = reformed(book("nsp/2022"), parse_changes(book("nsp/2022"), ["child_supplement_rate=600"]))
    with pytest.raises(UnrecordableError, match="reform"):
        record(decide(other, example("nsp-mother-and-child")), author="unit 1", library=shipped())


def test_no_record_is_made_once_the_files_were_edited_after_loading(tmp_path: Path) -> None:
    library = load_library(write_folder(tmp_path, {}))
    outcome = decide(library.rulebook("nsp", edition="2020"), small_case())
    rules = tmp_path / FOLDER / "rules.yaml"
    rules.write_text(rules.read_text().replace("wants_return", "informed"))
    with pytest.raises(UnrecordableError, match="no longer those that decided"):
        record(outcome, author="unit 1", library=library)


def test_a_rule_file_with_an_odd_name_is_refused(tmp_path: Path) -> None:
    library = load_library(write_folder(tmp_path, {f"{FOLDER}/more rules.yaml": "decisions: {}\n"}))
    outcome = decide(library.rulebook("nsp", edition="2020"), small_case())
    with pytest.raises(UnrecordableError, match="names"):
        record(outcome, author="unit 1", library=library)


def test_registers_that_a_folder_lacks_are_recorded_as_the_shipped_ones(tmp_path: Path) -> None:
    found = small_record(tmp_path)
    assert set(found.rules.files) == {*REGISTERS, f"{FOLDER}/edition.yaml", f"{FOLDER}/rules.yaml"}


@pytest.mark.slow
def test_a_record_of_twice_the_days_is_about_twice_as_long(tmp_path: Path) -> None:
    spans = [
        {"start": f"2022-{month:02}-01", "end": f"2022-{month:02}-14", "value": True}
        for month in range(1, 13)
    ]
    sizes = []
    for number in (6, 12):
        tree = example("nsp-mother-and-child").model_dump(mode="json")
        tree["periods"] = [
            {"id": f"p{each}", "kind": "in_depth", "start": f"2022-{each:02}-01", "end": f"2022-{each:02}-28"}
            for each in range(1, number + 1)
        ]
        tree["daily"]["extra_staffing"] = spans[:number]
        outcome = decide(book("nsp/2022"), amp_rules.case_from_mapping(tree))
        sizes.append(len(record(outcome, author="unit 1", library=shipped()).to_json()))
    assert sizes[1] < 2.5 * sizes[0]


def test_a_return_is_recorded_in_dollars() -> None:
    answers = {each["decision"]: each for each in returning().tree()["outcome"]["answers"]}
    assert answers["granted_total"]["value"] == {"amount": "4127.40", "currency": "USD"}
