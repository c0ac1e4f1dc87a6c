"""Hypothesis profiles: `dev` searches anew, `ci` repeats the same examples.

Commands run in this process read the rule files each time: the same text is parsed once (its nodes cannot be
changed).
"""

from collections.abc import Iterable
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, settings

from amp_rules import yamltext
from amp_rules.rulebook import registers

settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dev")

vars(registers)["read"] = lru_cache(maxsize=512)(yamltext.read)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Tests that draw examples within themselves count as drawing, as those do that are given them."""
    for item in items:
        if isinstance(item, pytest.Function) and "given" in item.function.__code__.co_names:
            item.add_marker("hypothesis")
