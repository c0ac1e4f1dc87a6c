"""The messages about case files are used, and what is used is there."""

from __future__ import annotations

import re

from tests.report.test_catalogues import SOURCES, messages


def test_every_message_about_case_files_is_in_the_catalogue() -> None:
    named = set(re.findall(r'"(casefile\.[a-z_]+)"', SOURCES))
    assert named == {name for name in messages("en") if name.startswith("casefile.")}
