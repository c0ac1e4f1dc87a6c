"""The key that pseudonyms are made with: a file of the user's own."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from base64 import b32encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from amp_rules.errors import KeyFileError

KEY_BYTES: Final = 32
_WRITTEN: Final = re.compile(rb"[0-9a-f]{64}\n?")
_DOMAIN: Final = b"amp-rules/pseudonym/1"
_SHOWN_BYTES: Final = 10


@dataclass(frozen=True, slots=True)
class Key:
    """32 secret bytes; whoever has them can tell which pseudonym stands for a guessed id."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")

    def digest(self, *parts: str) -> bytes:
        """HMAC-SHA256 (RFC 2104) of the parts, each with its length, so that no two lists of parts agree."""
        made = hmac.new(self.secret, _DOMAIN, "sha256")
        for part in parts:
            raw = part.encode()
            made.update(len(raw).to_bytes(8, "big") + raw)
        return made.digest()

    def pseudonym(self, kind: str, *own: str) -> str:
        """What stands for something of a kind, such as 'case-4k2qzt6w5h3mbxya'; 80 bits of the digest.

        >>> Key(bytes(32)).pseudonym("case", "a-1") == Key(bytes(32)).pseudonym("case", "a-1")
        True
        """
        text = b32encode(self.digest(kind, *own)[:_SHOWN_BYTES]).decode("ascii")
        return f"{kind}-{text.lower()}"


def new_key(path: Path) -> Key:
    """A key drawn at random, written to a new file that only its owner can read, as 64 hexadecimal digits.

    Raises KeyFileError where the file is there already, or cannot be written.
    """
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(path, "is there already; a key is never written over") from None
    except OSError as error:
        raise KeyFileError(path, _why(error, "written")) from None
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secret.hex() + "\n")
    return Key(secret)


def read_key(path: Path) -> Key:
    """The key that a file holds.

    Raises KeyFileError where it cannot be read, holds no key, or can be read by others than its owner.
    """
    try:
        with path.open("rb") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyFileError(path, "others than its owner have access; take it away with chmod 600")
            text = stream.read(4 * KEY_BYTES)
    except OSError as error:
        raise KeyFileError(path, _why(error, "read")) from None
    if not _WRITTEN.fullmatch(text):
        raise KeyFileError(path, f"expected {2 * KEY_BYTES} hexadecimal digits, as --new-key writes them")
    return Key(bytes.fromhex(text.decode("ascii").strip()))


def _why(error: OSError, verb: str) -> str:
    return f"cannot be {verb}: {(error.strerror or type(error).__name__).lower()}"
