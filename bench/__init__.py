"""Speed of one case: the same reduced rules, decided by amp_rules and by its peers."""
