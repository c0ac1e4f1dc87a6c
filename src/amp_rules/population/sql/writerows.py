"""Relations of entities: their facts, who belongs to whom, and what is gathered."""

from __future__ import annotations

from datetime import date
from typing import Any

from amp_rules.case.shapes import FactSpec
from amp_rules.case.vocabulary import vocabulary
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.shape import text
from amp_rules.plan.types import COUNT, Type
from amp_rules.population.schema import fact_column
from amp_rules.population.sql.births import FromPersons, FromTable, Numbers, Pairs
from amp_rules.population.sql.nodes import Kind, Link, Node, Relation
from amp_rules.population.sql.shape import Shape
from amp_rules.population.sql.write import ValueWriter, kind_of
from amp_rules.population.values import Frame, Value

KEYS: tuple[tuple[str, Kind], ...] = (("case_id", "text"), ("position", "int"))


def relation_of(frame: Frame) -> Relation:
    """The relation of a frame's rows."""
    home = frame
    while "relation" not in home.found:
        home = next(each for each, index in frame.reach.values() if index is None and each is not home)
    found: Relation = home.found["relation"]
    return found


class RowWriter(ValueWriter):
    """Makes relations and moves values between them."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        super().__init__(plan)
        self.shape = shape
        self.case = Frame("case", "case", "")
        self.case.reach = {"case": (self.case, None)}
        self.case.found["relation"] = self.t.relation("cases", FromTable("cases"), KEYS[:1])
        self.bases: dict[str, Frame] = {"case": self.case}
        self.tables: dict[str, Relation] = {}

    # frames and links

    def link(self, source: Relation, target: Relation, prefix: str = "", **more: Any) -> Link:
        """The link by the target's keys, which the source has under the same names."""
        pairs = tuple((source.keys[prefix + name], key) for name, key in target.keys.items())
        return Link(target, pairs, **more)

    def frame(self, name: str, entity: str, relation: Relation) -> Frame:
        """A frame of a relation's rows, without reach."""
        made = Frame(name, entity, "")
        made.found["relation"] = relation
        return made

    def below_of(self, made: Frame, parent: Frame, entity: str) -> None:
        """Gives a frame the reach of the one it stands below, by its keys."""
        relation = relation_of(made)
        own = self.link(relation, relation_of(parent))
        made.reach = {name: (home, self.compose(at, own)) for name, (home, at) in parent.reach.items()}
        made.reach[entity] = (made, None)

    def base(self, entity: str) -> Frame:
        if entity not in self.bases:
            if entity in self.plan.scopes.numbered:
                self.bases[entity] = self._numbered(entity)
            else:
                self.bases[entity] = self._listed(entity)
        return self.bases[entity]

    def _listed(self, entity: str) -> Frame:
        name = "persons" if entity == "person" else CASE_LISTS[entity]
        if entity == "person":
            facts = vocabulary()
            only = (fact_column(spec) for path, spec in facts["child"].items() if path not in facts["person"])
            relation = self.t.relation(name, FromPersons(frozenset(only)), KEYS)
        else:
            relation = self.t.relation(name, FromTable(name), KEYS)
        made = self.frame(entity, entity, relation)
        self.below_of(made, self.case, entity)
        made.found["unsure"] = (
            self.unstated("children" if entity == "person" else name, relation),
            self.case,
        )
        return made

    def _numbered(self, entity: str) -> Frame:
        """The frame of numbered entities, as many as their count says."""
        owner = self.base(self.plan.scopes.numbered[entity].of)
        count, most = self.value(self.plan.counts[entity], owner), self.plan.scopes.numbered[entity].most
        beyond = self.t.surely(self.t.compare("gt", count.term, self.t.number(most)))
        self.faults.append((beyond, owner, "limit"))
        home = relation_of(owner)
        keys: list[tuple[str, Kind]] = [(name, key.kind) for name, key in home.keys.items()]
        relation = self.t.relation(f"{entity}s", Numbers(home, count.term, most), [*keys, ("number", "int")])
        made = self.frame(entity, entity, relation)
        self.below_of(made, owner, entity)
        made.found["number"] = Value(COUNT, relation.keys["number"])
        made.found["unsure"] = (self.t.is_null(count.term), owner)
        owner.below[entity] = made
        return made

    def loop_items(self, made: ir.Aggregate, frame: Frame) -> tuple[Frame, Frame]:
        if made.collection.owner != "case" or frame is frame.reach["case"][0]:
            return super().loop_items(made, frame)
        key = ("pair", text(made))
        if key not in frame.found:
            frame.found[key] = self.pairs(frame, made.entity, made.var)
        pair: Frame = frame.found[key]
        return pair, pair

    def pairs(self, frame: Frame, entity: str, var: str) -> Frame:
        base = self.base(entity)
        outer, inner = relation_of(frame), relation_of(base)
        keys: list[tuple[str, Kind]] = [(name, key.kind) for name, key in outer.keys.items()]
        keys += [(f"other_{name}", key.kind) for name, key in inner.keys.items()]
        relation = self.t.relation(f"{outer.name}_with_{inner.name}", Pairs(outer, inner), keys)
        made = self.frame(f"{frame.name} x {entity}", entity, relation)
        own = self.link(relation, outer, taken=True)
        made.reach = {
            name: (home, own if at is None else self.compose(at, own))
            for name, (home, at) in frame.reach.items()
        }
        made.reach[var] = (base, self.link(relation, inner, "other_", taken=True))
        made.found["unsure"] = base.found["unsure"]
        return made

    def compose(self, index: Any, outer: Any) -> Any:
        if index is None or outer is None:
            return outer if index is None else index
        there = {other: one for one, other in outer.on}
        return Link(index.target, tuple((there[one], other) for one, other in index.on), outer=index.outer)

    # values elsewhere

    def move(self, item: Value, index: Any) -> Value:
        absent = None if item.absent is None else self.moved(item.absent, index)
        return Value(item.type, self.moved(item.term, index), None, absent, item.scale, item.fixed)

    def moved(self, node: Node, link: Link) -> Node:
        """A value of the row that a link finds; unknown where there is none."""
        if node.home is None:
            return node
        op = "taken" if link.taken else "moved"
        here = link.here[0].home
        assert here is not None
        assert node.home is link.target
        if node in link.there and not link.outer:
            return next(one for one, other in link.on if other is node)
        made = self.t.input(here, op, (node,), (link,), node.kind, node.nullable or link.outer)
        made.label = made.label or node.label or (str(node.data[0]) if node.op in ("key", "column") else "")
        return made

    def gathered(self, function: str, node: Node, inner: Relation, outer: Relation) -> Node:
        """The 'sum', 'min' or 'max' of the rows that belong to each row; NULL where there are none."""
        link = self.link(inner, outer)
        kind: Kind = "int" if function in ("sum", "count") else node.kind
        return self.t.input(outer, "gathered", (node,), (function, link), kind, True)

    def gather(
        self, made: ir.Aggregate, inner: Frame, outer: Frame, body: Value, condition: Value | None
    ) -> Value:
        t, rows, groups = self.t, relation_of(inner), relation_of(outer)
        home = inner if "unsure" in inner.found else inner.reach[made.var][0]
        unsure = self.unsure_of(home, outer)
        held = t.true if condition is None else condition.term
        if made.function in ("any", "all"):
            return self.truth(self._any_or_all(made.function, body.term, held, unsure, rows, groups))
        counts = t.negate(t.surely(t.negate(held)))
        open_item = t.both(counts, t.either(t.is_null(held), self.unsettled(body)))
        opened = unsure
        if open_item is not t.false:
            number = self.gathered("max", t.counted(open_item), rows, groups)
            opened = t.either(unsure, t.compare("eq", t.coalesce(number, t.number(0)), t.number(1)))
        if made.function in ("sum", "count"):
            return self._sum(made, body, counts, opened, home, rows, groups)
        found = self.gathered(
            made.function, t.case([(counts, body.term)], t.null(body.term.kind)), rows, groups
        )
        kept = self.gathered("max", t.counted(counts), rows, groups)
        none = t.compare("eq", t.coalesce(kept, t.number(0)), t.number(0))
        known = t.case([(opened, t.null(found.kind))], found)
        return self._made(made.type, known, t.both(t.negate(opened), none), body.scale)

    def _sum(
        self,
        made: ir.Aggregate,
        body: Value,
        counts: Node,
        opened: Node,
        home: Frame,
        rows: Relation,
        groups: Relation,
    ) -> Value:
        t = self.t
        weighed = t.calculate("mul", body.term, home.found["days"]) if made.weighted else body.term
        found = self.gathered("sum", t.case([(counts, weighed)], t.number(0)), rows, groups)
        total = t.case([(opened, t.null("int"))], t.coalesce(found, t.number(0)))
        return Value(made.type, total, None, None, body.scale)

    def _any_or_all(
        self, function: str, body: Node, held: Node, unsure: Node, rows: Relation, groups: Relation
    ) -> Node:
        """Whether one, or each, of the items does; settled items settle it, whatever is open."""
        t = self.t
        sure = function == "any"
        item = t.both(held, body) if sure else t.either(t.negate(held), body)
        settles = t.surely(item if sure else t.negate(item))
        settled = self.some(settles, rows, groups)
        opened = t.either(unsure, self.some(t.is_null(item), rows, groups))
        branches = [(settled, t.const(sure, "bool")), (opened, t.null("bool"))]
        return t.case(branches, t.const(not sure, "bool"))

    def some(self, item: Node, rows: Relation, groups: Relation) -> Node:
        """Whether a condition that is never unknown holds in some row."""
        if item is self.t.false:
            return item
        number = self.gathered("max", self.t.counted(item), rows, groups)
        return self.t.compare("eq", self.t.coalesce(number, self.t.number(0)), self.t.number(1))

    def unsure_of(self, home: Frame, outer: Frame) -> Node:
        """Whether there may be more items than are known, for each row of a frame."""
        node, frame = home.found["unsure"]
        if frame is outer or node.constant or relation_of(frame) is relation_of(outer):
            return node  # type: ignore[no-any-return]
        name = next(each for each, (at, _) in outer.reach.items() if at is frame)
        return self.moved(node, outer.reach[name][1])

    # facts

    def read(self, relation: Relation, table: str, name: str, kind: Kind) -> Node:
        """A column of a table; unknown where the table is without it."""
        nullable = self.shape.get(table, {}).get(name)
        if nullable is None:
            return self.t.null(kind)
        if name in relation.keys:
            return relation.keys[name]
        return self.t.input(relation, "column", (), (name,), kind, nullable)

    def fact(self, frame: Frame, entity: str, path: str, kind: Type) -> Value:
        relation, facts = relation_of(frame), vocabulary()
        if entity == "case" and path.startswith("principal."):
            return self._of_principal(relation, facts["person"][path.removeprefix("principal.")], kind)
        if entity == "case":
            if path == "id":
                return Value(kind, relation.keys["case_id"])
            return self.fact_value(relation, "cases", facts["case"][path], kind)
        table = "persons" if entity == "person" else CASE_LISTS[entity]
        if path == "role":
            first = self.t.compare("eq", relation.keys["position"], self.t.number(0))
            words = [self.t.const(word, "text") for word in ("principal", "accompanying_child")]
            return Value(kind, self.t.case([(first, words[0])], words[1]))
        if path == "id":
            return Value(kind, self.own_id(relation, entity))
        spec = facts["child" if entity == "person" else entity][path]
        return self.fact_value(relation, table, spec, kind, entity == "person")

    def own_id(self, relation: Relation, entity: str) -> Node:
        """The id that an entity has in its case."""
        return self.t.input(relation, "column", (), (f"{entity}_id",), "text", False)

    def _of_principal(self, cases: Relation, spec: FactSpec, kind: Type) -> Value:
        if "principal" not in self.tables:
            self.tables["principal"] = self.t.relation(
                "principal", FromTable("persons", ("position", 0)), KEYS[:1]
            )
        relation = self.tables["principal"]
        link = self.link(cases, relation, outer=True)
        if spec.name == "id":
            found = self.moved(self.read(relation, "persons", "person_id", "text"), link)
            return Value(kind, self.t.coalesce(found, self.t.const("principal", "text")))
        item = self.fact_value(relation, "persons", spec, kind)
        term = self.moved(item.term, link)
        absent = None if item.absent is None else self.t.surely(self.moved(item.absent, link))
        return Value(item.type, term, None, absent)

    def fact_value(
        self, relation: Relation, table: str, spec: FactSpec, kind: Type, may_lack: bool = False
    ) -> Value:
        """A fact with its absence."""
        term = self.read(relation, table, fact_column(spec), kind_of(kind))
        if may_lack and term.op == "column":
            term.nullable = True
        if not spec.optional or kind.kind == "bool":
            return Value(kind, term)
        gone = self.read(relation, table, f"{fact_column(spec)}_absent", "bool")
        absent = self.t.surely(gone)
        if term.constant and absent is self.t.false:
            return Value(kind, term)
        return Value(kind, term, None, None if absent is self.t.false else absent)

    def number(self, frame: Frame) -> Value:
        found: Value = frame.found["number"]
        return found

    # lists

    def unstated(self, listed: str, relation: Relation) -> Node:
        """Whether a list of a case is not known: as it says, else where it has no rows."""
        name = f"{listed}_known"
        cases = relation_of(self.case)
        known = self.read(cases, "cases", name, "bool")
        if known.nullable:
            known = self.t.coalesce(known, self._has_rows(relation, listed == "children"))
        return self.t.negate(known)

    def _has_rows(self, relation: Relation, later: bool) -> Node:
        cases = relation_of(self.case)
        if later:
            return self.some(
                self.t.compare("gt", relation.keys["position"], self.t.number(0)), relation, cases
            )
        link = self.link(relation, cases)
        return self.t.input(cases, "gathered", (self.t.true,), ("there", link), "bool", False)

    # the entity before

    def order(self, base: Frame) -> tuple[tuple[Node, ...], Node]:
        """What rows of a case are put in order by, and whether the order is open."""
        if "order" not in base.found:
            base.found["order"] = self._order(base)
        found: tuple[tuple[Node, ...], Node] = base.found["order"]
        return found

    def _order(self, base: Frame) -> tuple[tuple[Node, ...], Node]:
        t, relation = self.t, relation_of(base)
        if base.entity in self.plan.scopes.numbered:
            return (relation.keys["number"],), t.false
        key = ORDER_KEYS[base.entity]
        if key is None:
            return (relation.keys["position"],), t.false
        day = self._own_fact(ir.Fact(Type("date"), base.entity, base.entity, (key,)), base)
        undated = self.unsettled(day)
        loose = t.false
        if undated is not t.false:
            by = (relation.keys["case_id"],)
            some = t.window("max", (t.counted(undated),), by)
            several = t.window("count", (), by)
            loose = t.both(t.compare("eq", some, t.number(1)), t.compare("gt", several, t.number(1)))
        last = t.const(date.max, "date")
        on = t.coalesce(day.term, last)
        on = t.case([(loose, last)], on)
        return (on, relation.keys["position"]), loose

    def owner_keys(self, base: Frame) -> tuple[Node, ...]:
        """What the rows that come one after the other have in common."""
        relation = relation_of(base)
        drop = "number" if base.entity in self.plan.scopes.numbered else "position"
        return tuple(key for name, key in relation.keys.items() if name != drop)
