"""Whether two conditions can hold together, where that can be seen without a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from amp_rules.plan import ir
from amp_rules.plan.shape import text

MAX_CLAUSES = 64
MAX_PAIRS = 256
NEGATION = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Together(Enum):
    """What is known about two conditions."""

    NEVER = "never"
    POSSIBLE = "possible"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Atom:
    """One test: an operand, and a constant it is held against.

    `plain`: the operand is a fact that nothing else determines.
    """

    key: str
    op: str
    value: ir.Value
    plain: bool
    members: tuple[ir.Value, ...] = ()
    whole: bool = False


Clause = tuple[Atom, ...]
Clauses = tuple[Clause, ...]


def together(left: ir.Expr | None, right: ir.Expr | None) -> Together:
    """Whether two conditions can both hold (None: always holds)."""
    return can_meet(clauses(left), clauses(right))


def can_meet(left: Clauses | None, right: Clauses | None) -> Together:
    """The same of conditions taken apart already, as `clauses` gives them."""
    if left is None or right is None or len(left) * len(right) > MAX_PAIRS:
        return Together.UNSEEN
    known = Together.NEVER
    for verdict in (_consistent((*one, *other)) for one in left for other in right):
        if verdict is Together.POSSIBLE:
            return verdict
        if verdict is Together.UNSEEN:
            known = verdict
    return known


def impossible(expr: ir.Expr | None) -> bool:
    """True when a condition can be seen never to hold."""
    found = clauses(expr)
    return found is not None and all(_consistent(clause) is Together.NEVER for clause in found)


def clauses(expr: ir.Expr | None, negated: bool = False) -> tuple[Clause, ...] | None:
    """The alternatives under which a condition holds, or None when there are too many."""
    match expr:
        case None:
            return ((),)
        case ir.Const(value=value):
            return ((),) if bool(value) is not negated else ()
        case ir.Not(item=item):
            return clauses(item, not negated)
        case ir.Logic(op=op, items=items):
            return _combined([clauses(item, negated) for item in items], both=(op == "and") is not negated)
    return ((_atom(expr, negated),),)


def _combined(parts: list[tuple[Clause, ...] | None], both: bool) -> tuple[Clause, ...] | None:
    made: tuple[Clause, ...] = ((),) if both else ()
    for part in parts:
        if part is None:
            return None
        made = tuple((*x, *y) for x in made for y in part) if both else (*made, *part)
        if len(made) > MAX_CLAUSES:
            return None
    return made


def _atom(expr: ir.Expr, negated: bool) -> Atom:
    match expr:
        case ir.Compare(op=op, left=left, right=ir.Const(value=value)):
            return _about(left, NEGATION[op] if negated else op, value)
        case ir.OneOf(item=item, among=ir.Const(value=value), negated=not_in):
            return _about(item, "not in" if not_in is not negated else "in", value)
        case ir.OneOf(item=item, among=among, negated=not_in):
            return Atom(f"{text(item)} in {text(among)}", "==", not_in is negated, False, (True, False))
        case ir.IsAbsent(item=item, negated=not_absent):
            return _about(item, "!=" if not_absent is not negated else "==", None)
        case ir.Compare(op=op, left=left, right=right):
            canonical = op if op in ("==", "<", "<=") else NEGATION[op]
            return Atom(
                f"{text(left)} {canonical} {text(right)}", "==", (canonical == op) is not negated, False
            )
    return _about(expr, "==", not negated)


def _about(operand: ir.Expr, op: str, value: ir.Value) -> Atom:
    members: tuple[ir.Value, ...] = (True, False) if operand.type.kind == "bool" else operand.type.members
    if members and operand.type.optional:
        members = (*members, None)
    whole = operand.type.kind == "date" or (operand.type.kind == "number" and operand.type.unit != "ratio")
    return Atom(text(operand), op, value, _plain(operand), members, whole)


def _plain(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Fact | ir.DayFact) and expr.type.kind in (
        "bool",
        "choice",
        "number",
        "date",
        "country",
    )


def _consistent(clause: Clause) -> Together:
    by_key: dict[str, list[Atom]] = {}
    for atom in clause:
        by_key.setdefault(atom.key, []).append(atom)
    if any(not _satisfiable(atoms) for atoms in by_key.values()):
        return Together.NEVER
    return Together.POSSIBLE if all(atom.plain for atom in clause) else Together.UNSEEN


def _satisfiable(atoms: list[Atom]) -> bool:
    allowed = _allowed(atoms)
    if allowed is not None:
        return any(all(_holds(value, atom) for atom in atoms) for value in allowed)
    return _interval(atoms)


def _allowed(atoms: list[Atom]) -> list[ir.Value] | None:
    """Every value worth trying, when the operand can take only so many."""
    for atom in atoms:
        if atom.op == "==":
            return [atom.value]
        if atom.op == "in" and isinstance(atom.value, frozenset):
            return list(atom.value)
    return next((list(atom.members) for atom in atoms if atom.members), None)


def _holds(value: ir.Value, atom: Atom) -> bool:
    match atom.op:
        case "==":
            return value == atom.value
        case "!=":
            return value != atom.value
        case "in" | "not in":
            inside = isinstance(atom.value, frozenset) and value in atom.value
            return inside if atom.op == "in" else not inside
    return value is not None and _ordered(value, atom)


def _ordered(value: ir.Value, atom: Atom) -> bool:
    low, high = value, atom.value
    if atom.op == "<":
        return low < high  # type: ignore[operator]
    if atom.op == "<=":
        return low <= high  # type: ignore[operator]
    return low > high if atom.op == ">" else low >= high  # type: ignore[operator]


def _interval(atoms: list[Atom]) -> bool:
    low = max((_least(atom) for atom in atoms if atom.op in (">", ">=")), default=None)
    high = min((_most(atom) for atom in atoms if atom.op in ("<", "<=")), default=None)
    if low is None or high is None or low < high:
        return True
    edge = atoms[0].whole or all(atom.op in ("<=", ">=", "!=") for atom in atoms)
    return low == high and edge and all(atom.op != "!=" or _number(atom.value) != low for atom in atoms)


def _least(atom: Atom) -> float | Fraction:
    return _number(atom.value) + (1 if atom.op == ">" and atom.whole else 0)


def _most(atom: Atom) -> float | Fraction:
    return _number(atom.value) - (1 if atom.op == "<" and atom.whole else 0)


def _number(value: ir.Value) -> int | Fraction:
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, int | Fraction) else 0
