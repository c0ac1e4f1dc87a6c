"""Ed25519 keys in files that the user owns."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amp_rules.errors import KeyFileError, MissingExtraError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLIC: Final = ".pub"
_MOST_BYTES: Final = 16 * 1024
_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_key(path: Path | str, passphrase: bytes | None = None) -> Path:
    """A new key: the private one in a file that only its owner may read, the public one in FILE.pub.

    The private key is PKCS #8 in PEM, encrypted where a passphrase is given; the public one is PEM too. The
    path of the public key is returned.

    Raises KeyFileError where either file is there already or cannot be written: nothing is ever overwritten.
    """
    private = _ed25519().Ed25519PrivateKey.generate()
    from cryptography.hazmat.primitives import serialization as form

    secret = form.BestAvailableEncryption(passphrase) if passphrase else form.NoEncryption()
    file = Path(path)
    public = file.with_name(file.name + PUBLIC)
    if public.exists():
        raise KeyFileError(public, "there is such a file already")
    _write(file, private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, secret), 0o600)
    try:
        shown = private.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        _write(public, shown, 0o644)
    except KeyFileError:
        file.unlink()
        raise
    return public


def private_key(path: Path | str, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """The private key of a file.

    Raises KeyFileError where the file holds none, others than its owner may read it, or the passphrase does
    not open it.
    """
    file, kind = Path(path), _ed25519().Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _read(file, private=True)
    try:
        key = load_pem_private_key(content, passphrase)
    except TypeError:
        reason = (
            "needs a passphrase" if passphrase is None else "is not encrypted, but a passphrase was given"
        )
        raise KeyFileError(file, reason) from None
    except Exception:
        raise KeyFileError(file, "no private key in PEM, or another passphrase") from None
    if not isinstance(key, kind):
        raise KeyFileError(file, "expected an Ed25519 key, found another kind")
    found: Ed25519PrivateKey = key
    return found


def needs_passphrase(path: Path | str) -> bool:
    """Whether the private key of a file is encrypted.

    Raises KeyFileError where the file cannot be read.
    """
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in _read(Path(path), private=True)


def public_key(path: Path | str) -> Ed25519PublicKey:
    """The public key of a file.

    Raises KeyFileError where the file holds none.
    """
    file, kind = Path(path), _ed25519().Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    content = _read(file, private=False)
    if b"PRIVATE KEY-----" in content:
        raise KeyFileError(file, f"is a private key; its public one is in {file.name}{PUBLIC}")
    try:
        key = load_pem_public_key(content)
    except Exception:
        raise KeyFileError(file, "no public key in PEM") from None
    if not isinstance(key, kind):
        raise KeyFileError(file, "expected an Ed25519 key, found another kind")
    found: Ed25519PublicKey = key
    return found


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise MissingExtraError("signing needs cryptography", "audit", str(error)) from None
    return ed25519


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        raise KeyFileError(path, "there is such a file already") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise KeyFileError(path, (reason or "cannot be written").lower()) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def _read(path: Path, *, private: bool) -> bytes:
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise KeyFileError(path, "expected a file")
            if private and stat.S_IMODE(found.st_mode) & _OPEN_TO_OTHERS:
                raise KeyFileError(path, "others than its owner may read it; mend that with: chmod 600")
            return stream.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise KeyFileError(path, (reason or "cannot be read").lower()) from None
