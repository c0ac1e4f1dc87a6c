from __future__ import annotations

from collections.abc import Iterator

import pytest

from amp_rules.audit.checking import PaymentAudit
from tests.report.audit.made import RETURN, STAY, audited, several


@pytest.fixture(scope="session")
def audit() -> Iterator[PaymentAudit]:
    """Payments right and wrong of two cases, checked."""
    with audited(several(), STAY, RETURN) as made:
        yield made
