"""An archive of rule files: a folder in which every file is named by its digest, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from amp_rules.audit.record.canonical import canonical
from amp_rules.audit.record.errors import RuleFileError
from amp_rules.audit.record.model import REGISTERS, RulesUsed
from amp_rules.audit.record.rulefiles import file_digest, rebuilt_plan, rule_files
from amp_rules.casefile.disk import write_new
from amp_rules.engine import plan_of
from amp_rules.errors import AmpRulesError
from amp_rules.plan.model import Plan
from amp_rules.rulebook import Library, load_library, shipped_rules, with_readings
from amp_rules.yamltext import MAX_BYTES

_ENDING: Final = ".yaml"
_SET: Final = ".json"


@dataclass(frozen=True, slots=True)
class Archived:
    """What adding to an archive did: the places of files that are new in it, and of those it had."""

    new: tuple[str, ...]
    had: tuple[str, ...]


def archive_rules(archive: Path | str, rules: Path | str | None = None) -> Archived:
    """Adds the rule files of a folder (the shipped ones when left out) to an archive.

    Each is kept as DIGEST.yaml, and for each edition the list of its files as DIGEST.json. What is there
    already is never written again, so adding twice changes nothing.

    Raises:
        RulebookError: the rules cannot be used.
        RuleFileError: a file that cannot be read or written, or an archived file whose content is no longer
            what its name says.
    """
    folder, library = Path(archive), load_library(rules)
    root = library.root
    files = list(_rule_paths(root))
    new: list[str] = []
    had: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            content = path.read_bytes()
            there = _add(folder, content, _ENDING)
            (had if there else new).append(path.relative_to(root).as_posix())
        for name in REGISTERS:
            _add(
                folder, ((root if (root / name).is_file() else shipped_rules()) / name).read_bytes(), _ENDING
            )
        for content in edition_lists(library):
            _add(folder, content, _SET)
    except OSError as error:
        raise RuleFileError(folder, (error.strerror or "cannot be written").lower()) from None
    return Archived(tuple(new), tuple(had))


def _rule_paths(root: Path) -> Iterator[Path]:
    yield from (root / name for name in REGISTERS if (root / name).is_file())
    yield from sorted(
        path for path in root.glob(f"*/*/*{_ENDING}") if path.with_name("edition.yaml").is_file()
    )


def edition_lists(library: Library) -> Iterator[bytes]:
    """For each edition of a rules folder, the list of the files it rests on with their digests."""
    for book in library.rulebooks:
        files = rule_files(library, book)
        yield list_of_files({name: file_digest(content) for name, content in files.items()})


def list_of_files(files: Mapping[str, str]) -> bytes:
    """The canonical text of places and digests."""
    return canonical(dict(files))


def _add(folder: Path, content: bytes, ending: str) -> bool:
    """Whether the content was there already."""
    digest = file_digest(content)
    path = folder / f"{digest}{ending}"
    if path.exists():
        if _read(path) is None or file_digest(path.read_bytes()) != digest:
            raise RuleFileError(path, "is not what its name says: it was changed")
        return True
    write_new(path, (content,))
    path.chmod(0o644)  # rule files are no secret, and an archive is there for others too
    return False


def _read(path: Path) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """The rules that a record names, as far as they were found.

    plan: made from exactly the files named, or, where `missing` names some, from the rules at hand; None
    where neither can be. missing: files found nowhere in the form named. known: whether just these files are
    known to make up an edition, from the archive or the rules at hand.
    """

    plan: Plan | None
    missing: tuple[str, ...] = ()
    known: bool = False

    @property
    def exact(self) -> bool:
        """Whether the plan was made from exactly the files named."""
        return self.plan is not None and not self.missing


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where rule files are looked for: an archive, and the rules at hand (the shipped ones when left out).

    What was found is kept, so that many records that rest on the same rules are verified quickly.
    """

    archive: Path | None = None
    rules: Path | None = None
    kept: dict[str, Found] = field(default_factory=dict, repr=False, compare=False)
    at_hand: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def rules_of(self, wanted: RulesUsed) -> Found:
        """The rules that a record names."""
        key = repr((wanted.name, wanted.plan, sorted(wanted.files.items()), sorted(wanted.readings.items())))
        if key not in self.kept:
            self.kept[key] = self._find(wanted)
        return self.kept[key]

    def _find(self, wanted: RulesUsed) -> Found:
        files = {name: self._file(digest, _ENDING) for name, digest in wanted.files.items()}
        missing = tuple(name for name, content in files.items() if content is None)
        if missing:
            return Found(self._plan_at_hand(wanted), missing)
        held = {name: content for name, content in files.items() if content is not None}
        known = self._file(file_digest(list_of_files(wanted.files)), _SET) is not None
        try:
            return Found(rebuilt_plan(held, wanted.programme, wanted.edition, wanted.readings), (), known)
        except AmpRulesError:
            return Found(None, (), known)

    def _file(self, digest: str, ending: str) -> bytes | None:
        """The file with a digest, from the archive or from the rules at hand."""
        if self.archive is not None:
            content = _read(self.archive / f"{digest}{ending}")
            if content is not None and file_digest(content) == digest:
                return content
        if not self.at_hand:
            self.at_hand.update({file_digest(each): each for each in self._contents()})
        return self.at_hand.get(digest)

    def _contents(self) -> Iterator[bytes]:
        root = shipped_rules() if self.rules is None else self.rules
        registers = (shipped_rules() / name for name in REGISTERS if not (root / name).is_file())
        for path in (*registers, *_rule_paths(root)):
            content = _read(path)
            if content is not None:
                yield content
        with suppress(AmpRulesError):
            yield from edition_lists(load_library(root))

    def _plan_at_hand(self, wanted: RulesUsed) -> Plan | None:
        try:
            book = load_library(self.rules).rulebook(wanted.programme, edition=wanted.edition)
            return plan_of(with_readings(book, wanted.readings))
        except AmpRulesError:
            return None
