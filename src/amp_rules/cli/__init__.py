"""The command line: arguments in, an exit code out."""

from amp_rules.cli.app import app, main

__all__ = ["app", "main"]
