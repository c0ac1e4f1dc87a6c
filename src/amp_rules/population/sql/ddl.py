"""The tables of a population as CREATE TABLE statements of one dialect, typed, checked and commented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
from sqlglot import exp

from amp_rules.case.facts import MOST_MINOR
from amp_rules.population.checkcells import ORDERED
from amp_rules.population.schema import CASES, PERSONS, TABLES, Column, TableSchema
from amp_rules.population.sql.births import RESERVED
from amp_rules.population.sql.dialects import TYPES, Dialect, dialect_of

_TYPES: Final = {pa.bool_(): "bool", pa.int64(): "int", pa.date32(): "date", pa.string(): "text"}


def create_tables(dialect: str, schema: str = "") -> tuple[exp.Expr, ...]:
    """The statements that make the tables of a population, without rows, each with its comments.

    >>> create_tables("postgres")[0].sql("postgres")[:60]
    'CREATE TABLE cases (case_id TEXT NOT NULL, programme TEXT NO'

    schema: of the database, where the tables are to stand in another than its own. What one row can show to
    be wrong is refused by the tables themselves, but for Spark, which checks only what may not be NULL.

    Raises UnknownNameError for a dialect that is not known.
    """
    kind = dialect_of(dialect)
    return tuple(each for table in TABLES.values() for each in _Writer(kind, schema, table).statements())


class _Writer:
    """Writes one table."""

    def __init__(self, dialect: Dialect, schema: str, table: TableSchema) -> None:
        self.schema = schema
        self.table = table
        self.inside = dialect.name == "spark"

    def statements(self) -> Iterator[exp.Expr]:
        """The table, then the comments where they are statements of their own."""
        columns = self.table.columns.values()
        items: list[exp.Expr] = [self._column(column) for column in columns]
        made = exp.Create(this=exp.Schema(this=self._named(self.table.name), expressions=items), kind="TABLE")
        if self.inside:
            about = exp.SchemaCommentProperty(this=exp.Literal.string(_about(self.table)))
            form = exp.FileFormatProperty(this=exp.var("PARQUET"))
            made.set("properties", exp.Properties(expressions=[form, about]))
            yield made
            return
        items += [*self._keys(), *self._checks()]
        yield made
        yield self._comment("TABLE", self._named(self.table.name), _about(self.table))
        for column in columns:
            place = exp.column(
                _identifier(column.name),
                table=_identifier(self.table.name),
                db=_identifier(self.schema) if self.schema else None,
            )
            yield self._comment("COLUMN", place, _meaning(self.table, column))

    def _named(self, name: str) -> exp.Table:
        return exp.table_(_identifier(name), db=_identifier(self.schema) if self.schema else None)

    def _comment(self, kind: str, of: exp.Expr, words: str) -> exp.Comment:
        return exp.Comment(this=of, kind=kind, expression=exp.Literal.string(words))

    def _column(self, column: Column) -> exp.ColumnDef:
        rules: list[exp.Expr] = []
        if column.required or column.role in ("known", "absent"):
            rules.append(exp.NotNullColumnConstraint())
        if column.role == "absent" and not self.inside:
            rules.append(exp.DefaultColumnConstraint(this=exp.false()))
        if self.inside:
            words = exp.Literal.string(_meaning(self.table, column))
            rules.append(exp.CommentColumnConstraint(this=words))
        return exp.ColumnDef(
            this=_identifier(column.name),
            kind=exp.DataType.build(TYPES[_TYPES[column.type]]),
            constraints=[exp.ColumnConstraint(kind=each) for each in rules],
        )

    def _keys(self) -> Iterator[exp.Expr]:
        names = ["case_id", *([self.table.order] if self.table.order else [])]
        yield exp.PrimaryKey(expressions=[_identifier(name) for name in names])
        if self.table.own is not None and self.table.name != CASES:
            own = [_identifier(name) for name in ("case_id", self.table.own)]
            yield exp.UniqueColumnConstraint(this=exp.Schema(expressions=own))
        if self.table.name != CASES:
            there = exp.Schema(this=self._named(CASES), expressions=[_identifier("case_id")])
            yield exp.ForeignKey(expressions=[_identifier("case_id")], reference=exp.Reference(this=there))

    def _checks(self) -> Iterator[exp.Expr]:
        columns = self.table.columns
        conditions = [found for each in columns.values() if (found := _allowed(each)) is not None]
        for later, earlier in ORDERED:
            if later in columns and earlier in columns:
                conditions.append(exp.GTE(this=_place(later), expression=_place(earlier)))
        for each in self.table.of_role("absent"):
            value = _place(each.name.removesuffix("_absent"))
            no_value = exp.Is(this=value, expression=exp.null())
            conditions.append(exp.Or(this=exp.Not(this=_place(each.name)), expression=no_value))
        for condition in conditions:
            yield exp.CheckColumnConstraint(this=condition)


def _identifier(name: str) -> exp.Identifier:
    made: exp.Identifier = exp.to_identifier(name, quoted=True if name in RESERVED else None)
    return made


def _place(name: str) -> exp.Column:
    return exp.column(_identifier(name))


def _allowed(column: Column) -> exp.Expr | None:
    """What a value must be like; a value that is NULL passes every check."""
    if column.role == "position":
        return exp.GTE(this=_place(column.name), expression=exp.Literal.number(0))
    spec = column.spec
    if spec is None:
        return None
    if spec.kind in ("enum", "country"):
        listed = [exp.Literal.string(each) for each in spec.members]
        return exp.In(this=_place(column.name), expressions=listed)
    if spec.kind == "money":
        return _between(column, 0, MOST_MINOR - 1)
    if spec.kind == "int":
        return _between(column, spec.lowest or 0, spec.highest)
    return None


def _between(column: Column, lowest: int, highest: int | None) -> exp.Expr:
    low = exp.Literal.number(lowest)
    if highest is None:
        return exp.GTE(this=_place(column.name), expression=low)
    return exp.Between(this=_place(column.name), low=low, high=exp.Literal.number(highest))


def _about(table: TableSchema) -> str:
    if table.entity == "span":
        return (
            f"One row per span of days of {'.'.join(table.listed)}, both ends included; spans do not overlap"
        )
    if table.name == PERSONS:
        return "One row per person of a case: the principal and the children"
    return f"One row per {table.entity}"


def _meaning(table: TableSchema, column: Column) -> str:
    """What a column says, in one line."""
    if column.role == "case":
        return "The id of the case" if table.name == CASES else "The case that the row is part of"
    if column.role == "own":
        return f"A name of the {table.entity} of its own within the case"
    if column.role == "position":
        return (
            "0 the principal, 1 and on the children" if table.name == PERSONS else "Place in the list, from 0"
        )
    if column.role == "known":
        return f"Whether the list {'.'.join(column.path)} is known; true without rows: there are none"
    spec = column.spec
    assert spec is not None
    if column.role == "absent":
        return f"True: known that there is no {'.'.join(column.path)}"
    title = spec.title_en[0].upper() + spec.title_en[1:]
    return "; ".join([title, *_more(column)])


def _more(column: Column) -> Iterator[str]:
    spec = column.spec
    assert spec is not None
    if spec.kind == "money":
        yield "in ore or cents"
    elif spec.unit:
        yield f"in {spec.unit}"
    if spec.kind == "set":
        yield f"codes in order with one space between, '' for none of them: {' '.join(spec.members)}"
    if not column.required:
        yield "NULL is unknown"
