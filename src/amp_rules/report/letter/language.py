"""The small language of letter templates: a white list of what Jinja can, so that every template ends.

A template may walk through a letter and show it. It cannot build long texts, reach into objects, or run
anything; every turn of a loop and every call is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, NoReturn

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.loaders import BaseLoader
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from amp_rules.report.letter import records
from amp_rules.report.letter.folder import Templates
from amp_rules.report.letter.problems import LetterError

MOST_STEPS: Final = 200_000
MOST_CHARACTERS: Final = 16 * 1024 * 1024
FILTERS: Final = ("capitalize", "default", "e", "escape", "first", "join", "last", "length", "lower", "upper")
TESTS: Final = ("defined", "none", "undefined")
LOOP: Final = ("first", "index", "last", "length")
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Assign,
    nodes.Macro,
    nodes.Call,
    nodes.Keyword,
    nodes.Block,
    nodes.Extends,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Tuple,
    nodes.List,
)


class TooMuchError(TemplateRuntimeError):
    """A template that goes on too long or writes too much."""


class NotThereError(UndefinedError):
    """A name that the letter does not have; `name` is one that stands in the template."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class _NotThere(StrictUndefined):
    """Fails on any use, naming only what the template itself names."""

    __slots__ = ()

    def _fail(self, *_: Any, **__: Any) -> NoReturn:
        raise NotThereError(str(self._undefined_name))

    _fail_with_undefined_error = _fail
    __str__ = __iter__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = _fail
    __html__ = __call__ = __getitem__ = __getattr__ = _fail


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, narrowed to the white list, with every turn of a loop and every call counted."""

    def __init__(self, templates: Templates) -> None:
        super().__init__(
            loader=_Loader(templates),
            autoescape=True,
            undefined=_NotThere,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
        )
        self.loaded: set[str] = set()
        self.steps = 0
        self.written = 0
        self.globals = {}
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.filters["join"] = self._joined
        self.tests = {name: self.tests[name] for name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            _check(node, name or "")
        for loop in tree.find_all(nodes.For):
            counted = nodes.EnvironmentAttribute("counted", lineno=loop.iter.lineno)
            loop.iter = nodes.Call(counted, [loop.iter], [], None, None, lineno=loop.iter.lineno)
        return tree

    def counted(self, items: Any) -> Iterator[Any]:
        """The items of a loop, each a step."""
        found = list(items)
        self.step(len(found))
        return iter(found)

    def step(self, number: int = 1, characters: int = 0) -> None:
        """Takes down work done; raises TooMuchError beyond the limits."""
        self.steps += number
        self.written += characters
        if self.steps > MOST_STEPS:
            raise TooMuchError(f"does more than {MOST_STEPS} steps")
        if self.written > MOST_CHARACTERS:
            raise TooMuchError(f"writes more than {MOST_CHARACTERS} characters")

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Calls a macro, and counts what it writes."""
        self.step()
        found = super().call(*args, **kwargs)
        if isinstance(found, str):
            self.step(0, len(found))
        return found

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """A template that another includes, extends or imports, which is a step."""
        self.step()
        return super().get_template(*args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only the fields of a letter's records, what is told of a loop, and imported macros."""
        if isinstance(obj, LoopContext):
            return attr in LOOP
        kind: type = type(obj)
        return is_dataclass(kind) and attr in _fields(kind)

    def is_safe_callable(self, obj: Any) -> bool:
        """Only macros, and the counting of loops."""
        return isinstance(obj, Macro) or obj == self.counted

    def _joined(self, items: Any, between: str = "") -> str:
        """Texts in a row, their lengths counted; escaped where they are shown."""
        texts = [str(item) for item in self.counted(items)]
        self.step(0, sum(map(len, texts)) + len(between) * len(texts))
        return between.join(texts)


@cache
def _fields(kind: type) -> frozenset[str]:
    """The fields of a letter's record; none of anything else."""
    known = kind.__module__ == records.__name__
    return frozenset(field.name for field in fields(kind)) if known else frozenset()


def _check(node: nodes.Node, name: str) -> None:
    """Refuses what is not on the white list, by its line."""
    where = f"{name}:{node.lineno}" if node.lineno else name
    if not isinstance(node, _ALLOWED):
        raise LetterError(where, f"'{type(node).__name__.lower()}' is not part of the language of letters")
    if isinstance(node, nodes.Name) and node.name == "self":
        raise LetterError(where, "a template cannot show itself")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise LetterError(where, f"no filter '{node.name}'; known: {', '.join(FILTERS)}")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise LetterError(where, f"no test '{node.name}'; known: {', '.join(TESTS)}")
    if isinstance(node, nodes.For) and node.recursive:
        raise LetterError(where, "a loop cannot call itself")
    if isinstance(node, nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport):
        other = node.template
        if not isinstance(other, nodes.Const) or not isinstance(other.value, str):
            raise LetterError(where, "expected the name of one template in quotes")
    if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.Name):
        raise LetterError(where, "only macros can be called")


class _Loader(BaseLoader):
    def __init__(self, templates: Templates) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Any]:
        """A template's text; its own name stands for the file, so that no path is told."""
        found = self.templates.read(template)
        if found is None:
            raise LetterError(template, "no such template")
        environment.loaded.add(template)
        return found, template, None
