"""Each diagnostic code has its golden file and its section in the reference, and says just that."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import amp_rules
from amp_rules.case import case_from_mapping
from amp_rules.errors import CaseError
from tests.errors.goldens import golden_files, read_golden, run_golden

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "errors.md"
CODE = re.compile(r"AR\d{3}")
GOLDENS = golden_files()
SCENARIOS = "AR6"


def codes_in_source() -> set[str]:
    """Every code handed to a call somewhere in the library."""
    found: set[str] = set()
    for path in Path(amp_rules.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            arguments = node.args if isinstance(node, ast.Call) else []
            texts = [each.value for each in arguments if isinstance(each, ast.Constant)]
            found.update(text for text in texts if isinstance(text, str) and CODE.fullmatch(text))
    return found


def sections() -> dict[str, str]:
    """The text of each code's section in the reference."""
    parts = re.split(
        r"^### (AR\d{3}): .*$|^##+ .*$", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return {code: text for code, text in zip(parts[1::2], parts[2::2], strict=True) if code}


@pytest.mark.parametrize("code", GOLDENS)
def test_a_golden_folder_is_met_with_exactly_its_diagnostics(code: str, tmp_path: Path) -> None:
    golden = read_golden(GOLDENS[code])
    assert run_golden(golden, tmp_path) == golden["expect"]


@pytest.mark.parametrize("code", GOLDENS)
def test_a_golden_file_is_about_its_own_code(code: str) -> None:
    golden = read_golden(GOLDENS[code])
    assert golden["about"].endswith(".")
    assert any(f": {code} " in line for line in golden["expect"])


def test_every_code_in_the_source_has_a_golden_file() -> None:
    wanted = {code for code in codes_in_source() if not code.startswith(SCENARIOS)}
    assert wanted == set(GOLDENS)


@pytest.mark.source_tree
def test_every_code_in_the_source_has_a_section_in_the_reference() -> None:
    assert codes_in_source() == set(sections())


@pytest.mark.source_tree
@pytest.mark.parametrize("code", GOLDENS)
def test_the_reference_shows_the_message_of_the_golden_file(code: str) -> None:
    lines = [line.partition(": ")[2] for line in read_golden(GOLDENS[code])["expect"]]
    own = next(line for line in lines if line.startswith(code))
    assert own in sections()[code]


@pytest.mark.source_tree
def test_the_reference_describes_every_exception() -> None:
    from amp_rules.audit.payments.cells import SheetError
    from amp_rules.audit.record import errors as record_errors
    from amp_rules.audit.sampling.errors import SamplingError
    from amp_rules.casefile import CaseFileError, EventError, EventsConflictError, StorageError
    from amp_rules.casefile.calendar import CalendarKeyError
    from amp_rules.casefile.reasons import NoStepsError
    from amp_rules.cli.pseudonymising import CaseFileGivenError, FileThereError
    from amp_rules.cli.samplelist import ListError
    from amp_rules.engine.decide import WrongProgrammeError
    from amp_rules.engine.durable import MissingEngineError
    from amp_rules.engine.kleene import LimitError
    from amp_rules.errors import AmpRulesError, MissingExtraError
    from amp_rules.invented.dayworth import UnevenDayError
    from amp_rules.population import AssumptionError, PopulationError
    from amp_rules.population.lowering import NotInColumnsError
    from amp_rules.privacy.fields import UnlistedFieldError
    from amp_rules.privacy.pseudonymise import NoShiftError, NotUnchangedError
    from amp_rules.report.letter.problems import LetterError
    from amp_rules.report.pdf import MissingPangoError, PdfError
    from amp_rules.whatif.budget import BudgetError
    from amp_rules.whatif.errors import AxisError, TooManyError

    imported = {
        AssumptionError,
        AxisError,
        BudgetError,
        CalendarKeyError,
        CaseFileError,
        CaseFileGivenError,
        EventError,
        EventsConflictError,
        FileThereError,
        LetterError,
        LimitError,
        ListError,
        MissingEngineError,
        MissingExtraError,
        MissingPangoError,
        NoShiftError,
        NoStepsError,
        NotInColumnsError,
        NotUnchangedError,
        PdfError,
        PopulationError,
        SamplingError,
        SheetError,
        StorageError,
        TooManyError,
        UnevenDayError,
        UnlistedFieldError,
        WrongProgrammeError,
        record_errors.DisclosureError,
        record_errors.RecordError,
        record_errors.RuleFileError,
        record_errors.SignatureError,
        record_errors.UnconfirmableError,
        record_errors.UnrecordableError,
    }
    assert imported <= set(AmpRulesError.__subclasses__())
    names = {kind.__name__ for kind in AmpRulesError.__subclasses__()}
    described = set(
        re.findall(r"^### (\w+Error)$", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert names == described


CASES: list[tuple[dict[str, object], str]] = [
    ({"principal": {"id": "p0", "pet": "yes"}}, "expected true or false"),
    ({"applied_on": "2020-02-30"}, "expected a date as YYYY-MM-DD"),
    ({"destination": {"country": "Sweden"}}, "expected a country code"),
    ({"principal": {"id": ""}}, "expected 1 to 64 letters"),
    ({"claims": [{"id": "c1", "amount": 71.5}]}, "expected an amount as text such as '71.00'"),
    ({"claims": [{"id": "c1", "amount": "71.005"}]}, "expected at most two decimals"),
    ({"claims": [{"amount": "71.00"}]}, "required key is missing"),
    ({"claims": [{"id": "c1"}, {"id": "c1"}]}, "same id as"),
    (
        {"children": [], "claims": [{"id": "c1", "person": "nobody"}]},
        "not the id of the principal or of a child",
    ),
    ({"colour": "green"}, "unknown key"),
    ({"periods": [{"id": "p1", "start": "2020-02-02", "end": "2020-02-01"}]}, "date is before"),
    ({"evidence": [{"about": "$.nothing"}]}, "not the path of a fact"),
]


@pytest.mark.source_tree
@pytest.mark.parametrize(("facts", "message"), CASES)
def test_the_reference_explains_the_problems_of_a_case(facts: dict[str, object], message: str) -> None:
    case = {"id": "c1", "programme": "nsp", "principal": {"id": "p0"}, **facts}
    with pytest.raises(CaseError) as refused:
        case_from_mapping(case)
    assert any(problem.message.startswith(message) for problem in refused.value.problems)
    assert f"`{message}" in REFERENCE.read_text(encoding="utf-8")
