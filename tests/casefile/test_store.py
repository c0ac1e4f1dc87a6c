"""Case files on disk: what is written, and every way in which it may have been changed."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amp_rules.casefile import (
    CaseFile,
    CaseFileError,
    EventError,
    StorageError,
    append,
    create,
    load,
    read,
    verify,
)
from amp_rules.casefile.chain import MOST_LINE, digest_of, event_line, lines_of, write_line
from amp_rules.casefile.events import event_tree
from amp_rules.errors import AmpRulesError, CaseError
from amp_rules.testing import histories
from tests.casefile.made import amp, made, nsp, period

AT = datetime(2022, 1, 1, tzinfo=UTC)
ROOTLESS = pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
SAME_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

FORMS = {"exploitation": {"forms": ["sexual", "au_pair", "servitude", "forced_begging"]}}
EVENTS = (
    made("shelter_applied", shelter={"certified": True}),
    made("period_asked", "2022-03-02", period=period()),
    made("allowance_reported", "2022-04-02", start="2022-03-01", end="2022-03-30", adult=[]),
    made("moved_out", "2022-03-20"),
    made("closed", "2022-04-09"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "a-1.jsonl"
    create(where, nsp(*EVENTS), created_at=AT)
    return where


def kinds(path: Path) -> list[tuple[int, str]]:
    return [(problem.line, problem.kind) for problem in verify(path)]


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_what_is_created_reads_back(path: Path) -> None:
    assert read(path) == nsp(*EVENTS)
    assert verify(path) == ()


def test_the_first_line_says_which_case_it_is_and_in_which_form() -> None:
    line = next(lines_of(amp(edition="2016", complete=False), AT))
    assert line.startswith(
        b'{"header":{"complete":false,"created_at":"2022-01-01T00:00:00Z","edition":"2016",'
        b'"format":"amp-rules-casefile","id":"a-1","programme":"amp","version":1},"number":0,"prev":"0000'
    )


def test_an_appended_event_reads_back_under_its_number(path: Path) -> None:
    event = made("budget_reported", budget={"left": "100.00"})
    record = append(path, event)
    stored = load(path)
    assert (record.number, record.event) == (6, event)
    assert stored.records[-1] == record
    assert stored.digest == record.digest == digest_of(lines(path)[-1].rstrip(b"\n"))


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_text_beyond_ascii_is_written_as_it_is(path: Path) -> None:
    said = {"about": "$.applied_on", "asserted_by": "Stödboendet Åsen \u2028 ½", "basis": "statement"}
    append(path, made("facts_stated", facts={"evidence": [said]}))
    assert "Stödboendet Åsen \u2028 ½".encode() in path.read_bytes()
    assert verify(path) == ()
    assert read(path).case().evidence[0].asserted_by == said["asserted_by"]


@given(histories(sound=False))
@SAME_FOLDER
def test_any_history_reads_back_equal_and_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, file: CaseFile
) -> None:
    folder = tmp_path_factory.mktemp("case")
    create(
        folder / "one", CaseFile(id=file.id, programme=file.programme, complete=file.complete), created_at=AT
    )
    for event in file.events:
        append(folder / "one", event)
    again = read(folder / "one")
    assert again == file
    create(folder / "two", again, created_at=AT)
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()
    assert verify(folder / "one") == ()


def test_one_of_two_creates_the_file(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StorageError) as refused:
        create(path, nsp())
    assert refused.value.reason == "exists"
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("file", [nsp(edition="a name"), CaseFile(id="no id", programme=nsp().programme)])
def test_a_header_that_no_reader_takes_is_not_written(tmp_path: Path, file: CaseFile) -> None:
    with pytest.raises(CaseError):
        create(tmp_path / "a", file)
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_file_whose_corrections_would_miss_is_not_stored(tmp_path: Path) -> None:
    file = nsp(EVENTS[0], EVENTS[1], made("corrected", number=2, reason="other"))
    part = CaseFile(id="a-1", programme=file.programme, events=file.events[1:], numbers=(2, 3))
    with pytest.raises(EventError):
        create(tmp_path / "a", part)


def test_an_event_of_the_other_programme_is_not_appended(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(EventError):
        append(path, made("identified"))
    with pytest.raises(EventError):
        append(path, made("corrected", number=6, reason="other"))
    assert path.read_bytes() == before


# What was changed after it was written


@given(st.data())
@SAME_FOLDER
def test_any_changed_byte_is_seen(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    try:
        assert verify(path)
    finally:
        path.write_bytes(whole)


def test_every_single_bit_is_guarded(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        path.write_bytes(changed)
        assert verify(path), at


@given(st.data())
@SAME_FOLDER
def test_any_line_taken_out_repeated_or_moved_is_seen(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    found = whole.splitlines(keepends=True)
    one = data.draw(st.integers(0, len(found) - 2))
    other = data.draw(st.integers(one + 1, len(found) - 1))
    change = data.draw(st.sampled_from(("out", "twice", "swap", "move")))
    if change == "out":
        del found[one]
    elif change == "twice":
        found.insert(other, found[data.draw(st.sampled_from((one, other)))])
    elif change == "swap":
        found[one], found[other] = found[other], found[one]
    else:
        found.insert(other, found.pop(one))
    path.write_bytes(b"".join(found))
    try:
        assert any(problem.line for problem in verify(path))
        with pytest.raises(CaseFileError):
            read(path)
    finally:
        path.write_bytes(whole)


def test_the_line_and_kind_of_each_problem_are_named(path: Path) -> None:
    found = lines(path)
    path.write_bytes(b"".join([*found[:2], found[3], found[2], *found[4:]]))
    assert kinds(path) == [(3, "order"), (3, "chain"), (4, "order"), (4, "chain"), (5, "order"), (5, "chain")]
    path.write_bytes(b"".join([*found[:2], *found[3:]]))
    assert kinds(path) == [(3, "order"), (3, "chain")]
    path.write_bytes(b"".join(found).replace(b"2022-03-20", b"2022-03-21"))
    assert kinds(path) == [(5, "edited"), (6, "chain")]
    path.write_bytes(found[1])
    assert kinds(path)[0][0] == 1
    path.write_bytes(b"")
    assert kinds(path) == [(0, "header")]


def test_a_newer_form_is_named_as_such(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))
    assert (1, "version") in kinds(path)


def test_a_tail_cut_off_is_only_seen_with_a_digest_kept_elsewhere(path: Path) -> None:
    kept = load(path).digest
    assert verify(path, kept) == ()
    path.write_bytes(b"".join(lines(path)[:-1]))
    assert verify(path) == ()
    assert [problem.kind for problem in verify(path, kept)] == ["digest"]


def test_a_file_written_anew_is_only_seen_with_a_digest_kept_elsewhere(path: Path) -> None:
    kept = load(path).digest
    path.unlink()
    create(path, nsp(*EVENTS[:3], made("moved_out", "2022-03-21"), *EVENTS[4:]), created_at=AT)
    assert verify(path) == ()
    assert [problem.kind for problem in verify(path, kept)] == ["digest"]


def test_a_kept_digest_holds_when_more_is_appended(path: Path) -> None:
    kept = load(path).digest
    append(path, made("budget_reported"))
    assert verify(path, kept) == ()


def test_nothing_is_appended_behind_a_last_line_that_was_changed(path: Path) -> None:
    changed = path.read_bytes().replace(b"2022-04-09T", b"2022-04-08T")
    path.write_bytes(changed)
    with pytest.raises(CaseFileError) as refused:
        append(path, made("budget_reported"))
    assert [problem.kind for problem in refused.value.problems] == ["edited"]
    assert path.read_bytes() == changed


def test_a_line_chained_well_but_written_in_another_order_is_seen(path: Path) -> None:
    tree = event_tree(made("facts_stated", facts=FORMS))
    tree["facts"]["exploitation"]["forms"].reverse()
    line = write_line(6, load(path).digest, {"event": tree})
    with path.open("ab") as stream:
        stream.write(line + b"\n")
    assert kinds(path) == [(7, "event")]


def test_a_writer_that_waited_for_a_file_since_replaced_writes_to_the_new_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = path.with_name("old")
    real = fcntl.flock

    def replacing(descriptor: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        path.rename(old)
        create(path, nsp(*EVENTS[:1]))
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", replacing)
    assert append(path, made("closed")).number == 2
    assert len(read(path).events) == 2
    assert read(old).events == EVENTS


# What an interrupted writer leaves


@pytest.mark.parametrize("keep", [1, 7, 40, -2])
def test_a_torn_last_line_is_reported_set_aside_and_the_rest_kept(path: Path, keep: int) -> None:
    before = lines(path)
    torn = event_line(6, load(path).digest, made("budget_reported"))[:keep]
    path.write_bytes(b"".join(before) + torn)
    stored = load(path)
    assert stored.file.events == EVENTS
    assert stored.torn is not None
    assert (stored.torn.line, stored.torn.kind) == (7, "torn")
    assert kinds(path) == [(7, "torn")]
    append(path, made("closed", "2022-05-01"))
    assert path.with_name("a-1.jsonl.torn-1").read_bytes() == torn
    assert lines(path)[:-1] == before
    assert verify(path) == ()


def test_torn_bytes_never_replace_torn_bytes(path: Path) -> None:
    for number in (1, 2, 3):
        with path.open("ab") as stream:
            stream.write(b"x" * number)
        append(path, made("closed", "2022-05-01"))
    aside = sorted(each for each in path.parent.iterdir() if ".torn-" in each.name)
    assert [each.read_bytes() for each in aside] == [b"x", b"xx", b"xxx"]
    assert len(read(path).events) == len(EVENTS) + 3


def test_a_last_line_that_only_lacks_its_newline_is_an_event(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    stored = load(path)
    assert stored.file.events == EVENTS
    assert stored.torn is not None
    assert stored.torn.kind == "unfinished"
    record = append(path, made("budget_reported"))
    assert record.number == 6
    assert verify(path) == ()
    assert len(list(path.parent.iterdir())) == 1


def test_a_header_that_only_lacks_its_newline_can_be_continued(tmp_path: Path) -> None:
    path = tmp_path / "a"
    create(path, nsp())
    path.write_bytes(path.read_bytes()[:-1])
    append(path, EVENTS[0])
    assert read(path).events == EVENTS[:1]
    assert verify(path) == ()


def test_half_a_header_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    create(path, nsp())
    half = path.read_bytes()[:50]
    path.write_bytes(half)
    for use in (read, lambda where: append(where, EVENTS[0])):
        with pytest.raises(CaseFileError):
            use(path)
    assert path.read_bytes() == half


# What the operating system may say


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    create(path.with_name("real"), nsp())
    path.symlink_to(path.with_name("real"))


@pytest.mark.parametrize("make", [folder, pipe, link])
@pytest.mark.parametrize("use", [read, verify, lambda path: append(path, EVENTS[0])])
def test_what_is_no_regular_file_is_not_touched(
    tmp_path: Path, make: Callable[[Path], None], use: Callable[[Path], object]
) -> None:
    make(tmp_path / "a")
    with pytest.raises(StorageError) as refused:
        use(tmp_path / "a")
    assert refused.value.reason == "not-a-file"


@pytest.mark.parametrize("make", [folder, pipe, link])
def test_nothing_is_created_over_what_is_there(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a")
    with pytest.raises(StorageError) as refused:
        create(tmp_path / "a", nsp())
    assert refused.value.reason == "exists"


@pytest.mark.parametrize("name", ["nowhere", "no/where", "nul\x00", "sur\ud800", "x" * 300])
def test_a_missing_file_is_a_typed_error(tmp_path: Path, name: str) -> None:
    for use in (read, verify, lambda path: append(path, EVENTS[0])):
        with pytest.raises(StorageError):
            use(tmp_path / name)


@ROOTLESS
def test_a_folder_that_may_not_be_written_is_a_typed_error(path: Path) -> None:
    torn = path.read_bytes() + b"torn"
    path.write_bytes(torn)
    path.parent.chmod(0o500)
    try:
        for use in (lambda: create(path.with_name("b"), nsp()), lambda: append(path, EVENTS[0])):
            with pytest.raises(StorageError) as refused:
                use()
            assert refused.value.reason == "denied"
        assert path.read_bytes() == torn
    finally:
        path.parent.chmod(0o700)


def test_a_full_disk_loses_nothing(path: Path) -> None:
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, hard))
    try:
        with pytest.raises(StorageError) as refused:
            append(path, made("budget_reported"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.reason == "full"
    assert path.read_bytes() == before
    assert append(path, made("budget_reported")).number == 6


def test_a_disk_too_full_for_the_torn_bytes_leaves_them_where_they_are(path: Path) -> None:
    torn = path.read_bytes() + b"x" * 2000
    path.write_bytes(torn)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StorageError):
            append(path, made("budget_reported"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == torn
    assert len(list(path.parent.iterdir())) == 1


def test_a_disk_that_does_not_confirm_takes_the_event_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def failing(_: int) -> None:
        raise OSError(5, "")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(StorageError) as refused:
            append(path, made("budget_reported"))
    assert refused.value.reason == "failed"
    assert path.read_bytes() == before


# What a stranger may put there

CANARY = b"Kvittra-7391"
HOSTILE = {
    "nul": b"\x00" * 5000,
    "invalid": b"\xff\xfe" + CANARY + b"\n",
    "deep": b"[" * 100_000 + b"\n",
    "twice": b'{"number":6,"number":6,"x":"' + CANARY + b'"}\n',
    "blank": b"\n",
    "returned": b"{}\r\n",
    "long": b"x" * (MOST_LINE + 10) + b"\n",
    "endless": CANARY * (MOST_LINE // 4),
    "infinite": b'{"number":Infinity}\n',
    "numbers": b'{"number":' + b"9" * 5000 + b"}\n",
    "list": b"[1,2,3]\n",
    "marked": b"\xef\xbb\xbf{}\n",
    "surrogate": b'"\\ud800"\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_seen_and_never_shown(path: Path, name: str) -> None:
    with path.open("ab") as stream:
        stream.write(HOSTILE[name])
    found = verify(path)
    assert found
    assert found[0].line == 7
    assert CANARY.decode() not in str(found)


@pytest.mark.parametrize("name", HOSTILE)
def test_appending_to_a_hostile_file_keeps_what_was_there(path: Path, name: str) -> None:
    before = path.read_bytes()
    with path.open("ab") as stream:
        stream.write(HOSTILE[name])
    told = None
    try:
        append(path, made("budget_reported"))
    except AmpRulesError as refused:
        told = str(refused)
    if told is not None:
        assert CANARY.decode() not in told
        assert path.read_bytes() == before + HOSTILE[name]
    else:
        assert path.with_name("a-1.jsonl.torn-1").read_bytes() == HOSTILE[name]
        assert len(read(path).events) == len(EVENTS) + 1


@given(st.binary(max_size=200))
@SAME_FOLDER
def test_any_bytes_are_read_or_refused_with_a_typed_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert verify(path)
    with pytest.raises(CaseFileError):
        read(path)


def test_an_event_longer_than_any_reader_takes_is_not_appended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    monkeypatch.setattr("amp_rules.casefile.chain.MOST_LINE", 300)
    with pytest.raises(EventError):
        append(path, made("budget_reported", budget={"left": "100.00"}))
    assert path.read_bytes() == before


def test_an_event_changed_without_validation_is_not_appended(path: Path) -> None:
    before = path.read_bytes()
    for change in ({"on": date(1812, 1, 1)}, {"recorded_by": "Kvittra 7391"}):
        event = made("closed").model_copy(update=change)
        with pytest.raises(EventError):
            append(path, event)
    assert path.read_bytes() == before


REPLAY = """
import sys
from amp_rules.casefile import create, read
from datetime import UTC, datetime
file = read(sys.argv[1])
sys.stdout.write(file.case().model_dump_json())
create(sys.argv[2], file, created_at=datetime(2022, 1, 1, tzinfo=UTC))
"""


@pytest.mark.slow
def test_a_replay_is_the_same_on_any_hash_seed_and_locale(path: Path) -> None:
    append(
        path,
        made(
            "facts_stated",
            facts=FORMS,
        ),
    )
    told: set[str] = set()
    for seed in range(4):
        copy = path.with_name(f"copy-{seed}")
        run = subprocess.run(
            [sys.executable, "-c", REPLAY, str(path), str(copy)],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "LC_ALL": "C", "PYTHONUTF8": "0"},
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(run.stdout)
        assert copy.read_bytes() == path.read_bytes()
    assert len(told) == 1
