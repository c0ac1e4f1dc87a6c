"""Every diagnostic code with its title and a link to its section."""

from __future__ import annotations

import re
from pathlib import Path

from tools.docpages.markdown import anchor, link, page, table

HEADING = re.compile(r"^### (AR\d{3}): (.+)$", re.MULTILINE)
GROUPS = (
    ("AR0", "The file"),
    ("AR1", "Its entries"),
    ("AR2", "Names and types"),
    ("AR3", "Decisions as a whole"),
    ("AR4", "Expressions"),
    ("AR5", "Registers and editions"),
    ("AR6", "Scenarios"),
    ("AR7", "Steps"),
    ("AR8", "Reforms"),
    ("AR9", "Mistakes in payments"),
)


def diagnostics_page(errors: Path) -> str:
    """docs/reference/diagnostics.md."""
    found = HEADING.findall(errors.read_text(encoding="utf-8"))
    parts = ["What `amp-rules check` may say of rule files, by code. Each leads to an example and a remedy."]
    for prefix, title in GROUPS:
        rows = [
            (link(code, f"errors.md#{anchor(f'{code}: {text}')}"), text.replace("`", ""))
            for code, text in found
            if code.startswith(prefix)
        ]
        parts += [f"## {title}", table(("Code", "About"), rows)]
    return page("Diagnostic codes", *parts)
