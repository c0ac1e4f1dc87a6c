"""Hypothesis profiles: `dev` searches anew, `ci` repeats the same examples, `wheel` a part of them."""

from hypothesis import HealthCheck, settings

settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("wheel", settings.get_profile("ci"), max_examples=20)
settings.load_profile("dev")
