"""Without the checkout there are no docs to test, and no tools to test them with."""

from pathlib import Path

collect_ignore_glob = [] if (Path(__file__).parents[2] / "docs").is_dir() else ["*.py"]
