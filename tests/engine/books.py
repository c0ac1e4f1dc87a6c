"""The rulebooks that the laws are held against."""

from __future__ import annotations

from functools import cache

from amp_rules.engine import plan_of
from amp_rules.engine.compile import Program, program_of
from amp_rules.rulebook import Rulebook, load_library
from tests.places import SAMPLE

LIBRARY = load_library()
BOOKS = LIBRARY.rulebooks
NAMES = [book.name for book in BOOKS]
AMP = [book for book in BOOKS if book.edition.programme == "amp"]
NSP = [book for book in BOOKS if book.edition.programme == "nsp"]


@cache
def sample() -> Rulebook:
    """The reduced rules of the speed comparison."""
    return load_library(SAMPLE).rulebooks[0]


def program(book: Rulebook) -> Program:
    """The rulebook as code."""
    return program_of(plan_of(book))
