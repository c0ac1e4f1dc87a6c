"""Small rulebooks made at random: well typed, about every entity, with every form of expression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from amp_rules.case import FactSpec
from amp_rules.case.vocabulary import vocabulary
from amp_rules.errors import Where
from amp_rules.rulebook import Rulebook, load_library
from amp_rules.rulebook.model import (
    Code,
    Decision,
    Edition,
    Judgement,
    NumberedEntity,
    Parameter,
    ParameterValue,
    Registers,
    Rule,
    Text,
    Timeline,
)

T = TypeVar("T")
Way = str | Callable[[], str]

HERE = Where("made.yaml", 1, 1)
WORDS = Text("made", "gjord")
CITE = ("NSP-A01",)
CHAINS = {
    "case": ("case",),
    "person": ("person", "case"),
    "claim": ("claim", "case"),
    "period": ("period", "case"),
    "item": ("item", "case"),
    "day": ("day", "period", "case"),
    "step": ("step", "person", "case"),
    "stage": ("stage", "case"),
}
OFTEN = (*CHAINS, "case", "period", "day", "day")
COLLECTIONS = {
    "case": [
        ("case.persons", "person"),
        ("case.claims", "claim"),
        ("case.periods", "period"),
        ("case.items", "item"),
        ("case.stages", "stage"),
    ],
    "person": [("person.steps", "step")],
    "period": [("period.days", "day")],
}
PARAMETERS = {
    "sek": ("SEK", ["100"]),
    "usd": ("USD", ["250.50"]),
    "rate": ("SEK/day", ["71.50"]),
    "span": ("day", ["12"]),
    "months": ("month", ["3"]),
    "one": ("count", ["1"]),
    "three": ("count", ["3"]),
    "adult": ("year", ["18"]),
    "half": ("ratio", ["0.5"]),
    "turn": ("date", ["2022-06-15"]),
    "daily": ("SEK/day", ["1200", "2022-03-01", "600", "2022-09-01", "50"]),
}
PLAIN = {
    "SEK": "sek",
    "USD": "usd",
    "SEK/day": "rate",
    "day": "span",
    "": "three",
    "year": "adult",
    "date": "turn",
}
UNITS = ("SEK", "USD", "SEK/day", "day", "", "year")
CHOICES = ("low", "middle", "high")
KEYS = {
    "claim": ("claim.person", "claim.category"),
    "period": ("period.kind",),
    "item": ("item.kind",),
    "person": ("person.sex",),
}
ORDERS = ("<", "<=", ">", ">=", "==", "!=")


@cache
def registers() -> Registers:
    return load_library().registers


class Maker:
    """Writes expressions of a wanted type for decisions made in order."""

    def __init__(
        self, draw: st.DrawFn, decisions: dict[str, Decision], about: str = "case", depth: int = 0
    ) -> None:
        self.draw = draw
        self.decisions = decisions
        self.about = about
        self.depth = depth
        self.loops = 0
        self.vars: dict[str, str] = {}

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def scope(self) -> dict[str, str]:
        return {**{name: name for name in CHAINS[self.about]}, **self.vars}

    def facts(self, kind: str, unit: str = "") -> list[tuple[str, FactSpec]]:
        """Facts of a kind that can be read here, by name.

        Left out: those that only a child has, and of which a case states only one (age and date of birth).
        """
        return [
            (f"{var}.{name}", spec)
            for var, entity in self.scope().items()
            for name, spec in vocabulary().get(entity, {}).items()
            if not name.endswith(("birth_date", "age"))
            if (entity == "day") == spec.dated and not (entity == "day" and self.about != "day")
            if (
                spec.kind in ("money", "int") and (spec.unit or "") == unit
                if kind == "number"
                else spec.kind == kind
            )
        ]

    def guarded(self, facts: list[tuple[str, FactSpec]], unit: str) -> list[Way]:
        """The facts, with a parameter in place of those that may be absent."""
        return [
            f"({name} if {name} is not None else parameter.{PLAIN[unit]})" if spec.optional else name
            for name, spec in facts
        ]

    def earlier(self, kind: str, unit: str = "") -> list[Way]:
        """Decisions made already that can be read here, guarded where they may be absent."""
        found: list[Way] = []
        for var, entity in self.scope().items():
            for own, each in self.decisions.items():
                if each.about == entity and each.kind == kind and each.unit.replace("count", "") == unit:
                    name = own if var == entity else f"{var}.{own}"
                    absent = PLAIN["date" if kind == "date" else unit]
                    guarded = f"({name} if {name} is not None else parameter.{absent})"
                    found.append(guarded if each.optional else name)
        return found

    def make(self, kind: str, unit: str = "") -> str:
        """An expression of a kind."""
        ways = {"bool": self.bools, "number": self.numbers, "date": self.dates, "choice": self.choices}[kind]
        way = self.pick(ways(unit))
        if isinstance(way, str):
            return way
        self.depth += 1
        made = way()
        self.depth -= 1
        return made

    @property
    def deep(self) -> bool:
        return self.depth >= 3

    @property
    def daily(self) -> bool:
        return self.about == "day" and not self.vars

    # truth

    def bools(self, _: str) -> list[Way]:
        plain = [name for name, spec in self.facts("bool") if not spec.optional]
        few: list[Way] = ["True", "False", *(self.pick(plain) for _ in range(3) if plain)]
        few += [*self.earlier("bool"), self.choice_test, self.set_test]
        if self.deep:
            return few
        more: list[Way] = [self.number_test, self.date_test, self.optional_test, self.logic, self.logic]
        more += [lambda: f"(not {self.make('bool')})", lambda: self.choose("bool")]
        more += [lambda: self.aggregate("any", "bool"), lambda: self.aggregate("all", "bool")]
        if self.daily:
            more += [self.day_test, self.day_test]
            more += [self.first_days, "first(day.extra_staffing, parameter.span)"]
        more.append(lambda: self.prior("bool", "", "False", "True"))
        return [*few, *more]

    def logic(self) -> str:
        word = self.pick((" and ", " or "))
        return "(" + word.join(self.make("bool") for _ in range(self.draw(st.integers(2, 3)))) + ")"

    def choice_test(self) -> str:
        name, spec = self.pick(self.facts("enum"))
        one, other = self.pick(spec.members), self.pick(spec.members)
        tests = (f"== '{one}'", f"!= '{one}'", f"in ('{one}', '{other}')", f"not in ('{one}',)")
        return f"{name} {self.pick(tests)}"

    def set_test(self) -> str:
        found = self.facts("set")
        name, spec = self.pick(found)
        member = self.pick(spec.members)
        if self.vars or self.deep:
            return f"'{member}' in {name}"
        tests = (
            f"'{member}' in {name}",
            f"any(m == '{member}' for m in {name})",
            f"count(m for m in {name}) > 1",
        )
        return self.pick(tests)

    def number_test(self) -> str:
        unit = self.pick(UNITS)
        return f"{self.make('number', unit)} {self.pick(ORDERS)} {self.make('number', unit)}"

    def date_test(self) -> str:
        return f"{self.make('date')} {self.pick(ORDERS)} {self.make('date')}"

    def steady(self) -> Maker:
        """Writes what is the same all through the period."""
        inner = Maker(
            self.draw, {k: d for k, d in self.decisions.items() if d.about != "day"}, "period", depth=2
        )
        inner.loops = 100
        return inner

    def first_days(self) -> str:
        return f"first(day.full_rate, {self.steady().make('number', 'day')})"

    def day_test(self) -> str:
        """The day against something that stays the same all through the period."""
        inner = self.steady()
        kind = self.pick(("number", "date"))
        other = inner.make("number", "day") if kind == "number" else inner.make("date")
        moves = (
            ("", " + parameter.span", " - parameter.span") if kind == "date" else ("", " + parameter.span")
        )
        sides = [f"day.{kind}{self.pick(moves)}", other]
        return f" {self.pick(ORDERS)} ".join(sides if self.draw(st.booleans()) else reversed(sides))

    def optional_test(self) -> str:
        name, _ = self.pick([(name, spec) for name, spec in self.facts("date") if spec.optional])
        if self.daily and self.draw(st.booleans()):
            return f"({name} is not None and day.date > {name})"
        tests = (f"{name} is None", f"{name} is not None and {name} < ", f"{name} is None or {name} >= ")
        test = self.pick(tests)
        return f"({test}{self.make('date')})" if test.endswith(" ") else f"({test})"

    # numbers, dates, words

    def numbers(self, unit: str) -> list[Way]:
        simple: list[Way] = [f"parameter.{PLAIN[unit]}", *self.earlier("amount", unit)]
        simple += self.guarded(self.facts("number", unit), unit)
        if unit == "" and self.about in ("step", "stage") and not self.vars:
            simple.append(f"{self.about}.number")
        if unit == "SEK/day" and self.daily:
            simple.append("parameter.daily")
        if self.deep:
            return simple
        same = (lambda: self.make("number", unit),) * 2
        more: list[Way] = [
            lambda: f"({same[0]()} {self.pick(('+', '-'))} {same[1]()})",
            lambda: f"{self.pick(('min', 'max'))}({self.pick(('0', same[0]()))}, {same[1]()})",
            lambda: self.choose("number", unit),
            lambda: self.aggregate("sum", "number", unit),
            lambda: self.prior("amount", unit, "0", f"parameter.{PLAIN[unit]}"),
            *self.of_unit(unit),
        ]
        return [*simple, *simple, *more]

    def of_unit(self, unit: str) -> list[Way]:
        """What only numbers of this unit can be made of."""

        def dates() -> tuple[str, str]:
            return self.make("date"), self.make("date")

        made: list[Way] = []
        if unit not in ("year", ""):
            made.append(lambda: f"({self.make('number', unit)} * parameter.half)")
        if unit == "day":
            made += [
                self.days_counted,
                lambda: "days({}, {})".format(*dates()),
                lambda: "({} - {})".format(*dates()),
            ]
        if unit == "day" and "period" in CHAINS[self.about]:
            made.append(lambda: "weekdays({}, {}, period.weekdays)".format(*dates()))
        if unit == "year":
            person = "person" if "person" in CHAINS[self.about] else "case.principal"
            made += [lambda: "age({}, {})".format(*dates()), lambda: f"age_of({person}, {self.make('date')})"]
        if unit == "":
            made.append(lambda: self.aggregate("count", "number"))
            made.append(lambda: f"({self.make('number')} * {self.make('number')})")
        if unit == "SEK/day":
            sources = ("case.daily.adult_allowance", "parameter.daily")
            made.append(lambda: f"at({self.pick(sources)}, {self.make('date')})")
        return made

    def prior(self, kind: str, unit: str, initial: str, otherwise: str) -> str:
        """A running value over the entities of this kind, some of them alike."""
        own = [
            name
            for name, each in self.decisions.items()
            if each.about == self.about and each.kind == kind and each.unit.replace("count", "") == unit
            if not each.optional
        ]
        if not own or self.vars or self.about in ("case", "day"):
            return otherwise
        keys = (
            self.draw(st.lists(st.sampled_from(KEYS[self.about]), unique=True)) if self.about in KEYS else []
        )
        return f"prior({', '.join([self.pick(own), initial, *keys])})"

    def days_counted(self) -> str:
        """How many days of the period some day decision holds."""
        flags = [n for n, each in self.decisions.items() if each.about == "day" and each.kind == "bool"]
        if not flags or self.vars or self.about != "period":
            return "parameter.span"
        return f"count(d for d in period.days if d.{self.pick(flags)})"

    def dates(self, _: str) -> list[Way]:
        simple = ["parameter.turn", *self.guarded(self.facts("date"), "date"), *self.earlier("date")]
        if self.deep:
            return simple
        return [
            *simple,
            lambda: f"add_months({self.make('date')}, parameter.months)",
            lambda: f"({self.make('date')} {self.pick(('+', '-'))} parameter.span)",
            lambda: f"{self.pick(('year_end', 'month_end'))}({self.make('date')})",
            lambda: f"{self.pick(('min', 'max'))}({self.make('date')}, {self.make('date')})",
            lambda: self.choose("date"),
        ]

    def choices(self, _: str) -> list[Way]:
        simple: list[Way] = [*(f"'{word}'" for word in CHOICES), *self.earlier("choice")]
        return simple if self.deep else [*simple, lambda: self.choose("choice")]

    def choose(self, kind: str, unit: str = "") -> str:
        return f"({self.make(kind, unit)} if {self.make('bool')} else {self.make(kind, unit)})"

    # aggregates

    def collection(self) -> tuple[str, str]:
        """What can be aggregated from here; numbered entities once some decision speaks of them."""
        spoken = {each.about for each in self.decisions.values()}
        own = [*COLLECTIONS.get(self.about, ()), *COLLECTIONS["case"]]
        found: tuple[str, str] = self.pick(
            [each for each in own if each[1] not in ("step", "stage") or each[1] in spoken]
        )
        return found

    def aggregate(self, function: str, kind: str, unit: str = "") -> str:
        none = {"any": "False", "all": "True"}.get(function, f"parameter.{PLAIN[unit]}")
        if self.vars:
            return none
        collection, entity = self.collection()
        weighed = entity == "day" and function in ("sum", "count")
        if weighed and (unit != "SEK" or not rates_of(self.decisions)):
            return none
        self.loops += 1
        var = f"v{self.loops}"
        self.vars[var] = entity
        before, self.depth = self.depth, max(self.depth, 2)
        tail = f" if {self.make('bool')}" if self.draw(st.booleans()) else ""
        body = var if function == "count" else self.make(kind, "SEK/day" if weighed else unit)
        del self.vars[var]
        self.depth = before
        return f"{function}({body} for {var} in {collection}{tail})"


def rates_of(decisions: dict[str, Decision]) -> list[str]:
    """The day decisions in SEK a day."""
    return [name for name, each in decisions.items() if each.about == "day" and each.unit == "SEK/day"]


def code(text: str) -> Code:
    return Code(text, HERE)


def rule(own: str, when: str | None, then: str, overrides: tuple[str, ...] = ()) -> Rule:
    return Rule(own, None if when is None else code(when), code(then), CITE, None, overrides, None, HERE)


def judgement(fact: str) -> Judgement:
    return Judgement(code(fact), WORDS, "nsp")


def decision(name: str, about: str, kind: str, rules: tuple[Rule, ...] = (), **more: object) -> Decision:
    """A decision with everything a file may leave out left out."""
    settings: dict[str, object] = {
        "unit": "",
        "choices": CHOICES if kind == "choice" else (),
        "choice_titles": dict.fromkeys(CHOICES, WORDS) if kind == "choice" else {},
        "optional": False,
        "title": WORDS,
        "cite": CITE,
        "hit_policy": "unique",
        "otherwise": None,
        "judgement": None,
        "finding": None,
        "where": HERE,
    }
    return Decision(name=name, about=about, kind=kind, rules=rules, **{**settings, **more})  # type: ignore[arg-type]


def _made(maker: Maker, name: str) -> Decision:
    """One decision with a formula, a table of any policy, exceptions, an extreme or a judgement."""
    draw, about = maker.draw, maker.about
    kind = draw(st.sampled_from(("bool", "bool", "amount", "amount", "amount", "date", "choice")))
    unit = "" if kind != "amount" else "SEK/day" if about == "day" else draw(st.sampled_from(UNITS))
    shown = {"unit": unit or "count"} if kind == "amount" else {}
    wanted = "number" if kind == "amount" else kind
    form = draw(
        st.sampled_from(("value", "value", "first", "any", "collect sum", "exceptions", "either", "judged"))
    )

    def then() -> str:
        return maker.make(wanted, unit)

    def when() -> str:
        return maker.make("bool")

    if form == "judged" and kind == "bool":
        facts = [name for name, spec in maker.facts("bool") if not spec.optional and not spec.dated]
        return decision(name, about, kind, judgement=judgement(maker.pick(facts)))
    if form == "exceptions":
        a, b, c = (f"{name}.{part}" for part in "abc")
        table = rule(a, when(), then()), rule(b, when(), then(), (a,)), rule(c, when(), then(), (a, b))
        return decision(name, about, kind, table, otherwise=code(then()), **shown)
    if form == "either":
        condition = when()
        table2 = rule(f"{name}.yes", condition, then()), rule(f"{name}.no", f"not ({condition})", then())
        return decision(name, about, kind, table2, otherwise=code(then()), **shown)
    if form == "judged" and kind in ("amount", "date"):
        body = maker.aggregate(maker.pick(("min", "max")), wanted, unit)
        return decision(name, about, kind, (rule(f"{name}.value", None, body),), optional=True, **shown)
    if form in ("value", "judged") or (form == "collect sum" and kind != "amount"):
        return decision(name, about, kind, (rule(f"{name}.value", None, then()),), **shown)
    table3 = tuple(rule(f"{name}.{part}", when(), then()) for part in "abc"[: draw(st.integers(1, 3))])
    if form == "any":  # the same answer, so that rules may hold together
        table3 = tuple(
            rule(each.id, None if each.when is None else each.when.text, table3[0].then.text)
            for each in table3
        )
    otherwise = None if form == "collect sum" else code(then())
    return decision(name, about, kind, table3, hit_policy=form, otherwise=otherwise, **shown)


class MadeRulebook(Rulebook):
    """A rulebook that shows its rules when a test fails."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(["made rules:", *map(_shown, self.decisions.values())])


def _shown(each: Decision) -> str:
    table = [(None if r.when is None else r.when.text, r.then.text, r.overrides) for r in each.rules]
    otherwise = None if each.otherwise is None else each.otherwise.text
    return f"  {each.name} {each.kind} {each.unit} {each.hit_policy} {table} otherwise {otherwise}"


def parameters() -> dict[str, Parameter]:
    """The parameters that made rules may name."""
    made = {}
    for name, (unit, values) in PARAMETERS.items():
        starts = [None, *(date.fromisoformat(text) for text in values[1::2])]
        dated = zip(starts, [values[0], *values[2::2]], strict=True)
        written = tuple(ParameterValue(start, text, HERE) for start, text in dated)
        made[name] = Parameter(name, unit, WORDS, written, CITE, HERE)
    return made


def rulebook_of(decisions: dict[str, Decision]) -> Rulebook:
    """A rulebook of these decisions; those about the case are its goals."""
    spoken = {each.about for each in decisions.values()}
    counted = (("step", "person"), ("stage", "case"))
    entities = {
        name: NumberedEntity(
            name, of, code("parameter.three if case.needs.acute else parameter.one"), 12, WORDS, HERE
        )
        for name, of in counted
        if name in spoken
    }
    goals = tuple(name for name, each in decisions.items() if each.about == "case")
    rates = rates_of(decisions)
    edition = Edition(
        programme="nsp",
        name="made",
        title=WORDS,
        start=date(2022, 1, 1),
        end=date(2022, 12, 31),
        extends=None,
        counts_on=code("case.applied_on"),
        authority="nsp",
        goals=goals,
        total=None,
        timeline=Timeline(rates[-1], tuple(rates[:-1]), None, HERE) if rates else None,
        where=HERE,
    )
    return MadeRulebook(edition, parameters(), decisions, entities, registers())


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """A rulebook of 4 to 9 decisions over every entity; a few of them cannot be planned."""
    decisions: dict[str, Decision] = {}
    for number in range(draw(st.integers(4, 9))):
        about = draw(st.sampled_from(OFTEN))
        name = f"{about}_{number}"
        decisions[name] = _made(Maker(draw, decisions, about), name)
    return rulebook_of(decisions)
