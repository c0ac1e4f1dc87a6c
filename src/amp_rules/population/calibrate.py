"""Each published figure beside what was drawn, so that a reader sees what is sampling noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.outcome import Run
from amp_rules.population.synthetic.assumed import Value
from amp_rules.population.synthetic.assumptions import Assumptions, assumption_names
from amp_rules.population.synthetic.implied import implied_shares
from amp_rules.population.synthetic.sources import return_basis, support_basis
from amp_rules.population.synthetic.supportdesign import support_design
from amp_rules.population.synthetic.targets import Target, return_targets, support_targets
from amp_rules.population.tables import Population
from amp_rules.rulebook.figures import Figure, Figures
from amp_rules.rulebook.model import KnowledgeSource, Text

_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "reflection": ("reflection",),
    "in_depth_full": ("first",),
    "in_depth_reduced": ("extension-1", "extension-2", "alone"),
    "integration": ("integration",),
}
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure beside what was drawn.

    kind: 'number' counted among all cases; 'mean' of what was decided for an intervention, SEK; 'days' the
    mean asked for; 'share' of the money. figure: the published one; of: the one it is divided by. published:
    as printed, per `of` for means. expected: what the design makes of it for so many cases. error: its
    standard error, exact for numbers, from the spread of what was drawn for the others. attainable: False
    where no case that keeps the rules can have the published mean.
    """

    kind: str
    figure: Figure
    of: Figure
    published: float
    expected: float
    drawn: float
    error: float
    attainable: bool = True

    @property
    def z(self) -> float:
        """How many standard errors the drawn number is from the expected one; 0 where there is no error."""
        return (self.drawn - self.expected) / self.error if self.error else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of a document beside a synthetic population.

    decided: cases behind the lines of money; 0 where none were decided. assumptions: by name, those that
    matter for the programme. implied: shares that follow from the figures under these assumptions.
    """

    programme: str
    source: KnowledgeSource
    cases: int
    decided: int
    lines: tuple[Line, ...]
    assumptions: Mapping[str, Value]
    implied: tuple[tuple[Text, float], ...]

    def line(self, figure: str, kind: str = "number") -> Line:
        """The line of a figure. Raises KeyError where there is none."""
        for line in self.lines:
            if (line.figure.key, line.kind) == (figure, kind):
                return line
        raise KeyError(figure)


def calibrate(
    population: Population, assumptions: Assumptions | None = None, run: Run | None = None
) -> Calibration:
    """A synthetic population beside the figures that it was calibrated to.

    assumptions: those that it was drawn with. run: what was decided of it, or of some of its cases, under the
    shipped rules; without one there are no lines of money.

    >>> from amp_rules.population.synthesize import synthesize
    >>> calibrate(synthesize(1000, seed=1)).line("women").published
    30.0
    """
    assumed = assumptions or Assumptions()
    programme = population.programme or "nsp"
    if programme == "amp":
        returned = return_basis()
        targets, figures = list(return_targets(returned, assumed.returning)), returned.figures
        implied: tuple[tuple[Text, float], ...] = ()
    else:
        basis = support_basis()
        design = support_design(basis, assumed.support)
        targets, figures = list(support_targets(basis, assumed.support, design)), basis.figures
        implied = implied_shares(design)
    lines = [_counted(target, population, assumed.unknown_share, figures) for target in targets]
    if programme == "nsp":
        lines.append(_asked(population, figures))
        lines += _money(run, figures) if run is not None else ()
    named = {name: assumed.value(name) for name in assumption_names(programme)}
    decided = 0 if run is None else len(run)
    return Calibration(programme, figures.source, len(population), decided, tuple(lines), named, implied)


def _counted(target: Target, population: Population, unknown: float, figures: Figures) -> Line:
    number, known = len(population), (1 - unknown) ** target.facts
    mean = target.mean * known
    variance = known**2 * target.variance + known * (1 - known) * target.mean
    figure = figures.figure(target.figure)
    return Line(
        "number",
        figure,
        figures.figure(target.of),
        float(figure.value),
        number * mean,
        float(target.count(population)),
        sqrt(number * variance),
    )


def _asked(population: Population, figures: Figures) -> Line:
    """Days of integration support asked for: what the published money is worth at the day rate."""
    periods = population.tables["periods"]
    asked = periods.filter(pc.equal(periods["period_id"], "integration"))
    days = pc.days_between(asked["start"], asked["end"])
    worth = support_basis().worths["integration"].plain
    published = figures["integration_money"] / figures["integration_number"] / float(worth.amount)
    return _mean("days", figures, "integration", published, _known(pc.add(days, 1)))


def _money(run: Run, figures: Figures) -> Iterator[Line]:
    """Decided money for each intervention granted, by row of the published table; and the year before's."""
    granted = _granted_periods(run)
    names = np.array(granted["period_id"].to_pylist(), dtype=object)
    paid = granted["paid"].to_numpy().astype(np.float64) / 100
    for row, periods in _ROWS.items():
        published = figures[f"{row}_money"] / figures[f"{row}_number"]
        yield _mean("mean", figures, row, published, paid[np.isin(names, periods)], row != "integration")
    items = run.population.tables["items"]
    answers = run.parts["item"]
    costs = items["cost_minor"].filter(pc.fill_null(pc.equal(answers["item_granted"], "granted"), False))
    yield _mean(
        "mean", figures, "one_off", figures["one_off_money"] / figures["one_off_number"], _known(costs) / 100
    )
    yield _earlier(run, figures)


def _granted_periods(run: Run) -> pa.Table:
    """Every period granted whose money is known: its id and what its days come to, in ore."""
    assert run.segments is not None
    by_period = run.segments.group_by(["case_id", "period_id"]).aggregate(
        [("amount_minor", "sum"), ("amount_minor", "count"), ("days", "count")]
    )
    periods = run.parts["period"].filter(pc.equal(run.parts["period"]["period_granted"], "granted"))
    joined = periods.join(by_period, keys=["case_id", "period_id"], join_type="inner", use_threads=False)
    whole = joined.filter(pc.equal(joined["amount_minor_count"], joined["days_count"]))
    return pa.table({"period_id": whole["period_id"], "paid": whole["amount_minor_sum"]})


def _earlier(run: Run, figures: Figures) -> Line:
    """The share of money that is the year before's, with the error of a ratio of two sums."""
    total = run.cases["total_paid_minor"].to_numpy().astype(np.float64)
    charged = run.cases["charged_to_2022_minor"].to_numpy().astype(np.float64)
    both = ~(np.isnan(total) | np.isnan(charged))
    total, earlier = total[both], (total - charged)[both]
    paid = float(total.sum())
    share = float(earlier.sum()) / paid if paid else nan
    error = sqrt(float(np.sum((earlier - share * total) ** 2))) / paid if paid else nan
    published = 1 - support_basis().used / 100 / figures["money"]
    figure = figures.figure("money")
    return Line("share", figure, figure, published, published, share, error)


def _mean(
    kind: str, figures: Figures, row: str, published: float, drawn: Numbers, attainable: bool = True
) -> Line:
    figure, of = figures.figure(f"{row}_money"), figures.figure(f"{row}_number")
    if len(drawn) < 2:
        return Line(kind, figure, of, published, published, nan, nan, attainable)
    error = float(np.std(drawn, ddof=1)) / sqrt(len(drawn))
    return Line(kind, figure, of, published, published, float(np.mean(drawn)), error, attainable)


def _known(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(pc.drop_null(column).to_numpy(), dtype=np.float64)
