"""The SD-JWT library behind one door; imported only when something is signed, shown or checked."""

from __future__ import annotations

from typing import Any

from sd_jwt.common import SDObj as Shown  # type: ignore[import-untyped]
from sd_jwt.holder import SDJWTHolder as Holder  # type: ignore[import-untyped]
from sd_jwt.issuer import SDJWTIssuer as Issuer  # type: ignore[import-untyped]
from sd_jwt.verifier import SDJWTVerifier  # type: ignore[import-untyped]

__all__ = ["Holder", "Issuer", "Shown", "Verifier"]


class Verifier(SDJWTVerifier):  # type: ignore[misc]
    """The library's verifier, with the holder's proof signed as the record is: in Ed25519."""

    def _verify_key_binding_jwt(self, *asked: Any, sign_alg: str | None = None) -> None:
        super()._verify_key_binding_jwt(*asked, sign_alg=sign_alg or "EdDSA")
