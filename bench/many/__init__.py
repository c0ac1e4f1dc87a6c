"""Speed of many cases: the same reduced rules over columns, by amp_rules and by its peers."""
