"""amp_rules: the reduced rules as rule files, decided from a validated case.

Untimed: reading the rule files, the plan, and validating the case (the neutral case becomes typed facts).
Timed: `decide`, whose outcome holds every rule tested and every segment of days in compact rows, and reading
the answers. A second variant also writes out the ledger and the timeline as objects, which users of the
library get when they ask for them. The second engine, durable-rules behind the same `decide`, keeps every
firing; a last variant writes those out as objects.
"""

from datetime import date
from pathlib import Path

from amp_rules.case import Case as AmpCase
from amp_rules.case import case_from_mapping
from amp_rules.engine import Engine, decide
from amp_rules.plan import Plan, build_plan
from amp_rules.rulebook import load_rulebook
from amp_rules.terms import Money
from bench.cases import Answer, Case, Period
from bench.peer import SECOND, SUBJECT

RULES = Path(__file__).parents[1] / "rules"


class AmpRulesPeer:
    """Decides with a plan that was built once."""

    def __init__(self, plan: Plan, name: str, engine: Engine = "compiled", written_out: bool = False) -> None:
        self.plan = plan
        self.name = name
        self.engine = engine
        self.written_out = written_out

    def convert(self, case: Case) -> AmpCase:
        """The neutral case as a validated case; facts that are None are left out."""
        return case_from_mapping(
            {
                "id": "measured",
                "programme": "nsp",
                "applied_on": date(2022, 1, 1),
                "principal": _known(nationalities=_nationalities(case.foreign_national)),
                "exploitation": _known(
                    trafficking=_trafficking(case.trafficked), prostitution=case.in_prostitution
                ),
                "process": _known(applied_in_sweden=case.in_sweden),
                "voluntariness": _known(wants_return=case.wants_return, informed=case.informed),
                "participation": _known(
                    earlier=case.prior_participation, special_circumstances=case.special_circumstances
                ),
                "destination": _known(support_available=case.country_acceptable),
                "periods": [
                    {"id": f"p{index}", "kind": period.kind, "start": period.start, "end": period.end}
                    for index, period in enumerate(case.periods)
                ],
                "daily": {
                    "adult_allowance": [
                        _span(each, f"{each.allowance}.00") for each in case.periods if each.allowance
                    ],
                    "children_in_shelter": [_span(each, 1) for each in case.periods if each.any_child],
                    "extra_staffing": [_span(each, True) for each in case.periods if each.extra_staffing],
                },
            }
        )

    def decide(self, given: AmpCase) -> Answer:
        """The answer out of an outcome."""
        outcome = decide(self.plan, given, self.engine)
        if self.written_out and self.engine == "compiled":
            assert outcome.ledger
            assert outcome.timeline
        elif self.written_out:
            assert outcome.agenda
        eligible = outcome.value("eligible")
        total = outcome.total
        assert isinstance(total, Money)
        return (
            eligible if isinstance(eligible, bool) else None,
            tuple([each.minor // 100 for each in outcome.values("period_total")]),  # type: ignore[union-attr]
            total.minor // 100,
        )


def _known(**facts: object) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value is not None}


def _trafficking(trafficked: bool | None) -> str | None:
    return None if trafficked is None else "suspected" if trafficked else "none"


def _nationalities(foreign: bool | None) -> list[str] | None:
    return None if foreign is None else ["NG"] if foreign else ["SE"]


def _span(period: Period, value: object) -> dict[str, object]:
    return {"start": period.start, "end": period.end, "value": value}


def prepare() -> list[AmpRulesPeer]:
    """All variants, over one plan."""
    plan = build_plan(load_rulebook("nsp", edition="2022", root=RULES))
    return [
        AmpRulesPeer(plan, SUBJECT),
        AmpRulesPeer(plan, "amp_rules, ledger written out", written_out=True),
        AmpRulesPeer(plan, SECOND, "durable"),
        AmpRulesPeer(plan, f"{SECOND}, agenda written out", "durable", written_out=True),
    ]
