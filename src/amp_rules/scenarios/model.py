"""What a worked example says: a case, and what the rules must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amp_rules.case.model import Case
from amp_rules.errors import Where
from amp_rules.rulebook.model import Text


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar as written, with its place."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class WordList:
    """Scalars listed where the whole must match, with the place of the list."""

    words: tuple[Word, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class WordMap:
    """Names with a scalar each, where the whole must match."""

    entries: Mapping[str, Word]
    where: Where


@dataclass(frozen=True, slots=True)
class ExpectedBounds:
    """The lowest and the highest value that a completion of the case may give."""

    lowest: Word
    highest: Word


@dataclass(frozen=True, slots=True)
class ExpectedSegment:
    """One line of the statement of days; only what is written is compared."""

    fields: Mapping[str, Word]
    components: Mapping[str, Word]
    rules: WordList | None
    where: Where


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out; whatever is None or not named is not compared."""

    verdicts: Mapping[str, Word] = field(default_factory=dict)
    values: Mapping[str, Word] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, Mapping[str, Word]]] = field(default_factory=dict)
    bounds: Mapping[str, ExpectedBounds] = field(default_factory=dict)
    missing: WordList | None = None
    findings: WordList | None = None
    referred: WordMap | None = None
    timeline: tuple[ExpectedSegment, ...] | None = None
    timeline_where: Where | None = None
    error: Word | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One worked example: why it is there, the case given, what is expected.

    rules: ids of the catalogue that it shows. edition: None for the one in force on the case's own date.
    """

    id: str
    title: Text
    why: str
    rules: WordList
    programme: str
    edition: str | None
    readings: Mapping[str, str]
    case: Case
    expect: Expectation
    where: Where
