"""What a case worker knows: typed, frozen facts; unknown, absent and known kept apart."""

from amp_rules.case.access import fact_at, fact_type, iter_unknown, label, with_fact, with_facts
from amp_rules.case.amp import Claim, Consents, Journey, Needs, OnFile, Process
from amp_rules.case.countries import COUNTRY_CODES, OFFICE_COUNTRIES_2015, country_name
from amp_rules.case.daily import AllowanceSpan, CountSpan, DailyFacts, FlagSpan, Span
from amp_rules.case.model import Case, Evidence
from amp_rules.case.nsp import (
    Budget,
    MinimumRequirements,
    OneOffItem,
    Recertification,
    Shelter,
    SupportGates,
    SupportPeriod,
)
from amp_rules.case.people import Child, Person
from amp_rules.case.reading import case_from_json, case_from_mapping, case_from_yaml
from amp_rules.case.schema import case_schema
from amp_rules.case.shapes import FactSpec
from amp_rules.case.situation import Destination, Exploitation, Participation, Voluntariness
from amp_rules.case.stay import Assessments, Stay
from amp_rules.case.titles import member_title
from amp_rules.case.vocabulary import vocabulary

__all__ = [
    "COUNTRY_CODES",
    "OFFICE_COUNTRIES_2015",
    "AllowanceSpan",
    "Assessments",
    "Budget",
    "Case",
    "Child",
    "Claim",
    "Consents",
    "CountSpan",
    "DailyFacts",
    "Destination",
    "Evidence",
    "Exploitation",
    "FactSpec",
    "FlagSpan",
    "Journey",
    "MinimumRequirements",
    "Needs",
    "OnFile",
    "OneOffItem",
    "Participation",
    "Person",
    "Process",
    "Recertification",
    "Shelter",
    "Span",
    "Stay",
    "SupportGates",
    "SupportPeriod",
    "Voluntariness",
    "case_from_json",
    "case_from_mapping",
    "case_from_yaml",
    "case_schema",
    "country_name",
    "fact_at",
    "fact_type",
    "iter_unknown",
    "label",
    "member_title",
    "vocabulary",
    "with_fact",
    "with_facts",
]
