"""Without the extra `audit` it is said what to install."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amp_rules.audit.record import make_key, private_key, public_key, sign
from amp_rules.audit.record.canonical import canonical
from amp_rules.errors import MissingExtraError
from tests.audit.record.made import returning, shelf

INSTALL = r"pip install 'amp-rules\[audit\]'"


def test_records_need_rfc8785(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc8785", None)
    with pytest.raises(MissingExtraError, match=INSTALL):
        canonical({})


def test_keys_need_cryptography(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_key(tmp_path / "k")
    for name in list(sys.modules):
        if name.startswith("cryptography.hazmat.primitives"):
            monkeypatch.setitem(sys.modules, name, None)
    for attempt in (
        lambda: make_key(tmp_path / "l"),
        lambda: private_key(tmp_path / "k"),
        lambda: public_key("k"),
    ):
        with pytest.raises(MissingExtraError, match=INSTALL):
            attempt()
    assert not (tmp_path / "l").exists()


def test_signing_needs_sd_jwt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "amp_rules.audit.record.wire", raising=False)
    monkeypatch.setattr("amp_rules.audit.record.wire", None, raising=False)
    monkeypatch.delattr("amp_rules.audit.record.wire", raising=False)
    monkeypatch.setitem(sys.modules, "sd_jwt.common", None)
    with pytest.raises(MissingExtraError, match=INSTALL):
        sign(returning(), Ed25519PrivateKey.generate(), shelf=shelf())
