"""Random numbers: the same everywhere, each as likely as the others."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling import SamplingError
from amp_rules.audit.sampling.stream import number_up_to, seed_of


def test_the_number_is_the_digest_that_is_described() -> None:
    digest = sha256(b"amp-rules/sampling/1\x002023\x00start\x000").digest()
    assert number_up_to(100, "2023", "start") == int.from_bytes(digest, "big") % 100 + 1


def test_a_number_that_would_favour_small_ones_is_thrown_away() -> None:
    """Over half of all digests lie above the largest multiple of this bound."""
    bound = (1 << 255) + 1
    tries = [
        int.from_bytes(sha256(f"amp-rules/sampling/1\0s\0cell 5\0{at}".encode()).digest(), "big")
        for at in range(40)
    ]
    assert number_up_to(bound, "s", "cell 5") == next(each for each in tries if each < bound) + 1
    assert tries[0] > bound


@given(st.integers(1, 10**12), st.text(min_size=1), st.text())
def test_a_number_lies_within_its_bound(bound: int, seed: str, purpose: str) -> None:
    assert 1 <= number_up_to(bound, seed, purpose) <= bound


def test_all_numbers_come_about_equally_often() -> None:
    """Chi-squared of 9 degrees of freedom passes 33.7 once in ten thousand times; this is one fixed time."""
    times = 20_000
    counts = Counter(number_up_to(10, "2023", f"cell {at}") for at in range(times))
    assert sum((counts[each] - times / 10) ** 2 / (times / 10) for each in range(1, 11)) < 33.7


def test_the_hash_seed_of_python_makes_no_difference() -> None:
    code = (
        "from amp_rules.audit.sampling.stream import number_up_to; print(number_up_to(10**9, 'a', 'item å'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{number_up_to(10**9, 'a', 'item å')}\n"}


def test_a_whole_number_is_the_same_seed_as_its_digits() -> None:
    assert seed_of(2023) == seed_of("2023") == "2023"


@pytest.mark.parametrize("seed", ["", "a\0b"])
def test_a_seed_that_is_no_text_is_refused(seed: str) -> None:
    with pytest.raises(SamplingError):
        seed_of(seed)


@pytest.mark.parametrize("seed", [True, 1.5, None])
def test_a_seed_of_another_type_is_refused(seed: object) -> None:
    with pytest.raises(TypeError):
        seed_of(seed)  # type: ignore[arg-type]
