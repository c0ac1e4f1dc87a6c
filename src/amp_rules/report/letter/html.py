"""A letter as one HTML document, made with an organisation's templates or the shipped ones."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from amp_rules.errors import MissingExtraError
from amp_rules.report.letter.folder import LETTER, Templates
from amp_rules.report.letter.problems import LetterError
from amp_rules.report.letter.records import Letter
from amp_rules.report.letter.selfcontained import check_page

if TYPE_CHECKING:
    from amp_rules.report.letter.language import LetterEnvironment


def letter_html(letter: Letter, templates: Templates | None = None) -> str:
    """The letter as HTML: nothing fetched, no script, everything of the case escaped.

    Raises LetterError, with the template and its line, for templates that cannot be used, that fetch or run
    something, or that leave out what every letter must say; MissingExtraError without Jinja.
    """
    try:
        from amp_rules.report.letter.language import LetterEnvironment
    except ImportError as error:
        raise MissingExtraError("letters need Jinja", "audit", str(error)) from None
    environment = LetterEnvironment(templates or Templates())
    text = _rendered(environment, letter)
    check_page(text, letter)
    return text


def _rendered(environment: LetterEnvironment, letter: Letter) -> str:
    """The text, piece by piece, so that a template without an end is stopped."""
    from jinja2.exceptions import TemplateError, TemplateSyntaxError

    pieces = []
    try:
        for piece in environment.get_template(LETTER).generate(letter=letter):
            environment.step(0, len(piece))
            pieces.append(piece)
    except LetterError:
        raise
    except TemplateSyntaxError as error:
        reason = (error.message or "cannot be read").rstrip(".")
        raise LetterError(f"{error.name or LETTER}:{error.lineno}", f"not a template: {reason}") from None
    except (TemplateError, RecursionError, TypeError, ValueError) as error:
        raise LetterError(_where(error, environment), _reason(error)) from None
    return "".join(pieces)


def _where(error: BaseException, environment: LetterEnvironment) -> str:
    """The template and line in which an error arose: the innermost frame that stands in a template."""
    frames = traceback.extract_tb(error.__traceback__)
    found = [frame for frame in frames if frame.filename in environment.loaded]
    return f"{found[-1].filename}:{found[-1].lineno}" if found else LETTER


def _reason(error: BaseException) -> str:
    """What is wrong, in words that hold nothing of the case."""
    from amp_rules.report.letter.language import NotThereError, TooMuchError

    if isinstance(error, NotThereError):
        return f"a letter has no '{error.name}' here"
    if isinstance(error, TooMuchError):
        return str(error.message)
    if isinstance(error, RecursionError):
        return "nested too deep, or calling and including each other without end"
    return "not allowed, or not possible, with what a letter holds"
