"""Changes given in one line each, such as `nsp.child_supplement_rate=600`, as a `Reform`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from amp_rules.errors import RulebookError, Where
from amp_rules.rulebook.fields import Faults, near, read_date, shown
from amp_rules.rulebook.model import KnowledgeSource, ParameterValue, ReadingChoice, Rulebook, Text
from amp_rules.rulebook.reform import Change, Reform, SetParameter, SwitchReading
from amp_rules.rulebook.reformnames import check_names
from amp_rules.rulebook.rows import check_reading
from amp_rules.yamltext import Scalar

_SET: Final = re.compile(r"(?:([a-z]+)\.)?([a-z][a-z0-9_]*)=([^@]+)(?:@(.+))?", re.ASCII)
_TITLE: Final = Text("Changes given one by one", "Ändringar angivna en och en")
_NO_REASON: Final = Text("", "")


def parse_changes(
    rulebook: Rulebook, sets: Iterable[str] = (), readings: Mapping[str, str] | None = None
) -> Reform:
    """The reform that sets parameters and switches readings, one by one.

    A parameter is set as `NAME=VALUE`, or `NAME=VALUE@DATE` for its value from a day on. The programme may
    stand before the name with a dot, and the name may be cut at an underscore where only one begins so.

    >>> from amp_rules.rulebook import load_rulebook
    >>> book = load_rulebook("nsp", edition="2022")
    >>> reform = parse_changes(book, ["nsp.child_supplement=600"], {"B5": "after-90-days"})
    >>> [change.id for change in reform.changes]
    ['child_supplement_rate=600', 'B5=after-90-days']

    Raises:
        RulebookError: an unknown name, a value without a name, or one thing changed twice; the place names
            the option and, as its line, which of them.
    """
    faults = Faults()
    changes = (*_settings(rulebook, sets, faults), *_switches(rulebook, readings or {}, faults))
    source = KnowledgeSource("reform:inline", _TITLE, "", "", "proposal")
    own = f"{rulebook.edition.programme}/{rulebook.edition.name}"
    reform = Reform("inline", own, source, changes, Where("--set", 1, 1))
    if not faults.found:
        check_names(rulebook, reform, faults)
    if faults.found:
        raise RulebookError(tuple(sorted(set(faults.found), key=lambda fault: fault.where)))
    return reform


def _settings(rulebook: Rulebook, sets: Iterable[str], faults: Faults) -> Iterator[Change]:
    for number, text in enumerate(sets, 1):
        edit = _setting(rulebook, text, Where("--set", number, 1), faults)
        if edit is not None:
            value = edit.values[0]
            day = f"@{value.start.isoformat()}" if value.start else ""
            yield Change(f"{edit.name}={value.text}{day}", edit, _NO_REASON, (), (), edit.where)


def _setting(rulebook: Rulebook, text: str, where: Where, faults: Faults) -> SetParameter | None:
    match = _SET.fullmatch(text.strip())
    if match is None:
        example = "nsp.child_supplement_rate=600"
        faults.add("AR814", f"expected NAME=VALUE such as {example}, found '{shown(text)}'", where)
        return None
    programme, name, value, day = match.groups()
    if programme not in (None, rulebook.edition.programme):
        message = f"'{programme}' is not the programme of {rulebook.name}"
        faults.add("AR803", message, where, f"did you mean '{rulebook.edition.programme}'?")
        return None
    found = _parameter(rulebook, name, where, faults)
    at = Where(where.source, where.line, match.start(3) + 1)
    start = None if day is None else read_date(Scalar(day, False, where), faults)
    if found is None or (day is not None and start is None):
        return None
    return SetParameter(found, (ParameterValue(start, value.strip(), at),), "", where)


def _parameter(rulebook: Rulebook, name: str, where: Where, faults: Faults) -> str | None:
    """The parameter of this name, or the one whose name begins with it."""
    if name in rulebook.parameters:
        return name
    longer = [each for each in rulebook.parameters if each.startswith(f"{name}_")]
    if len(longer) == 1:
        return longer[0]
    hint = f"did you mean one of {', '.join(longer)}?" if longer else near(name, rulebook.parameters)
    faults.add("AR803", f"'{shown(name)}' is not a parameter of {rulebook.name}", where, hint)
    return None


def _switches(rulebook: Rulebook, readings: Mapping[str, str], faults: Faults) -> Iterator[Change]:
    for number, (label, choice) in enumerate(readings.items(), 1):
        reading = ReadingChoice(label, choice, Where("--reading", number, 1))
        check_reading(reading, faults, rulebook.registers)
        yield Change(str(reading), SwitchReading(reading), _NO_REASON, (), (), reading.where)
