from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from amp_rules.audit.record import KeyFileError, make_key, needs_passphrase, private_key, public_key


def test_a_key_is_two_files_that_belong_together(tmp_path: Path) -> None:
    made = make_key(tmp_path / "office")
    assert made == tmp_path / "office.pub"
    shown = public_key(made)
    secret = private_key(tmp_path / "office")
    shown.verify(secret.sign(b"a text"), b"a text")


def test_only_its_owner_may_read_the_private_key(tmp_path: Path) -> None:
    make_key(tmp_path / "office")
    assert stat.S_IMODE((tmp_path / "office").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["office", "office.pub"])
def test_no_file_is_ever_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(KeyFileError, match="already"):
        make_key(tmp_path / "office")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(there, "mine")]


def test_a_link_to_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "office").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError, match="already"):
        make_key(tmp_path / "office")
    assert not (tmp_path / "elsewhere").exists()


def test_a_passphrase_encrypts_the_key(tmp_path: Path) -> None:
    make_key(tmp_path / "plain")
    make_key(tmp_path / "locked", b"made up words")
    assert (needs_passphrase(tmp_path / "plain"), needs_passphrase(tmp_path / "locked")) == (False, True)
    private_key(tmp_path / "locked", b"made up words")


@pytest.mark.parametrize(
    ("name", "passphrase", "why"),
    [
        ("locked", None, "needs a passphrase"),
        ("locked", b"other words", "another passphrase"),
        ("plain", b"made up words", "not encrypted"),
        ("plain.pub", None, "others than its owner"),
        ("nothing", None, "no such file"),
        ("text", None, "no private key"),
        ("curve", None, "another kind"),
        ("", None, "directory"),
    ],
)
def test_what_is_no_key_to_sign_with_is_refused(
    tmp_path: Path, name: str, passphrase: bytes | None, why: str
) -> None:
    make_key(tmp_path / "plain")
    make_key(tmp_path / "locked", b"made up words")
    other = generate_private_key(SECP256R1())
    (tmp_path / "curve").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "text").write_text("hemlig")
    for each in ("curve", "text"):
        (tmp_path / each).chmod(0o600)
    with pytest.raises(KeyFileError, match=why) as refused:
        private_key(tmp_path / name, passphrase)
    assert "hemlig" not in str(refused.value)
    assert "made up" not in str(refused.value)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "office")
    (tmp_path / "office").chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        private_key(tmp_path / "office")


def test_what_is_no_key_to_check_with_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "office")
    with pytest.raises(KeyFileError, match=r"its public one is in office\.pub"):
        public_key(tmp_path / "office")
    (tmp_path / "text").write_text("nothing")
    with pytest.raises(KeyFileError, match="no public key"):
        public_key(tmp_path / "text")
    curve = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "curve").write_bytes(curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(KeyFileError, match="another kind"):
        public_key(tmp_path / "curve")


def test_a_key_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        make_key(tmp_path / "nowhere" / "office")
