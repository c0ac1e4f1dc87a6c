"""Letters in plain words that explain an outcome to the person or the shelter, as HTML and PDF."""

from amp_rules.report.letter.compose import write_letter
from amp_rules.report.letter.folder import Templates, export_templates
from amp_rules.report.letter.html import letter_html
from amp_rules.report.letter.problems import LetterError
from amp_rules.report.letter.records import Letter

__all__ = [
    "Letter",
    "LetterError",
    "Templates",
    "export_templates",
    "letter_html",
    "write_letter",
]
