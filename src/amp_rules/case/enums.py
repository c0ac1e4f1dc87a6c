"""The closed lists of values that facts choose from."""

from __future__ import annotations

from enum import StrEnum


class Programme(StrEnum):
    """The programme applied for."""

    AMP = "amp"
    NSP = "nsp"


class Sex(StrEnum):
    """Sex of a person."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Relation(StrEnum):
    """Whose child an accompanying child is."""

    OWN = "own"
    OTHER = "other"


class TraffickingStatus(StrEnum):
    """How far trafficking has been established."""

    NONE = "none"
    SUSPECTED = "suspected"
    IDENTIFIED = "identified"


class Form(StrEnum):
    """A form of exploitation."""

    SEXUAL = "sexual"
    FORCED_LABOUR = "forced_labour"
    FORCED_BEGGING = "forced_begging"
    FORCED_CRIME = "forced_crime"
    WAR_SERVICE = "war_service"
    SLAVERY_LIKE = "slavery_like"
    SERVITUDE = "servitude"
    ORGAN_REMOVAL = "organ_removal"
    FORCED_MARRIAGE = "forced_marriage"
    AU_PAIR = "au_pair"


class DestinationKind(StrEnum):
    """What the country of return is to the person."""

    HOME = "home"
    THIRD = "third"


class ReferringBody(StrEnum):
    """The body that refers the person to the programme."""

    SOCIAL_SERVICES = "social_services"
    POLICE = "police"
    MIGRATION_AGENCY = "migration_agency"
    SHELTER = "shelter"
    NGO = "ngo"
    REGIONAL_COORDINATOR = "regional_coordinator"
    OTHER = "other"


class PaymentChannel(StrEnum):
    """How the monthly subsistence is paid out."""

    CASH_AT_OFFICE = "cash_at_office"
    BANK = "bank"


class ClaimCategory(StrEnum):
    """The grant a claim is made against."""

    REINTEGRATION = "reintegration"
    HEALTH = "health"
    HOUSING = "housing"
    OTHER = "other"


class ClaimPurpose(StrEnum):
    """What the claimed money pays for."""

    REHABILITATION = "rehabilitation"
    EDUCATION = "education"
    VOCATIONAL_TRAINING = "vocational_training"
    WORK_PRACTICE = "work_practice"
    BUSINESS_LICENCE = "business_licence"
    BUSINESS_EQUIPMENT = "business_equipment"
    DOCTOR = "doctor"
    TESTS = "tests"
    MEDICINE = "medicine"
    PHYSIOTHERAPY = "physiotherapy"
    PSYCHOLOGICAL = "psychological"
    SHELTER = "shelter"
    RENT = "rent"
    MORTGAGE = "mortgage"
    HEATING = "heating"
    ELECTRICITY = "electricity"
    WATER = "water"
    OTHER = "other"


class Payee(StrEnum):
    """Who receives the money of a claim."""

    PROVIDER = "provider"
    PERSON = "person"


class MenProfile(StrEnum):
    """Which men a shelter takes, by form of exploitation."""

    ANY = "any"
    SEXUAL_ONLY = "sexual_only"
    OTHER_ONLY = "other_only"
    NONE = "none"


class County(StrEnum):
    """The 21 Swedish counties."""

    BLEKINGE = "blekinge"
    DALARNA = "dalarna"
    GAVLEBORG = "gavleborg"
    GOTLAND = "gotland"
    HALLAND = "halland"
    JAMTLAND = "jamtland"
    JONKOPING = "jonkoping"
    KALMAR = "kalmar"
    KRONOBERG = "kronoberg"
    NORRBOTTEN = "norrbotten"
    OREBRO = "orebro"
    OSTERGOTLAND = "ostergotland"
    SKANE = "skane"
    SODERMANLAND = "sodermanland"
    STOCKHOLM = "stockholm"
    UPPSALA = "uppsala"
    VARMLAND = "varmland"
    VASTERBOTTEN = "vasterbotten"
    VASTERNORRLAND = "vasternorrland"
    VASTMANLAND = "vastmanland"
    VASTRA_GOTALAND = "vastra_gotaland"


class VictimAssessment(StrEnum):
    """How the shelter or another body has assessed the person."""

    NONE = "none"
    PRESUMED = "presumed"
    IDENTIFIED = "identified"


class StayStatus(StrEnum):
    """Legal ground for being in Sweden."""

    EU_RIGHT = "eu_right"
    RESIDENCE_PERMIT = "residence_permit"
    ASYLUM_SEEKER = "asylum_seeker"
    TEMPORARY_PROTECTION = "temporary_protection"
    NONE = "none"
    OTHER = "other"


class PermitApplicant(StrEnum):
    """Who applies for the reflection permit."""

    HEAD_OF_INVESTIGATION = "head_of_investigation"
    SOCIAL_WELFARE_BOARD = "social_welfare_board"


class Household(StrEnum):
    """Household type that sets the daily allowance."""

    SINGLE = "single"
    COHABITING = "cohabiting"
    ADULT_WITH_PARENTS = "adult_with_parents"


class PeriodKind(StrEnum):
    """Kind of NSP support period."""

    REFLECTION = "reflection"
    IN_DEPTH = "in_depth"
    INTEGRATION = "integration"
    SUPPORT_ONLY = "support_only"


class Payer(StrEnum):
    """Who paid the reflection period."""

    NSP = "nsp"
    MUNICIPALITY = "municipality"
    SHELTER = "shelter"
    OTHER = "other"


class Weekday(StrEnum):
    """Day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class ItemKind(StrEnum):
    """Kind of one-off support."""

    DENTISTRY = "dentistry"
    TRAUMA_THERAPY = "trauma_therapy"
    GLASSES = "glasses"
    SAFE_TRAVEL = "safe_travel"
    STRENGTHENING_ACTIVITY = "strengthening_activity"
    PRAM = "pram"
    LEGAL_HELP = "legal_help"
    OTHER = "other"


class Basis(StrEnum):
    """What an assertion of a fact rests on."""

    STATEMENT = "statement"
    DOCUMENT = "document"
    OBSERVATION = "observation"
    REGISTER = "register"
    DECISION = "decision"
    OTHER = "other"


class EventKind(StrEnum):
    """Kind of event in a case file; steps of the process wait for some of them."""

    IDENTIFIED = "identified"
    INFORMED = "informed"
    INTEREST_EXPRESSED = "interest_expressed"
    SECRETARIAT_CONTACTED = "secretariat_contacted"
    REFERRED = "referred"
    DECIDED = "decided"
    IOM_NOTIFIED = "iom_notified"
    RESPONSIBLE_BODY_CONTACTED = "responsible_body_contacted"
    LOCAL_OFFICE_CONTACTED = "local_office_contacted"
    APPLICATION_REQUESTED = "application_requested"
    TALKS_HELD = "talks_held"
    COUNTRY_INFORMATION_GIVEN = "country_information_given"
    APPLICATION_SIGNED = "application_signed"
    APPLICATION_SENT = "application_sent"
    NEEDS_INVENTORIED = "needs_inventoried"
    SUPPORT_CONFIRMED = "support_confirmed"
    PLANNED = "planned"
    RISKS_ASSESSED = "risks_assessed"
    TRAVEL_PREPARED = "travel_prepared"
    TRAVEL_BOOKED = "travel_booked"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    MET = "met"
    INSTALMENT_PAID = "instalment_paid"
    RECEIPT_CLAIMED = "receipt_claimed"
    CLAIM_DECIDED = "claim_decided"
    PARTNERS_INFORMED = "partners_informed"
    FOLLOWED_UP = "followed_up"
    FEEDBACK_GIVEN = "feedback_given"
    FEEDBACK_PASSED = "feedback_passed"
    EVALUATED = "evaluated"
    WITHDRAWN = "withdrawn"
    SHELTER_APPLIED = "shelter_applied"
    GATES_ANSWERED = "gates_answered"
    PERIOD_ASKED = "period_asked"
    PERIOD_GRANTED = "period_granted"
    EXTENSION_ASKED = "extension_asked"
    ALLOWANCE_REPORTED = "allowance_reported"
    CHILDREN_REPORTED = "children_reported"
    STAFFING_REPORTED = "staffing_reported"
    OTHER_PAYER_REPORTED = "other_payer_reported"
    FULL_RATE_REPORTED = "full_rate_reported"
    SUPPORT_DELIVERED_REPORTED = "support_delivered_reported"
    PERIOD_CANCELLED = "period_cancelled"
    MOVED_OUT = "moved_out"
    INTEGRATION_SUPPORT_GRANTED = "integration_support_granted"
    ITEM_CLAIMED = "item_claimed"
    BUDGET_REPORTED = "budget_reported"
    CLOSED = "closed"
    FACTS_STATED = "facts_stated"
    ASSESSED = "assessed"
    CORRECTED = "corrected"
