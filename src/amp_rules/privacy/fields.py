"""What becomes of every field of a case."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, Literal

from amp_rules.case.amp import Claim
from amp_rules.case.facts import Facts
from amp_rules.case.model import Case, Evidence
from amp_rules.case.nsp import OneOffItem, SupportPeriod
from amp_rules.case.people import Child, Person
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.errors import AmpRulesError

Treatment = Literal["kept", "shifted", "pseudonym", "inside"]
"""kept: as it is. shifted: moved by the case's days. pseudonym: what its id or text becomes under the key.
inside: a group or list, whose own fields are treated."""

TEXTS: Final = MappingProxyType(
    {
        (Case, "id"): "case",
        (Person, "id"): "person",
        (Child, "id"): "person",
        (Claim, "person"): "person",
        (Claim, "id"): "claim",
        (SupportPeriod, "id"): "period",
        (OneOffItem, "id"): "item",
        (Evidence, "asserted_by"): "source",
        (Evidence, "about"): "",
    }
)
"""Every field of text, and the kind of its pseudonym; '' for the path of a fact, which is no free text."""

NO_NAME: Final = "principal"
"""The id of a principal to whom nobody gave one; it stands for no one and stays."""


class UnlistedFieldError(AmpRulesError):
    """A field of text of which nobody has said what becomes of it."""

    def __init__(self, model: str, name: str) -> None:
        self.model = model
        self.name = name
        super().__init__(f"nothing says what becomes of the text {model}.{name}")


def treatment(model: type[Facts], spec: FactSpec) -> Treatment:
    """What becomes of a field.

    Raises UnlistedFieldError for text that is not among `TEXTS`, so that no new one slips through.
    """
    if spec.kind in ("text", "ref"):
        if (model, spec.name) not in TEXTS:
            raise UnlistedFieldError(model.__name__, spec.name)
        return "pseudonym" if TEXTS[model, spec.name] else "kept"
    if spec.kind == "date":
        return "shifted"
    return "inside" if spec.kind in ("group", "list") else "kept"


def treatments(model: type[Facts] = Case, above: str = "$") -> Iterator[tuple[str, Treatment]]:
    """Every field of a case by its path, lists as '[]', with what becomes of it."""
    for name, spec in specs_of(model).items():
        path = f"{above}.{name}"
        found = treatment(model, spec)
        if found != "inside":
            yield path, found
        else:
            assert spec.item is not None
            yield from treatments(spec.item, f"{path}[]" if spec.kind == "list" else path)
