from __future__ import annotations

import os
from pathlib import Path

import pytest

from amp_rules.audit.record import Cause, Mark, RuleFileError, Shelf, Standing, archive_rules, verify
from amp_rules.errors import RulebookError
from amp_rules.rulebook import shipped_rules
from tests.audit.record.made import changed, mother, returning, small_record
from tests.rulebook.folders import FOLDER, RULES, write_folder


def edited(root: Path) -> None:
    """Changes what the rules of the small folder conclude."""
    (root / FOLDER / "rules.yaml").write_text(RULES.replace("wants_return", "informed"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_old_record_verifies_with_its_old_rule_files_from_the_archive(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    old = small_record(root)
    archive_rules(tmp_path / "archive", root)
    edited(root)
    with_archive = verify(old, Shelf(tmp_path / "archive", root))
    assert (with_archive.standing, with_archive.causes) == (Standing.SAME, ())
    without = verify(old, Shelf(rules=root))
    assert (without.standing, without.causes) == (Standing.DIFFERS, (Cause.RULES,))
    assert without.check("files").names == (f"{FOLDER}/rules.yaml",)
    assert without.difference is not None
    assert (without.difference.part, without.difference.decision) == ("ledger", "granted")


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    first = archive_rules(tmp_path)
    before = contents(tmp_path)
    again = archive_rules(tmp_path)
    assert contents(tmp_path) == before
    assert (len(first.had), len(again.new)) == (0, 0)
    assert again.had == first.new


def test_the_shipped_rules_are_archived_whole(tmp_path: Path) -> None:
    added = set(archive_rules(tmp_path).new)
    files = {path.relative_to(shipped_rules()).as_posix() for path in shipped_rules().glob("*/*/*.yaml")}
    assert {name for name in files if name.startswith(("amp/", "nsp/"))} <= added
    assert set(mother().rules.files) | set(returning().rules.files) <= added


def test_two_states_of_the_rules_stand_side_by_side(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    old = small_record(root)
    archive_rules(tmp_path / "archive", root)
    edited(root)
    archive_rules(tmp_path / "archive", root)
    new = small_record(tmp_path / "other", voluntariness={"wants_return": True, "informed": False})
    shelf = Shelf(tmp_path / "archive", root)
    assert verify(old, shelf).standing is Standing.SAME
    assert verify(new, shelf).standing is Standing.SAME


def test_an_archived_file_that_was_changed_is_not_used(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    old = small_record(root)
    archive_rules(tmp_path / "archive", root)
    file = tmp_path / "archive" / f"{old.rules.files[f'{FOLDER}/rules.yaml']}.yaml"
    file.write_text(RULES.replace("wants_return", "coerced"))
    edited(root)
    found = verify(old, Shelf(tmp_path / "archive", root))
    assert found.check("files").names == (f"{FOLDER}/rules.yaml",)
    assert found.standing is Standing.DIFFERS


def test_adding_to_an_archive_tells_of_a_file_that_was_changed(tmp_path: Path) -> None:
    archive_rules(tmp_path)
    victim = sorted(tmp_path.iterdir())[0]
    victim.write_bytes(b"changed")
    with pytest.raises(RuleFileError, match="not what its name says"):
        archive_rules(tmp_path)


def test_files_that_never_made_up_an_edition_together_are_told_apart(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    extra = RULES.replace("granted:", "also:").replace("[T-01]", "[T-02]")
    write_folder(root, {f"{FOLDER}/more.yaml": extra})
    archive_rules(tmp_path / "archive", root)
    (root / FOLDER / "more.yaml").unlink()
    fewer = small_record(root)  # an edition with a file less, never archived
    write_folder(root, {f"{FOLDER}/more.yaml": extra})
    found = verify(fewer, Shelf(tmp_path / "archive", root))
    assert found.check("files").mark is Mark.FITS
    assert found.check("plan").mark is Mark.FITS
    assert found.check("edition").mark is Mark.DIFFERS
    assert (found.standing, found.causes) == (Standing.DIFFERS, (Cause.RULES,))


def test_only_words_that_decide_nothing_have_changed(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    old = small_record(root)
    file = root / FOLDER / "rules.yaml"
    file.write_text("# read again\n" + file.read_text())
    found = verify(old, Shelf(rules=root))
    assert found.standing is Standing.SAME
    assert found.check("files").mark is Mark.NOTED


@pytest.mark.parametrize("name", ["..", "a/b", "x" * 64])
def test_no_file_is_asked_for_by_a_name_from_the_record(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("secret")
    record = small_record(tmp_path / "rules")
    with pytest.raises(ValueError, match="validation"):
        changed(record, "rules", "files", to={f"{name}/../secret.yaml": "0" * 64})
    assert outside.read_text() == "secret"


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RulebookError):
        archive_rules(tmp_path / "archive", tmp_path / "empty")


def test_an_archive_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RuleFileError):
        archive_rules(tmp_path / "file")


def test_a_missing_archive_is_an_empty_one(tmp_path: Path) -> None:
    assert verify(returning(), Shelf(tmp_path / "nowhere")).standing is Standing.SAME


def test_nothing_but_the_archive_is_written_to(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "rules", {})
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    archive_rules(tmp_path / "archive", root)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert all(os.access(path, os.R_OK) for path in (tmp_path / "archive").iterdir())
