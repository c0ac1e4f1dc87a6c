"""Statecharts run by durable-rules: states, and what leads from one to another.

durable-rules keeps a chart's state as a fact, `{label, chart: 1}`, and joins every trigger with the state it
leads from; an event is used up by the first trigger that matches it. This writes and reads charts in just
that form. Labels and kinds of events go in as numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amp_rules.engine.durable.contained import RULE, Rulesets, Session

MOST_TRIGGERS = 400
MOST_OF_A_KIND = 200


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an event brings about in a state: the first of the triggers that fit is taken.

    kind: of the event, None for any. flags: what else the event must say, by name. to: the state it leads to.
    """

    name: str
    state: str
    kind: str | None
    flags: Mapping[str, int]
    to: str


class Chart:
    """A statechart, ready for the events of one case after another, from any thread.

    >>> chart = Chart("new", [Trigger("apply", "new", "applied", {}, "open")])
    >>> with chart.case() as case:
    ...     case.post("applied", {}), case.state, case.post("applied", {}), case.state
    ('apply', 'open', None, 'open')

    `standing` names what stands in states, by the states it stands in: it fires when the case enters one.

    Raises:
        ValueError: more triggers, or more for one kind of event, than a chart may have.
        MissingEngineError: durable-rules cannot be imported.
    """

    def __init__(
        self, start: str, triggers: Sequence[Trigger], standing: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        if len(triggers) > MOST_TRIGGERS:
            raise ValueError(f"more than {MOST_TRIGGERS} triggers")
        if any(number > MOST_OF_A_KIND for number in Counter(each.kind for each in triggers).values()):
            raise ValueError(f"more than {MOST_OF_A_KIND} triggers for one kind of event")
        self.start = start
        states = dict.fromkeys((start, *(each.state for each in triggers), *(each.to for each in triggers)))
        self.labels = {state: at for at, state in enumerate(states, 1)}
        self.kinds = {kind: at for at, kind in enumerate(dict.fromkeys(each.kind for each in triggers), 1)}
        self.flags = {
            flag: f"f{at}"
            for at, flag in enumerate(dict.fromkeys(f for each in triggers for f in each.flags))
        }
        self.named = {_name(at): each for at, each in enumerate(triggers)}
        rules = {name: {"all": self._joined(each)} for name, each in self.named.items()}
        self.standing = {f"s{at:02}": name for at, name in enumerate(standing or {})}
        for key, name in self.standing.items():
            labels = [
                {"label": self.labels[state]} for state in (standing or {})[name] if state in self.labels
            ]
            rules[key] = {
                "all": [{"c": {"$or": labels} if len(labels) > 1 else (labels or [{"label": 0}])[0]}]
            }
        # Whatever nothing else fits is used up as well, so that no event is left for later states.
        rules["---"] = {"all": [{"m": {"$ex": {"k": 1}}}, {"c": {"chart": 1}}]}
        self._rulesets = Rulesets([rules])

    def _joined(self, trigger: Trigger) -> list[dict[str, Any]]:
        kind: dict[str, Any] = {"$ex": {"k": 1}} if trigger.kind is None else {"k": self.kinds[trigger.kind]}
        flags = [{self.flags[flag]: value} for flag, value in trigger.flags.items()]
        message = {"$and": [kind, *flags]} if flags else kind
        return [{"m": message}, {"c": {"$and": [{"label": self.labels[trigger.state]}, {"chart": 1}]}}]

    @contextmanager
    def case(self) -> Iterator[CaseChart]:
        """The chart of one case, in its start; nothing of it is left when the block ends, however it ends.

        Raises RuntimeError when this thread has a case of this chart open already.
        """
        with self._rulesets.session() as session:
            yield CaseChart(self, session)


class CaseChart:
    """One case in a chart: events go in, the trigger that was taken comes out.

    state: where the case is. standing: what was found to stand there.
    """

    def __init__(self, chart: Chart, session: Session) -> None:
        self._chart = chart
        self._session = session
        self._enter(chart.start)

    def _enter(self, state: str) -> None:
        self.state = state
        self._fact = f',"label":{self._chart.labels[state]},"chart":1'
        self._number, firings = self._session.tell(0, [self._fact])
        fired = {text[RULE] for text in firings}
        self.standing = tuple(name for key, name in self._chart.standing.items() if key in fired)

    def post(self, kind: str, flags: Mapping[str, int]) -> str | None:
        """The name of the trigger that an event takes, None where it takes none."""
        chart = self._chart
        told = "".join(
            f',"{chart.flags[flag]}":{value}' for flag, value in flags.items() if flag in chart.flags
        )
        firings = self._session.post(0, f',"k":{chart.kinds.get(kind, 0)}{told}')
        (taken,) = (chart.named.get(text[RULE]) for text in firings)
        if taken is None:
            return None
        if taken.to != self.state:
            self._session.retract(0, self._number, self._fact)
            self._enter(taken.to)
        return taken.name


def _name(number: int) -> str:
    """A name of three letters, in order."""
    return f"{number:03}"
