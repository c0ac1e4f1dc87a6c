"""One case: a plan evaluated, with a ledger, a timeline, what is missing and the bounds."""
