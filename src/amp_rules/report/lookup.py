"""One decision, rule, parameter, official id, interpretation or source, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError, Where
from amp_rules.explanation import describe_rule
from amp_rules.plan import Plan, ir
from amp_rules.plan.order import expressions
from amp_rules.rulebook import Library, Rulebook
from amp_rules.rulebook.fields import Faults, Fields, entries
from amp_rules.rulebook.model import Decision, Parameter, Rule, Text
from amp_rules.rulebook.registers import read_file
from amp_rules.scenarios import Scenario
from amp_rules.scenarios.run import read_otherwise

RULES_SCHEMA: Final = "amp-rules/rules/1"

Object = dict[str, Any]


def rules_listed(books: Sequence[Rulebook], language: str = "en") -> Object:
    """Every edition with the decisions and parameters it wrote itself, by file."""
    return {
        "schema": RULES_SCHEMA,
        "language": language,
        "kind": "list",
        "editions": [_edition(book, language) for book in books],
    }


def rule_found(
    library: Library,
    name: str,
    books: Sequence[Rulebook],
    scenarios: Sequence[Scenario],
    language: str = "en",
) -> Object:
    """What a name of these editions or of the registers stands for.

    Raises UnknownNameError, with every known name, when it stands for nothing.
    """
    return {"schema": RULES_SCHEMA, "language": language} | _Lookup(library, books, scenarios, language).find(
        name
    )


def names_of(library: Library, books: Iterable[Rulebook]) -> tuple[str, ...]:
    """Every name that can be looked up."""
    registers = library.registers
    found = dict.fromkeys((*registers.catalogue, *registers.interpretations, *registers.sources))
    for book in books:
        found |= dict.fromkeys((book.name, *book.decisions, *book.parameters))
        found |= dict.fromkeys(rule.id for each in book.decisions.values() for rule in each.rules)
    return tuple(found)


def _edition(book: Rulebook, language: str) -> Object:
    edition = book.edition
    files: dict[str, Object] = {}
    for decision in book.decisions.values():
        if decision.name in book.own:
            _file(files, decision.where)["decisions"].append(_brief(decision, decision.kind, language))
    for parameter in book.parameters.values():
        if parameter.name in book.own:
            shown = _brief(parameter, parameter.unit, language) | {"values": _values(parameter)}
            _file(files, parameter.where)["parameters"].append(shown)
    return {
        "name": book.name,
        "title": edition.title.in_language(language),
        "from": edition.start.isoformat(),
        "to": None if edition.end is None else edition.end.isoformat(),
        "extends": None if edition.extends is None else "/".join(edition.extends),
        "authority": book.registers.authorities[edition.authority].title.in_language(language),
        "files": [files[name] for name in sorted(files)],
    }


def _file(files: dict[str, Object], where: Where) -> Object:
    empty: Object = {"file": where.source, "decisions": [], "parameters": []}
    return files.setdefault(where.source, empty)


def _brief(thing: Decision | Parameter, kind: str, language: str) -> Object:
    return {
        "id": thing.name,
        "title": thing.title.in_language(language),
        "kind": kind,
        "cite": list(thing.cite),
    }


def _values(parameter: Parameter) -> list[Object]:
    return [
        {"from": None if each.start is None else each.start.isoformat(), "value": each.text}
        for each in parameter.values
    ]


@dataclass(slots=True)
class _Lookup:
    library: Library
    books: Sequence[Rulebook]
    scenarios: Sequence[Scenario]
    language: str

    def find(self, name: str) -> Object:
        """The first thing of that name; capitals do not matter."""
        registers = self.library.registers
        for known, show in (
            (registers.catalogue, self._official),
            (registers.interpretations, self._interpretation),
            (registers.sources, self._document),
            ({book.name: book for book in self.books}, self._one_edition),
            ({each: None for book in self.books for each in book.decisions}, self._decision),
            ({each: None for book in self.books for each in book.parameters}, self._parameter),
            (self._rules(), self._rule),
        ):
            same = next((each for each in known if each.lower() == name.lower()), None)
            if same is not None:
                return _call(show, same)
        raise UnknownNameError("rule", name, names_of(self.library, self.books))

    def _rules(self) -> dict[str, str]:
        """The decision of every rule."""
        decisions = (each for book in self.books for each in book.decisions.values())
        return {rule.id: each.name for each in decisions for rule in each.rules}

    def _text(self, text: Text) -> str:
        return text.in_language(self.language)

    def _one_edition(self, name: str) -> Object:
        return rules_listed([book for book in self.books if book.name == name], self.language)

    # decisions and their rules

    def _rule(self, name: str) -> Object:
        found = self._decision(self._rules()[name], name)
        return found | {"kind": "rule", "id": name}

    def _decision(self, name: str, rule: str | None = None) -> Object:
        versions = self._versions(name, lambda book: book.decisions.get(name))
        cited = {cite for book, _ in versions for cite in _cited(book.decisions[name])}
        return {
            "kind": "decision",
            "id": name,
            "versions": [self._version(book, editions, name, rule) for book, editions in versions],
            "scenarios": self._exercising(cited),
        }

    def _versions(
        self, name: str, get: Callable[[Rulebook], Decision | Parameter | None]
    ) -> list[tuple[Rulebook, list[str]]]:
        """The editions by what they say under a name, those that say the same together."""
        found: dict[Where, tuple[Rulebook, list[str]]] = {}
        for book in self.books:
            thing = get(book)
            if thing is not None:
                found.setdefault(thing.where, (book, []))[1].append(book.name)
        return list(found.values())

    def _version(self, book: Rulebook, editions: list[str], name: str, only: str | None) -> Object:
        decision, plan = book.decisions[name], plan_of(book)
        rules = [rule for rule in decision.rules if only in (None, rule.id)]
        found: Object = {
            "editions": editions,
            "where": str(decision.where),
            "title": self._text(decision.title),
            "type": decision.kind,
            "about": decision.about,
            "unit": decision.unit or None,
            "hit_policy": decision.hit_policy,
            "cite": self._citations(decision.cite),
            "rules": [self._one_rule(book, rule) for rule in rules],
            "otherwise": None if decision.otherwise is None else decision.otherwise.text,
            "parameters": [self._in_brief(book.parameters[each]) for each in _parameters(plan, name)],
            "reads": [*_references(plan, name)],
            "read_by": [other for other in plan.decisions if name in _references(plan, other)],
        }
        if decision.judgement is not None:
            key = decision.judgement.authority or book.edition.authority
            found["question"] = self._text(decision.judgement.question)
            found["authority"] = self._text(book.registers.authorities[key].title)
        if decision.finding is not None:
            found["severity"] = decision.finding.severity
            found["message"] = self._text(decision.finding.message)
        return found

    def _one_rule(self, book: Rulebook, rule: Rule) -> Object:
        return {
            "id": rule.id,
            "title": None if rule.title is None else self._text(rule.title),
            "when": None if rule.when is None else rule.when.text,
            "then": rule.then.text,
            "words": self._words(book, rule),
            "cite": list(rule.cite),
            "reading": None if rule.reading is None else str(rule.reading),
            "overrides": list(rule.overrides),
        }

    def _words(self, book: Rulebook, rule: Rule) -> str | None:
        """A rule as a sentence, under the reading it belongs to."""
        wanted = rule.reading
        chosen = {} if wanted is None else {wanted.interpretation: wanted.choice}
        usual = wanted is None or plan_of(book).readings.get(wanted.interpretation) == wanted.choice
        plan = plan_of(book if usual else read_otherwise(book, chosen))
        bound = plan.decisions[rule.id.partition(".")[0]].rules
        same = next((each for each in bound if each.id == rule.id), None)
        return None if same is None else describe_rule(plan, same, self.language)

    def _in_brief(self, parameter: Parameter) -> Object:
        return {
            "id": parameter.name,
            "title": self._text(parameter.title),
            "unit": parameter.unit,
            "values": _values(parameter),
        }

    # parameters

    def _parameter(self, name: str) -> Object:
        versions = self._versions(name, lambda book: book.parameters.get(name))
        cited = {cite for book, _ in versions for cite in book.parameters[name].cite}
        return {
            "kind": "parameter",
            "id": name,
            "versions": [
                {
                    "editions": editions,
                    "where": str(book.parameters[name].where),
                    **self._in_brief(book.parameters[name]),
                    "cite": self._citations(book.parameters[name].cite),
                    "used_by": [each for each in book.decisions if name in _parameters(plan_of(book), each)],
                }
                for book, editions in versions
            ],
            "scenarios": self._exercising(cited),
        }

    # the registers

    def _citations(self, ids: Iterable[str]) -> list[Object]:
        return [self._citation(each) for each in ids if each in self.library.registers.catalogue]

    def _citation(self, name: str) -> Object:
        rule = self.library.registers.catalogue[name]
        return {
            "id": name,
            "document": self._text(self.library.registers.sources[rule.source].title),
            "section": self._text(rule.section),
            "summary": self._text(rule.summary),
        }

    def _official(self, name: str) -> Object:
        registers = self.library.registers
        reason = _reasons(self.library).get(name)
        touched = [each for each, known in registers.interpretations.items() if name in known.rules]
        return {
            "kind": "official",
            **self._citation(name),
            "nature": list(registers.catalogue[name].nature),
            "interpretations": touched,
            "undecidable": None if reason is None else self._text(reason),
            "cited_by": [*self._citing(name)],
            "scenarios": self._exercising({name}),
        }

    def _citing(self, name: str) -> Iterator[Object]:
        for book in self.books:
            decisions = [each.name for each in book.decisions.values() if name in _cited(each)]
            parameters = [each.name for each in book.parameters.values() if name in each.cite]
            cites = book.process.cites() if book.process is not None else ()
            steps = [step for step, cited in cites if name in cited]
            if decisions or parameters or steps:
                yield {
                    "edition": book.name,
                    "decisions": decisions,
                    "parameters": parameters,
                    "steps": steps,
                }

    def _interpretation(self, name: str) -> Object:
        known = self.library.registers.interpretations[name]
        tagged = (
            rule.id
            for book in self.books
            for decision in book.decisions.values()
            for rule in decision.rules
            if rule.reading is not None and rule.reading.interpretation == name
        )
        return {
            "kind": "interpretation",
            "id": name,
            "question": self._text(known.question),
            "readings": [
                {"id": choice, "text": self._text(text), "default": choice == known.default}
                for choice, text in known.readings.items()
            ],
            "why": self._text(known.why),
            "cite": self._citations(known.rules),
            "rules": [*dict.fromkeys(tagged)],
            "scenarios": [self._scenario(each) for each in self.scenarios if name in each.readings],
        }

    def _document(self, name: str) -> Object:
        source = self.library.registers.sources[name]
        catalogue = self.library.registers.catalogue.values()
        return {
            "kind": "document",
            "id": name,
            "title": self._text(source.title),
            "publisher": source.publisher,
            "date": source.date,
            "rules": [self._citation(each.id) for each in catalogue if each.source == name],
        }

    def _exercising(self, cited: set[str]) -> list[Object]:
        named = [
            each for each in self.scenarios if cited.intersection(word.text for word in each.rules.words)
        ]
        return [self._scenario(each) for each in named]

    def _scenario(self, scenario: Scenario) -> Object:
        return {"id": scenario.id, "title": self._text(scenario.title)}


def _call(show: Callable[[str], Object], name: str) -> Object:
    return show(name)


def _reasons(library: Library) -> dict[str, Text]:
    """Why no machine can decide an official rule, for those that the rules folder says so of."""
    path, faults = library.root / "undecidable.yaml", Faults()
    node = read_file(path, library.root, faults) if path.is_file() else None
    listed = entries(None if node is None else Fields(node, faults, "rules").node("rules"), faults)
    return {key.text: Fields(each, faults, "reason").words("reason") for key, each in listed}


def _cited(decision: Decision) -> set[str]:
    return {*decision.cite, *(cite for rule in decision.rules for cite in rule.cite)}


def _parameters(plan: Plan, name: str) -> tuple[str, ...]:
    """The parameters that a decision reads under the plan's readings."""
    found: dict[str, None] = {}
    for expr in expressions(plan.decisions[name]):
        for node in ir.walk(expr):
            if isinstance(node, ir.Const) and node.parameter is not None:
                found[node.parameter] = None
            elif isinstance(node, ir.DatedParam):
                found[node.name] = None
    return tuple(found)


def _references(plan: Plan, name: str) -> dict[str, None]:
    """The decisions that a decision reads."""
    found: dict[str, None] = {}
    for expr in expressions(plan.decisions[name]):
        for node in ir.walk(expr):
            if (isinstance(node, ir.Ref) and node.entity != "member") or isinstance(node, ir.Prior):
                found[node.decision] = None
    return found
