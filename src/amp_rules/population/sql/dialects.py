"""What databases write differently: days, months, texts, and when a statement is worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amp_rules.errors import UnknownNameError
from amp_rules.ledger import Verdict

if TYPE_CHECKING:
    from sqlglot import exp

TYPES: Final = {"bool": "BOOLEAN", "int": "BIGINT", "date": "DATE", "text": "TEXT", "verdict": "TEXT"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's way of writing. fenced: whether statements must be kept out of each other."""

    name: str
    fenced: bool = False

    def verdict(self, value: str | None) -> exp.Expr:
        """A verdict; in DuckDB of an ENUM, which takes a byte a row where a text takes sixteen."""
        from sqlglot import exp

        told = exp.null() if value is None else exp.Literal.string(value)
        if self.name != "duckdb":
            return exp.cast(told, TYPES["verdict"]) if value is None else told
        return exp.cast(told, enumeration(list(Verdict)))

    def plus_days(self, day: exp.Expr, number: exp.Expr) -> exp.Expr:
        """The day so many days later."""
        from sqlglot import exp

        number = whole(number)
        if self.name == "spark":
            return exp.Anonymous(this="DATE_ADD", expressions=[day, number])
        return exp.Add(this=grouped(day), expression=grouped(number))

    def days_between(self, later: exp.Expr, earlier: exp.Expr) -> exp.Expr:
        """How many days later a day is."""
        from sqlglot import exp

        if self.name == "spark":
            return exp.cast(exp.Anonymous(this="DATEDIFF", expressions=[later, earlier]), TYPES["int"])
        apart = exp.Sub(this=grouped(later), expression=grouped(earlier))
        return exp.cast(apart, TYPES["int"]) if self.name == "postgres" else apart

    def add_months(self, day: exp.Expr, months: exp.Expr) -> exp.Expr:
        """The same day so many months later, at most the month's last."""
        from sqlglot import exp

        months = whole(months)
        if self.name == "spark":
            return exp.Anonymous(this="ADD_MONTHS", expressions=[day, months])
        if self.name == "postgres":
            number = exp.PropertyEQ(this=exp.to_identifier("months"), expression=months)
            ahead: exp.Expr = exp.Anonymous(this="MAKE_INTERVAL", expressions=[number])
        else:
            ahead = exp.Anonymous(this="TO_MONTHS", expressions=[months])
        return exp.cast(exp.Add(this=grouped(day), expression=ahead), "date")

    def make_date(self, year: exp.Expr, month: int, day: int) -> exp.Expr:
        """A day by its numbers."""
        from sqlglot import exp

        parts = [year, exp.Literal.number(month), exp.Literal.number(day)]
        return exp.Anonymous(this="MAKE_DATE", expressions=parts)

    def part(self, name: str, day: exp.Expr) -> exp.Expr:
        """The 'year', 'month' or 'day' of a day."""
        from sqlglot import exp

        return exp.cast(exp.Extract(this=exp.var(name.upper()), expression=day), "int")

    def month_end(self, day: exp.Expr) -> exp.Expr:
        """The last day of the month."""
        from sqlglot import exp

        if self.name != "postgres":
            return exp.LastDay(this=day)
        first = exp.Anonymous(this="DATE_TRUNC", expressions=[exp.Literal.string("month"), day])
        return self.plus_days(
            self.add_months(exp.cast(first, "date"), exp.Literal.number(1)), exp.Literal.number(-1)
        )

    def words(self, text: exp.Expr) -> exp.Expr:
        """The words of a text, one row for each."""
        from sqlglot import exp

        space = exp.Literal.string(" ")
        split, rows = _WORDS[self.name]
        return exp.Anonymous(this=rows, expressions=[exp.Anonymous(this=split, expressions=[text, space])])

    def listed(self, text: exp.Expr) -> exp.Expr:
        """The texts of a group in order, with one space between."""
        from sqlglot import exp

        space = exp.Literal.string(" ")
        if self.name == "spark":
            found = exp.Anonymous(this="COLLECT_LIST", expressions=[text])
            ordered = exp.Anonymous(this="ARRAY_SORT", expressions=[found])
            return exp.Anonymous(this="ARRAY_JOIN", expressions=[ordered, space])
        key = (
            exp.Collate(this=text.copy(), expression=exp.column("C", quoted=True))
            if self.name == "postgres"
            else text
        )
        order = exp.Order(this=space, expressions=[exp.Ordered(this=key.copy())])
        return exp.Anonymous(this="STRING_AGG", expressions=[text, order])

    def place(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        """Where a text has a part, from 1; 0 where it has not."""
        from sqlglot import exp

        return exp.StrPosition(this=text, substr=part)


def enumeration(words: Sequence[str]) -> exp.DataType:
    """The type of one of these words, as DuckDB writes it."""
    from sqlglot import exp

    return exp.DataType(
        this=exp.DataType.Type.ENUM, expressions=[exp.Literal.string(str(each)) for each in words]
    )


_WORDS: Final = {
    "duckdb": ("STRING_SPLIT", "UNNEST"),
    "postgres": ("STRING_TO_ARRAY", "UNNEST"),
    "spark": ("SPLIT", "EXPLODE"),
}


def whole(number: exp.Expr) -> exp.Expr:
    """A number as the plain integer that functions of days take."""
    from sqlglot import exp

    if isinstance(number, exp.Literal | exp.Neg):
        return number
    return exp.cast(number, "int")


def grouped(item: exp.Expr) -> exp.Expr:
    """An expression in parentheses where its neighbours could tear it apart."""
    from sqlglot import exp

    loose = exp.Binary | exp.Not | exp.Is | exp.In | exp.Between | exp.Neg
    return exp.Paren(this=item) if isinstance(item, loose) else item


DIALECTS: Final = {
    "duckdb": Dialect("duckdb", fenced=True),
    "postgres": Dialect("postgres", fenced=True),
    "spark": Dialect("spark"),
}


def dialect_of(name: str) -> Dialect:
    """The dialect of a name.

    Raises UnknownNameError for any other than duckdb, postgres and spark.
    """
    found = DIALECTS.get(name)
    if found is None:
        raise UnknownNameError("dialect", name, tuple(DIALECTS))
    return found
