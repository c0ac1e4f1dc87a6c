"""Facts that no rule reads for a case, left out where that changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from amp_rules.privacy import rewrite
from amp_rules.privacy.rewrite import Tree
from amp_rules.privacy.watch import Watch


def coarsened(watch: Watch) -> tuple[Tree, tuple[str, ...]]:
    """The case without what no rule reads, and the paths left out; as much as keeps every outcome."""
    tree = rewrite.tree_of(watch.case)
    tree.pop("evidence", None)
    read = watch.read()
    lists, leaves = rewrite.stated(tree)
    unread = [path for path in leaves if path not in read]
    whole = [path for path in lists if not any(each.startswith(f"{path}[") for each in read)]
    for paths in (dict.fromkeys((*whole, *unread)), dict.fromkeys(unread)):
        if _keeps(watch, tree, paths):
            return _without(tree, paths)
    return _without(tree, _one_by_one(watch, tree, unread))


def _keeps(watch: Watch, tree: Tree, paths: Iterable[str]) -> bool:
    return watch.same(rewrite.case_of(rewrite.without(tree, frozenset(paths))), 0)


def _one_by_one(watch: Watch, tree: Tree, unread: list[str]) -> list[str]:
    """Those of the facts that can be left out, each tried beside those before it."""
    found: list[str] = []
    for path in unread:
        if _keeps(watch, tree, (*found, path)):
            found.append(path)
    return found


def _without(tree: Tree, paths: Iterable[str]) -> tuple[Tree, tuple[str, ...]]:
    dropped = tuple(sorted(paths))
    return rewrite.without(tree, frozenset(dropped)), dropped
