"""What the record commands share: options, files read and written, whatever is refused told in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from amp_rules.cli.terminal import BAD_INPUT, complain

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from amp_rules.audit.record import Proof, Record, Shelf

VARIABLE: Final = "AMP_RULES_PASSPHRASE"
MOST_BYTES: Final = 64 * 1024 * 1024

ArchiveOption = Annotated[
    Path | None,
    typer.Option("--archive", metavar="DIR", help="Archive in which old rule files are looked for."),
]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="File to write; it may not be there yet.")
]
AudienceOption = Annotated[
    str | None,
    typer.Option("--audience", metavar="WHO", help="Who asks the holder for a proof; with --nonce."),
]
NonceOption = Annotated[
    str | None,
    typer.Option("--nonce", metavar="TEXT", help="What was asked for, never used before; with --audience."),
]


@contextmanager
def refusing_record(path: Path | None = None) -> Iterator[None]:
    """What the library refuses inside ends the command, each problem on a line after the file's name."""
    from amp_rules.errors import AmpRulesError

    try:
        yield
    except AmpRulesError as error:
        name = "" if path is None else f"{path}: "
        for line in str(error).splitlines():
            complain(line if path is not None and line.startswith(str(path)) else f"{name}{line}")
        raise typer.Exit(BAD_INPUT) from None


def content_of(path: Path) -> bytes:
    """The bytes of a file; ends the command where it cannot be read."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        complain(f"{path}: cannot be read: {(reason or type(error).__name__).lower()}")
        raise typer.Exit(BAD_INPUT) from None
    return content


def record_of(path: Path) -> Record:
    """The record of a file; ends the command with every problem where it holds none."""
    from amp_rules.audit.record import record_from_json

    with refusing_record(path):
        return record_from_json(content_of(path))


def write_file(path: Path, content: bytes) -> None:
    """A new file that only its owner may read; ends the command where there is such a file already."""
    from amp_rules.casefile.disk import write_new
    from amp_rules.errors import AmpRulesError

    try:
        write_new(path, (content,))
    except FileExistsError:
        complain(f"{path}: there is such a file already")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        complain(f"{path}: cannot be written: {(reason or type(error).__name__).lower()}")
    except AmpRulesError as error:
        complain(str(error))
    else:
        return
    raise typer.Exit(BAD_INPUT)


def not_there_yet(*paths: Path | None) -> None:
    """Ends the command, before anything is written, where one of its files is there already."""
    for path in paths:
        if path is not None and os.path.lexists(path):
            complain(f"{path}: there is such a file already")
            raise typer.Exit(BAD_INPUT)


def shelf_of(archive: Path | None, rules: Path | None) -> Shelf:
    """Where rule files are looked for; ends the command where there is no such folder."""
    from amp_rules.audit.record import Shelf

    for folder in (archive, rules):
        if folder is not None and not folder.is_dir():
            complain(f"{folder}: expected a folder of rule files")
            raise typer.Exit(BAD_INPUT)
    return Shelf(archive, rules)


def key_of(path: Path) -> Ed25519PrivateKey:
    """The private key of a file, its passphrase asked for or taken from the environment."""
    from amp_rules.audit.record import needs_passphrase, private_key

    with refusing_record():
        return private_key(path, passphrase(confirm=False) if needs_passphrase(path) else None)


def passphrase(*, confirm: bool) -> bytes:
    """A passphrase from the environment, else asked for; never from the command line."""
    given = os.environ.get(VARIABLE)
    if given is None:
        if not sys.stdin.isatty():
            complain(f"a passphrase is needed: set {VARIABLE}, or run this in a terminal")
            raise typer.Exit(BAD_INPUT)
        given = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    if not given:
        complain("a passphrase may not be empty")
        raise typer.Exit(BAD_INPUT)
    return given.encode("utf-8")


def proof_of(audience: str | None, nonce: str | None) -> Proof | None:
    """What a holder is asked to sign; both options or none."""
    from amp_rules.audit.record import Proof

    if (audience is None) != (nonce is None) or audience == "" or nonce == "":
        raise typer.BadParameter("give both --audience and --nonce, or neither", param_hint="--audience")
    return None if audience is None or nonce is None else Proof(audience, nonce)
