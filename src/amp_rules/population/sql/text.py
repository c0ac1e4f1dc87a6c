"""Nodes as SQL expressions of one dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final

from sqlglot import exp

from amp_rules.population.sql.dialects import TYPES, Dialect, grouped
from amp_rules.population.sql.nodes import Node, Plain

Scope = Mapping[Node, exp.Expr]
_COMPARED: Final[Mapping[str, type[exp.Binary]]] = {
    "eq": exp.EQ,
    "ne": exp.NEQ,
    "lt": exp.LT,
    "le": exp.LTE,
    "gt": exp.GT,
    "ge": exp.GTE,
    "add": exp.Add,
    "sub": exp.Sub,
    "mul": exp.Mul,
}


def again(item: exp.Expr) -> exp.Expr:
    """The same expression once more; a node of a tree stands in one place only."""
    if isinstance(item, exp.Column):
        return exp.Column(this=_same(item.this), table=_same(item.args["table"]))
    return item.copy()


def _same(word: exp.Identifier) -> exp.Identifier:
    return exp.Identifier(this=word.this, quoted=word.args["quoted"])


class Writer:
    """Writes nodes out, as far as they are not columns already."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.widths: dict[Node, bool] = {}

    def write(self, node: Node, scope: Scope) -> exp.Expr:
        """A node where these values are columns."""
        found = scope.get(node)
        if found is not None:
            return again(found)
        if node.op == "const" and node.kind == "verdict":
            return self.dialect.verdict(node.value)
        if node.op == "const":
            return literal(node.value, node.kind)
        if node.op in _COMPARED:
            left, right = (grouped(self.write(arg, scope)) for arg in node.args)
            if node.op == "mul" and not any(map(self.wide, node.args)):
                left = exp.cast(left, TYPES["int"])
            return _COMPARED[node.op](this=left, expression=right)
        made: exp.Expr = _WRITE[node.op](self, node, [self.write(arg, scope) for arg in node.args])
        return made

    def wide(self, node: Node) -> bool:
        """Whether a number surely has 64 bits, so that what it is multiplied by has them too."""
        if node not in self.widths:
            parts = [*node.args[1::2], node.args[-1]] if node.op == "case" else node.args
            plain = node.op in ("case", "coalesce", "add", "sub", "mul", "div", "mod", "min", "max")
            self.widths[node] = any(map(self.wide, parts)) if plain else node.op not in ("const", "age")
        return self.widths[node]


def literal(value: Plain, kind: str) -> exp.Expr:
    """A constant; the unknown says its type."""
    if value is None:
        return exp.cast(exp.null(), TYPES[kind])
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, int):
        number = exp.Literal.number(abs(value))
        return exp.Neg(this=number) if value < 0 else number
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.Literal.string(value)


def _joined(kind: type[exp.Connector]) -> Callable[[Writer, Node, list[exp.Expr]], exp.Expr]:
    def write(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
        parts = [exp.Paren(this=arg) if isinstance(arg, exp.Connector) else arg for arg in args]
        return reduce(lambda one, other: kind(this=one, expression=other), parts)

    return write


def _is_null(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    return exp.Is(this=grouped(args[0]), expression=exp.null())


def _negated(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    item = args[0]
    if isinstance(item, exp.Is):
        known = isinstance(item.expression, exp.Not)
        return exp.Is(this=item.this, expression=exp.null() if known else exp.Not(this=exp.null()))
    return exp.Not(this=exp.Paren(this=item) if isinstance(item, exp.Connector) else item)


def case_of(branches: Sequence[tuple[exp.Expr, exp.Expr]], last: exp.Expr | None) -> exp.Case:
    """A CASE of conditions and values."""
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=last)


def _case(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    last = node.args[-1]
    silent = last.constant and last.value is None and not all(arg.constant for arg in node.args[1::2])
    pairs = list(zip(args[:-1:2], args[1::2], strict=True))
    return case_of(pairs, None if silent else args[-1])


def _divided(kind: type[exp.Binary]) -> Callable[[Writer, Node, list[exp.Expr]], exp.Expr]:
    """Whole division rounding down, or what it leaves, for databases that round towards zero."""

    def write(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
        item, by = map(grouped, args)
        rest = exp.Mod(
            this=exp.Paren(this=exp.Add(this=exp.Mod(this=item, expression=by), expression=by)), expression=by
        )
        if kind is exp.Mod:
            return exp.Paren(this=rest)
        less = exp.Paren(this=exp.Sub(this=again(item), expression=exp.Paren(this=rest)))
        return exp.cast(exp.IntDiv(this=less, expression=again(by)), TYPES["int"])

    return write


def _method(name: str) -> Callable[[Writer, Node, list[exp.Expr]], exp.Expr]:
    def write(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
        made: exp.Expr = getattr(writer.dialect, name)(*args)
        return made

    return write


def _year_end(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    return writer.dialect.make_date(writer.dialect.part("year", args[0]), 12, 31)


def _age(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    """Completed years: the years apart, less one before the birthday of the later year."""
    part = writer.dialect.part
    birth, on = args
    apart = exp.Sub(this=part("year", on), expression=part("year", birth))

    def place(day: exp.Expr) -> exp.Expr:
        months = exp.Mul(this=part("month", again(day)), expression=exp.Literal.number(32))
        return exp.Add(this=months, expression=part("day", again(day)))

    earlier = case_of(
        [(exp.LT(this=place(on), expression=place(birth)), exp.Literal.number(1))], exp.Literal.number(0)
    )
    return exp.Sub(this=apart, expression=earlier)


def padded(text: exp.Expr, inner: str = " ") -> exp.Expr:
    """A set's codes with a space on both sides of each."""
    space = exp.Literal.string(" ")
    if len(inner) > 1:
        text = exp.Anonymous(this="REPLACE", expressions=[text, again(space), exp.Literal.string(inner)])
    return exp.DPipe(this=exp.DPipe(this=space, expression=text), expression=again(space))


def _has_code(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    code = node.args[1]
    part = exp.Literal.string(f" {code.value} ") if code.constant else padded(args[1])
    return exp.GT(this=writer.dialect.place(padded(args[0]), part), expression=exp.Literal.number(0))


def _has_others(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    rest = padded(args[0], "  ")
    for code in node.data:
        gone = [rest, exp.Literal.string(f" {code} "), exp.Literal.string("")]
        rest = exp.Anonymous(this="REPLACE", expressions=gone)
    return exp.NEQ(this=exp.Trim(this=rest), expression=exp.Literal.string(""))


def _size(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    held = args[0]
    empty = exp.EQ(this=held, expression=exp.Literal.string(""))
    spaces = [again(held), exp.Literal.string(" "), exp.Literal.string("")]
    without = exp.Length(this=exp.Anonymous(this="REPLACE", expressions=spaces))
    number = exp.Add(
        this=exp.Sub(this=exp.Length(this=again(held)), expression=without), expression=exp.Literal.number(1)
    )
    return case_of([(empty, exp.Literal.number(0))], number)


def _in(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    kind = "text" if node.args[0].kind == "text" else "int"
    listed = [literal(value, kind) for value in sorted(node.data)]
    return exp.In(this=args[0], expressions=listed)


def _concat(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    return reduce(lambda one, other: exp.DPipe(this=one, expression=other), map(grouped, args))


def _decimal(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    """A whole number of parts of a power of ten, exact."""
    places = node.data[0]
    whole = exp.cast(args[0], "DECIMAL(20, 0)")
    assert isinstance(places, int)
    part = exp.cast(exp.Literal.string(f"0.{1:0{places}d}"), f"DECIMAL({places + 1}, {places})")
    return exp.cast(exp.Mul(this=whole, expression=part), f"DECIMAL(38, {places})")


def _trim(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    return exp.Trim(this=_concat(writer, node, args))


def _called(function: type[exp.Func]) -> Callable[[Writer, Node, list[exp.Expr]], exp.Expr]:
    def write(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
        return function(this=args[0], expressions=args[1:])

    return write


def _named(function: str) -> Callable[[Writer, Node, list[exp.Expr]], exp.Expr]:
    def write(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
        return exp.Anonymous(this=function, expressions=args)

    return write


def _window(writer: Writer, node: Node, args: list[exp.Expr]) -> exp.Expr:
    function, values, by, so_far = node.data
    listed, parts, order = args[:values], args[values : values + by], args[values + by :]
    made: exp.Expr = exp.Window(this=_AGGREGATES[function](listed), partition_by=parts)
    if order:
        made.set("order", exp.Order(expressions=[exp.Ordered(this=each) for each in order]))
    if so_far:
        made.set("spec", exp.WindowSpec(kind="ROWS", **_ROWS[so_far]))
    return exp.cast(made, TYPES["int"]) if function in ("sum", "count") else made


_ALL_BEFORE: Final = {"start": "UNBOUNDED", "start_side": "PRECEDING"}
_ROWS: Final[Mapping[str, Mapping[str, Any]]] = {
    "with": {**_ALL_BEFORE, "end": "CURRENT ROW"},
    "before": {**_ALL_BEFORE, "end": exp.Literal.number(1), "end_side": "PRECEDING"},
    "from": {"start": "CURRENT ROW", "end": "UNBOUNDED", "end_side": "FOLLOWING"},
}
_AGGREGATES: Final[Mapping[str, Callable[[list[exp.Expr]], exp.Expr]]] = {
    "row_number": lambda listed: exp.RowNumber(),
    "lag": lambda listed: exp.Lag(this=listed[0]),
    "lead": lambda listed: exp.Lead(this=listed[0]),
    "sum": lambda listed: exp.Sum(this=listed[0]),
    "count": lambda listed: exp.Count(this=exp.Star()),
    "min": lambda listed: exp.Min(this=listed[0]),
    "max": lambda listed: exp.Max(this=listed[0]),
}


def aggregate(function: str, item: exp.Expr, dialect: Dialect) -> exp.Expr:
    """A group's value."""
    if function == "listed":
        return dialect.listed(item)
    made = _AGGREGATES[function]([item])
    return exp.cast(made, TYPES["int"]) if function in ("sum", "count") else made


_WRITE: Final[Mapping[str, Callable[[Writer, Node, list[exp.Expr]], Any]]] = {
    "and": _joined(exp.And),
    "or": _joined(exp.Or),
    "not": _negated,
    "is_null": _is_null,
    "case": _case,
    "coalesce": _called(exp.Coalesce),
    "div": _divided(exp.IntDiv),
    "mod": _divided(exp.Mod),
    "min": _named("LEAST"),
    "max": _named("GREATEST"),
    "plus_days": _method("plus_days"),
    "days_between": _method("days_between"),
    "add_months": _method("add_months"),
    "month_end": _method("month_end"),
    "year_end": _year_end,
    "age": _age,
    "has_code": _has_code,
    "has_others": _has_others,
    "size": _size,
    "in": _in,
    "concat": _concat,
    "decimal": _decimal,
    "trim": _trim,
    "text": lambda writer, node, args: exp.cast(args[0], TYPES["text"]),
    "window": _window,
}
