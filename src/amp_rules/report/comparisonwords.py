"""What is said of comparisons: amounts, answers, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, cast

from amp_rules.explanation.values import VERDICTS
from amp_rules.explanation.words import capital
from amp_rules.ledger import Verdict
from amp_rules.report.charts.records import Scale
from amp_rules.report.words import ReportWords, report_words
from amp_rules.terms import Money
from amp_rules.whatif import Goal, SweptParameter

_MONEY: Final = ("SEK", "USD")
_ANSWERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "yes": "value.yes",
        "no": "value.no",
        "unknown": "report.unknown",
        "none": "comparison.none",
        "known": "comparison.known",
        "not there": "comparison.not_there",
        "date": "comparison.a_date",
        "same": "comparison.same_date",
        "earlier": "comparison.earlier",
        "later": "comparison.later",
    }
)


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """Says amounts and answers of a comparison in one language."""

    words: ReportWords

    @classmethod
    def of(cls, language: str) -> ComparisonWords:
        """The words of 'en' or 'sv'."""
        return cls(report_words(language))

    def say(self, message: str, /, **values: str) -> str:
        """The message with its places filled in."""
        return self.words.say(message, **values)

    def number(self, number: int) -> str:
        """A count."""
        return self.words.number(number)

    def titled(self, goal: Goal) -> str:
        """A goal with its unit, for the title of an axis or a column."""
        unit = self.unit(goal.unit)
        title = self.words.of(goal.title)
        return self.say("comparison.with_unit", title=title, unit=unit) if unit else title

    def parameter(self, parameter: SweptParameter) -> str:
        """A parameter with its unit."""
        unit = self.unit(parameter.unit)
        title = capital(self.words.of(parameter.title))
        return self.say("comparison.with_unit", title=title, unit=unit) if unit else title

    def unit(self, unit: str) -> str:
        """A unit in words; '' for counts."""
        over, _, under = unit.partition("/")
        if over in _MONEY:
            return self.say("comparison.a_day", unit=over) if under == "day" else over
        units = {"day": "comparison.days", "ratio": "comparison.per_cent", "year": "comparison.years"}
        return self.say(units[over]) if over in units else ""

    @staticmethod
    def scale(unit: str) -> Scale:
        """How the numbers of a goal are written on an axis."""
        return "money" if unit.partition("/")[0] in _MONEY else "number"

    @staticmethod
    def scale_of(unit: str) -> Scale:
        """How the numbers of a parameter are written on an axis."""
        over = unit.partition("/")[0]
        return "money" if over in _MONEY else "share" if over == "ratio" else "number"

    def amount(self, value: Fraction | None, unit: str, signed: bool = False) -> str:
        """An amount without its unit, exact where it is a finite decimal; money from minor units."""
        if value is None:
            return self.say("report.unknown")
        plus = "+" if signed and value > 0 else ""
        if unit not in _MONEY:
            return plus + self.words.number(value if _finite(value) else Fraction(round(value * 100), 100))
        minor = value if _finite(value) else Fraction(round(value))
        return plus + self.words.column(Money(minor, cast(Literal["SEK", "USD"], unit)))

    def answer(self, word: str, kind: str) -> str:
        """What was answered."""
        if kind == "verdict" and word in {each.value for each in Verdict}:
            return self.say(VERDICTS[Verdict(word)])
        return self.say(_ANSWERS[word]) if word in _ANSWERS else word


def _finite(value: Fraction) -> bool:
    """Whether a number has an end when it is written with decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
