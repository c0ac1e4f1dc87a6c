"""Tables to columns, block by block: what is decoded is kept for the next plan that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.shapes import FactSpec
from amp_rules.case.vocabulary import vocabulary
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
from amp_rules.population.columns.days import Dated
from amp_rules.population.columns.groups import starts_of
from amp_rules.population.columns.logic import Array, Column, Mask, tri
from amp_rules.population.links import Links
from amp_rules.population.schema import fact_column
from amp_rules.population.tables import Population

_EPOCH = 719_163
_LAST = 2**31 - 1


class Codes:
    """Numbers for words, the same in every column; 0 stands for none."""

    def __init__(self) -> None:
        known = {
            member for facts in vocabulary().values() for spec in facts.values() for member in spec.members
        }
        self.numbers: dict[str, int] = {word: at for at, word in enumerate(sorted(known), start=1)}
        self.words = ["", *sorted(known)]

    def of(self, word: str) -> int:
        """The number of a word, a new one where it has none."""
        found = self.numbers.get(word)
        if found is None:
            found = self.numbers[word] = len(self.words)
            self.words.append(word)
        return found


class _Gone(Mapping[str, Any]):
    """Tables that were let go; whoever still wants to read them is told, not answered."""

    def __getitem__(self, name: str) -> Any:
        raise RuntimeError("the tables of these cases were let go")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("the tables of these cases were let go")

    def __len__(self) -> int:
        return 0

    def __contains__(self, name: object) -> bool:
        raise RuntimeError("the tables of these cases were let go")


class Source:
    """The tables of a population with the rows of every case found."""

    def __init__(self, population: Population, codes: Codes | None = None) -> None:
        self.tables: Mapping[str, pa.Table] = population.tables
        self.links: Mapping[str, Links] = population.links
        self.codes = codes or Codes()
        self.cases = len(population)

    def let_go(self) -> None:
        """Forgets the tables: blocks keep the columns that they have decoded, and cannot decode another."""
        self.tables, self.links = _Gone(), _Gone()

    def blocks(self, size: int) -> Iterator[Block]:
        """The cases in order, so many at a time."""
        for low in range(0, self.cases, size):
            yield Block(self, np.arange(low, min(low + size, self.cases), dtype=np.int32))

    def chosen(self, cases: Array) -> Block:
        """One block of chosen cases."""
        return Block(self, cases)

    def rows(self, name: str, cases: Array) -> tuple[Array, Array]:
        """The rows of a table that belong to cases, as the table counts, and where each case begins."""
        if name not in self.tables:
            return np.zeros(0, np.int32), np.zeros(len(cases) + 1, np.int64)
        links = self.links[name]
        low = links.starts[cases]
        lengths = links.starts[cases + 1] - low
        starts = np.zeros(len(cases) + 1, np.int64)
        np.cumsum(lengths, out=starts[1:])
        return links.rows[np.arange(int(starts[-1])) - np.repeat(starts[:-1] - low, lengths)], starts


class Rows:
    """The entities of one kind in a block, in the order the rules take them.

    rows: of the table (-1: a principal of whom nothing is on file). owner: row of the case. starts: where
    each case begins. unsure: cases that may have more, or None. loose: cases whose order is open, or None.
    listed: how the rows are brought into the order of the case's list, None where they are in it.
    """

    def __init__(self, block: Block, entity: str) -> None:
        self.entity = entity
        self.table = "persons" if entity == "person" else CASE_LISTS[entity]
        rows, starts = block.source.rows(self.table, block.cases)
        owner = np.repeat(np.arange(len(block.cases)), np.diff(starts))
        self.unsure: Mask = block.unstated("children" if entity == "person" else self.table, starts)
        self.loose: Mask = None
        self.rows, self.owner, self.starts = rows, owner, starts
        if entity == "person":
            self._principals(block)
        else:
            self._by_date(block, ORDER_KEYS[entity] or "")
        self.count = len(self.rows)
        self.identity = bool(self.count) and bool((np.diff(self.rows) == 1).all())
        self.listed = in_list_order(self.owner, self.position)

    def _position(self, block: Block, rows: Array) -> Array:
        column = block.source.tables[self.table]["position"]
        return column.take(pa.array(rows)).to_numpy().astype(np.int32)

    def _principals(self, block: Block) -> None:
        position = self._position(block, self.rows) if len(self.rows) else self.rows
        has = np.zeros(block.count, np.bool_)
        has[self.owner[position == 0]] = True
        lacking = np.flatnonzero(~has)
        self.rows = np.concatenate([self.rows, np.full(len(lacking), -1, np.int32)])
        self.owner = np.concatenate([self.owner, lacking])
        self.position = np.concatenate([position, np.zeros(len(lacking), np.int32)])
        self._sort(np.lexsort((self.position, self.owner)))

    def _by_date(self, block: Block, key: str) -> None:
        self.position = self._position(block, self.rows) if len(self.rows) else self.rows
        if not len(self.rows):
            return
        on, known, _ = block.column(self.table, key, self.rows, "date")
        if known is not None:
            several = np.diff(self.starts) > 1
            undated = np.zeros(block.count, np.bool_)
            undated[self.owner[~known]] = True
            self.loose = undated & several if (undated & several).any() else None
            on = np.where(known & ~undated[self.owner], on, 0)
        elif ((self.owner[1:] > self.owner[:-1]) | (on[1:] > on[:-1])).all():
            return
        self._sort(np.lexsort((self.position, on, self.owner)))

    def _sort(self, order: Array) -> None:
        self.rows, self.owner, self.position = self.rows[order], self.owner[order], self.position[order]
        self.starts = starts_of(self.owner, len(self.starts) - 1)

    def ranks(self) -> list[Array]:
        """The first entity of every case, then the second, and so on, as rows."""
        lengths = np.diff(self.starts)
        found = []
        for rank in range(int(lengths.max()) if len(lengths) else 0):
            found.append(self.starts[:-1][lengths > rank] + rank)
        return found

    def blocked(self) -> Mask:
        """The rows whose case's order is open, or None."""
        return None if self.loose is None else self.loose[self.owner]

    def previous(self) -> tuple[Array, Mask]:
        """The row before in the same case (-1: none), and where the order is open."""
        found = np.arange(self.count) - 1
        found[self.starts[:-1][np.diff(self.starts) > 0]] = -1
        return found, self.blocked()

    def previous_alike(self, keys: list[Column]) -> tuple[Array, Mask]:
        """The latest row before with the same keys (-1: none), and where that is open."""
        blocked = self.blocked()
        unknown = np.zeros(self.count, np.bool_)
        parts = [self.owner.astype(np.int64)]
        for values, known, _ in keys:
            parts.append(np.asarray(values).astype(np.int64))
            if known is not None:
                unknown |= ~known
        order = np.lexsort((np.arange(self.count), *parts))
        alike = np.ones(max(self.count - 1, 0), np.bool_)
        for part in parts:
            alike &= part[order][1:] == part[order][:-1]
        found = np.full(self.count, -1, np.int64)
        found[order[1:][alike]] = order[:-1][alike]
        if unknown.any():
            sums = np.cumsum(unknown)
            base = np.where(self.starts[:-1] > 0, sums[np.maximum(self.starts[:-1], 1) - 1], 0)
            since = (sums - np.repeat(base, np.diff(self.starts))) > 0
            blocked = since if blocked is None else blocked | since
        return found, blocked


def in_list_order(case: Array, *place: Array) -> Array | None:
    """What brings entities into the order of their cases and, in these, of place; None where they are."""
    order = np.lexsort((*reversed(place), case))
    return None if len(order) and (np.diff(order) == 1).all() else order


class Block:
    """Some cases as columns; a column is decoded when first asked for."""

    def __init__(self, source: Source, cases: Array) -> None:
        self.source, self.cases, self.count = source, cases, len(cases)
        self.codes = source.codes
        self._entities: dict[str, Rows] = {}
        self._columns: dict[tuple[str, str, str], Any] = {}
        self._principal: Array | None = None

    def code(self, word: str) -> int:
        """The number of a word."""
        return self.codes.of(word)

    def entity(self, name: str) -> Rows:
        """The entities of a kind."""
        if name not in self._entities:
            self._entities[name] = Rows(self, name)
        return self._entities[name]

    def unstated(self, listed: str, starts: Array) -> Mask:
        """The cases of which a list is not known; None: it is known of all."""
        cases = self.source.tables["cases"]
        name = f"{listed}_known"
        if name not in cases.column_names:
            lacking = np.diff(starts) == 0
        else:
            values, known, _ = self._decode("cases", name, self.cases, "bool")
            lacking = ~values if known is None else ~(values & known)
        return lacking if lacking.any() else None

    def case_ids(self) -> pa.Array:
        """The ids of the cases."""
        return _at(self.source.tables["cases"]["case_id"], self.cases)[0]

    def entity_ids(self, entity: str) -> pa.Array:
        """The own ids of entities, in the order the rules take them."""
        rows = self.entity(entity)
        found, missing = _at(self.source.tables[rows.table][f"{entity}_id"], rows.rows)
        return found if missing is None else pc.if_else(pa.array(missing), "principal", found)

    def words(self, codes: Array, unknown: Mask) -> pa.Array:
        """The words that codes stand for."""
        texts = pa.array(self.codes.words[: int(codes.max()) + 1] if len(codes) else [""], pa.string())
        return texts.take(pa.array(codes, mask=unknown))

    # facts

    def truth(self, entity: str, path: str) -> Any:
        """A fact that is true, false or unknown."""
        key = (entity, path, "truth")
        if key not in self._columns:
            values, known, _ = self._load(entity, path)
            self._columns[key] = tri(values, known)
        return self._columns[key]

    def fact(self, entity: str, path: str) -> Column:
        """A number, date, choice or text."""
        found: Column = self._fact(entity, path, "")
        return found

    def members(self, entity: str, path: str) -> tuple[Any, Mask]:
        """A set, as words of 64 members each."""
        words, known, _ = self._fact(entity, path, "set")
        return words, known

    def role(self) -> Array:
        """Each person's role, as a code."""
        child, principal = self.code("accompanying_child"), self.code("principal")
        return np.where(self.entity("person").position == 0, principal, child)

    def _fact(self, entity: str, path: str, kind: str) -> Any:
        key = (entity, path, kind)
        if key not in self._columns:
            self._columns[key] = self._load(entity, path)
        return self._columns[key]

    def _load(self, entity: str, path: str) -> Column:
        facts = vocabulary()
        if entity == "case":
            if path.startswith("principal."):
                spec = facts["person"][path.removeprefix("principal.")]
                return self._read("persons", spec, self._principals())
            if path == "id":
                return self._decode("cases", "case_id", self.cases, "text")
            return self._read("cases", facts["case"][path], self.cases)
        rows = self.entity(entity)
        spec = facts["child"][path] if entity == "person" else facts[entity][path]
        if entity == "person" and path not in facts["person"]:
            rows_read = np.where(rows.position == 0, -1, rows.rows)
        else:
            rows_read = rows.rows
        return self._read(rows.table, spec, rows_read)

    def _principals(self) -> Array:
        if self._principal is None:
            persons = self.entity("person")
            self._principal = persons.rows[persons.position == 0]
        return self._principal

    def _read(self, table: str, spec: FactSpec, rows: Array) -> Column:
        if spec.name == "id":
            name = f"{table[:-1]}_id"
            values, known, absent = self._decode(table, name, rows, "text")
            if known is not None and table == "persons":
                values = np.where(known, values, self.code("principal"))
            return values, None, absent
        if spec.kind == "set":
            return self._set(table, spec, rows)
        kind = "text" if spec.kind in ("enum", "country", "ref", "text") else spec.kind
        values, known, absent = self._decode(table, fact_column(spec), rows, kind)
        if not spec.optional:
            return values, known, None
        gone, stated, _ = self._decode(table, f"{fact_column(spec)}_absent", rows, "bool")
        gone = gone if stated is None else gone & stated
        if not gone.any():
            return values, known, None
        return values, None if known is None else known | gone, gone

    def column(self, table: str, fact: str, rows: Array, kind: str) -> Column:
        """A column of a table at given rows."""
        return self._decode(table, fact, rows, kind)

    def _decode(self, table: str, name: str, rows: Array, kind: str) -> Column:
        found = self.source.tables.get(table)
        if found is None or name not in found.column_names or not found.num_rows:
            return np.zeros(len(rows), _DTYPES.get(kind, np.int64)), np.zeros(len(rows), np.bool_), None
        array, missing = _at(found[name], rows)
        known: Mask = None
        if array.null_count or missing is not None:
            known = pc.is_valid(array).to_numpy(zero_copy_only=False)
            known = known if missing is None else known & ~missing
            known = None if known.all() else known
        values = self._values(array, kind)
        return values if known is None else values * known, known, None

    def _values(self, array: pa.Array, kind: str) -> Array:
        if kind == "bool":
            return pc.fill_null(array, False).to_numpy(zero_copy_only=False)
        if kind == "date":
            days = pc.fill_null(array.cast(pa.int32()), 0).to_numpy()
            return days + np.int32(_EPOCH)
        if kind == "text":
            coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
            words = coded.dictionary.to_pylist()
            codes = [*(self.codes.of(word) if word is not None else 0 for word in words), 0]
            table = np.array(codes, np.int16 if max(codes) < 2**15 else np.int32)
            found: Array = table[pc.fill_null(coded.indices, len(words)).to_numpy()]
            return found
        return pc.fill_null(array, 0).to_numpy().astype(np.int32 if kind == "int" else np.int64, copy=False)

    def _set(self, table: str, spec: FactSpec, rows: Array) -> Column:
        words = (len(spec.members) + 63) // 64
        found = self.source.tables.get(table)
        if found is None or fact_column(spec) not in found.column_names or not found.num_rows:
            return np.zeros((words, len(rows)), np.uint64), np.zeros(len(rows), np.bool_), None
        array, missing = _at(found[fact_column(spec)], rows)
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        place = {member: at for at, member in enumerate(spec.members)}
        table_of = np.zeros((words, len(coded.dictionary) + 1), np.uint64)
        for at, text in enumerate(coded.dictionary.to_pylist()):
            for member in (text or "").split():
                bit = place[member]
                table_of[bit >> 6, at] |= np.uint64(1 << (bit & 63))
        indices = pc.fill_null(coded.indices, len(coded.dictionary)).to_numpy()
        known: Mask = pc.is_valid(array).to_numpy(zero_copy_only=False)
        if missing is not None:
            known = known & ~missing
        assert known is not None
        return table_of[:, indices], None if known.all() else known, None

    def dated(self, name: str) -> Dated:
        """A dated fact's spans."""
        key = ("day", name, "")
        if key not in self._columns:
            self._columns[key] = self._dated(name)
        found: Dated = self._columns[key]
        return found

    def _dated(self, name: str) -> Dated:
        spec = vocabulary()["day"][name]
        rows, starts = self.source.rows(name, self.cases)
        owner = np.repeat(np.arange(self.count), np.diff(starts))
        outside = getattr(spec.outside, "minor", spec.outside)
        unstated = self.unstated(name, starts)
        first, _, _ = self._decode(name, "start", rows, "date")
        last, _, _ = self._decode(name, "end", rows, "date")
        column = "value_minor" if spec.kind == "money" else "value"
        values, known, _ = self._decode(name, column, rows, spec.kind)
        place = np.arange(len(rows)) - np.repeat(starts[:-1], np.diff(starts))
        if len(rows) and not ((owner[1:] > owner[:-1]) | (first[1:] > first[:-1])).all():
            order = np.lexsort((first, owner))
            first, last, values = first[order], last[order], values[order]
            known = None if known is None else known[order]
        return Dated(owner, first, last, values, known, unstated, outside, place)

    def places(self, members: tuple[str, ...]) -> Array:
        """For each code its place among a set's members, -1 for none."""
        found = np.full(len(self.codes.words), -1, np.int64)
        for at, member in enumerate(members):
            found[self.codes.of(member)] = at
        return found


_DTYPES: Mapping[str, Any] = {"bool": np.bool_, "date": np.int32, "text": np.int16, "int": np.int32}


def _at(column: pa.ChunkedArray, rows: Array) -> tuple[pa.Array, Mask]:
    """The column at these rows, and which of them stand for no row."""
    if not len(rows):
        return pa.array([], column.type), None
    missing: Mask = None
    if rows.min() < 0:
        missing = rows < 0
        rows = np.maximum(rows, 0)
    if len(rows) == int(rows[-1]) - int(rows[0]) + 1 and (np.diff(rows) == 1).all():
        found = column.slice(int(rows[0]), len(rows))
    else:
        found = column.take(pa.array(rows))
    combined = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return combined, missing
