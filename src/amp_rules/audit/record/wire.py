"""The SD-JWT library behind one door; imported only when something is signed, shown or checked."""

from __future__ import annotations

import logging
from typing import Any, Final

from sd_jwt.common import SDObj as Shown  # type: ignore[import-untyped]
from sd_jwt.holder import SDJWTHolder as Holder  # type: ignore[import-untyped]
from sd_jwt.issuer import SDJWTIssuer as Issuer  # type: ignore[import-untyped]
from sd_jwt.verifier import SDJWTVerifier  # type: ignore[import-untyped]

__all__ = ["Holder", "Issuer", "Shown", "Verifier"]

# At level DEBUG the library logs what is disclosed, and what is not.
logging.getLogger("sd_jwt").setLevel(logging.WARNING)


def _proof_in_ed25519(self: Any, *asked: Any, sign_alg: str | None = None) -> None:
    SDJWTVerifier._verify_key_binding_jwt(self, *asked, sign_alg=sign_alg or "EdDSA")


# The library expects a holder's proof in another algorithm than the record's, and has no setting for it.
Verifier: Final = type("Verifier", (SDJWTVerifier,), {"_verify_key_binding_jwt": _proof_in_ed25519})
