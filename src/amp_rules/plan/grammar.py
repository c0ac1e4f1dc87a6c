"""The part of Python's expression grammar that rules may use, with limits."""

from __future__ import annotations

import ast
import re
from threading import Lock

from amp_rules.errors import Where
from amp_rules.rulebook.fields import Faults
from amp_rules.rulebook.model import Code

MAX_TEXT = 2000
MAX_NODES = 400
MAX_DEPTH = 40
MAX_BRACKETS = 24
MAX_DIGITS = 9
# Trees made by two threads at once can fail in CPython 3.11 (gh-106905).
_PARSING = Lock()
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
# A comment would silently end the expression; letters after digits only draw a warning from Python.
_ODD = re.compile(r"#|(?<![A-Za-z0-9_.])[0-9]+[A-Za-z_]")

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
    odd = _ODD.search(_QUOTED.sub(lambda found: "'" * len(found.group()), text))
    if odd is not None:
        faults.add("AR402", "not an expression of the rule language", _at(code, odd.start()))
        return None
    try:
        with _PARSING:
            tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        faults.add("AR402", "not an expression of the rule language", _place(code, error))
        return None
    return tree.body if _allowed(tree, code, faults) else None


def _too_much(text: str) -> str | None:
    if not text:
        return "the expression is empty"
    if len(text) > MAX_TEXT:
        return f"expression longer than {MAX_TEXT} characters"
    if not text.isascii() or not text.replace("\n", " ").isprintable() or "\\" in text:
        return "an expression is written in printable ASCII without backslashes"
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    return f"brackets nested deeper than {MAX_BRACKETS}" if deepest > MAX_BRACKETS else None


def _at(code: Code, offset: int) -> Where:
    before = code.text[:offset]
    return code.place(before.count("\n") + 1, offset - (before.rfind("\n") + 1))


def _place(code: Code, error: Exception) -> Where:
    offset, line = getattr(error, "offset", None), getattr(error, "lineno", None)
    if not isinstance(offset, int) or not isinstance(line, int) or line < 1:
        return code.where
    return code.place(line, max(offset - 1, 0))


def _allowed(tree: ast.AST, code: Code, faults: Faults) -> bool:
    level: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    count = depth = 0
    while level:
        depth += 1
        count += len(level)
        if count > MAX_NODES or depth > MAX_DEPTH:
            faults.add("AR401", f"expression larger than {MAX_NODES} parts or {MAX_DEPTH} levels", code.where)
            return False
        below: list[tuple[ast.AST, ast.AST]] = []
        for node, around in level:
            placed = node if hasattr(node, "lineno") else around
            if not isinstance(node, ALLOWED) or (isinstance(node, ast.comprehension) and node.is_async):
                faults.add("AR403", f"{_name(node)} is not part of the rule language", place_of(placed, code))
                return False
            below.extend((child, placed) for child in ast.iter_child_nodes(node))
        level = below
    return True


def place_of(node: ast.AST, code: Code) -> Where:
    """Where in the file a part of an expression stands."""
    return code.place(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))


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
    "USub": "a sign before a number",
    "UAdd": "a sign before a number",
    "Invert": "the bit operator",
    "BitAnd": "the bit operator",
    "BitOr": "the bit operator",
    "BitXor": "the bit operator",
    "LShift": "the bit operator",
    "RShift": "the bit operator",
    "MatMult": "the matrix product",
    "Slice": "a slice",
    "keyword": "a named argument",
    "comprehension": "async",
}


def _name(node: ast.AST) -> str:
    return _NAMES.get(type(node).__name__, type(node).__name__)
