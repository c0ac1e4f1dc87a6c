"""A payment list as a population: every payment read, in one currency, with a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amp_rules.errors import AmpRulesError

if TYPE_CHECKING:
    from amp_rules.audit.payments.mapping import ColumnMap
    from amp_rules.audit.payments.payment import BadRow, Payment
    from amp_rules.report.samplingobject import Population
    from amp_rules.terms import Currency, Money

KEYS: Final = ("row", "reference")
_MOST_TOLD: Final = 20


class ListError(AmpRulesError):
    """A payment list that no sample can be drawn from; one line for each problem, no amounts."""


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A payment list to be sampled.

    currency: of the payments meant; None takes the one that all of them have. key: what names a payment, its
    'row' or its 'reference'.
    """

    path: Path
    mapping: ColumnMap
    currency: Currency | None = None
    key: str = "row"

    def payments(self) -> Iterator[tuple[str, Payment]]:
        """The payments meant with their keys, in order.

        Raises:
            ListError: a row cannot be read, the currencies differ, or a payment has no reference to name it.
        """
        from amp_rules.audit.payments.payment import BadRow
        from amp_rules.audit.payments.read import payments

        bad: list[BadRow] = []
        count = 0
        currency: Currency | None = self.currency
        for each in payments(self.path, self.mapping):
            if isinstance(each, BadRow):
                count += 1
                bad += [each] if count <= _MOST_TOLD else []
                continue
            if currency is None:
                currency = each.amount.currency
            if each.amount.currency != currency:
                if self.currency is None:
                    raise ListError(f"{self.path}: payments in SEK and in USD; name one with --currency")
                continue
            yield self._key(each), each
        if bad:
            raise ListError("\n".join(self._told(bad, count)))

    def _key(self, payment: Payment) -> str:
        if self.key == "row":
            return str(payment.row)
        if not payment.reference:
            raise ListError(f"{self.path}, row {payment.row}: has no reference to name it by")
        return payment.reference

    def _told(self, bad: list[BadRow], count: int) -> Iterator[str]:
        for each in bad:
            yield f"{self.path}, {each}"
        if count > len(bad):
            yield f"and {count - len(bad)} more rows"
        yield f"{self.path}: a sample is drawn from all payments, and some rows cannot be read"

    def total(self) -> Money:
        """What may be drawn: the sum of amounts above zero.

        Raises ListError, also where there is no payment.
        """
        from amp_rules.terms import Money

        above: int = 0
        currency: Currency | None = None
        for _, payment in self.payments():
            currency = payment.amount.currency
            above += max(int(payment.amount.minor), 0)
        if currency is None:
            named = f" in {self.currency}" if self.currency else ""
            raise ListError(f"{self.path}: there are no payments{named}")
        return Money(above, currency)

    def strata(self, interval: Money) -> Population:
        """How an interval treats the payments."""
        from amp_rules.audit.sampling import draw_sample
        from amp_rules.report.samplingobject import Population

        # Nothing drawn here is seen: only how many payments there are of each kind is kept.
        items = ((str(at), each.amount) for at, (_, each) in enumerate(self.payments()))
        found = draw_sample(items, interval, seed=0)
        return Population(found.below, found.certain, found.zero, found.negative)

    def digest(self) -> str:
        """SHA-256 of the file, as 64 hexadecimal digits."""
        with self.path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
