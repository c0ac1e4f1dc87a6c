"""What `amp-rules audit` found, for the payments of a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from amp_rules.cli.samplelist import ListError
from amp_rules.terms import UNKNOWN, Money, Unknown

if TYPE_CHECKING:
    from amp_rules.report.samplingobject import Drawn

T = TypeVar("T")

_LONGEST: Final = 16 * 1024 * 1024
_MONEY: Final = r"^-?[0-9]{1,20}\.[0-9]{2,10}$"


class _Line(TypedDict):
    line: str


class _Given(TypedDict):
    sha256: str | None


class _Summary(TypedDict):
    given: _Given
    wrong: int
    unchecked: int
    unreadable: int


class _Payment(TypedDict):
    standing: Literal["wrong", "unchecked"]
    rows: list[int]
    currency: str
    paid: Annotated[str, Field(pattern=_MONEY)]
    expected: Annotated[str, Field(pattern=_MONEY)] | None


def read_audit(path: Path, drawn: Drawn) -> Mapping[str, Money | Unknown]:
    """What the payments of a sample should have been, by key.

    An audit has a line for each payment that is wrong or could not be checked. Payments without one are
    right, as it is about the same list, to the byte, and has all the lines that its summary counts.

    Raises:
        ListError: the file is not what `amp-rules audit` prints or was cut off, it is of another list, or the
            payments of the sample are not named by their rows.
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
    return books | amounts


def _payments(path: Path, sha256: str) -> Iterator[tuple[int, _Payment]]:
    """The lines about payments, with their numbers."""
    with path.open("rb") as stream:
        lines = enumerate(iter(lambda: stream.readline(_LONGEST), b""), 1)
        summary = _read(TypeAdapter(_Summary), path, *next(lines, (1, b"")), "audit")
        if summary["given"]["sha256"] != sha256:
            raise ListError(f"{path}: is about another list than the one drawn from")
        left = {"payment": summary["wrong"] + summary["unchecked"], "row": summary["unreadable"]}
        for number, text in lines:
            kind = _read(TypeAdapter(_Line), path, number, text)["line"]
            left[kind] = left.get(kind, 0) - 1
            if kind == "payment":
                yield number, _read(TypeAdapter(_Payment), path, number, text)
    if left != {"payment": 0, "row": 0}:
        raise ListError(f"{path}: has other lines than its summary counts; was it cut off?")


def _read(shape: TypeAdapter[T], path: Path, number: int, text: bytes, kind: str | None = None) -> T:
    try:
        if kind is not None and TypeAdapter(_Line).validate_json(text)["line"] != kind:
            raise ValueError
        return shape.validate_json(text, strict=True)
    except (ValidationError, ValueError):
        raise ListError(f"{path}, line {number}: not what 'amp-rules audit' prints") from None
