"""Made-up cases that come out each of the four ways in every edition, and letters about them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

from amp_rules.case import case_from_mapping
from amp_rules.engine import Outcome, decide
from amp_rules.ledger import Verdict
from amp_rules.report.letter import Letter, letter_html, write_letter
from amp_rules.report.letter.words import Reader
from amp_rules.rulebook import with_readings
from tests.cli.command import SUPPORTED
from tests.report.outcomes import shipped

EDITIONS = ("amp/2015", "amp/2016", "amp/2023", "nsp/2022")
LANGUAGES = ("sv", "en")
FORMS: tuple[tuple[Reader, bool], ...] = (("person", False), ("person", True), ("shelter", False))

_RETURNING: Mapping[str, Any] = {
    "id": "made-up-letter",
    "programme": "amp",
    "principal": {"age": 30, "nationalities": ["MD"]},
    "children": [],
    "claims": [],
    "exploitation": {"trafficking": "identified", "prostitution": False},
    "voluntariness": {"wants_return": True, "coerced": False, "informed": True, "withdrawn_on": None},
    "destination": {"kind": "home", "country": "MD", "permanent_permit": False},
    "participation": {"earlier": False},
    "process": {"identified_in_sweden": True, "applied_in_sweden": True},
    "on_file": {
        "application": True,
        "supplements": True,
        "risk_assessment": True,
        "return_country_support": True,
    },
    "assessments": {
        "participation_approved": True,
        "country_support_suitable": True,
        "risk_acceptable": True,
    },
    "journey": {"travel_on": None, "arrived_on": None},
}
_DAYS = {"amp/2015": "2015-05-04", "amp/2016": "2016-05-04", "amp/2023": "2023-05-04"}
_AMP: Mapping[Verdict, Mapping[str, Any]] = {
    Verdict.GRANTED: {},
    Verdict.REFUSED: {"voluntariness": {"wants_return": False, "coerced": True}},
    Verdict.UNDETERMINED: {"exploitation": {}, "voluntariness": {"wants_return": True}},
    Verdict.REFERRED: {"principal": {"age": 30, "nationalities": []}, "assessments": {}},
}
_NSP: Mapping[Verdict, Mapping[str, Any]] = {
    Verdict.GRANTED: {},
    Verdict.REFUSED: {"support": {**SUPPORTED["support"], "society_pays": True}},
    Verdict.UNDETERMINED: {"support": {"needs_support": True}},
    Verdict.REFERRED: {
        "support": {key: value for key, value in SUPPORTED["support"].items() if key != "needs_support"}
    },
}


def made(edition: str, verdict: Verdict, **changes: Any) -> Outcome:
    """An outcome whose first verdict goal came out as asked; `readings`: readings to choose."""
    readings: Mapping[str, str] = changes.pop("readings", {})
    programme, name = edition.split("/")
    if programme == "nsp":
        case = {**SUPPORTED, **_NSP[verdict], **changes}
    else:
        case = {**_RETURNING, "applied_on": _DAYS[edition], **_AMP[verdict], **changes}
    book = with_readings(shipped().rulebook(programme, edition=name), readings)
    return decide(book, case_from_mapping(case))


@cache
def letter(edition: str, verdict: Verdict, language: str = "sv", reader: Any = "person") -> Letter:
    """The letter about such an outcome."""
    return write_letter(made(edition, verdict), language, reader)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = self.hidden or tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.hidden = self.hidden and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.text.append(data.strip())


def shown(page: str) -> str:
    """Everything that a page's reader sees, its title included."""
    parser = _Shown()
    parser.feed(page)
    return " ".join(" ".join(parser.text).split())


def page(outcome: Outcome, language: str = "sv", reader: Any = "person", discreet: bool = False) -> str:
    """The shipped HTML of a letter."""
    return letter_html(write_letter(outcome, language, reader, discreet=discreet))
