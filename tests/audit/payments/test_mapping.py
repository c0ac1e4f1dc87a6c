"""The file that says which columns of a payment list are which."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.audit.payments.mapping import load_column_map
from amp_rules.errors import RulebookError

GOOD = """
columns: {case: Ärende, kind: Slag, period: Period, from: Från, to: Till, amount: Belopp}
kinds: {Vistelse: period, Insats: item}
dates: DD.MM.YYYY
decimal: comma
thousands: space
delimiter: tab
sheet: Utbetalt
note: made up
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "columns.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_column_map(written(folder, text))
    return [str(fault).partition("columns.yaml:")[2] for fault in caught.value.diagnostics]


def test_a_mapping_says_what_it_says(tmp_path: Path) -> None:
    found = load_column_map(written(tmp_path, GOOD))
    assert found.columns["from"] == "Från"
    assert dict(found.kinds) == {"Vistelse": "period", "Insats": "item"}
    assert (found.dates, found.decimal, found.thousands) == ("DD.MM.YYYY", "comma", "space")
    assert (found.delimiter, found.sheet, found.kind, found.told) == ("\t", "Utbetalt", None, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("columns: {case: A}\nkind: period", "AR103 'amount' is missing"),
        ("columns: {case: A, amount: B}", "AR103 'kind' is missing, and no column says it"),
        ("columns: {case: A, amount: A}\nkind: period", "AR105 the column of 'case' again"),
        ("columns: {case: A, amount: B, sum: C}\nkind: period", "AR102 unknown key 'sum'"),
        ("columns: {case: A, amount: B}\nkind: periods", "AR105 'periods' is not one of period, item"),
        (
            "columns: {case: A, amount: B, kind: C}\nkinds: {x: period, y: claim}",
            "AR105 one list pays for one programme",
        ),
        (
            "columns: {case: A, amount: B}\nkind: period\ndecimal: comma\nthousands: comma",
            "cannot divide both",
        ),
        ("columns: {case: A, amount: B}\nkind: claim\ncategories: {Bo: home}", "AR105 expected one of"),
        ("columns: [A]\nkind: period", "AR101 expected a mapping"),
        ("", "AR004"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    assert any(fault in line for line in refused(tmp_path, text))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "columns: {case: A, sum: C}\nkind: x\ndates: then")) >= 4
