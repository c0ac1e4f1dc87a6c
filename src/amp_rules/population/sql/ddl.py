"""The tables of a population as CREATE TABLE statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
from sqlglot import exp

from amp_rules.population.schema import CASES, TABLES, Column, TableSchema
from amp_rules.population.sql.births import word
from amp_rules.population.sql.dialects import dialect_of, enumeration

ARROW_TYPES: Final = {pa.bool_(): "BOOLEAN", pa.int64(): "BIGINT", pa.date32(): "DATE", pa.string(): "TEXT"}
"""How a database calls the types of the schema."""


def tables_ddl(dialect: str, schema: str = "") -> str:
    """Statements that make every table of a population, empty, with what its columns mean.

    >>> print(tables_ddl("duckdb").splitlines()[0])
    CREATE TABLE cases (

    Raises UnknownNameError for a dialect that queries are not written in.
    """
    name = dialect_of(dialect).name
    found = [statement for table in TABLES.values() for statement in _statements(table, name, schema)]
    return "\n".join(f"{each.sql(name, pretty=True)};" for each in found)


def _statements(table: TableSchema, dialect: str, schema: str) -> Iterator[exp.Expr]:
    named = _table(table.name, schema)
    inline = dialect == "spark"
    columns: list[exp.Expr] = [_column(table, column, dialect) for column in table.columns.values()]
    if not inline:
        columns += _keys(table, schema)
    yield exp.Create(this=exp.Schema(this=named, expressions=columns), kind="TABLE")
    for column in table.columns.values() if not inline else ():
        on = exp.Column(this=word(column.name), table=exp.Identifier(this=table.name))
        if schema:
            on.set("db", exp.to_identifier(schema))
        yield exp.Comment(this=on, kind="COLUMN", expression=exp.Literal.string(_meaning(table, column)))


def _table(name: str, schema: str) -> exp.Table:
    return exp.Table(this=exp.Identifier(this=name), db=exp.to_identifier(schema) if schema else None)


def _column(table: TableSchema, column: Column, dialect: str) -> exp.ColumnDef:
    inline = dialect == "spark"
    limits: list[exp.Expr] = []
    if column.required or column.role in ("known", "absent"):
        limits.append(exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))
    if column.role in ("known", "absent") and not inline:
        limits.append(exp.ColumnConstraint(kind=exp.DefaultColumnConstraint(this=exp.false())))
    if inline:
        said = exp.CommentColumnConstraint(this=exp.Literal.string(_meaning(table, column)))
        limits.append(exp.ColumnConstraint(kind=said))
    return exp.ColumnDef(this=word(column.name), kind=type_of(column, dialect), constraints=limits)


def type_of(column: Column, dialect: str) -> exp.DataType:
    """The type of a column; a choice is an ENUM in DuckDB, which has no other way to refuse unknown words."""
    if (
        dialect == "duckdb"
        and column.role == "fact"
        and column.spec is not None
        and column.spec.kind == "enum"
    ):
        return enumeration(column.spec.members)
    return exp.DataType.build(ARROW_TYPES[column.type])


def _keys(table: TableSchema, schema: str) -> list[exp.Expr]:
    """What names a row, and the case that it belongs to."""
    names = ["case_id", *([table.order] if table.order else [])]
    own: list[exp.Expr] = [exp.PrimaryKey(expressions=[word(name) for name in names])]
    if table.name != CASES:
        there = exp.Schema(this=_table(CASES, schema), expressions=[word("case_id")])
        reference = exp.Reference(this=there)
        own.append(exp.ForeignKey(expressions=[word("case_id")], reference=reference))
    return own


def _meaning(table: TableSchema, column: Column) -> str:
    """What a column holds, in English."""
    match column.role:
        case "case":
            return "Case"
        case "own":
            return f"Id of the {table.entity} in its case"
        case "position":
            first = "0 is the principal, then the children" if table.entity == "person" else "from 0"
            return f"Place in the list of the case, {first}"
        case "known":
            return f"Whether all of '{'.'.join(column.path)}' are known"
    assert column.spec is not None
    title = column.spec.title_en[:1].upper() + column.spec.title_en[1:]
    if column.role == "absent":
        return f"{title}: known to be absent"
    notes = [title]
    if column.spec.kind == "money":
        notes.append(f"in hundredths of {(column.spec.unit or '').partition('/')[0]}")
    elif column.spec.unit and column.spec.kind == "int":
        notes.append(f"in {column.spec.unit}")
    if column.spec.kind == "set":
        notes.append("codes in order, one space between")
    if column.spec.kind == "enum":
        notes.append("one of " + ", ".join(column.spec.members))
    return ", ".join(notes[:-1]) + f": {notes[-1]}" if column.spec.kind == "enum" else ", ".join(notes)
