"""The work of `amp-rules audit`: cases and payments in, what was found out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amp_rules.cli.inputs import Refused, read_case, sources
from amp_rules.cli.progress import bar
from amp_rules.cli.terminal import complain, counted, show_page, write_utf8

if TYPE_CHECKING:
    from amp_rules.audit.checking import PaymentAudit, Terms
    from amp_rules.audit.payments.payment import BadRow, Payment
    from amp_rules.case import Case
    from amp_rules.report.audit.given import Given
    from amp_rules.rulebook import Library

_MOST_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where what was found goes. drawn: so many payments are drawn on the page."""

    xlsx: Path | None
    html: Path | None
    pdf: Path | None
    drawn: int
    language: str
    form: str


@dataclass
class Unread:
    """What could not be read: lines for standard error, the first of them, and how many there are in all."""

    lines: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, line: str) -> None:
        """One more."""
        self.count += 1
        if self.count <= _MOST_TOLD:
            self.lines.append(line)

    def tell(self) -> None:
        """Each on standard error."""
        for line in self.lines:
            complain(line)
        if self.count > len(self.lines):
            complain(f"and {self.count - len(self.lines)} more")


def audited(
    payments: Path,
    cases: list[str],
    mapping: Path | None,
    library: Library,
    terms: Terms,
    wanted: Wanted,
) -> tuple[int, int]:
    """Checks the payments and writes what was found; how many are wrong, and how much could not be read.

    Raises:
        AmpRulesError: the list, the mapping or the rules cannot be used, or the engines differ.
        OSError: a file cannot be read or written.
    """
    from amp_rules.audit.checking import PaymentAudit
    from amp_rules.audit.payments.mapping import ColumnMap, load_column_map
    from amp_rules.audit.payments.read import payments as read_payments

    columns = ColumnMap() if mapping is None else load_column_map(mapping)
    unread = Unread()
    with PaymentAudit(terms, library) as audit:
        doubled = audit.add_cases(_cases(cases, unread))
        with bar("bytes", payments.stat().st_size) as advance:
            audit.add_payments(_told(payments, read_payments(payments, columns, advance), unread))
        with bar("payments", audit.payments) as advance:
            totals = audit.run(advance)
        unread.tell()
        if doubled:
            complain(f"{counted(doubled, 'case')} left out: one of the same id stands before")
        _write(audit, _given(payments, cases, doubled), wanted)
        return totals.wrong, unread.count + doubled


def _given(payments: Path, cases: list[str], doubled: int) -> Given:
    from hashlib import file_digest

    from amp_rules.report.audit.given import Given

    with payments.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return Given(payments.name, digest, tuple(Path(name).name for name in cases), doubled)


def _cases(names: Iterable[str], unread: Unread) -> Iterator[Case]:
    """The cases of files and of folders of tables."""
    for name in names:
        if Path(name).is_dir():
            yield from _tables(Path(name), unread)
            continue
        for source in sources([name]):
            found = source if isinstance(source, Refused) else read_case(source)
            if isinstance(found, Refused):
                for problem in found.problems:
                    unread.add(f"{found.name}: {problem}")
            else:
                yield found


def _tables(folder: Path, unread: Unread) -> Iterator[Case]:
    from amp_rules.population import check
    from amp_rules.population.read import read_parts

    for _, people in read_parts(folder):
        bad = list(check(people))
        if bad:
            for each in bad:
                unread.add(f"{folder}: {each}")
            continue
        yield from people.cases()


def _told(path: Path, found: Iterable[Payment | BadRow], unread: Unread) -> Iterator[Payment | BadRow]:
    from amp_rules.audit.payments.payment import BadRow

    for each in found:
        if isinstance(each, BadRow):
            unread.add(f"{path}: {each}")
        yield each


def _write(audit: PaymentAudit, given: Given, wanted: Wanted) -> None:
    from amp_rules.report.audit import audit_html, audit_page, lines, save_audit_workbook
    from amp_rules.report.pdf import html_as_pdf

    if wanted.xlsx is not None:
        save_audit_workbook(audit, wanted.xlsx, wanted.language, given)
    if wanted.html is not None or wanted.pdf is not None:
        page = audit_html(audit, wanted.language, given, wanted.drawn)
        if wanted.html is not None:
            wanted.html.write_text(page, encoding="utf-8")
        if wanted.pdf is not None:
            wanted.pdf.write_bytes(html_as_pdf(page))
    if wanted.form == "json":
        for line in lines(audit, wanted.language, given):
            write_utf8(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        show_page(audit_page(audit, wanted.language, given))
