"""Rulesets of durable-rules, contained; the only module that touches it.

What durable-rules 2.0.28 does, and how none of it gets out of here:

- It keeps what it is told, mixes sessions whose ids collide, and ends badly beyond 1 024 of them: every
  thread has rulesets of its own, one case is in them at a time, in one session, which is deleted after it.
- Its Host runs threads that steal actions and swallow exceptions: only its C module is called, and what to do
  when a rule fires is the caller's business, after the match.
- Where no rule fires, the session is deleted by pointers that were never set, and an empty list of facts is a
  crash: in every ruleset one rule fires for the first fact it is told, and nothing is asked for no facts.

Callers number names and text before they go in: text with a NUL is cut, names such as 'id' are taken.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from amp_rules.errors import AmpRulesError

RULE: Final = slice(2, 5)
"""Where a firing, such as {"r00":{"m":{"id": "000007", …}}}, names its rule."""
FACT: Final = slice(20, 26)
"""Where it names the fact that matched, if rules have one pattern, called m."""
_MARK = ',"q":1}'
_ANY = {"all": [{"m": {"$ex": {"q": 1}}}]}
_SESSION = "0"
MOST_FACTS = 999_999


class MissingEngineError(AmpRulesError):
    """durable-rules cannot be imported; the message says how to mend that."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"durable-rules cannot be imported ({reason}); install it with: "
            'CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" pip install --no-binary :all: durable-rules'
        )


class Rulesets:
    """Rulesets ready for the facts of one case after another, from any thread.

    Each is given as rules by names of three letters, the first to fire first. Raises MissingEngineError where
    durable-rules cannot be imported.
    """

    def __init__(self, rulesets: Sequence[Mapping[str, Any]]) -> None:
        self._engine = _engine()
        self._texts = [_written(rules) for rules in rulesets]
        self._local = threading.local()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """What may be told of one case; nothing of it is left when the block ends, however it ends.

        Raises RuntimeError when this thread has a case of these rules open already.
        """
        found = getattr(self._local, "session", None)
        session: Session = found if found is not None else Session(self._engine, self._texts)
        self._local.session = session
        if session.busy:
            raise RuntimeError("this thread has a case of these rules open already")
        session.busy = True
        try:
            yield session
        finally:
            session.clear()
            session.busy = False


class Session:
    """The rulesets of one thread. A ruleset's memory is freed only when its session is deleted first."""

    def __init__(self, engine: Any, texts: Sequence[str]) -> None:
        self._engine = engine
        self._handles: list[int] = []
        self._told: set[int] = set()
        self._count = 0
        self.busy = False
        weakref.finalize(self, _close, engine, self._handles)
        for text in texts:
            self._handles.append(engine.create_ruleset("amp_rules", text))

    def tell(self, index: int, facts: Sequence[str]) -> tuple[int, list[str]]:
        """The number of the first of some facts, and every firing of a ruleset they bring about, as text.

        A fact is written as its properties, each with a comma before it. Raises ValueError for more than
        999 999 facts of one case.
        """
        first = self._numbered(len(facts))
        messages = [_fact(first + at, fact) for at, fact in enumerate(facts)]
        if index not in self._told:
            self._told.add(index)
            messages[0] = messages[0][:-1] + _MARK
        handle = self._handles[index]
        return first, self._firings(handle, self._engine.assert_facts(handle, f"[{','.join(messages)}]"))

    def post(self, index: int, event: str) -> list[str]:
        """Every firing of a ruleset that an event brings about; it is used up by the first."""
        handle = self._handles[index]
        return self._firings(handle, self._engine.assert_event(handle, _fact(self._numbered(1), event)))

    def retract(self, index: int, number: int, fact: str) -> None:
        """Takes back a fact by its number."""
        handle = self._handles[index]
        self._firings(handle, self._engine.retract_fact(handle, _fact(number, fact)))

    def clear(self) -> None:
        """Deletes what the rulesets were told."""
        for index in sorted(self._told):
            self._engine.delete_state(self._handles[index], _SESSION)
        self._told.clear()
        self._count = 0

    def _numbered(self, more: int) -> int:
        first = self._count
        self._count += more
        if self._count > MOST_FACTS:
            raise ValueError(f"more than {MOST_FACTS} facts of one case")
        return first

    def _firings(self, handle: int, told: tuple[int, int]) -> list[str]:
        engine, state = self._engine, told[1]
        action = engine.start_action_for_state(handle, state)
        found: list[str] = []
        text = None if action is None else action[1]
        while text is not None:
            if not text.startswith('{"any"'):
                found.append(text)
            text = engine.complete_and_start_action(handle, state)
        return found


def _fact(number: int, properties: str) -> str:
    return f'{{"id": "{number:06}"{properties}}}'


def _written(rules: Mapping[str, Any]) -> str:
    ordered = {**rules, "any": _ANY}
    return json.dumps({name: {**rule, "pri": at + 1} for at, (name, rule) in enumerate(ordered.items())})


def _close(engine: Any, handles: list[int]) -> None:
    for handle in handles:
        engine.delete_ruleset(handle)


def _engine() -> Any:
    try:
        import durable_rules_engine
    except ImportError as error:
        raise MissingEngineError(str(error)) from None
    return durable_rules_engine
