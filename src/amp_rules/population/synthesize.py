"""Invented cases, as many as wanted, whose means are the published figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

import pyarrow as pa

from amp_rules.errors import UnknownNameError
from amp_rules.population.synthetic.assumed import AssumptionError
from amp_rules.population.synthetic.assumptions import Assumptions
from amp_rules.population.synthetic.draws import Draws
from amp_rules.population.synthetic.returncases import return_tables
from amp_rules.population.synthetic.sources import return_basis, support_basis
from amp_rules.population.synthetic.supportcases import support_tables
from amp_rules.population.synthetic.supportdesign import support_design
from amp_rules.population.tables import Population, population_of

Programme = Literal["nsp", "amp"]
BLOCK: Final = 50_000
"""Cases drawn at once; the cases are the same whatever it is."""
MOST_CASES: Final = 100_000_000


def synthesize(
    n: int,
    seed: int,
    programme: Programme = "nsp",
    assumptions: Assumptions | None = None,
    first: int = 0,
) -> Population:
    """N invented cases, of whom nobody exists; the same seed gives the same cases.

    programme: "nsp", calibrated to the annual report of 2022, or "amp", to the 37 cases of 2013 and 2014.
    first: how many cases of the seed to pass over, so that a population can be drawn in pieces.

    >>> population = synthesize(3, seed=1)
    >>> population.tables["cases"]["case_id"].to_pylist()
    ['synthetic-000001', 'synthetic-000002', 'synthetic-000003']

    Raises:
        AssumptionError: assumptions that leave no room for the published figures; a number out of bounds.
        UnknownNameError: no such programme.
    """
    if programme not in get_args(Programme):
        raise UnknownNameError("programme", programme, get_args(Programme))
    for name, value, most in (("n", n, MOST_CASES), ("seed", seed, 2**63 - 1), ("first", first, MOST_CASES)):
        if type(value) is not int or not 0 <= value <= most:
            raise AssumptionError(name, f"a whole number from 0 to {most}")
    assumed = assumptions or Assumptions()
    starts = range(first, first + n, BLOCK) or [first]
    blocks = [_block(Draws(seed, at, min(BLOCK, first + n - at)), programme, assumed) for at in starts]
    return population_of({name: pa.concat_tables([block[name] for block in blocks]) for name in blocks[0]})


def _block(draws: Draws, programme: Programme, assumed: Assumptions) -> Mapping[str, pa.Table]:
    if programme == "amp":
        return return_tables(draws, assumed.unknown_share, assumed.returning, return_basis())
    basis = support_basis()
    design = support_design(basis, assumed.support)
    return support_tables(draws, assumed.unknown_share, assumed.support, design, basis)
