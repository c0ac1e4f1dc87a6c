"""The forward-chaining engine: durable-rules, contained; production rules and statecharts on it."""

from amp_rules.engine.durable.chart import CaseChart, Chart, Trigger
from amp_rules.engine.durable.contained import MissingEngineError
from amp_rules.engine.durable.productions import CaseRules, Every, Match, Production, Productions, Some

__all__ = [
    "CaseChart",
    "CaseRules",
    "Chart",
    "Every",
    "Match",
    "MissingEngineError",
    "Production",
    "Productions",
    "Some",
    "Trigger",
]
