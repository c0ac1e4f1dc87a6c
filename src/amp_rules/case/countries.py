"""Country codes: ISO 3166-1 alpha-2 and XK; names come from CLDR through Babel."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from amp_rules.errors import UnknownNameError

_ALL: Final = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
    ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
    HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
    LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
    NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
    UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
_OFFICES_2015: Final = """
    AF AL AO AR AM AU AT AZ BH BD BY BE BO BA BG BF BI CV KH CM CA TD CL CN CO CR CI HR CZ CG CD DK DJ
    DO EC EG SV EE ET FI FR GM GE DE GH GR GT GN GY HT HN HU IN ID IR IQ IE IT JM JP JO KZ KE XK KW KG
    LA LV LB LR LY LT MG MY MV ML MT MH MR MU MX FM MN ME MA MZ MM NP NL NI NE NG NO PK PA PG PY PE PH
    PL PT KR MD RO RU RW SA SN RS SL SK SI SB SO ZA SS ES LK SD CH SY TJ TH MK TL TG TT TN TR TM UG UA
    GB TZ US UY UZ VE VN YE ZM ZW
"""

COUNTRY_CODES: Final = frozenset(_ALL.split())

OFFICE_COUNTRIES_2015: Final = tuple(_OFFICES_2015.split())
"""Where IOM had offices in 2015 (catalogue id AMP-L01): offices, not permitted destinations."""


@lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """The country's name in 'sv' or 'en', as CLDR has it.

    >>> country_name("BG", "sv")
    'Bulgarien'

    Raises UnknownNameError for a code or a language that is not known.
    """
    from babel import Locale

    if code not in COUNTRY_CODES:
        raise UnknownNameError("country", code, ())
    if language not in ("sv", "en"):
        raise UnknownNameError("language", language, ("sv", "en"))
    return str(Locale(language).territories[code])
