"""All payments of a list held against the rules, in bounded memory, by one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from amp_rules.audit.checking.check import Checker, Engines, no_case
from amp_rules.audit.checking.finding import Checked
from amp_rules.audit.checking.store import Block, Reader, Store
from amp_rules.audit.checking.totals import Totals
from amp_rules.audit.payments.payment import BadRow, Payment
from amp_rules.case.model import Case
from amp_rules.engine.compare import EnginesDifferError
from amp_rules.rulebook.load import Library, load_library

Found = tuple[int, list[Checked]]
"""How many cases a block has, and what came of their payments."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How payments are to be checked.

    root: of the rules; the shipped ones when left out. readings: ambiguities read otherwise, as (id, choice).
    edition: such as 'nsp/2022'; that in force when left out. complete: the list has all that was paid.
    workers: so many processes.
    """

    root: Path | None = None
    readings: tuple[tuple[str, str], ...] = ()
    edition: str | None = None
    engines: Engines = "both"
    complete: bool = False
    workers: int = 1

    def checker(self, library: Library | None = None) -> Checker:
        """Whoever checks in this way."""
        found = library or load_library(self.root)
        edition = None
        if self.edition is not None:
            programme, _, name = self.edition.partition("/")
            edition = found.rulebook(programme, edition=name)
        return Checker(found, dict(self.readings), edition, self.engines, self.complete)


class PaymentAudit(AbstractContextManager["PaymentAudit"]):
    """Cases and what was paid in them, checked once both are there.

    >>> from amp_rules import case_from_mapping
    >>> from amp_rules.audit.payments.payment import Payment
    >>> from amp_rules.terms import Money
    >>> case = case_from_mapping({"id": "a-1", "programme": "nsp", "applied_on": "2022-01-03", "items": []})
    >>> with PaymentAudit(Terms()) as audit:
    ...     _ = audit.add_cases([case])
    ...     audit.add_payments([Payment(2, "a-1", "item", "glasses", Money.of("900", "SEK"))])
    ...     totals = audit.run()
    ...     [(each.target, each.findings[0].code) for each in audit.wrong()]
    [('glasses', 'PF23')]

    What is given is kept in a folder of its own, which only its owner can read, until the audit is closed.
    """

    def __init__(self, terms: Terms, library: Library | None = None, folder: Path | None = None) -> None:
        self.terms = terms
        self.checker = terms.checker(library)
        self.totals = Totals()
        self._store = Store(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def add_cases(self, cases: Iterable[Case]) -> int:
        """Takes cases in; gives back how many were left out as one of the same id was there."""
        return self._store.add_cases(cases)

    def add_payments(self, payments: Iterable[Payment | BadRow]) -> None:
        """Takes payments in, and rows that cannot be read."""
        self._store.add_payments(payments)

    @property
    def payments(self) -> int:
        """How many payments were taken in."""
        return self._store.counted("payments")

    def run(
        self,
        advance: Callable[[int], None] | None = None,
        each: Callable[[Checked], None] | None = None,
    ) -> Totals:
        """Checks everything, case by case in the order of their ids.

        advance: is called with how many more payments are done. each: is called with all that was checked,
        also what is right; only what is wrong or could not be checked is kept.

        Raises:
            EnginesDifferError: the engines do not come to the same.
        """
        totals = self.totals = Totals(self.payments, self._store.counted("bad"))
        self._store.ready()
        for cases, found in self._blocks(self._store.blocks(self.terms.complete)):
            totals.cases += cases
            for checked in found:
                totals.add(checked)
                if each is not None:
                    each(checked)
            self._store.keep(checked for checked in found if checked.findings or checked.obstacle)
            if advance is not None:
                advance(sum(len(checked.rows) for checked in found))
        return totals

    def wrong(self, largest_first: bool = False, most: int | None = None) -> Iterator[Checked]:
        """What was found wrong, in the order of the list or largest difference first."""
        return self._store.kept(True, largest_first, most)

    def unchecked(self, most: int | None = None) -> Iterator[Checked]:
        """What could not be checked, in the order of the list."""
        return self._store.kept(False, False, most)

    def bad_rows(self) -> Iterator[BadRow]:
        """The rows that cannot be read."""
        return self._store.bad_rows()

    def _blocks(self, blocks: list[Block]) -> Iterator[Found]:
        reader = Reader(self._store.path, self.terms.complete)
        if self.terms.workers < 2 or len(blocks) < 2:
            yield from (_check(self.checker, reader, block) for block in blocks)
            return
        work = partial(_work, self.terms, self._store.path)
        with get_context("spawn").Pool(min(self.terms.workers, len(blocks))) as pool:
            for block, found in zip(blocks, pool.imap(work, blocks), strict=True):
                yield _check(self.checker, reader, block) if found is None else found


def _check(checker: Checker, reader: Reader, block: Block) -> Found:
    cases = 0
    found: list[Checked] = []
    for case, payments in reader.block(block):
        cases += 1
        found += no_case(payments) if case is None else checker.check(case, payments)
    return cases, found


@cache
def _ready(terms: Terms, path: Path) -> tuple[Checker, Reader]:
    """What a process of its own needs, made once."""
    return terms.checker(), Reader(path, terms.complete)


def _work(terms: Terms, path: Path, block: Block) -> Found | None:
    """The same in a process of its own; None where the engines differ, which is told where the audit runs."""
    try:
        return _check(*_ready(terms, path), block)
    except EnginesDifferError:
        return None
