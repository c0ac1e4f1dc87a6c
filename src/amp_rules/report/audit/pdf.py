"""The report of an audit as PDF."""

from __future__ import annotations

from pathlib import Path

from amp_rules.report.letter.pdf import letter_pdf


def save_audit_pdf(page_html: str, path: Path) -> None:
    """Writes the report's HTML as a tagged PDF, drawn with nothing fetched.

    Raises MissingExtraError without WeasyPrint.
    """
    path.write_bytes(letter_pdf(page_html))
