"""The files beside the tests that they read: the wheel check copies them along."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "bench" / "rules"
"""The reduced rules of the speed comparison."""
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
