"""Where templates come from: never from outside the folder, never written over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amp_rules.report.letter import LetterError, Templates, export_templates
from amp_rules.report.letter.folder import MOST_BYTES, SHIPPED, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "ours"
    found.mkdir()
    (found / "letterhead.html.j2").write_text("<p>Vi</p>", "utf-8")
    return found


def test_a_folder_s_file_comes_before_the_shipped_one(folder: Path) -> None:
    templates = Templates(folder)
    assert templates.read("letterhead.html.j2") == "<p>Vi</p>"
    assert templates.read("style.css") == shipped("style.css")
    assert templates.own("style.css") is None
    assert templates.read("nothing.html.j2") is None


def test_an_organisation_may_have_files_of_its_own(folder: Path) -> None:
    (folder / "ours.html.j2").write_text("x", "utf-8")
    assert Templates(folder).read("ours.html.j2") == "x"


@pytest.mark.parametrize(
    "name",
    ["../letterhead.html.j2", "/etc/passwd", "a/b.j2", "..", ".", ".hidden", "a\\b", "a..b", "", "å.j2"],
)
def test_a_name_that_leads_elsewhere_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(LetterError, match="may only hold letters"):
        Templates(folder).read(name)


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("secret", "utf-8")
    (folder / "contact.html.j2").symlink_to(outside)
    with pytest.raises(LetterError, match=r"contact\.html\.j2: expected a file, found a link"):
        Templates(folder).read("contact.html.j2")


def test_what_is_no_plain_file_is_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "contact.html.j2")
    (folder / "style.css").mkdir()
    for name in ("contact.html.j2", "style.css"):
        with pytest.raises(LetterError, match=f"{name}: "):
            Templates(folder).read(name)


def test_too_large_a_file_is_refused(folder: Path) -> None:
    (folder / "style.css").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(LetterError, match=f"larger than {MOST_BYTES} bytes"):
        Templates(folder).read("style.css")


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "style.css").write_bytes("å".encode("latin-1"))
    with pytest.raises(LetterError, match=r"style\.css: expected UTF-8 text"):
        Templates(folder).read("style.css")


def test_a_folder_without_any_file_that_letters_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text("x", "utf-8")
    with pytest.raises(LetterError, match=r"expected at least one of letter\.html\.j2"):
        Templates(tmp_path)
    with pytest.raises(LetterError, match="expected a folder"):
        Templates(tmp_path / "letter.html")


def test_what_is_exported_is_what_is_shipped(tmp_path: Path) -> None:
    paths = export_templates(tmp_path / "new" / "ours")
    assert [path.name for path in paths] == list(SHIPPED)
    assert all(path.read_text("utf-8") == shipped(path.name) for path in paths)


@pytest.mark.parametrize("link", [False, True])
def test_nothing_is_written_over(tmp_path: Path, link: bool) -> None:
    there = tmp_path / "style.css"
    if link:
        there.symlink_to(tmp_path / "nowhere")
    else:
        there.write_text("mine", "utf-8")
    with pytest.raises(LetterError, match="nothing is written over"):
        export_templates(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["style.css"]
