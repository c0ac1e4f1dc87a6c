"""A plan as SQL: the statements of one dialect, put together as one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from amp_rules.plan.model import Plan
from amp_rules.population.sql.chain import Chain, Statement
from amp_rules.population.sql.dialects import Dialect, dialect_of
from amp_rules.population.sql.most import SameFor, Steps
from amp_rules.population.sql.program import ProgramWriter
from amp_rules.population.sql.rounds import Output, Rounds
from amp_rules.population.sql.shape import Shape, whole_shape
from amp_rules.population.sql.writewanted import CauseWriter


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """What is to be worked out, statement by statement, and the tables that are asked for."""

    dialect: Dialect
    statements: tuple[Statement, ...]
    outputs: tuple[Statement, ...]

    def reads(self) -> dict[str, int]:
        """How often each statement is read."""
        found = {each.name: 0 for each in self.statements}
        for each in (*self.statements, *self.outputs):
            for name in each.reads:
                if name in found:
                    found[name] += 1
        return found

    def kept(self) -> list[Statement]:
        """The statements that are read more than once, each with those that only it reads folded in."""
        times = self.reads()
        return [self._folded(each, times) for each in self.statements if times[each.name] > 1]

    def folded_outputs(self) -> list[Statement]:
        """The tables that are asked for, each with the statements that only it reads folded in."""
        times = self.reads()
        return [self._folded(each, times) for each in self.outputs]

    def _folded(self, statement: Statement, times: dict[str, int]) -> Statement:
        query = statement.query.copy()
        inside = self._behind(statement, lambda name: times[name] == 1)
        for each in inside:
            query = query.with_(each.name, as_=each.query, copy=False)
        reads = (name for each in (*inside, statement) for name in each.reads if times.get(name, 2) != 1)
        return Statement(statement.name, query, tuple(reads))

    def _behind(self, statement: Statement, wanted: Callable[[str], bool]) -> list[Statement]:
        """The statements that a statement reads, and those that they read, in order."""
        known = {each.name: each for each in self.statements}
        found: set[str] = set()
        waiting = [statement]
        while waiting:
            for name in waiting.pop().reads:
                if name in known and name not in found and wanted(name):
                    found.add(name)
                    waiting.append(known[name])
        return [each for each in self.statements if each.name in found]

    def query(self, output: Statement) -> exp.Query:
        """One table as one query.

        What only one statement reads stands inside of that one: DuckDB counts the statements of a WITH as so
        many levels, and stops at a thousand. Where the dialect is fenced, each statement is worked out by
        itself: put into each other, they are planned for minutes.
        """
        behind = self._behind(output, lambda name: True)
        times = replace(self, statements=tuple(behind), outputs=(output,)).reads()
        whole = exp.Select()
        for each in behind:
            if times[each.name] > 1:
                self._add(whole, each.name, self._nested(each, times))
        made = self._nested(output, times)
        own = made.args.get("with_")
        first = whole.args.get("with_")
        if first is not None:
            first.set("expressions", [*first.expressions, *(own.expressions if own is not None else [])])
            made.set("with_", first)
        return made

    def _nested(self, statement: Statement, times: dict[str, int]) -> exp.Query:
        """A statement with those that only it reads inside."""
        query = statement.query.copy()
        for each in self._behind(statement, lambda name: times[name] == 1):
            self._add(query, each.name, each.query.copy())
        return query

    def _add(self, query: exp.Query, name: str, part: exp.Query) -> None:
        query.with_(name, as_=part, materialized=True if self.dialect.fenced else None, copy=False)


def script_of(
    plan: Plan,
    dialect: str,
    tables: Sequence[str] = (),
    columns: Sequence[str] = (),
    shape: Shape | None = None,
    steps: Steps | None = None,
    schema: str = "",
    explained: bool = False,
) -> Script:
    """The statements that give these tables of a run, all of them where none is named."""
    made = CauseWriter if explained else ProgramWriter
    writer = made(plan, shape or whole_shape(), steps or SameFor())
    writer.write()
    asked = [_narrowed(each, columns) for each in writer.outputs() if not tables or each.name in tables]
    chain = Chain(Rounds(asked), dialect_of(dialect), schema)
    return Script(dialect_of(dialect), tuple(chain.statements), tuple(chain.outputs))


def _narrowed(output: Output, columns: Sequence[str]) -> Output:
    """A table with only these of its columns, in its own order; all where none is named."""
    kept = tuple(each for each in output.columns if not columns or each[0] in columns)
    return replace(output, columns=kept or output.columns)
