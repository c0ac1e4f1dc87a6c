"""What `amp-rules audit` found, for the payments of a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from amp_rules.cli.samplelist import ListError
from amp_rules.terms import UNKNOWN, Money, Unknown

if TYPE_CHECKING:
    from amp_rules.report.samplingobject import Drawn

_LONGEST: Final = 16 * 1024 * 1024
_MONEY: Final = r"^-?[0-9]{1,20}\.[0-9]{2,10}$"


class _Line(TypedDict):
    line: str


class _Given(TypedDict):
    sha256: str | None


class _Summary(TypedDict):
    given: _Given


class _Payment(TypedDict):
    rows: list[int]
    currency: str
    paid: Annotated[str, Field(pattern=_MONEY)]
    expected: Annotated[str, Field(pattern=_MONEY)] | None


def read_audit(path: Path, drawn: Drawn) -> Mapping[str, Money | Unknown]:
    """What the payments of a sample should have been, by key.

    Raises:
        ListError: the file is not what `amp-rules audit` prints, it is of another list, it lacks a payment
        that was
            drawn, or the payments of the sample are not named by their rows.
        OSError: it cannot be read.
    """
    from amp_rules.audit.sampling import share_of

    if drawn.key != "row":
        raise ListError(f"{path}: the audit names payments by their rows, the sample by their references")
    books = {pick.key: pick.book for pick in drawn.sample.picks}
    amounts: dict[str, Money | Unknown] = {}
    for number, payment in _payments(path, drawn.sha256):
        expected = payment["expected"]
        for row in map(str, payment["rows"]):
            book = books.get(row)
            if book is None:
                continue
            if payment["currency"] != book.currency or row in amounts:
                raise ListError(f"{path}, line {number}: does not fit the sample")
            due = UNKNOWN if expected is None else Money.of(expected, book.currency)
            amounts[row] = share_of(book, Money.of(payment["paid"], book.currency), due)
    missing = len(books.keys() - amounts.keys())
    if missing:
        raise ListError(f"{path}: {missing} of {len(books)} payments that were drawn are missing")
    return amounts


def _payments(path: Path, sha256: str) -> Iterator[tuple[int, _Payment]]:
    """The lines about payments, with their numbers."""
    kind, summary, payment = TypeAdapter(_Line), TypeAdapter(_Summary), TypeAdapter(_Payment)
    with path.open("rb") as stream:
        for number, text in enumerate(iter(lambda: stream.readline(_LONGEST), b""), 1):
            try:
                line = kind.validate_json(text)["line"]
                if line == "payment":
                    yield number, payment.validate_json(text, strict=True)
                elif line == "audit" and summary.validate_json(text)["given"]["sha256"] not in (None, sha256):
                    raise ListError(f"{path}: is about another list than the one drawn from")
            except (ValidationError, ValueError):
                raise ListError(f"{path}, line {number}: not what 'amp-rules audit' prints") from None
