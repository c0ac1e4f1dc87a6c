"""Scenarios decided, and what came out otherwise than they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from amp_rules.engine.decide import choose_edition, decide
from amp_rules.engine.outcome import Outcome
from amp_rules.errors import AmpRulesError
from amp_rules.rulebook.fields import near
from amp_rules.rulebook.load import Library, with_readings
from amp_rules.rulebook.model import Rulebook
from amp_rules.scenarios.answers import mismatches
from amp_rules.scenarios.compare import Mismatch
from amp_rules.scenarios.model import Scenario


@dataclass(frozen=True, slots=True)
class Ran:
    """A scenario decided; `outcome` is None where deciding raised an error."""

    scenario: Scenario
    outcome: Outcome | None
    failures: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        """True when everything came out as the scenario says."""
        return not self.failures


def run_scenario(scenario: Scenario, library: Library) -> Ran:
    """The scenario decided under its edition and readings, and compared.

    >>> from amp_rules.rulebook import load_library
    >>> from amp_rules.scenarios.read import load_scenarios
    >>> run_scenario(load_scenarios()[0], load_library()).failures
    ()
    """
    failures = list(_uncatalogued(scenario, library))
    try:
        outcome = decide(rulebook_for(scenario, library), scenario.case)
        failures += mismatches(outcome, scenario.expect)
    except AmpRulesError as error:
        failures += _raised(scenario, error)
        return Ran(scenario, None, tuple(failures))
    if scenario.expect.error is not None:
        word = scenario.expect.error
        failures.append(Mismatch("error", word.text, "an outcome", word.where))
    return Ran(scenario, outcome, tuple(failures))


def run_all(scenarios: Iterable[Scenario], library: Library) -> tuple[Ran, ...]:
    """Every scenario decided, in the order given."""
    return tuple(run_scenario(scenario, library) for scenario in scenarios)


def rulebook_for(scenario: Scenario, library: Library) -> Rulebook:
    """The edition a scenario names or its case falls under, read as it says.

    Raises:
        NoEditionError: no edition is in force on the date that counts.
        UnknownNameError: no such programme, edition, interpretation or reading.
    """
    if scenario.edition is None:
        book = choose_edition(library, scenario.case)
    else:
        book = library.rulebook(scenario.programme, edition=scenario.edition)
    return read_otherwise(book, scenario.readings)


def read_otherwise(book: Rulebook, readings: Mapping[str, str]) -> Rulebook:
    """The rulebook under these readings; the same object for the same question, so plans are built once."""
    if not readings:
        return book
    key = " ".join(["readings", *(f"{label}={choice}" for label, choice in sorted(readings.items()))])
    found = book.kept.get(key)
    if not isinstance(found, Rulebook):
        found = book.kept[key] = with_readings(book, readings)
    return found


def _uncatalogued(scenario: Scenario, library: Library) -> Iterator[Mismatch]:
    known = library.registers.catalogue
    for word in scenario.rules.words:
        if word.text not in known:
            yield Mismatch("rules", "a rule of the catalogue", word.text, word.where, near(word.text, known))


def _raised(scenario: Scenario, error: AmpRulesError) -> Iterator[Mismatch]:
    word = scenario.expect.error
    name = type(error).__name__
    if word is None:
        yield Mismatch("error", "an outcome", f"{name}: {error}", scenario.where)
    elif word.text != name:
        yield Mismatch("error", word.text, f"{name}: {error}", word.where)


__all__ = ["Ran", "read_otherwise", "rulebook_for", "run_all", "run_scenario"]
