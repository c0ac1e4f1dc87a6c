"""What every peer module offers, and loading those that are installed."""

import importlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, TypeVar

from bench.cases import Answer, Case

InputT = TypeVar("InputT")


class Peer(Protocol[InputT]):
    """One way to decide a case. Only `decide` is timed."""

    name: str

    def convert(self, case: Case) -> InputT:
        """The case in the form this peer takes. A change of format: it may decide nothing."""
        ...

    def decide(self, given: InputT) -> Answer:
        """The answer, in exact whole SEK, as `int` and `bool | None`."""
        ...


class Reference(Protocol[InputT]):
    """Work that decides nothing and is timed for comparison. Only `read` is timed."""

    name: str

    def convert(self, case: Case) -> InputT:
        """The case in the form this reference takes."""
        ...

    def read(self, given: InputT) -> object:
        """What the reference makes of it."""
        ...

    def restore(self, made: object) -> Case:
        """The neutral case again, to show that nothing was lost. Untimed."""
        ...


class PeerModule(Protocol):
    """A module `bench.peers.<name>`; one that compares variants returns several peers."""

    def prepare(self) -> list[Peer[Any]] | list[Reference[Any]]:
        """Load rules and engines, once, untimed."""
        ...


@dataclass(frozen=True, slots=True)
class Entrant:
    """A peer module by name, the import it needs and the distribution that provides it."""

    module: str
    needs: str | None = None
    distribution: str | None = None


HANDWRITTEN = "hand-written"
TRACED = "hand-written, with trace"
SUBJECT = "amp_rules"
SECOND = "amp_rules, second engine"
WHOLE = "durable-rules, every condition a rule, by hand"
CHAINED = ((SECOND, WHOLE), (SECOND, "durable-rules, events as dictionaries"))
"""The second engine, and what it is held against."""

ENTRANTS = (
    Entrant("handwritten_peer"),
    Entrant("traced_peer"),
    Entrant("amp_rules_peer", "bench.peers.amp_rules_peer", "amp-rules"),
    Entrant("pydantic_reference", "pydantic", "pydantic"),
    Entrant("durable_rules_peer", "durable", "durable-rules"),
    Entrant("durable_whole_peer", "durable_rules_engine", "durable-rules"),
    Entrant("business_rules_peer", "business_rules", "business-rules"),
    Entrant("zen_engine_peer", "zen", "zen-engine"),
    Entrant("rule_engine_peer", "rule_engine", "rule-engine"),
    Entrant("openfisca_peer", "openfisca_core", "openfisca-core"),
)


def import_peer(entrant: Entrant) -> ModuleType | None:
    """The module, or None where the import it needs is not installed.

    Any other failing import is a fault of the peer module and is raised.
    """
    try:
        return importlib.import_module(f"bench.peers.{entrant.module}")
    except ModuleNotFoundError as error:
        if entrant.needs is not None and error.name == entrant.needs:
            return None
        raise


def prepare_peers(
    entrants: tuple[Entrant, ...] = ENTRANTS,
) -> tuple[list[Peer[Any] | Reference[Any]], list[Entrant]]:
    """Every installed peer, ready to decide, and the entrants that are not installed."""
    ready: list[Peer[Any] | Reference[Any]] = []
    skipped: list[Entrant] = []
    for entrant in entrants:
        module = import_peer(entrant)
        if module is None:
            skipped.append(entrant)
        else:
            ready.extend(module.prepare())
    return ready, skipped
