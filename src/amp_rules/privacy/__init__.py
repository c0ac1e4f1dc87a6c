"""Cases without identities, for audits and reports of faults."""
