"""Key files: drawn at random, for their owner only, never written over."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from amp_rules.privacy import Key, KeyFileError, new_key, read_key


def test_a_new_key_is_read_back_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    before = os.umask(0)
    try:
        made = new_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == made
    assert len(path.read_text()) == 65


def test_two_new_keys_differ(tmp_path: Path) -> None:
    assert new_key(tmp_path / "one") != new_key(tmp_path / "two")


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = new_key(path)
    with pytest.raises(KeyFileError, match="never written over"):
        new_key(path)
    assert read_key(path) == made


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError, match="never written over"):
        new_key(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    new_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize(
    "text", ["", "x" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n\n", "A" * 64, "0" * 10_000]
)
def test_what_is_no_key_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="expected 64 hexadecimal digits") as caught:
        read_key(path)
    assert not text or text not in str(caught.value)


def test_a_key_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="no such file"):
        read_key(tmp_path / "key")
    with pytest.raises(KeyFileError, match="no such file"):
        new_key(tmp_path / "none" / "key")


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Key(b"short")


def test_a_pseudonym_stays_the_same_from_one_version_to_the_next() -> None:
    """Payments and cases pseudonymised years apart still belong together."""
    import base64
    import hashlib
    import hmac

    secret = bytes(range(32))
    parts = b"".join(len(each).to_bytes(8, "big") + each for each in (b"case", b"a-1"))
    digest = hmac.new(secret, b"amp-rules/pseudonym/1" + parts, hashlib.sha256).digest()
    shown = base64.b32encode(digest[:10]).decode().lower()
    assert Key(secret).pseudonym("case", "a-1") == f"case-{shown}"
