"""business-rules: rules as JSON, variables and actions as Python classes.

The library has no nulls, so that every fact is two boolean variables: known to hold, known not to. In the
JSON rules: the eligibility conditions, the rate table, the supplements. In Python actions: the arithmetic.

Timed: making the variables and actions objects, `run_all`, the arithmetic. Untimed: nothing; `convert`
hands the case on.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    string_rule_variable,
)

from bench.cases import FACTS, Answer, Case, Period, Tri

YEAR_FIRST = date(2022, 1, 1).toordinal()
YEAR_LAST = date(2022, 12, 31).toordinal()


def holds(name: str) -> dict[str, Any]:
    """The condition that a boolean variable is true."""
    return {"name": name, "operator": "is_true", "value": True}


ELIGIBILITY_RULES = [
    {
        "conditions": {
            "any": [
                holds("not_foreign_national"),
                holds("not_in_sweden"),
                holds("not_wants_return"),
                holds("not_informed"),
                holds("not_country_acceptable"),
                {"all": [holds("not_trafficked"), holds("not_in_prostitution")]},
                {"all": [holds("is_prior_participation"), holds("not_special_circumstances")]},
            ]
        },
        "actions": [{"name": "refuse", "params": {}}],
    },
    {
        "conditions": {
            "all": [
                holds("is_foreign_national"),
                holds("is_in_sweden"),
                holds("is_wants_return"),
                holds("is_informed"),
                holds("is_country_acceptable"),
                {"any": [holds("is_trafficked"), holds("is_in_prostitution")]},
                {"any": [holds("not_prior_participation"), holds("is_special_circumstances")]},
            ]
        },
        "actions": [{"name": "admit", "params": {}}],
    },
]

IN_DEPTH = {"name": "kind", "operator": "equal_to", "value": "in_depth"}
RATE_RULES = [
    {
        "conditions": {"all": [{"name": "kind", "operator": "equal_to", "value": "reflection"}]},
        "actions": [{"name": "set_rate", "params": {"rate": 1200, "cap": 30}}],
    },
    {
        "conditions": {"all": [IN_DEPTH, {"name": "number", "operator": "equal_to", "value": 1}]},
        "actions": [{"name": "set_rate", "params": {"rate": 1200, "cap": 90}}],
    },
    {
        "conditions": {
            "all": [IN_DEPTH, {"name": "number", "operator": "less_than_or_equal_to", "value": 3}],
        },
        "actions": [{"name": "set_rate", "params": {"rate": 600, "cap": 90}}],
    },
]
SUPPLEMENT_RULES = [
    {
        "conditions": {"all": [holds("any_child")]},
        "actions": [{"name": "add_supplement", "params": {"amount": 500}}],
    },
    {
        "conditions": {"all": [holds("extra_staffing")]},
        "actions": [{"name": "add_supplement", "params": {"amount": 200}}],
    },
]


def read_fact(fact: str, wanted: bool) -> Callable[[Any], bool]:
    """A variable that is true where the fact is known to be `wanted`."""

    def read(variables: Any) -> bool:
        return getattr(variables.case, fact) is wanted

    variable: Callable[[Any], bool] = boolean_rule_variable(fact)(read)
    return variable


class CaseVariables(BaseVariables):
    """The case; its two variables per fact are set below."""

    def __init__(self, case: Case) -> None:
        self.case = case


for _fact in FACTS:
    setattr(CaseVariables, f"is_{_fact}", read_fact(_fact, wanted=True))
    setattr(CaseVariables, f"not_{_fact}", read_fact(_fact, wanted=False))


class EligibilityActions(BaseActions):
    """What the two eligibility rules conclude; neither of them leaves it unknown."""

    def __init__(self) -> None:
        self.eligible: Tri = None

    @rule_action()
    def admit(self) -> None:
        self.eligible = True

    @rule_action()
    def refuse(self) -> None:
        self.eligible = False


class PeriodVariables(BaseVariables):
    """One period."""

    def __init__(self, period: Period) -> None:
        self.period = period

    @string_rule_variable()
    def kind(self) -> str:
        return self.period.kind

    @numeric_rule_variable()
    def number(self) -> int:
        return self.period.number

    @boolean_rule_variable()
    def any_child(self) -> bool:
        return self.period.any_child

    @boolean_rule_variable()
    def extra_staffing(self) -> bool:
        return self.period.extra_staffing


class PeriodActions(BaseActions):
    """The rate, cap and supplements that the rules give."""

    def __init__(self) -> None:
        self.rate = 0
        self.cap = 0
        self.supplement = 0

    @rule_action(params={"rate": FIELD_NUMERIC, "cap": FIELD_NUMERIC})
    def set_rate(self, rate: int, cap: int) -> None:
        self.rate = rate
        self.cap = cap

    @rule_action(params={"amount": FIELD_NUMERIC})
    def add_supplement(self, amount: int) -> None:
        self.supplement += amount


def pay(period: Period) -> int:
    """SEK for the paid days of a period; no supplement is asked for where no rate holds."""
    variables = PeriodVariables(period)
    actions = PeriodActions()
    if not run_all(RATE_RULES, variables, actions, stop_on_first_trigger=True):
        return 0
    run_all(SUPPLEMENT_RULES, variables, actions)
    start = period.start.toordinal()
    first = max(start, YEAR_FIRST)
    last = min(period.end.toordinal(), start + actions.cap - 1, YEAR_LAST)
    daily = max(actions.rate - period.allowance, 0) + actions.supplement
    return max(last - first + 1, 0) * daily


def decide(case: Case) -> Answer:
    """Two eligibility rules, then the rate and supplement rules of each period."""
    actions = EligibilityActions()
    run_all(ELIGIBILITY_RULES, CaseVariables(case), actions, stop_on_first_trigger=True)
    amounts = tuple([pay(period) for period in case.periods])
    return actions.eligible, amounts, sum(amounts)


class BusinessRules:
    """The rules as above."""

    name = "business-rules"
    decide = staticmethod(decide)

    def convert(self, case: Case) -> Case:
        """The case itself."""
        return case


def prepare() -> list[BusinessRules]:
    """One peer."""
    return [BusinessRules()]
