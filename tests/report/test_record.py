"""Pages, JSON and schemas of records: verified, checked, in both languages, whatever was found."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.record import Mark, Shelf, committed, verify
from amp_rules.audit.record.check import Checked
from amp_rules.audit.record.disclosable import Groups, addresses, disclosable
from amp_rules.audit.record.verification import Cause, Check
from amp_rules.errors import UnknownNameError
from amp_rules.report import as_text
from amp_rules.report.recordcheck import check_object, check_page
from amp_rules.report.recordchecks import check_items
from amp_rules.report.recordschema import openings_schema, record_schema
from amp_rules.report.recordverify import verify_object, verify_page
from amp_rules.report.words import report_words
from tests.audit.record.made import changed, mother, returning, retyped, shelf, shown, small_record
from tests.report.fits import assert_fits, assert_nothing_else_fits
from tests.rulebook.folders import FOLDER, RULES

LANGUAGES = pytest.mark.parametrize("language", ["en", "sv"])


def nsp() -> Groups:
    return copy.deepcopy(disclosable(mother()))


def both_pages(found: Checked) -> str:
    texts = [as_text(check_page("p.sdjwt", found, language)) for language in ("en", "sv")]
    assert not [text for text in texts if "record." in text]
    return texts[0]


def test_a_record_and_nothing_else_fits_its_schema(tmp_path: Path) -> None:
    by_name = "readings files case components"
    optional = "days holds conclusion value fact parameter decision about unit verdict wants_return"
    assert_nothing_else_fits("record", small_record(tmp_path).tree(), by_name, optional)


def test_every_record_fits_its_schema() -> None:
    for each in (mother(), returning(), committed(returning())[0]):
        assert_fits("record", each.tree())
    assert_fits("record-openings", committed(returning())[1].tree())


@pytest.mark.parametrize("schema", [record_schema(), openings_schema()])
def test_what_is_left_out_has_no_value_in_the_schemas(schema: dict[str, object]) -> None:
    assert "'default'" not in repr(schema)
    assert "discriminator" not in repr(schema)


@LANGUAGES
def test_a_record_that_is_the_same_is_told(language: str) -> None:
    text = as_text(verify_page("r.json", mother(), verify(mother(), shelf()), language))
    assert {"en": "All 1,021 entries of the ledger are the same.", "sv": "Regelprotokollets alla"}[
        language
    ] in text
    assert "record." not in text.replace("r.json", "")


@LANGUAGES
def test_what_differs_is_told_with_both_values_and_why(language: str) -> None:
    forged = changed(mother(), "outcome", "lines", 2, "rate", "amount", to="1.00")
    text = as_text(verify_page("r.json", forged, verify(forged, shelf()), language))
    assert {"en": "31 Mar – 10 Apr 2022", "sv": "31 mars–10 apr. 2022"}[language] in text.replace(
        "\u2009", " "
    )
    assert '"amount":"1.00"' in text
    assert {"en": "The record: it was changed", "sv": "Beslutsunderlaget: det har ändrats"}[language] in text


def test_causes_that_cannot_be_told_apart_are_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = small_record(tmp_path)
    (tmp_path / FOLDER / "rules.yaml").write_text(RULES.replace("wants_return", "coerced"))
    monkeypatch.setattr("amp_rules.audit.record.rulechecks.__version__", "99.0")
    found = verify(old, Shelf(rules=tmp_path))
    assert found.causes == (Cause.RULES, Cause.LIBRARY)
    text = as_text(verify_page("r.json", old, found, "en"))
    assert "does not tell these apart" in text
    assert "The library had version 0.1.0; this is 99.0." in text


def test_every_check_has_its_words() -> None:
    made = [
        *(Check("content", mark) for mark in (Mark.FITS, Mark.DIFFERS)),
        Check("content", Mark.DIFFERS, ("facts", "ledger")),
        *(Check("facts", mark, number=3) for mark in Mark),
        Check("facts", Mark.DIFFERS, ("$.principal.age",)),
        *(Check("files", mark, ("a.yaml",), 2) for mark in (Mark.FITS, Mark.NOTED, Mark.DIFFERS)),
        *(Check("edition", mark, ("nsp/2022",)) for mark in (Mark.FITS, Mark.DIFFERS)),
        *(Check("plan", mark) for mark in (Mark.FITS, Mark.DIFFERS)),
        *(Check("library", mark, ("1", "2")) for mark in (Mark.FITS, Mark.NOTED)),
        *(
            Check(name, mark, number=4)
            for name in ("ledger", "outcome")
            for mark in Mark
            if mark is not Mark.NOTED
        ),
        Check("ledger", Mark.DIFFERS),
    ]
    for language in ("en", "sv"):
        told = [each.text.text for each in check_items(tuple(made), report_words(language), 4)]
        assert len(set(told)) == len(made)
        assert not [each for each in told if "record._" in each or "{" in each]


def test_verified_records_and_nothing_else_fit() -> None:
    forged = retyped(mother(), "facts", "case", "support", "society_pays", to=True)
    found = [("r.json", forged, verify(forged, shelf())), ("s.json", mother(), verify(mother(), shelf()))]
    told = verify_object(found, "sv")
    assert_nothing_else_fits("record-verify", told, "recorded recomputed", "fact value")


def test_a_checked_record_and_nothing_else_fits() -> None:
    found = shown(nsp(), "nsp/2022", {each for each in addresses(nsp()) if not each.startswith("$.stay")})
    told = check_object("p.sdjwt", found, "sv")
    by_name = "readings facts about told"  # what was disclosed stands there as it was disclosed
    optional = "id start end about asserted_by basis on"
    assert_nothing_else_fits("record-check", told | {"answers": told["answers"][:1]}, by_name, optional)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_shown_is_told_in_both_languages_and_fits(data: st.DataObject) -> None:
    of = nsp()
    share = data.draw(st.sampled_from([5, 40, 90]))
    random = data.draw(st.randoms(use_true_random=False))
    found = shown(of, "nsp/2022", {each for each in addresses(of) if random.randrange(100) < share})
    both_pages(found)
    assert_fits("record-check", check_object("p.sdjwt", found))


def test_what_is_withheld_stands_on_no_page() -> None:
    found = shown(nsp(), "nsp/2022", {"answers.total_paid", "lines.1", "cited.1", "components.1"})
    text = both_pages(found)
    assert "Paid in all (total_paid)" in text
    for secret in ("1994", "NG", "asylum", "unit 1", mother().digest):
        assert secret not in text


def test_what_cannot_be_so_is_told() -> None:
    of = nsp()
    of["lines"]["1"]["amount"] = {"amount": "1.00", "currency": "SEK"}
    of["lines"]["2"]["to"] = "2022-02-31"
    of["answers"]["support"]["verdict"] = "perhaps"
    of["facts"]["$.shoe"] = 43
    text = both_pages(shown(of, "nsp/2022"))
    assert "Something shown cannot be so" in text
    assert "The facts shown make no possible case." in text
    assert "Line 1: the amount is not the days times the rate." in text


def test_without_the_rules_answers_are_called_by_their_names(tmp_path: Path) -> None:
    small_record(tmp_path)
    text = both_pages(shown(nsp(), "nsp/2022", at=Shelf(rules=tmp_path)))
    assert "answers.total_paid" in text
    assert "as the rules named are not at hand" in text


def test_what_nobody_sees_is_not_sent_to_the_terminal() -> None:
    forged = changed(mother(), "ledger", 0, "about", to="case\x9b2J\u202e\x1b[31m")
    text = as_text(verify_page("r.json", forged, verify(forged, shelf())))
    assert not {"\x9b", "\u202e", "\x1b"} & set(text)
    of = nsp()
    of["facts"]["$.id"] = "\x1b]0;x\x07"
    assert not {"\x1b", "\x07"} & set(both_pages(shown(of, "nsp/2022")))


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        verify_page("r.json", mother(), verify(mother(), shelf()), "no")
