"""Facts that no rule reads for a case, left out where that changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from amp_rules.privacy import rewrite
from amp_rules.privacy.rewrite import Tree
from amp_rules.privacy.watch import Watch


def coarsened(watch: Watch) -> tuple[Tree, tuple[str, ...]]:
    """The case without what no rule reads, and the paths left out; as much as keeps every outcome."""
    tree = rewrite.tree_of(watch.case)
    # No rule reads who asserts a fact, and what is asserted of a fact left out would point nowhere.
    asserted = ("$.evidence",) if watch.case.evidence else ()
    tree = rewrite.without(tree, frozenset(asserted))
    read = watch.read()
    lists, leaves = rewrite.stated(tree)
    unread = [path for path in leaves if path not in read]
    whole = [path for path in lists if not any(each.startswith(f"{path}[") for each in read)]
    whole_too = list(dict.fromkeys((*whole, *unread)))
    if not _keeps(watch, tree, whole_too):
        whole_too = _most(watch, tree, [], unread)
    return rewrite.without(tree, frozenset(whole_too)), tuple(sorted({*asserted, *whole_too}))


def _keeps(watch: Watch, tree: Tree, paths: Iterable[str]) -> bool:
    return watch.same(rewrite.case_of(rewrite.without(tree, frozenset(paths))), 0)


def _most(watch: Watch, tree: Tree, found: list[str], unread: list[str]) -> list[str]:
    """What is left out already, with as much more as keeps every outcome; halved until it does."""
    if not unread or _keeps(watch, tree, (*found, *unread)):
        return [*found, *unread]
    if len(unread) == 1:
        return found
    middle = len(unread) // 2
    return _most(watch, tree, _most(watch, tree, found, unread[:middle]), unread[middle:])
