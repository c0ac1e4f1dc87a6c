"""Many questions of one population: what the rules read is decoded once, and answers are NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from amp_rules.engine.decide import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan.model import Plan
from amp_rules.population.columns.collect import BlockAnswers, Collector
from amp_rules.population.columns.compile import columns_of
from amp_rules.population.columns.load import Source
from amp_rules.population.columns.logic import Array, spread, wide
from amp_rules.population.run import checked
from amp_rules.population.tables import Population
from amp_rules.rulebook.model import Rulebook

Truths = npt.NDArray[np.int8]
Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NO, OPEN, YES = 0, 1, 2
"""Refused or false; not known; granted or true."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Amounts, counts or days of one goal.

    values: öre or cents, each cut in `scale` parts; plain numbers; days as `date.toordinal` counts them.
    known: where the value is known, None for everywhere; elsewhere the value means nothing. absent: where
    there is known to be none, None for nowhere.
    """

    values: Whole
    known: Mask | None
    absent: Mask | None
    scale: int


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The answers to every goal that is a verdict, true or false, a number or a day.

    truths: NO, OPEN or YES by goal. About cases in the order of the population, about other entities in that
    of `Run.parts`. problems: the cases that cannot be decided, which have no answers; None for none.
    """

    truths: Mapping[str, Truths]
    numbers: Mapping[str, Numbers]
    problems: Mask | None


class Prepared:
    """Cases as the columns that some rules read, and nothing else of them; `prepare` makes one."""

    def __init__(self, plans: Sequence[Plan], population: Population) -> None:
        self._plans = tuple(plans)
        source, programs = Source(population), [columns_of(plan) for plan in plans]
        self._blocks = list(source.blocks(min(each.block_size(population) for each in programs)))
        self._cases = len(population)
        for plan in plans:
            for block in self._blocks:
                columns_of(plan).answers(block)
        source.let_go()
        pa.default_memory_pool().release_unused()

    def __len__(self) -> int:
        return self._cases

    def answers(self, rules: Rulebook | Plan | None = None) -> Arrays:
        """What these rules say of every case; the first of those prepared for where none are named.

        Raises UnknownNameError for rules that the cases were not prepared for.
        """
        plan = self._plans[0] if rules is None else plan_of(rules)
        if all(plan.digest != each.digest for each in self._plans):
            raise UnknownNameError("prepared plan", plan.name, tuple(each.name for each in self._plans))
        pieces = _Pieces(plan)
        for block in self._blocks:
            pieces.add(columns_of(plan).answers(block))
        return pieces.together()


def prepare(rules: Rulebook | Plan | Sequence[Rulebook | Plan], population: Population) -> Prepared:
    """Cases made ready for many questions under these rules, checked first as `run` checks them.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases, prepare
    >>> case = case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})
    >>> ready = prepare(load_rulebook("nsp", edition="2022"), from_cases([case]))
    >>> ready.answers().truths["support"]
    array([1], dtype=int8)

    Raises:
        BadRowsError: rows that cannot be used.
        WrongProgrammeError: the population belongs to another programme than the rules.
        ValueError: no rules.
    """
    plans = [plan_of(each) for each in ((rules,) if isinstance(rules, Rulebook | Plan) else rules)]
    if not plans:
        raise ValueError("expected at least one rulebook")
    ready, _ = checked(plans, population)
    return Prepared(plans, ready)


class _Pieces:
    """The answers of blocks, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.collector = plan, Collector(plan)
        goals = [plan.decisions[each.name] for some in self.collector.schema.goals.values() for each in some]
        self.goals = [goal for goal in goals if goal.type.kind in ("bool", "number", "date")]
        self.truths: dict[str, list[Truths]] = {each.name: [] for each in goals}
        self.numbers: dict[str, list[tuple[Array, Mask | None, Mask | None]]] = {
            each.name: [] for each in goals
        }
        self.problems: list[tuple[int, Mask | None]] = []

    def add(self, answers: BlockAnswers) -> None:
        """The answers of the next block."""
        bad = answers.undecided()
        self.problems.append((answers.block.count, bad))
        for goal in self.goals:
            about, (values, _) = goal.about, answers.found[goal.name]
            order = self.collector.order_of(about, answers)
            case = None if about == "case" else self.collector.case_of(about, answers)
            count = answers.block.count if case is None else len(case)
            gone = bad if bad is None or case is None else bad[case]
            if goal.type.kind == "bool":
                truth = wide(spread(values, count))
                truth = truth if gone is None else np.where(gone, np.int8(OPEN), truth)
                self.truths[goal.name].append(truth if order is None else truth[order])
            else:
                number, known, absent = values
                if gone is not None:
                    known = ~gone if known is None else known & ~gone
                found = (spread(number, count), _spread(known, count), _spread(absent, count))
                self.numbers[goal.name].append(found if order is None else _ordered(found, order))

    def together(self) -> Arrays:
        """Whole arrays."""
        truths, numbers = {}, {}
        scales = columns_of(self.plan).scales
        for goal in self.goals:
            if goal.type.kind == "bool":
                truths[goal.name] = np.concatenate([np.zeros(0, np.int8), *self.truths.pop(goal.name)])
            else:
                parts = self.numbers.pop(goal.name)
                whole = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
                known = _mask([(len(part[0]), part[1]) for part in parts], True)
                absent = _mask([(len(part[0]), part[2]) for part in parts], False)
                numbers[goal.name] = Numbers(whole, known, absent, scales.get(goal.name, 1))
        return Arrays(truths, numbers, _mask(self.problems, False))


def _spread(mask: Mask | None, count: int) -> Mask | None:
    return None if mask is None else spread(mask, count)


def _ordered(
    column: tuple[Array, Mask | None, Mask | None], order: Array
) -> tuple[Array, Mask | None, Mask | None]:
    values, known, absent = column
    return (
        values[order],
        None if known is None else known[order],
        None if absent is None else absent[order],
    )


def _mask(parts: Sequence[tuple[int, Mask | None]], otherwise: bool) -> Mask | None:
    """Masks of blocks as one; None where no block has one."""
    if all(mask is None for _, mask in parts):
        return None
    return np.concatenate([np.full(count, otherwise) if mask is None else mask for count, mask in parts])
