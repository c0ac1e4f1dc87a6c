"""One or two parameters swept over many values, each tried on the same population."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Final

from amp_rules.engine import plan_of
from amp_rules.plan import Plan, reformed_plan
from amp_rules.plan.substance import substance
from amp_rules.population import Population, Run, run
from amp_rules.population.run import BadRows, Engine
from amp_rules.rulebook import parse_changes
from amp_rules.rulebook.model import Rulebook, Text
from amp_rules.rulebook.reform import Reform, SetParameter
from amp_rules.whatif.amounts import Amounts, Flags
from amp_rules.whatif.between import Between
from amp_rules.whatif.compare import shift_of
from amp_rules.whatif.comparison import Goal, Move, Shift
from amp_rules.whatif.errors import AxisError, TooManyError

MOST_POINTS: Final = 400
_NUMBER: Final = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)"
_RANGE: Final = re.compile(rf"{_NUMBER}\.\.{_NUMBER}/{_NUMBER}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Axis:
    """A parameter and the values it is given, as they are written in rule files."""

    parameter: str
    values: tuple[str, ...]


def parse_axis(text: str) -> Axis:
    """An axis written `NAME=FROM..TO/STEP`, or `NAME=VALUE,VALUE,...`.

    >>> parse_axis("child_supplement_rate=400..600/100")
    Axis(parameter='child_supplement_rate', values=('400', '500', '600'))
    >>> parse_axis("reduced_share=0.4,0.5").values
    ('0.4', '0.5')

    Raises:
        AxisError: it is written otherwise, or has no values.
        TooManyError: more than 400 values.
    """
    name, equals, listed = text.partition("=")
    if not (name.strip() and equals and listed.strip()):
        raise AxisError(text)
    match = _RANGE.fullmatch(listed.strip())
    if match is None:
        values = tuple(each.strip() for each in listed.split(","))
    else:
        values = _steps(text, *match.groups())
    if not all(values) or len(set(values)) < len(values) or (match is None and ".." in listed):
        raise AxisError(text)
    if len(values) > MOST_POINTS:
        raise TooManyError("values to sweep over", len(values), MOST_POINTS)
    return Axis(name.strip(), values)


def _steps(text: str, first: str, last: str, step: str) -> tuple[str, ...]:
    start, end, width = Fraction(first), Fraction(last), Fraction(step)
    if width <= 0 or end < start:
        raise AxisError(text)
    count = (end - start) // width + 1
    if count > MOST_POINTS:
        raise TooManyError("values to sweep over", count, MOST_POINTS)
    decimals = max(len(each.partition(".")[2]) for each in (first, step))
    return tuple(_written(start + width * number, decimals) for number in range(count))


def _written(value: Fraction, decimals: int) -> str:
    whole = str(int(value * 10**decimals)).rjust(decimals + 1, "0")
    return f"{whole[:-decimals]}.{whole[-decimals:]}" if decimals else whole


@dataclass(frozen=True, slots=True)
class SweptParameter:
    """A parameter that is swept over, the value that it has, and those that it is given."""

    name: str
    title: Text
    unit: str
    in_force: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of one value of each parameter.

    values: in the order of the parameters. in_force: whether all is as the rulebook has it. total: of the
    cases whose total is known at every point, so that points can be compared; None without money. known:
    cases whose total is known here. shift: against the rulebook as it is, over the cases known on both sides;
    apart: the others. changed: cases about which some goal says something else; moved: those with another
    verdict. granted: cases granted, by the first verdict about the case; None where there is none. undecided:
    cases with a problem here or in the rulebook as it is.
    """

    values: tuple[str, ...]
    in_force: bool
    known: int | None
    total: Fraction | None
    shift: Shift | None
    apart: tuple[Move, ...]
    changed: int
    moved: int
    granted: int | None
    undecided: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """A population under many values of one or two parameters, the second varying faster.

    total: the goal that the money is of; None where the rules publish none. common: cases whose total is
    known at every point, and in the rulebook as it is. runs: how often the population was decided.
    """

    rulebook: str
    cases: int
    total: Goal | None
    common: int
    parameters: tuple[SweptParameter, ...]
    points: tuple[Point, ...]
    runs: int

    def at(self, *values: str) -> Point:
        """The point of these values; raises KeyError where there is none."""
        for point in self.points:
            if point.values == values:
                return point
        raise KeyError(values)


def sweep(
    rules: Rulebook | Plan,
    population: Population,
    axes: Sequence[Axis],
    *,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Sweep:
    """What comes of a population as one or two parameters take other values.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases
    >>> one = from_cases([case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})])
    >>> book = load_rulebook("nsp", edition="2022")
    >>> found = sweep(book, one, [parse_axis("nsp.child_supplement=400..600/100")])
    >>> [(point.values, point.in_force) for point in found.points]
    [(('400',), False), (('500',), True), (('600',), False)]

    Raises:
        AxisError: not one or two axes, or one parameter twice.
        TooManyError: more than 400 points.
        RulebookError: an unknown parameter, or a value that it cannot have; the place names the point.
    """
    plan = plan_of(rules)
    if len(axes) not in (1, 2):
        raise AxisError(f"{len(axes)} axes")
    points = list(product(*(axis.values for axis in axes)))
    if len(points) > MOST_POINTS:
        raise TooManyError("points to sweep over", len(points), MOST_POINTS)
    # Every point is checked before the first is run.
    reforms = [_reform(plan.rulebook, axes, values) for values in points]
    plans = [reformed_plan(plan.rulebook, reform) for reform in reforms]
    parameters = tuple(_swept(plan.rulebook, axis, at, reforms[0]) for at, axis in enumerate(axes))
    swept = _Swept(run(plan, population, engine, bad_rows, progress), engine, progress)
    found = [swept.point(values, each) for values, each in zip(points, plans, strict=True)]
    told = tuple(replace(point, total=swept.common_total(at)) for at, point in enumerate(found))
    common = int(swept.common.sum())
    return Sweep(plan.name, len(swept.then), swept.itself.total, common, parameters, told, swept.runs)


def _reform(rulebook: Rulebook, axes: Sequence[Axis], values: Sequence[str]) -> Reform:
    sets = [f"{axis.parameter}={value}" for axis, value in zip(axes, values, strict=True)]
    return parse_changes(rulebook, sets)


def _swept(rulebook: Rulebook, axis: Axis, at: int, reform: Reform) -> SweptParameter:
    edit = reform.changes[at].edit
    assert isinstance(edit, SetParameter)
    parameter = rulebook.parameters[edit.name]
    now = ", ".join(
        each.text if each.start is None else f"{each.text}@{each.start}" for each in parameter.values
    )
    return SweptParameter(edit.name, parameter.title, parameter.unit, now, axis.values)


class _Swept:
    """The population decided as the rulebook has it, to be decided at other points."""

    def __init__(self, then: Run, engine: Engine, progress: bool) -> None:
        self.then = then
        self.itself = Between(then, then)
        self.text = substance(then.plan)
        self.engine: Engine = engine
        self.progress = progress
        self.runs = 1
        self.common: Flags = ~self.itself.undecided
        self.kept: list[Amounts] = []

    def common_total(self, at: int) -> Fraction | None:
        """The total at a point of the cases whose total is known at every one."""
        return self.kept[at].where(self.common).total() if self.kept else None

    def point(self, values: tuple[str, ...], plan: Plan) -> Point:
        """What comes of one point."""
        same = substance(plan) == self.text
        between = self.itself if same else self._between(plan)
        shift, apart, known = None, tuple[Move, ...](), None
        if between.total is not None:
            pairs = between.amounts(between.total)
            shift = shift_of(pairs.more.counts[pairs.both], pairs.more.parts)
            apart = between.answers(between.total).moves(between.rows("case") & ~pairs.both)
            known = int(pairs.now.known.sum())
            self.common = self.common & pairs.both
            self.kept.append(pairs.now)
        return Point(
            values,
            same,
            known,
            None,
            shift,
            apart,
            int(between.changed.sum()),
            int(between.moved.sum()),
            _granted(between),
            int(between.undecided.sum()),
        )

    def _between(self, plan: Plan) -> Between:
        self.runs += 1
        now = run(plan, self.then.population, self.engine, "stop", self.progress)
        return Between(self.then, now)


def _granted(between: Between) -> int | None:
    verdict = next((each for each in between.goals if (each.kind, each.about) == ("verdict", "case")), None)
    if verdict is None:
        return None
    moves = between.answers(verdict).moves(between.rows("case"))
    return sum(move.count for move in moves if move.now == "granted")
