"""The agenda: which rules fired, in what order, for which entity, on which facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from amp_rules.engine.answers import Firing
from amp_rules.engine.durable.conditions import Told
from amp_rules.engine.durable.productions import Fired
from amp_rules.engine.durable.things import Thing
from amp_rules.engine.rows import CASE, Instance, Rows
from amp_rules.terms import UNKNOWN


@dataclass(frozen=True, slots=True)
class Meaning:
    """What it means that a production rule fires.

    decision, rule, concludes and holds: as in `Firing`. told: the properties its pattern is matched on.
    """

    decision: str
    rule: str | None
    concludes: bool
    holds: bool
    told: tuple[Told, ...]


@dataclass(slots=True)
class Agenda:
    """The firings of one case as they came; written out when asked for."""

    meaning: Mapping[str, Meaning]
    rounds: int = 0
    fired: list[tuple[int, str, Thing, Fired]] = field(default_factory=list)

    def written_out(self, rows: Rows) -> tuple[Firing, ...]:
        """Every firing, with the facts it was matched on."""
        return tuple(
            firing
            for number, kind, thing, names in self.fired
            for firing in self._firings(rows, number, _instance(kind, thing), thing, names)
        )

    def _firings(
        self, rows: Rows, number: int, about: Instance, thing: Thing, names: Fired
    ) -> Iterator[Firing]:
        days = rows.dates(about) if about.entity == "day" else None
        label = rows.label(about)
        for name in names:
            meant = self.meaning[name]
            facts = tuple((told.name, told.value(thing.env)) for told in meant.told)
            known = tuple((each, value) for each, value in facts if value is not UNKNOWN)
            yield Firing(number, meant.decision, meant.rule, meant.concludes, label, days, meant.holds, known)


def _instance(kind: str, thing: Thing) -> Instance:
    above = len(thing.env)
    if above == 1:
        return CASE
    return Instance(kind, thing.at) if above == 2 else Instance(kind, thing.env[1].at, thing.at)
