"""The part of Python's expression grammar that rules may use, with limits."""

from __future__ import annotations

import ast

from amp_rules.errors import Where
from amp_rules.rulebook.fields import Faults
from amp_rules.rulebook.model import Code

MAX_TEXT = 2000
MAX_NODES = 400
MAX_DEPTH = 40
MAX_BRACKETS = 24
MAX_DIGITS = 9

ALLOWED = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.BoolOp,
    ast.UnaryOp,
    ast.BinOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.GeneratorExp,
    ast.comprehension,
    ast.Tuple,
    ast.expr_context,
    ast.boolop,
    ast.cmpop,
    ast.Not,
    ast.Add,
    ast.Sub,
    ast.Mult,
)


def parse(code: Code, faults: Faults) -> ast.expr | None:
    """The syntax tree, or None with a fault (AR4xx)."""
    text = code.text
    fault = _too_much(text)
    if fault is not None:
        faults.add("AR401", fault, code.where)
        return None
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        faults.add("AR402", "not an expression of the rule language", _place(code.where, error))
        return None
    return tree.body if _allowed(tree, code, faults) else None


def _too_much(text: str) -> str | None:
    if not text:
        return "the expression is empty"
    if len(text) > MAX_TEXT:
        return f"expression longer than {MAX_TEXT} characters"
    if not text.isascii() or not text.replace("\n", " ").isprintable():
        return "an expression is written in printable ASCII"
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    return f"brackets nested deeper than {MAX_BRACKETS}" if deepest > MAX_BRACKETS else None


def _place(where: Where, error: Exception) -> Where:
    offset = getattr(error, "offset", None)
    line = getattr(error, "lineno", None)
    if not isinstance(offset, int) or line != 1:
        return where
    return Where(where.source, where.line, where.column + max(offset - 1, 0))


def _allowed(tree: ast.AST, code: Code, faults: Faults) -> bool:
    level, count, depth = [tree], 0, 0
    while level:
        depth += 1
        count += len(level)
        if count > MAX_NODES or depth > MAX_DEPTH:
            faults.add("AR401", f"expression larger than {MAX_NODES} parts or {MAX_DEPTH} levels", code.where)
            return False
        for node in level:
            if not isinstance(node, ALLOWED):
                faults.add("AR403", f"{_name(node)} is not part of the rule language", place_of(node, code))
                return False
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return True


def place_of(node: ast.AST, code: Code) -> Where:
    """Where in the file a part of an expression stands."""
    column = getattr(node, "col_offset", 0) if getattr(node, "lineno", 1) == 1 else 0
    return Where(code.where.source, code.where.line, code.where.column + column)


_NAMES = {
    "Lambda": "lambda",
    "ListComp": "a list comprehension",
    "SetComp": "a set comprehension",
    "DictComp": "a dict comprehension",
    "Subscript": "indexing",
    "Pow": "the power operator",
    "Div": "division",
    "FloorDiv": "division",
    "Mod": "the remainder operator",
    "NamedExpr": "an assignment",
    "JoinedStr": "an f-string",
    "Starred": "unpacking",
    "Await": "await",
    "Yield": "yield",
    "List": "a list",
    "Dict": "a dict",
    "Set": "a set",
}


def _name(node: ast.AST) -> str:
    return _NAMES.get(type(node).__name__, type(node).__name__)
