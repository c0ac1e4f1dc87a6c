"""Values for single facts, as JSON writes them, drawn from the fact's own type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from amp_rules.case.facts import FIRST_DAY, LAST_DAY
from amp_rules.case.shapes import FactSpec
from amp_rules.testing.usual import AMOUNTS, SELDOM_PRESENT, SELDOM_TRUE, USUAL_VALUES

IDS: Final = st.text("abcXYZ019._-", min_size=1, max_size=8)
_ANY_DAY: Final = st.dates(FIRST_DAY, LAST_DAY)
_HUNDRED: Final = st.integers(0, 99)
_NEAR: Final = st.one_of(st.integers(-15, 40), st.integers(-60, 240))
_ANY_AMOUNT: Final = st.one_of(
    st.sampled_from(AMOUNTS),
    st.integers(0, 3000).map(lambda whole: f"{whole}.00"),
    st.integers(0, 10**9).map(lambda minor: f"{minor // 100}.{minor % 100:02d}"),
)


class Leaves:
    """Draws values around one day, with one leaning towards what is usual (0 to 100)."""

    def __init__(self, draw: st.DrawFn, around: date, leaning: int) -> None:
        self.draw = draw
        self.around = around
        self.leaning = leaning

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred draws; False is the simpler answer."""
        if percent in (0, 100):
            return percent == 100
        return bool(self.draw(_HUNDRED) >= 100 - percent)

    def value(self, spec: FactSpec, lowest: Any = None, highest: Any = None) -> Any:
        """A value of the fact's type, None where it may be absent; limits as ISO dates or numbers."""
        if spec.optional and self.chance(self.leaning if spec.name in SELDOM_PRESENT else 25):
            return None
        match spec.kind:
            case "bool":
                return self.chance(self.leaning) is not (spec.name in SELDOM_TRUE)
            case "int":
                return self._number(spec, lowest, highest)
            case "money":
                return self.draw(_ANY_AMOUNT)
            case "date":
                return self._day(spec, lowest, highest).isoformat()
            case "enum" | "country":
                return self.draw(st.sampled_from(self._members(spec)))
            case "set":
                chosen = st.lists(st.sampled_from(self._members(spec)), unique=True, max_size=3)
                return sorted(self.draw(chosen))
        return self.draw(IDS)

    def _members(self, spec: FactSpec) -> list[str]:
        usual = [member for member in USUAL_VALUES.get(spec.name, ()) if member in spec.members]
        return usual if usual and self.chance(self.leaning) else list(spec.members)

    def _number(self, spec: FactSpec, lowest: Any, highest: Any) -> int:
        low = spec.lowest or 0 if lowest is None else lowest
        high = spec.highest if highest is None else highest
        most = low + 100_000 if high is None else high
        usual = min(most, low + 3) if spec.unit == "person" and self.chance(90) else most
        return int(self.draw(st.integers(low, usual)))

    def _day(self, spec: FactSpec, lowest: str | None, highest: str | None) -> date:
        low = FIRST_DAY if lowest is None else date.fromisoformat(lowest)
        high = LAST_DAY if highest is None else date.fromisoformat(highest)
        if not self.chance(95):
            return self.draw(st.dates(low, high))
        if spec.name == "birth_date":
            oldest = max(self.around.year - 60, low.year)
            born = date(self.draw(st.integers(oldest, max(self.around.year, oldest))), 1, 1)
            return min(max(born + timedelta(days=self.draw(st.integers(0, 364))), low), high)
        return min(max(self.around + timedelta(days=self.draw(_NEAR)), low), high)


def any_day() -> st.SearchStrategy[date]:
    """Any day that a case may name."""
    return _ANY_DAY
