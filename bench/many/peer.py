"""What every way to answer offers, and loading those that are installed."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args

from bench.many.cases import Many, Small, Whole

Question = Literal["eligibility", "funding"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
Funding: TypeAlias = tuple[Whole, Whole]
"""SEK per period and SEK per case."""
Answer: TypeAlias = Small | Funding
"""Eligibility: 0 no, 1 unknown, 2 yes, per case; or funding."""
ReadyT = TypeVar("ReadyT")
MadeT = TypeVar("MadeT")


class Peer(Generic[ReadyT, MadeT]):
    """One way to answer one question about all cases. Only `answer` is timed."""

    def __init__(self, name: str, question: Question) -> None:
        self.name = name
        self.question = question

    def prepare(self, many: Many) -> ReadyT:
        """The cases in the form this way takes. A change of format: it may decide nothing."""
        raise NotImplementedError

    def renew(self, ready: ReadyT) -> None:
        """Forgets what was remembered of an answer."""

    def answer(self, ready: ReadyT) -> MadeT:
        """All answers, in the form that this way gives them."""
        raise NotImplementedError

    def read(self, ready: ReadyT, made: MadeT) -> Answer:
        """The answers in the common form."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Entrant:
    """A module of bench.many.peers, the distribution it takes and the import that tells whether it is there.

    in_process: whether all of its memory is this process's.
    """

    module: str
    distribution: str
    needs: str | None = None
    in_process: bool = True


ENTRANTS = (
    Entrant("numpy_blocked", "numpy"),
    Entrant("numpy_plain", "numpy"),
    Entrant("numba_peer", "numba", "numba"),
    Entrant("amp_columns", "amp-rules"),
    Entrant("openfisca_peer", "openfisca-core", "openfisca_core"),
    Entrant("pandas_peer", "pandas", "pandas"),
    Entrant("polars_peer", "polars", "polars"),
    Entrant("amp_duckdb", "amp-rules", "duckdb"),
    Entrant("duckdb_peer", "duckdb", "duckdb"),
    Entrant("spark_peer", "pyspark", "pyspark", in_process=False),
)


Offered: TypeAlias = list[tuple[Entrant, Peer[Any, Any]]]


def load_peers(question: Question, entrants: Sequence[Entrant] = ENTRANTS) -> tuple[Offered, list[Entrant]]:
    """Every installed way to answer the question, and the entrants that are not installed.

    Any other failing import is a fault of the module and is raised.
    """
    found: Offered = []
    skipped: list[Entrant] = []
    for entrant in entrants:
        try:
            module = importlib.import_module(f"bench.many.peers.{entrant.module}")
        except ModuleNotFoundError as error:
            if entrant.needs is None or error.name != entrant.needs:
                raise
            skipped.append(entrant)
        else:
            found.extend((entrant, peer) for peer in module.peers(question))
    return found, skipped
