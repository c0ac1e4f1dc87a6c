"""The rule files that an edition rests on, and a plan made again from nothing but them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from re import fullmatch
from tempfile import TemporaryDirectory
from typing import Any

from amp_rules.audit.record.errors import UnrecordableError
from amp_rules.audit.record.model import REGISTERS, RULE_FILE
from amp_rules.engine import plan_of
from amp_rules.plan.model import Plan
from amp_rules.rulebook import Library, Rulebook, load_library, shipped_rules, with_readings


def file_digest(content: bytes) -> str:
    """The SHA-256 of a rule file's bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def rule_files(library: Library, rulebook: Rulebook) -> dict[str, bytes]:
    """The content of every rule file that an edition rests on, by its place below the rules folder.

    These are the registers, the edition's own folder and those of the editions it extends.

    Raises UnrecordableError where a file cannot be read or has a name that no record may hold.
    """
    found = {name: _content(_register(library.root, name)) for name in REGISTERS}
    for folder in _folders(library, rulebook):
        for path in sorted((library.root / folder).glob("*.yaml")):
            found[f"{folder}/{path.name}"] = _content(path)
    odd = [name for name in found if not fullmatch(RULE_FILE, name)]
    if odd:
        raise UnrecordableError(
            f"{len(odd)} rule files have names that no record may hold, such as with blanks"
        )
    return found


def _register(root: Path, name: str) -> Path:
    """A register of the folder, or the shipped one that stands in for it."""
    return root / name if (root / name).is_file() else shipped_rules() / name


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UnrecordableError(f"the rule file {path.name} cannot be read") from None


def _folders(library: Library, rulebook: Rulebook) -> list[str]:
    """The folders of an edition and of those it extends."""
    known = {(each.edition.programme, each.edition.name): each for each in library.rulebooks}
    found: list[str] = []
    wanted: tuple[str, str] | None = (rulebook.edition.programme, rulebook.edition.name)
    while wanted is not None:
        book = known.get(wanted)
        if book is None:
            raise UnrecordableError(f"the edition '{'/'.join(wanted)}' is not in the rules folder")
        found.append(Path(book.edition.where.source).parent.as_posix())
        wanted = book.edition.extends
    return found


def rebuilt_plan(
    files: Mapping[str, bytes], programme: str, edition: str, readings: Mapping[str, str]
) -> Plan:
    """The plan of an edition from these files and no others.

    Raises what loading and building raise: RulebookError, UnknownNameError.
    """
    with TemporaryDirectory(prefix="amp-rules-") as folder:
        root = Path(folder)
        for name, content in files.items():
            assert fullmatch(RULE_FILE, name)
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        rulebook = load_library(root).rulebook(programme, edition=edition)
    return plan_of(with_readings(rulebook, readings))


def pinned_rules(rulebook: Rulebook, library: Library | None = None) -> dict[str, Any]:
    """The rules of a rulebook as a record names them: plan digest, readings, every file with its digest.

    `library` is what the rulebook was taken from; the shipped rules when left out.

    Raises UnrecordableError for a reformed rulebook, whose changes stand in no rule file, and where the files
    give another plan than the rulebook's, as they do once they were edited after loading.
    """
    if rulebook.reforms:
        raise UnrecordableError(
            f"no record is made under a reform ({', '.join(rulebook.reforms)}): it stands in no rule file"
        )
    found = library if library is not None else load_library()
    files, plan = rule_files(found, rulebook), plan_of(rulebook)
    edition = rulebook.edition
    if rebuilt_plan(files, edition.programme, edition.name, plan.readings).digest != plan.digest:
        raise UnrecordableError("the rule files are no longer those that decided; load them again")
    return {
        "name": rulebook.name,
        "programme": edition.programme,
        "edition": edition.name,
        "plan": plan.digest,
        "readings": dict(plan.readings),
        "files": {name: file_digest(content) for name, content in sorted(files.items())},
    }
