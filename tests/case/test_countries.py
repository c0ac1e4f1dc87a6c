from __future__ import annotations

import re
import subprocess
import sys

import pytest
from babel import Locale

from amp_rules.case import COUNTRY_CODES, OFFICE_COUNTRIES_2015, country_name
from amp_rules.errors import UnknownNameError

NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_codes_are_those_of_cldr_without_what_is_not_iso(language: str) -> None:
    territories = {str(code) for code in Locale(language).territories if re.fullmatch("[A-Z]{2}", str(code))}
    assert territories - NOT_ISO == COUNTRY_CODES


def test_there_are_249_iso_codes_and_kosovo() -> None:
    assert len(COUNTRY_CODES) == 250
    assert "XK" in COUNTRY_CODES


def test_the_2015_offices_are_142_known_countries() -> None:
    assert len(OFFICE_COUNTRIES_2015) == len(set(OFFICE_COUNTRIES_2015)) == 142
    assert set(OFFICE_COUNTRIES_2015) <= COUNTRY_CODES
    assert not {"SE", "CY", "LU", "BR"} & set(OFFICE_COUNTRIES_2015)


def test_every_country_has_a_name_in_both_languages() -> None:
    for code in COUNTRY_CODES:
        assert country_name(code, "sv")
        assert country_name(code, "en")
    assert (country_name("DE", "sv"), country_name("DE", "en")) == ("Tyskland", "Germany")


@pytest.mark.parametrize(("code", "language"), [("ZZ", "en"), ("se", "en"), ("SE", "fi")])
def test_other_codes_and_languages_are_refused(code: str, language: str) -> None:
    with pytest.raises(UnknownNameError):
        country_name(code, language)


def test_importing_the_case_model_leaves_babel_alone() -> None:
    code = "import sys, amp_rules.case; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
