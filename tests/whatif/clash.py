"""A reform under which two rules of a unique table meet, for some cases only."""

from __future__ import annotations

from amp_rules.rulebook import Reform, Rulebook, load_library, read_reform

TEXT = """
reform: clash
title: {en: A clash, sv: En krock}
of: nsp/2022
changes:
  twice:
    add_rule: child_supplement.twice
    when: is_paid and day.children_in_shelter > parameter.one_child
    then: parameter.child_supplement_rate * 2
    needs: [one_child]
    why: {en: A trial., sv: Ett försök.}
  one_child:
    add_parameter: one_child
    unit: count
    value: 1
    title: {en: One child, sv: Ett barn}
    why: {en: A trial., sv: Ett försök.}
"""


def clashing(rulebook: Rulebook) -> Reform:
    """The reform, which the check cannot see through."""
    assert rulebook.name == "nsp/2022"
    return read_reform(TEXT, load_library(), "clash.yaml")
