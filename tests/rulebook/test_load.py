"""Rules folders: editions found, extended, chosen; whatever is wrong is told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from amp_rules.errors import NoEditionError, RulebookError, UnknownNameError
from amp_rules.rulebook import load_library, load_rulebook, shipped_rules, with_readings
from tests.rulebook.folders import (
    EDITION,
    FOLDER,
    RULES,
    codes,
    decision,
    parameter,
    rulebook_of,
    said,
    write_folder,
)

LATER = "nsp/2021-01-01"
NEXT = EDITION.replace("2020", "2021")
EXTENDING = NEXT + "extends: nsp/2020\n"


def two_editions(room: Path, changes: str, edition: str = EXTENDING, rules: str = RULES) -> Path:
    """The base folder with a second edition that extends the first."""
    files = {
        f"{FOLDER}/rules.yaml": rules,
        f"{LATER}/edition.yaml": edition,
        f"{LATER}/changes.yaml": changes,
    }
    return write_folder(room, files)


def test_the_base_folder_is_sound(tmp_path: Path) -> None:
    assert said(write_folder(tmp_path, {})) == []


def test_a_library_names_its_editions(tmp_path: Path) -> None:
    library = load_library(write_folder(tmp_path, {}))
    (rulebook,) = library.rulebooks
    assert rulebook.name == "nsp/2020"
    assert rulebook.edition.covers(date(2020, 12, 31))
    assert not rulebook.edition.covers(date(2021, 1, 1))
    assert library.root == tmp_path


def test_an_edition_is_found_by_name_or_by_a_day(tmp_path: Path) -> None:
    library = load_library(two_editions(tmp_path, "{}"))
    assert library.rulebook("nsp", edition="2020").name == "nsp/2020"
    assert library.rulebook("nsp", edition="nsp/2021").name == "nsp/2021"
    assert library.rulebook("nsp", on=date(2020, 12, 31)).name == "nsp/2020"
    assert library.rulebook("nsp", on=date(2021, 1, 1)).name == "nsp/2021"


def test_an_edition_without_end_holds_until_further_notice(tmp_path: Path) -> None:
    edition = EDITION.replace(", to: 2020-12-31", "")
    library = load_library(write_folder(tmp_path, {f"{FOLDER}/edition.yaml": edition}))
    assert library.rulebook("nsp", on=date(2199, 12, 31)).name == "nsp/2020"
    with pytest.raises(NoEditionError) as none:
        library.rulebook("nsp", on=date(2019, 12, 31))
    assert none.value.nearest == ("nsp/2020 (2020-01-01 to further notice)",)


def test_a_day_between_editions_names_both_neighbours(tmp_path: Path) -> None:
    gap = EXTENDING.replace("from: 2021-01-01", "from: 2021-03-01")
    with pytest.raises(NoEditionError) as none:
        load_rulebook("nsp", on=date(2021, 2, 1), root=two_editions(tmp_path, "{}", gap))
    assert none.value.nearest == (
        "nsp/2020 (2020-01-01 to 2020-12-31)",
        "nsp/2021 (2021-03-01 to 2021-12-31)",
    )
    assert str(none.value).startswith("no edition of 'nsp' is in force on 2021-02-01; nearest: nsp/2020")


def test_without_a_day_all_editions_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoEditionError) as none:
        load_rulebook("nsp", root=two_editions(tmp_path, "{}"))
    assert len(none.value.nearest) == 2


@pytest.mark.parametrize(
    ("programme", "edition", "kind", "known"),
    [("apm", None, "programme", ("nsp",)), ("nsp", "2019", "edition", ("nsp/2020", "nsp/2021"))],
)
def test_a_name_that_does_not_exist_is_told_with_those_that_do(
    tmp_path: Path, programme: str, edition: str | None, kind: str, known: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        load_rulebook(programme, edition=edition, root=two_editions(tmp_path, "{}"))
    assert (unknown.value.kind, unknown.value.known) == (kind, known)


def test_readings_are_chosen_among_those_registered(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {})
    chosen = load_rulebook("nsp", edition="2020", readings={"B1": "wide"}, root=folder)
    assert chosen.readings == {"B1": "wide"}
    assert with_readings(chosen, {"B1": "narrow"}).readings == {"B1": "narrow"}
    with pytest.raises(UnknownNameError, match="no interpretation 'B2'"):
        with_readings(chosen, {"B2": "wide"})
    with pytest.raises(UnknownNameError, match="no reading of B1 'tight'; known: narrow, wide"):
        with_readings(chosen, {"B1": "tight"})


def test_an_extending_edition_has_everything_of_the_extended_one(tmp_path: Path) -> None:
    library = load_library(two_editions(tmp_path, "{}"))
    earlier, later = library.rulebooks
    assert later.decisions == earlier.decisions
    assert later.own == frozenset()
    assert earlier.own == {"granted"}


def test_an_extending_edition_replaces_what_it_says_it_replaces(tmp_path: Path) -> None:
    changed = decision("granted", "value: True\nreplaces: true")
    library = load_library(two_editions(tmp_path, "decisions:\n" + changed))
    earlier, later = library.rulebooks
    assert earlier.decisions["granted"].rules[0].then.text == "case.voluntariness.wants_return"
    assert later.decisions["granted"].rules[0].then.text == "True"
    assert later.own == {"granted"}


def test_an_extending_edition_removes_by_name(tmp_path: Path) -> None:
    rules = "parameters:\n" + parameter("limit", "day", "30") + RULES
    library = load_library(two_editions(tmp_path, "removes: [limit]\n", rules=rules))
    earlier, later = library.rulebooks
    assert (set(earlier.parameters), set(later.parameters)) == ({"limit"}, set())


def test_a_removed_name_can_be_declared_anew(tmp_path: Path) -> None:
    changes = "removes: [granted]\ndecisions:\n" + decision("granted", "value: True")
    library = load_library(two_editions(tmp_path, changes))
    assert library.rulebooks[1].decisions["granted"].rules[0].then.text == "True"


def test_editions_extend_over_several_steps(tmp_path: Path) -> None:
    folder = two_editions(tmp_path, "decisions:\n" + decision("second", "value: True", kind="bool"))
    third = EDITION.replace("2020", "2022") + "extends: nsp/2021\n"
    for name, text in (("edition", third), ("changes", "removes: [second]\n")):
        path = folder / "nsp" / "2022-01-01" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    library = load_library(folder)
    assert [set(book.decisions) for book in library.rulebooks] == [
        {"granted"},
        {"granted", "second"},
        {"granted"},
    ]


def test_an_edition_may_extend_one_of_another_programme(tmp_path: Path) -> None:
    edition = EXTENDING.replace("programme: nsp", "programme: amp").replace("2020-12-31", "2021-12-31")
    folder = write_folder(tmp_path, {"amp/2021-01-01/edition.yaml": edition})
    library = load_library(folder)
    assert set(library.rulebook("amp", edition="2021").decisions) == {"granted"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("removes: [nothing]\n", ["AR516"]),
        (RULES, ["AR517"]),
        ("decisions:\n" + decision("fresh", "value: True\nreplaces: true", kind="bool"), ["AR518"]),
        ("parameters:\n" + parameter("granted", "day", "3, replaces: true"), ["AR518"]),
        ("entities:\n  granted: {of: case, count: 3, most: 3, title: {en: A, sv: A}}\n", ["AR517"]),
    ],
)
def test_changes_of_an_edition_are_deliberate(tmp_path: Path, changes: str, expected: list[str]) -> None:
    assert codes(two_editions(tmp_path, changes)) == expected


def test_registers_that_a_folder_lacks_are_the_shipped_ones(tmp_path: Path) -> None:
    registers = ("knowledge-sources.yaml", "catalogue.yaml", "interpretations.yaml")
    rules = RULES.replace("T-01", "NSP-A01")
    folder = write_folder(tmp_path, {f"{FOLDER}/rules.yaml": rules}, registers)
    found = load_library(folder).registers
    assert "NSP-A01" in found.catalogue
    assert set(found.authorities) == {"board"}
    assert (shipped_rules() / "catalogue.yaml").is_file()


def test_a_faulty_library_can_be_looked_at_but_not_used(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {f"{FOLDER}/more.yaml": "removes: granted\n"})
    library = load_library(folder, strict=False)
    assert [fault.code for fault in library.diagnostics] == ["AR106"]
    with pytest.raises(RulebookError):
        library.rulebook("nsp", edition="2020")
    with pytest.raises(RulebookError):
        load_library(folder)


def test_every_fault_of_every_file_is_told_in_the_order_of_places(tmp_path: Path) -> None:
    files = {
        f"{FOLDER}/a.yaml": "removes: x\n",
        f"{FOLDER}/b.yaml": "[",
        f"{FOLDER}/edition.yaml": EDITION.replace("2020-12-31", "soon").replace("board", "bord"),
        "authorities.yaml": "authorities:\n  board: {title: {en: Board}}\n",
    }
    with pytest.raises(RulebookError) as refused:
        load_library(write_folder(tmp_path, files))
    found = [(fault.where.source, fault.code) for fault in refused.value.diagnostics]
    assert found == [
        ("authorities.yaml", "AR103"),
        (f"{FOLDER}/a.yaml", "AR106"),
        (f"{FOLDER}/b.yaml", "AR003"),
        (f"{FOLDER}/edition.yaml", "AR110"),
        (f"{FOLDER}/edition.yaml", "AR508"),
    ]
    assert str(refused.value).count("\n") == 4


def test_an_unreadable_edition_is_one_fault_only(tmp_path: Path) -> None:
    assert codes(write_folder(tmp_path, {f"{FOLDER}/edition.yaml": "["})) == ["AR003"]


def test_two_editions_may_not_claim_the_same_day(tmp_path: Path) -> None:
    open_end = EDITION.replace(", to: 2020-12-31", "")
    folder = two_editions(tmp_path, "{}")
    assert codes(folder) == []
    (folder / FOLDER / "edition.yaml").write_text(open_end)
    assert codes(folder) == ["AR519"]


def test_editions_of_two_programmes_may_share_days(tmp_path: Path) -> None:
    edition = EDITION.replace("programme: nsp", "programme: amp")
    files = {"amp/2020-01-01/edition.yaml": edition, "amp/2020-01-01/rules.yaml": RULES}
    assert codes(write_folder(tmp_path, files)) == []


def test_the_same_name_is_one_name_in_all_files_of_an_edition(tmp_path: Path) -> None:
    files = {f"{FOLDER}/more.yaml": "parameters:\n" + parameter("granted", "day", "3")}
    assert codes(write_folder(tmp_path, files)) == ["AR513"]


@pytest.mark.parametrize("name", ["class", "and", "lambda"])
def test_a_word_of_python_is_no_name(tmp_path: Path, name: str) -> None:
    files = {f"{FOLDER}/more.yaml": "decisions:\n" + decision(name, "value: True")}
    assert codes(write_folder(tmp_path, files)) == ["AR215"]


def test_a_circle_of_three_editions_is_told_for_each(tmp_path: Path) -> None:
    files = {}
    for year, other in (("2020", "2022"), ("2021", "2020"), ("2022", "2021")):
        files[f"nsp/{year}-01-01/edition.yaml"] = EDITION.replace("2020", year) + f"extends: nsp/{other}\n"
    assert codes(write_folder(tmp_path, files)) == ["AR515", "AR515", "AR515"]


def test_texts_are_kept_in_both_languages(tmp_path: Path) -> None:
    title = rulebook_of(tmp_path, RULES).edition.title
    assert (title.in_language("sv"), title.in_language("en"), title.in_language("de")) == (
        "Regler för 2020",
        "Rules of 2020",
        "Rules of 2020",
    )
