"""Whether every peer gives exactly the hand-written function's answers."""

from dataclasses import dataclass
from typing import Any

from bench.cases import Answer, Case
from bench.peer import Peer, Reference


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first case, by its index, that a peer answers otherwise."""

    peer: str
    index: int
    expected: object
    found: object

    def __str__(self) -> str:
        """One line that names the case and the peer."""
        return f"{self.peer}: case {self.index}: expected {self.expected!r}, found {self.found!r}"


def find_disagreement(
    cases: list[Case], expected: list[Answer], peer: Peer[Any] | Reference[Any]
) -> Disagreement | None:
    """The first difference, None where all agree; a reference must give the case back unchanged."""
    for index, (case, answer) in enumerate(zip(cases, expected, strict=True)):
        wanted: object = answer
        found: object
        if hasattr(peer, "decide"):
            found = peer.decide(peer.convert(case))
        else:
            wanted = case
            found = peer.restore(peer.read(peer.convert(case)))
        if not is_same(wanted, found):
            return Disagreement(peer.name, index, wanted, found)
    return None


def is_same(wanted: object, found: object) -> bool:
    """Equal in value and in every type, so that 1200.0 is not 1200 and 1 is not True."""
    if type(wanted) is not type(found):
        return False
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        return len(wanted) == len(found) and all(map(is_same, wanted, found))
    return wanted == found
