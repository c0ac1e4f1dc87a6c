"""What a letter says, before it has a form: the records that templates are given.

Every text is in the letter's language and for its reader. `cite` holds the official ids that a text rests on;
the reference page on letter templates tells of each field, and a test holds it to these records.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One line, and what it rests on."""

    text: str
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; `state`: that of conditions, as a verdict is called, else ''."""

    title: str
    points: tuple[Point, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question put to the rules; verdict: granted, refused, undetermined or referred; text: in words."""

    question: str
    verdict: str
    text: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the answers to some questions are what they are: their conditions, those that settle it first."""

    questions: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that a person has answered, and who, as the case has it."""

    question: str
    text: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and plain paragraphs."""

    title: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact. waits: the questions that wait for it. path: its place, for the shelter; else ''."""

    fact: str
    waits: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, why it matters, and how to add it."""

    title: str
    text: tuple[str, ...]
    gaps: tuple[Gap, ...]
    waits_title: str
    how: Part


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a person must answer. path: where the answer is filed, for the shelter; else ''."""

    question: str
    who: str
    path: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions left to people."""

    title: str
    text: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount, a number of days or a date, with its name. known: False where it is not settled."""

    name: str
    value: str
    known: bool
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table; numbers are set to the right."""

    text: str
    number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `cite`: the rules that held, with official ids; `foot`: the sum of the others."""

    cells: tuple[Cell, ...]
    cite: tuple[str, ...] = ()
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; those of numbers are set to the right."""

    title: str
    number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A period, day by day."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What the rules say of money. notes: what the reader must know of the sums."""

    title: str
    text: tuple[str, ...]
    sums: tuple[Sum, ...]
    groups: tuple[Group, ...]
    tables: tuple[Table, ...]
    notes: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody, and what he, she or it decides or does."""

    who: str
    what: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Who decides what."""

    title: str
    text: tuple[str, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: a text, and the names of lines to fill in by hand."""

    title: str
    text: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a document, and the official ids that stand there."""

    section: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source, and the places in it."""

    title: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the letter rests on."""

    title: str
    text: tuple[str, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The questions put to the rules, with their answers."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why; questions that have the same reasons stand together."""

    title: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have already assessed."""

    title: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Lines of a letter's head, each a name and what stands behind it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter; parts that have nothing to say are None.

    language: 'sv' or 'en'. reader: 'person' or 'shelter'. discreet: whether it names neither programme, money
    nor reasons. notice: the sentence that says what the letter is, which every letter must bear.
    """

    language: str
    reader: str
    discreet: bool
    title: str
    heads: tuple[Head, ...]
    notice: str
    about: Part
    answers: Answers
    reasons: Reasons
    decided: Decided | None
    missing: Missing | None
    questions: Questions | None
    money: Money | None
    withdrawal: Part
    roles: Roles
    notes: Group | None
    readings: Group | None
    contact: Contact
    sources: Sources
