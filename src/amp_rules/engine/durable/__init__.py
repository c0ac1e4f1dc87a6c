"""The forward-chaining engine's foundation: durable-rules, contained."""

from amp_rules.engine.durable.productions import (
    CaseRules,
    Every,
    Match,
    MissingEngineError,
    Production,
    Productions,
    Some,
)

__all__ = ["CaseRules", "Every", "Match", "MissingEngineError", "Production", "Productions", "Some"]
