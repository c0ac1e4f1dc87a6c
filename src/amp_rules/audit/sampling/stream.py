"""Random numbers that are the same on every machine and in every version of Python."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from amp_rules.audit.sampling.errors import SamplingError

GENERATOR: Final = "amp-rules/sampling/1"
_ALL: Final = 1 << 256


def seed_of(given: str | int) -> str:
    """The seed as text; a whole number is its decimal digits.

    Raises SamplingError where it is empty or holds a NUL.
    """
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise TypeError(f"a seed must be a str or int, found {type(given).__name__}")
    text = str(given)
    if not text or "\0" in text:
        raise SamplingError("a seed must be a text of at least one character, without NUL")
    return text


def number_up_to(bound: int, seed: str, purpose: str) -> int:
    """A whole number from 1 to `bound`, each as likely as the others, fixed by the seed and the purpose.

    It is the SHA-256 digest of `amp-rules/sampling/1`, the seed, the purpose and a count of tries from 0,
    with a NUL byte between them and in UTF-8, read as one number of 256 bits, most significant byte first.
    A number at or above the largest multiple of `bound` below 2**256 is thrown away and the next try taken;
    the rest modulo `bound`, plus 1, is the answer.

    >>> number_up_to(100, "2023", "start")
    60
    """
    limit = _ALL - _ALL % bound
    tries = 0
    while True:
        told = "\0".join((GENERATOR, seed, purpose, str(tries)))
        number = int.from_bytes(sha256(told.encode("utf-8", "surrogatepass")).digest(), "big")
        if number < limit:
            return number % bound + 1
        tries += 1
