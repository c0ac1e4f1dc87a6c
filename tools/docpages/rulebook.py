"""One page for each edition: parameters, then every decision with its rules in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amp_rules.explanation import describe_decision, describe_rule
from amp_rules.plan import BoundRule, Plan, build_plan
from amp_rules.rulebook import Rulebook, with_readings
from amp_rules.rulebook.model import Decision, Parameter, Rule, Text
from tools.docpages.markdown import anchor, bullets, capital, code, link, page, table
from tools.docpages.registers import cite_links, decision_link, edition_page, reading_link

UP = "../"
KINDS = {
    "bool": "Yes or no",
    "verdict": "Verdict",
    "finding": "Finding",
    "amount": "Amount",
    "date": "Date",
    "choice": "Choice",
}
POLICIES = {
    "unique": "",
    "any": "Several rules may hold if they agree.",
    "first": "The first rule that holds decides.",
    "collect sum": "The rules that hold are added up.",
}
MOST_READINGS = 10


def rulebook_pages(books: Sequence[Rulebook]) -> dict[str, str]:
    """The pages of docs/reference/rulebook by file name."""
    made = {edition_page(book): _Edition(book, plans_of(book)).page() for book in books}
    return {"README.md": _index(books), **made}


def plans_of(book: Rulebook) -> tuple[Plan, ...]:
    """Plans in which every reading is in force at least once, the defaults in the first."""
    known = book.registers.interpretations
    plans = []
    for turn in range(max(len(each.readings) for each in known.values())):
        chosen = {}
        for label, each in known.items():
            rivals = [each.default, *(name for name in each.readings if name != each.default)]
            chosen[label] = rivals[min(turn, len(rivals) - 1)]
        plans.append(build_plan(with_readings(book, chosen)))
    return tuple(plans)


def _index(books: Sequence[Rulebook]) -> str:
    rows = [
        (
            link(code(book.name), edition_page(book)),
            book.edition.title.en,
            book.edition.title.sv,
            span_of(book),
            "/".join(book.edition.extends or ()),
            str(len(book.decisions)),
            str(len(book.parameters)),
        )
        for book in books
    ]
    return page(
        "Rulebook",
        "What each edition says, written from its rule files. The same is shown by `amp-rules rules`.",
        table(("Edition", "Title", "Titel", "In force", "Extends", "Decisions", "Parameters"), rows),
        "Each decision has a name, a title in English and Swedish, what it is about and what kind of answer "
        "it gives. Below are its rules in words. A label such as `B5=day-count` marks a rule that exists only"
        f" under that {link('reading', '../../explanation/ambiguities.md')}; the default one is in bold."
        f" Ids such as NSP-A04 lead to the {link('catalogue', '../catalogue.md')}.",
    )


def span_of(book: Rulebook) -> str:
    """The days on which an edition is in force."""
    last = book.edition.end
    return f"{book.edition.start} to {last}" if last else f"from {book.edition.start}"


@dataclass(frozen=True, slots=True)
class _Edition:
    book: Rulebook
    plans: tuple[Plan, ...]

    def page(self) -> str:
        edition = self.book.edition
        own = {name: each for name, each in self.book.decisions.items() if name in self.book.own}
        return page(
            f"{edition.title.en} ({self.book.name})",
            self._head(),
            *self._parameters(),
            *self._themes(own),
            *self._inherited(),
        )

    def _head(self) -> str:
        edition = self.book.edition
        authority = self.book.registers.authorities[edition.authority].title
        facts = [
            f"Swedish title: *{edition.title.sv}*.",
            f"In force: {span_of(self.book)}.",
            f"Decided by: {authority.en} (*{authority.sv}*).",
            f"The date that counts: {code(edition.counts_on.text)}.",
        ]
        if edition.extends:
            parent = "/".join(edition.extends)
            target = f"{edition.extends[0]}-{edition.extends[1]}.md"
            facts.append(f"Extends {link(code(parent), target)}: what is not below is as there.")
        goals = ", ".join(link(code(name), self._target(name)) for name in edition.goals)
        facts.append(f"Goals, shown as the answer: {goals}.")
        return bullets(facts)

    def _target(self, name: str) -> str:
        if name in self.book.own or self.book.edition.extends is None:
            return f"#{anchor(name)}"
        return f"{'-'.join(self.book.edition.extends)}.md#{anchor(name)}"

    def _parameters(self) -> Iterator[str]:
        own = [each for name, each in self.book.parameters.items() if name in self.book.own]
        if own:
            yield "## Parameters"
            yield table(
                ("Parameter", "Title", "Titel", "Value", "Cites"),
                (
                    (code(each.name), each.title.en, each.title.sv, _value(each), cite_links(each.cite, UP))
                    for each in own
                ),
            )

    def _themes(self, own: Mapping[str, Decision]) -> Iterator[str]:
        files: dict[str, list[Decision]] = {}
        for decision in own.values():
            files.setdefault(decision.where.source, []).append(decision)
        for file in sorted(files):
            theme = file.rpartition("/")[2].removesuffix(".yaml").replace("-", " ")
            yield f"## {capital(theme)}"
            yield f"From {link(code(file), f'../../../rules/{file}')}."
            for decision in files[file]:
                yield from self._decision(decision)

    def _decision(self, decision: Decision) -> Iterator[str]:
        yield f"### {decision.name}"
        yield f"**{decision.title.en}** · *{decision.title.sv}*"
        yield " ".join(part for part in self._nature(decision) if part)
        if decision.judgement is not None:
            yield self._question(decision)
        if decision.finding is not None:
            yield f"> {capital(decision.finding.severity)}: {decision.finding.message.en}"
        rules = bullets(self._rules(decision))
        if rules:
            yield rules

    def _nature(self, decision: Decision) -> Iterator[str]:
        kind = KINDS[decision.kind] + (f", {_unit(decision.unit)}," if decision.unit else "")
        absent = ", may be absent" if decision.optional else ""
        yield f"{kind} about the {decision.about}{absent}."
        if decision.choices:
            yield f"One of {', '.join(_choice(decision, each) for each in decision.choices)}."
        if len(decision.rules) > 1:
            yield POLICIES[decision.hit_policy]
        yield f"Cites {cite_links(decision.cite, UP)}."

    def _question(self, decision: Decision) -> str:
        judgement = decision.judgement
        assert judgement is not None
        key = judgement.authority or self.book.edition.authority
        who = self.book.registers.authorities[key].title.en
        return (
            f"Left to a person: *{judgement.question.en}* Answered by {who}; the answer is filed as "
            f"{code(judgement.fact.text)}."
        )

    def _rules(self, decision: Decision) -> Iterator[str]:
        plain = len(decision.rules) == 1 and decision.rules[0].id == f"{decision.name}.value"
        for rule in decision.rules:
            words = describe_rule(*self._bound(decision, rule)).replace(f" (reading {rule.reading})", "")
            yield words if plain else f"{code(rule.id)}: {words}{self._marks(decision, rule)}"
        if decision.otherwise is not None:
            yield self._otherwise(decision)

    def _bound(self, decision: Decision, rule: Rule) -> tuple[Plan, BoundRule]:
        for plan in self.plans:
            for bound in plan.decisions[decision.name].rules:
                if bound.id == rule.id:
                    return plan, bound
        raise LookupError(rule.id)

    def _marks(self, decision: Decision, rule: Rule) -> str:
        marks = []
        if rule.reading is not None:
            usual = self.book.registers.interpretations[rule.reading.interpretation].default
            shown = reading_link(str(rule.reading), UP)
            marks.append(f"**{shown}**" if rule.reading.choice == usual else shown)
        if rule.cite != decision.cite:
            marks.append(cite_links(rule.cite, UP))
        return f" [{'; '.join(marks)}]" if marks else ""

    def _otherwise(self, decision: Decision) -> str:
        plan = self.plans[0]
        rules = plan.decisions[decision.name].rules
        return describe_decision(plan, decision.name).children[len(rules)].text

    def _inherited(self) -> Iterator[str]:
        edition = self.book.edition
        if edition.extends is None:
            return
        names = [name for name in self.book.decisions if name not in self.book.own]
        yield f"## As in {'/'.join(edition.extends)}"
        yield f"{len(names)} decisions: " + ", ".join(link(code(name), self._target(name)) for name in names)


def _choice(decision: Decision, name: str) -> str:
    title: Text | None = decision.choice_titles.get(name)
    return f"{code(name)} ({title.en})" if title else code(name)


def _unit(unit: str) -> str:
    return f"{unit}s" if unit in ("day", "month", "year") else {"count": "a number"}.get(unit, unit)


def _value(parameter: Parameter) -> str:
    bare = parameter.unit in ("date", "country", "count", "ratio")
    single = {each.text for each in parameter.values} == {"1"}
    unit = "" if bare else f" {parameter.unit if single else _unit(parameter.unit)}"
    if len(parameter.values) == 1 and parameter.values[0].start is None:
        return f"{parameter.values[0].text}{unit}"
    parts = (
        f"{each.text}{unit} from {each.start}" if each.start else f"{each.text}{unit} at first"
        for each in parameter.values
    )
    return ", ".join(parts)


__all__ = ["decision_link", "plans_of", "rulebook_pages", "span_of"]
