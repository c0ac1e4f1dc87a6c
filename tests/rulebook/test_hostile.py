"""Rule files from a stranger: none runs code, reads another file, hangs or fills the memory."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.rulebook import load_library
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

MORE = f"{FOLDER}/more.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghi")
)

FILES: dict[str, tuple[bytes, str]] = {
    "alias bomb": (BOMB.encode(), "AR005"),
    "recursive alias": (b"&a [*a]\n", "AR005"),
    "merge key": (b"decisions: {<<: {a: 1}}\n", "AR109"),
    "python tag": (b"decisions: !!python/object/apply:os.system [id]\n", "AR006"),
    "python name tag": (b"? !!python/name:os.system ''\n: 1\n", "AR006"),
    "verbatim tag": (b"!<tag:yaml.org,2002:python/object:os.system> {}\n", "AR006"),
    "tag directive": (b"%TAG ! tag:yaml.org,2002:python/\n---\n!name:os.system x\n", "AR006"),
    "set": (b"!!set {a, b}\n", "AR006"),
    "binary": (b"removes: !!binary aGVq\n", "AR006"),
    "include": (b"decisions: !include /etc/passwd\n", "AR006"),
    "deep list": (b"[" * 100_000, "AR001"),
    "deep map": (b"{" * 100_000, "AR001"),
    "deep keys": (b"? " * 100_000, "AR001"),
    "deep items": (b"- " * 100_000, "AR001"),
    "deep indents": (b"".join(b" " * i + b"a:\n" for i in range(60)), "AR001"),
    "huge key": (b"a" * 30_000 + b": 1\n", "AR001"),
    "huge text": (b"removes: ['" + b"a" * 30_000 + b"']\n", "AR001"),
    "huge folded text": (b"removes: >-\n" + b"  a\n" * 30_000, "AR001"),
    "many nodes": (b"removes: [" + b"a," * 100_001 + b"]\n", "AR001"),
    "many keys": (b"".join(b"k%d: 1\n" % i for i in range(60_000)), "AR001"),
    "ten megabytes": (b"#" * 10_000_000, "AR001"),
    "ten megabytes of brackets": (b"[" * 10_000_000, "AR001"),
    "cut inside a letter": (("å" * 1_048_577).encode()[:2_097_153] + b"\n", "AR001"),
    "nul": (b"removes: [\0]\n", "AR003"),
    "escape": (b"removes: [\x1b]\n", "AR003"),
    "delete": (b"removes: [\x7f]\n", "AR003"),
    "escaped escape": (b'removes: ["\\e"]\n', "AR010"),
    "escaped nul": (b'removes: ["\\0"]\n', "AR010"),
    "bidi override": ("removes: [\u202egrant]\n".encode(), "AR010"),
    "lone surrogate": (b'removes: ["\\ud800"]\n', "AR003"),
    "latin": (b"# r\xe4tt\n", "AR003"),
    "utf 16": (RULES.encode("utf-16"), "AR003"),
    "utf 8 surrogate": (b"# \xed\xa0\x80\n", "AR003"),
    "overlong": (b"# \xc0\xaf\n", "AR003"),
    "tabs": (b"removes:\n\t- a\n", "AR003"),
    "two documents": (b"{}\n---\n{}\n", "AR002"),
    "many documents": (b"---\n" * 10_000, "AR002"),
    "list as key": (b"[a]: 1\n", "AR007"),
    "twice": (b"removes: []\nremoves: []\n", "AR008"),
    "scalar": (b"hello\n", "AR101"),
    "null": (b"~\n", "AR101"),
    "number": (b"1e999999999\n", "AR101"),
    "list": (b"- decisions\n", "AR101"),
    "yaml 9": (b"%YAML 9.9\n---\n{}\n", "AR003"),
}  # fmt: skip


@pytest.mark.parametrize("label", FILES)
def test_a_hostile_file_is_refused(tmp_path: Path, label: str) -> None:
    content, code = FILES[label]
    found = codes(write_folder(tmp_path, {MORE: content}))
    assert code in found
    assert all(len(line) < 400 for line in said(tmp_path)[:20])


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + RULES.encode(),
        RULES.replace("\n", "\r\n").encode(),
        RULES.replace("\n", "\r").encode(),
        RULES.encode() + b"...\n",
        b"%YAML 1.1\n---\n" + RULES.encode(),
        RULES.encode().rstrip(b"\n"),
        ("# \U0001d11e\u00e5\u4e2d\n" + RULES).encode(),
    ],
)
def test_an_unusual_but_harmless_file_is_read(tmp_path: Path, content: bytes) -> None:
    assert codes(write_folder(tmp_path, {f"{FOLDER}/rules.yaml": content})) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("removes: [the_secret_word]\n")
    folder = write_folder(tmp_path / "rules", {})
    (folder / MORE).symlink_to(secret)
    (folder / FOLDER / "passwords.yaml").symlink_to("/etc/passwd")
    found = said(folder)
    assert [line.split(" ")[1] for line in found] == ["AR009", "AR009"]
    assert "secret_word" not in "".join(found)


def test_a_linked_folder_outside_is_not_followed(tmp_path: Path) -> None:
    elsewhere = write_folder(tmp_path / "elsewhere", {})
    folder = write_folder(tmp_path / "rules", {}, (f"{FOLDER}/edition.yaml", f"{FOLDER}/rules.yaml"))
    (folder / "nsp").mkdir()
    (folder / FOLDER).symlink_to(elsewhere / FOLDER)
    assert set(codes(folder)) == {"AR009"}


def test_a_linked_register_outside_is_not_followed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rules", {}, ("authorities.yaml",))
    elsewhere = write_folder(tmp_path / "elsewhere", {})
    (folder / "authorities.yaml").symlink_to(elsewhere / "authorities.yaml")
    assert "AR009" in codes(folder)


def test_a_link_within_the_folder_is_harmless(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {}, (f"{FOLDER}/rules.yaml",))
    (folder / "shared.yaml").write_text(RULES)
    (folder / FOLDER / "rules.yaml").symlink_to(folder / "shared.yaml")
    assert codes(folder) == []


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {})
    (folder / MORE).symlink_to(folder / MORE)
    assert codes(folder) in (["AR003"], ["AR009"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {})
    os.mkfifo(folder / MORE)
    assert codes(folder) == ["AR003"]


def test_a_folder_that_looks_like_a_file_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {})
    (folder / MORE).mkdir()
    (folder / "nsp" / "2021-01-01" / "edition.yaml").mkdir(parents=True)
    assert codes(folder) == ["AR003", "AR003"]


@pytest.mark.parametrize("name", ["authorities.yaml", "nowhere"])
def test_a_rules_folder_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    write_folder(tmp_path, {})
    assert codes(tmp_path / name) == ["AR510"]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path, {MORE: "{}\n"})
    opened = Path.open

    def refuse(path: Path, *args: object, **more: object) -> object:
        if path.name == "more.yaml":
            raise PermissionError
        return opened(path, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert codes(folder) == ["AR003"]


def test_a_thousand_files_are_too_many(tmp_path: Path) -> None:
    assert "AR001" in codes(write_folder(tmp_path, {f"{FOLDER}/x{i}.yaml": "{}\n" for i in range(1000)}))


def test_a_thousand_editions_are_too_many(tmp_path: Path) -> None:
    edition = EDITION.replace('"2020"', '"E"').replace("2020-01-01, to: 2020-12-31", "D, to: D")
    files = {
        f"nsp/{year}-{month:02}/edition.yaml": edition.replace("E", f"e{year}-{month}", 1).replace(
            "D", f"{year}-{month:02}-01"
        )
        for year in range(1900, 2000)
        for month in range(1, 11)
    }
    assert "AR001" in codes(write_folder(tmp_path, files))


def test_a_folder_of_large_files_is_too_large(tmp_path: Path) -> None:
    large = b"#" * 2_000_000
    files = {f"{FOLDER}/x{i}.yaml": large for i in range(6)}
    assert "AR001" in codes(write_folder(tmp_path, files))


def test_small_files_first_do_not_hide_large_ones(tmp_path: Path) -> None:
    small: dict[str, str | bytes] = {f"amp/a/x{i}.yaml": b"{}\n" for i in range(390)}
    large: dict[str, str | bytes] = {f"{FOLDER}/z{i}.yaml": b"#" * 2_000_000 for i in range(20)}
    assert "AR001" in codes(write_folder(tmp_path, {**small, **large}))


def test_a_long_chain_of_editions_is_read(tmp_path: Path) -> None:
    files = {}
    for year in range(1950, 2020):
        edition = EDITION.replace("2020", str(year))
        files[f"nsp/{year}-01-01/edition.yaml"] = edition + f"extends: nsp/{year + 1}\n"
    library = load_library(write_folder(tmp_path, files))
    assert set(library.rulebook("nsp", edition="1950").decisions) == {"granted"}


def test_a_long_circle_of_editions_is_told(tmp_path: Path) -> None:
    files = {}
    for year in range(1950, 2021):
        edition = EDITION.replace("2020", str(year))
        other = 1950 if year == 2020 else year + 1
        files[f"nsp/{year}-01-01/edition.yaml"] = edition + f"extends: nsp/{other}\n"
    assert set(codes(write_folder(tmp_path, files))) == {"AR515"}


def test_many_rules_in_one_table_are_too_many(tmp_path: Path) -> None:
    rules = "".join(f"  - {{id: granted.r{i}, when: case.principal.pet, then: True}}\n" for i in range(3000))
    text = "decisions:\n" + decision("granted", f"hit_policy: first\nrules:\n{rules}otherwise: False")
    assert codes(write_folder(tmp_path, {f"{FOLDER}/rules.yaml": text})) == ["AR001"]


def test_many_parameters_are_too_many(tmp_path: Path) -> None:
    text = "parameters:\n" + "".join(parameter(f"p{i}", "day", "3") for i in range(3000))
    assert "AR001" in codes(write_folder(tmp_path, {MORE: text}))


def test_many_unknown_keys_are_told_without_much_ado(tmp_path: Path) -> None:
    text = RULES + "".join(f"    key_{i}: 1\n" for i in range(20_000))
    assert set(codes(write_folder(tmp_path, {f"{FOLDER}/rules.yaml": text}))) == {"AR102"}


def test_long_names_are_not_echoed_at_length(tmp_path: Path) -> None:
    text = RULES + f"    {'k' * 900}: 1\n" + f"  granted: {{{'x' * 900}: 2}}\n"
    assert all(len(line) < 300 for line in said(write_folder(tmp_path, {MORE: text})))


@pytest.mark.parametrize(
    "day", ["9999-12-31", "0000-01-01", "99999-01-01", "2020-13-01", "2020-02-30", "today", "-1", "2020-W01"]
)
def test_an_enormous_or_impossible_date_is_refused(tmp_path: Path, day: str) -> None:
    edition = EDITION.replace("2020-12-31", day)
    assert codes(write_folder(tmp_path, {f"{FOLDER}/edition.yaml": edition})) == ["AR110"]


@pytest.mark.parametrize("value", ["9999999999", "1e9", "9" * 5000, "0x10", "١", "inf", "nan", "-3", "3.0.0"])
def test_an_enormous_or_odd_number_is_refused(tmp_path: Path, value: str) -> None:
    text = "parameters:\n" + parameter("limit", "day", f"'{value}'")
    assert "AR301" in codes(write_folder(tmp_path, {MORE: text}))


WORDS = st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(word=WORDS.filter(str.strip))
def test_any_title_comes_through_as_written(tmp_path: Path, word: str) -> None:
    quoted = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    rules = "decisions:\n" + decision("granted", "value: True").replace("En rubrik", quoted)
    title = rulebook_of(tmp_path, rules).decisions["granted"].title
    assert title.sv == " ".join(word.split())


MARKS = [
    "\n",
    "\n  ",
    "\n    ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "'",
    '"',
    "#",
    "|",
    ">-",
    "?",
    "%",
    "\t",
]
PIECES = ["decisions:", "granted:", " value:", "rules:", "True", "id", "T-01", "cite:", "&a ", "*a", "!x "]
SCRAPS = st.lists(st.sampled_from([*MARKS, *PIECES]), max_size=25).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(text=SCRAPS)
def test_scraps_of_rule_files_are_read_or_refused(tmp_path: Path, text: str) -> None:
    found = codes(write_folder(tmp_path, {MORE: text}))
    assert all(code.startswith("AR") for code in found)
